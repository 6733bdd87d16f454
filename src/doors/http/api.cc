#include "doors/http/api.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/text.h"
#include "doors/http/reply.h"
#include "wire/cap.h"

namespace tocsin::doors::http {
namespace {

namespace asio = boost::asio;

constexpr std::size_t default_body_bytes_max = 1 << 20;
constexpr std::size_t form_body_bytes_max = 16 << 10;   // an answer with a note
constexpr std::size_t people_body_bytes_max = 8 << 20;  // 4,096 rows of people.csv
constexpr std::string_view session_cookie = "tocsin_session=";

std::string_view cookie_of(const Request& request) {
  for (auto part : split(request.header("cookie"), ';')) {
    part = trim(part);
    if (part.starts_with(session_cookie)) return part.substr(session_cookie.size());
  }
  return {};
}

// The path's parts where the pattern has "{}"; nothing when it does not fit.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  const auto wanted = split(pattern, '/'), found = split(path, '/');
  if (wanted.size() != found.size()) return std::nullopt;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "{}" && !found[i].empty()) {
      ids.emplace_back(found[i]);
    } else if (wanted[i] != found[i]) {
      return std::nullopt;
    }
  }
  return ids;
}

Response too_much(std::int64_t wait_s) {
  Response response =
      problem(429, "Too much at once",
              fmt::format("this sender hands in more than {} at once or {} a second; nothing was "
                          "done; try again in {} s",
                          handed_in_burst, handed_in_per_s, wait_s));
  response.headers.emplace_back("Retry-After", fmt::format("{}", wait_s));
  return response;
}

}  // namespace

const std::vector<Api::Route>& Api::routes() {
  static const std::vector<Route> table = {
      {"GET", "/a/{}", &Api::get_answer_page},
      {"POST", "/a/{}", &Api::post_answer_page},
      {"GET", "/c/{}", &Api::get_circle_page},
      {"POST", "/c/{}", &Api::post_circle_page},
      {"GET", "/c/{}/events", &Api::get_circle_events},
      {"GET", "/", &Api::get_home},
      {"GET", "/i/{}", &Api::get_incident_page},
      {"GET", "/v1/events", &Api::get_events},
      {"POST", "/v1/alerts", &Api::post_alert},
      {"GET", "/v1/alerts/{}", &Api::get_alert},
      {"GET", "/alerts.atom", &Api::alerts_atom},
      {"GET", "/alerts.geojson", &Api::alerts_geojson},
      {"POST", "/v1/incidents", &Api::post_incident},
      {"POST", "/v1/people", &Api::post_people},
      {"DELETE", "/v1/people/{}", &Api::delete_person},
      {"POST", "/v1/fixes", &Api::post_fixes},
      {"POST", "/v1/circles", &Api::post_circles},
      {"POST", "/v1/checks", &Api::post_check},
      {"GET", "/v1/checks/{}", &Api::get_check},
      {"GET", "/v1/checks/{}/preview", &Api::get_preview},
      {"GET", "/v1/checks/{}/asks", &Api::get_asks},
      {"GET", "/v1/checks/{}/links", &Api::get_links},
      {"PUT", "/v1/checks/{}/area", &Api::put_area},
      {"POST", "/v1/checks/{}/answers", &Api::post_answer_for},
      {"POST", "/v1/checks/{}/{}", &Api::post_check_action},
      {"GET", "/v1/rosters/{}/rollcall", &Api::get_roll_call},
      {"GET", "/v1/rosters/{}/rollcall.csv", &Api::get_roll_call},
      {"GET", "/console", &Api::get_console},
      {"GET", "/console/", &Api::get_console},
      {"POST", "/console/sign-in", &Api::post_sign_in},
      {"POST", "/console/sign-out", &Api::post_sign_out},
      {"POST", "/console/release", &Api::post_release},
      {"POST", "/console/checks", &Api::post_console_draft},
      {"GET", "/console/checks/{}", &Api::get_console_check},
      {"GET", "/console/checks/{}/rollcall", &Api::get_console_roll_call},
      {"POST", "/console/checks/{}/help/{}", &Api::post_take_help},
      {"POST", "/console/checks/{}/{}", &Api::post_console_action},
      {"GET", "/enter/{}", &Api::get_enter},
      {"POST", "/enter/{}", &Api::post_enter},
      {"POST", "/v1/operators", &Api::post_operator},
      {"GET", "/healthz", &Api::get_healthz},
      {"GET", "/readyz", &Api::get_readyz},
      {"GET", "/metrics", &Api::get_metrics},
      {"GET", "/openapi.json", &Api::get_openapi},
  };
  return table;
}

std::size_t Api::body_bytes_max(std::string_view method, std::string_view path) {
  if (method != "POST" && method != "PUT") return form_body_bytes_max;
  if (path == "/v1/alerts") return wire::cap::bytes_max;
  // A report inside JSON: its quotation marks and line breaks take two bytes each.
  if (path == "/v1/reports") return 2 * world::report_bytes_max;
  if (path == "/v1/people" || path == "/v1/fixes" || path == "/v1/circles") return people_body_bytes_max;
  if (path.starts_with("/a/") || path.starts_with("/c/")) return form_body_bytes_max;
  // A geometry of 50,000 points at 40 bytes each.
  if (path.starts_with("/v1/checks") || path.starts_with("/console/")) return 4 * default_body_bytes_max;
  return default_body_bytes_max;
}

Awaitable<Response> Api::handle(Request request) {
  if (request.method == "HEAD") request.method = "GET";
  // Only for operators: the key of a stranger would be a way to fill the memory.
  const bool keyed = request.method == "POST" && !request.header("idempotency-key").empty();
  std::string caller;
  const bool hands_in =
      request.method == "POST" && (request.path == "/v1/alerts" || request.path == "/v1/reports");
  if (keyed || hands_in) {
    const Caller found = caller_of(request);
    if (keyed && found.is_known()) caller = to_hex(found.actor.id);
    const std::int64_t wait_s = hands_in && found.op ? quotas_.take(found.actor.id, parts_.clock.now()) : 0;
    if (wait_s > 0) co_return too_much(wait_s);
  }
  if (!caller.empty()) {
    if (auto known = idempotency_.begin(caller, request, parts_.clock.now())) co_return std::move(*known);
  }
  Response response = co_await dispatch(request);
  if (!caller.empty()) idempotency_.finish(caller, request, response);
  if (response.status >= 400 && response.content_type == "application/problem+json" && wants_html(request)) {
    // A person in a browser gets a page; the problem's words are its text.
    const auto body = parse_json(response.body);
    std::string detail;
    if (body) detail = *string_member(body->as_object(), "detail");
    co_return co_await status_page(request, response.status, detail);
  }
  co_return response;
}

Awaitable<Response> Api::dispatch(const Request& request) {
  std::string allowed;
  for (const auto* table :
       {&routes(), &board_routes(), &report_routes(), &entry_routes(), &source_routes(), &update_routes(),
        &board_page_routes(), &desk_page_routes(), &desk_form_routes(), &report_form_routes()}) {
    for (const auto& route : *table) {
      const auto ids = match(route.pattern, request.path);
      if (!ids) continue;
      if (route.method != request.method) {
        if (allowed.find(route.method) == std::string::npos)
          allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", route.method);
        continue;
      }
      co_return co_await (this->*route.handler)(request, *ids);
    }
  }
  if (allowed.empty()) co_return problem(404, "Not found", "There is nothing at this address.");
  Response response = problem(405, "Method not allowed", fmt::format("this address takes {}", allowed));
  response.headers.emplace_back("Allow", allowed);
  co_return response;
}

Awaitable<Result<engine::Outcome>> Api::submit(world::Actor by, world::CommandBody body,
                                               std::optional<std::uint32_t> if_revision) {
  world::Command command{.at = {}, .by = by, .if_revision = if_revision, .body = std::move(body)};
  auto start = [this, &command](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    const auto executor = asio::get_associated_executor(*shared);
    const auto finish = [shared, executor](Result<engine::Outcome> result) {
      asio::post(executor, [shared, result = std::move(result)]() mutable { (*shared)(std::move(result)); });
    };
    if (!parts_.runner.post(std::move(command), finish)) {
      finish(fail(Errc::unavailable,
                  "the server is busy or stopping; nothing was done; try again in 2 seconds"));
    }
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<engine::Outcome>)>(
      start, asio::use_awaitable);
}

Awaitable<bool> Api::ask(std::function<void(const world::World&)> question) {
  auto start = [this, &question](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    const auto executor = asio::get_associated_executor(*shared);
    const auto finish = [shared, executor](bool asked) {
      asio::post(executor, [shared, asked]() mutable { (*shared)(asked); });
    };
    const bool posted = parts_.runner.ask([&question, finish](const world::World& world) {
      question(world);
      finish(true);
    });
    if (!posted) finish(false);
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(start,
                                                                                     asio::use_awaitable);
}

Error Caller::refusal(std::string_view to_do) const {
  if (op) return {Errc::forbidden, fmt::format("to {}, the role operator is needed", to_do), {}};
  return {Errc::unauthorised,
          fmt::format("to {}, a valid token of an operator of this realm is needed", to_do),
          {}};
}

Caller Api::caller_of(const Request& request) const {
  constexpr std::string_view bearer = "Bearer ";
  std::string_view token = request.header("authorization");
  if (token.starts_with(bearer)) {
    token = trim(token.substr(bearer.size()));
  } else {
    token = {};
    // A form of another site brings our cookie but not our origin.
    const std::string_view site = request.header("sec-fetch-site");
    const bool same_site = site.empty() || site == "same-origin" || site == "none";
    if (request.method == "GET" || same_site) token = cookie_of(request);
  }
  if (!token.empty()) {
    if (const auto op = parts_.operators.find_by_token(token)) return {world::Actor::of(op->id), op};
    return {};
  }
  return {request.is_local ? world::Actor::local() : world::Actor(), {}};
}

}  // namespace tocsin::doors::http
