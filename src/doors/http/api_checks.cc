// Checks: drafting, approving, asking and what came of it.
#include <boost/json.hpp>

#include "base/text.h"
#include "doors/http/api.h"
#include "doors/http/etag.h"
#include "doors/http/json_views.h"
#include "doors/http/reply.h"
#include "wire/geojson.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

constexpr std::size_t page_rows = 500;
constexpr std::size_t links_max = 10'000;

Error not_found() { return {Errc::not_found, "no such check", {}}; }
Error busy() { return {Errc::unavailable, "the server is busy; try again in 2 seconds", {}}; }

// The members of a draft. What an alert can tell is filled in later.
Result<world::DraftCheck> read_draft(const json::object& object) {
  world::DraftCheck draft;
  for (const auto& [name, value] : {std::pair<const char*, std::string*>("headline", &draft.text.headline),
                                    {"what", &draft.text.what},
                                    {"where", &draft.text.where},
                                    {"issuer", &draft.text.issuer},
                                    {"contact", &draft.text.contact},
                                    {"correction", &draft.text.correction}}) {
    TOCSIN_TRY(*value, string_member(object, name));
  }
  TOCSIN_TRY(const std::string since, string_member(object, "since"));
  if (!since.empty()) {
    auto at = parse_rfc3339(since);
    if (!at) return fail(Errc::invalid, at.error().detail, "/since");
    draft.text.since = *at;
  }
  TOCSIN_TRY(const std::string alert, string_member(object, "alert"));
  if (!alert.empty()) {
    const auto id = parse_id(alert);
    if (!id) return fail(Errc::invalid, id.error().detail, "/alert");
    draft.alert = world::AlertId(*id);
  }
  TOCSIN_TRY(const std::string incident, string_member(object, "incident"));
  if (!incident.empty()) {
    const auto id = parse_id(incident);
    if (!id) return fail(Errc::invalid, id.error().detail, "/incident");
    draft.incident = world::IncidentId(*id);
  }
  if (const auto* area = object.if_contains("area"); area != nullptr && !area->is_null()) {
    TOCSIN_TRY(draft.area, wire::area_from_geojson(*area, "/area"));
  }
  return draft;
}

// Fills what the operator left empty from the alert.
void complete(world::CheckText& text, const world::Alert& alert, std::string_view language) {
  const auto summary = views::summarise(alert, language);
  const auto set = [](std::string& field, const std::string& value) {
    if (field.empty()) field = value;
  };
  set(text.headline, std::string(truncate_utf8(summary.headline, world::headline_code_points_max)));
  set(text.what, summary.event.empty() ? summary.headline : summary.event);
  set(text.where, fmt::format("{}", fmt::join(summary.areas, "; ")));
  set(text.issuer, summary.sender_name.empty() ? summary.sender : summary.sender_name);
  set(text.contact, summary.contact);
  if (!text.since.known()) text.since = summary.effective_at;
}

json::object ask_json(world::PersonId person, const world::Ask& ask,
                      const std::vector<world::RecordedDelivery>& deliveries) {
  json::array list;
  for (const auto& delivery : deliveries) {
    list.push_back({{"channel", world::to_string(delivery.channel)},
                    {"purpose", delivery.purpose == world::DeliveryPurpose::ask ? "ask" : "correction"},
                    {"state", world::to_string(delivery.state)},
                    {"at", to_rfc3339(delivery.at)}});
  }
  return {{"person", to_hex(person.id)},
          {"asked_at", to_rfc3339(ask.asked_at)},
          {"reason", world::to_string(ask.reason)},
          {"band", world::to_string(ask.band)},
          {"send_before", to_rfc3339(ask.send_before)},
          {"answer", ask.current.answer == world::Answer::none
                         ? json::value()
                         : json::value(world::to_string(ask.current.answer))},
          {"answered_at", time_json(ask.current.at)},
          {"deliveries", std::move(list)}};
}

}  // namespace

Awaitable<Response> Api::check_response(world::CheckId id, int status) {
  std::optional<views::CheckSummary> summary;
  const bool asked = co_await ask([&](const world::World& world) {
    if (const auto* check = world.checks().find(id)) summary = views::summarise(*check);
  });
  if (!asked) co_return problem(busy());
  if (!summary) co_return problem(not_found());
  Response response = json_reply(status, check_json(*summary));
  response.headers.emplace_back("ETag", fmt::format("\"{}\"", summary->revision));
  if (status == 201) response.headers.emplace_back("Location", fmt::format("/v1/checks/{}", to_uuid(id.id)));
  co_return response;
}

Awaitable<Result<engine::Outcome>> Api::draft_check(const Caller& caller, world::DraftCheck draft) {
  draft.id = world::CheckId(new_record_id());
  draft.new_incident = world::IncidentId(new_record_id());
  std::string realm_name;
  const bool asked = co_await ask([&](const world::World& world) {
    realm_name = world.realm().name();
    const auto* alert = draft.alert ? world.alerts().find(*draft.alert) : nullptr;
    if (alert != nullptr) complete(draft.text, *alert, "en");
  });
  if (!asked) co_return std::unexpected(busy());
  auto& text = draft.text;
  if (text.issuer.empty()) text.issuer = realm_name;
  if (text.where.empty() && !draft.area.empty()) text.where = text.headline;
  if (text.correction.empty()) {
    text.correction = fmt::format(
        "You were asked whether you are safe: \"{}\". That question was a mistake. You need not do anything. "
        "We are sorry.",
        text.headline);
  }
  world::CommandBody command = std::move(draft);
  co_return co_await submit(caller.actor, std::move(command));
}

Awaitable<Response> Api::post_check(const Request& request, const std::vector<std::string>&) {
  const auto body = parse_json(request.body);
  if (!body) co_return problem(body.error());
  if (!body->is_object()) co_return problem({Errc::invalid, "the body must be an object", "/"});
  auto draft = read_draft(body->get_object());
  if (!draft) co_return problem(draft.error());
  const auto outcome = co_await draft_check(caller_of(request), std::move(*draft));
  if (!outcome) co_return problem(outcome.error());
  co_return co_await check_response(world::CheckId(outcome->subject), 201);
}

Awaitable<Response> Api::get_check(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("look at a check"));
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(not_found());
  co_return co_await check_response(world::CheckId(*id), 200);
}

Awaitable<Response> Api::get_preview(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("look at a check"));
  const auto id = parse_id(ids[0]);
  std::optional<geo::Area> area;
  if (id) {
    co_await ask([&](const world::World& world) {
      const auto* check = world.checks().find(world::CheckId(*id));
      if (check != nullptr) area = check->pending_area ? check->pending_area->area : check->area;
    });
  }
  if (!area) co_return problem(not_found());
  co_return json_reply(200, preview_json(views::preview(parts_.vault, *area, parts_.clock.now()), *area));
}

Awaitable<Response> Api::get_asks(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("look at a check"));
  const auto id = parse_id(ids[0]);
  const auto cursor_text = request.parameter("cursor");
  const auto cursor = cursor_text.empty() ? std::optional<long long>(0) : parse_int(cursor_text);
  if (!cursor || *cursor < 0)
    co_return problem(400, "Bad request", "cursor is not one that this server gave",
                      {{"/cursor", "is not one that this server gave"}});
  json::array items;
  std::size_t next = 0;
  bool found = false;
  if (id) {
    co_await ask([&](const world::World& world) {
      const auto* check = world.checks().find(world::CheckId(*id));
      if (check == nullptr) return;
      found = true;
      const auto order = check->asks.in_order();
      auto at = static_cast<std::size_t>(*cursor);
      for (; at < order.size() && items.size() < page_rows; ++at) {
        if (const auto ask = check->asks.find(order[at]))
          items.push_back(ask_json(order[at], *ask, check->asks.deliveries(order[at])));
      }
      next = at < order.size() ? at : 0;
    });
  }
  if (!found) co_return problem(not_found());
  const std::size_t count = items.size();
  json::object body{{"items", std::move(items)},
                    {"next", next == 0 ? json::value() : json::value(std::to_string(next))}};
  Response response = json_reply(200, body);
  if (next != 0)
    response.headers.emplace_back("Link",
                                  fmt::format("</v1/checks/{}/asks?cursor={}>; rel=\"next\"", ids[0], next));
  world::CommandBody read = world::RecordListRead{fmt::format("asks of check {}", ids[0]), count};
  co_await submit(caller.actor, std::move(read));
  co_return response;
}

Awaitable<Response> Api::get_links(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("look at a check"));
  const auto id = parse_id(ids[0]);
  std::vector<world::PersonId> people;
  bool found = false, drill = false;
  if (id) {
    co_await ask([&](const world::World& world) {
      drill = world.realm().is_drill();
      const auto* check = world.checks().find(world::CheckId(*id));
      if (check == nullptr) return;
      found = true;
      for (const auto person : check->asks.in_order()) {
        if (!person.is_zero() && people.size() < links_max) people.push_back(person);
      }
    });
  }
  if (!found) co_return problem(not_found());
  // In a live realm a link is known to its person alone: whoever could list them could answer for everybody.
  if (!drill) co_return problem({Errc::forbidden, "links are listed in drill realms only", {}});
  json::array items;
  for (const auto person : people) {
    items.push_back(
        {{"person", to_hex(person.id)},
         {"answer",
          fmt::format("{}/a/{}", parts_.public_url, parts_.links.answer_token(world::CheckId(*id), person))},
         {"circle", fmt::format("{}/c/{}", parts_.public_url, parts_.links.circle_token(person))}});
  }
  co_return json_reply(200, json::object{{"items", std::move(items)}});
}

Awaitable<Result<engine::Outcome>> Api::act_on_check(const Caller& caller, world::CheckId id,
                                                     const std::string& action, const std::string& correction,
                                                     std::optional<std::uint32_t> if_revision) {
  std::uint64_t people = 0;
  if (action == "propose" || action == "approve") {
    std::optional<geo::Area> area;
    co_await ask([&](const world::World& world) {
      const auto* check = world.checks().find(id);
      if (check != nullptr) area = check->pending_area ? check->pending_area->area : check->area;
    });
    if (area) people = views::preview(parts_.vault, *area, parts_.clock.now()).people;
  }
  world::CommandBody body;
  if (action == "propose") {
    body = world::ProposeCheck{id, people};
  } else if (action == "approve") {
    body = world::ApproveCheck{id, people};
  } else if (action == "resume") {
    body = world::ResumeCheck{id};
  } else if (action == "retract") {
    body = world::RetractCheck{id, correction};
  } else if (action == "close") {
    body = world::CloseCheck{id};
  } else {
    co_return fail(Errc::not_found,
                   fmt::format("a check cannot be told to \"{}\"", truncate_utf8(action, 40)));
  }
  co_return co_await submit(caller.actor, std::move(body), if_revision);
}

Awaitable<Response> Api::post_check_action(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(not_found());
  const auto revision = if_match(request);
  if (!revision) co_return problem(revision.error());
  std::string correction;
  if (!trim(request.body).empty()) {
    const auto body = parse_json(request.body);
    if (!body) co_return problem(body.error());
    if (!body->is_object()) co_return problem({Errc::invalid, "the body must be an object", "/"});
    auto member = string_member(body->get_object(), "correction");
    if (!member) co_return problem(member.error());
    correction = std::move(*member);
  }
  const auto outcome = co_await act_on_check(caller, world::CheckId(*id), ids[1], correction, *revision);
  if (!outcome) co_return problem(outcome.error());
  co_return co_await check_response(world::CheckId(*id), 200);
}

Awaitable<Response> Api::put_area(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(not_found());
  const auto revision = if_match(request);
  if (!revision) co_return problem(revision.error());
  const auto body = parse_json(request.body);
  if (!body) co_return problem(body.error());
  // The geometry itself, or an object that holds it as "area".
  const auto* object = body->if_object();
  const auto* inner = object == nullptr ? nullptr : object->if_contains("area");
  auto area = wire::area_from_geojson(inner == nullptr ? *body : *inner, inner == nullptr ? "" : "/area");
  if (!area) co_return problem(area.error());
  if (area->empty())
    co_return problem({Errc::invalid, "area missing: a check asks only people inside an area", "/area"});
  const std::uint64_t people = views::preview(parts_.vault, *area, parts_.clock.now()).people;
  world::CommandBody change = world::ChangeArea{world::CheckId(*id), std::move(*area), people};
  const auto outcome = co_await submit(caller.actor, std::move(change), *revision);
  if (!outcome) co_return problem(outcome.error());
  co_return co_await check_response(world::CheckId(*id), 200);
}

Awaitable<Response> Api::post_answer_for(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("look at a check"));
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(not_found());
  const auto body = parse_json(request.body);
  if (!body) co_return problem(body.error());
  if (!body->is_object()) co_return problem({Errc::invalid, "the body must be an object", "/"});
  const auto person = string_member(body->get_object(), "person"),
             answer = string_member(body->get_object(), "answer");
  for (const auto* member : {&person, &answer}) {
    if (!*member) co_return problem(member->error());
  }
  const auto person_id = parse_id(*person);
  if (!person_id) co_return problem({Errc::invalid, person_id.error().detail, "/person"});
  world::GiveAnswer command;
  command.check = world::CheckId(*id);
  command.person = world::PersonId(*person_id);
  command.answer = world::parse_answer(*answer).value_or(world::Answer::none);
  command.channel = world::AnswerChannel::api;
  world::CommandBody body_of_command = command;
  const auto outcome = co_await submit(caller.actor, std::move(body_of_command));
  if (!outcome) co_return problem(outcome.error());
  co_return json_reply(200, json::object{{"person", to_hex(*person_id)}, {"answer", *answer}});
}

}  // namespace tocsin::doors::http
