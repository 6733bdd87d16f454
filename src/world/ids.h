// The ids of our nouns. Record objects have UUIDs of version 7; people have random ids, which tell nothing.
#pragma once

#include "base/id.h"

namespace tocsin::world {

using PersonId = TypedId<struct PersonTag>;
using OperatorId = TypedId<struct OperatorTag>;
using AlertId = TypedId<struct AlertTag>;
using IncidentId = TypedId<struct IncidentTag>;
using UpdateId = TypedId<struct UpdateTag>;
using CheckId = TypedId<struct CheckTag>;
using SourceId = TypedId<struct SourceTag>;
using ReportId = TypedId<struct ReportTag>;
using EntryId = TypedId<struct EntryTag>;  // of the board
using LevelId = TypedId<struct LevelTag>;

// A place in the journal's total order.
using Seq = std::uint64_t;

}  // namespace tocsin::world
