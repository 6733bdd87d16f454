// Reports: texts filed at the desk, what was read in them, and what a person decided about it.
#include <boost/json.hpp>

#include "base/text.h"
#include "doors/http/api.h"
#include "doors/http/json_desk.h"
#include "doors/http/json_statement.h"
#include "doors/http/members.h"
#include "doors/http/raw_document.h"
#include "doors/http/reply.h"
#include "doors/report_intake.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

constexpr std::size_t page_reports = 100;

Error busy() { return {Errc::unavailable, "the server is busy; try again in 2 seconds", {}}; }
Error no_report() { return {Errc::not_found, "no such report", {}}; }

std::string media_type_of(const Request& request) {
  const auto type = request.header("content-type");
  return to_lower_ascii(trim(type.substr(0, type.find(';'))));
}

bool is_feed(std::string_view type) {
  return type == "application/rss+xml" || type == "application/atom+xml" || type == "application/rdf+xml";
}

// What the request says about the text; `source` and `source_facts` are looked up later.
Result<ReportInput> read_input(const Request& request) {
  ReportInput input;
  json::object parameters;
  for (const auto& [name, value] : request.query) parameters[name] = value;
  const bool is_json = media_type_of(request) == "application/json";
  json::value body(std::move(parameters));
  if (is_json) {
    TOCSIN_TRY(body, parse_object(request.body));
    for (const auto& [name, value] : request.query) body.get_object().emplace(name, value);
  }
  Members in(body.get_object(), "");
  const auto source = in.id("source"), incident = in.id("incident");
  input.title = in.text("title");
  input.url = in.text("url");
  input.language = in.text("language");
  input.published_at = in.time("published_at");
  input.media_type = is_json ? in.text("media_type") : media_type_of(request);
  if (is_json) {
    input.raw = in.text("text");
    if (input.media_type.empty()) input.media_type = "text/plain";
  } else {
    input.raw = request.body;
  }
  TOCSIN_TRY_VOID(in.ok());
  if (!source) return fail(Errc::invalid, "source is missing: the id of who published it", "/source");
  if (trim(input.raw).empty()) return fail(Errc::invalid, "the report is empty", is_json ? "/text" : "/");
  input.source = world::SourceId(*source);
  if (incident) input.incident = world::IncidentId(*incident);
  return input;
}

// What an operator does with a proposal; `entry` is a new id.
Result<world::CommandBody> proposal_command(const std::string& action, const world::ProposalRef& ref,
                                            world::EntryId entry, Members& in, const json::object& body) {
  world::CommandBody command;
  if (action == "accept") {
    world::AcceptProposal accept;
    accept.proposal = ref;
    accept.entry = entry;
    if (in.has("statement")) accept.edited = in.part(read_statement(body.at("statement"), "/statement"));
    if (in.has("grade")) accept.grade = in.part(read_grade(in.text("grade"), "/grade"));
    if (const auto incident = in.id("incident")) accept.incident = world::IncidentId(*incident);
    accept.note = in.text("note");
    accept.submit = in.flag("submit", true);
    command = std::move(accept);
  } else if (action == "reject") {
    command = world::RejectProposal{ref, in.text("reason")};
  } else if (action == "merge") {
    const auto into = in.id("entry");
    if (!into) in.refuse("entry", "is missing: which entry of the board it says the same as");
    command = world::MergeProposal{ref, world::EntryId(into.value_or(Id{})), in.text("note")};
  } else {
    return fail(Errc::not_found, fmt::format("a proposal can be accepted, rejected and merged, not \"{}\"",
                                             truncate_utf8(action, 40)));
  }
  TOCSIN_TRY_VOID(in.ok());
  return command;
}

}  // namespace

const std::vector<Api::Route>& Api::report_routes() {
  static const std::vector<Route> table = {
      {"POST", "/v1/reports", &Api::post_report},
      {"GET", "/v1/reports", &Api::get_reports},
      {"GET", "/v1/reports/{}", &Api::get_report},
      {"GET", "/v1/reports/{}/raw", &Api::get_report_raw},
      {"POST", "/v1/reports/{}/move", &Api::post_report_move},
      {"POST", "/v1/reports/{}/proposals/{}/{}", &Api::post_proposal_action},
      {"GET", "/v1/desk/clusters", &Api::get_clusters},
      {"GET", "/v1/desk/waiting", &Api::get_waiting},
  };
  return table;
}

Awaitable<Result<json::object>> Api::file_report(const Caller& caller, ReportInput input) {
  bool found = false;
  const world::SourceId source = input.source;
  const bool asked = co_await ask([&](const world::World& world) {
    const auto* registered = world.sources().find(source);
    if (registered == nullptr) return;
    found = true;
    input.source_facts = registered->facts;
  });
  if (!asked) co_return std::unexpected(busy());
  if (!found) co_return fail(Errc::invalid, "no such source: register who published it first", "/source");
  input.id = world::ReportId(new_record_id());
  input.received_at = parts_.clock.now();
  auto command = read_report(std::move(input));
  if (!command) co_return std::unexpected(command.error());
  world::CommandBody body = std::move(*command);
  const auto outcome = co_await submit(caller.actor, std::move(body));
  if (!outcome) co_return std::unexpected(outcome.error());
  json::object filed;
  co_await ask([&](const world::World& world) {
    filed = report_json(world, *world.reports().find(world::ReportId(outcome->subject)));
  });
  if (filed.empty()) filed["id"] = to_uuid(outcome->subject);
  filed["duplicate"] = outcome->repeated;
  co_return filed;
}

Awaitable<Response> Api::file_feed(const Caller& caller, const ReportInput& feed) {
  auto inputs = reports_of_feed(feed);
  if (!inputs) co_return problem(inputs.error());
  json::array items;
  std::size_t added = 0, known = 0, refused = 0;
  for (auto& input : *inputs) {
    const std::string url = input.url;
    const auto filed = co_await file_report(caller, std::move(input));
    // Whoever may not file one may file none; a text that cannot be taken does not hold up the others.
    if (!filed && filed.error().code != Errc::invalid && filed.error().code != Errc::too_large)
      co_return problem(filed.error());
    if (filed) {
      const bool duplicate = filed->at("duplicate").as_bool();
      ++(duplicate ? known : added);
      items.push_back(*filed);
    } else {
      ++refused;
      items.push_back({{"id", nullptr}, {"url", text_json(url)}, {"detail", filed.error().detail}});
    }
  }
  co_return json_reply(
      added > 0 ? 201 : 200,
      json::object{{"items", std::move(items)}, {"new", added}, {"duplicates", known}, {"refused", refused}});
}

Awaitable<Response> Api::post_report(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!caller.is_known())
    co_return problem({Errc::unauthorised, "to file a report, a token of this realm is needed", {}});
  auto input = read_input(request);
  if (!input) co_return problem(input.error());
  if (is_feed(input->media_type)) co_return co_await file_feed(caller, *input);
  if (input->media_type == "message/rfc822") {
    auto text = report_of_mail(*input);
    if (!text) co_return problem(text.error());
    input = std::move(text);
  }
  if (input->raw.size() > world::report_bytes_max) {
    co_return problem(413, "Too large",
                      fmt::format("a report has at most {} bytes, this one {}", world::report_bytes_max,
                                  input->raw.size()));
  }
  const auto filed = co_await file_report(caller, std::move(*input));
  if (!filed) co_return problem(filed.error());
  const bool duplicate = filed->at("duplicate").as_bool();
  Response response = json_reply(duplicate ? 200 : 201, *filed);
  response.headers.emplace_back("Location",
                                fmt::format("/v1/reports/{}", std::string_view(filed->at("id").as_string())));
  co_return response;
}

Awaitable<Response> Api::get_reports(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("look at the desk"));
  std::optional<Id> source, incident;
  for (const auto& [name, value] :
       {std::pair<const char*, std::optional<Id>*>("source", &source), {"incident", &incident}}) {
    const auto text = request.parameter(name);
    if (text.empty()) continue;
    const auto id = parse_id(text);
    if (!id) co_return problem({Errc::invalid, id.error().detail, fmt::format("/{}", name)});
    *value = *id;
  }
  const auto cursor_text = request.parameter("cursor");
  const auto cursor = cursor_text.empty() ? std::optional<long long>() : parse_int(cursor_text);
  if (!cursor_text.empty() && (!cursor || *cursor < 0))
    co_return problem(400, "Bad request", "cursor is not one that this server gave",
                      {{"/cursor", "is not one that this server gave"}});
  json::array items;
  std::size_t next = 0;
  const bool asked = co_await ask([&](const world::World& world) {
    const auto& order = world.reports().in_order();
    std::size_t at = cursor ? std::min(static_cast<std::size_t>(*cursor), order.size()) : order.size();
    for (; at > 0 && items.size() < page_reports; --at) {
      const auto* report = world.reports().find(order[at - 1]);
      if (source && report->facts.source.id != *source) continue;
      if (incident && (!report->facts.incident || report->facts.incident->id != *incident)) continue;
      items.push_back(report_json(world, *report));
    }
    next = at;
  });
  if (!asked) co_return problem(busy());
  json::object body{{"items", std::move(items)},
                    {"next", next == 0 ? json::value() : json::value(std::to_string(next))}};
  Response response = json_reply(200, body);
  if (next != 0)
    response.headers.emplace_back("Link", fmt::format("</v1/reports?cursor={}>; rel=\"next\"", next));
  co_return response;
}

Awaitable<Response> Api::get_report(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("look at the desk"));
  const auto id = parse_id(ids[0]);
  std::optional<json::object> body;
  if (id) {
    const bool asked = co_await ask([&](const world::World& world) {
      const auto* report = world.reports().find(world::ReportId(*id));
      if (report == nullptr) return;
      body = report_json(world, *report);
      (*body)["proposals"] = proposals_json(world, *report);
    });
    if (!asked) co_return problem(busy());
  }
  if (!body) co_return problem(no_report());
  co_return json_reply(200, *body);
}

Awaitable<Response> Api::get_report_raw(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("look at the desk"));
  const auto id = parse_id(ids[0]);
  world::Seq seq = 0;
  if (id) {
    const bool asked = co_await ask([&](const world::World& world) {
      const auto* report = world.reports().find(world::ReportId(*id));
      if (report != nullptr) seq = report->seq;
    });
    if (!asked) co_return problem(busy());
  }
  if (seq == 0) co_return problem(no_report());
  auto raw = read_raw(parts_.journal_path, seq);
  if (!raw) co_return problem(raw.error());
  // Whatever it is, a browser shall keep it and not show it: it came from outside.
  Response response = text_reply(200, "application/octet-stream", std::move(*raw));
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"report-{}.bin\"", to_uuid(*id)));
  response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; sandbox");
  co_return response;
}

Awaitable<Response> Api::post_report_move(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem(no_report());
  const auto body = parse_object(request.body);
  if (!body) co_return problem(body.error());
  Members in(body->get_object(), "");
  world::MoveReport move{world::ReportId(*id), {}};
  if (const auto incident = in.id("incident")) move.incident = world::IncidentId(*incident);
  if (const auto right = in.ok(); !right) co_return problem(right.error());
  world::CommandBody command = std::move(move);
  const auto outcome = co_await submit(caller.actor, std::move(command));
  if (!outcome) co_return problem(outcome.error());
  co_return co_await get_report(request, ids);
}

Awaitable<Response> Api::post_proposal_action(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  const auto id = parse_id(ids[0]);
  const auto index = parse_int(ids[1]);
  if (!id || !index || *index < 0 || *index >= static_cast<long long>(world::proposals_max))
    co_return problem({Errc::not_found, "no such proposal", {}});
  const auto body = parse_object(request.body, true);
  if (!body) co_return problem(body.error());
  const world::ProposalRef ref{world::ReportId(*id), static_cast<std::uint32_t>(*index)};
  Members in(body->get_object(), "");
  auto command = proposal_command(ids[2], ref, world::EntryId(new_record_id()), in, body->get_object());
  if (!command) co_return problem(command.error());
  const bool rejects = std::holds_alternative<world::RejectProposal>(*command);
  const bool accepts = std::holds_alternative<world::AcceptProposal>(*command);
  const auto outcome = co_await submit(caller.actor, std::move(*command));
  if (!outcome) co_return problem(outcome.error());
  if (rejects)
    co_return json_reply(200,
                         json::object{{"report", to_uuid(*id)}, {"proposal", *index}, {"state", "rejected"}});
  world::EntryId entry;
  co_await ask([&](const world::World& world) {
    const auto* report = world.reports().find(ref.report);
    const auto* decision = report == nullptr ? nullptr : report->decision(ref.index);
    if (decision != nullptr) entry = decision->entry;
  });
  co_return co_await entry_response(caller, entry, accepts && !outcome->repeated ? 201 : 200);
}

Awaitable<Response> Api::get_clusters(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("look at the desk"));
  views::ClusterFilter filter;
  filter.iso = request.parameter("jurisdiction");
  filter.with_other = request.parameter("with_other") == "1";
  if (const auto text = request.parameter("incident"); !text.empty()) {
    const auto id = parse_id(text);
    if (!id) co_return problem({Errc::invalid, id.error().detail, "/incident"});
    filter.incident = world::IncidentId(*id);
  }
  if (const auto text = request.parameter("report"); !text.empty()) {
    const auto id = parse_id(text);
    if (!id) co_return problem({Errc::invalid, id.error().detail, "/report"});
    filter.report = world::ReportId(*id);
  }
  json::array items;
  const Instant now = parts_.clock.now();
  const bool asked = co_await ask([&](const world::World& world) {
    for (const auto& cluster : views::clusters(world, filter, now))
      items.push_back(cluster_json(world, cluster));
  });
  if (!asked) co_return problem(busy());
  co_return json_reply(200, json::object{{"items", std::move(items)}});
}

Awaitable<Response> Api::get_waiting(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("look at the desk"));
  json::object body;
  const Instant now = parts_.clock.now();
  const bool asked = co_await ask([&](const world::World& world) { body = waiting_json(world, now); });
  if (!asked) co_return problem(busy());
  co_return json_reply(200, body);
}

}  // namespace tocsin::doors::http
