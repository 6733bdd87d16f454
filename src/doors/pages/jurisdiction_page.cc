#include "doors/pages/board_parts.h"
#include "doors/pages/entry_history.h"
#include "doors/pages/frame.h"
#include "doors/pages/local_time.h"
#include "doors/pages/style.h"

namespace tocsin::doors::pages {
namespace {

// A level that was set once, by its own scheme: what it is called may have changed since.
Html level_history_item(const Tongue& t, const world::Level& level, const JurisdictionPage& page) {
  const auto& facts = level.facts;
  const auto* scheme = world::Schemes::built_in().find(facts.scheme);
  Html word;
  for (const auto& code : facts.codes) {
    const auto* step = scheme == nullptr ? nullptr : scheme->level(code);
    if (!word.empty()) word += Html(", ");
    if (step == nullptr || step->name.empty()) {
      word.add("<b>{}</b>", html("{}", code));
    } else {
      word.add("<b>{}</b>", foreign(scheme->language, step->name));
    }
    if (scheme != nullptr)
      if (const Html position = position_words(t, scheme->step(code), scheme->steps); !position.empty())
        word.add(" ({})", position);
  }
  if (!facts.words.empty()) word.add(" <q>{}</q>", facts.words);
  const std::string where = facts.part.empty() ? t.region_name(facts.iso) : facts.part;
  Html out = html("<li><p>{} {}</p><p class=\"soft\">", word, where);
  std::vector<Html> parts;
  if (scheme != nullptr) parts.push_back(html("{}", scheme->name));
  parts.push_back(t("since {1}", t.day_or_time(facts.valid_from)));
  if (facts.valid_until.known()) parts.push_back(t("until {1}", t.day_or_time(facts.valid_until)));
  if (level.ended_at.known()) parts.push_back(t("ended {1}", t.time(level.ended_at)));
  parts.push_back(t("known here since {1}", t.time(level.set_at)));
  if (const auto it = page.sources.find(facts.source); it != page.sources.end())
    parts.push_back(t("Says who: {1}", it->second));
  out.add("{}</p>", t.list(parts));
  if (level.scheme_change)
    out.add("<p>{}</p>", level.scheme_change->same ? t("The scale has changed, not the level.")
                                                   : t("The scale has changed."));
  if (!level.end_reason.empty()) out.add("<p>{}</p>", level.end_reason);
  out += Html("</li>\n");
  return out;
}

Html change_words(const Tongue& t, const views::Change& change) {
  Html what;
  if (change.is_level) {
    what = html("{}", change.what);
  } else {
    what = html(R"(<a href="{}">{}</a>)", url("/e/{}", to_uuid(change.subject)), code_name(t, change.what));
  }
  Html out = html("<li><p>{} <span class=\"word\">{}</span></p>", what, word_of(t, change.kind));
  for (const auto& field : change.fields) {
    out.add(R"(<p class="soft">{}: <del>{}</del> <ins>{}</ins></p>)", kind_name(t, field.field), field.before,
            field.after);
  }
  out += Html("</li>\n");
  return out;
}

Html diff_section(const Tongue& t, const JurisdictionPage& page) {
  const std::string& zone = t.context().realm.time_zone;
  Html out = html("<h2 id=\"diff\">{}</h2>\n", t("What changed between two moments"));
  out.add(R"(<form method="get" action="{}#diff" class="filter"><div class="short">
<input type="hidden" name="lang" value="{}">
<div><label for="from">{}</label><input type="datetime-local" id="from" name="from" value="{}"></div>
<div><label for="to">{}</label><input type="datetime-local" id="to" name="to" value="{}"></div>
</div><button type="submit">{}</button></form>
)",
          url("/board/{}", page.row.iso), t.language(), t("From"), local_input(zone, page.from), t("To"),
          local_input(zone, page.to), t("Show"));
  if (!page.diff) return out;
  std::size_t changes = 0;
  out += Html("<ul class=\"plain\">");
  for (const auto& diff : *page.diff) {
    for (const auto& change : diff.changes) out += change_words(t, change), ++changes;
  }
  out += Html("</ul>\n");
  if (changes == 0) out.add("<p>{}</p>", t("Nothing has changed."));
  return out;
}

Html entry_section(const Tongue& t, const views::EntryLine& line, const JurisdictionPage& page) {
  Html out = Html("<div class=\"card\"><ul class=\"plain\">");
  out += entry_item(t, line, false);
  out += Html("</ul>");
  const auto it = page.entries.find(line.id);
  if (it == page.entries.end()) {
    out += Html("</div>\n");
    return out;
  }
  out.add("<details><summary>{}</summary>{}{}</details></div>\n", t("Sources and history"),
          support_list(t, it->second, page.sources, page.may_see_reports), revision_list(t, it->second));
  return out;
}

}  // namespace

std::string jurisdiction_page(const PageContext& context, const JurisdictionPage& page) {
  const Tongue t(context);
  const auto& row = page.row;
  const std::string name = place_name(t, row.iso, row.group);
  Frame frame{.title = name, .body = {}, .foot = {}, .is_personal = false, .style = board_style()};
  auto& body = frame.body;
  body.add(R"(<p class="soft"><a href="{}">{}</a></p><h1>{}</h1>
)",
           url("/board"), t("The board"), name);
  body += moment_note(t, page.moment);
  body.add("<h2>{}</h2>\n{}", t("Official level"), levels_section(t, row));
  body.add("<h2>{}</h2>\n", t("What is done"));
  if (row.entries.empty()) body.add("<p>{}</p>\n", t("Nothing is on the board yet."));
  for (const auto& group : entry_groups(row.entries)) {
    if (group.size() > 1) body.add("<div class=\"versus\">{}", do_not_agree(t));
    for (const auto* entry : group) body += entry_section(t, *entry, page);
    if (group.size() > 1) body += Html("</div>\n");
  }
  if (!row.counts.empty()) body.add("<h2>{}</h2>\n", t("Numbers"));
  for (const auto& group : row.counts) body += count_group(t, group);
  body += claims_section(t, row.claims, true);
  if (!page.levels.empty()) {
    body.add("<h2>{}</h2>\n<ol class=\"plain\" reversed>", t("Levels over time"));
    for (auto it = page.levels.rbegin(); it != page.levels.rend(); ++it)
      body += level_history_item(t, *it, page);
    body += Html("</ol>\n");
  }
  if (!row.iso.empty()) {
    body += diff_section(t, page);
    BoardAddress query = page.query;
    query.jurisdiction = row.iso;
    query.since = {};
    frame.foot =
        html(R"(<nav aria-label="{}"><ul><li><a href="{}">{}</a></li><li><a href="{}">{}</a></li></ul></nav>
)",
             t.plain("This board in other forms"), Url::local("/sitrep" + query.address()),
             t("Situation report to print"), Url::local("/board.atom" + query.address()),
             t("Follow in a feed reader"));
  }
  return document(t, frame);
}

std::string compare_page(const PageContext& context, const ComparePage& page) {
  const Tongue t(context);
  Frame frame{.title = t.plain("Compare two places"),
              .body = {},
              .foot = {},
              .is_personal = false,
              .style = board_style()};
  auto& body = frame.body;
  body.add(R"(<p class="soft"><a href="{}">{}</a></p><h1>{}</h1><p>{}</p>
<form method="get" action="/board/compare" class="filter"><input type="hidden" name="lang" value="{}"><div class="short">
<div><label for="a">{}</label><input id="a" name="a" value="{}" autocapitalize="characters"></div>
<div><label for="b">{}</label><input id="b" name="b" value="{}" autocapitalize="characters"></div>
</div><button type="submit">{}</button></form>
<div class="side">)",
           url("/board"), t("The board"), t("Compare two places"),
           t("Their levels are of different scales. A higher number is not a greater danger."), t.language(),
           t("First, by code"), page.a, t("Second, by code"), page.b, t("Show"));
  for (const auto& [code, row] : {std::pair(&page.a, &page.row_a), std::pair(&page.b, &page.row_b)}) {
    if (code->empty()) continue;
    body.add("<section><h2>{}</h2>\n", t.region_name(*code));
    if (row->has_value()) {
      body += levels_section(t, **row);
      add_entries(t, (*row)->entries, board_entries_max, false, body);
      for (const auto& group : (*row)->counts) body += count_group(t, group);
      body += claims_section(t, (*row)->claims, false);
    } else {
      body.add("<p>{}</p>", t("Nothing is on the board yet."));
    }
    body += Html("</section>\n");
  }
  body += Html("</div>\n");
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
