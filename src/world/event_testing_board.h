// One event of every kind of the board and the desk (numbers 34 to 59), every field set to something that
// cannot be a default. golden_v2 holds these bytes: a field added later is set in a copy of its own.
#pragma once

#include "world/board_testing.h"
#include "world/event_testing.h"

namespace tocsin::world {

inline Statement full_statement() {
  Statement statement;
  statement.statement_class = StatementClass::count;
  statement.kind = "killed";
  statement.code = "CLOSURE";
  statement.jurisdiction = {"FR", "FR-75C", "a group", Basis::demonym};
  statement.actor = "Prefecture";
  statement.target = "schools";
  statement.site = site("Paris", "48.85,2.35");
  statement.site->ref = "geonames:2988507";
  statement.site->runner_up = "Paris, Texas";
  statement.status = Status::extended;
  statement.since = evening + 11;
  statement.until = evening + 12;
  statement.planned_at = evening + 13;
  statement.lifted_at = evening + 14;
  statement.statement_at = evening + 15;
  statement.as_of = evening + 16;
  statement.time_words = "on Friday";
  statement.outcome = "unchanged";
  statement.quantity = Quantity{"killed", 120, 0, true, "120+"};
  statement.level_said = "highest";
  statement.words = "at least 120 were killed";
  return statement;
}

inline Chain full_chain() {
  Party second = relay("Interfax");
  second.quote = "a quote";
  second.span = {3, 9};
  return {publisher("RT"), second, unnamed("a source")};
}

inline Proposal full_proposal() {
  Proposal read;
  read.statement = full_statement();
  read.chain = full_chain();
  read.hedges = {"reportedly", "may"};
  read.certainty = Certainty::low;
  read.grade = {'E', 6};
  read.rule = "count.killed.3";
  read.summary = true;
  read.span = {1, 8};
  read.fields = {{Field::quantity, {2, 4}}, {Field::subject, {5, 6}}};
  return read;
}

inline Support full_support() {
  Support support;
  support.source = source_id(101);
  support.proposal = ProposalRef{report_id(102), 3};
  support.chain = full_chain();
  support.grade = {'B', 2};
  support.quantity = Quantity{"injured", {}, 7, false, "up to seven"};
  support.words = "up to seven were injured";
  support.as_of = evening + 21;
  support.added_at = evening + 22;
  support.by = OperatorId(numbered(11));
  return support;
}

inline SourceFacts full_source() {
  SourceFacts facts;
  facts.name = "Ministry";
  facts.aliases = {"Min.", "Minist\xC3\xA8re"};
  facts.kind = SourceKind::official;
  facts.official_for = {"FR", "FR-75C"};
  facts.language = "fr";
  facts.feed_url = "https://example.fr/feed";
  facts.grade = 'B';
  facts.stale_after_ms = 3600;
  return facts;
}

inline LevelFacts full_level() {
  LevelFacts facts;
  facts.scheme = "be-threat-2006";
  facts.codes = {"4", "3"};
  facts.words = "words";
  facts.iso = "BE-BRU";
  facts.part = "the metro";
  facts.valid_from = evening + 31;
  facts.valid_until = evening + 32;
  facts.within_level = "reinforced";
  facts.source = source_id(101);
  facts.report = report_id(102);
  return facts;
}

inline UpdateContent full_content() {
  return {evening + 41, evening + 42, "FR-75", "Schools stay closed", {"Prefecture", "AFP"}, true, true};
}

inline ReportFiled full_report() {
  ReportFiled report;
  report.id = report_id(102);
  report.facts = {.source = source_id(101),
                  .incident = incident_id(41),
                  .published_at = evening + 51,
                  .title = "Attacks",
                  .url = "https://example.fr/1",
                  .media_type = "text/plain",
                  .language = "en",
                  .reader_version = "reader 1",
                  .simhash = 0x8000000000000001};
  report.digest = Bytes(32, '\x07');
  report.raw = Bytes("caf\xE9\0 text", 10);
  report.proposals = {full_proposal(), Proposal()};
  return report;
}

inline std::vector<Event> one_of_every_board_kind() {
  const OperatorId anne(numbered(11)), bruno(numbered(12));
  EntryPublished published;
  published.id = entry_id(103);
  published.incident = incident_id(41);
  published.statement = full_statement();
  published.support = {full_support(), full_support()};
  published.change_note = "a note";
  published.minor = true;
  published.tell = true;
  published.proposed_by = anne;
  published.by = bruno;
  const std::vector<EventBody> bodies = {
      SourceRegistered{source_id(101), full_source()},
      SourceChanged{source_id(101), full_source()},
      FetchRecorded{source_id(101), true, evening + 1, "timeout"},
      full_report(),
      ReportMoved{report_id(102), incident_id(41)},
      ProposalDecided{{report_id(102), 1}, ProposalState::merged, entry_id(103), true, "why", anne},
      EntryDrafted{entry_id(103), incident_id(41), full_statement(), full_support(), "why", anne},
      EntryEdited{entry_id(103), full_statement(), "why", true, true, true, anne},
      EntrySubmitted{entry_id(103), anne},
      published,
      EntrySentBack{entry_id(103), "why", bruno},
      EntryDiscarded{entry_id(103), "why", anne},
      EntryConfirmed{entry_id(103), evening + 2, "called", anne},
      EntrySupported{entry_id(103), full_support()},
      LevelProposed{level_id(104), full_level(), evening + 3, "why", anne},
      LevelSet{level_id(104), full_level(), "why", anne, bruno},
      LevelEnded{level_id(104), evening + 4, "why", anne, bruno},
      LevelRejected{level_id(104), "why", bruno},
      SchemeChanged{level_id(104), level_id(105), "au-threat-ntpas", "HIGH", "au-threat-2015", "PROBABLE",
                    true},
      UpdateDrafted{update_id(51), incident_id(41), full_content(), evening + 5, anne},
      UpdateSubmitted{update_id(51), anne},
      UpdateScheduled{update_id(51), evening + 6, bruno},
      UpdateSentBack{update_id(51), "why", bruno},
      UpdateDiscarded{update_id(51), "why", anne},
      UpdateCorrected{update_id(51), incident_id(41), "before", "after", "why", bruno},
      UpdateMarked{update_id(51), incident_id(41), true, true, anne},
  };
  std::vector<Event> events;
  for (const auto& body : bodies) {
    events.push_back(
        {evening + static_cast<std::int64_t>(events.size()), Actor::of(anne), Audience::audit, Seq{0}, body});
  }
  return events;
}

// Of all kinds, in the order of EventBody.
inline std::vector<Event> one_of_all_kinds() {
  auto events = one_of_every_kind();
  for (auto& event : one_of_every_board_kind()) events.push_back(std::move(event));
  return events;
}

}  // namespace tocsin::world
