// Pages of the desk: what waits, the reports, the entries, the levels, the sources and the live updates.
#include "base/text.h"
#include "doors/http/api.h"
#include "doors/http/console_request.h"
#include "doors/http/desk_values.h"
#include "doors/http/raw_document.h"
#include "doors/http/reply.h"

namespace tocsin::doors::http {
namespace {

// Posts of one event that a page of forms can hold; older ones are corrected through the API.
constexpr std::size_t published_shown_max = 100;

const Error no_report{Errc::not_found, "There is no such report.", {}};
const Error no_proposal{Errc::not_found, "There is no such proposal.", {}};
const Error no_entry{Errc::not_found, "There is no such entry.", {}};
const Error no_source{Errc::not_found, "There is no such source.", {}};
const Error no_incident{Errc::not_found, "There is no such event.", {}};

std::size_t waiting_in(const world::Report& report) {
  std::size_t waiting = 0;
  for (std::uint32_t i = 0; i < report.proposals.size(); ++i)
    waiting += report.state(i) == world::ProposalState::waiting ? 1 : 0;
  return waiting;
}

// Entries of the board that a waiting proposal may be about: related ones, by its cluster.
void fill_related(const world::World& world, world::ReportId id, Instant now, pages::ReportPage& page) {
  views::ClusterFilter filter;
  filter.report = id;
  filter.with_other = true;
  for (const auto& cluster : views::clusters(world, filter, now)) {
    std::vector<std::pair<std::string, std::string>> related;
    for (const auto& one : cluster.related) {
      const auto* entry = world.measures().find(one.entry);
      if (entry != nullptr && one.relation == views::Relation::corroborates)
        related.emplace_back(to_uuid(one.entry.id), entry_words(*entry));
    }
    for (const auto& member : cluster.members) {
      if (member.proposal.report == id) page.related[member.proposal.index] = related;
    }
  }
}

}  // namespace

const std::vector<Api::Route>& Api::desk_page_routes() {
  static const std::vector<Route> table = {
      {"GET", "/console/clusters", &Api::get_clusters_page},
      {"GET", "/console/reports", &Api::get_reports_page},
      {"GET", "/console/reports/{}", &Api::get_report_page},
      {"GET", "/console/reports/{}/{}/edit", &Api::get_proposal_editor},
      {"GET", "/console/entries", &Api::get_entries_page},
      {"GET", "/console/entries/{}", &Api::get_entry_editor},
      {"GET", "/console/levels", &Api::get_levels_page},
      {"GET", "/console/sources", &Api::get_sources_page},
      {"GET", "/console/sources/{}", &Api::get_sources_page},
      {"GET", "/console/incidents/{}", &Api::get_updates_page},
  };
  return table;
}

Awaitable<Response> Api::get_clusters_page(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!is_operator(caller)) co_return see_other("/console/");
  const auto context = co_await page_context(request);
  pages::ClustersPage page;
  page.me = me_of(caller);
  page.iso = trim(request.parameter("iso"));
  page.incident = request.parameter("incident");
  views::ClusterFilter filter;
  filter.iso = page.iso;
  if (const auto incident = parse_id(page.incident)) filter.incident = world::IncidentId(*incident);
  co_await ask([&](const world::World& world) {
    auto clusters = views::clusters(world, filter, context.now);
    page.in_all = clusters.size();
    page.clusters = desk_clusters(world, std::move(clusters), pages::clusters_max);
    page.incidents = incident_pairs(world);
  });
  co_return html_reply(200, pages::clusters_page(context, page), context.nonce);
}

Awaitable<Response> Api::get_reports_page(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!is_operator(caller)) co_return see_other("/console/");
  pages::ReportsPage page;
  co_return co_await reports_page(request, caller, std::move(page), 200);
}

Awaitable<Response> Api::reports_page(const Request& request, const Caller& caller, pages::ReportsPage page,
                                      int status) {
  const auto context = co_await page_context(request);
  page.me = me_of(caller);
  co_await ask([&](const world::World& world) {
    const auto& order = world.reports().in_order();
    page.in_all = order.size();
    for (auto it = order.rbegin(); it != order.rend() && page.reports.size() < pages::reports_shown_max;
         ++it) {
      const auto& report = *world.reports().find(*it);
      const auto* source = world.sources().find(report.facts.source);
      page.reports.push_back({.id = report.id,
                              .title = report.facts.title,
                              .source = source == nullptr ? std::string() : source->facts.name,
                              .published_at = report.facts.published_at,
                              .received_at = report.received_at,
                              .proposals = report.proposals.size(),
                              .waiting = waiting_in(report)});
    }
    page.sources = source_pairs(world);
    page.incidents = incident_pairs(world);
  });
  co_return html_reply(status, pages::reports_page(context, page), context.nonce);
}

Awaitable<Response> Api::get_report_page(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_operator(caller)) co_return see_other("/console/");
  const auto id = parse_id(ids[0]);
  if (!id) co_return co_await error_response(request, no_report);
  const std::string no_error;
  co_return co_await report_page(request, caller, world::ReportId(*id), no_error, 200);
}

Awaitable<Response> Api::report_page(const Request& request, const Caller& caller, world::ReportId id,
                                     const std::string& error, int status) {
  const auto context = co_await page_context(request);
  pages::ReportPage page;
  bool found = false;
  co_await ask([&](const world::World& world) {
    const auto* report = world.reports().find(id);
    if (report == nullptr) return;
    found = true;
    page.report = *report;
    if (const auto* source = world.sources().find(report->facts.source)) page.source = source->facts.name;
    page.incidents = incident_pairs(world);
    page.operators = operator_names(world);
    fill_related(world, id, context.now, page);
  });
  if (!found) co_return co_await error_response(request, no_report);
  auto raw = read_raw(parts_.journal_path, page.report.seq);
  if (!raw) co_return co_await error_response(request, raw.error());
  page.me = me_of(caller);
  page.raw = std::move(*raw);
  page.error = error;
  if (!request.parameter("done").empty()) page.message = "Done.";
  co_return html_reply(status, pages::report_page(context, page), context.nonce);
}

Awaitable<Response> Api::get_proposal_editor(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_operator(caller)) co_return see_other("/console/");
  const auto report = parse_id(ids[0]);
  const auto index = parse_int(ids[1]);
  if (!report || !index || *index < 0) co_return co_await error_response(request, no_proposal);
  pages::EntryEditor page;
  page.proposal = world::ProposalRef{world::ReportId(*report), static_cast<std::uint32_t>(*index)};
  bool found = false;
  co_await ask([&](const world::World& world) {
    const auto* proposal = world.reports().find(*page.proposal);
    if (proposal == nullptr) return;
    found = true;
    page.form.statement = proposal->statement;
    page.grade = proposal->grade;
  });
  if (!found) co_return co_await error_response(request, no_proposal);
  co_return co_await entry_editor(request, caller, std::nullopt, std::move(page), 200);
}

Awaitable<Response> Api::get_entries_page(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!is_operator(caller)) co_return see_other("/console/");
  const auto context = co_await page_context(request);
  pages::EntriesPage page;
  page.me = me_of(caller);
  page.state = request.parameter("state");
  co_await ask([&](const world::World& world) {
    const auto& all = world.measures().all();
    for (auto it = all.rbegin(); it != all.rend(); ++it) {
      const auto& entry = it->second;
      if (!page.state.empty() && world::to_string(entry.state) != page.state) continue;
      if (++page.in_all <= pages::entries_shown_max) page.entries.push_back(entry);
    }
    page.operators = operator_names(world);
  });
  co_return html_reply(200, pages::entries_page(context, page), context.nonce);
}

Awaitable<Response> Api::get_entry_editor(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_operator(caller)) co_return see_other("/console/");
  pages::EntryEditor page;
  if (!request.parameter("done").empty()) page.message = "Done.";
  if (ids[0] == "new") {
    page.form.statement.status = world::Status::reported;
    co_return co_await entry_editor(request, caller, std::nullopt, std::move(page), 200);
  }
  const auto id = parse_id(ids[0]);
  if (!id) co_return co_await error_response(request, no_entry);
  const std::optional<world::EntryId> entry = world::EntryId(*id);
  co_await ask([&](const world::World& world) {
    const auto* found = world.measures().find(*entry);
    if (found == nullptr) return;
    page.form.statement = found->pending ? found->pending->statement : found->statement();
    if (found->pending) page.form.change_note = found->pending->change_note;
  });
  co_return co_await entry_editor(request, caller, entry, std::move(page), 200);
}

Awaitable<Response> Api::entry_editor(const Request& request, const Caller& caller,
                                      std::optional<world::EntryId> id, pages::EntryEditor page, int status) {
  const auto context = co_await page_context(request);
  page.me = me_of(caller);
  bool found = !id.has_value();
  co_await ask([&](const world::World& world) {
    if (id) {
      const auto* entry = world.measures().find(*id);
      if (entry == nullptr) return;
      found = true;
      page.entry = *entry;
    }
    page.sources = source_pairs(world);
    page.incidents = incident_pairs(world);
    page.source_names = source_names(world);
    page.operators = operator_names(world);
  });
  if (!found) co_return co_await error_response(request, no_entry);
  if (id) {
    // Whoever opens the form says so to the others; looking takes nothing away from anybody.
    const auto lock = edit_locks_.find(id->id, context.now);
    if (lock && !(lock->holder == caller.op->id)) page.locked_by = lock->name;
  }
  co_return html_reply(status, pages::entry_editor(context, page), context.nonce);
}

Awaitable<Response> Api::get_levels_page(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!is_operator(caller)) co_return see_other("/console/");
  pages::LevelsPage page;
  page.iso = trim(request.parameter("iso"));
  page.form.iso = page.iso;
  if (!request.parameter("done").empty()) page.message = "Done.";
  co_return co_await levels_page(request, caller, std::move(page), 200);
}

Awaitable<Response> Api::levels_page(const Request& request, const Caller& caller, pages::LevelsPage page,
                                     int status) {
  const auto context = co_await page_context(request);
  page.me = me_of(caller);
  co_await ask([&](const world::World& world) {
    for (const auto id : views::waiting(world).levels) page.proposed.push_back(*world.levels().find(id));
    views::Filter filter;
    filter.only_levels = true;
    const auto board = views::board(world, views::Moment::at(context.now), filter);
    for (const auto& row : board.rows) {
      for (const auto& line : row.levels) {
        page.standing.push_back(line);
        page.revisions[line.id] = world.levels().find(line.id)->revision;
      }
    }
    page.sources = source_pairs(world, true);
    page.source_names = source_names(world);
    page.operators = operator_names(world);
  });
  co_return html_reply(status, pages::levels_page(context, page), context.nonce);
}

Awaitable<Response> Api::get_sources_page(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_operator(caller)) co_return see_other("/console/");
  pages::SourcesPage page;
  if (!request.parameter("done").empty()) page.message = "Done.";
  std::optional<world::SourceId> edited;
  if (!ids.empty()) {
    const auto id = parse_id(ids[0]);
    if (!id) co_return co_await error_response(request, no_source);
    edited = world::SourceId(*id);
    co_await ask([&](const world::World& world) {
      if (const auto* source = world.sources().find(*edited)) page.form = source->facts;
    });
  }
  co_return co_await sources_page(request, caller, edited, std::move(page), 200);
}

Awaitable<Response> Api::sources_page(const Request& request, const Caller& caller,
                                      std::optional<world::SourceId> edited, pages::SourcesPage page,
                                      int status) {
  const auto context = co_await page_context(request);
  page.me = me_of(caller);
  bool found = !edited.has_value();
  co_await ask([&](const world::World& world) {
    for (const auto& [id, source] : world.sources().all()) {
      page.sources.push_back(source);
      page.sources.back().versions.clear();
      if (edited && id == *edited) page.edited = source, found = true;
    }
    page.stale = views::stale_sources(world, context.now);
  });
  if (!found) co_return co_await error_response(request, no_source);
  std::sort(page.sources.begin(), page.sources.end(),
            [](const auto& a, const auto& b) { return a.facts.name < b.facts.name; });
  co_return html_reply(status, pages::sources_page(context, page), context.nonce);
}

Awaitable<Response> Api::get_updates_page(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!is_operator(caller)) co_return see_other("/console/");
  const auto id = parse_id(ids[0]);
  if (!id) co_return co_await error_response(request, no_incident);
  pages::UpdatesPage page;
  page.form.occurred_at = parts_.clock.now();
  if (!request.parameter("done").empty()) page.message = "Done.";
  if (const auto update = parse_id(request.parameter("update"))) {
    co_await ask([&](const world::World& world) {
      const auto* draft = world.updates().find(world::UpdateId(*update));
      if (draft == nullptr) return;
      page.edited = *draft;
      page.form = draft->content;
      page.publish_at = draft->publish_at;
    });
  }
  co_return co_await updates_page(request, caller, world::IncidentId(*id), std::move(page), 200);
}

Awaitable<Response> Api::updates_page(const Request& request, const Caller& caller, world::IncidentId id,
                                      pages::UpdatesPage page, int status) {
  const auto context = co_await page_context(request);
  page.me = me_of(caller);
  page.incident = id;
  bool found = false;
  co_await ask([&](const world::World& world) {
    const auto* incident = world.incidents().find(id);
    if (incident == nullptr) return;
    found = true;
    page.headline = incident->headline;
    for (const auto& [update_id, draft] : world.updates().all()) {
      const bool open =
          draft.state != world::UpdateState::published && draft.state != world::UpdateState::discarded;
      if (draft.incident == id && open) page.drafts.push_back(draft);
    }
    for (const auto& [update_id, update] : incident->updates) page.published.push_back(update);
    page.operators = operator_names(world);
  });
  if (!found) co_return co_await error_response(request, no_incident);
  std::stable_sort(page.published.begin(), page.published.end(),
                   [](const auto& a, const auto& b) { return a.occurred_at > b.occurred_at; });
  if (page.published.size() > published_shown_max) page.published.resize(published_shown_max);
  co_return html_reply(status, pages::updates_page(context, page), context.nonce);
}

}  // namespace tocsin::doors::http
