// Pages for operators. Plain forms over the same commands as the API.
#include "base/text.h"
#include "doors/http/api.h"
#include "doors/http/console_request.h"
#include "doors/http/desk_values.h"
#include "doors/http/json_views.h"
#include "doors/http/reply.h"
#include "wire/geojson.h"

#include <boost/json.hpp>

namespace tocsin::doors::http {
namespace {

constexpr std::size_t help_calls_max = 200;
constexpr std::size_t alerts_shown_max = 50;
constexpr std::size_t token_bytes = 32;

const Error no_check{Errc::not_found, "There is no such check.", {}};
const Error no_call{Errc::not_found, "There is no such call for help.", {}};
const Error no_group{Errc::not_found, "There is no such group or check.", {}};
const Error used_link{Errc::not_found, "This one-time link is not valid or was used already.", {}};

// Strict: no other site's form or link carries it. Secure is left to the proxy that ends TLS, which may be on
// another host.
std::string cookie(std::string_view token, std::int64_t age_s) {
  return fmt::format("tocsin_session={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}", token, age_s);
}

std::vector<std::string> groups_of(const vault::Vault& vault) {
  auto groups = vault.with_places([](const vault::Places& places) { return places.group_names(); });
  std::sort(groups.begin(), groups.end());
  return groups;
}

Result<geo::Area> read_area(const std::map<std::string, std::string>& form) {
  const auto field = [&](const char* name) {
    const auto it = form.find(name);
    return it == form.end() ? std::string_view() : trim(it->second);
  };
  if (!field("area").empty()) {
    const auto json = parse_json(field("area"));
    if (!json) return fail(Errc::invalid, "the area is not GeoJSON: " + json.error().detail, "/area");
    return wire::area_from_geojson(*json, "/area");
  }
  geo::Area area;
  if (field("lat").empty() && field("lon").empty()) return area;
  const auto lat = parse_double(field("lat")), lon = parse_double(field("lon")),
             radius = parse_double(field("radius_km"));
  if (!lat || !lon || !radius)
    return fail(Errc::invalid, "a circle needs latitude, longitude and radius in kilometres as numbers",
                "/lat");
  area.circles.push_back({{*lat, *lon}, *radius * 1000});
  TOCSIN_TRY_VOID(geo::validate(area));
  return area;
}

}  // namespace

Awaitable<Response> Api::get_console(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (is_operator(caller)) co_return co_await console_home(request, caller);
  const auto context = co_await page_context(request);
  co_return html_reply(200, pages::sign_in_page(context, {}), context.nonce);
}

Awaitable<Response> Api::console_home(const Request& request, const Caller& caller) {
  const auto context = co_await page_context(request);
  pages::ConsoleHome home;
  home.me = me_of(caller);
  home.groups = groups_of(parts_.vault);
  co_await ask([&](const world::World& world) {
    home.incidents = views::incident_list(world, "en");
    for (const auto& [id, check] : world.checks().all()) home.checks.push_back(views::summarise(check));
    std::reverse(home.checks.begin(), home.checks.end());
    const auto& order = world.alerts().in_order();
    for (auto it = order.rbegin(); it != order.rend() && home.alerts.size() < alerts_shown_max; ++it) {
      home.alerts.push_back(views::summarise(*world.alerts().find(*it), "en"));
    }
    home.people = world.people().size();
    home.desk = desk_summary(world, context.now);
  });
  co_return html_reply(200, pages::console_home(context, home), context.nonce);
}

Awaitable<Response> Api::post_sign_in(const Request& request, const std::vector<std::string>&) {
  const auto form = parse_form(request.body);
  const auto it = form ? form->find("token") : decltype(form->find(""))();
  const bool given = form && it != form->end();
  const auto op = given ? parts_.operators.find_by_token(trim(it->second)) : std::nullopt;
  if (is_cross_site(request) || !op || op->role == world::Role::feed) {
    const auto context = co_await page_context(request);
    co_return html_reply(403,
                         pages::sign_in_page(context, "This token is not one of an operator of this realm."),
                         context.nonce);
  }
  Response response = see_other("/console/");
  response.headers.emplace_back("Set-Cookie", cookie(trim(it->second), 12 * 3600));
  co_return response;
}

Awaitable<Response> Api::post_sign_out(const Request&, const std::vector<std::string>&) {
  Response response = see_other("/console/");
  response.headers.emplace_back("Set-Cookie", cookie("", 0));
  co_return response;
}

Awaitable<Response> Api::post_release(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  const auto outcome = co_await submit(caller.actor, world::ReleaseRealm{});
  if (!outcome) co_return co_await error_response(request, outcome.error());
  co_return see_other("/console/");
}

Awaitable<Response> Api::post_console_draft(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  auto form = parse_form(request.body);
  if (!form) co_return co_await error_response(request, form.error());
  world::DraftCheck draft;
  auto& text = draft.text;
  for (const auto& [name, value] : {std::pair<const char*, std::string*>("headline", &text.headline),
                                    {"what", &text.what},
                                    {"where", &text.where},
                                    {"issuer", &text.issuer},
                                    {"contact", &text.contact},
                                    {"correction", &text.correction}}) {
    *value = trim((*form)[name]);
  }
  std::optional<Error> wrong;
  if (const std::string since((*form)["since"]); !since.empty()) {
    const auto at = parse_rfc3339(since);
    if (at) text.since = *at;
    if (!at) wrong = Error{Errc::invalid, at.error().detail, "/since"};
  }
  if (const std::string alert((*form)["alert"]); !alert.empty()) {
    const auto id = parse_id(alert);
    if (id) draft.alert = world::AlertId(*id);
    if (!id) wrong = Error{Errc::invalid, id.error().detail, "/alert"};
  }
  auto area = read_area(*form);
  if (area) draft.area = std::move(*area);
  if (!area) wrong = area.error();
  if (wrong) co_return co_await error_response(request, *wrong);
  const auto outcome = co_await draft_check(caller, std::move(draft));
  if (!outcome) co_return co_await error_response(request, outcome.error());
  co_return see_other(fmt::format("/console/checks/{}", to_uuid(outcome->subject)));
}

Awaitable<Response> Api::console_check(const Request& request, const Caller& caller, world::CheckId id,
                                       const std::string& error, int status) {
  const auto context = co_await page_context(request);
  pages::ConsoleCheck page;
  bool found = false;
  std::vector<world::PersonId> callers;
  co_await ask([&](const world::World& world) {
    const auto* check = world.checks().find(id);
    if (check == nullptr) return;
    found = true;
    page.check = views::summarise(*check);
    for (const auto& [op_id, op] : world.realm().operators()) page.operators[op_id] = op.name;
    for (const auto person : check->asks.calls_for_help()) {
      const auto ask = check->asks.find(person);
      const auto taken = check->asks.help_taken_by(person);
      pages::ConsoleCheck::HelpCall call{
          person, {}, ask->current.at, taken ? world.realm().find(*taken)->name : std::string(), {}, 0};
      for (const auto& given : check->asks.history(person)) {
        if (given.has_note) call.note_seq = given.seq;
      }
      page.help_calls.push_back(std::move(call));
    }
    // The longest waiting that nobody has taken come first.
    std::stable_sort(page.help_calls.begin(), page.help_calls.end(), [](const auto& a, const auto& b) {
      return std::tuple(!a.taken_by.empty(), a.at) < std::tuple(!b.taken_by.empty(), b.at);
    });
    if (page.help_calls.size() > help_calls_max) page.help_calls.resize(help_calls_max);
  });
  if (!found) co_return co_await error_response(request, no_check);
  for (auto& call : page.help_calls) {
    if (const auto profile = parts_.vault.profile(call.person.id)) call.name = profile->name;
    call.note = note_of(call.person, call.note_seq);
  }
  world::CommandBody read = world::RecordListRead{"calls for help", page.help_calls.size()};
  if (!page.help_calls.empty()) co_await submit(caller.actor, std::move(read));
  page.me = me_of(caller);
  page.preview = views::preview(
      parts_.vault, page.check.area_pending ? page.check.pending_area : page.check.area, context.now);
  page.groups = groups_of(parts_.vault);
  page.error = error;
  co_return html_reply(status, pages::console_check(context, page), context.nonce);
}

Awaitable<Response> Api::get_console_check(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_operator(caller)) co_return see_other("/console/");
  const auto id = parse_id(ids[0]);
  if (!id) co_return co_await error_response(request, no_check);
  const std::string no_error;
  co_return co_await console_check(request, caller, world::CheckId(*id), no_error, 200);
}

Awaitable<Response> Api::post_console_action(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  const auto id = parse_id(ids[0]);
  auto form = parse_form(request.body);
  if (!id) co_return co_await error_response(request, no_check);
  if (!form) co_return co_await error_response(request, form.error());
  const world::CheckId check(*id);
  const auto revision = parse_int((*form)["revision"]);
  const std::optional<std::uint32_t> if_revision =
      revision ? std::optional(static_cast<std::uint32_t>(*revision)) : std::nullopt;
  const std::string& action = ids[1];
  if ((action == "approve" || action == "retract") && (*form)["confirm"].empty()) {
    const std::string unconfirmed = "Tick the box to confirm; nothing was done.";
    co_return co_await console_check(request, caller, check, unconfirmed, 422);
  }
  Result<engine::Outcome> outcome = fail(Errc::invalid, "");
  if (action == "area") {
    auto area = read_area(*form);
    if (!area) co_return co_await console_check(request, caller, check, area.error().detail, 422);
    const std::uint64_t people =
        area->empty() ? 0 : views::preview(parts_.vault, *area, parts_.clock.now()).people;
    world::CommandBody change = world::ChangeArea{check, std::move(*area), people};
    outcome = co_await submit(caller.actor, std::move(change), if_revision);
  } else {
    const std::string correction(trim((*form)["correction"]));
    outcome = co_await act_on_check(caller, check, action, correction, if_revision);
  }
  if (!outcome)
    co_return co_await console_check(request, caller, check, outcome.error().detail,
                                     status_of(outcome.error().code));
  co_return see_other(fmt::format("/console/checks/{}", to_uuid(*id)));
}

Awaitable<Response> Api::post_take_help(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  const auto id = parse_id(ids[0]), person = parse_id(ids[1]);
  if (!id || !person) co_return co_await error_response(request, no_call);
  const auto outcome =
      co_await submit(caller.actor, world::TakeHelp{world::CheckId(*id), world::PersonId(*person)});
  if (!outcome)
    co_return co_await console_check(request, caller, world::CheckId(*id), outcome.error().detail,
                                     status_of(outcome.error().code));
  co_return see_other(fmt::format("/console/checks/{}", to_uuid(*id)));
}

Awaitable<Response> Api::get_console_roll_call(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_operator(caller)) co_return see_other("/console/");
  pages::ConsoleRollCall page;
  page.group = request.parameter("group");
  auto roll_call = co_await roll_call_of(request, page.group, ids[0]);
  if (!roll_call) co_return co_await error_response(request, no_group);
  const auto context = co_await page_context(request);
  page.me = me_of(caller);
  std::vector<world::PersonId> people;
  for (const auto& row : roll_call->rows) people.push_back(row.person);
  page.names = names_of(people);
  page.roll_call = std::move(*roll_call);
  co_return html_reply(200, pages::console_roll_call(context, page), context.nonce);
}

Awaitable<Response> Api::get_enter(const Request& request, const std::vector<std::string>& ids) {
  const auto invited = parts_.operators.find_by_invitation(ids[0]);
  if (!invited) co_return co_await error_response(request, used_link);
  const auto context = co_await page_context(request);
  const pages::Operator op{invited->name, std::string(world::to_string(invited->role)), invited->id};
  co_return html_reply(200, pages::enter_page(context, fmt::format("/enter/{}", ids[0]), op, {}),
                       context.nonce);
}

Awaitable<Response> Api::post_enter(const Request& request, const std::vector<std::string>& ids) {
  const auto invited = parts_.operators.find_by_invitation(ids[0]);
  if (!invited || is_cross_site(request)) {
    co_return co_await error_response(request, used_link);
  }
  Bytes secret(token_bytes, '\0');
  parts_.random.fill({reinterpret_cast<std::uint8_t*>(secret.data()), secret.size()});
  const std::string token = encode_base64url(as_u8(secret));
  world::CommandBody enrol = world::EnrolOperator{blake2b(ids[0]), blake2b(token)};
  const auto outcome = co_await submit(world::Actor(), std::move(enrol));
  if (!outcome) co_return co_await error_response(request, outcome.error());
  const std::string role(world::to_string(invited->role));
  if (!wants_html(request))
    co_return json_reply(200, boost::json::object{{"token", token}, {"name", invited->name}, {"role", role}});
  const auto context = co_await page_context(request);
  Response response = html_reply(
      200,
      pages::enter_page(context, fmt::format("/enter/{}", ids[0]), {invited->name, role, invited->id}, token),
      context.nonce);
  response.headers.emplace_back("Set-Cookie", cookie(token, 12 * 3600));
  co_return response;
}

Awaitable<Response> Api::post_operator(const Request& request, const std::vector<std::string>&) {
  const auto body = parse_json(request.body);
  if (!body) co_return problem(body.error());
  if (!body->is_object()) co_return problem({Errc::invalid, "the body must be an object", "/"});
  const auto name = string_member(body->get_object(), "name"),
             role = string_member(body->get_object(), "role");
  for (const auto* member : {&name, &role}) {
    if (!*member) co_return problem(member->error());
  }
  world::InviteOperator invite{
      world::OperatorId(new_record_id()), std::string(trim(*name)), world::Role::feed, {}};
  bool known_role = false;
  for (const auto value : {world::Role::feed, world::Role::operator_, world::Role::approver}) {
    if (*role == world::to_string(value)) invite.role = value, known_role = true;
  }
  if (!known_role)
    co_return problem({Errc::invalid, "role must be one of feed, operator, approver", "/role"});
  Bytes secret(token_bytes, '\0');
  parts_.random.fill({reinterpret_cast<std::uint8_t*>(secret.data()), secret.size()});
  const std::string invitation = encode_base64url(as_u8(secret));
  invite.invitation_hash = blake2b(invitation);
  world::CommandBody command = std::move(invite);
  const auto outcome = co_await submit(caller_of(request).actor, std::move(command));
  if (!outcome) co_return problem(outcome.error());
  const std::string link = fmt::format("{}/enter/{}", parts_.public_url, invitation);
  co_return json_reply(201, boost::json::object{{"id", to_uuid(outcome->subject)}, {"link", link}});
}

}  // namespace tocsin::doors::http
