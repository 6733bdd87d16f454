#include "doors/http/json_board.h"

#include <boost/json.hpp>

#include "doors/http/json_statement.h"
#include "doors/http/json_views.h"
#include "doors/http/members.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

template <class List, class Make>
json::array array_of(const List& list, Make make) {
  json::array out;
  for (const auto& item : list) out.push_back(make(item));
  return out;
}

template <class Number>
json::value number_json(const std::optional<Number>& number) {
  return number ? json::value(*number) : json::value();
}

json::array ids_json(const auto& ids) {
  return array_of(ids, [](const auto& id) { return json::value(to_uuid(id.id)); });
}

json::value typed_id_json(const auto& id) { return id ? json::value(to_uuid(id->id)) : json::value(); }

json::object support_json(const views::SupportLine& support) {
  return {{"source", id_json(support.source.id)},
          {"report", typed_id_json(support.report)},
          {"proposal", number_json(support.proposal)},
          {"chain", chain_json(support.chain)},
          {"chain_text", support.chain_text},
          {"grade", grade_json(support.grade)},
          {"quantity", quantity_json(support.quantity)},
          {"words", text_json(support.words)},
          {"as_of", time_json(support.as_of)}};
}

json::object varies_json(const views::Varies& varies) {
  return {{"scheme", varies.scheme},
          {"word", text_json(varies.word)},
          {"code", text_json(varies.code)},
          {"place", text_json(varies.place)},
          {"level", to_uuid(varies.level.id)}};
}

json::object figure_json(const views::Figure& figure) {
  return {{"entry", to_uuid(figure.entry.id)},
          {"quantity", quantity_json(figure.quantity)},
          {"chain_text", figure.chain_text},
          {"as_of", time_json(figure.as_of)},
          {"copy", figure.copy}};
}

json::object count_json(const views::CountGroup& count) {
  return {{"kind", count.kind},
          {"incident", typed_id_json(count.incident)},
          {"low", number_json(count.low)},
          {"high", number_json(count.high)},
          {"open_ended", count.open_ended},
          {"latest", count.latest ? json::value(figure_json(*count.latest)) : json::value()},
          {"figures", array_of(count.figures, figure_json)}};
}

json::object change_of_diff_json(const views::Change& change) {
  return {{"kind", views::to_string(change.kind)},
          {change.is_level ? "level" : "entry", to_uuid(change.subject)},
          {"what", text_json(change.what)},
          {"fields", array_of(change.fields,
                              [](const views::FieldChange& field) {
                                return json::object{{"field", field.field},
                                                    {"before", text_json(field.before)},
                                                    {"after", text_json(field.after)}};
                              })},
          {"claim", !change.may_be_pushed}};
}

json::object section_json(const views::SitrepSection& section) {
  return {{"iso", text_json(section.iso)},
          {"group", text_json(section.group)},
          {"levels", array_of(section.levels, level_line_json)},
          {"varies", array_of(section.varies, varies_json)},
          {"measures", array_of(section.measures,
                                [](const views::SitrepMeasures& measures) {
                                  return json::object{
                                      {"status", world::to_string(measures.status)},
                                      {"entries", array_of(measures.entries, entry_line_json)}};
                                })},
          {"words", array_of(section.words, entry_line_json)},
          {"counts", array_of(section.counts, count_json)},
          {"claims", array_of(section.claims, entry_line_json)},
          {"changes", array_of(section.changes, change_of_diff_json)}};
}

json::object key_event_json(const views::TimelineEntry& entry) {
  return {{"occurred_at", time_json(entry.occurred_at)},   {"known_at", time_json(entry.known_at)},
          {"headline", text_json(entry.headline)},         {"text", text_json(entry.text)},
          {"jurisdiction", text_json(entry.jurisdiction)}, {"planned_for", time_json(entry.planned_for)},
          {"sources", json::value_from(entry.sources)},    {"update", typed_id_json(entry.update)}};
}

}  // namespace

json::object level_line_json(const views::LevelLine& level) {
  return {{"id", to_uuid(level.id.id)},
          {"iso", level.iso},
          {"part", text_json(level.part)},
          {"code", text_json(level.code)},
          {"word", text_json(level.word)},
          {"word_en", text_json(level.word_en)},
          {"language", text_json(level.language)},
          {"step", number_json(level.step)},
          {"steps", level.steps > 0 ? json::value(level.steps) : json::value()},
          {"position", text_json(level.position())},
          {"quoted", level.quoted},
          {"scheme", text_json(level.scheme)},
          {"scheme_name", text_json(level.scheme_name)},
          {"scheme_version", text_json(level.scheme_version)},
          {"scheme_certainty", text_json(level.scheme_certainty)},
          {"kind", level.scheme.empty() ? json::value() : json::value(world::to_string(level.kind))},
          {"within_level", text_json(level.within_level)},
          {"since", time_json(level.since)},
          {"until", time_json(level.until)},
          {"recorded_at", time_json(level.recorded_at)},
          {"expired", level.expired},
          {"renamed_from", text_json(level.renamed_from)},
          {"source", id_json(level.source.id)},
          {"source_name", text_json(level.source_name)},
          {"report", typed_id_json(level.report)}};
}

json::object entry_line_json(const views::EntryLine& entry) {
  return {{"id", to_uuid(entry.id.id)},
          {"revision", entry.revision},
          {"incident", typed_id_json(entry.incident)},
          {"statement", statement_json(entry.statement)},
          {"code_name", text_json(entry.code_name)},
          {"status", world::to_string(entry.status)},
          {"freshness", views::to_string(entry.freshness)},
          {"confirmed_at", time_json(entry.confirmed_at)},
          {"published_at", time_json(entry.published_at)},
          {"recorded_at", time_json(entry.recorded_at)},
          {"change_note", text_json(entry.change_note)},
          {"minor", entry.minor},
          {"support", array_of(entry.support, support_json)},
          {"independent_sources", entry.independent_sources},
          {"contradicted_by", ids_json(entry.contradicted_by)},
          {"differs_from", ids_json(entry.differs_from)},
          {"attacker_claim", entry.attacker_claim},
          {"may_be_pushed", entry.may_be_pushed}};
}

json::object row_json(const views::JurisdictionRow& row) {
  return {{"iso", text_json(row.iso)},
          {"group", text_json(row.group)},
          {"levels", array_of(row.levels, level_line_json)},
          {"varies", array_of(row.varies, varies_json)},
          {"scale_published", row.scale_published},
          {"entries", array_of(row.entries, entry_line_json)},
          {"counts", array_of(row.counts, count_json)},
          {"claims", array_of(row.claims, entry_line_json)}};
}

json::array rows_json(const views::Board& board) { return array_of(board.rows, row_json); }

json::array diff_json(const std::vector<views::JurisdictionDiff>& diff) {
  return array_of(diff, [](const views::JurisdictionDiff& row) {
    return json::object{{"iso", text_json(row.iso)},
                        {"group", text_json(row.group)},
                        {"changes", array_of(row.changes, change_of_diff_json)}};
  });
}

json::object sitrep_json(const views::Sitrep& report) {
  return {{"as_of", time_json(report.moment.as_of)},
          {"known_at", time_json(report.moment.known_at)},
          {"since", time_json(report.since)},
          {"realm", report.realm.name},
          {"exercise", report.realm.is_drill},
          {"incident", typed_id_json(report.incident)},
          {"headline", text_json(report.headline)},
          {"contradictions", report.contradictions},
          {"sections", array_of(report.sections, section_json)},
          {"key_events", array_of(report.key_events, key_event_json)},
          {"sources", array_of(report.sources, [](const views::SitrepSource& source) {
             return json::object{
                 {"id", to_uuid(source.id.id)},
                 {"name", source.name},
                 {"kind", world::to_string(source.kind)},
                 {"grade", source.grade == 0 ? json::value() : json::value(std::string(1, source.grade))},
                 {"entries", source.entries}};
           })}};
}

json::object scheme_json(const world::Scheme& scheme) {
  json::array levels;
  for (const auto& level : scheme.levels) {
    levels.push_back({{"code", level.code},
                      {"name", text_json(level.name)},
                      {"name_en", text_json(level.name_en)},
                      {"rank", number_json(level.rank)},
                      {"step", number_json(scheme.step(level.code))}});
  }
  json::array crosswalk;
  for (const auto& [before, own] : scheme.crosswalk) crosswalk.push_back({{"before", before}, {"code", own}});
  return {{"id", scheme.id},
          {"family", scheme.family},
          {"version", text_json(scheme.version)},
          {"name", scheme.name},
          {"kind", world::to_string(scheme.kind)},
          {"iso", scheme.iso},
          {"jurisdiction", text_json(scheme.jurisdiction)},
          {"authority", text_json(scheme.authority)},
          {"language", text_json(scheme.language)},
          {"valid_from", text_json(scheme.valid_from)},
          {"valid_until", text_json(scheme.valid_until)},
          {"certainty", text_json(scheme.certainty)},
          {"expiry", text_json(scheme.expiry)},
          {"words_only", scheme.words_only},
          {"is_set", scheme.is_set},
          {"steps", scheme.steps > 0 ? json::value(scheme.steps) : json::value()},
          {"levels", std::move(levels)},
          {"replaces", text_json(scheme.replaces)},
          {"replaced_by", text_json(scheme.replaced_by)},
          {"crosswalk", std::move(crosswalk)}};
}

json::array measure_codes_json() {
  return array_of(world::Schemes::built_in().measures(), [](const world::MeasureCode& code) {
    return json::object{{"code", code.code},
                        {"name", code.name},
                        {"is_point", code.is_point},
                        {"cap_response", text_json(code.cap_response)}};
  });
}

json::object change_json(const views::ChangeItem& item) {
  json::object out{{"kind", views::to_string(item.kind)},
                   {"at", time_json(item.at)},
                   {item.is_level ? "level" : "entry", to_uuid(item.subject)},
                   {"iso", text_json(item.iso)},
                   {"claim", !item.may_be_pushed}};
  if (!item.is_level) out["revision"] = item.revision;
  if (!item.may_be_pushed) return out;
  out["place"] = text_json(item.place);
  out["what"] = text_json(item.what);
  out["word"] = text_json(item.word);
  if (item.is_level) {
    out["step"] = number_json(item.step);
    out["steps"] = item.steps > 0 ? json::value(item.steps) : json::value();
  }
  out["chain_text"] = text_json(item.chain_text);
  out["change_note"] = text_json(item.change_note);
  out["words"] = text_json(item.words);
  out["minor"] = item.minor;
  return out;
}

json::object bundle_json(const views::ChangeBundle& bundle) {
  return {{"from", time_json(bundle.from)},
          {"to", time_json(bundle.to)},
          {"items", array_of(bundle.items, change_json)}};
}

}  // namespace tocsin::doors::http
