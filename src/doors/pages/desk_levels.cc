#include "doors/pages/board_parts.h"
#include "doors/pages/desk_parts.h"
#include "doors/pages/frame.h"

namespace tocsin::doors::pages {
namespace {

using Options = std::vector<std::pair<std::string, std::string>>;

Html level_facts(const Tongue& t, const LevelsPage& page, const world::LevelFacts& facts) {
  const auto* scheme = world::Schemes::built_in().find(facts.scheme);
  Html out = html("<dl class=\"pairs\"><dt>Where</dt><dd>{} {}</dd>", t.region_name(facts.iso), facts.part);
  out.add("<dt>Scale</dt><dd>{}</dd>",
          scheme == nullptr ? std::string("none: official words") : scheme->name);
  if (scheme != nullptr) out.add("<dt>How sure is the scale</dt><dd>{}</dd>", scheme->certainty);
  Html level;
  for (const auto& code : facts.codes) {
    const auto* step = scheme == nullptr ? nullptr : scheme->level(code);
    level.add("{} {} ", code, step == nullptr ? std::string() : step->name);
    if (scheme != nullptr) level += position_words(t, scheme->step(code), scheme->steps);
  }
  if (!facts.words.empty()) level.add("<q>{}</q>", facts.words);
  const auto source = page.source_names.find(facts.source);
  out.add("<dt>Level</dt><dd>{}</dd><dt>From</dt><dd>{}</dd>", level, t.time(facts.valid_from));
  if (facts.valid_until.known()) out.add("<dt>Until</dt><dd>{}</dd>", t.time(facts.valid_until));
  if (!facts.within_level.empty()) out.add("<dt>Within the level</dt><dd>{}</dd>", facts.within_level);
  out.add("<dt>Source</dt><dd>{}</dd>",
          source == page.source_names.end() ? std::string("?") : source->second);
  if (facts.report)
    out.add(R"(<dt>Report</dt><dd><a href="{}">Read it</a></dd>)",
            url("/console/reports/{}", to_uuid(facts.report->id)));
  out += Html("</dl>");
  return out;
}

Html proposed_item(const Tongue& t, const LevelsPage& page, const world::Level& level) {
  const auto by = level.pending_end ? level.pending_end->by : level.proposed_by;
  Html out = html("<li class=\"row\"><p><b>{}</b> by {}</p>{}",
                  level.pending_end ? Html("End proposed") : Html("Level proposed"),
                  name_of(page.operators, by), level_facts(t, page, level.facts));
  if (level.pending_end)
    out.add("<p>Ends {}: {}</p>", t.time(level.pending_end->ended_at), level.pending_end->reason);
  if (!level.note.empty()) out.add("<p>{}</p>", level.note);
  const std::string path = fmt::format("/console/levels/{}", to_uuid(level.id.id));
  out += Html("<div class=\"acts\">");
  if (by == page.me.id) {
    out += Html("<p>You proposed this. Another approver decides.</p>");
  } else if (may_approve(page.me)) {
    out += button_form({.action = Url::local(path + "/approve"),
                        .label = "Put it on the board",
                        .revision = level.revision,
                        .look = "go"});
  } else {
    out += Html("<p>An approver decides next.</p>");
  }
  if (may_approve(page.me))
    out += button_form({.action = Url::local(path + "/reject"),
                        .label = "Reject",
                        .revision = level.revision,
                        .line = "Why not"});
  out += Html("</div></li>\n");
  return out;
}

Html standing_item(const Tongue& t, const LevelsPage& page, const views::LevelLine& line) {
  Html out = html("<li class=\"row\"><p><b>{}</b></p><ul class=\"plain\">{}</ul>", t.region_name(line.iso),
                  level_item(t, line));
  const auto revision = page.revisions.find(line.id);
  out.add(
      R"(<details><summary>It ended, with nothing in its place</summary><form method="post" action="{}">{}{}{}<button type="submit">Propose the end</button></form></details></li>
)",
      url("/console/levels/{}/end", to_uuid(line.id.id)),
      revision == page.revisions.end()
          ? Html()
          : html(R"(<input type="hidden" name="revision" value="{}">)", revision->second),
      moment_field(t, "ended_at", "When", t.context().now), line_field("reason", "Why, and who says so"));
  return out;
}

// Scales of the jurisdiction asked for, or all in force: a level is chosen inside one of them.
Html scheme_choice(const LevelsPage& page) {
  const auto& schemes = world::Schemes::built_in();
  Options choices;
  for (const auto& scheme : schemes.all()) {
    if (!page.iso.empty() && world::country_of(scheme.iso) != world::country_of(page.iso)) continue;
    choices.emplace_back(scheme.id,
                         fmt::format("{}: {} ({}{})", scheme.iso, scheme.name, scheme.version,
                                     scheme.valid_until.empty() ? "" : ", until " + scheme.valid_until));
  }
  Html out = select_field("scheme", "Scale", choices, page.form.scheme, "none: official words");
  Html codes;
  for (const auto& scheme : schemes.all()) {
    if (scheme.levels.empty() ||
        (!page.iso.empty() && world::country_of(scheme.iso) != world::country_of(page.iso)))
      continue;
    std::vector<std::string> items;
    for (const auto& level : scheme.levels)
      items.push_back(fmt::format("{} ({})", level.code, level.name.empty() ? level.name_en : level.name));
    codes.add("<dt>{} {}</dt><dd>{}</dd>", scheme.iso, scheme.version,
              fmt::format("{}", fmt::join(items, ", ")));
  }
  out.add("<details><summary>Codes of {}</summary><dl>{}</dl></details>",
          page.iso.empty() ? std::string("all scales") : page.iso, codes);
  return out;
}

Html level_form(const Tongue& t, const LevelsPage& page) {
  const auto& form = page.form;
  return html(R"(<h2>Propose a level</h2>
<form method="get" action="/console/levels" class="acts"><label>Country, by code <input name="iso" value="{}"></label><button type="submit">Show its scales</button></form>
<form method="post" action="/console/levels">{}<div class="short">{}{}{}{}{}{}{}{}</div>{}
<button type="submit" class="go">Propose</button></form>
<p class="soft">Only a source that is official there moves a level. A second person puts it on the board. Words of the press never do: write them as an entry.</p>
)",
              page.iso, scheme_choice(page),
              line_field("codes", "Code of the level (of flags: several, with commas)",
                         fmt::format("{}", fmt::join(form.codes, ","))),
              line_field("words", "Official words, where there is no scale", form.words),
              line_field("area_iso", "Where it holds: FR or BE-BRU", form.iso),
              line_field("part", "Named part without a code (optional)", form.part),
              line_field("within_level", "Stepped up within the level (optional)", form.within_level),
              moment_field(t, "valid_from", "From", form.valid_from),
              moment_field(t, "valid_until", "Until, when the act says so", form.valid_until),
              select_field("source", "Official source", page.sources,
                           form.source.is_zero() ? std::string() : to_uuid(form.source.id), "choose"),
              line_field("note", "Note (optional)", page.note));
}

}  // namespace

std::string levels_page(const PageContext& context, const LevelsPage& page) {
  const PageContext english = in_english(context);
  const Tongue t(english);
  Html body = html("<h1>Levels</h1>\n{}{}", done_message(page.message), error_message(page.error));
  if (!page.proposed.empty()) {
    body += Html("<h2>Waits for a second person</h2><ul class=\"plain\">");
    for (const auto& level : page.proposed) body += proposed_item(t, page, level);
    body += Html("</ul>\n");
  }
  body += level_form(t, page);
  body += Html("<h2>On the board</h2>\n");
  if (page.standing.empty()) body += Html("<p>No level yet.</p>");
  body += Html("<ul class=\"plain\">");
  for (const auto& line : page.standing) body += standing_item(t, page, line);
  body += Html("</ul>\n");
  return console_document(t, page.me, "Levels", body);
}

}  // namespace tocsin::doors::pages
