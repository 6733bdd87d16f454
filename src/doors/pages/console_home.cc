#include "doors/pages/alert_card.h"
#include "doors/pages/console_parts.h"
#include "doors/pages/desk_parts.h"
#include "doors/pages/frame.h"

namespace tocsin::doors::pages {
namespace {

Html check_rows(const Tongue& t, const std::vector<views::CheckSummary>& checks) {
  if (checks.empty()) return Html("<p>No check yet.</p>\n");
  Html rows;
  for (const auto& check : checks) {
    rows.add(R"(<li><h3><a href="{}">{}</a></h3><p><span class="word">{}</span> {}{}</p></li>
)",
             url("/console/checks/{}", to_uuid(check.id.id)), check.text.headline,
             Html::words(state_word(check)), check.text.where,
             check.opened_at.known() ? html("; {} asked, {} answered, {} need help", t.number(check.asked),
                                            t.number(check.answered), t.number(check.counts.need_help))
                                     : Html());
  }
  return html(R"(<ul class="rows">{}</ul>
)",
              rows);
}

Html alert_rows(const Tongue& t, const std::vector<views::AlertSummary>& alerts) {
  if (alerts.empty()) return Html("<p>No alert yet.</p>\n");
  Html rows;
  for (const auto& alert : alerts) {
    std::vector<Html> areas;
    for (const auto& area : alert.areas) areas.push_back(html("{}", area));
    rows.add(R"(<li><h3>{}</h3><p>{}; {}. {}; sent {}{}</p><p class="soft">{}</p>
)",
             alert.headline, alert.sender_name.empty() ? alert.sender : alert.sender_name,
             Html::words(alert.severity), alert_state(t, alert), t.time_and_age(alert.sent_at),
             Html::words(alert.is_public ? "" : "; not for the public"), t.list(areas));
    if (alert.state == world::AlertState::current && alert.expires_at > t.context().now) {
      rows.add(
          R"(<form method="post" action="/console/checks"><input type="hidden" name="alert" value="{}"><button type="submit">Draft a check</button></form>
)",
          to_uuid(alert.id.id));
    }
    rows += Html("</li>\n");
  }
  return html(R"(<ul class="rows">{}</ul>
)",
              rows);
}

Html draft_form(const Tongue& t) {
  return html(
      R"(<details><summary>Draft a check from an area</summary><form method="post" action="/console/checks">
{}{}{}{}{}{}{}
<label for="correction">Correction, ready before anything is sent</label><textarea id="correction" name="correction" rows="2" dir="auto"></textarea>
<button type="submit" class="go">Draft</button></form></details>
)",
      area_fields(), text_field("headline", "Headline"), text_field("what", "What happened"),
      text_field("where", "Where, by district: never a street"), text_field("issuer", "Who says so"),
      text_field("since", "Since when (as 2015-11-13T21:20:00+01:00)", to_rfc3339(t.context().now)),
      text_field("contact", "Contact (optional)"));
}

}  // namespace

std::string console_home(const PageContext& context, const ConsoleHome& home) {
  const PageContext english = in_english(context);
  const Tongue t(english);
  Html body = html("<h1>Desk</h1>\n{}{}{}<h2>Checks</h2>\n{}<h2>Alerts</h2>\n{}", done_message(home.message),
                   held_banner(english, home.me), desk_sections(t, home.desk, home.me),
                   check_rows(t, home.checks), alert_rows(t, home.alerts));
  body += draft_form(t);
  body += Html("<h2>Incidents</h2>\n<ul>");
  for (const auto& incident : home.incidents) {
    const std::string id = to_uuid(incident.id.id);
    body.add(R"(<li><a href="{}">{}</a> <a href="{}">Write live updates</a></li>)", url("/i/{}", id),
             incident.headline, url("/console/incidents/{}", id));
  }
  // Names of groups may hold commas.
  const std::string groups = fmt::format("{}", fmt::join(home.groups, "; "));
  body.add("</ul>\n<h2>Registered</h2><p>{}</p>{}\n", people_words(t, home.people),
           groups.empty() ? Html() : html("<p>Groups: {}</p>", groups));
  return console_document(t, home.me, "Desk", body);
}

std::string sign_in_page(const PageContext& context, const std::string& error) {
  const PageContext english = in_english(context);
  return console_document(Tongue(english), {}, "Sign in",
                          html(R"(<h1>Sign in</h1>
{}<form method="post" action="/console/sign-in"><label for="token">Your token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autocapitalize="none" spellcheck="false">
<button type="submit" class="go">Sign in</button></form>
<p class="soft">A token is given once, by the link of your invitation. Whoever lost it asks for a new invitation.</p>
)",
                               error_message(error)));
}

std::string enter_page(const PageContext& context, const std::string& path, const Operator& op,
                       const std::string& token) {
  const PageContext english = in_english(context);
  const Tongue t(english);
  Html body = html("<h1>{}</h1>\n<p>You are invited as <b>{}</b>, in the realm {} ({}).</p>\n", op.name,
                   Html::words(op.role), context.realm.name, Html::words(realm_word(context)));
  if (token.empty()) {
    body.add(R"(<p>This link works once. It gives you a token that proves who you are.</p>
<form method="post" action="{}"><button type="submit" class="go">Give me my token</button></form>
)",
             Url::local(path));
  } else {
    body.add(
        R"(<div class="note" role="status"><p><b>Your token. It is shown this once.</b></p><code class="token">{}</code>
<p>Save it in a file that only you can read, or in a password manager. Do not send it to anybody.</p></div>
<p><a class="key" href="/console/">Go to the desk</a></p>
)",
        Html::words(token));
  }
  return console_document(t, {}, "Invitation", body);
}

}  // namespace tocsin::doors::pages
