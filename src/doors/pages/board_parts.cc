#include "doors/pages/board_parts.h"

#include <set>

#include "base/text.h"
#include "doors/pages/words.h"
#include "geo/parts.h"

namespace tocsin::doors::pages {
namespace {

// The scale's own remarks are in English, whatever the page is in.
Html scheme_words(const Tongue& t, const views::LevelLine& level) {
  Html out;
  if (!level.scheme_name.empty()) out.add("<small>{}", level.scheme_name);
  if (!level.scheme_certainty.empty()) {
    if (out.empty()) out += Html("<small>");
    out.add(" ({})", t("How sure we are of this scale: {1}", in_tongue("en", level.scheme_certainty)));
  }
  if (!out.empty()) out += Html("</small>");
  return out;
}

// Where it is and what it is called; the word carries the level, its place in the scale stands beside it.
Html level_words(const Tongue& t, const views::LevelLine& level) {
  Html word = foreign(level.language, level.word);
  if (level.quoted) {
    word = html("<q>{}</q>", word);
  } else {
    word = html("<b>{}</b>", word);
    // "3 of 4" says the 3 already.
    const bool is_step = level.step && level.code == fmt::to_string(*level.step);
    if (!level.code.empty() && !is_step && to_lower_ascii(level.code) != to_lower_ascii(level.word))
      word = html("{} {}", html("{}", level.code), word);
  }
  if (!level.word_en.empty() && level.word_en != level.word && t.language() != level.language)
    word.add(" ({})", in_tongue("en", level.word_en));
  if (const Html position = position_words(t, level.step, level.steps); !position.empty())
    word.add(R"( <b class="word">{}</b>)", position);
  return word;
}

struct Fact {
  Html label;
  Html value;
};

void add_moment(const Tongue& t, std::vector<Fact>& facts, Html label, Instant at) {
  if (at.known()) facts.push_back({std::move(label), t.day_or_time(at)});
}
void add_text(std::vector<Fact>& facts, Html label, const std::string& text) {
  if (!text.empty()) facts.push_back({std::move(label), html("{}", text)});
}

std::vector<Fact> facts_of(const Tongue& t, const world::Statement& statement) {
  std::vector<Fact> facts;
  facts.push_back({t("What"), name_of(t, statement)});
  facts.push_back({t("Status"), word_of(t, statement.status)});
  const auto& where = statement.jurisdiction;
  add_text(facts, t("Where"), where.code().empty() ? where.group : t.region_name(where.code()));
  if (statement.site) add_text(facts, t("Place"), statement.site->name);
  add_text(facts, t("Who does it"), statement.actor);
  add_text(facts, t("To whom or what"), statement.target);
  add_moment(t, facts, t("Since"), statement.since);
  add_moment(t, facts, t("Until"), statement.until);
  add_moment(t, facts, t("Planned for"), statement.planned_at);
  add_moment(t, facts, t("Ended"), statement.lifted_at);
  add_moment(t, facts, t("Said at"), statement.statement_at);
  add_moment(t, facts, t("Known to hold at"), statement.as_of);
  add_text(facts, t("Time in words"), statement.time_words);
  add_text(facts, t("Outcome"), statement.outcome);
  if (statement.quantity) facts.push_back({t("Number"), quantity_words(t, *statement.quantity)});
  add_text(facts, t("Level as said"), statement.level_said);
  add_text(facts, t("Words"), statement.words);
  return facts;
}

const Fact* find(const std::vector<Fact>& facts, const Html& label) {
  for (const auto& fact : facts) {
    if (fact.label.bytes() == label.bytes()) return &fact;
  }
  return nullptr;
}

// The words are shown where they are all there is: claims and words about a level.
bool words_matter(const views::EntryLine& entry) {
  const auto kind = entry.statement.statement_class;
  return kind == world::StatementClass::claim || kind == world::StatementClass::level_words;
}

// An entry with all that contradict it, directly or through another.
EntryGroup group_of(const std::vector<views::EntryLine>& entries, const views::EntryLine& first,
                    std::set<world::EntryId>& placed) {
  EntryGroup group{&first};
  placed.insert(first.id);
  for (std::size_t i = 0; i < group.size(); ++i) {
    for (const auto& other : entries) {
      const auto& against = group[i]->contradicted_by;
      if (std::find(against.begin(), against.end(), other.id) == against.end()) continue;
      if (placed.insert(other.id).second) group.push_back(&other);
    }
  }
  return group;
}

}  // namespace

// The times of an entry, each with its name; how old the newest confirmation is always stands there.
Html entry_times(const Tongue& t, const views::EntryLine& entry) {
  const auto& statement = entry.statement;
  std::vector<Html> parts;
  if (statement.planned_at.known())
    parts.push_back(t("planned for {1}", t.day_or_time(statement.planned_at)));
  if (statement.since.known()) parts.push_back(t("since {1}", t.day_or_time(statement.since)));
  if (statement.until.known()) parts.push_back(t("until {1}", t.day_or_time(statement.until)));
  if (entry.confirmed_at.known()) parts.push_back(t("as of {1}", t.time_and_age(entry.confirmed_at)));
  if (const Html grey = freshness_words(t, entry); !grey.empty()) parts.push_back(html("<b>{}</b>", grey));
  return t.list(parts);
}

Html level_item(const Tongue& t, const views::LevelLine& level) {
  Html out = level.expired ? Html("<li class=\"old\">") : Html("<li>");
  if (!level.part.empty() || level.iso.find('-') != std::string::npos)
    out.add("<p>{}</p>", level.part.empty() ? t.region_name(level.iso) : level.part);
  out.add("<p>{}</p>", level_words(t, level));
  if (!level.within_level.empty())
    out.add("<p>{}</p>", t("Stepped up within the level: {1}", level.within_level));
  if (!level.renamed_from.empty())
    out.add("<p>{}</p>", t("The scale has changed, not the level. Before: {1}", level.renamed_from));
  std::vector<Html> parts;
  if (level.since.known()) parts.push_back(t("since {1}", t.day_or_time(level.since)));
  if (level.until.known()) parts.push_back(t("until {1}", t.day_or_time(level.until)));
  if (level.expired) parts.push_back(html("<b>{}</b>", t("past its own end, not renewed")));
  if (!parts.empty()) out.add("<p class=\"soft\">{}</p>", t.list(parts));
  if (!level.source_name.empty()) out.add("<p class=\"soft\">{}</p>", t("Says who: {1}", level.source_name));
  out += scheme_words(t, level);
  out += Html("</li>\n");
  return out;
}

Html varies_line(const Tongue& t, const views::Varies& varies) {
  const std::string place = world::is_iso_part(varies.place) || world::is_iso_country(varies.place)
                                ? t.region_name(varies.place)
                                : varies.place;
  const std::string word = varies.code.empty() || varies.code == varies.word
                               ? varies.word
                               : fmt::format("{} {}", varies.code, varies.word);
  return html(R"(<p class="word">{}</p>)", t("varies: highest {1} in {2}", word, place));
}

Html levels_section(const Tongue& t, const views::JurisdictionRow& row) {
  Html out;
  for (const auto& varies : row.varies) out += varies_line(t, varies);
  if (row.levels.empty()) {
    if (row.iso.empty()) return out;
    out.add(R"(<p class="soft">{}</p>)", row.scale_published
                                             ? t("No level is recorded here.")
                                             : t("No official scale of levels is known here."));
    return out;
  }
  out += Html("<ul class=\"plain\">");
  for (const auto& level : row.levels) out += level_item(t, level);
  out += Html("</ul>\n");
  return out;
}

Html entry_item(const Tongue& t, const views::EntryLine& entry, bool words) {
  const auto& statement = entry.statement;
  Html out = entry.freshness == views::Freshness::fresh ? Html("<li>") : Html("<li class=\"old\">");
  out.add(R"(<p><a href="{}">{}</a> <b class="word">{}</b>)", url("/e/{}", to_uuid(entry.id.id)),
          name_of(t, statement), word_of(t, entry.status));
  if (const auto site = site_name(t, statement); !site.empty()) out.add(" {}", site);
  if (const auto& part = statement.jurisdiction.iso2; !part.empty()) {
    const auto name = geo::part_name(part);  // the row says which country
    out.add(" ({})", name.empty() ? std::string_view(part) : name);
  }
  out += Html("</p>");
  if (!statement.actor.empty() || !statement.target.empty()) {
    out.add("<p>{}</p>", statement.target.empty()  ? html("{}", statement.actor)
                         : statement.actor.empty() ? html("{}", statement.target)
                                                   : html("{}: {}", statement.actor, statement.target));
  }
  if (!statement.outcome.empty()) out.add("<p>{}</p>", t("Outcome: {1}", statement.outcome));
  if ((words || words_matter(entry)) && !statement.words.empty())
    out.add("<blockquote>{}</blockquote>", paragraph(statement.words));
  out.add("<small>{}</small>", entry_times(t, entry));
  // On the board the first speaks for all; their number follows.
  for (std::size_t i = 0; i < (words ? entry.support.size() : std::min<std::size_t>(1, entry.support.size()));
       ++i) {
    std::vector<Html> who{t("Says who: {1}", chain_words(t, entry.support[i].chain))};
    if (i == 0 && entry.independent_sources > 1)
      who.push_back(html("<b>{}</b>", t.plural("{1} independent source", "{1} independent sources",
                                               entry.independent_sources)));
    out.add("<small>{}</small>", t.list(who));
  }
  if (!entry.differs_from.empty())
    out.add("<p><b>{}</b></p>", t("These words do not match the official level."));
  out += Html("</li>\n");
  return out;
}

std::vector<EntryGroup> entry_groups(const std::vector<views::EntryLine>& entries) {
  std::set<world::EntryId> placed;
  std::vector<EntryGroup> groups;
  for (const auto& entry : entries) {
    if (!placed.contains(entry.id)) groups.push_back(group_of(entries, entry, placed));
  }
  return groups;
}

Html do_not_agree(const Tongue& t) {
  return html("<p><b>{}</b></p>", t("These do not agree. Both are shown, each with its source."));
}

std::size_t add_entries(const Tongue& t, const std::vector<views::EntryLine>& entries,
                        std::size_t entries_max, bool words, Html& out) {
  std::size_t shown = 0;
  bool open = false;
  for (const auto& group : entry_groups(entries)) {
    if (shown >= entries_max) break;
    // A group goes together: half of a contradiction would be a lie.
    if (group.size() > 1) {
      if (open) out += Html("</ul>\n");
      open = false;
      out.add("<div class=\"versus\">{}<ul class=\"plain\">", do_not_agree(t));
      for (const auto* one : group) out += entry_item(t, *one, words);
      out += Html("</ul></div>\n");
    } else {
      if (!open) out += Html("<ul class=\"plain\">");
      open = true;
      out += entry_item(t, *group.front(), words);
    }
    shown += group.size();
  }
  if (open) out += Html("</ul>\n");
  return shown;
}

Html count_group(const Tongue& t, const views::CountGroup& group) {
  Html out = html("<div class=\"count\"><p><b>{}</b>", kind_name(t, group.kind));
  const auto number = [&](std::int64_t value) {
    return t.number(static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0)));
  };
  if (group.low && group.high && *group.low != *group.high) {
    out.add(": {}", t("{1} to {2}", number(*group.low), number(*group.high)));
  } else if (group.low && (group.open_ended || !group.high)) {
    out.add(": {}", t("at least {1}", number(*group.low)));
  } else if (group.low) {
    out.add(": {}", number(*group.low));
  }
  if (group.latest && group.figures.size() > 1)
    out.add("; {}", t("latest: {1}", quantity_words(t, group.latest->quantity)));
  out += Html("</p><ul>");
  for (const auto& figure : group.figures) {
    const Html who = chain_words(t, figure.chain_text);
    out.add(R"(<li><a href="{}">{}</a> <span class="soft">{}</span></li>)",
            url("/e/{}", to_uuid(figure.entry.id)), quantity_words(t, figure.quantity),
            t.list(figure.copy ? std::vector<Html>{who, t.time(figure.as_of), t("repeats another")}
                               : std::vector<Html>{who, t.time(figure.as_of)}));
  }
  out += Html("</ul></div>\n");
  return out;
}

Html claims_section(const Tongue& t, const std::vector<views::EntryLine>& claims, bool words) {
  if (claims.empty()) return {};
  Html out = html("<div class=\"claims\"><h3>{}</h3><p class=\"soft\">{}</p>", t("Claims"),
                  t("Said by attackers or about who did it. Not shown as facts."));
  add_entries(t, claims, claims.size(), words, out);
  out += Html("</div>\n");
  return out;
}

Html moment_note(const Tongue& t, const views::Moment& moment) {
  if (moment.as_of == moment.now && moment.known_at == moment.now) return {};
  return html(R"(<div class="note fix" role="note"><p><b>{}</b> {} {}</p></div>
)",
              t("This is not the board of now."), t("It shows what was so at {1},", t.time(moment.as_of)),
              t("as we knew it at {1}.", t.time(moment.known_at)));
}

Html support_item(const Tongue& t, const world::Support& support, const std::string& source_name,
                  bool may_see_reports) {
  Html out = html("<li><p>{}</p>", t("Says who: {1}", chain_words(t, support.chain)));
  out += Html("<ol>");
  for (const auto& party : support.chain) {
    out.add("<li>{}", html("{}", party.name));
    if (party.anonymous) out.add(" ({})", t("not named"));
    if (!party.quote.empty()) out.add(" <q>{}</q>", party.quote);
    out += Html("</li>");
  }
  out += Html("</ol>");
  if (!support.words.empty()) out.add("<blockquote>{}</blockquote>", paragraph(support.words));
  std::vector<Html> parts;
  if (!source_name.empty()) parts.push_back(t("Read at {1}", source_name));
  if (support.grade.known()) {
    parts.push_back(t("Grade: {1}", fmt::format("{}{}", support.grade.letter, support.grade.digit)));
  }
  if (support.quantity) parts.push_back(quantity_words(t, *support.quantity));
  if (support.as_of.known()) parts.push_back(t("as of {1}", t.time(support.as_of)));
  if (support.public_at.known()) parts.push_back(t("shown here since {1}", t.time(support.public_at)));
  out.add(R"(<p class="soft">{}</p>)", t.list(parts));
  if (may_see_reports && support.proposal) {
    out.add(R"(<p><a href="{}">{}</a></p>)",
            Url::local(fmt::format("/console/reports/{}#t{}", to_uuid(support.proposal->report.id),
                                   support.proposal->index)),
            t("The words in the report"));
  }
  out += Html("</li>\n");
  return out;
}

Html statement_changes(const Tongue& t, const world::Statement& before, const world::Statement& after) {
  const auto old_facts = facts_of(t, before), new_facts = facts_of(t, after);
  Html out;
  for (const auto& fact : old_facts) {
    const auto* now = find(new_facts, fact.label);
    if (now != nullptr && now->value.bytes() == fact.value.bytes()) continue;
    out.add("<dt>{}</dt><dd><del>{}</del> {}</dd>", fact.label, fact.value,
            now == nullptr ? Html() : html("<ins>{}</ins>", now->value));
  }
  for (const auto& fact : new_facts) {
    if (find(old_facts, fact.label) == nullptr)
      out.add("<dt>{}</dt><dd><ins>{}</ins></dd>", fact.label, fact.value);
  }
  return out.empty() ? out : html("<dl>{}</dl>\n", out);
}

Html statement_facts(const Tongue& t, const world::Statement& statement) {
  Html out;
  for (const auto& fact : facts_of(t, statement)) out.add("<dt>{}</dt><dd>{}</dd>", fact.label, fact.value);
  return html("<dl class=\"pairs\">{}</dl>\n", out);
}

}  // namespace tocsin::doors::pages
