// JSON forms of what only operators see: reports and proposals, entries on their way to the board, sources,
// levels with who proposed them, live updates before they are published.
#pragma once

#include <boost/json/fwd.hpp>

#include "doors/http/edit_locks.h"
#include "views/desk.h"
#include "world/world.h"

namespace tocsin::doors::http {

// Without proposals: a line of a list.
boost::json::object report_json(const world::World& world, const world::Report& report);
// In order, each with what was decided about it.
boost::json::array proposals_json(const world::World& world, const world::Report& report);
boost::json::object cluster_json(const world::World& world, const views::Cluster& cluster);
boost::json::object waiting_json(const world::World& world, Instant now);

boost::json::object source_json(const world::Source& source);
// `for_desk` adds who proposed and approved, and what waits.
boost::json::object level_json(const world::World& world, const world::Level& level, bool for_desk);
// As known at a moment: published revisions and support. `for_desk` adds who, drafts and what waits.
boost::json::object entry_json(const world::World& world, const world::BoardEntry& entry, Instant known_at,
                               bool for_desk);
boost::json::object update_json(const world::Update& update, world::IncidentId incident);
boost::json::object update_draft_json(const world::World& world, const world::UpdateDraft& draft);
boost::json::value lock_json(const std::optional<EditLock>& lock);

}  // namespace tocsin::doors::http
