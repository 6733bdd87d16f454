// Pages for the public: the question, the circle, what is going on.
#include "base/text.h"
#include "doors/answer_note.h"
#include "doors/http/api.h"
#include "doors/http/raw_document.h"
#include "doors/http/reply.h"
#include "doors/pages/answered_page.h"
#include "doors/place_words.h"

namespace tocsin::doors::http {
namespace {

constexpr std::size_t note_code_points_max = 500;

std::string path_of(std::string_view kind, std::string_view token) {
  return fmt::format("/{}/{}", kind, token);
}

// What a form says, or why it cannot be taken.
struct AnswerForm {
  world::Answer answer = world::Answer::none;
  std::string note;
  std::optional<Id> for_person;
  std::optional<Id> check;
};

Result<AnswerForm> read_answer_form(std::string_view body) {
  TOCSIN_TRY(auto fields, parse_form(body));
  AnswerForm form;
  form.answer = world::parse_answer(fields["answer"]).value_or(world::Answer::none);
  if (form.answer == world::Answer::none)
    return fail(Errc::invalid, "answer must be one of safe, need_help, not_there, wrong", "/answer");
  form.note = trim(fields["note"]);
  if (count_code_points(form.note) > note_code_points_max) {
    return fail(Errc::too_large, fmt::format("note is longer than {} characters", note_code_points_max),
                "/note");
  }
  for (const auto& [name, value] : {std::pair<const char*, std::optional<Id>*>("for", &form.for_person),
                                    {"person", &form.for_person},
                                    {"check", &form.check}}) {
    if (fields[name].empty()) continue;
    const auto id = parse_id(fields[name]);
    if (!id) return fail(Errc::invalid, id.error().detail, fmt::format("/{}", name));
    *value = *id;
  }
  return form;
}

Instant to_second(Instant at) { return {at.ms / 1000 * 1000}; }

const Error bad_link{Errc::not_found, "This link is not valid or has expired.", {}};
const Error busy{
    Errc::unavailable, "The server is busy. What it confirmed to you is safe; try the rest again.", {}};
const Error no_incident{Errc::not_found, "There is no such incident.", {}};
const Error whom_missing{Errc::invalid, "check and person say whom the answer is for", "/person"};

}  // namespace

Awaitable<pages::PageContext> Api::page_context(const Request& request, const vault::Profile* person) {
  views::RealmSummary realm;
  co_await ask([&](const world::World& world) { realm = views::summarise(world.realm()); });
  co_return context_of(request, person, std::move(realm));
}

pages::PageContext Api::context_of(const Request& request, const vault::Profile* person,
                                   views::RealmSummary realm) const {
  pages::PageContext context;
  context.realm = std::move(realm);
  const std::string asked_for(request.parameter("lang"));
  const auto& known = pages::languages();
  if (std::find(known.begin(), known.end(), asked_for) != known.end()) {
    context.language = asked_for;
  } else if (person != nullptr && !person->languages.empty()) {
    context.language = pages::choose_language(fmt::format("{}", fmt::join(person->languages, ",")));
  } else {
    context.language = pages::choose_language(request.header("accept-language"));
  }
  context.now = parts_.clock.now();
  const Id nonce = parts_.random.id();
  context.nonce = encode_base64url(nonce.bytes);
  return context;
}

Awaitable<Response> Api::error_response(const Request& request, const Error& error) {
  co_return co_await status_page(request, status_of(error.code), error.detail);
}

Awaitable<Response> Api::status_page(const Request& request, int status, const std::string& detail) {
  const auto context = co_await page_context(request);
  std::string title = "This did not work";
  if (status == 404) title = "Page not found";
  if (status == 503) title = "Please try again";
  Response response = html_reply(status, pages::error_page(context, status, title, detail), context.nonce);
  if (status == 503) response.headers.emplace_back("Retry-After", "2");
  co_return response;
}

std::string Api::note_of(world::PersonId person, world::Seq seq) const {
  const auto sealed = read_sealed_note(parts_.journal_path, seq);
  return sealed ? parts_.vault.open_note(person.id, *sealed).value_or("") : std::string();
}

pages::Names Api::names_of(const std::vector<world::PersonId>& people) const {
  pages::Names names;
  for (const auto person : people) {
    if (names.contains(person)) continue;
    if (const auto profile = parts_.vault.profile(person.id)) names[person] = profile->name;
  }
  return names;
}

Awaitable<Response> Api::answer_page(const Request& request, Links::Answer link, const std::string& token,
                                     bool recorded, const std::string& ward_recorded) {
  std::optional<views::AskView> view;
  views::RealmSummary realm;
  const bool asked = co_await ask([&](const world::World& world) {
    view = views::ask_view(world, link.check, link.person);
    realm = views::summarise(world.realm());
  });
  if (!asked) co_return co_await error_response(request, busy);
  if (!view) co_return co_await error_response(request, bad_link);
  const auto profile = parts_.vault.profile(link.person.id);
  const auto* known = profile ? &*profile : nullptr;
  const auto context = context_of(request, known, std::move(realm));
  pages::AnswerPage page;
  page.path = path_of("a", token);
  if (known != nullptr) {
    std::tie(page.place_label, page.emergency_number) =
        place_words(*known, view->reason, parts_.countries, parts_.clock.now());
  }
  if (view->current.has_note) page.note = note_of(link.person, view->current.seq);
  std::vector<world::PersonId> people = view->told;
  people.insert(people.end(), view->answered_by.begin(), view->answered_by.end());
  for (const auto& ward : view->wards) people.push_back(ward.person);
  page.names = names_of(people);
  page.ask = std::move(*view);
  page.recorded = recorded;
  page.ward_recorded = ward_recorded;
  co_return html_reply(200, pages::answer_page(context, page), context.nonce);
}

// The same as HotAnswers gives.
Awaitable<Response> Api::answered_page(const Request& request, Links::Answer link, const std::string& token,
                                       world::Answer answer, const std::string& note, Instant at) {
  const auto profile = parts_.vault.profile(link.person.id);
  const auto context = co_await page_context(request, profile ? &*profile : nullptr);
  std::string body;
  const std::string time = pages::time_html(context.language, context.realm, to_second(at), context.now);
  pages::AnsweredPage(context.language, context.realm, answer).append(body, token, time, note);
  Response response = text_reply(200, "text/html; charset=utf-8", std::move(body));
  response.headers = {{"Content-Security-Policy", pages::answered_page_policy()},
                      {"X-Frame-Options", "DENY"}};
  co_return response;
}

Awaitable<Response> Api::get_answer_page(const Request& request, const std::vector<std::string>& ids) {
  const auto link = parts_.links.read_answer(ids[0]);
  if (!link) co_return co_await error_response(request, bad_link);
  const std::string nobody;
  co_return co_await answer_page(request, *link, ids[0], false, nobody);
}

Awaitable<Response> Api::post_answer_page(const Request& request, const std::vector<std::string>& ids) {
  const auto link = parts_.links.read_answer(ids[0]);
  if (!link) co_return co_await error_response(request, bad_link);
  const auto form = read_answer_form(request.body);
  if (!form) co_return co_await error_response(request, form.error());
  world::GiveAnswer command;
  command.check = link->check;
  command.person = form->for_person ? world::PersonId(*form->for_person) : link->person;
  command.answer = form->answer;
  command.channel = world::AnswerChannel::page;
  const auto person = command.person;
  const bool sealed_a_note = seal_note_into(command, parts_.vault, form->note);
  world::CommandBody given = std::move(command);
  const auto outcome = co_await submit(world::Actor::of(link->person), std::move(given));
  if (!outcome && outcome.error().code != Errc::conflict) {
    const Error& shown = outcome.error().code == Errc::not_found ? bad_link : outcome.error();
    co_return co_await error_response(request, shown);
  }
  const bool is_plain = outcome && person == link->person && form->answer != world::Answer::need_help;
  if (is_plain) {
    std::string note;
    if (sealed_a_note) note = form->note;
    co_return co_await answered_page(request, *link, ids[0], form->answer, note, outcome->at);
  }
  // A check that has ended or was retracted shows its own page.
  std::string ward;
  if (outcome && person != link->person) {
    const auto names = names_of({person});
    ward = names.empty() ? "" : names.begin()->second;
  }
  co_return co_await answer_page(request, *link, ids[0], outcome.has_value() && person == link->person, ward);
}

Awaitable<Response> Api::circle_page(const Request& request, world::PersonId viewer, const std::string& token,
                                     const std::string& recorded_for) {
  std::optional<views::CirclePage> view;
  const Instant now = parts_.clock.now();
  const bool asked =
      co_await ask([&](const world::World& world) { view = views::circle_page(world, viewer, now); });
  if (!asked) co_return co_await error_response(request, busy);
  if (!view) co_return co_await error_response(request, bad_link);
  const auto profile = parts_.vault.profile(viewer.id);
  const auto context = co_await page_context(request, profile ? &*profile : nullptr);
  pages::CirclePageInput page;
  page.path = path_of("c", token);
  std::vector<world::PersonId> people;
  for (const auto& check : view->checks) {
    for (const auto& item : check.items) {
      people.push_back(item.subject);
      if (item.current.by.kind == world::Actor::Kind::person)
        people.push_back(world::PersonId(item.current.by.id));
      if (!item.note_shown) continue;
      page.notes[{check.check.id, item.subject}] = note_of(item.subject, item.current.seq);
    }
  }
  if (view->viewer_asked) {
    for (const auto& check : view->checks) {
      if (check.check.state == world::CheckState::open) {
        page.answer_path = path_of("a", parts_.links.answer_token(check.check.id, viewer));
        break;
      }
    }
  }
  page.names = names_of(people);
  page.circle = std::move(*view);
  page.recorded_for = recorded_for;
  co_return html_reply(200, pages::circle_page(context, page), context.nonce);
}

Awaitable<Response> Api::get_circle_page(const Request& request, const std::vector<std::string>& ids) {
  const auto viewer = parts_.links.read_circle(ids[0]);
  if (!viewer) co_return co_await error_response(request, bad_link);
  const std::string nobody;
  co_return co_await circle_page(request, *viewer, ids[0], nobody);
}

Awaitable<Response> Api::post_circle_page(const Request& request, const std::vector<std::string>& ids) {
  const auto viewer = parts_.links.read_circle(ids[0]);
  if (!viewer) co_return co_await error_response(request, bad_link);
  const auto form = read_answer_form(request.body);
  if (!form) co_return co_await error_response(request, form.error());
  if (!form->check || !form->for_person) {
    co_return co_await error_response(request, whom_missing);
  }
  world::GiveAnswer command;
  command.check = world::CheckId(*form->check);
  command.person = world::PersonId(*form->for_person);
  command.answer = form->answer;
  command.channel = world::AnswerChannel::circle;
  const auto person = command.person;
  world::CommandBody given = std::move(command);
  const auto outcome = co_await submit(world::Actor::of(*viewer), std::move(given));
  if (!outcome) co_return co_await error_response(request, outcome.error());
  const auto names = names_of({person});
  std::string name;
  if (!names.empty()) name = names.begin()->second;
  co_return co_await circle_page(request, *viewer, ids[0], name);
}

Awaitable<Response> Api::get_home(const Request& request, const std::vector<std::string>&) {
  const auto context = co_await page_context(request);
  std::vector<views::IncidentSummary> incidents;
  std::vector<views::AlertSummary> alerts;
  co_await ask([&](const world::World& world) {
    incidents = views::incident_list(world, context.language);
    const auto& order = world.alerts().in_order();
    for (auto it = order.rbegin(); it != order.rend() && alerts.size() < 50; ++it) {
      const auto* alert = world.alerts().find(*it);
      if (alert->is_public && alert->is_current(context.now))
        alerts.push_back(views::summarise(*alert, context.language));
    }
  });
  co_return html_reply(200, pages::home_page(context, incidents, alerts), context.nonce);
}

Awaitable<Response> Api::get_incident_page(const Request& request, const std::vector<std::string>& ids) {
  if (ids[0].ends_with(".atom"))
    co_return co_await incident_atom(request, ids[0].substr(0, ids[0].size() - 5));
  const auto id = parse_id(ids[0]);
  const auto context = co_await page_context(request);
  std::optional<views::IncidentSummary> incident;
  if (id)
    co_await ask([&](const world::World& world) {
      incident = views::incident_summary(world, world::IncidentId(*id), context.language);
    });
  if (!incident) co_return co_await error_response(request, no_incident);
  const pages::IncidentView view{request.parameter("order") == "oldest", parts_.public_url};
  Response response = html_reply(200, pages::incident_page(context, *incident, view), context.nonce);
  response.headers.emplace_back("X-Compressible", "1");
  co_return response;
}

}  // namespace tocsin::doors::http
