// Raw documents: alerts and reports byte for byte as they came, from the journal.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "world/ids.h"

namespace tocsin::doors::http {

// The document of the event at `seq`; Errc::corrupt when that is not an alert or a report. Opens the journal
// anew, for reading only. Any thread.
Result<Bytes> read_raw(const std::string& journal_path, world::Seq seq);

// The sealed note of the answer given at `seq`; nothing when there is none. As read_raw().
std::optional<Bytes> read_sealed_note(const std::string& journal_path, world::Seq seq);

}  // namespace tocsin::doors::http
