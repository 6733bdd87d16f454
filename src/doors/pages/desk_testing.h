// Sample values for tests of the desk's pages.
#pragma once

#include "doors/pages/board_testing.h"

namespace tocsin::doors::pages::testing {

inline const std::string report_text =
    "Security has been bolstered at all Moscow airports, a source familiar told Interfax.\n<b>France closed "
    "its borders</b>.";

inline world::Report report() {
  world::Report report;
  report.id = world::ReportId(id(0x61));
  report.facts.source = world::SourceId(id(0x51));
  report.facts.title = "World on alert";
  report.facts.url = "https://news.example/alert?id=1";
  report.facts.published_at = now + -2 * hour_ms;
  report.digest = Bytes(32, 'd');
  report.bytes = report_text.size();
  report.received_at = now + -hour_ms;
  world::Proposal proposal;
  proposal.statement = statement("TRANSPORT_SECURITY", "RU");
  proposal.chain = chain();
  proposal.hedges = {"reportedly"};
  proposal.grade = {'C', 3};
  proposal.rule = "security.bolstered";
  proposal.span = {0, 84};
  proposal.fields = {{world::Field::kind, {0, 23}}, {world::Field::site, {27, 46}}};
  world::Proposal second = proposal;
  second.statement = statement("BORDER_CLOSURE", "FR");
  second.span = {88, 114};
  second.summary = true;
  report.proposals = {proposal, second};
  report.decisions[1] = {{.state = world::ProposalState::rejected,
                          .entry = world::EntryId(id(0x22)),
                          .edited = false,
                          .reason = "A headline.",
                          .by = world::OperatorId(id(0x01)),
                          .at = now}};
  return report;
}

inline OperatorNames operators() {
  return {{world::OperatorId(id(0x01)), "Paul Petit"}, {world::OperatorId(id(0x02)), "Jeanne Moreau"}};
}

inline DeskCluster cluster() {
  DeskCluster item;
  item.cluster.statement = statement("TRANSPORT_SECURITY", "RU");
  for (std::uint32_t i = 0; i < 2; ++i)
    item.cluster.members.push_back({.proposal = {world::ReportId(id(0x61)), i},
                                    .source = world::SourceId(id(0x51)),
                                    .chain_text = "RT, citing Interfax",
                                    .copy = i == 1});
  item.cluster.independent_sources = 1;
  item.cluster.related = {{.entry = world::EntryId(id(0x22)), .relation = views::Relation::contradicts}};
  item.cluster.last_at = now + -5 * minute_ms;
  item.cluster.attacker_claim = true;
  item.sources = {"RT", "RT"};
  return item;
}

inline world::BoardEntry waiting_entry() {
  auto entry = board_entry();
  world::PendingEdit pending;
  pending.statement = statement("BORDER_CONTROL", "FR");
  pending.change_note = "Control, not closure.";
  pending.by = pending.submitted_by = world::OperatorId(id(0x01));
  pending.sent_back = "Which border?";
  entry.pending = pending;
  entry.pending_support = {support()};
  return entry;
}

inline world::UpdateDraft update_draft() {
  world::UpdateDraft draft;
  draft.id = world::UpdateId(id(0x83));
  draft.incident = world::IncidentId(id(0x1A));
  draft.state = world::UpdateState::submitted;
  draft.content.occurred_at = now + -10 * minute_ms;
  draft.content.text = "The council meets on Saturday.";
  draft.content.sources = {"The palace", "Reuters"};
  draft.publish_at = now + hour_ms;
  draft.written_by = draft.submitted_by = world::OperatorId(id(0x01));
  draft.drafted_at = now + -5 * minute_ms;
  draft.sent_back = "Too long.";
  return draft;
}

inline ConsoleHome full_desk() {
  ConsoleHome home = desk();
  home.desk.clusters = {cluster()};
  home.desk.clusters_in_all = 12;
  home.desk.entries = {waiting_entry()};
  home.desk.levels = {level()};
  home.desk.updates = {update_draft()};
  home.desk.stale = {{.id = world::SourceId(id(0x51)),
                      .name = "RT",
                      .newest_data_at = now + -day_ms,
                      .last_fetched_at = now,
                      .late_ms = 3 * hour_ms,
                      .failures = 4}};
  home.desk.warned = {{.alert = world::AlertId(id(0xA1)),
                       .sender = "pp@interieur.gouv.example",
                       .headline = "Attacks in Paris",
                       .since = now + -125 * minute_ms,
                       .for_ms = 125 * minute_ms}};
  home.desk.operators = operators();
  return home;
}

inline ReportPage report_page() {
  ReportPage page;
  page.me = console().me;
  page.report = report();
  page.raw = report_text;
  page.source = "RT";
  page.incidents = {{to_uuid(id(0x1A)), "Attacks in Paris"}};
  page.related[0] = {{to_uuid(id(0x22)), "Border closed, FR: claimed"}};
  page.operators = operators();
  return page;
}

inline EntryEditor editor() {
  EntryEditor page;
  page.me = console().me;
  page.entry = waiting_entry();
  page.form = {.statement = page.entry->pending->statement,
               .change_note = "Control, not closure.",
               .minor = false,
               .tell = true};
  page.source_names = source_names();
  page.operators = operators();
  return page;
}

inline LevelsPage levels_page() {
  LevelsPage page;
  page.me = console().me;
  auto proposed = level();
  proposed.state = world::LevelState::proposed;
  auto ending = level();
  ending.pending_end =
      world::PendingEnd{.ended_at = now, .reason = "The act says so.", .by = world::OperatorId(id(0x01))};
  page.proposed = {proposed, ending};
  page.standing = {level_line()};
  page.revisions = {{world::LevelId(id(0x71)), 3}};
  page.sources = {{to_uuid(id(0x52)), "OCAM"}};
  page.source_names = source_names();
  page.operators = operators();
  page.iso = "BE";
  return page;
}

inline SourcesPage sources_page() {
  SourcesPage page;
  page.me = console().me;
  world::Source source;
  source.id = world::SourceId(id(0x51));
  source.facts.name = "RT";
  source.facts.aliases = {"Russia Today"};
  source.facts.official_for = {"RU"};
  source.facts.language = "en";
  source.facts.feed_url = "https://news.example/rss";
  source.facts.grade = 'C';
  source.newest_data_at = now + -day_ms;
  source.failures = 2;
  source.last_error = "timed out";
  page.sources = {source};
  page.stale = {{.id = source.id,
                 .name = "RT",
                 .newest_data_at = source.newest_data_at,
                 .last_fetched_at = now,
                 .late_ms = hour_ms,
                 .failures = 2}};
  page.form = source.facts;
  return page;
}

inline UpdatesPage updates_page() {
  UpdatesPage page;
  page.me = console().me;
  page.incident = world::IncidentId(id(0x1A));
  page.headline = "Attacks in Paris";
  page.drafts = {update_draft()};
  world::Update update;
  update.id = world::UpdateId(id(0x81));
  update.occurred_at = update.published_at = now + -hour_ms;
  update.text = "The terminal is evacuated.";
  update.pinned = update.key_event = true;
  page.published = {update};
  page.operators = operators();
  page.form.occurred_at = now;
  return page;
}

inline ReportsPage reports_page() {
  ReportsPage page;
  page.me = console().me;
  page.reports = {{.id = world::ReportId(id(0x61)),
                   .title = "World on alert",
                   .source = "RT",
                   .published_at = now,
                   .received_at = now,
                   .proposals = 12,
                   .waiting = 3}};
  page.in_all = 1;
  page.sources = {{to_uuid(id(0x51)), "RT"}};
  return page;
}

}  // namespace tocsin::doors::pages::testing
