// Pages of the public board. Every one is a question to the World and a value; none keeps anything of who
// asks.
#include "base/text.h"
#include "doors/http/api.h"
#include "doors/http/console_request.h"
#include "doors/http/desk_values.h"
#include "doors/http/reply.h"
#include "doors/pages/board_pages.h"
#include "doors/pages/local_time.h"

namespace tocsin::doors::http {
namespace {

// The history of a country is read newest first; older levels are in the JSON.
constexpr std::size_t levels_shown_max = 200;

const Error busy{Errc::unavailable, "The server is busy. Try again in 2 seconds.", {}};
const Error no_row{Errc::not_found, "Nothing is on the board for this place.", {}};
const Error no_entry{Errc::not_found, "There is no such entry.", {}};
const Error no_update{Errc::not_found, "There is no such post.", {}};

// What a form of a browser sends, as read_board_query takes it: local times with a zone, empty fields left
// out.
Request plain_request(const Request& request, const std::string& time_zone) {
  Request plain = request;
  std::erase_if(plain.query, [](const auto& pair) { return trim(pair.second).empty(); });
  for (const auto* name : {"as_of", "known_at", "from", "to"}) {
    const auto it = plain.query.find(name);
    if (it == plain.query.end()) continue;
    if (const auto at = pages::read_local(time_zone, trim(it->second))) it->second = to_rfc3339(*at);
  }
  return plain;
}

pages::BoardAddress address_of(const Request& request) {
  const auto text = [&](std::string_view name) { return std::string(request.parameter(name)); };
  return {.jurisdiction = text("jurisdiction"),
          .code = text("code"),
          .status = text("status"),
          .source_kind = text("source_kind"),
          .incident = text("incident"),
          .only_levels = request.parameter("only") == "levels",
          .as_of = text("as_of"),
          .known_at = text("known_at"),
          .since = text("since")};
}

Response page_reply(std::string body, const pages::PageContext& context) {
  Response response = html_reply(200, std::move(body), context.nonce);
  response.headers.emplace_back("X-Compressible", "1");
  return response;
}

bool fits(std::string_view asked, std::string_view held) {
  return held == asked || world::covers(asked, held) || world::covers(held, asked);
}

// The row of a country, or what of it concerns one part.
std::optional<views::JurisdictionRow> row_of(const world::World& world, const views::Moment& moment,
                                             const std::string& code) {
  if (world::is_iso_country(code)) return views::jurisdiction(world, moment, code);
  views::Filter filter;
  filter.jurisdictions = {code};
  auto board = views::board(world, moment, filter);
  return board.rows.empty() ? std::nullopt : std::optional(std::move(board.rows.front()));
}

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

void fill(const world::World& world, const std::string& code, const views::Moment& moment,
          pages::JurisdictionPage& page) {
  for (const auto& [id, level] : world.levels().all()) {
    if (level.state == world::LevelState::set && fits(code, level.facts.iso) &&
        level.set_at <= moment.known_at)
      page.levels.push_back(level);
  }
  std::stable_sort(page.levels.begin(), page.levels.end(),
                   [](const auto& a, const auto& b) { return a.facts.valid_from < b.facts.valid_from; });
  if (page.levels.size() > levels_shown_max)
    page.levels.erase(page.levels.begin(), page.levels.end() - static_cast<std::ptrdiff_t>(levels_shown_max));
  for (const auto& line : page.row.entries)
    page.entries[line.id] = as_public(*world.measures().find(line.id), moment.known_at);
  page.sources = source_names(world);
}

}  // namespace

const std::vector<Api::Route>& Api::board_page_routes() {
  static const std::vector<Route> table = {
      {"GET", "/board", &Api::get_board_page},           {"GET", "/board/compare", &Api::get_compare_page},
      {"GET", "/board/{}", &Api::get_jurisdiction_page}, {"GET", "/e/{}", &Api::get_entry_page},
      {"GET", "/sitrep", &Api::get_sitrep_page},         {"GET", "/i/{}/sitrep", &Api::get_sitrep_page},
      {"GET", "/i/{}/u/{}", &Api::get_update_page},      {"GET", "/watch", &Api::get_watch_page},
  };
  return table;
}

Awaitable<Response> Api::get_board_page(const Request& request, const std::vector<std::string>&) {
  const auto context = co_await page_context(request);
  const Request plain = plain_request(request, context.realm.time_zone);
  const auto query = board_query_of(plain);
  if (!query) co_return co_await error_response(request, query.error());
  pages::BoardPage page;
  page.query = address_of(plain);
  const auto since = parse_int(page.query.since);
  const bool asked = co_await ask([&](const world::World& world) {
    page.board = views::board(world, query->moment, query->filter);
    page.seq = world.seq();
    if (since && *since >= 0) {
      page.changes = views::changes_since(
          world, query->filter, {.seq = static_cast<world::Seq>(*since), .at = {}, .also_untold = true});
    }
  });
  if (!asked) co_return co_await error_response(request, busy);
  co_return page_reply(pages::board_page(context, page), context);
}

Awaitable<Response> Api::get_jurisdiction_page(const Request& request, const std::vector<std::string>& ids) {
  const auto context = co_await page_context(request);
  const std::string code = upper(ids[0]);
  const Request plain = plain_request(request, context.realm.time_zone);
  const auto query = board_query_of(plain);
  if (!query) co_return co_await error_response(request, query.error());
  pages::JurisdictionPage page;
  page.query = address_of(plain);
  page.moment = query->moment;
  page.may_see_reports = is_operator(caller_of(request));
  const auto from = parse_rfc3339(plain.parameter("from")), to = parse_rfc3339(plain.parameter("to"));
  if (from) page.from = *from;
  page.to = to ? *to : from ? context.now : Instant();
  bool found = false;
  const bool asked = co_await ask([&](const world::World& world) {
    auto row = row_of(world, page.moment, code);
    if (row) {
      page.row = std::move(*row);
    } else {
      page.row.iso = std::string(world::country_of(code));
      page.row.scale_published = !world::Schemes::built_in().of(page.row.iso, page.moment.as_of).empty();
    }
    fill(world, code, page.moment, page);
    found = row.has_value() || !page.levels.empty();
    if (from && page.from <= page.to) {
      views::Filter filter;
      filter.jurisdictions = {code};
      page.diff = views::diff(views::board(world, {context.now, page.from, page.from}, filter),
                              views::board(world, {context.now, page.to, page.to}, filter));
    }
  });
  if (!asked) co_return co_await error_response(request, busy);
  if (!found) co_return co_await error_response(request, no_row);
  if (page.row.iso != code && world::is_iso_part(code)) page.row.iso = code;
  co_return page_reply(pages::jurisdiction_page(context, page), context);
}

Awaitable<Response> Api::get_compare_page(const Request& request, const std::vector<std::string>&) {
  const auto context = co_await page_context(request);
  pages::ComparePage page;
  page.a = upper(std::string(trim(request.parameter("a"))));
  page.b = upper(std::string(trim(request.parameter("b"))));
  page.moment = views::Moment::at(context.now);
  for (auto* code : {&page.a, &page.b}) {
    if (!world::is_iso_country(*code) && !world::is_iso_part(*code)) code->clear();
  }
  const bool asked = co_await ask([&](const world::World& world) {
    if (!page.a.empty()) page.row_a = row_of(world, page.moment, page.a);
    if (!page.b.empty()) page.row_b = row_of(world, page.moment, page.b);
  });
  if (!asked) co_return co_await error_response(request, busy);
  co_return page_reply(pages::compare_page(context, page), context);
}

Awaitable<Response> Api::get_entry_page(const Request& request, const std::vector<std::string>& ids) {
  const auto id = parse_id(ids[0]);
  const auto context = co_await page_context(request);
  pages::EntryPage page;
  page.may_see_reports = is_operator(caller_of(request));
  bool found = false;
  const auto moment = views::Moment::at(context.now);
  if (!id) co_return co_await error_response(request, no_entry);
  const bool asked = co_await ask([&](const world::World& world) {
    const auto line = views::entry_line(world, moment, world::EntryId(*id));
    if (!line) return;
    found = true;
    page.line = *line;
    page.entry = as_public(*world.measures().find(line->id), context.now);
    for (const auto other : line->contradicted_by) {
      if (auto against = views::entry_line(world, moment, other)) page.against.push_back(std::move(*against));
    }
    page.sources = source_names(world);
  });
  if (!asked) co_return co_await error_response(request, busy);
  if (!found) co_return co_await error_response(request, no_entry);
  co_return page_reply(pages::entry_page(context, page), context);
}

Awaitable<Response> Api::get_sitrep_page(const Request& request, const std::vector<std::string>& ids) {
  const auto context = co_await page_context(request);
  Request plain = plain_request(request, context.realm.time_zone);
  if (!ids.empty()) plain.query["incident"] = ids[0];
  const auto query = board_query_of(plain);
  if (!query) co_return co_await error_response(request, query.error());
  const auto since = pages::read_local(context.realm.time_zone, trim(plain.parameter("since")));
  views::Sitrep sitrep;
  const bool asked = co_await ask([&](const world::World& world) {
    sitrep = views::sitrep(world, query->moment, query->filter, since.value_or(Instant()));
  });
  if (!asked) co_return co_await error_response(request, busy);
  pages::BoardAddress address = address_of(plain);
  address.since = {};
  co_return page_reply(pages::sitrep_page(context, sitrep, address), context);
}

Awaitable<Response> Api::get_watch_page(const Request& request, const std::vector<std::string>&) {
  const auto context = co_await page_context(request);
  pages::WatchPage page;
  page.public_url = parts_.public_url;
  page.asked = !request.parameter("make").empty();
  const auto text = [&](std::string_view name) { return std::string(trim(request.parameter(name))); };
  page.near_lat = text("lat");
  page.near_lon = text("lon");
  page.radius_km = text("radius_km");
  page.area = text("area");
  page.route = text("route");
  page.bundle_minutes = text("bundle");
  Request plain = plain_request(request, context.realm.time_zone);
  for (const auto* name : {"lat", "lon", "radius_km", "bundle", "make", "as_of", "known_at", "since"})
    plain.query.erase(name);
  if (const auto near = pages::near_of(page); !near.empty()) plain.query["near"] = near;
  page.query = address_of(plain);
  const auto query = board_query_of(plain);
  if (page.asked && !query) page.error = query.error().detail;
  if (page.asked && page.error.empty()) page.error = pages::watch_error(page);
  co_await ask([&](const world::World& world) { page.incidents = incident_pairs(world); });
  co_return page_reply(pages::watch_page(context, page), context);
}

Awaitable<Response> Api::get_update_page(const Request& request, const std::vector<std::string>& ids) {
  const auto incident_id = parse_id(ids[0]), id = parse_id(ids[1]);
  const auto context = co_await page_context(request);
  pages::UpdatePage page;
  bool found = false;
  if (!incident_id || !id) co_return co_await error_response(request, no_update);
  const bool asked = co_await ask([&](const world::World& world) {
    const auto* incident = world.incidents().find(world::IncidentId(*incident_id));
    if (incident == nullptr) return;
    const auto update = incident->updates.find(world::UpdateId(*id));
    if (update == incident->updates.end()) return;
    found = true;
    page.incident = incident->id;
    page.headline = incident->headline;
    const auto& post = update->second;
    page.entry.occurred_at = post.occurred_at;
    page.entry.known_at = post.published_at;
    page.entry.planned_for = post.planned_for;
    page.entry.jurisdiction = post.jurisdiction;
    page.entry.text = post.text;
    page.entry.sources = post.sources;
    page.entry.update = post.id;
    page.entry.backdated = post.backdated();
    page.entry.scheduled = post.scheduled_for.known();
    page.entry.corrections = post.corrections;
    for (const auto& entry : incident->entries) {
      if (entry.kind == world::EntryKind::update && entry.subject == post.id.id) page.entry.seq = entry.seq;
    }
  });
  if (!asked) co_return co_await error_response(request, busy);
  if (!found) co_return co_await error_response(request, no_update);
  co_return page_reply(pages::update_page(context, page), context);
}

}  // namespace tocsin::doors::http
