// The register of sources.
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
Error no_source() { return {Errc::not_found, "no such source", {}}; }

Result<world::SourceFacts> read_facts(const json::object& object) {
  Members in(object, "");
  world::SourceFacts out;
  out.name = in.text("name");
  out.aliases = in.texts("aliases");
  if (!in.has("kind"))
    in.refuse("kind",
              "is missing: official, agency, outlet, organisation, company, "
              "witness, attacker or anonymous");
  out.kind = in.word("kind", &world::parse_source_kind, world::SourceKind::outlet);
  out.official_for = in.texts("official_for");
  out.language = in.text("language");
  out.feed_url = in.text("feed_url");
  const std::string grade = in.text("grade");
  if (grade.size() > 1) in.refuse("grade", "is one letter from A to F");
  if (grade.size() == 1) out.grade = grade[0];
  const auto stale_after_s = in.number("stale_after_s").value_or(0);
  if (stale_after_s < 0 || stale_after_s > 365 * day_ms / second_ms)
    in.refuse("stale_after_s", "is a number of seconds, at most a year");
  out.stale_after_ms = stale_after_s * second_ms;
  TOCSIN_TRY_VOID(in.ok());
  return out;
}

}  // namespace

const std::vector<Api::Route>& Api::source_routes() {
  static const std::vector<Route> table = {
      {"GET", "/v1/sources", &Api::get_sources},
      {"POST", "/v1/sources", &Api::post_source},
      {"GET", "/v1/sources/{}", &Api::get_source},
      {"PUT", "/v1/sources/{}", &Api::put_source},
      {"POST", "/v1/sources/{}/fetches", &Api::post_fetch},
  };
  return table;
}

Awaitable<Response> Api::source_response(world::SourceId id, int status) {
  std::optional<json::object> body;
  const bool asked = co_await ask([&](const world::World& world) {
    if (const auto* source = world.sources().find(id)) body = source_json(*source);
  });
  if (!asked) co_return problem(busy());
  if (!body) co_return problem(no_source());
  Response response = json_reply(status, *body);
  response.headers.emplace_back("ETag",
                                fmt::format("\"{}\"", body->at("revision").to_number<std::uint32_t>()));
  if (status == 201) response.headers.emplace_back("Location", fmt::format("/v1/sources/{}", to_uuid(id.id)));
  co_return response;
}

Awaitable<Response> Api::get_sources(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("look at the register of sources"));
  json::array items;
  const bool asked = co_await ask([&](const world::World& world) {
    for (const auto& [id, source] : world.sources().all()) items.push_back(source_json(source));
  });
  if (!asked) co_return problem(busy());
  co_return json_reply(200, json::object{{"items", std::move(items)}});
}

Awaitable<Response> Api::get_source(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("look at the register of sources"));
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(no_source());
  co_return co_await source_response(world::SourceId(*id), 200);
}

Awaitable<Response> Api::post_source(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  const auto body = parse_object(request.body);
  if (!body) co_return problem(body.error());
  auto facts = read_facts(body->get_object());
  if (!facts) co_return problem(facts.error());
  world::RegisterSource source{world::SourceId(new_record_id()), std::move(*facts)};
  world::CommandBody command = std::move(source);
  const auto outcome = co_await submit(caller.actor, std::move(command));
  if (!outcome) co_return problem(outcome.error());
  co_return co_await source_response(world::SourceId(outcome->subject), outcome->repeated ? 200 : 201);
}

Awaitable<Response> Api::put_source(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(no_source());
  const auto revision = if_match(request);
  if (!revision) co_return problem(revision.error());
  const auto body = parse_object(request.body);
  if (!body) co_return problem(body.error());
  auto facts = read_facts(body->get_object());
  if (!facts) co_return problem(facts.error());
  world::ChangeSource change{world::SourceId(*id), std::move(*facts)};
  world::CommandBody command = std::move(change);
  const auto outcome = co_await submit(caller.actor, std::move(command), *revision);
  if (!outcome) co_return problem(outcome.error());
  co_return co_await source_response(world::SourceId(*id), 200);
}

Awaitable<Response> Api::post_fetch(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(no_source());
  const auto body = parse_object(request.body);
  if (!body) co_return problem(body.error());
  Members in(body->get_object(), "");
  world::RecordFetch fetch{world::SourceId(*id), in.flag("ok", true), in.time("newest_data_at"),
                           in.text("error")};
  if (const auto right = in.ok(); !right) co_return problem(right.error());
  world::CommandBody command = std::move(fetch);
  const auto outcome = co_await submit(caller.actor, std::move(command));
  if (!outcome) co_return problem(outcome.error());
  co_return json_reply(200, json::object{{"source", to_uuid(*id)}, {"recorded", !outcome->repeated}});
}

}  // namespace tocsin::doors::http
