#include "doors/pages/board_parts.h"
#include "doors/pages/desk_parts.h"
#include "doors/pages/frame.h"
#include "doors/pages/marked_text.h"

namespace tocsin::doors::pages {
namespace {

std::string path_of(const ReportPage& page, std::uint32_t index, std::string_view action) {
  return fmt::format("/console/reports/{}/{}/{}", to_uuid(page.report.id.id), index, action);
}

// What a person decided before; a proposal may be taken up again.
Html decision_words(const Tongue& t, const ReportPage& page, std::uint32_t index) {
  const auto* decision = page.report.decision(index);
  if (decision == nullptr) return Html("<p><span class=\"word\">waits</span></p>");
  Html out =
      html("<p><span class=\"word\">{}</span> by {}, {}", Html::words(world::to_string(decision->state)),
           name_of(page.operators, decision->by), t.time_and_age(decision->at));
  if (!decision->reason.empty()) out.add(": {}", decision->reason);
  if (!decision->entry.is_zero())
    out.add(R"( <a href="{}">The entry</a>)", url("/console/entries/{}", to_uuid(decision->entry.id)));
  out += Html("</p>");
  return out;
}

Html proposal_actions(const ReportPage& page, std::uint32_t index) {
  Html out("<div class=\"acts\">");
  out += button_form({.action = Url::local(path_of(page, index, "accept")),
                      .label = "Accept",
                      .revision = {},
                      .line = {},
                      .line_name = {},
                      .look = "go"});
  out.add(R"(<a class="key" href="{}">Edit first</a><details><summary>Reject</summary>{}</details>)",
          Url::local(path_of(page, index, "edit")),
          button_form({.action = Url::local(path_of(page, index, "reject")),
                       .label = "Reject it",
                       .revision = {},
                       .line = "Why not"}));
  const auto related = page.related.find(index);
  if (related != page.related.end() && !related->second.empty()) {
    out.add(
        R"(<details><summary>Add to an entry as a source</summary><form method="post" action="{}">{}{}<button type="submit">Add</button></form></details>)",
        Url::local(path_of(page, index, "merge")),
        select_field("entry", "The same as", related->second, related->second.front().first),
        line_field("note", "Note (optional)"));
  }
  out += Html("</div>\n");
  return out;
}

Html proposal_item(const Tongue& t, const ReportPage& page, std::uint32_t index) {
  const auto& proposal = page.report.proposals[index];
  Html out = html(R"(<li class="row" id="p{}"><p><a href="{}">{}</a> {}</p><p class="soft">{}</p>)", index,
                  url("#t{}", fmt::to_string(index)), index + 1, statement_line(t, proposal.statement),
                  chain_words(t, proposal.chain));
  out += decision_words(t, page, index);
  std::vector<Html> notes{html("certainty {}", Html::words(world::to_string(proposal.certainty)))};
  if (proposal.grade.known())
    notes.push_back(
        html("suggested grade {}{}", std::string(1, proposal.grade.letter), proposal.grade.digit));
  if (proposal.summary) notes.push_back(Html("a summary of what follows"));
  for (const auto& hedge : proposal.hedges) notes.push_back(html("hedged: {}", hedge));
  out.add("<p class=\"soft\">{}</p>", t.list(notes));
  Html facts = statement_facts(t, proposal.statement);
  for (const auto& party : proposal.chain) {
    if (!party.quote.empty()) facts.add("<p>{}: <q>{}</q></p>", party.name, party.quote);
  }
  if (proposal.statement.site && !proposal.statement.site->runner_up.empty())
    facts.add("<p>The place may also be {}.</p>", proposal.statement.site->runner_up);
  out.add(
      "<details><summary>What was read, and by which rule</summary>{}<p class=\"soft\">Rule {}</p></details>",
      facts, proposal.rule);
  const Html actions = proposal_actions(page, index);
  out += page.report.decision(index) == nullptr
             ? actions
             : html("<details><summary>Decide again</summary>{}</details>", actions);
  out += Html("</li>\n");
  return out;
}

Html report_facts(const Tongue& t, const ReportPage& page) {
  const auto& facts = page.report.facts;
  Html out = html(
      "<dl "
      "class=\"pairs\"><dt>Source</dt><dd>{}</dd><dt>Published</dt><dd>{}</dd><dt>Received</dt><dd>{}</dd>",
      page.source, facts.published_at.known() ? t.time(facts.published_at) : Html("not known"),
      t.time_and_age(page.report.received_at));
  if (const auto web = Url::web(facts.url))
    out.add(R"(<dt>Address</dt><dd><a href="{}" rel="noreferrer">{}</a></dd>)", *web, facts.url);
  out.add(R"(<dt>Bytes</dt><dd>{}, <code>{}</code></dd></dl>
<p><a href="{}">The bytes as they came</a></p>
)",
          t.number(page.report.bytes), encode_hex(as_u8(page.report.digest)),
          url("/v1/reports/{}/raw", to_uuid(page.report.id.id)));
  out.add(
      R"(<details><summary>Move to another event</summary><form method="post" action="{}">{}<button type="submit">Move</button></form></details>
)",
      url("/console/reports/{}/move", to_uuid(page.report.id.id)),
      select_field("incident", "Event", page.incidents,
                   facts.incident ? to_uuid(facts.incident->id) : std::string(), "none"));
  return out;
}

}  // namespace

std::string report_page(const PageContext& context, const ReportPage& page) {
  const PageContext english = in_english(context);
  const Tongue t(english);
  const std::string title = page.report.facts.title.empty() ? "Report" : page.report.facts.title;
  Html body = html("<h1>{}</h1>\n{}{}{}", title, done_message(page.message), error_message(page.error),
                   report_facts(t, page));
  const std::string_view shown = std::string_view(page.raw).substr(0, report_shown_bytes_max);
  body.add(
      R"(<div class="desk"><section class="text" aria-label="Text"><h2>Text</h2><div class="raw" dir="auto" tabindex="0">{}</div>{}</section>
<section><h2>Proposals</h2>)",
      marked_text(shown, page.report.proposals),
      shown.size() < page.raw.size()
          ? html("<p>The first {} of {} bytes.</p>", t.number(shown.size()), t.number(page.raw.size()))
          : Html());
  if (page.report.proposals.empty())
    body += Html("<p>Nothing was read in it. An entry can be written by hand.</p>");
  body += Html("<ol class=\"plain\">");
  for (std::uint32_t i = 0; i < page.report.proposals.size(); ++i) body += proposal_item(t, page, i);
  body += Html("</ol></section></div>\n");
  return console_document(t, page.me, "Report", body);
}

std::string reports_page(const PageContext& context, const ReportsPage& page) {
  const PageContext english = in_english(context);
  const Tongue t(english);
  Html body = html(
      R"(<h1>Reports</h1>
{}<form method="post" action="/console/reports" enctype="multipart/form-data"><h2>Hand in a report</h2><div class="short">
{}{}{}{}{}</div>
{}<label>or a file, kept byte for byte (text, HTML, e-mail, RSS or Atom) <input type="file" name="file"></label>
<button type="submit" class="go">Hand in</button></form>
<p class="soft">A machine reads it and proposes. Nothing is shown to anybody before a person accepts it and a second one publishes it.</p>
)",
      error_message(page.error), select_field("source", "Source", page.sources, page.source, "choose"),
      select_field("incident", "Event", page.incidents, page.incident, "none"),
      html(
          R"(<label>Published (time of {}) <input type="datetime-local" step="1" name="published_at" value="{}"></label>)",
          english.realm.time_zone, page.published_at),
      line_field("title", "Title (optional)", page.title), line_field("url", "Address (optional)", page.url),
      area_field("text", "Paste the text", page.text, 8));
  if (page.sources.empty())
    body += Html(
        R"(<p class="note fix">No source is registered yet. <a href="/console/sources">Register one first.</a></p>)");
  body += Html("<h2>Newest reports</h2>\n");
  if (page.reports.empty()) body += Html("<p>No report yet.</p>");
  body += Html("<ul class=\"plain\">");
  for (const auto& row : page.reports) {
    body.add(
        R"(<li class="row"><p><a href="{}">{}</a></p><p class="soft">{}; received {}; {} read in it, {} wait</p></li>
)",
        url("/console/reports/{}", to_uuid(row.id.id)), row.title.empty() ? "(no title)" : row.title,
        row.source, t.time_and_age(row.received_at), t.number(row.proposals), t.number(row.waiting));
  }
  body += Html("</ul>\n");
  if (page.in_all > page.reports.size())
    body.add("<p>The newest {} of {}.</p>", t.number(page.reports.size()), t.number(page.in_all));
  return console_document(t, page.me, "Reports", body);
}

}  // namespace tocsin::doors::pages
