// PublicDesk: the HotDesk of the real server: answers, the question itself, and public pages.
#pragma once

#include "doors/http/hot_answers.h"
#include "doors/http/hot_questions.h"
#include "doors/http/page_cache.h"

namespace tocsin::doors::http {

// Makes a desk for each reactor. `parts` and `versions` outlive the server.
MakeHotDesk make_public_desks(HotParts parts, const PublicVersions& versions);

}  // namespace tocsin::doors::http
