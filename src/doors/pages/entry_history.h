// EntryHistory: everything an entry ever said, and who said it.
#pragma once

#include "doors/pages/board_parts.h"

namespace tocsin::doors::pages {

// Published support only: what waits at the desk is nobody's yet.
Html support_list(const Tongue& t, const world::BoardEntry& entry,
                  const std::map<world::SourceId, std::string>& sources, bool may_see_reports);
// Newest first, each with what it changed and why.
Html revision_list(const Tongue& t, const world::BoardEntry& entry);

}  // namespace tocsin::doors::pages
