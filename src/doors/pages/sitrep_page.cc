#include "doors/pages/board_parts.h"
#include "doors/pages/frame.h"
#include "doors/pages/style.h"
#include "doors/pages/words.h"

namespace tocsin::doors::pages {
namespace {

Html change_line(const Tongue& t, const views::Change& change) {
  const Html what = change.is_level ? html("{}", change.what) : code_name(t, change.what);
  return html("<li>{}: {}</li>", what, word_of(t, change.kind));
}

Html section(const Tongue& t, const views::SitrepSection& section) {
  views::JurisdictionRow row;
  row.iso = section.iso;
  row.group = section.group;
  row.levels = section.levels;
  row.varies = section.varies;
  row.scale_published = true;  // a report does not say of each country that nothing is recorded
  Html out = html("<section><h2>{}</h2>\n", place_name(t, section.iso, section.group));
  if (!row.levels.empty() || !row.varies.empty()) out += levels_section(t, row);
  for (const auto& group : section.measures) {
    out.add("<h3 class=\"word\">{}</h3>\n", word_of(t, group.status));
    add_entries(t, group.entries, group.entries.size(), false, out);
  }
  if (!section.words.empty()) {
    out.add("<h3>{}</h3>\n", t("Words about the level"));
    add_entries(t, section.words, section.words.size(), false, out);
  }
  for (const auto& group : section.counts) out += count_group(t, group);
  out += claims_section(t, section.claims, false);
  if (!section.changes.empty()) {
    out.add("<h3>{}</h3><ul>", t("Changed since the last report"));
    for (const auto& change : section.changes) out += change_line(t, change);
    out += Html("</ul>\n");
  }
  out += Html("</section>\n");
  return out;
}

Html sources_table(const Tongue& t, const std::vector<views::SitrepSource>& sources) {
  Html out = html(R"(<section class="sources"><h2>{}</h2><p class="soft">{}</p>
<table><thead><tr><th scope="col">{}</th><th scope="col">{}</th><th scope="col">{}</th><th scope="col">{}</th></tr></thead><tbody>
)",
                  t("Sources"), t("A grade from A, reliable, to E; F cannot be judged."), t("Name"),
                  t("Kind"), t("Grade"), t("Entries"));
  for (const auto& source : sources) {
    out.add("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n", source.name,
            word_of(t, source.kind),
            source.grade == 0 ? t("none") : Html::words(std::string(1, source.grade)),
            t.number(source.entries));
  }
  out += Html("</tbody></table></section>\n");
  return out;
}

}  // namespace

std::string sitrep_page(const PageContext& context, const views::Sitrep& sitrep, const BoardAddress& query) {
  const Tongue t(context);
  Html style = board_style();
  style += sitrep_style();
  const std::string& subject = sitrep.headline.empty() ? sitrep.realm.name : sitrep.headline;
  Frame frame{
      .title = t.plain("Situation report"), .body = {}, .foot = {}, .is_personal = false, .style = style};
  auto& body = frame.body;
  body.add(
      R"(<div class="sheet"><p class="soft noprint"><a href="{}">{}</a></p><h1>{}</h1><p class="lead">{}</p>
<dl class="pairs"><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd>)",
      Url::local("/board" + query.address()), t("The board"), t("Situation report"), subject, t("Issued by"),
      html("{}", sitrep.realm.name), t("What was so at"), t.time(sitrep.moment.as_of), t("As we knew it at"),
      t.time(sitrep.moment.known_at));
  if (sitrep.since.known()) body.add("<dt>{}</dt><dd>{}</dd>", t("Changes since"), t.time(sitrep.since));
  body.add("<dt>{}</dt><dd>{}</dd></dl>\n", t("Pairs that do not agree"), t.number(sitrep.contradictions));
  if (!sitrep.key_events.empty()) {
    body.add("<section><h2>{}</h2><ol class=\"plain\">", t("Key events"));
    for (const auto& event : sitrep.key_events) {
      body.add("<li><p class=\"soft\">{}</p>{}", t.time(event.occurred_at),
               event.headline.empty() ? Html() : html("<p><b>{}</b></p>", event.headline));
      if (!event.text.empty()) body += paragraph(event.text);
      body += Html("</li>\n");
    }
    body += Html("</ol></section>\n");
  }
  if (sitrep.sections.empty()) body.add("<p>{}</p>\n", t("Nothing is on the board yet."));
  for (const auto& one : sitrep.sections) body += section(t, one);
  body += sources_table(t, sitrep.sources);
  body += Html("</div>\n");
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
