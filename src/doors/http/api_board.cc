// The public board: levels, measures, counts and claims with who says so; its files, feeds and history.
#include <boost/json.hpp>

#include "base/text.h"
#include "doors/http/api.h"
#include "doors/http/board_files.h"
#include "doors/http/etag.h"
#include "doors/http/json_board.h"
#include "doors/http/json_views.h"
#include "doors/http/members.h"
#include "doors/http/reply.h"
#include "doors/http/url.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

constexpr std::string_view atom_type = "application/atom+xml";
constexpr std::string_view csv_type = "text/csv";
constexpr std::string_view geojson_type = "application/geo+json";
// A feed without a cursor goes back this far: longer than a long weekend without anybody at the screen.
constexpr std::int64_t feed_back_ms = 7 * day_ms;

enum class Format { json, csv, geojson, atom };

Format format_of(const Request& request) {
  const auto accept = request.header("accept");
  const auto is = [&](std::string_view suffix, std::string_view type) {
    return request.path.ends_with(suffix) || accept.starts_with(type);
  };
  if (is(".csv", csv_type)) return Format::csv;
  if (is(".geojson", geojson_type)) return Format::geojson;
  return is(".atom", atom_type) ? Format::atom : Format::json;
}

Error busy() { return {Errc::unavailable, "the server is busy; try again in 2 seconds", {}}; }

json::object moment_json(const views::Moment& moment) {
  return {{"as_of", time_json(moment.as_of)}, {"known_at", time_json(moment.known_at)}};
}

// What makes two answers of the board the same: the rows, and the moment where one was asked for.
std::string seen(const BoardQuery& query, const std::string& rows) {
  if (!query.has_moment) return rows;
  return fmt::format("{} {} {}", query.moment.as_of.ms, query.moment.known_at.ms, rows);
}

// Seconds; 0 for none.
Result<std::int64_t> bundle_of(const Request& request) {
  const auto text = request.parameter("bundle");
  if (text.empty()) return 0;
  const auto seconds = parse_int(text);
  if (!seconds || *seconds < 0 || *seconds * second_ms > bundle_max_ms)
    return fail(Errc::invalid, "bundle is a number of seconds, at most a day", "/bundle");
  return *seconds * second_ms;
}

std::string query_text(const std::map<std::string, std::string>& parameters) {
  const std::string target = to_target("/", parameters);
  const auto question = target.find('?');
  return question == std::string::npos ? std::string() : target.substr(question + 1);
}

}  // namespace

const std::vector<Api::Route>& Api::board_routes() {
  static const std::vector<Route> table = {
      {"GET", "/v1/board", &Api::get_board},
      {"GET", "/v1/board.csv", &Api::get_board},
      {"GET", "/v1/board.geojson", &Api::get_board},
      {"GET", "/board.csv", &Api::get_board},
      {"GET", "/board.geojson", &Api::get_board},
      {"GET", "/v1/board.atom", &Api::get_board_atom},
      {"GET", "/board.atom", &Api::get_board_atom},
      {"GET", "/v1/board/diff", &Api::get_board_diff},
      {"GET", "/v1/board/events", &Api::get_board_events},
      {"GET", "/v1/board/{}", &Api::get_board_row},
      {"GET", "/v1/schemes", &Api::get_schemes},
      {"GET", "/v1/sitrep", &Api::get_sitrep},
  };
  return table;
}

Result<BoardQuery> Api::board_query_of(const Request& request) const {
  return read_board_query(request.query, parts_.countries, parts_.clock.now());
}

Awaitable<Response> Api::get_board(const Request& request, const std::vector<std::string>& ids) {
  const Format format = format_of(request);
  if (format == Format::atom) co_return co_await get_board_atom(request, ids);
  const auto query = board_query_of(request);
  if (!query) co_return problem(query.error());
  views::Board board;
  const bool asked = co_await ask(
      [&](const world::World& world) { board = views::board(world, query->moment, query->filter); });
  if (!asked) co_return problem(busy());
  if (format == Format::csv) {
    Response response = text_reply(200, "text/csv; charset=utf-8; header=present", board_csv(board));
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"board.csv\"");
    const std::string body = response.body;
    co_return with_tag(request, std::move(response), body);
  }
  if (format == Format::geojson) {
    Response response = json_reply(200, board_geojson(board));
    response.content_type = geojson_type;
    const std::string body = response.body;
    co_return with_tag(request, std::move(response), body);
  }
  json::object body = moment_json(query->moment);
  body["rows"] = rows_json(board);
  const std::string same = seen(*query, json::serialize(body.at("rows")));
  Response response = json_reply(200, body);
  response.headers.emplace_back("Vary", "Accept");
  co_return with_tag(request, std::move(response), same);
}

Awaitable<Response> Api::get_board_row(const Request& request, const std::vector<std::string>& ids) {
  const auto query = board_query_of(request);
  if (!query) co_return problem(query.error());
  std::string iso = ids[0];
  for (char& c : iso) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  std::optional<views::JurisdictionRow> row;
  const bool asked =
      co_await ask([&](const world::World& world) { row = views::jurisdiction(world, query->moment, iso); });
  if (!asked) co_return problem(busy());
  if (!row)
    co_return problem({Errc::not_found, "the board holds nothing about this country at that moment", {}});
  json::object body = row_json(*row);
  const std::string same = seen(*query, json::serialize(body));
  for (const auto& member : moment_json(query->moment)) body[member.key()] = member.value();
  co_return with_tag(request, json_reply(200, body), same);
}

Awaitable<Response> Api::get_board_diff(const Request& request, const std::vector<std::string>&) {
  const auto query = board_query_of(request);
  if (!query) co_return problem(query.error());
  const Instant now = parts_.clock.now();
  Instant from, to = now;
  for (const auto& [name, value] : {std::pair<const char*, Instant*>("from", &from), {"to", &to}}) {
    const auto text = request.parameter(name);
    if (text.empty()) continue;
    const auto at = parse_rfc3339(text);
    if (!at) co_return problem({Errc::invalid, at.error().detail, fmt::format("/{}", name)});
    *value = *at;
  }
  if (!from.known()) co_return problem({Errc::invalid, "from is missing: since when?", "/from"});
  if (to < from) co_return problem({Errc::invalid, "to is before from", "/to"});
  std::vector<views::JurisdictionDiff> changes;
  const bool asked = co_await ask([&](const world::World& world) {
    changes = views::diff(views::board(world, {now, from, from}, query->filter),
                          views::board(world, {now, to, to}, query->filter));
  });
  if (!asked) co_return problem(busy());
  json::object body{{"from", time_json(from)}, {"to", time_json(to)}, {"rows", diff_json(changes)}};
  const std::string same = fmt::format("{} {}", from.ms, json::serialize(body.at("rows")));
  co_return with_tag(request, json_reply(200, body), same);
}

Awaitable<Response> Api::get_board_atom(const Request& request, const std::vector<std::string>&) {
  const auto query = board_query_of(request);
  if (!query) co_return problem(query.error());
  const auto bundle_ms = bundle_of(request);
  if (!bundle_ms) co_return problem(bundle_ms.error());
  auto parameters = filter_parameters(request.query);
  if (*bundle_ms > 0) parameters["bundle"] = std::to_string(*bundle_ms / second_ms);
  BoardFeed feed;
  feed.public_url = parts_.public_url;
  feed.query = query_text(parameters);
  feed.bundle_ms = *bundle_ms;
  feed.now = parts_.clock.now();
  const views::Since since{.seq = 0, .at = feed.now + -feed_back_ms, .also_untold = false};
  const bool asked = co_await ask([&](const world::World& world) {
    feed.realm_name = world.realm().name();
    feed.is_drill = world.realm().is_drill();
    feed.items = views::changes_since(world, query->filter, since).items;
  });
  if (!asked) co_return problem(busy());
  Response response = text_reply(200, "application/atom+xml; charset=utf-8", board_atom(feed));
  const std::string body = response.body;
  co_return with_tag(request, std::move(response), body);
}

Awaitable<Response> Api::get_board_events(const Request& request, const std::vector<std::string>&) {
  const auto query = board_query_of(request);
  if (!query) co_return problem(query.error());
  const auto bundle_ms = bundle_of(request);
  if (!bundle_ms) co_return problem(bundle_ms.error());
  const Watch watch{query->filter, *bundle_ms, false};
  auto parameters = filter_parameters(request.query);
  parameters["bundle"] = std::to_string(*bundle_ms);
  const auto joined = parts_.watches.join(query_text(parameters), watch);
  if (!joined) co_return problem(joined.error());

  std::string_view after = request.parameter("after");
  if (after.empty()) after = request.header("last-event-id");
  const auto cursor = parse_watch_cursor(after);
  Response response = text_reply(200, "text/event-stream", "");
  const auto reset = make_frame(watch_cursor(joined->until), "reset", "{}");
  if (!after.empty() && (!cursor || *cursor > parts_.watches.newest())) {
    response.body = reset;
  } else if (cursor && *cursor < joined->until) {
    views::Changes missed;
    const views::Since since{.seq = *cursor, .at = {}, .also_untold = false};
    const bool asked = co_await ask(
        [&](const world::World& world) { missed = views::changes_since(world, query->filter, since); });
    if (!asked) co_return problem(busy());
    // What came after the stream was joined comes by the stream.
    std::erase_if(missed.items, [&](const auto& item) { return item.seq > joined->until; });
    if (missed.more) response.body = reset;
    response.body += watch_frames(missed.items, watch, parts_.clock.now());
  }
  response.headers.emplace_back("X-Accel-Buffering", "no");
  response.stream = joined->stream;
  co_return response;
}

Awaitable<Response> Api::get_schemes(const Request& request, const std::vector<std::string>&) {
  const auto jurisdiction = request.parameter("jurisdiction"), kind = request.parameter("kind");
  Instant at;
  if (const auto text = request.parameter("at"); !text.empty()) {
    const auto read = parse_rfc3339(text);
    if (!read) co_return problem({Errc::invalid, read.error().detail, "/at"});
    at = *read;
  }
  json::array schemes;
  for (const auto& scheme : world::Schemes::built_in().all()) {
    if (!jurisdiction.empty() && scheme.iso != jurisdiction) continue;
    if (!kind.empty() && world::to_string(scheme.kind) != kind) continue;
    if (at.known() && !scheme.valid_at(at)) continue;
    schemes.push_back(scheme_json(scheme));
  }
  Response response =
      json_reply(200, json::object{{"schemes", std::move(schemes)}, {"measure_codes", measure_codes_json()}});
  const std::string body = response.body;
  co_return with_tag(request, std::move(response), body);
}

Awaitable<Response> Api::get_sitrep(const Request& request, const std::vector<std::string>&) {
  const auto query = board_query_of(request);
  if (!query) co_return problem(query.error());
  Instant since;
  if (const auto text = request.parameter("since"); !text.empty()) {
    const auto read = parse_rfc3339(text);
    if (!read) co_return problem({Errc::invalid, read.error().detail, "/since"});
    since = *read;
  }
  views::Sitrep report;
  const bool asked = co_await ask(
      [&](const world::World& world) { report = views::sitrep(world, query->moment, query->filter, since); });
  if (!asked) co_return problem(busy());
  json::object body = sitrep_json(report);
  json::object same = body;
  if (!query->has_moment) same.erase("as_of"), same.erase("known_at");
  co_return with_tag(request, json_reply(200, body), json::serialize(same));
}

}  // namespace tocsin::doors::http
