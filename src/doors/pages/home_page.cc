#include "doors/pages/alert_card.h"
#include "doors/pages/frame.h"
#include "doors/pages/words.h"

namespace tocsin::doors::pages {
namespace {

// One line each of what belongs to an incident: readers choose by it, and read on its page.
Html incident_item(const Tongue& t, const views::IncidentSummary& incident) {
  Html parts;
  for (const auto& alert : incident.alerts) {
    parts.add("<li><span class=\"soft\">{}</span> {} ({})</li>\n", t("Alert"), alert.headline,
              alert_state(t, alert));
  }
  for (const auto& check : incident.checks) {
    parts.add("<li><span class=\"soft\">{}</span> {} ({})</li>\n", t("Safety check"), check.text.headline,
              word_of(t, check));
  }
  return html(R"(<li><h3><a href="{}">{}</a></h3><p class="soft">{}</p><ul>{}</ul></li>
)",
              url("/i/{}", to_uuid(incident.id.id)), incident.headline, t.time_and_age(incident.opened_at),
              parts);
}

}  // namespace

std::string home_page(const PageContext& context, const std::vector<views::IncidentSummary>& incidents,
                      const std::vector<views::AlertSummary>& alerts) {
  const Tongue t(context);
  Frame frame{.title = context.realm.name, .body = {}, .foot = {}, .is_personal = false};
  auto& body = frame.body;
  body.add(R"(<p class="soft">{}</p><h1>{}</h1>
)",
           context.realm.name, t("What is happening"));
  if (incidents.empty() && alerts.empty()) body.add(R"(<p>{}</p>)", t("Nothing has been reported."));
  if (!incidents.empty()) {
    body += Html("<ul class=\"people\">\n");
    for (const auto& incident : incidents) body += incident_item(t, incident);
    body += Html("</ul>\n");
  }
  if (!alerts.empty()) body.add("<h2>{}</h2>\n", t("Alerts in force"));
  for (const auto& alert : alerts) body += alert_card(t, alert);
  frame.foot = html(R"(<p><a href="{}">{}</a></p>
)",
                    url("/alerts.atom"), t("Follow in a feed reader"));
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
