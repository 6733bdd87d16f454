// Forms of the desk for reports: hand one in, move it, decide about what was read in it. A refusal shows the
// page again with what was typed.
#include <boost/json.hpp>

#include "base/text.h"
#include "doors/http/api.h"
#include "doors/http/console_request.h"
#include "doors/http/desk_form.h"
#include "doors/http/desk_values.h"
#include "doors/http/multipart.h"
#include "doors/http/reply.h"
#include "doors/report_intake.h"

namespace tocsin::doors::http {
namespace {

const Error no_report{Errc::not_found, "There is no such report.", {}};
const Error no_proposal{Errc::not_found, "There is no such proposal.", {}};
const Error no_action{Errc::not_found, "A proposal is accepted, rejected or merged.", {}};

// As browsers name the files of feeds; each item becomes a report.
bool is_feed(std::string_view type) {
  return type == "application/rss+xml" || type == "application/atom+xml" || type == "application/rdf+xml" ||
         type == "text/xml" || type == "application/xml";
}

// A report from the form: its fields, and either pasted text or a file's bytes.
struct ReportForm {
  std::map<std::string, std::string> fields;
  std::string media_type;
  Bytes raw;
};

Result<ReportForm> read_report_form(const Request& request) {
  TOCSIN_TRY(auto parts, read_multipart(request.header("content-type"), request.body));
  ReportForm form;
  for (auto& part : parts) {
    if (part.name == "file") {
      if (part.bytes.empty()) continue;
      form.media_type = part.content_type;
      form.raw = std::move(part.bytes);
      // Some browsers do not know a text when they see one; then its bytes say what it is.
      if (form.media_type == "application/octet-stream") form.media_type.clear();
    } else {
      if (!is_utf8(part.bytes)) return fail(Errc::invalid, fmt::format("{} is not UTF-8", part.name));
      form.fields[part.name] = std::move(part.bytes);
    }
  }
  if (!form.raw.empty() && !trim(form.fields["text"]).empty())
    return fail(Errc::invalid, "paste a text or choose a file, not both");
  if (form.raw.empty()) {
    form.raw = form.fields["text"];
    form.media_type.clear();
  }
  if (trim(form.raw).empty())
    return fail(Errc::invalid, "the report is empty: paste a text or choose a file");
  if (form.raw.size() > world::report_bytes_max)
    return fail(Errc::too_large, fmt::format("a report has at most {} bytes", world::report_bytes_max));
  return form;
}

}  // namespace

const std::vector<Api::Route>& Api::report_form_routes() {
  static const std::vector<Route> table = {
      {"POST", "/console/reports", &Api::post_report_form},
      {"POST", "/console/reports/{}/move", &Api::post_report_move_form},
      {"POST", "/console/reports/{}/{}/{}", &Api::post_proposal_form},
  };
  return table;
}

Awaitable<Response> Api::post_report_form(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  const auto context = co_await page_context(request);
  auto form = read_report_form(request);
  pages::ReportsPage page;
  if (!form) {
    page.error = form.error().detail;
    co_return co_await reports_page(request, caller, std::move(page), status_of(form.error().code));
  }
  DeskForm fields(form->fields, context.realm.time_zone);
  ReportInput input;
  const auto source = fields.id("source"), incident = fields.id("incident");
  if (!source) fields.refuse("source", "choose the source: who published it");
  if (source) input.source = world::SourceId(*source);
  if (incident) input.incident = world::IncidentId(*incident);
  input.published_at = fields.moment("published_at");
  input.title = fields.text("title");
  input.url = fields.text("url");
  input.media_type = form->media_type;
  input.raw = form->raw;
  Error wrong;
  if (const auto ok = fields.ok(); !ok) {
    wrong = ok.error();
  } else {
    // A feed is many reports: the list shows them.
    if (is_feed(input.media_type)) {
      const Response response = co_await file_feed(caller, input);
      if (response.status < 300) co_return see_other("/console/reports");
      co_return response;
    }
    if (input.media_type == "message/rfc822") {
      auto text = report_of_mail(input);
      if (!text) co_return co_await error_response(request, text.error());
      input = std::move(*text);
    }
    const auto filed = co_await file_report(caller, std::move(input));
    if (filed) {
      const std::string id(filed->at("id").as_string());
      co_return see_other(fmt::format("/console/reports/{}", id));
    }
    wrong = filed.error();
  }
  page.error = wrong.detail;
  page.source = fields.text("source");
  page.incident = fields.text("incident");
  page.published_at = fields.text("published_at");
  page.title = fields.text("title");
  page.url = fields.text("url");
  page.text = form->fields["text"];
  co_return co_await reports_page(request, caller, std::move(page), status_of(wrong.code));
}

Awaitable<Response> Api::post_report_move_form(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  const auto id = parse_id(ids[0]);
  auto fields = parse_form(request.body);
  if (!id) co_return co_await error_response(request, no_report);
  if (!fields) co_return co_await error_response(request, fields.error());
  world::MoveReport move{world::ReportId(*id), std::nullopt};
  if (const auto incident = parse_id((*fields)["incident"])) move.incident = world::IncidentId(*incident);
  world::CommandBody body = move;
  const auto outcome = co_await submit(caller.actor, std::move(body));
  if (!outcome) {
    co_return co_await report_page(request, caller, world::ReportId(*id), outcome.error().detail,
                                   status_of(outcome.error().code));
  }
  co_return see_other(fmt::format("/console/reports/{}?done=1", to_uuid(*id)));
}

Awaitable<Response> Api::post_proposal_form(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_own_form(request, caller)) co_return not_signed_in();
  const auto report = parse_id(ids[0]);
  const auto index = parse_int(ids[1]);
  if (!report || !index || *index < 0) co_return co_await error_response(request, no_proposal);
  auto fields = parse_form(request.body);
  if (!fields) co_return co_await error_response(request, fields.error());
  const auto context = co_await page_context(request);
  const world::ProposalRef ref{world::ReportId(*report), static_cast<std::uint32_t>(*index)};
  std::optional<world::Proposal> proposal;
  co_await ask([&](const world::World& world) {
    if (const auto* found = world.reports().find(ref)) proposal = *found;
  });
  if (!proposal) co_return co_await error_response(request, no_proposal);
  DeskForm form(*fields, context.realm.time_zone);
  world::CommandBody body;
  const std::string& action = ids[2];
  const bool edited = form.flag("edited");
  if (action == "accept") {
    world::AcceptProposal accept;
    accept.proposal = ref;
    accept.entry = world::EntryId(new_record_id());
    accept.note = form.text("note");
    accept.submit = !edited || form.flag("submit");
    if (edited) {
      auto statement = form.statement(proposal->statement);
      if (!(statement == proposal->statement)) accept.edited = std::move(statement);
      const auto grade = form.grade();
      if (!(grade == proposal->grade)) accept.grade = grade;
    }
    body = std::move(accept);
  } else if (action == "reject") {
    body = world::RejectProposal{ref, form.text("reason")};
  } else if (action == "merge") {
    const auto entry = form.id("entry");
    if (!entry) form.refuse("entry", "choose the entry that it says the same as");
    body = world::MergeProposal{ref, world::EntryId(entry.value_or(Id{})), form.text("note")};
  } else {
    co_return co_await error_response(request, no_action);
  }
  Error wrong;
  if (const auto ok = form.ok(); !ok) {
    wrong = ok.error();
  } else {
    const auto outcome = co_await submit(caller.actor, std::move(body));
    if (outcome) {
      const std::string path =
          edited ? fmt::format("/console/entries/{}?done=1", to_uuid(outcome->subject))
                 : fmt::format("/console/reports/{}?done=1#p{}", to_uuid(*report), ref.index);
      co_return see_other(path);
    }
    wrong = outcome.error();
  }
  if (!edited)
    co_return co_await report_page(request, caller, ref.report, wrong.detail, status_of(wrong.code));
  pages::EntryEditor page;
  page.proposal = ref;
  page.form.statement = form.statement(proposal->statement);
  page.form.change_note = form.text("note");
  page.grade = form.grade();
  page.error = wrong.detail;
  co_return co_await entry_editor(request, caller, std::nullopt, std::move(page), status_of(wrong.code));
}

}  // namespace tocsin::doors::http
