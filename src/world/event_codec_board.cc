#include "world/event_codec_board.h"

#include "world/event_codec_parts.h"
#include "world/event_codec_statement.h"

namespace tocsin::world {
namespace {

void put_facts(pb::SourceFacts& out, const SourceFacts& facts) {
  out.set_name(facts.name);
  for (const auto& alias : facts.aliases) out.add_aliases(alias);
  out.set_kind(number(facts.kind));
  for (const auto& code : facts.official_for) out.add_official_for(code);
  out.set_language(facts.language);
  out.set_feed_url(facts.feed_url);
  out.set_grade(static_cast<unsigned char>(facts.grade));
  out.set_stale_after_ms(facts.stale_after_ms);
}

SourceFacts take_facts(const pb::SourceFacts& in) {
  SourceFacts facts;
  facts.name = in.name();
  facts.aliases = {in.aliases().begin(), in.aliases().end()};
  facts.kind = take_enum(in.kind(), SourceKind::official, SourceKind::anonymous);
  facts.official_for = {in.official_for().begin(), in.official_for().end()};
  facts.language = in.language();
  facts.feed_url = in.feed_url();
  facts.grade = take_letter(in.grade());
  facts.stale_after_ms = in.stale_after_ms();
  return facts;
}

void put_level(pb::LevelFacts& out, const LevelFacts& facts) {
  out.set_scheme(facts.scheme);
  for (const auto& code : facts.codes) out.add_codes(code);
  out.set_words(facts.words);
  out.set_iso(facts.iso);
  out.set_part(facts.part);
  out.set_valid_from_ms(facts.valid_from.ms);
  out.set_valid_until_ms(facts.valid_until.ms);
  out.set_within_level(facts.within_level);
  out.set_source(put(facts.source));
  out.set_report(put(facts.report));
}

LevelFacts take_level(const pb::LevelFacts& in) {
  return {.scheme = in.scheme(),
          .codes = {in.codes().begin(), in.codes().end()},
          .words = in.words(),
          .iso = in.iso(),
          .part = in.part(),
          .valid_from = {in.valid_from_ms()},
          .valid_until = {in.valid_until_ms()},
          .within_level = in.within_level(),
          .source = take<SourceId>(in.source()),
          .report = take_optional<ReportId>(in.report())};
}

void put_content(pb::UpdateContent& out, const UpdateContent& content) {
  out.set_occurred_at_ms(content.occurred_at.ms);
  out.set_planned_for_ms(content.planned_for.ms);
  out.set_jurisdiction(content.jurisdiction);
  out.set_text(content.text);
  for (const auto& source : content.sources) out.add_sources(source);
  out.set_pinned(content.pinned);
  out.set_key_event(content.key_event);
}

UpdateContent take_content(const pb::UpdateContent& in) {
  return {{in.occurred_at_ms()},
          {in.planned_for_ms()},
          in.jurisdiction(),
          in.text(),
          {in.sources().begin(), in.sources().end()},
          in.pinned(),
          in.key_event()};
}

// Messages of an id, some text and who did it.
template <class Message, class Body>
void put_reasoned(Message& to, const Body& e) {
  to.set_id(put(e.id));
  to.set_reason(e.reason);
  to.set_by(put(e.by));
}
template <class Body, class Message>
Body take_reasoned(const Message& in) {
  Body e;
  e.id = take<decltype(e.id)>(in.id());
  e.reason = in.reason();
  e.by = take<OperatorId>(in.by());
  return e;
}

}  // namespace

void put_body(pb::Event& out, const SourceRegistered& e) {
  out.mutable_source_registered()->set_id(put(e.id));
  put_facts(*out.mutable_source_registered()->mutable_facts(), e.facts);
}
void put_body(pb::Event& out, const SourceChanged& e) {
  out.mutable_source_changed()->set_id(put(e.id));
  put_facts(*out.mutable_source_changed()->mutable_facts(), e.facts);
}
void put_body(pb::Event& out, const FetchRecorded& e) {
  auto& to = *out.mutable_fetch_recorded();
  to.set_id(put(e.id));
  to.set_ok(e.ok);
  to.set_newest_data_at_ms(e.newest_data_at.ms);
  to.set_error(e.error);
}
void put_body(pb::Event& out, const ReportFiled& e) {
  auto& to = *out.mutable_report_filed();
  to.set_id(put(e.id));
  to.set_source(put(e.facts.source));
  to.set_incident(put(e.facts.incident));
  to.set_published_at_ms(e.facts.published_at.ms);
  to.set_title(e.facts.title);
  to.set_url(e.facts.url);
  to.set_media_type(e.facts.media_type);
  to.set_language(e.facts.language);
  to.set_reader_version(e.facts.reader_version);
  to.set_simhash(e.facts.simhash);
  to.set_digest(e.digest);
  to.set_raw(e.raw);
  for (const auto& proposal : e.proposals) put_proposal(*to.add_proposals(), proposal);
}
void put_body(pb::Event& out, const ReportMoved& e) {
  out.mutable_report_moved()->set_id(put(e.id));
  out.mutable_report_moved()->set_incident(put(e.incident));
}
void put_body(pb::Event& out, const ProposalDecided& e) {
  auto& to = *out.mutable_proposal_decided();
  put_ref(*to.mutable_proposal(), e.proposal);
  to.set_state(number(e.state));
  to.set_entry(put(e.entry));
  to.set_edited(e.edited);
  to.set_reason(e.reason);
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const EntryDrafted& e) {
  auto& to = *out.mutable_entry_drafted();
  to.set_id(put(e.id));
  to.set_incident(put(e.incident));
  put_statement(*to.mutable_statement(), e.statement);
  put_support(*to.mutable_support(), e.support);
  to.set_note(e.note);
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const EntryEdited& e) {
  auto& to = *out.mutable_entry_edited();
  to.set_id(put(e.id));
  put_statement(*to.mutable_statement(), e.statement);
  to.set_change_note(e.change_note);
  to.set_minor(e.minor);
  to.set_tell(e.tell);
  to.set_effective(e.effective);
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const EntrySubmitted& e) {
  out.mutable_entry_submitted()->set_id(put(e.id));
  out.mutable_entry_submitted()->set_by(put(e.by));
}
void put_body(pb::Event& out, const EntryPublished& e) {
  auto& to = *out.mutable_entry_published();
  to.set_id(put(e.id));
  to.set_incident(put(e.incident));
  put_statement(*to.mutable_statement(), e.statement);
  for (const auto& support : e.support) put_support(*to.add_support(), support);
  to.set_change_note(e.change_note);
  to.set_minor(e.minor);
  to.set_tell(e.tell);
  to.set_proposed_by(put(e.proposed_by));
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const EntrySentBack& e) { put_reasoned(*out.mutable_entry_sent_back(), e); }
void put_body(pb::Event& out, const EntryDiscarded& e) { put_reasoned(*out.mutable_entry_discarded(), e); }
void put_body(pb::Event& out, const EntryConfirmed& e) {
  auto& to = *out.mutable_entry_confirmed();
  to.set_id(put(e.id));
  to.set_as_of_ms(e.as_of.ms);
  to.set_note(e.note);
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const EntrySupported& e) {
  out.mutable_entry_supported()->set_id(put(e.id));
  put_support(*out.mutable_entry_supported()->mutable_support(), e.support);
}
void put_body(pb::Event& out, const LevelProposed& e) {
  auto& to = *out.mutable_level_proposed();
  to.set_id(put(e.id));
  put_level(*to.mutable_facts(), e.facts);
  to.set_ended_at_ms(e.ended_at.ms);
  to.set_note(e.note);
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const LevelSet& e) {
  auto& to = *out.mutable_level_set();
  to.set_id(put(e.id));
  put_level(*to.mutable_facts(), e.facts);
  to.set_note(e.note);
  to.set_proposed_by(put(e.proposed_by));
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const LevelEnded& e) {
  auto& to = *out.mutable_level_ended();
  put_reasoned(to, e);
  to.set_ended_at_ms(e.ended_at.ms);
  to.set_proposed_by(put(e.proposed_by));
}
void put_body(pb::Event& out, const LevelRejected& e) { put_reasoned(*out.mutable_level_rejected(), e); }
void put_body(pb::Event& out, const SchemeChanged& e) {
  auto& to = *out.mutable_scheme_changed();
  to.set_id(put(e.id));
  to.set_before(put(e.before));
  to.set_scheme_before(e.scheme_before);
  to.set_code_before(e.code_before);
  to.set_scheme(e.scheme);
  to.set_code(e.code);
  to.set_same(e.same);
}
void put_body(pb::Event& out, const UpdateDrafted& e) {
  auto& to = *out.mutable_update_drafted();
  to.set_id(put(e.id));
  to.set_incident(put(e.incident));
  put_content(*to.mutable_content(), e.content);
  to.set_publish_at_ms(e.publish_at.ms);
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const UpdateSubmitted& e) {
  out.mutable_update_submitted()->set_id(put(e.id));
  out.mutable_update_submitted()->set_by(put(e.by));
}
void put_body(pb::Event& out, const UpdateScheduled& e) {
  auto& to = *out.mutable_update_scheduled();
  to.set_id(put(e.id));
  to.set_publish_at_ms(e.publish_at.ms);
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const UpdateSentBack& e) { put_reasoned(*out.mutable_update_sent_back(), e); }
void put_body(pb::Event& out, const UpdateDiscarded& e) { put_reasoned(*out.mutable_update_discarded(), e); }
void put_body(pb::Event& out, const UpdateCorrected& e) {
  auto& to = *out.mutable_update_corrected();
  put_reasoned(to, e);
  to.set_incident(put(e.incident));
  to.set_text_before(e.text_before);
  to.set_text(e.text);
}
void put_body(pb::Event& out, const UpdateMarked& e) {
  auto& to = *out.mutable_update_marked();
  to.set_id(put(e.id));
  to.set_incident(put(e.incident));
  to.set_pinned(e.pinned);
  to.set_key_event(e.key_event);
  to.set_by(put(e.by));
}

namespace {

ReportFiled take_report(const pb::ReportFiled& in) {
  ReportFiled e;
  e.id = take<ReportId>(in.id());
  e.facts.source = take<SourceId>(in.source());
  e.facts.incident = take_optional<IncidentId>(in.incident());
  e.facts.published_at = {in.published_at_ms()};
  e.facts.title = in.title();
  e.facts.url = in.url();
  e.facts.media_type = in.media_type();
  e.facts.language = in.language();
  e.facts.reader_version = in.reader_version();
  e.facts.simhash = in.simhash();
  e.digest = in.digest();
  e.raw = in.raw();
  for (const auto& proposal : in.proposals()) e.proposals.push_back(take_proposal(proposal));
  return e;
}

EntryPublished take_published(const pb::EntryPublished& in) {
  EntryPublished e;
  e.id = take<EntryId>(in.id());
  e.incident = take_optional<IncidentId>(in.incident());
  e.statement = take_statement(in.statement());
  for (const auto& support : in.support()) e.support.push_back(take_support(support));
  e.change_note = in.change_note();
  e.minor = in.minor();
  e.tell = in.tell();
  e.proposed_by = take<OperatorId>(in.proposed_by());
  e.by = take<OperatorId>(in.by());
  return e;
}

EventBody take_desk_body(const pb::Event& in) {
  switch (in.body_case()) {
    case pb::Event::kSourceRegistered:
      return SourceRegistered{take<SourceId>(in.source_registered().id()),
                              take_facts(in.source_registered().facts())};
    case pb::Event::kSourceChanged:
      return SourceChanged{take<SourceId>(in.source_changed().id()), take_facts(in.source_changed().facts())};
    case pb::Event::kFetchRecorded: {
      const auto& b = in.fetch_recorded();
      return FetchRecorded{take<SourceId>(b.id()), b.ok(), {b.newest_data_at_ms()}, b.error()};
    }
    case pb::Event::kReportFiled:
      return take_report(in.report_filed());
    case pb::Event::kReportMoved:
      return ReportMoved{take<ReportId>(in.report_moved().id()),
                         take_optional<IncidentId>(in.report_moved().incident())};
    case pb::Event::kProposalDecided: {
      const auto& b = in.proposal_decided();
      return ProposalDecided{take_ref(b.proposal()),
                             take_enum(b.state(), ProposalState::accepted, ProposalState::merged),
                             take<EntryId>(b.entry()),
                             b.edited(),
                             b.reason(),
                             take<OperatorId>(b.by())};
    }
    case pb::Event::kEntryDrafted: {
      const auto& b = in.entry_drafted();
      return EntryDrafted{take<EntryId>(b.id()),
                          take_optional<IncidentId>(b.incident()),
                          take_statement(b.statement()),
                          take_support(b.support()),
                          b.note(),
                          take<OperatorId>(b.by())};
    }
    case pb::Event::kEntryEdited: {
      const auto& b = in.entry_edited();
      return EntryEdited{
          take<EntryId>(b.id()), take_statement(b.statement()), b.change_note(), b.minor(), b.tell(),
          b.effective(),         take<OperatorId>(b.by())};
    }
    case pb::Event::kEntrySubmitted:
      return EntrySubmitted{take<EntryId>(in.entry_submitted().id()),
                            take<OperatorId>(in.entry_submitted().by())};
    case pb::Event::kEntryPublished:
      return take_published(in.entry_published());
    case pb::Event::kEntrySentBack:
      return take_reasoned<EntrySentBack>(in.entry_sent_back());
    case pb::Event::kEntryDiscarded:
      return take_reasoned<EntryDiscarded>(in.entry_discarded());
    case pb::Event::kEntryConfirmed: {
      const auto& b = in.entry_confirmed();
      return EntryConfirmed{take<EntryId>(b.id()), {b.as_of_ms()}, b.note(), take<OperatorId>(b.by())};
    }
    case pb::Event::kEntrySupported:
      return EntrySupported{take<EntryId>(in.entry_supported().id()),
                            take_support(in.entry_supported().support())};
    default:
      throw Malformed{"the kind of event is not known to this program"};
  }
}

EventBody take_update_body(const pb::Event& in) {
  switch (in.body_case()) {
    case pb::Event::kUpdateDrafted: {
      const auto& b = in.update_drafted();
      return UpdateDrafted{take<UpdateId>(b.id()),
                           take<IncidentId>(b.incident()),
                           take_content(b.content()),
                           {b.publish_at_ms()},
                           take<OperatorId>(b.by())};
    }
    case pb::Event::kUpdateSubmitted:
      return UpdateSubmitted{take<UpdateId>(in.update_submitted().id()),
                             take<OperatorId>(in.update_submitted().by())};
    case pb::Event::kUpdateScheduled: {
      const auto& b = in.update_scheduled();
      return UpdateScheduled{take<UpdateId>(b.id()), {b.publish_at_ms()}, take<OperatorId>(b.by())};
    }
    case pb::Event::kUpdateSentBack:
      return take_reasoned<UpdateSentBack>(in.update_sent_back());
    case pb::Event::kUpdateDiscarded:
      return take_reasoned<UpdateDiscarded>(in.update_discarded());
    case pb::Event::kUpdateCorrected: {
      const auto& b = in.update_corrected();
      auto e = take_reasoned<UpdateCorrected>(b);
      e.incident = take<IncidentId>(b.incident());
      e.text_before = b.text_before();
      e.text = b.text();
      return e;
    }
    case pb::Event::kUpdateMarked: {
      const auto& b = in.update_marked();
      return UpdateMarked{take<UpdateId>(b.id()), take<IncidentId>(b.incident()), b.pinned(), b.key_event(),
                          take<OperatorId>(b.by())};
    }
    default:
      return take_desk_body(in);
  }
}

}  // namespace

EventBody take_board_body(const pb::Event& in) {
  switch (in.body_case()) {
    case pb::Event::kLevelProposed: {
      const auto& b = in.level_proposed();
      return LevelProposed{take<LevelId>(b.id()),
                           take_level(b.facts()),
                           {b.ended_at_ms()},
                           b.note(),
                           take<OperatorId>(b.by())};
    }
    case pb::Event::kLevelSet: {
      const auto& b = in.level_set();
      return LevelSet{take<LevelId>(b.id()), take_level(b.facts()), b.note(),
                      take<OperatorId>(b.proposed_by()), take<OperatorId>(b.by())};
    }
    case pb::Event::kLevelEnded: {
      const auto& b = in.level_ended();
      auto e = take_reasoned<LevelEnded>(b);
      e.ended_at = {b.ended_at_ms()};
      e.proposed_by = take<OperatorId>(b.proposed_by());
      return e;
    }
    case pb::Event::kLevelRejected:
      return take_reasoned<LevelRejected>(in.level_rejected());
    case pb::Event::kSchemeChanged: {
      const auto& b = in.scheme_changed();
      return SchemeChanged{take<LevelId>(b.id()),
                           take<LevelId>(b.before()),
                           b.scheme_before(),
                           b.code_before(),
                           b.scheme(),
                           b.code(),
                           b.same()};
    }
    default:
      return take_update_body(in);
  }
}

}  // namespace tocsin::world
