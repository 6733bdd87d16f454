// Api: what each path does. It turns requests into commands and questions, and views into bytes; it decides
// nothing.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/fwd.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/random.h"
#include "doors/board_query.h"
#include "doors/board_watches.h"
#include "doors/circle_streams.h"
#include "doors/http/edit_locks.h"
#include "doors/http/event_hub.h"
#include "doors/http/idempotency.h"
#include "doors/http/message.h"
#include "doors/http/quotas.h"
#include "doors/links.h"
#include "doors/operator_book.h"
#include "doors/pages/desk_pages.h"
#include "doors/public_feed.h"
#include "engine/runner.h"
#include "engine/snapshot_writer.h"
#include "geo/countries.h"
#include "vault/vault.h"
#include "views/audience.h"

namespace tocsin::doors {
struct ReportInput;
}

namespace tocsin::doors::http {

// What the API works with; all of it outlives the Api.
struct ApiParts {
  engine::Runner& runner;
  vault::Vault& vault;
  views::Audience& audience;
  OperatorBook& operators;
  PublicFeed& feed;
  EventHub& hub;
  BoardWatches& watches;
  CircleStreams& circles;
  const Links& links;
  const geo::Countries& countries;
  const Clock& clock;
  Random& random;            // safe for many threads
  std::string journal_path;  // raw documents are read from it
  std::string public_url;    // without a slash at its end; "" while the address is not known
  std::function<bool()> is_ready;
  std::function<engine::SnapshotWriter::Facts()> snapshot_facts;  // on the engine's thread
};

template <class T>
using Awaitable = boost::asio::awaitable<T>;

// Who asks. The World decides what they may.
struct Caller {
  world::Actor actor;
  std::optional<KnownOperator> op;

  bool is_known() const { return op.has_value() || actor.kind == world::Actor::Kind::local; }
  // More than a feed, which may only hand in alerts: what the door itself holds back (lists, fixes, dry
  // runs).
  bool may_operate() const {
    return op ? op->role != world::Role::feed : actor.kind == world::Actor::Kind::local;
  }
  // Why not, for a caller who may not.
  Error refusal(std::string_view to_do) const;
};

// How its coroutines are written: g++ 12 destroys some temporaries of a co_await expression twice (aggregates
// with strings, branches of ?:). What is not trivial gets a name before it is awaited.
class Api {
 public:
  explicit Api(ApiParts parts) : parts_(std::move(parts)) {}

  // Answers any request. Runs on the caller's executor; takes no thread while it waits for the engine.
  Awaitable<Response> handle(Request request);
  // The body a path may have.
  static std::size_t body_bytes_max(std::string_view method, std::string_view path);
  void set_public_url(std::string url) { parts_.public_url = std::move(url); }

 private:
  using Handler = Awaitable<Response> (Api::*)(const Request&, const std::vector<std::string>& ids);
  struct Route {
    std::string_view method;
    std::string_view pattern;  // "/v1/checks/{}/preview"
    Handler handler;
  };
  // One table an area, looked through in this order.
  static const std::vector<Route>& routes();
  static const std::vector<Route>& board_routes();        // api_board.cc
  static const std::vector<Route>& report_routes();       // api_reports.cc
  static const std::vector<Route>& entry_routes();        // api_entries.cc
  static const std::vector<Route>& source_routes();       // api_sources.cc
  static const std::vector<Route>& update_routes();       // api_updates.cc
  static const std::vector<Route>& board_page_routes();   // api_board_pages.cc
  static const std::vector<Route>& desk_page_routes();    // api_desk_pages.cc
  static const std::vector<Route>& desk_form_routes();    // api_desk_forms.cc
  static const std::vector<Route>& report_form_routes();  // api_report_forms.cc
  Awaitable<Response> dispatch(const Request& request);

  // --- the engine, as something to wait for ---
  Awaitable<Result<engine::Outcome>> submit(world::Actor by, world::CommandBody body,
                                            std::optional<std::uint32_t> if_revision = {});
  // Runs `question` on the engine's thread; false when it is too busy. `question` may refer to the waiting
  // frame.
  Awaitable<bool> ask(std::function<void(const world::World&)> question);
  Caller caller_of(const Request& request) const;
  Id new_record_id() { return make_uuid_v7(parts_.clock.now(), parts_.random.id()); }

  // --- api_circle_events.cc ---
  Awaitable<Response> get_circle_events(const Request& request, const std::vector<std::string>& ids);

  // --- api_alerts.cc ---
  Awaitable<Response> post_alert(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_alert(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> alerts_atom(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> alerts_geojson(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_incident(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> incident_atom(const Request& request, const std::string& id);
  Awaitable<Response> get_events(const Request& request, const std::vector<std::string>& ids);

  // --- api_board.cc: the public board ---
  Awaitable<Response> get_board(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_board_row(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_board_diff(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_board_atom(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_board_events(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_schemes(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_sitrep(const Request& request, const std::vector<std::string>& ids);
  Result<BoardQuery> board_query_of(const Request& request) const;

  // --- api_reports.cc: texts and what was read in them ---
  Awaitable<Response> post_report(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_reports(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_report(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_report_raw(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_report_move(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_proposal_action(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_clusters(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_waiting(const Request& request, const std::vector<std::string>& ids);
  // Reads and files one text for whoever asks; what came of it as JSON.
  Awaitable<Result<boost::json::object>> file_report(const Caller& caller, ReportInput input);
  // Each item of a feed as a report of its own.
  Awaitable<Response> file_feed(const Caller& caller, const ReportInput& feed);

  // --- api_entries.cc: board entries and levels ---
  Awaitable<Response> get_entry(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_entry(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> put_entry(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_entry_action(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_entry_lock(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> delete_entry_lock(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_level(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_level(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_level_action(const Request& request, const std::vector<std::string>& ids);
  // For operators, with its revision as ETag.
  Awaitable<Response> entry_response(const Caller& caller, world::EntryId id, int status);
  Awaitable<Response> level_response(world::LevelId id, int status);

  // --- api_sources.cc ---
  Awaitable<Response> get_sources(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_source(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_source(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> put_source(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_fetch(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> source_response(world::SourceId id, int status);

  // --- api_updates.cc: live updates ---
  Awaitable<Response> post_update(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_update(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> put_update(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_update_action(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> update_response(const Caller& caller, world::UpdateId id, int status);

  // --- api_people.cc ---
  Awaitable<Response> post_people(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> delete_person(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_fixes(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_circles(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_roll_call(const Request& request, const std::vector<std::string>& ids);
  Awaitable<std::optional<views::RollCall>> roll_call_of(const Request& request, const std::string& group,
                                                         const std::string& check);

  // --- api_checks.cc ---
  Awaitable<Response> post_check(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_check(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_preview(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_asks(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_links(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_check_action(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> put_area(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_answer_for(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> check_response(world::CheckId id, int status);
  // A command on a check by name: "propose", "approve", "resume", "retract", "close".
  Awaitable<Result<engine::Outcome>> act_on_check(const Caller& caller, world::CheckId id,
                                                  const std::string& action, const std::string& correction,
                                                  std::optional<std::uint32_t> if_revision);
  Awaitable<Result<engine::Outcome>> draft_check(const Caller& caller, world::DraftCheck draft);

  // --- api_pages.cc ---
  Awaitable<Response> get_answer_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_answer_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> answer_page(const Request& request, Links::Answer link, const std::string& token,
                                  bool recorded, const std::string& ward_recorded);
  Awaitable<Response> answered_page(const Request& request, Links::Answer link, const std::string& token,
                                    world::Answer answer, const std::string& note, Instant at);
  Awaitable<Response> get_circle_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_circle_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> circle_page(const Request& request, world::PersonId viewer, const std::string& token,
                                  const std::string& recorded_for);
  Awaitable<Response> get_home(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_incident_page(const Request& request, const std::vector<std::string>& ids);
  // `person`: whose languages come first; null for nobody's.
  Awaitable<pages::PageContext> page_context(const Request& request, const vault::Profile* person = nullptr);
  pages::PageContext context_of(const Request& request, const vault::Profile* person,
                                views::RealmSummary realm) const;
  Awaitable<Response> error_response(const Request& request, const Error& error);
  Awaitable<Response> status_page(const Request& request, int status, const std::string& detail);
  // The note of the answer given at `seq`, from the journal; empty for none.
  std::string note_of(world::PersonId person, world::Seq seq) const;
  pages::Names names_of(const std::vector<world::PersonId>& people) const;

  // --- api_console.cc ---
  Awaitable<Response> get_console(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> console_home(const Request& request, const Caller& caller);
  Awaitable<Response> post_sign_in(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_sign_out(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_release(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_console_draft(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_console_check(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> console_check(const Request& request, const Caller& caller, world::CheckId id,
                                    const std::string& error, int status);
  Awaitable<Response> post_console_action(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_take_help(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_console_roll_call(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_enter(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_enter(const Request& request, const std::vector<std::string>& ids);

  Awaitable<Response> post_operator(const Request& request, const std::vector<std::string>& ids);

  // --- api_board_pages.cc: pages of the public board ---
  Awaitable<Response> get_board_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_jurisdiction_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_compare_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_entry_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_sitrep_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_watch_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_update_page(const Request& request, const std::vector<std::string>& ids);

  // --- api_desk_pages.cc: the desk; each page also shows what a refused form held ---
  Awaitable<Response> get_clusters_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_reports_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> reports_page(const Request& request, const Caller& caller, pages::ReportsPage page,
                                   int status);
  Awaitable<Response> get_report_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> report_page(const Request& request, const Caller& caller, world::ReportId id,
                                  const std::string& error, int status);
  Awaitable<Response> get_proposal_editor(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_entries_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_entry_editor(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> entry_editor(const Request& request, const Caller& caller,
                                   std::optional<world::EntryId> id, pages::EntryEditor page, int status);
  Awaitable<Response> get_levels_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> levels_page(const Request& request, const Caller& caller, pages::LevelsPage page,
                                  int status);
  Awaitable<Response> get_sources_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> sources_page(const Request& request, const Caller& caller,
                                   std::optional<world::SourceId> edited, pages::SourcesPage page,
                                   int status);
  Awaitable<Response> get_updates_page(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> updates_page(const Request& request, const Caller& caller, world::IncidentId incident,
                                   pages::UpdatesPage page, int status);

  // --- api_report_forms.cc, api_desk_forms.cc: what the forms of the desk do ---
  Awaitable<Response> post_report_form(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_report_move_form(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_proposal_form(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_entry_form(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_entry_edit_form(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_entry_action_form(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_level_form(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_level_action_form(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_source_form(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_update_form(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> post_update_action_form(const Request& request, const std::vector<std::string>& ids);

  // --- api_ops.cc ---
  Awaitable<Response> get_healthz(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_readyz(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_metrics(const Request& request, const std::vector<std::string>& ids);
  Awaitable<Response> get_openapi(const Request& request, const std::vector<std::string>& ids);

  ApiParts parts_;
  Idempotency idempotency_;
  EditLocks edit_locks_;
  SenderQuotas quotas_;
};

}  // namespace tocsin::doors::http
