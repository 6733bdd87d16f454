#include "doors/pages/live_blog.h"

#include <boost/json.hpp>

#include "base/text.h"

namespace tocsin::doors::pages {
namespace {

namespace json = boost::json;

constexpr std::size_t body_code_points_max = 300;

json::object organisation(const PageContext& context) {
  return {{"@type", "Organization"}, {"name", context.realm.name}};
}

}  // namespace

Html live_blog_json(const PageContext& context, const views::IncidentSummary& incident,
                    const std::string& public_url) {
  if (context.realm.is_drill) return {};
  const std::string id = to_uuid(incident.id.id);
  json::array updates;
  Instant newest = incident.opened_at;
  for (const auto& entry : incident.entries) {
    if (!entry.update) continue;
    newest = std::max(newest, entry.known_at);
    if (updates.size() >= live_blog_updates_max) continue;
    json::object post{{"@type", "BlogPosting"},
                      {"datePublished", to_rfc3339(entry.known_at)},
                      {"articleBody", truncate_utf8(entry.text, body_code_points_max)}};
    if (!entry.corrections.empty()) post["dateModified"] = to_rfc3339(entry.corrections.back().corrected_at);
    if (!public_url.empty())
      post["url"] = fmt::format("{}/i/{}/u/{}", public_url, id, to_uuid(entry.update->id));
    updates.push_back(std::move(post));
  }
  json::object blog{{"@context", "https://schema.org"},
                    {"@type", "LiveBlogPosting"},
                    {"headline", incident.headline},
                    {"coverageStartTime", to_rfc3339(incident.opened_at)},
                    {"datePublished", to_rfc3339(incident.opened_at)},
                    {"dateModified", to_rfc3339(newest)},
                    {"publisher", organisation(context)},
                    {"author", organisation(context)},
                    {"liveBlogUpdate", std::move(updates)}};
  if (!public_url.empty()) blog["url"] = fmt::format("{}/i/{}", public_url, id);
  Html out = html(R"(<script type="application/ld+json" nonce="{}">)", context.nonce);
  out += Html::script_json(json::serialize(blog));
  out += Html("</script>\n");
  return out;
}

}  // namespace tocsin::doors::pages
