#include "doors/pages/entry_history.h"
#include "doors/pages/frame.h"
#include "doors/pages/style.h"

namespace tocsin::doors::pages {

Html support_list(const Tongue& t, const world::BoardEntry& entry,
                  const std::map<world::SourceId, std::string>& sources, bool may_see_reports) {
  Html out = html("<h3>{}</h3><ul class=\"plain\">\n", t("Sources"));
  for (const auto& support : entry.support) {
    const auto it = sources.find(support.source);
    out += support_item(t, support, it == sources.end() ? std::string() : it->second, may_see_reports);
  }
  out += Html("</ul>\n");
  return out;
}

Html revision_list(const Tongue& t, const world::BoardEntry& entry) {
  Html out = html("<h3>{}</h3><ol class=\"plain\" reversed>\n", t("History"));
  for (auto it = entry.revisions.rbegin(); it != entry.revisions.rend(); ++it) {
    const bool first = it->number == entry.revisions.front().number;
    out.add("<li id=\"r{}\"><p><b>{}</b>, {}</p>", it->number,
            first       ? t("First published")
            : it->minor ? t("Small correction of the words")
                        : t("Corrected or brought up to date"),
            t.time_and_age(it->recorded_at));
    if (!it->change_note.empty()) out.add("<p>{}</p>", t("Why: {1}", it->change_note));
    if (!first) out += statement_changes(t, std::next(it)->statement, it->statement);
    out += Html("</li>\n");
  }
  out += Html("</ol>\n");
  if (entry.confirmations.empty()) return out;
  const auto& newest = entry.confirmations.back();
  out.add("<p class=\"soft\">{}</p>\n",
          t("Confirmed as of {1}, recorded {2}", t.time(newest.as_of), t.time(newest.recorded_at)));
  return out;
}

std::string entry_page(const PageContext& context, const EntryPage& page) {
  const Tongue t(context);
  const auto& statement = page.line.statement;
  const auto& where = statement.jurisdiction;
  const std::string place =
      where.code().empty() ? place_name(t, {}, where.group) : t.region_name(where.code());
  Frame frame{.title = place, .body = {}, .foot = {}, .is_personal = false, .style = board_style()};
  auto& body = frame.body;
  const Url up = where.iso.empty() ? url("/board") : url("/board/{}", where.iso);
  body.add(R"(<p class="soft"><a href="{}">{}</a></p><h1>{}: {}</h1>
)",
           up, place_name(t, where.iso, where.group), place, name_of(t, statement));
  if (page.line.attacker_claim)
    body.add("<p><b>{}</b></p>", t("Said by attackers or about who did it. Not shown as facts."));
  body.add(R"(<p><span class="word">{}</span> {}</p>
)",
           word_of(t, page.line.status), entry_times(t, page.line));
  if (page.line.independent_sources > 1)
    body.add("<p>{}</p>\n",
             t.plural("{1} independent source", "{1} independent sources", page.line.independent_sources));
  if (!page.line.differs_from.empty())
    body.add("<p><b>{}</b></p>\n", t("These words do not match the official level."));
  if (!page.against.empty()) {
    body.add("<div class=\"versus\"><p><b>{}</b></p><ul class=\"plain\">",
             t("Others say something else. Both are shown, each with its source."));
    for (const auto& other : page.against) body += entry_item(t, other, false);
    body += Html("</ul></div>\n");
  }
  body += statement_facts(t, statement);
  body.add("<p class=\"soft\">{}; {}</p>\n", t("First shown here {1}", t.time(page.line.published_at)),
           t("this version {1}", t.time(page.line.recorded_at)));
  body += support_list(t, page.entry, page.sources, page.may_see_reports);
  body += revision_list(t, page.entry);
  if (page.line.incident) {
    frame.foot = html(R"(<p><a href="{}">{}</a></p>
)",
                      url("/i/{}", to_uuid(page.line.incident->id)), t("Timeline of this event"));
  }
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
