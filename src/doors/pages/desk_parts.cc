#include "doors/pages/desk_parts.h"

#include "doors/pages/board_filter_form.h"
#include "doors/pages/board_parts.h"
#include "doors/pages/local_time.h"

namespace tocsin::doors::pages {
namespace {

constexpr int statement_classes = 6;
constexpr int party_types = 9;

std::string number_text(const std::optional<std::int64_t>& value) {
  return value ? fmt::to_string(*value) : std::string();
}

Html class_options(world::StatementClass chosen) {
  Html out;
  for (int i = 1; i <= statement_classes; ++i) {
    const auto value = static_cast<world::StatementClass>(i);
    std::string words(world::to_string(value));
    std::replace(words.begin(), words.end(), '_', ' ');
    out += option(world::to_string(value), Html::words(words), value == chosen);
  }
  return out;
}

}  // namespace

Html statement_line(const Tongue& t, const world::Statement& statement) {
  const auto& where = statement.jurisdiction;
  Html out = html("<b>{}</b>, {}", name_of(t, statement),
                  where.code().empty() ? where.group : t.region_name(where.code()));
  if (const auto site = site_name(t, statement); !site.empty()) out.add(", {}", site);
  if (!statement.actor.empty() && statement.actor != t.region_name(where.iso))
    out.add("; {}", statement.actor);
  if (statement.quantity) out.add("; {}", quantity_words(t, *statement.quantity));
  out.add(R"( <span class="word">{}</span>)", word_of(t, statement.status));
  return out;
}

std::string name_of(const OperatorNames& names, world::OperatorId id) {
  const auto it = names.find(id);
  return it == names.end() ? "somebody" : it->second;
}

Html line_field(std::string_view name, std::string_view label, const std::string& value) {
  return html(R"(<label>{} <input name="{}" dir="auto" value="{}"></label>
)",
              Html::words(label), name, value);
}

Html select_field(std::string_view name, std::string_view label,
                  const std::vector<std::pair<std::string, std::string>>& options, const std::string& chosen,
                  std::string_view none) {
  Html items;
  if (!none.empty()) items += option("", Html::words(none), chosen.empty());
  for (const auto& [value, words] : options) items += option(value, Html::words(words), value == chosen);
  return html(R"(<label>{} <select name="{}">{}</select></label>
)",
              Html::words(label), name, items);
}

Html moment_field(const Tongue& t, std::string_view name, std::string_view label, Instant at) {
  return html(R"(<label>{} <input type="datetime-local" step="1" name="{}" value="{}"></label>
)",
              Html::words(label), name, local_input(t.context().realm.time_zone, at));
}

Html area_field(std::string_view name, std::string_view label, const std::string& text, int rows) {
  return html(R"(<label>{} <textarea name="{}" rows="{}" dir="auto">{}</textarea></label>
)",
              Html::words(label), name, rows, text);
}

Html tick_field(std::string_view name, std::string_view label, bool ticked) {
  return ticked ? html(R"(<label class="tick"><input type="checkbox" name="{}" value="yes" checked> {}</label>
)",
                       name, Html::words(label))
                : html(R"(<label class="tick"><input type="checkbox" name="{}" value="yes"> {}</label>
)",
                       name, Html::words(label));
}

Html button_form(const Button& button) {
  Html out = html(R"(<form method="post" action="{}">)", button.action);
  if (button.revision) out.add(R"(<input type="hidden" name="revision" value="{}">)", *button.revision);
  if (!button.line.empty()) {
    out.add(R"(<label>{} <input name="{}" dir="auto"></label>)", Html::words(button.line), button.line_name);
  }
  out.add(R"(<button type="submit" class="{}">{}</button></form>
)",
          button.look, Html::words(button.label));
  return out;
}

Html statement_fields(const Tongue& t, const world::Statement& statement) {
  const auto& where = statement.jurisdiction;
  const auto site = statement.site.value_or(world::Site());
  const auto quantity = statement.quantity.value_or(world::Quantity());
  Html out = html(R"(<fieldset><legend>What and where</legend><div class="short">
<label>Class <select name="class">{}</select></label>
<label>Code of a measure <select name="code">{}</select></label>
<label>Status <select name="status">{}</select></label>
)",
                  class_options(statement.statement_class), code_options(t, statement.code),
                  status_options(t, std::string(world::to_string(statement.status))));
  out += line_field("kind", "Kind, of what has no code", statement.kind);
  out += line_field("iso", "Country (FR), or EU, UN, INT", where.iso);
  out += line_field("iso2", "Part (FR-75C)", where.iso2);
  out += line_field("group", "Group, when no one country", where.group);
  out += line_field("actor", "Who does it", statement.actor);
  out += line_field("target", "To whom or what", statement.target);
  out += line_field("site", "Place", site.name);
  out += line_field("lat", "Latitude", site.point ? fmt::format("{}", site.point->lat) : "");
  out += line_field("lon", "Longitude", site.point ? fmt::format("{}", site.point->lon) : "");
  out.add("</div></fieldset>\n<fieldset><legend>When (time of {})</legend><div class=\"short\">\n",
          t.context().realm.time_zone);
  for (const auto& [name, label, at] :
       {std::tuple("since", "Since", statement.since), std::tuple("until", "Until", statement.until),
        std::tuple("planned_at", "Planned for", statement.planned_at),
        std::tuple("lifted_at", "Ended", statement.lifted_at),
        std::tuple("statement_at", "Said at", statement.statement_at),
        std::tuple("as_of", "Known to hold at", statement.as_of)}) {
    out += moment_field(t, name, label, at);
  }
  out += line_field("time_words", "Time in words", statement.time_words);
  out += Html("</div></fieldset>\n<fieldset><legend>Words and numbers</legend><div class=\"short\">\n");
  out += line_field("outcome", "Outcome (“unchanged” is one)", statement.outcome);
  out += line_field("level_said", "Level as said", statement.level_said);
  out += line_field("quantity_kind", "Counted (killed, injured)", quantity.kind);
  out += line_field("min", "At least", number_text(quantity.min));
  out += line_field("max", "At most", number_text(quantity.max));
  out += line_field("quantity_text", "Number in words", quantity.text);
  out += Html("</div>\n");
  out += tick_field("exact", "The number is exact", quantity.exact);
  out += area_field("words", "Words, as they were said", statement.words, 3);
  out += Html("</fieldset>\n");
  return out;
}

Html chain_fields(const world::Chain& chain) {
  Html out(R"(<fieldset><legend>Who says so: the publisher first, then whom it cites</legend>
)");
  for (std::size_t i = 0; i < chain_rows; ++i) {
    const world::Party party = i < chain.size() ? chain[i] : world::Party();
    std::vector<std::pair<std::string, std::string>> types;
    for (int type = 1; type <= party_types; ++type) {
      const std::string word(world::to_string(static_cast<world::PartyType>(type)));
      types.emplace_back(word, word);
    }
    const std::string n = fmt::to_string(i);
    out += Html("<div class=\"short\">");
    out += line_field("party_" + n, i == 0 ? "Publisher" : "citing", party.name);
    out += select_field("party_type_" + n, "Kind", types, std::string(world::to_string(party.type)));
    out += line_field("quote_" + n, "In its words (optional)", party.quote);
    out += Html("</div>");
    out += tick_field("anonymous_" + n, "Not named: the name above is a description", party.anonymous);
  }
  out += Html("</fieldset>\n");
  return out;
}

Html grade_fields(const world::Grade& grade) {
  std::vector<std::pair<std::string, std::string>> letters, digits;
  for (const auto& [letter, words] :
       {std::pair("A", "A: reliable"), std::pair("B", "B: usually reliable"),
        std::pair("C", "C: fairly reliable"), std::pair("D", "D: not usually reliable"),
        std::pair("E", "E: unreliable"), std::pair("F", "F: cannot be judged")})
    letters.emplace_back(letter, words);
  for (const auto& [digit, words] : {std::pair("1", "1: confirmed"), std::pair("2", "2: probably true"),
                                     std::pair("3", "3: possibly true"), std::pair("4", "4: doubtful"),
                                     std::pair("5", "5: improbable"), std::pair("6", "6: cannot be judged")})
    digits.emplace_back(digit, words);
  Html out("<div class=\"short\">");
  out += select_field("letter", "Source", letters, grade.letter == 0 ? "" : std::string(1, grade.letter),
                      "not graded");
  out += select_field("digit", "Information", digits, grade.digit == 0 ? "" : fmt::to_string(grade.digit),
                      "not graded");
  out += Html("</div>\n");
  return out;
}

Html cluster_item(const Tongue& t, const DeskCluster& item) {
  const auto& cluster = item.cluster;
  if (cluster.members.empty()) return {};
  const auto& first = cluster.members.front().proposal;
  Html out = html(
      R"(<li class="row"><p><a href="{}">{}</a></p><p>{}, {}; newest {}</p>)",
      Url::local(fmt::format("/console/reports/{}#p{}", to_uuid(first.report.id), first.index)),
      statement_line(t, cluster.statement),
      t.plural("{1} independent source", "{1} independent sources", cluster.independent_sources),
      cluster.members.size() == 1 ? Html("1 report") : html("{} reports", t.number(cluster.members.size())),
      t.time_and_age(cluster.last_at));
  if (cluster.attacker_claim) out += Html("<p><b>Claim: apart from facts, never in a push text.</b></p>");
  for (const auto& related : cluster.related) {
    out.add(R"(<p><a href="{}">{}</a></p>)", url("/console/entries/{}", to_uuid(related.entry.id)),
            related.relation == views::Relation::contradicts ? Html("Contradicts an entry")
                                                             : Html("May confirm an entry"));
  }
  Html members;
  for (std::size_t i = 0; i < cluster.members.size(); ++i) {
    const auto& member = cluster.members[i];
    members.add(R"(<li><a href="{}">{}</a>{}</li>)",
                Url::local(fmt::format("/console/reports/{}#p{}", to_uuid(member.proposal.report.id),
                                       member.proposal.index)),
                i < item.sources.size() && member.chain_text.empty() ? item.sources[i] : member.chain_text,
                member.copy ? Html(" (copy)") : Html());
  }
  if (cluster.members.size() > 1)
    out.add("<details><summary>All reports of it</summary><ul>{}</ul></details>", members);
  else
    out.add("<ul>{}</ul>", members);
  out += Html("</li>\n");
  return out;
}

}  // namespace tocsin::doors::pages
