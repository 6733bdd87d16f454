// Entries of the board and levels: drafted by one person, published by another.
#include <boost/json.hpp>

#include "base/text.h"
#include "doors/http/api.h"
#include "doors/http/etag.h"
#include "doors/http/json_board.h"
#include "doors/http/json_desk.h"
#include "doors/http/json_statement.h"
#include "doors/http/json_views.h"
#include "doors/http/members.h"
#include "doors/http/reply.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

Error busy() { return {Errc::unavailable, "the server is busy; try again in 2 seconds", {}}; }
Error no_entry() { return {Errc::not_found, "no such entry of the board", {}}; }
Error no_level() { return {Errc::not_found, "no such level", {}}; }
Error no_action(std::string_view thing, const std::string& action) {
  return {Errc::not_found, fmt::format("{} cannot be told to \"{}\"", thing, truncate_utf8(action, 40)), {}};
}

Result<world::DraftEntry> read_draft(const json::object& object) {
  Members in(object, "");
  world::DraftEntry out;
  if (const auto incident = in.id("incident")) out.incident = world::IncidentId(*incident);
  if (!in.has("statement")) in.refuse("statement", "is missing");
  if (!in.has("chain")) in.refuse("chain", "is missing: who says so, the publisher first");
  const auto source = in.id("source");
  if (!source) in.refuse("source", "is missing: the id of the outermost of the chain");
  out.grade = in.part(read_grade(in.text("grade"), "/grade"));
  out.note = in.text("note");
  out.submit = in.flag("submit", true);
  TOCSIN_TRY_VOID(in.ok());
  out.source = world::SourceId(*source);
  TOCSIN_TRY(out.statement, read_statement(object.at("statement"), "/statement"));
  TOCSIN_TRY(out.chain, read_chain(object.at("chain"), "/chain"));
  return out;
}

Result<world::EditEntry> read_edit(const json::object& object, world::EntryId id) {
  Members in(object, "");
  world::EditEntry out;
  out.id = id;
  if (!in.has("statement")) in.refuse("statement", "is missing");
  out.change_note = in.text("change_note");
  out.minor = in.flag("minor", false);
  // Subscribers are spared typos unless somebody says otherwise.
  out.tell = in.flag("tell", !out.minor);
  out.submit = in.flag("submit", true);
  TOCSIN_TRY_VOID(in.ok());
  TOCSIN_TRY(out.statement, read_statement(object.at("statement"), "/statement"));
  return out;
}

Result<world::CommandBody> entry_command(const std::string& action, world::EntryId id, Members& in,
                                         Instant now) {
  world::CommandBody command;
  if (action == "submit") {
    command = world::SubmitEntry{id};
  } else if (action == "publish") {
    command = world::PublishEntry{id};
  } else if (action == "send-back") {
    command = world::SendBackEntry{id, in.text("reason")};
  } else if (action == "discard") {
    command = world::DiscardEntry{id, in.text("reason")};
  } else if (action == "confirm") {
    const Instant as_of = in.time("as_of");
    command = world::ConfirmEntry{id, as_of.known() ? as_of : now, in.text("note")};
  } else if (action == "lift") {
    const Instant at = in.time("lifted_at");
    command = world::LiftEntry{id,
                               in.word("status", &world::parse_status, world::Status::lifted),
                               at.known() ? at : now,
                               in.text("outcome"),
                               in.text("reason"),
                               in.flag("tell", true)};
  } else {
    return std::unexpected(no_action("an entry", action));
  }
  TOCSIN_TRY_VOID(in.ok());
  return command;
}

Result<world::SetLevel> read_level(const json::object& object) {
  Members in(object, "");
  world::SetLevel out;
  auto& facts = out.facts;
  facts.scheme = in.text("scheme");
  facts.codes = in.texts("codes");
  if (const auto code = in.text("code"); !code.empty()) facts.codes.push_back(code);
  facts.words = in.text("words");
  facts.iso = in.text("iso");
  facts.part = in.text("part");
  facts.valid_from = in.time("valid_from");
  facts.valid_until = in.time("valid_until");
  facts.within_level = in.text("within_level");
  const auto source = in.id("source"), report = in.id("report");
  if (!source) in.refuse("source", "is missing: the official source that set it");
  if (report) facts.report = world::ReportId(*report);
  out.note = in.text("note");
  TOCSIN_TRY_VOID(in.ok());
  facts.source = world::SourceId(*source);
  return out;
}

Result<world::CommandBody> level_command(const std::string& action, world::LevelId id, Members& in,
                                         Instant now) {
  world::CommandBody command;
  if (action == "approve") {
    command = world::ApproveLevel{id};
  } else if (action == "reject") {
    command = world::RejectLevel{id, in.text("reason")};
  } else if (action == "end") {
    const Instant at = in.time("ended_at");
    command = world::EndLevel{id, at.known() ? at : now, in.text("reason")};
  } else {
    return std::unexpected(no_action("a level", action));
  }
  TOCSIN_TRY_VOID(in.ok());
  return command;
}

}  // namespace

const std::vector<Api::Route>& Api::entry_routes() {
  static const std::vector<Route> table = {
      {"POST", "/v1/entries", &Api::post_entry},
      {"GET", "/v1/entries/{}", &Api::get_entry},
      {"PUT", "/v1/entries/{}", &Api::put_entry},
      {"POST", "/v1/entries/{}/lock", &Api::post_entry_lock},
      {"DELETE", "/v1/entries/{}/lock", &Api::delete_entry_lock},
      {"POST", "/v1/entries/{}/{}", &Api::post_entry_action},
      {"POST", "/v1/levels", &Api::post_level},
      {"GET", "/v1/levels/{}", &Api::get_level},
      {"POST", "/v1/levels/{}/{}", &Api::post_level_action},
  };
  return table;
}

Awaitable<Response> Api::entry_response(const Caller& caller, world::EntryId id, int status) {
  std::optional<json::object> body;
  std::uint32_t revision = 0;
  const Instant now = parts_.clock.now();
  const bool asked = co_await ask([&](const world::World& world) {
    const auto* entry = world.measures().find(id);
    if (entry == nullptr) return;
    revision = entry->revision;
    body = entry_json(world, *entry, now, true);
    const auto line = views::entry_line(world, views::Moment::at(now), id);
    (*body)["line"] = line ? json::value(entry_line_json(*line)) : json::value();
    if (caller.op) (*body)["you_proposed"] = entry->has_proposed(caller.op->id);
  });
  if (!asked) co_return problem(busy());
  if (!body) co_return problem(no_entry());
  (*body)["lock"] = lock_json(edit_locks_.find(id.id, now));
  Response response = json_reply(status, *body);
  response.headers.emplace_back("ETag", fmt::format("\"{}\"", revision));
  if (status == 201) response.headers.emplace_back("Location", fmt::format("/v1/entries/{}", to_uuid(id.id)));
  co_return response;
}

Awaitable<Response> Api::get_entry(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(no_entry());
  if (caller.may_operate()) co_return co_await entry_response(caller, world::EntryId(*id), 200);
  const auto query = board_query_of(request);
  if (!query) co_return problem(query.error());
  std::optional<json::object> body;
  const bool asked = co_await ask([&](const world::World& world) {
    const auto* entry = world.measures().find(world::EntryId(*id));
    // What was never published does not exist for the public, and did not before it was.
    if (entry == nullptr || entry->revisions.empty() ||
        query->moment.known_at < entry->revisions.front().recorded_at)
      return;
    body = entry_json(world, *entry, query->moment.known_at, false);
    const auto line = views::entry_line(world, query->moment, entry->id);
    (*body)["line"] = line ? json::value(entry_line_json(*line)) : json::value();
  });
  if (!asked) co_return problem(busy());
  if (!body) co_return problem(no_entry());
  const std::string same = json::serialize(*body);
  co_return with_tag(request, json_reply(200, *body), same);
}

Awaitable<Response> Api::post_entry(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  const auto body = parse_object(request.body);
  if (!body) co_return problem(body.error());
  auto draft = read_draft(body->get_object());
  if (!draft) co_return problem(draft.error());
  draft->id = world::EntryId(new_record_id());
  world::CommandBody command = std::move(*draft);
  const auto outcome = co_await submit(caller.actor, std::move(command));
  if (!outcome) co_return problem(outcome.error());
  co_return co_await entry_response(caller, world::EntryId(outcome->subject), outcome->repeated ? 200 : 201);
}

Awaitable<Response> Api::put_entry(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(no_entry());
  const auto revision = if_match(request);
  if (!revision) co_return problem(revision.error());
  const auto body = parse_object(request.body);
  if (!body) co_return problem(body.error());
  auto edit = read_edit(body->get_object(), world::EntryId(*id));
  if (!edit) co_return problem(edit.error());
  world::CommandBody command = std::move(*edit);
  const auto outcome = co_await submit(caller.actor, std::move(command), *revision);
  if (!outcome) co_return problem(outcome.error());
  co_return co_await entry_response(caller, world::EntryId(*id), 200);
}

Awaitable<Response> Api::post_entry_action(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(no_entry());
  const auto revision = if_match(request);
  if (!revision) co_return problem(revision.error());
  const auto body = parse_object(request.body, true);
  if (!body) co_return problem(body.error());
  Members in(body->get_object(), "");
  auto command = entry_command(ids[1], world::EntryId(*id), in, parts_.clock.now());
  if (!command) co_return problem(command.error());
  const auto outcome = co_await submit(caller.actor, std::move(*command), *revision);
  if (!outcome) co_return problem(outcome.error());
  co_return co_await entry_response(caller, world::EntryId(*id), 200);
}

Awaitable<Response> Api::post_entry_lock(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!caller.op || !caller.may_operate()) co_return problem(caller.refusal("edit the board"));
  const auto id = parse_id(ids[0]);
  bool found = false;
  if (id) {
    co_await ask(
        [&](const world::World& world) { found = world.measures().find(world::EntryId(*id)) != nullptr; });
  }
  if (!found) co_return problem(no_entry());
  const auto body = parse_object(request.body, true);
  if (!body) co_return problem(body.error());
  Members in(body->get_object(), "");
  const bool take_over = in.flag("take_over", false);
  if (const auto right = in.ok(); !right) co_return problem(right.error());
  const auto taken = edit_locks_.take(*id, caller.op->id, caller.op->name, take_over, parts_.clock.now());
  if (!taken.yours) {
    co_return problem(
        409, "Somebody is editing this",
        fmt::format("{} is editing this since {}; the lock ends at {} unless it is renewed", taken.lock.name,
                    to_rfc3339(taken.lock.since), to_rfc3339(taken.lock.until)));
  }
  co_return json_reply(200, lock_json(taken.lock));
}

Awaitable<Response> Api::delete_entry_lock(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!caller.op || !caller.may_operate()) co_return problem(caller.refusal("edit the board"));
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(no_entry());
  edit_locks_.release(*id, caller.op->id);
  co_return json_reply(200, json::object{{"lock", lock_json(edit_locks_.find(*id, parts_.clock.now()))}});
}

Awaitable<Response> Api::level_response(world::LevelId id, int status) {
  std::optional<json::object> body;
  std::uint32_t revision = 0;
  const bool asked = co_await ask([&](const world::World& world) {
    const auto* level = world.levels().find(id);
    if (level == nullptr) return;
    revision = level->revision;
    body = level_json(world, *level, true);
  });
  if (!asked) co_return problem(busy());
  if (!body) co_return problem(no_level());
  Response response = json_reply(status, *body);
  response.headers.emplace_back("ETag", fmt::format("\"{}\"", revision));
  if (status == 201) response.headers.emplace_back("Location", fmt::format("/v1/levels/{}", to_uuid(id.id)));
  co_return response;
}

Awaitable<Response> Api::get_level(const Request& request, const std::vector<std::string>& ids) {
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(no_level());
  if (caller_of(request).may_operate()) co_return co_await level_response(world::LevelId(*id), 200);
  std::optional<json::object> body;
  const bool asked = co_await ask([&](const world::World& world) {
    const auto* level = world.levels().find(world::LevelId(*id));
    if (level != nullptr && level->state == world::LevelState::set) body = level_json(world, *level, false);
  });
  if (!asked) co_return problem(busy());
  if (!body) co_return problem(no_level());
  const std::string same = json::serialize(*body);
  co_return with_tag(request, json_reply(200, *body), same);
}

Awaitable<Response> Api::post_level(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  const auto body = parse_object(request.body);
  if (!body) co_return problem(body.error());
  auto level = read_level(body->get_object());
  if (!level) co_return problem(level.error());
  level->id = world::LevelId(new_record_id());
  world::CommandBody command = std::move(*level);
  const auto outcome = co_await submit(caller.actor, std::move(command));
  if (!outcome) co_return problem(outcome.error());
  co_return co_await level_response(world::LevelId(outcome->subject), outcome->repeated ? 200 : 201);
}

Awaitable<Response> Api::post_level_action(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(no_level());
  const auto revision = if_match(request);
  if (!revision) co_return problem(revision.error());
  const auto body = parse_object(request.body, true);
  if (!body) co_return problem(body.error());
  Members in(body->get_object(), "");
  auto command = level_command(ids[1], world::LevelId(*id), in, parts_.clock.now());
  if (!command) co_return problem(command.error());
  const auto outcome = co_await submit(caller.actor, std::move(*command), *revision);
  if (!outcome) co_return problem(outcome.error());
  co_return co_await level_response(world::LevelId(*id), 200);
}

}  // namespace tocsin::doors::http
