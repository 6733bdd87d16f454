#include "doors/http/json_views.h"

#include <boost/json.hpp>

#include "wire/geojson.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

json::value seconds_json(const std::optional<std::int64_t>& seconds) {
  return seconds ? json::value(*seconds) : json::value();
}

json::array info_json(const std::vector<world::AlertInfo>& infos) {
  json::array list;
  for (const auto& info : infos) {
    json::array areas;
    for (const auto& area : info.areas) {
      json::array geocodes;
      for (const auto& code : area.geocodes) geocodes.push_back({{"name", code.name}, {"value", code.value}});
      areas.push_back({{"description", area.description},
                       {"resolved", area.resolved()},
                       {"geocodes", std::move(geocodes)}});
    }
    list.push_back({{"language", info.language},
                    {"event", info.event},
                    {"headline", info.headline},
                    {"description", info.description},
                    {"instruction", info.instruction},
                    {"sender_name", info.sender_name},
                    {"web", info.web},
                    {"contact", info.contact},
                    {"categories", json::value_from(info.categories)},
                    {"response_types", json::value_from(info.response_types)},
                    {"urgency", info.urgency},
                    {"severity", info.severity},
                    {"certainty", info.certainty},
                    {"effective", time_json(info.effective_at)},
                    {"onset", time_json(info.onset_at)},
                    {"expires", time_json(info.expires_at)},
                    {"areas", std::move(areas)}});
  }
  return list;
}

}  // namespace

json::value time_json(Instant at) { return at.known() ? json::value(to_rfc3339(at)) : json::value(); }

json::array findings_json(const std::vector<wire::cap::Finding>& findings) {
  json::array list;
  for (const auto& finding : findings) {
    list.push_back({{"code", finding.code},
                    {"level", wire::cap::to_string(finding.level)},
                    {"path", finding.path},
                    {"clause", finding.clause},
                    {"repaired", finding.repaired.empty() ? json::value() : json::value(finding.repaired)},
                    {"detail", finding.detail}});
  }
  return list;
}

json::object given_json(const world::GivenAnswer& given) {
  return {{"answer",
           given.answer == world::Answer::none ? json::value() : json::value(world::to_string(given.answer))},
          {"at", time_json(given.at)},
          {"by", given.by.kind == world::Actor::Kind::person      ? json::value(to_hex(given.by.id))
                 : given.by.kind == world::Actor::Kind::operator_ ? json::value("operator")
                                                                  : json::value()},
          {"has_note", given.has_note}};
}

json::object check_json(const views::CheckSummary& check) {
  const auto& counts = check.counts;
  json::object out{{"id", to_uuid(check.id.id)},
                   {"state", world::to_string(check.state)},
                   {"paused", check.paused},
                   {"revision", check.revision},
                   {"incident", to_uuid(check.incident.id)},
                   {"alert", check.alert ? json::value(to_uuid(check.alert->id)) : json::value()},
                   {"headline", check.text.headline},
                   {"what", check.text.what},
                   {"where", check.text.where},
                   {"issuer", check.text.issuer},
                   {"since", time_json(check.text.since)},
                   {"contact", check.text.contact},
                   {"correction", check.text.correction},
                   {"people", check.people},
                   {"asked", check.asked},
                   {"answers",
                    {{"safe", counts.safe},
                     {"need_help", counts.need_help},
                     {"not_there", counts.not_there},
                     {"wrong", counts.wrong}}},
                   {"no_answer", check.no_answer()},
                   {"answered_s",
                    {{"p25", seconds_json(check.p25_s)},
                     {"p50", seconds_json(check.p50_s)},
                     {"p75", seconds_json(check.p75_s)}}},
                   {"opened_at", time_json(check.opened_at)},
                   {"ended_at", time_json(check.ended_at)}};
  if (check.area_pending)
    out["pending_area"] = {{"people", check.pending_people},
                           {"area", wire::area_to_geojson(check.pending_area)}};
  return out;
}

json::object preview_json(const views::Preview& preview, const geo::Area& area) {
  json::object groups;
  for (const auto& [group, people] : preview.by_group) groups[group] = people;
  return {{"people", preview.people},
          {"by_place",
           {{"home", preview.home},
            {"work", preview.work},
            {"trip", preview.trip},
            {"last_known", preview.last_known}}},
          {"by_group", std::move(groups)},
          {"area", wire::area_to_geojson(area)},
          {"as_of", to_rfc3339(preview.as_of)}};
}

json::object alert_json(const world::Alert& alert) {
  json::array references;
  for (const auto& key : alert.facts.references) {
    references.push_back(
        {{"sender", key.sender}, {"identifier", key.identifier}, {"sent", time_json(key.sent_at)}});
  }
  return {
      {"id", to_uuid(alert.id.id)},
      {"version", alert.facts.version},
      {"verdict", world::to_string(alert.facts.verdict)},
      {"signature", alert.facts.signature_present ? "present" : "absent"},
      {"sender", alert.facts.key.sender},
      {"identifier", alert.facts.key.identifier},
      {"sent", to_rfc3339(alert.facts.key.sent_at)},
      {"status", world::to_string(alert.facts.status)},
      {"msgType", world::to_string(alert.facts.type)},
      {"scope", world::to_string(alert.facts.scope)},
      {"references", std::move(references)},
      {"state", world::to_string(alert.state)},
      {"superseded_by", alert.superseded_by ? json::value(to_uuid(alert.superseded_by->id)) : json::value()},
      {"public", alert.is_public},
      {"received_at", to_rfc3339(alert.received_at)},
      {"expires_at", to_rfc3339(alert.expires_at())},
      {"infos", info_json(alert.facts.infos)}};
}

json::object alert_geojson(const world::Alert& alert) {
  json::array features;
  for (const auto& info : alert.facts.infos) {
    for (const auto& area : info.areas) {
      json::value geometry;
      if (area.resolved()) geometry = wire::area_to_geojson(area.shape);
      features.push_back({{"type", "Feature"},
                          {"geometry", std::move(geometry)},
                          {"properties",
                           {{"alert", to_uuid(alert.id.id)},
                            {"language", info.language},
                            {"event", info.event},
                            {"headline", info.headline},
                            {"severity", info.severity},
                            {"areaDesc", area.description},
                            {"expires", time_json(info.expires_at)}}}});
    }
  }
  return {{"type", "FeatureCollection"}, {"features", std::move(features)}};
}

}  // namespace tocsin::doors::http
