// Live updates: facts for the timeline of an incident, from the draft to the correction.
#include <boost/json.hpp>

#include "base/text.h"
#include "doors/http/api.h"
#include "doors/http/etag.h"
#include "doors/http/json_desk.h"
#include "doors/http/members.h"
#include "doors/http/reply.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

Error busy() { return {Errc::unavailable, "the server is busy; try again in 2 seconds", {}}; }
Error no_update() { return {Errc::not_found, "no such update", {}}; }

struct UpdateInput {
  world::UpdateContent content;
  Instant publish_at;
  bool submit = true;
};

Result<UpdateInput> read_update(const json::object& object, Instant now) {
  Members in(object, "");
  UpdateInput out;
  auto& content = out.content;
  content.text = in.text("text");
  content.jurisdiction = in.text("jurisdiction");
  content.occurred_at = in.time("occurred_at");
  if (!content.occurred_at.known()) content.occurred_at = now;
  content.planned_for = in.time("planned_for");
  content.sources = in.texts("sources");
  content.pinned = in.flag("pinned", false);
  content.key_event = in.flag("key_event", false);
  out.publish_at = in.time("publish_at");
  out.submit = in.flag("submit", true);
  TOCSIN_TRY_VOID(in.ok());
  return out;
}

Result<world::CommandBody> update_command(const std::string& action, world::UpdateId id, Members& in) {
  world::CommandBody command;
  if (action == "submit") {
    command = world::SubmitUpdate{id};
  } else if (action == "publish") {
    command = world::PublishUpdate{id};
  } else if (action == "send-back") {
    command = world::SendBackUpdate{id, in.text("reason")};
  } else if (action == "discard") {
    command = world::DiscardUpdate{id, in.text("reason")};
  } else if (action == "correct") {
    command = world::CorrectUpdate{id, in.text("text"), in.text("reason")};
  } else if (action == "mark") {
    command = world::MarkUpdate{id, in.flag("pinned", false), in.flag("key_event", false)};
  } else {
    return fail(Errc::not_found,
                fmt::format("an update cannot be told to \"{}\"", truncate_utf8(action, 40)));
  }
  TOCSIN_TRY_VOID(in.ok());
  return command;
}

}  // namespace

const std::vector<Api::Route>& Api::update_routes() {
  static const std::vector<Route> table = {
      {"POST", "/v1/incidents/{}/updates", &Api::post_update},
      {"GET", "/v1/incidents/{}/updates/{}", &Api::get_update},
      {"PUT", "/v1/incidents/{}/updates/{}", &Api::put_update},
      {"POST", "/v1/incidents/{}/updates/{}/{}", &Api::post_update_action},
  };
  return table;
}

Awaitable<Response> Api::update_response(const Caller& caller, world::UpdateId id, int status) {
  std::optional<json::object> body;
  std::uint32_t revision = 0;
  const bool may_see_drafts = caller.may_operate();
  const bool asked = co_await ask([&](const world::World& world) {
    if (const auto* update = world::find_update(world, id)) {
      revision = update->revision;
      body = update_json(*update, *world.updates().incident_of(id));
    } else if (const auto* draft = world.updates().find(id); draft != nullptr && may_see_drafts) {
      revision = draft->revision;
      body = update_draft_json(world, *draft);
    }
  });
  if (!asked) co_return problem(busy());
  if (!body) co_return problem(no_update());
  Response response = json_reply(status, *body);
  if (status == 201)
    response.headers.emplace_back(
        "Location", fmt::format("/v1/incidents/{}/updates/{}",
                                std::string_view(body->at("incident").as_string()), to_uuid(id.id)));
  response.headers.emplace_back("ETag", fmt::format("\"{}\"", revision));
  co_return response;
}

Awaitable<Response> Api::post_update(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto incident = parse_id(ids[0]);
  if (!incident) co_return problem({Errc::not_found, "no such incident", {}});
  const auto body = parse_object(request.body);
  if (!body) co_return problem(body.error());
  auto input = read_update(body->get_object(), parts_.clock.now());
  if (!input) co_return problem(input.error());
  const world::UpdateId id(new_record_id());
  auto& content = input->content;
  world::CommandBody command;
  // What has nothing but a fact is posted as it always was: at once in a drill, else for a second person.
  const bool plain = input->submit && !input->publish_at.known() && !content.pinned && !content.key_event;
  if (plain) {
    command = world::PostUpdate{id,
                                world::IncidentId(*incident),
                                content.occurred_at,
                                content.planned_for,
                                content.jurisdiction,
                                content.text,
                                content.sources};
  } else {
    command = world::DraftUpdate{id, world::IncidentId(*incident), content, input->publish_at, input->submit};
  }
  const auto outcome = co_await submit(caller.actor, std::move(command));
  if (!outcome) co_return problem(outcome.error());
  co_return co_await update_response(caller, id, 201);
}

Awaitable<Response> Api::get_update(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[1]);
  if (!id) co_return problem(no_update());
  co_return co_await update_response(caller, world::UpdateId(*id), 200);
}

Awaitable<Response> Api::put_update(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[1]);
  if (!id) co_return problem(no_update());
  const auto revision = if_match(request);
  if (!revision) co_return problem(revision.error());
  const auto body = parse_object(request.body);
  if (!body) co_return problem(body.error());
  auto input = read_update(body->get_object(), parts_.clock.now());
  if (!input) co_return problem(input.error());
  world::EditUpdate edit{world::UpdateId(*id), std::move(input->content), input->publish_at, input->submit};
  world::CommandBody command = std::move(edit);
  const auto outcome = co_await submit(caller.actor, std::move(command), *revision);
  if (!outcome) co_return problem(outcome.error());
  co_return co_await update_response(caller, world::UpdateId(*id), 200);
}

Awaitable<Response> Api::post_update_action(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[1]);
  if (!id) co_return problem(no_update());
  const auto revision = if_match(request);
  if (!revision) co_return problem(revision.error());
  const auto body = parse_object(request.body, true);
  if (!body) co_return problem(body.error());
  Members in(body->get_object(), "");
  auto command = update_command(ids[2], world::UpdateId(*id), in);
  if (!command) co_return problem(command.error());
  const auto outcome = co_await submit(caller.actor, std::move(*command), *revision);
  if (!outcome) co_return problem(outcome.error());
  co_return co_await update_response(caller, world::UpdateId(*id), 200);
}

}  // namespace tocsin::doors::http
