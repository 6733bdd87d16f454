// Forms of the desk: the same commands as the API, from the fields of a page. A refusal shows the page again
// with what was typed.
#include "base/text.h"
#include "doors/http/api.h"
#include "doors/http/console_request.h"
#include "doors/http/desk_form.h"
#include "doors/http/desk_values.h"
#include "doors/http/reply.h"
#include "doors/pages/local_time.h"
#include "doors/report_intake.h"

namespace tocsin::doors::http {
namespace {

const Error no_entry{Errc::not_found, "There is no such entry.", {}};
const Error no_level{Errc::not_found, "There is no such level.", {}};
const Error no_source{Errc::not_found, "There is no such source.", {}};
const Error no_incident{Errc::not_found, "There is no such event.", {}};
const Error no_update{Errc::not_found, "There is no such post.", {}};

Result<world::CommandBody> unknown(std::string_view action) {
  return fail(Errc::not_found, fmt::format("there is no action \"{}\" here", truncate_utf8(action, 40)));
}

Result<world::CommandBody> entry_command(const std::string& action, world::EntryId id, DeskForm& form) {
  world::CommandBody body;
  if (action == "submit") {
    body = world::SubmitEntry{id};
  } else if (action == "publish") {
    body = world::PublishEntry{id};
  } else if (action == "send-back") {
    body = world::SendBackEntry{id, form.text("reason")};
  } else if (action == "discard") {
    body = world::DiscardEntry{id, form.text("reason")};
  } else if (action == "confirm") {
    body = world::ConfirmEntry{id, form.moment("as_of"), form.text("note")};
  } else if (action == "lift") {
    const auto status = world::parse_status(form.text("end_status"));
    if (!status) form.refuse("end_status", "choose how it ended");
    body = world::LiftEntry{.id = id,
                            .status = status.value_or(world::Status::lifted),
                            .lifted_at = form.moment("ended_at"),
                            .outcome = form.text("end_outcome"),
                            .reason = form.text("reason"),
                            .tell = form.flag("tell_end")};
  } else {
    return unknown(action);
  }
  TOCSIN_TRY_VOID(form.ok());
  return body;
}

Result<world::CommandBody> update_command(const std::string& action, world::UpdateId id,
                                          const world::UpdateContent& before, DeskForm& form) {
  world::CommandBody body;
  if (action == "edit") {
    body = world::EditUpdate{id, form.update(before), form.moment("publish_at"), form.flag("submit")};
  } else if (action == "submit") {
    body = world::SubmitUpdate{id};
  } else if (action == "publish") {
    body = world::PublishUpdate{id};
  } else if (action == "send-back") {
    body = world::SendBackUpdate{id, form.text("reason")};
  } else if (action == "discard") {
    body = world::DiscardUpdate{id, form.text("reason")};
  } else if (action == "correct") {
    body = world::CorrectUpdate{id, form.text("text"), form.text("reason")};
  } else if (action == "mark") {
    body = world::MarkUpdate{id, form.flag("pinned"), form.flag("key_event")};
  } else {
    return unknown(action);
  }
  TOCSIN_TRY_VOID(form.ok());
  return body;
}

}  // namespace

const std::vector<Api::Route>& Api::desk_form_routes() {
  static const std::vector<Route> table = {
      {"POST", "/console/entries", &Api::post_entry_form},
      {"POST", "/console/entries/{}/edit", &Api::post_entry_edit_form},
      {"POST", "/console/entries/{}/{}", &Api::post_entry_action_form},
      {"POST", "/console/levels", &Api::post_level_form},
      {"POST", "/console/levels/{}/{}", &Api::post_level_action_form},
      {"POST", "/console/sources", &Api::post_source_form},
      {"POST", "/console/sources/{}", &Api::post_source_form},
      {"POST", "/console/incidents/{}/updates", &Api::post_update_form},
      {"POST", "/console/updates/{}/{}", &Api::post_update_action_form},
  };
  return table;
}

Awaitable<Response> Api::post_entry_form(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  auto fields = parse_form(request.body);
  if (!fields) co_return co_await error_response(request, fields.error());
  const auto context = co_await page_context(request);
  DeskForm form(*fields, context.realm.time_zone);
  world::DraftEntry draft;
  draft.id = world::EntryId(new_record_id());
  draft.statement = form.statement({});
  draft.chain = form.chain();
  draft.grade = form.grade();
  draft.note = form.text("note");
  draft.submit = form.flag("submit");
  const auto source = form.id("source"), incident = form.id("incident");
  if (source) draft.source = world::SourceId(*source);
  if (!source) form.refuse("source", "choose the source: the outermost one, which is registered");
  if (incident) draft.incident = world::IncidentId(*incident);
  pages::EntryEditor page;
  page.form = {.statement = draft.statement, .change_note = draft.note, .minor = false, .tell = true};
  page.chain = draft.chain;
  page.grade = draft.grade;
  page.source = form.text("source");
  page.incident = form.text("incident");
  Error wrong;
  if (const auto ok = form.ok(); !ok) {
    wrong = ok.error();
  } else {
    world::CommandBody body = std::move(draft);
    const auto outcome = co_await submit(caller.actor, std::move(body));
    if (outcome) co_return see_other(fmt::format("/console/entries/{}?done=1", to_uuid(outcome->subject)));
    wrong = outcome.error();
  }
  page.error = wrong.detail;
  co_return co_await entry_editor(request, caller, std::nullopt, std::move(page), status_of(wrong.code));
}

Awaitable<Response> Api::post_entry_edit_form(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  const auto id = parse_id(ids[0]);
  auto fields = parse_form(request.body);
  if (!id) co_return co_await error_response(request, no_entry);
  if (!fields) co_return co_await error_response(request, fields.error());
  const auto context = co_await page_context(request);
  DeskForm form(*fields, context.realm.time_zone);
  const world::EntryId entry(*id);
  std::optional<pages::EntryForm> now;
  co_await ask([&](const world::World& world) {
    const auto* found = world.measures().find(entry);
    if (found == nullptr) return;
    now.emplace();
    now->statement = found->pending ? found->pending->statement : found->statement();
    if (found->pending) now->change_note = found->pending->change_note;
  });
  if (!now) co_return co_await error_response(request, no_entry);
  pages::EntryEditor page;
  page.form = {.statement = form.statement(now->statement),
               .change_note = form.text("note"),
               .minor = form.flag("minor"),
               .tell = form.flag("tell") && !form.flag("minor")};
  const auto revision = form.revision();
  Error wrong;
  if (const auto ok = form.ok(); !ok) {
    wrong = ok.error();
  } else {
    world::CommandBody body = world::EditEntry{.id = entry,
                                               .statement = page.form.statement,
                                               .change_note = page.form.change_note,
                                               .minor = page.form.minor,
                                               .tell = page.form.tell,
                                               .submit = form.flag("submit")};
    const auto outcome = co_await submit(caller.actor, std::move(body), revision);
    if (outcome) {
      edit_locks_.release(*id, caller.op->id);
      co_return see_other(fmt::format("/console/entries/{}?done=1", to_uuid(*id)));
    }
    wrong = outcome.error();
  }
  if (wrong.code == Errc::precondition) {
    page.theirs = std::move(now);
  } else {
    page.error = wrong.detail;
  }
  const std::optional<world::EntryId> shown = entry;
  co_return co_await entry_editor(request, caller, shown, std::move(page), status_of(wrong.code));
}

Awaitable<Response> Api::post_entry_action_form(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  const auto id = parse_id(ids[0]);
  auto fields = parse_form(request.body);
  if (!id) co_return co_await error_response(request, no_entry);
  if (!fields) co_return co_await error_response(request, fields.error());
  const auto context = co_await page_context(request);
  DeskForm form(*fields, context.realm.time_zone);
  const std::optional<world::EntryId> entry = world::EntryId(*id);
  auto command = entry_command(ids[1], *entry, form);
  const auto revision = form.revision();
  Error wrong;
  if (!command) {
    wrong = command.error();
  } else {
    const auto outcome = co_await submit(caller.actor, std::move(*command), revision);
    if (outcome) co_return see_other(fmt::format("/console/entries/{}?done=1", to_uuid(*id)));
    wrong = outcome.error();
  }
  pages::EntryEditor page;
  page.error = wrong.detail;
  co_await ask([&](const world::World& world) {
    const auto* found = world.measures().find(*entry);
    if (found != nullptr)
      page.form.statement = found->pending ? found->pending->statement : found->statement();
  });
  co_return co_await entry_editor(request, caller, entry, std::move(page), status_of(wrong.code));
}

Awaitable<Response> Api::post_level_form(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  auto fields = parse_form(request.body);
  if (!fields) co_return co_await error_response(request, fields.error());
  const auto context = co_await page_context(request);
  DeskForm form(*fields, context.realm.time_zone);
  pages::LevelsPage page;
  page.form = form.level();
  page.note = form.text("note");
  page.iso = page.form.iso;
  Error wrong;
  if (const auto ok = form.ok(); !ok) {
    wrong = ok.error();
  } else {
    world::CommandBody body = world::SetLevel{world::LevelId(new_record_id()), page.form, page.note};
    const auto outcome = co_await submit(caller.actor, std::move(body));
    if (outcome) co_return see_other("/console/levels?done=1");
    wrong = outcome.error();
  }
  page.error = wrong.detail;
  co_return co_await levels_page(request, caller, std::move(page), status_of(wrong.code));
}

Awaitable<Response> Api::post_level_action_form(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  const auto id = parse_id(ids[0]);
  auto fields = parse_form(request.body);
  if (!id) co_return co_await error_response(request, no_level);
  if (!fields) co_return co_await error_response(request, fields.error());
  const auto context = co_await page_context(request);
  DeskForm form(*fields, context.realm.time_zone);
  const world::LevelId level(*id);
  world::CommandBody body;
  if (ids[1] == "approve") {
    body = world::ApproveLevel{level};
  } else if (ids[1] == "reject") {
    body = world::RejectLevel{level, form.text("reason")};
  } else if (ids[1] == "end") {
    body = world::EndLevel{level, form.moment("ended_at"), form.text("reason")};
  } else {
    co_return co_await error_response(request, unknown(ids[1]).error());
  }
  const auto revision = form.revision();
  Error wrong;
  if (const auto ok = form.ok(); !ok) {
    wrong = ok.error();
  } else {
    const auto outcome = co_await submit(caller.actor, std::move(body), revision);
    if (outcome) co_return see_other("/console/levels?done=1");
    wrong = outcome.error();
  }
  pages::LevelsPage page;
  page.error = wrong.detail;
  co_return co_await levels_page(request, caller, std::move(page), status_of(wrong.code));
}

Awaitable<Response> Api::post_source_form(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  auto fields = parse_form(request.body);
  if (!fields) co_return co_await error_response(request, fields.error());
  const auto context = co_await page_context(request);
  DeskForm form(*fields, context.realm.time_zone);
  std::optional<world::SourceId> edited;
  if (!ids.empty()) {
    const auto id = parse_id(ids[0]);
    if (!id) co_return co_await error_response(request, no_source);
    edited = world::SourceId(*id);
  }
  pages::SourcesPage page;
  page.form = form.source();
  const auto revision = form.revision();
  Error wrong;
  if (const auto ok = form.ok(); !ok) {
    wrong = ok.error();
  } else {
    world::CommandBody body = world::RegisterSource{world::SourceId(new_record_id()), page.form};
    if (edited) body = world::ChangeSource{*edited, page.form};
    const auto outcome = co_await submit(caller.actor, std::move(body), revision);
    if (outcome) co_return see_other("/console/sources?done=1");
    wrong = outcome.error();
  }
  page.error = wrong.detail;
  co_return co_await sources_page(request, caller, edited, std::move(page), status_of(wrong.code));
}

Awaitable<Response> Api::post_update_form(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  const auto id = parse_id(ids[0]);
  auto fields = parse_form(request.body);
  if (!id) co_return co_await error_response(request, no_incident);
  if (!fields) co_return co_await error_response(request, fields.error());
  const auto context = co_await page_context(request);
  DeskForm form(*fields, context.realm.time_zone);
  pages::UpdatesPage page;
  page.form = form.update({});
  page.publish_at = form.moment("publish_at");
  const world::IncidentId incident(*id);
  Error wrong;
  if (const auto ok = form.ok(); !ok) {
    wrong = ok.error();
  } else {
    world::CommandBody body = world::DraftUpdate{world::UpdateId(new_record_id()), incident, page.form,
                                                 page.publish_at, form.flag("submit")};
    const auto outcome = co_await submit(caller.actor, std::move(body));
    if (outcome) co_return see_other(fmt::format("/console/incidents/{}?done=1", to_uuid(*id)));
    wrong = outcome.error();
  }
  page.error = wrong.detail;
  co_return co_await updates_page(request, caller, incident, std::move(page), status_of(wrong.code));
}

Awaitable<Response> Api::post_update_action_form(const Request& request,
                                                 const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  const auto id = parse_id(ids[0]);
  auto fields = parse_form(request.body);
  if (!id) co_return co_await error_response(request, no_update);
  if (!fields) co_return co_await error_response(request, fields.error());
  const auto context = co_await page_context(request);
  DeskForm form(*fields, context.realm.time_zone);
  const world::UpdateId update(*id);
  std::optional<world::IncidentId> incident;
  std::optional<world::UpdateDraft> draft;
  co_await ask([&](const world::World& world) {
    incident = world.updates().incident_of(update);
    const auto* found = world.updates().find(update);
    if (found == nullptr) return;
    draft = *found;
    incident = found->incident;
  });
  if (!incident) co_return co_await error_response(request, no_update);
  auto command = update_command(ids[1], update, draft ? draft->content : world::UpdateContent(), form);
  const auto revision = form.revision();
  Error wrong;
  if (!command) {
    wrong = command.error();
  } else {
    const auto outcome = co_await submit(caller.actor, std::move(*command), revision);
    if (outcome) co_return see_other(fmt::format("/console/incidents/{}?done=1", to_uuid(incident->id)));
    wrong = outcome.error();
  }
  pages::UpdatesPage page;
  page.error = wrong.detail;
  page.form.occurred_at = context.now;
  if (ids[1] == "edit" && draft) {
    page.edited = std::move(draft);
    page.form = form.update(page.edited->content);
    page.publish_at = form.moment("publish_at");
  }
  co_return co_await updates_page(request, caller, *incident, std::move(page), status_of(wrong.code));
}

}  // namespace tocsin::doors::http
