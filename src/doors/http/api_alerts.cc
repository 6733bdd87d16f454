// Alerts, incidents and their feeds.
#include <boost/json.hpp>

#include "base/text.h"
#include "doors/cap_to_alert.h"
#include "doors/http/api.h"
#include "doors/http/json_views.h"
#include "doors/http/raw_document.h"
#include "doors/http/reply.h"
#include "wire/atom.h"
#include "wire/cap.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

constexpr std::string_view cap_type = "application/cap+xml";
constexpr std::size_t feed_entries_max = 100;

bool is_cap_type(std::string_view content_type) {
  const std::string type = to_lower_ascii(trim(content_type.substr(0, content_type.find(';'))));
  return type == cap_type || type == "application/common-alerting-protocol+xml" ||
         type == "application/xml" || type == "text/xml";
}

bool ends_with(std::string& id, std::string_view suffix) {
  if (!id.ends_with(suffix)) return false;
  id.resize(id.size() - suffix.size());
  return true;
}

json::object received_json(const engine::Outcome& outcome, const wire::cap::Parsed& parsed) {
  return {{"id", to_uuid(outcome.subject)},
          {"verdict", wire::cap::to_string(parsed.verdict)},
          {"signature", parsed.signature},
          {"duplicate", outcome.repeated},
          {"findings", findings_json(parsed.findings)}};
}

}  // namespace

Awaitable<Response> Api::post_alert(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!caller.is_known())
    co_return problem({Errc::unauthorised, "to hand in an alert, a token of this realm is needed", {}});
  if (!is_cap_type(request.header("content-type"))) {
    co_return problem(415, "Unsupported media type", fmt::format("send the alert as {}", cap_type));
  }
  const auto parsed = wire::cap::parse(request.body);
  if (!parsed.message) {
    json::object body{
        {"type", "about:blank"},
        {"title", "Alert rejected"},
        {"status", 422},
        {"verdict", "rejected"},
        {"detail", parsed.findings.empty() ? "not a CAP alert" : parsed.findings.front().detail},
        {"findings", findings_json(parsed.findings)}};
    auto& errors = body["errors"].emplace_array();
    for (const auto& finding : parsed.findings)
      errors.push_back({{"pointer", finding.path}, {"detail", finding.detail}});
    Response response = json_reply(422, body);
    response.content_type = "application/problem+json";
    co_return response;
  }
  world::ReceiveAlert command{world::AlertId(new_record_id()), to_facts(*parsed.message, parsed.verdict),
                              request.body};
  world::CommandBody receive = std::move(command);
  const auto outcome = co_await submit(caller.actor, std::move(receive));
  if (!outcome) co_return problem(outcome.error());
  json::object body = received_json(*outcome, parsed);
  const world::AlertId id(outcome->subject);
  co_await ask([&](const world::World& world) { body["public"] = world.alerts().find(id)->is_public; });
  Response response = json_reply(outcome->repeated ? 200 : 201, body);
  response.headers.emplace_back("Location", fmt::format("/v1/alerts/{}", to_uuid(outcome->subject)));
  co_return response;
}

Awaitable<Response> Api::get_alert(const Request& request, const std::vector<std::string>& ids) {
  std::string text = ids[0];
  const auto accept = request.header("accept");
  const bool as_cap = ends_with(text, ".cap") || accept.starts_with(cap_type);
  const bool as_geojson = ends_with(text, ".geojson") || accept.starts_with("application/geo+json");
  const auto id = parse_id(text);
  if (!id) co_return problem({Errc::not_found, "no such alert", {}});
  const bool may_see_all = caller_of(request).is_known();
  std::optional<json::object> body;
  world::Seq seq = 0;
  const bool asked = co_await ask([&](const world::World& world) {
    const auto* alert = world.alerts().find(world::AlertId(*id));
    if (alert == nullptr || (!alert->is_public && !may_see_all)) return;
    seq = alert->seq;
    body = as_geojson ? alert_geojson(*alert) : alert_json(*alert);
  });
  if (!asked) co_return problem({Errc::unavailable, "the server is busy; try again in 2 seconds", {}});
  if (!body) co_return problem({Errc::not_found, "no such alert", {}});
  if (as_cap) {
    auto raw = read_raw(parts_.journal_path, seq);
    if (!raw) co_return problem(raw.error());
    co_return text_reply(200, std::string(cap_type), std::move(*raw));
  }
  Response response = json_reply(200, *body);
  if (as_geojson) response.content_type = "application/geo+json";
  co_return response;
}

Awaitable<Response> Api::alerts_atom(const Request&, const std::vector<std::string>&) {
  wire::AtomFeed feed;
  const Instant now = parts_.clock.now();
  const std::string& base = parts_.public_url;
  co_await ask([&](const world::World& world) {
    feed.title = fmt::format("{}{}", world.realm().is_drill() ? "EXERCISE - " : "", world.realm().name());
    feed.author = world.realm().name();
    const auto& order = world.alerts().in_order();
    for (auto it = order.rbegin(); it != order.rend() && feed.entries.size() < feed_entries_max; ++it) {
      const auto* alert = world.alerts().find(*it);
      if (!alert->is_public || !alert->is_current(now)) continue;
      const auto summary = views::summarise(*alert, "en");
      const std::string id = to_uuid(alert->id.id);
      feed.updated = std::max(feed.updated, alert->received_at);
      feed.entries.push_back(
          {.id = "urn:uuid:" + id,
           .title = fmt::format("{}{}", world.realm().is_drill() ? "EXERCISE - " : "", summary.headline),
           .updated = alert->received_at,
           .published = summary.sent_at,
           .author = summary.sender_name.empty() ? summary.sender : summary.sender_name,
           .summary = summary.description,
           .links = {{"alternate", fmt::format("{}/v1/alerts/{}.cap", base, id), std::string(cap_type)}},
           .categories = {}});
    }
  });
  feed.id = base + "/alerts.atom";
  feed.links = {{"self", feed.id, "application/atom+xml"}};
  if (!feed.updated.known()) feed.updated = now;
  co_return text_reply(200, "application/atom+xml; charset=utf-8", wire::print(feed));
}

Awaitable<Response> Api::alerts_geojson(const Request&, const std::vector<std::string>&) {
  json::array features;
  const Instant now = parts_.clock.now();
  co_await ask([&](const world::World& world) {
    const auto& order = world.alerts().in_order();
    for (auto it = order.rbegin(); it != order.rend() && features.size() < feed_entries_max; ++it) {
      const auto* alert = world.alerts().find(*it);
      if (!alert->is_public || !alert->is_current(now)) continue;
      const auto collection = alert_geojson(*alert);
      for (const auto& feature : collection.at("features").as_array()) features.push_back(feature);
    }
  });
  Response response =
      json_reply(200, json::object{{"type", "FeatureCollection"}, {"features", std::move(features)}});
  response.content_type = "application/geo+json";
  co_return response;
}

Awaitable<Response> Api::post_incident(const Request& request, const std::vector<std::string>&) {
  const auto body = parse_json(request.body);
  if (!body) co_return problem(body.error());
  if (!body->is_object()) co_return problem({Errc::invalid, "the body must be an object", "/"});
  const auto headline = string_member(body->get_object(), "headline"),
             alert = string_member(body->get_object(), "alert");
  for (const auto* member : {&headline, &alert}) {
    if (!*member) co_return problem(member->error());
  }
  world::OpenIncident command{world::IncidentId(new_record_id()), *headline, {}};
  if (!alert->empty()) {
    const auto id = parse_id(*alert);
    if (!id) co_return problem({Errc::invalid, id.error().detail, "/alert"});
    command.alert = world::AlertId(*id);
  }
  world::CommandBody open = std::move(command);
  const auto outcome = co_await submit(caller_of(request).actor, std::move(open));
  if (!outcome) co_return problem(outcome.error());
  co_return json_reply(outcome->repeated ? 200 : 201, json::object{{"id", to_uuid(outcome->subject)}});
}

Awaitable<Response> Api::incident_atom(const Request&, const std::string& text) {
  const auto id = parse_id(text);
  std::optional<views::IncidentSummary> incident;
  views::RealmSummary realm;
  if (id) {
    co_await ask([&](const world::World& world) {
      incident = views::incident_summary(world, world::IncidentId(*id), "en");
      realm = views::summarise(world.realm());
    });
  }
  if (!incident) co_return problem({Errc::not_found, "no such incident", {}});
  const std::string page = fmt::format("{}/i/{}", parts_.public_url, to_uuid(*id));
  const std::string mark = realm.is_drill ? "EXERCISE - " : "";
  wire::AtomFeed feed{
      .id = page,
      .title = mark + incident->headline,
      .updated = incident->opened_at,
      .author = realm.name,
      .links = {{"self", page + ".atom", "application/atom+xml"}, {"alternate", page, "text/html"}},
      .entries = {}};
  for (const auto& entry : incident->entries) {
    feed.updated = std::max(feed.updated, entry.known_at);
    const std::string title =
        entry.headline.empty() ? std::string(truncate_utf8(entry.text, 100)) : entry.headline;
    feed.entries.push_back({.id = fmt::format("{}#e{}", page, entry.seq),
                            .title = mark + title,
                            .updated = entry.known_at,
                            .published = entry.occurred_at,
                            .author = fmt::format("{}", fmt::join(entry.sources, ", via ")),
                            .summary = entry.text.empty() ? title : entry.text,
                            .links = {{"alternate", fmt::format("{}#e{}", page, entry.seq), "text/html"}},
                            .categories = entry.jurisdiction.empty()
                                              ? std::vector<std::string>()
                                              : std::vector<std::string>{entry.jurisdiction}});
  }
  co_return text_reply(200, "application/atom+xml; charset=utf-8", wire::print(feed));
}

Awaitable<Response> Api::get_events(const Request& request, const std::vector<std::string>&) {
  std::string_view after = request.parameter("after");
  if (after.empty()) after = request.header("last-event-id");
  Response response = text_reply(200, "text/event-stream", "");
  response.headers.emplace_back("X-Accel-Buffering", "no");
  response.stream = parts_.hub.subscribe(after.empty() ? std::nullopt : std::optional<std::string>(after));
  co_return response;
}

}  // namespace tocsin::doors::http
