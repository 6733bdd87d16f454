// LiveBlog: a timeline as data for search engines (schema.org LiveBlogPosting, as JSON-LD).
#pragma once

#include "doors/pages/tongue.h"

namespace tocsin::doors::pages {

// The newest posts are enough for a search engine, and the page stays small.
constexpr std::size_t live_blog_updates_max = 10;

// A whole <script> element of data, with the nonce. Only posts that people wrote; no counts, no claims.
// Nothing in an exercise, which is news of nothing.
Html live_blog_json(const PageContext& context, const views::IncidentSummary& incident,
                    const std::string& public_url);

}  // namespace tocsin::doors::pages
