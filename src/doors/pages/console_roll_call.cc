#include "doors/pages/console_parts.h"
#include "doors/pages/frame.h"
#include "doors/pages/words.h"

namespace tocsin::doors::pages {
namespace {

using world::Answer;

std::string_view reached(const std::vector<world::RecordedDelivery>& deliveries) {
  if (deliveries.empty()) return "";
  switch (deliveries.back().state) {
    case world::DeliveryState::sent:
      return "e-mail sent";
    case world::DeliveryState::undeliverable:
      return "undeliverable";
    case world::DeliveryState::expired:
      return "not sent: too late";
    case world::DeliveryState::unknown:
      return "e-mail sent, arrival unknown";
  }
  return "";
}

Html row(const Tongue& t, const ConsoleRollCall& page, const views::RollCallRow& row) {
  const Html name = name_of(t, page.names, row.person);
  if (!row.asked) {
    return html(
        R"(<tr><th scope="row">{}</th><td data-label="State">not asked: not inside the area</td><td></td><td></td><td></td></tr>
)",
        name);
  }
  const auto& current = row.current;
  std::vector<Html> about;
  if (current.answer != Answer::none) about.push_back(t.time_and_age(current.at));
  if (current.answer != Answer::none && !current.by.is_person(row.person))
    about.push_back(t("told by somebody else"));
  if (!row.help_taken_by.empty()) about.push_back(html("taken by {}", row.help_taken_by));
  return html(
      R"(<tr><th scope="row">{}</th><td data-label="State"><span class="word {}">{}</span></td><td data-label="Answered">{}</td><td data-label="Asked">{}; by {}</td><td data-label="Reached">{}</td></tr>
)",
      name, mark_of(current.answer), word_of(t, current.answer), t.list(about), t.time_and_age(row.asked_at),
      Html::words(world::to_string(row.reason)), Html::words(reached(row.deliveries)));
}

}  // namespace

std::string console_roll_call(const PageContext& context, const ConsoleRollCall& page) {
  const PageContext english = in_english(context);
  const Tongue t(english);
  const auto& call = page.roll_call;
  const std::string id = to_uuid(call.check.id.id);
  Html rows;
  for (const auto& line : call.rows) rows += row(t, page, line);
  const Html body = html(
      R"(<p><a href="{}">{}</a></p><h1>Roll call: {}</h1>
<p>{} asked of {}: {} need help, {} no answer yet, {} safe, {} not there, {} say the question is wrong.</p>
<p><a href="{}">Download as CSV</a></p>
<table><caption>Who needs help first, then who has no answer yet.</caption>
<thead><tr><th scope="col">Name</th><th scope="col">State</th><th scope="col">Answered</th><th scope="col">Asked</th><th scope="col">Reached</th></tr></thead>
<tbody>{}</tbody></table>
)",
      url("/console/checks/{}", id), call.check.text.headline, page.group, t.number(call.asked),
      people_words(t, call.rows.size()), t.number(call.counts.need_help),
      t.number(call.asked - call.counts.total()), t.number(call.counts.safe), t.number(call.counts.not_there),
      t.number(call.counts.wrong), url("/v1/rosters/{}/rollcall.csv?check={}", page.group, id), rows);
  return console_document(t, page.me, "Roll call", body);
}

}  // namespace tocsin::doors::pages
