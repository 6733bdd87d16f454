// Every field of the board's and the desk's pages that somebody else fills holds the worst text there is.
#include <gtest/gtest.h>

#include "doors/pages/desk_testing.h"
#include "doors/pages/hostile_testing.h"

namespace tocsin::doors::pages {
namespace {

using testing::hostile;

void poison(world::Statement& statement) {
  statement.kind = statement.code = statement.actor = statement.target = statement.time_words =
      statement.outcome = statement.level_said = statement.words = hostile;
  statement.jurisdiction.iso2 = statement.jurisdiction.group = hostile;
  statement.site =
      world::Site{.name = hostile, .point = geo::Point{1, 2}, .ref = hostile, .runner_up = hostile};
  statement.quantity =
      world::Quantity{.kind = hostile, .min = {}, .max = {}, .exact = false, .text = hostile};
}
void poison(world::Chain& chain) {
  for (auto& party : chain) party.name = party.quote = hostile;
}
void poison(views::EntryLine& line) {
  poison(line.statement);
  line.code_name = line.change_note = hostile;
  for (auto& support : line.support) {
    poison(support.chain);
    support.chain_text = support.words = hostile;
  }
}
void poison(views::LevelLine& level) {
  level.part = level.code = level.word = level.word_en = level.language = level.scheme = level.scheme_name =
      level.scheme_version = level.scheme_certainty = level.within_level = level.source_name =
          level.renamed_from = hostile;
}
void poison(views::JurisdictionRow& row) {
  row.group = hostile;
  for (auto& level : row.levels) poison(level);
  for (auto& varies : row.varies) varies.word = varies.code = varies.place = hostile;
  for (auto& entry : row.entries) poison(entry);
  for (auto& entry : row.claims) poison(entry);
  for (auto& group : row.counts) {
    group.kind = hostile;
    for (auto& figure : group.figures) figure.chain_text = hostile;
  }
}
void poison(BoardAddress& query) {
  query.jurisdiction = query.code = query.status = query.source_kind = query.incident = query.as_of =
      query.known_at = query.since = hostile;
}
void poison(world::Support& support) {
  poison(support.chain);
  support.words = hostile;
}
void poison(world::BoardEntry& entry) {
  for (auto& revision : entry.revisions) {
    poison(revision.statement);
    revision.change_note = hostile;
  }
  for (auto& support : entry.support) poison(support);
  for (auto& support : entry.pending_support) poison(support);
  if (entry.pending) {
    poison(entry.pending->statement);
    entry.pending->change_note = entry.pending->sent_back = hostile;
  }
}
void poison(world::Level& level) {
  level.facts.codes = {hostile};
  level.facts.words = level.facts.part = level.facts.within_level = level.note = level.end_reason = hostile;
}
void poison(Operator& me) { me.name = me.role = hostile; }
template <class Key>
void poison(std::map<Key, std::string>& names) {
  for (auto& [key, name] : names) name = hostile;
}
void poison(world::SourceFacts& facts) {
  facts.name = facts.language = facts.feed_url = hostile;
  facts.aliases = facts.official_for = {hostile};
}

PageContext poisoned(const std::string& language) {
  auto context = testing::context(language, false);
  context.realm.name = context.realm.time_zone = hostile;
  return context;
}

std::vector<std::string> public_pages(const PageContext& context) {
  auto board = testing::board_page();
  for (auto& row : board.board.rows) poison(row);
  poison(board.query);
  for (auto& item : board.changes->items)
    item.iso = item.place = item.what = item.word = item.chain_text = item.change_note = item.words = hostile;
  auto country = testing::jurisdiction_page();
  poison(country.row);
  poison(country.query);
  country.row.iso = hostile;
  for (auto& level : country.levels) poison(level);
  for (auto& [id, entry] : country.entries) poison(entry);
  poison(country.sources);
  for (auto& change : country.diff->front().changes) {
    change.what = hostile;
    change.fields = {{.field = hostile, .before = hostile, .after = hostile}};
  }
  auto entry = testing::entry_page();
  poison(entry.line);
  poison(entry.entry);
  poison(entry.against.front());
  poison(entry.sources);
  auto sitrep = testing::sitrep();
  sitrep.realm.name = sitrep.headline = hostile;
  for (auto& section : sitrep.sections) {
    section.group = hostile;
    for (auto& level : section.levels) poison(level);
    for (auto& group : section.measures)
      for (auto& line : group.entries) poison(line);
    for (auto& line : section.words) poison(line);
    for (auto& change : section.changes) change.what = hostile;
  }
  sitrep.key_events.front().headline = sitrep.key_events.front().text = hostile;
  sitrep.sources.front().name = hostile;
  auto watch = testing::watch_page();
  poison(watch.query);
  watch.near_lat = watch.near_lon = watch.radius_km = watch.area = watch.route = watch.public_url = hostile;
  watch.incidents = {{hostile, hostile}};
  auto wrong = watch;
  wrong.error = hostile;
  auto live = testing::live_incident();
  live.headline = hostile;
  for (auto& line : live.entries) {
    line.headline = line.text = line.jurisdiction = hostile;
    line.sources = {hostile};
    for (auto& correction : line.corrections) correction.text_before = correction.reason = hostile;
  }
  ComparePage compare{.a = hostile, .b = hostile, .row_a = country.row, .row_b = std::nullopt, .moment = {}};
  UpdatePage update{.incident = live.id, .headline = hostile, .entry = live.entries.front()};
  return {board_page(context, board),
          jurisdiction_page(context, country),
          entry_page(context, entry),
          sitrep_page(context, sitrep, board.query),
          watch_page(context, watch),
          watch_page(context, wrong),
          incident_page(context, live, {.oldest_first = false, .public_url = hostile}),
          compare_page(context, compare),
          update_page(context, update)};
}

std::vector<std::string> desk_pages(const PageContext& context) {
  auto home = testing::full_desk();
  poison(home.me);
  poison(home.desk.operators);
  poison(home.desk.clusters.front().cluster.statement);
  for (auto& member : home.desk.clusters.front().cluster.members) member.chain_text = hostile;
  poison(home.desk.entries.front());
  poison(home.desk.levels.front());
  home.desk.updates.front().content.text = hostile;
  home.desk.stale.front().name = home.desk.warned.front().headline = home.desk.warned.front().sender =
      hostile;
  ClustersPage clusters{.me = home.me,
                        .clusters = home.desk.clusters,
                        .in_all = 5,
                        .iso = hostile,
                        .incident = hostile,
                        .incidents = {{hostile, hostile}}};
  auto report = testing::report_page();
  poison(report.me);
  report.raw = hostile + "\xFF" + hostile;
  report.source = report.message = report.error = report.report.facts.title = hostile;
  report.report.facts.url = "https://x.example/" + hostile;
  report.incidents = report.related[0] = {{hostile, hostile}};
  poison(report.operators);
  for (auto& proposal : report.report.proposals) {
    poison(proposal.statement);
    poison(proposal.chain);
    proposal.hedges = {hostile};
    proposal.rule = hostile;
    proposal.span = {3, 70};
    proposal.fields = {{world::Field::kind, {0, 9}}, {world::Field::site, {5, 300}}};
  }
  report.report.decisions[1].front().reason = hostile;
  auto editor = testing::editor();
  poison(editor.me);
  poison(*editor.entry);
  poison(editor.form.statement);
  editor.theirs = editor.form;
  editor.form.change_note = editor.theirs->change_note = editor.locked_by = editor.message = editor.error =
      hostile;
  poison(editor.source_names);
  poison(editor.operators);
  EntryEditor fresh;
  fresh.me = editor.me;
  fresh.form = editor.form;
  fresh.chain = testing::chain();
  poison(fresh.chain);
  fresh.sources = fresh.incidents = {{hostile, hostile}};
  EntriesPage entries{.me = editor.me,
                      .entries = {*editor.entry},
                      .in_all = 3,
                      .operators = editor.operators,
                      .state = hostile};
  auto levels = testing::levels_page();
  poison(levels.me);
  for (auto& level : levels.proposed) poison(level);
  levels.proposed.back().pending_end->reason = hostile;
  poison(levels.standing.front());
  levels.sources = {{hostile, hostile}};
  poison(levels.source_names);
  levels.form = levels.proposed.front().facts;
  levels.note = levels.message = levels.error = hostile;
  auto sources = testing::sources_page();
  poison(sources.me);
  poison(sources.sources.front().facts);
  sources.sources.front().last_error = sources.message = sources.error = hostile;
  sources.form = sources.sources.front().facts;
  sources.edited = sources.sources.front();
  auto updates = testing::updates_page();
  poison(updates.me);
  updates.headline = updates.message = updates.error = updates.drafts.front().content.text =
      updates.drafts.front().sent_back = updates.published.front().text = updates.form.text =
          updates.form.jurisdiction = hostile;
  updates.form.sources = {hostile};
  poison(updates.operators);
  auto reports = testing::reports_page();
  reports.error = reports.source = reports.incident = reports.published_at = reports.title = reports.url =
      reports.text = reports.reports.front().title = reports.reports.front().source = hostile;
  reports.sources = reports.incidents = {{hostile, hostile}};
  return {console_home(context, home),   clusters_page(context, clusters), report_page(context, report),
          entry_editor(context, editor), entry_editor(context, fresh),     entries_page(context, entries),
          levels_page(context, levels),  sources_page(context, sources),   updates_page(context, updates),
          reports_page(context, reports)};
}

TEST(HostileBoard, TextStaysText) {
  for (const auto* language : {"en", "fr", "ar"}) {
    for (const auto& page : public_pages(poisoned(language))) testing::expect_harmless(page);
  }
  for (const auto& page : desk_pages(poisoned("en"))) testing::expect_harmless(page);
}

TEST(HostileBoard, BidiControlsAreHeldByTheirElement) {
  for (const auto& page : public_pages(poisoned("ar"))) testing::expect_isolated(page);
  for (const auto& page : desk_pages(poisoned("en"))) testing::expect_isolated(page);
}

// In the text of a report they are not even there: their names are.
TEST(HostileBoard, AReportShowsControlsByName) {
  auto page = testing::report_page();
  page.raw = hostile;
  page.report.proposals.clear();
  page.report.decisions.clear();
  const std::string html = report_page(testing::context(), page);
  EXPECT_TRUE(html.contains("<span class=\"ctl\">U+202E</span>"));
  EXPECT_FALSE(html.contains("\u202E"));
}

TEST(HostileBoard, PagesAreBalancedWithOrdinaryTextToo) {
  for (const auto* language : {"en", "ar"}) {
    const auto context = testing::context(language);
    for (const auto& page :
         {board_page(context, testing::board_page()),
          jurisdiction_page(context, testing::jurisdiction_page()),
          entry_page(context, testing::entry_page()), sitrep_page(context, testing::sitrep(), {}),
          watch_page(context, testing::watch_page()), incident_page(context, testing::live_incident()),
          update_page(context, testing::update_page())})
      EXPECT_EQ(testing::unbalanced(page), "");
  }
  const auto context = testing::context();
  for (const auto& page :
       {console_home(context, testing::full_desk()), report_page(context, testing::report_page()),
        entry_editor(context, testing::editor()), levels_page(context, testing::levels_page()),
        sources_page(context, testing::sources_page()), updates_page(context, testing::updates_page()),
        reports_page(context, testing::reports_page())})
    EXPECT_EQ(testing::unbalanced(page), "");
}

}  // namespace
}  // namespace tocsin::doors::pages
