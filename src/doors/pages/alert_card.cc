#include "doors/pages/alert_card.h"

#include "doors/pages/words.h"

namespace tocsin::doors::pages {

Html alert_state(const Tongue& t, const views::AlertSummary& alert) {
  if (alert.state == world::AlertState::cancelled || alert.type == world::AlertType::cancel)
    return t("cancelled");
  if (alert.state == world::AlertState::updated) return t("replaced by a newer alert");
  if (alert.expires_at <= t.context().now)
    return html("{} ({})", t("expired"), t.time_and_age(alert.expires_at));
  return t("Valid until {1}", t.time(alert.expires_at));
}

Html alert_card(const Tongue& t, const views::AlertSummary& alert) {
  const std::string& sender = alert.sender_name.empty() ? alert.sender : alert.sender_name;
  Html out =
      html(R"(<article class="card"><h3>{}</h3><p><span class="word">{}</span></p>
<p>{} ({})</p>
)",
           alert.headline, alert_state(t, alert), t("Says who: {1}", sender), t.time_and_age(alert.sent_at));
  Html danger = severity_words(t, alert.severity);
  if (const Html urgency = urgency_words(t, alert.urgency); !urgency.empty()) {
    danger = danger.empty() ? urgency : html("{}. {}", danger, urgency);
  }
  if (!danger.empty()) out.add("<p><b>{}.</b></p>\n", danger);
  if (!alert.description.empty()) out += paragraph(alert.description);
  if (!alert.instruction.empty()) out.add("<h4>{}</h4>{}\n", t("Instructions"), paragraph(alert.instruction));
  out += Html("<dl>");
  if (!alert.areas.empty()) {
    std::vector<Html> areas;
    for (const auto& area : alert.areas) areas.push_back(html("{}", area));
    out.add("<dt>{}</dt><dd>{}</dd>", t("Area"), t.list(areas));
  }
  if (!alert.language.empty()) {
    out.add("<dt>{}</dt><dd>{}</dd>", t("Language"), Html::words(t.language_name(alert.language)));
  }
  out += Html("</dl>\n");
  if (alert.expires_by_us)
    out.add(R"(<p class="soft">{}</p>)", t("The sender set no end. We show it for one day."));
  if (!alert.contact.empty()) out.add("<p>{}</p>", t("Contact: {1}", alert.contact));
  if (const auto web = Url::web(alert.web))
    out.add(R"(<p><a href="{}" rel="noreferrer">{}</a></p>)", *web, t("More from the sender"));
  out += Html("</article>\n");
  return out;
}

}  // namespace tocsin::doors::pages
