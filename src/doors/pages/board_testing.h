// Sample values for tests of the board's pages: the night of 14 November 2015 as an exercise,
// in which everything that these pages can show occurs.
#pragma once

#include "doors/pages/pages_testing.h"

namespace tocsin::doors::pages::testing {

inline world::Chain chain() {
  return {{.name = "RT",
           .role = world::PartyRole::publisher,
           .type = world::PartyType::outlet,
           .anonymous = false,
           .quote = {},
           .span = {}},
          {.name = "Interfax",
           .role = world::PartyRole::relay,
           .type = world::PartyType::agency,
           .anonymous = false,
           .quote = {},
           .span = {}},
          {.name = "a source familiar",
           .role = world::PartyRole::primary,
           .type = world::PartyType::anonymous,
           .anonymous = true,
           .quote = "Security has been bolstered.",
           .span = {}}};
}

inline world::Statement statement(const std::string& code, const std::string& iso) {
  world::Statement out;
  out.kind = "border_control";
  out.code = code;
  out.jurisdiction = {.iso = iso, .iso2 = {}, .group = {}, .basis = world::Basis::explicit_};
  out.actor = "the government";
  out.target = "all travellers";
  out.site = world::Site{.name = "Gatwick Airport",
                         .point = geo::Point{51.15, -0.18},
                         .ref = "geonames:2648520",
                         .runner_up = "Gatwick, Surrey"};
  out.status = world::Status::in_force;
  out.since = now + -3 * hour_ms;
  out.until = now + 30 * day_ms;
  out.as_of = now + -hour_ms;
  out.outcome = "unchanged";
  out.words = "Checks were stepped up at the border.";
  return out;
}

inline world::Support support() {
  world::Support out;
  out.source = world::SourceId(id(0x51));
  out.proposal = world::ProposalRef{world::ReportId(id(0x61)), 2};
  out.chain = chain();
  out.grade = {'C', 3};
  out.words = "Security has been bolstered at all airports.";
  out.as_of = now + -hour_ms;
  out.added_at = out.public_at = now + -50 * minute_ms;
  out.by = world::OperatorId(id(0x01));
  return out;
}

inline views::EntryLine entry_line(std::uint8_t n, const std::string& code, const std::string& iso) {
  views::EntryLine line;
  line.id = world::EntryId(id(n));
  line.statement = statement(code, iso);
  line.status = line.statement.status;
  line.confirmed_at = now + -hour_ms;
  line.age_ms = hour_ms;
  line.published_at = now + -2 * hour_ms;
  line.recorded_at = now + -hour_ms;
  line.change_note = "The end is known now.";
  const auto one = support();
  line.support = {{.source = one.source,
                   .report = {},
                   .proposal = 2,
                   .chain = one.chain,
                   .chain_text = "RT, citing Interfax, citing a source familiar",
                   .grade = one.grade,
                   .quantity = {},
                   .words = one.words,
                   .as_of = one.as_of}};
  line.independent_sources = 2;
  return line;
}

inline views::LevelLine level_line(const std::string& iso = "BE") {
  views::LevelLine line;
  line.id = world::LevelId(id(0x71));
  line.iso = iso;
  line.code = "3";
  line.word = "grave / ernstig";
  line.word_en = "serious";
  line.language = "fr,nl";
  line.step = 3;
  line.steps = 4;
  line.scheme = "be-threat-2006";
  line.scheme_name = "Niveau de la menace (OCAM) / dreigingsniveau (OCAD)";
  line.scheme_version = "2006";
  line.scheme_certainty = "verified: Dutch names of 3 and 4 from memory";
  line.since = now + -5 * day_ms;
  line.until = now + 2 * day_ms;
  line.source = world::SourceId(id(0x52));
  line.source_name = "OCAM";
  return line;
}

inline views::CountGroup count(std::int64_t low, std::int64_t high) {
  views::CountGroup group;
  group.kind = "killed";
  for (const auto value : {low, high}) {
    group.figures.push_back({.entry = world::EntryId(id(0x31)),
                             .quantity = {.kind = "killed",
                                          .min = value,
                                          .max = value == low ? std::nullopt : std::optional(value),
                                          .exact = value == high,
                                          .text = {}},
                             .chain_text = "AFP, citing the prosecutor",
                             .as_of = now + -30 * minute_ms,
                             .copy = value == low});
  }
  group.low = low;
  group.high = high;
  group.latest = group.figures.back();
  return group;
}

inline views::EntryLine claim() {
  auto line = entry_line(0x41, "", "FR");
  line.statement.statement_class = world::StatementClass::claim;
  line.statement.kind = "claim_of_responsibility";
  line.statement.words = "The group said that it did it.";
  line.attacker_claim = true;
  line.may_be_pushed = false;
  return line;
}

// France says two things about its border; Belgium has a higher level in its capital; Germany has words only.
inline views::Board board() {
  views::Board board;
  board.moment = views::Moment::at(now);
  board.seq = 77;
  views::JurisdictionRow belgium;
  belgium.iso = "BE";
  belgium.scale_published = true;
  belgium.levels = {level_line(), level_line("BE-BRU")};
  belgium.levels[1].code = "4";
  belgium.levels[1].word = "très grave / zeer ernstig";
  belgium.levels[1].step = 4;
  belgium.levels[1].expired = true;
  belgium.levels[1].within_level = "4 reforzado";
  belgium.levels[1].renamed_from = "HIGH of NTPAS";
  belgium.varies = {{.scheme = "be-threat-2006",
                     .word = "très grave / zeer ernstig",
                     .code = "4",
                     .place = "BE-BRU",
                     .level = world::LevelId(id(0x72))}};
  belgium.entries = {entry_line(0x21, "BORDER_CONTROL", "BE")};
  belgium.entries[0].freshness = views::Freshness::unconfirmed;
  views::JurisdictionRow france;
  france.iso = "FR";
  france.entries = {entry_line(0x22, "BORDER_CLOSURE", "FR"), entry_line(0x23, "STATE_OF_EMERGENCY", "FR"),
                    entry_line(0x24, "BORDER_CONTROL", "FR")};
  france.entries[0].status = world::Status::claimed;
  france.entries[0].contradicted_by = {france.entries[2].id};
  france.entries[2].contradicted_by = {france.entries[0].id};
  france.entries[1].freshness = views::Freshness::ended;
  france.entries[1].status = world::Status::lifted;
  france.entries[1].statement.lifted_at = now + -10 * minute_ms;
  france.entries[1].statement.jurisdiction.iso2 = "FR-75C";
  france.counts = {count(120, 153)};
  france.claims = {claim()};
  views::JurisdictionRow germany;
  germany.iso = "DE";
  auto words = level_line("DE");
  words.code = words.scheme_name = words.scheme_certainty = words.word_en = {};
  words.step.reset();
  words.steps = 0;
  words.quoted = true;
  words.language = "de";
  words.word = "die Gefahr ist abstrakt hoch";
  germany.levels = {words};
  views::JurisdictionRow group;
  group.group = "across the globe";
  group.entries = {entry_line(0x25, "PUBLIC_ADVICE", "")};
  group.entries[0].differs_from = {world::LevelId(id(0x71))};
  board.rows = {belgium, germany, france, group};
  return board;
}

inline BoardPage board_page() {
  BoardPage page;
  page.board = board();
  page.query = {.jurisdiction = {},
                .code = {},
                .status = {},
                .source_kind = {},
                .incident = {},
                .only_levels = false,
                .as_of = {},
                .known_at = {},
                .since = "60"};
  page.seq = 80;
  views::ChangeItem item;
  item.seq = 70;
  item.at = now + -20 * minute_ms;
  item.kind = views::ChangeKind::level_raised;
  item.is_level = true;
  item.iso = "BE";
  item.place = "BE-BRU";
  item.word = "très grave";
  item.step = 4;
  item.steps = 4;
  item.change_note = "On the advice of OCAM.";
  auto entry = item;
  entry.is_level = false;
  entry.kind = views::ChangeKind::added;
  entry.what = "BORDER_CONTROL";
  page.changes = views::Changes{.items = {item, entry}, .more = true, .seq = 80};
  return page;
}

// Thirty countries, each with a level and two entries: as full as a bad night.
inline BoardPage full_board_page() {
  BoardPage page = board_page();
  page.board.rows.clear();
  page.changes.reset();
  const char* codes[] = {"AT", "AU", "BE", "CA", "CH", "CZ", "DE", "DK", "ES", "FI",
                         "FR", "GB", "GR", "HU", "IE", "IL", "IT", "JP", "KR", "LU",
                         "NL", "NO", "NZ", "PL", "PT", "RO", "RU", "SE", "TR", "US"};
  for (const auto* code : codes) {
    views::JurisdictionRow row;
    row.iso = code;
    row.levels = {level_line(code)};
    row.entries = {entry_line(0x21, "BORDER_CONTROL", code), entry_line(0x22, "TRANSPORT_SECURITY", code)};
    page.board.rows.push_back(row);
  }
  return page;
}

inline world::BoardEntry board_entry() {
  world::BoardEntry entry;
  entry.id = world::EntryId(id(0x22));
  entry.incident = world::IncidentId(id(0x1A));
  entry.state = world::EntryState::published;
  entry.revision = 9;
  entry.drafted_at = now + -3 * hour_ms;
  entry.published_at = now + -2 * hour_ms;
  entry.drafted_by = world::OperatorId(id(0x01));
  world::EntryRevision first;
  first.statement = statement("BORDER_CLOSURE", "FR");
  first.recorded_at = entry.published_at;
  first.proposed_by = entry.drafted_by;
  first.approved_by = world::OperatorId(id(0x02));
  world::EntryRevision second = first;
  second.number = 2;
  second.statement.until = {};
  second.statement.actor = "France";
  second.recorded_at = now + -hour_ms;
  second.change_note = "The actor is named now.";
  entry.revisions = {first, second};
  entry.support = {support()};
  entry.confirmations = {{.as_of = now + -hour_ms,
                          .recorded_at = now + -50 * minute_ms,
                          .seq = 60,
                          .by = entry.drafted_by,
                          .note = "Seen on site."}};
  return entry;
}

inline world::Level level() {
  world::Level level;
  level.id = world::LevelId(id(0x71));
  level.facts.scheme = "be-threat-2006";
  level.facts.codes = {"3"};
  level.facts.words = {};
  level.facts.iso = "BE";
  level.facts.part = "Brussels";
  level.facts.valid_from = now + -5 * day_ms;
  level.facts.valid_until = now + day_ms;
  level.facts.within_level = "renforcé";
  level.facts.source = world::SourceId(id(0x52));
  level.facts.report = world::ReportId(id(0x61));
  level.state = world::LevelState::set;
  level.note = "By the evening statement.";
  level.proposed_by = world::OperatorId(id(0x01));
  level.set_at = now + -4 * day_ms;
  level.end_reason = "Lowered again.";
  level.ended_at = now + -hour_ms;
  return level;
}

inline SourceNames source_names() {
  return {{world::SourceId(id(0x51)), "RT"}, {world::SourceId(id(0x52)), "OCAM"}};
}

inline JurisdictionPage jurisdiction_page() {
  JurisdictionPage page;
  page.row = board().rows[2];
  page.row.levels = {level_line("FR")};
  page.moment = views::Moment::at(now);
  page.levels = {level()};
  for (const auto& line : page.row.entries) page.entries[line.id] = board_entry();
  page.sources = source_names();
  page.from = now + -day_ms;
  page.to = now;
  views::Change change;
  change.kind = views::ChangeKind::changed;
  change.subject = id(0x22);
  change.what = "BORDER_CLOSURE";
  change.fields = {{.field = "status", .before = "announced", .after = "claimed"}};
  auto raised = change;
  raised.is_level = true;
  raised.kind = views::ChangeKind::level_raised;
  raised.what = "be-threat-2006";
  page.diff = std::vector<views::JurisdictionDiff>{{.iso = "FR", .group = {}, .changes = {change, raised}}};
  return page;
}

inline EntryPage entry_page() {
  EntryPage page;
  page.line = board().rows[2].entries[0];
  page.line.incident = world::IncidentId(id(0x1A));
  page.entry = board_entry();
  page.against = {board().rows[2].entries[2]};
  page.sources = source_names();
  return page;
}

inline views::Sitrep sitrep() {
  views::Sitrep sitrep;
  sitrep.moment = views::Moment::at(now);
  sitrep.realm = context().realm;
  sitrep.headline = "Attacks in Paris and Saint-Denis";
  sitrep.since = now + -6 * hour_ms;
  for (const auto& row : board().rows) {
    views::SitrepSection section;
    section.iso = row.iso;
    section.group = row.group;
    section.levels = row.levels;
    section.varies = row.varies;
    section.measures = {{.status = world::Status::in_force, .entries = row.entries}};
    section.words = {claim()};
    section.counts = row.counts;
    section.claims = row.claims;
    section.changes = jurisdiction_page().diff->front().changes;
    sitrep.sections.push_back(section);
  }
  sitrep.key_events = {incident().entries.front()};
  sitrep.sources = {{.id = world::SourceId(id(0x51)),
                     .name = "RT",
                     .kind = world::SourceKind::outlet,
                     .grade = 'C',
                     .entries = 7}};
  sitrep.contradictions = 1;
  return sitrep;
}

// A timeline with a pinned key event, a late post and a correction.
inline views::IncidentSummary live_incident() {
  auto out = incident();
  auto& first = out.entries.front();
  first.update = world::UpdateId(id(0x81));
  first.pinned = first.key_event = first.scheduled = true;
  first.corrections = {{.text_before = "A council is called for Friday.",
                        .reason = "The day was wrong.",
                        .corrected_at = now + -2 * minute_ms,
                        .by = world::OperatorId(id(0x01))}};
  out.entries[2].update = world::UpdateId(id(0x82));
  out.entries[2].backdated = true;
  return out;
}

inline UpdatePage update_page() {
  return {.incident = world::IncidentId(id(0x1A)),
          .headline = live_incident().headline,
          .entry = live_incident().entries.front()};
}

inline WatchPage watch_page() {
  WatchPage page;
  page.query.jurisdiction = "FR,BE-BRU";
  page.query.code = "BORDER_CONTROL";
  page.query.only_levels = true;
  page.near_lat = "48.85";
  page.near_lon = "2.35";
  page.radius_km = "20";
  page.area = "48.9,2.2 48.9,2.5 48.8,2.4";
  page.route = "48.85,2.35 50.85,4.35";
  page.bundle_minutes = "60";
  page.asked = true;
  page.public_url = "https://tocsin.example";
  page.incidents = {{to_uuid(id(0x1A)), "Attacks in Paris and Saint-Denis"}};
  return page;
}

}  // namespace tocsin::doors::pages::testing
