#include "doors/pages/console_parts.h"
#include "doors/pages/console_steps.h"
#include "doors/pages/frame.h"
#include "doors/pages/map.h"
#include "doors/pages/words.h"

#include <span>

namespace tocsin::doors::pages {
namespace {

using world::Answer;
using world::CheckState;

std::string check_path(const ConsoleCheck& page) { return to_uuid(page.check.id.id); }

// Calls shown at once; the rest unfold, so that counts and steps stay within reach.
constexpr std::size_t help_calls_unfolded = 5;

Html help_rows(const Tongue& t, const ConsoleCheck& page, std::span<const ConsoleCheck::HelpCall> calls) {
  Html rows;
  for (const auto& call : calls) {
    rows.add(R"(<li><h3>{}</h3><p><span class="word help">needs help</span> {}</p>
)",
             call.name, t.time_and_age(call.at));
    if (!call.note.empty()) rows += paragraph(call.note);
    if (call.taken_by.empty()) {
      rows.add(
          R"(<form method="post" action="{}"><button type="submit" class="go">I take it</button></form>)",
          url("/console/checks/{}/help/{}", check_path(page), to_hex(call.person.id)));
    } else {
      rows.add("<p>Taken by {}</p>", call.taken_by);
    }
    rows += Html("</li>\n");
  }
  return html("<ul class=\"rows\">{}</ul>", rows);
}

Html help_calls(const Tongue& t, const ConsoleCheck& page) {
  if (page.help_calls.empty()) return {};
  const std::span calls(page.help_calls);
  const std::size_t first = std::min(help_calls_unfolded, calls.size());
  Html out = html(
      "<section><h2>Calls for help: {}</h2><p class=\"soft\">Those that nobody has taken stand first, the "
      "longest waiting on top.</p>{}",
      t.number(page.check.counts.need_help), help_rows(t, page, calls.first(first)));
  if (calls.size() > first) {
    out.add("<details><summary>{} more</summary>{}</details>", t.number(calls.size() - first),
            help_rows(t, page, calls.subspan(first)));
  }
  return out += Html("</section>\n");
}

Html paused_banner(const Tongue& t, const ConsoleCheck& page) {
  if (!page.check.paused) return {};
  return html(
      R"(<div class="note fix" role="note"><p class="lead">Paused: {} of the first {} answers say “this is wrong”.</p>
<p>Nobody is asked until an approver resumes or retracts. Read the text and the area again.</p></div>
)",
      t.number(page.check.early_wrong),
      t.number(std::min<std::uint64_t>(world::early_answers, page.check.answered)));
}

// What everybody inside the area will read, or has read.
Html as_read(const Tongue& t, const ConsoleCheck& page) {
  const auto& text = page.check.text;
  Html out = html(
      R"(<section><h2>As the person reads it</h2><div class="card"><p class="lead">Are you safe?</p><p class="lead">{}</p>
<p>Says who: {}</p><p>What: {}</p><p>Where: {}</p><p>Since: {}</p>{}</div>
)",
      text.headline, text.issuer, text.what, text.where, t.time_and_age(text.since),
      text.contact.empty() ? Html() : html("<p>Contact: {}</p>", text.contact));
  out.add(R"(<h3>{}</h3><div class="card">{}</div></section>
)",
          Html::words(page.check.state == CheckState::retracted ? "Correction that was sent"
                                                                : "Correction, ready to send"),
          paragraph(text.correction));
  return out;
}

Html where(const ConsoleCheck& page) {
  const auto& check = page.check;
  Html out = html("<section><h2>Area</h2>{}<p class=\"soft\">{}</p>\n",
                  area_map(check.area, check.pending_area), area_words(check.area));
  if (check.area_pending) out.add("<p><b>New area, dashed:</b> {}</p>\n", area_words(check.pending_area));
  out += Html("</section>\n");
  return out;
}

Html preview(const Tongue& t, const ConsoleCheck& page) {
  const auto& preview = page.preview;
  Html out = html(R"(<section><h2>Who is inside now</h2><p class="lead">{}</p><p class="soft">counted {}</p>
<dl class="counts">
<div><dt>by home</dt><dd>{}</dd></div>
<div><dt>by work</dt><dd>{}</dd></div>
<div><dt>by trip</dt><dd>{}</dd></div>
<div><dt>by last known place</dt><dd>{}</dd></div>
</dl>
)",
                  people_words(t, preview.people), t.time_and_age(preview.as_of), t.number(preview.home),
                  t.number(preview.work), t.number(preview.trip), t.number(preview.last_known));
  if (!preview.by_group.empty()) {
    out += Html("<h3>By group</h3><ul>");
    for (const auto& [group, count] : preview.by_group) out.add("<li>{}: {}</li>", group, t.number(count));
    out += Html("</ul>\n");
  }
  out += Html("</section>\n");
  return out;
}

// A word, a number, a share; the bar only repeats them.
Html bar(const Tongue& t, const Html& word, std::uint64_t count, std::uint64_t all, std::string_view kind) {
  const auto percent = all == 0 ? 0 : count * 100 / all;
  const Html share = count > 0 && percent == 0 ? Html::words("under 1 %") : html("{} %", percent);
  return html(
      R"(<li>{}: <b>{}</b> ({})<svg class="bar-of" aria-hidden="true"><rect class="all" width="100%" height="100%"/><rect class="{}" width="{}%" height="100%"/></svg></li>
)",
      word, t.number(count), share, kind, percent);
}

Html duration(const std::optional<std::int64_t>& seconds) {
  if (!seconds) return Html::words("not yet");
  if (*seconds < 60) return html("{} s", *seconds);
  return html("{} min {} s", *seconds / 60, *seconds % 60);
}

Html answers(const Tongue& t, const ConsoleCheck& page) {
  const auto& check = page.check;
  if (!check.opened_at.known()) return {};
  Html rows = bar(t, word_of(t, Answer::need_help), check.counts.need_help, check.asked, "part help");
  rows += bar(t, word_of(t, Answer::none), check.no_answer(), check.asked, "part");
  rows += bar(t, word_of(t, Answer::safe), check.counts.safe, check.asked, "part");
  rows += bar(t, word_of(t, Answer::not_there), check.counts.not_there, check.asked, "part");
  rows += bar(t, word_of(t, Answer::wrong), check.counts.wrong, check.asked, "part");
  return html(R"(<section><h2>Answers</h2><p>{} asked; opened {}.</p><ul class="rows">{}</ul>
<p>Time until a share of those asked had answered: 25 % {}; 50 % {}; 75 % {}.</p></section>
)",
              people_words(t, check.asked), t.time_and_age(check.opened_at), rows, duration(check.p25_s),
              duration(check.p50_s), duration(check.p75_s));
}

Html roll_calls(const ConsoleCheck& page) {
  if (page.groups.empty() || !page.check.opened_at.known()) return {};
  Html items;
  for (const auto& group : page.groups) {
    items.add(R"(<li><a href="{}">{}</a></li>)",
              url("/console/checks/{}/rollcall?group={}", check_path(page), group), group);
  }
  return html("<section><h2>Roll calls</h2><ul>{}</ul></section>\n", items);
}

Html who_did(const ConsoleCheck& page) {
  const auto name = [&](world::OperatorId id) {
    const auto it = page.operators.find(id);
    return it == page.operators.end() ? Html::words("nobody yet") : html("{}", it->second);
  };
  return html(R"(<p class="soft">Drafted by {}; proposed by {}; approved by {}. Revision {}.</p>
)",
              name(page.check.drafted_by), name(page.check.proposed_by), name(page.check.approved_by),
              page.check.revision);
}

}  // namespace

std::string console_check(const PageContext& context, const ConsoleCheck& page) {
  const PageContext english = in_english(context);
  const Tongue t(english);
  Html body = html(R"(<h1>{}</h1><p><span class="word">{}</span></p>
)",
                   page.check.text.headline, Html::words(state_word(page.check)));
  body += who_did(page);
  body += done_message(page.message);
  body += error_message(page.error);
  body += held_banner(english, page.me);
  body += paused_banner(t, page);
  body += answers(t, page);
  body += help_calls(t, page);
  body.add(R"(<div class="two">{}<div>{}{}</div></div>
<section><h2>Next</h2>{}</section>
)",
           as_read(t, page), where(page), preview(t, page), check_steps(t, page));
  body += roll_calls(page);
  return console_document(t, page.me, "Check", body);
}

}  // namespace tocsin::doors::pages
