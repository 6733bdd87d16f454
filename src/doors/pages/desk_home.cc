#include "doors/pages/board_parts.h"
#include "doors/pages/desk_parts.h"
#include "doors/pages/frame.h"
#include "doors/pages/timeline.h"

namespace tocsin::doors::pages {
namespace {

// "4 hours": how long something has lasted.
Html duration(const Tongue& t, std::int64_t lasted_ms) {
  if (lasted_ms < hour_ms) return html("{} min", lasted_ms / minute_ms);
  if (lasted_ms < 2 * day_ms)
    return html("{} h {} min", lasted_ms / hour_ms, lasted_ms % hour_ms / minute_ms);
  return html("{} days", t.number(static_cast<std::uint64_t>(lasted_ms / day_ms)));
}

Html warned_section(const Tongue& t, const std::vector<views::WarnedNotAlerted>& warned) {
  if (warned.empty()) return {};
  Html out("<section class=\"note fix\"><h2>Warned, not alerted</h2><ul class=\"plain\">");
  for (const auto& alert : warned) {
    out.add("<li><p><b>{}</b> {} ({}), since {}</p></li>", duration(t, alert.for_ms), alert.headline,
            alert.sender, t.time(alert.since));
  }
  out += Html(
      "</ul><p>An Extreme alert came in. Nobody made it public and no check was opened.</p></section>\n");
  return out;
}

Html stale_section(const Tongue& t, const std::vector<views::StaleSource>& stale) {
  if (stale.empty()) return {};
  Html out("<section class=\"note fix\"><h2>Sources without new data</h2><ul class=\"plain\">");
  for (const auto& source : stale) {
    out.add(R"(<li><a href="{}">{}</a>: {}, {} late{}</li>)",
            url("/console/sources/{}", to_uuid(source.id.id)), source.name,
            source.newest_data_at.known() ? html("newest data of {}", t.time(source.newest_data_at))
                                          : Html("no data yet"),
            duration(t, source.late_ms),
            source.failures == 0 ? Html() : html("; {} failures in a row", source.failures));
  }
  out += Html("</ul></section>\n");
  return out;
}

Html waiting_section(const Tongue& t, const DeskSummary& desk, const Operator& me) {
  Html out("<section><h2>Waits for a second person</h2>\n");
  if (desk.entries.empty() && desk.levels.empty() && desk.updates.empty()) {
    out += Html("<p>Nothing.</p></section>\n");
    return out;
  }
  const auto mine = [&](bool own) {
    return own && !me.id.id.is_zero() ? Html(" (yours: another person decides)") : Html();
  };
  out += Html("<ul class=\"plain\">");
  for (const auto& entry : desk.entries) {
    const auto& statement = entry.pending ? entry.pending->statement : entry.statement();
    out.add(R"(<li><a href="{}">{}</a>{}</li>)", url("/console/entries/{}", to_uuid(entry.id.id)),
            statement_line(t, statement), mine(entry.has_proposed(me.id)));
  }
  for (const auto& level : desk.levels) {
    out.add(R"(<li><a href="/console/levels">Level: {} {}</a>, proposed by {}{}</li>)",
            t.region_name(level.facts.iso),
            fmt::format("{}{}", fmt::join(level.facts.codes, ", "), level.facts.words),
            name_of(desk.operators, level.proposed_by), mine(level.proposed_by == me.id));
  }
  for (const auto& update : desk.updates) {
    out.add(R"(<li><a href="{}">Post: {}</a>, by {}{}</li>)",
            url("/console/incidents/{}", to_uuid(update.incident.id)), short_words(update.content.text),
            name_of(desk.operators, update.submitted_by),
            mine(update.submitted_by == me.id || update.written_by == me.id));
  }
  out += Html("</ul></section>\n");
  return out;
}

}  // namespace

Html desk_sections(const Tongue& t, const DeskSummary& desk, const Operator& me) {
  Html out = warned_section(t, desk.warned);
  out += stale_section(t, desk.stale);
  out += waiting_section(t, desk, me);
  out += Html("<section><h2>Proposals from reports</h2>\n");
  if (desk.clusters.empty()) out += Html("<p>Nothing waits.</p>");
  out += Html("<ul class=\"plain\">");
  for (const auto& cluster : desk.clusters) out += cluster_item(t, cluster);
  out += Html("</ul>");
  if (desk.clusters_in_all > desk.clusters.size())
    out.add(R"(<p><a href="/console/clusters">All {} that wait</a></p>)", t.number(desk.clusters_in_all));
  out += Html(
      "<p><a class=\"key\" href=\"/console/reports\">Hand in a report</a> "
      "<a class=\"key\" href=\"/console/entries/new\">New entry by hand</a></p></section>\n");
  return out;
}

std::string clusters_page(const PageContext& context, const ClustersPage& page) {
  const PageContext english = in_english(context);
  const Tongue t(english);
  Html body = html(R"(<h1>Proposals from reports</h1>
<p class="soft">One line for each thing that is said to be so, not one for each report. Copies of one text and one primary source count once.</p>
<form method="get" action="/console/clusters"><div class="short">{}{}</div><button type="submit">Show</button></form>
)",
                   select_field("incident", "Event", page.incidents, page.incident, "all"),
                   line_field("iso", "Country, by code", page.iso));
  if (page.clusters.empty()) body += Html("<p>Nothing waits.</p>");
  body += Html("<ul class=\"plain\">");
  for (const auto& cluster : page.clusters) body += cluster_item(t, cluster);
  body += Html("</ul>\n");
  if (page.in_all > page.clusters.size())
    body.add("<p>The newest {} of {}. The others come up when these are decided.</p>",
             t.number(page.clusters.size()), t.number(page.in_all));
  return console_document(t, page.me, "Proposals", body);
}

}  // namespace tocsin::doors::pages
