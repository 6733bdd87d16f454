#include "doors/http/json_desk.h"

#include <boost/json.hpp>

#include "base/bytes.h"
#include "doors/http/json_statement.h"
#include "doors/http/json_views.h"
#include "doors/http/members.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

json::value name_json(const world::World& world, world::OperatorId id) {
  if (id.is_zero()) return nullptr;
  const auto* op = world.realm().find(id);
  return json::object{{"id", to_uuid(id.id)},
                      {"name", op == nullptr ? json::value() : json::value(op->name)}};
}

json::value typed_id_json(const auto& id) { return id ? json::value(to_uuid(id->id)) : json::value(); }

json::object decision_json(const world::World& world, const world::ProposalDecision& decision) {
  return {{"state", world::to_string(decision.state)},
          {"entry", id_json(decision.entry.id)},
          {"edited", decision.edited},
          {"reason", text_json(decision.reason)},
          {"by", name_json(world, decision.by)},
          {"at", time_json(decision.at)}};
}

json::object support_json(const world::World& world, const world::Support& support, bool for_desk) {
  const auto* source = world.sources().find(support.source);
  json::object out{{"source", id_json(support.source.id)},
                   {"source_name", source == nullptr ? json::value() : json::value(source->facts.name)},
                   {"report", support.proposal ? id_json(support.proposal->report.id) : json::value()},
                   {"proposal", support.proposal ? json::value(support.proposal->index) : json::value()},
                   {"chain", chain_json(support.chain)},
                   {"chain_text", views::chain_text(support.chain)},
                   {"grade", grade_json(support.grade)},
                   {"quantity", quantity_json(support.quantity)},
                   {"words", text_json(support.words)},
                   {"as_of", time_json(support.as_of)},
                   {"public_at", time_json(support.public_at)}};
  if (for_desk) {
    out["added_at"] = time_json(support.added_at);
    out["by"] = name_json(world, support.by);
  }
  return out;
}

json::object revision_json(const world::World& world, const world::EntryRevision& revision, bool for_desk) {
  json::object out{{"number", revision.number},
                   {"statement", statement_json(revision.statement)},
                   {"recorded_at", time_json(revision.recorded_at)},
                   {"change_note", text_json(revision.change_note)},
                   {"minor", revision.minor}};
  if (for_desk) {
    out["tell"] = revision.tell;
    out["proposed_by"] = name_json(world, revision.proposed_by);
    out["approved_by"] = name_json(world, revision.approved_by);
  }
  return out;
}

json::value pending_json(const world::World& world, const std::optional<world::PendingEdit>& pending) {
  if (!pending) return nullptr;
  return json::object{{"statement", statement_json(pending->statement)},
                      {"change_note", text_json(pending->change_note)},
                      {"tell", pending->tell},
                      {"by", name_json(world, pending->by)},
                      {"submitted_by", name_json(world, pending->submitted_by)},
                      {"sent_back", text_json(pending->sent_back)}};
}

void add_desk(json::object& out, const world::World& world, const world::BoardEntry& entry) {
  json::array pending_support;
  for (const auto& support : entry.pending_support)
    pending_support.push_back(support_json(world, support, true));
  out["state"] = world::to_string(entry.state);
  out["revision"] = entry.revision;
  out["statement"] = statement_json(entry.statement());
  out["drafted_at"] = time_json(entry.drafted_at);
  out["drafted_by"] = name_json(world, entry.drafted_by);
  out["waits"] = entry.waits();
  out["pending"] = pending_json(world, entry.pending);
  out["pending_support"] = std::move(pending_support);
}

}  // namespace

json::object report_json(const world::World& world, const world::Report& report) {
  const auto* source = world.sources().find(report.facts.source);
  std::size_t waiting = 0;
  for (std::uint32_t i = 0; i < report.proposals.size(); ++i)
    waiting += report.state(i) == world::ProposalState::waiting;
  const auto& facts = report.facts;
  return {{"id", to_uuid(report.id.id)},
          {"source", to_uuid(facts.source.id)},
          {"source_name", source == nullptr ? json::value() : json::value(source->facts.name)},
          {"incident", typed_id_json(facts.incident)},
          {"title", text_json(facts.title)},
          {"url", text_json(facts.url)},
          {"published_at", time_json(facts.published_at)},
          {"received_at", time_json(report.received_at)},
          {"media_type", text_json(facts.media_type)},
          {"language", text_json(facts.language)},
          {"digest", encode_hex(as_u8(report.digest))},
          {"bytes", report.bytes},
          {"reader_version", text_json(facts.reader_version)},
          {"proposals", report.proposals.size()},
          {"waiting", waiting}};
}

json::array proposals_json(const world::World& world, const world::Report& report) {
  json::array out;
  for (std::uint32_t i = 0; i < report.proposals.size(); ++i) {
    const auto& proposal = report.proposals[i];
    json::array fields, decisions;
    for (const auto& field : proposal.fields)
      fields.push_back({{"field", world::to_string(field.field)}, {"span", span_json(field.span)}});
    if (const auto it = report.decisions.find(i); it != report.decisions.end()) {
      for (const auto& decision : it->second) decisions.push_back(decision_json(world, decision));
    }
    out.push_back({{"number", i},
                   {"state", world::to_string(report.state(i))},
                   {"statement", statement_json(proposal.statement)},
                   {"chain", chain_json(proposal.chain)},
                   {"chain_text", views::chain_text(proposal.chain)},
                   {"hedges", json::value_from(proposal.hedges)},
                   {"certainty", world::to_string(proposal.certainty)},
                   {"grade", grade_json(proposal.grade)},
                   {"rule", text_json(proposal.rule)},
                   {"summary", proposal.summary},
                   {"span", span_json(proposal.span)},
                   {"fields", std::move(fields)},
                   {"decisions", std::move(decisions)}});
  }
  return out;
}

json::object cluster_json(const world::World& world, const views::Cluster& cluster) {
  json::array members, related;
  for (const auto& member : cluster.members) {
    const auto* report = world.reports().find(member.proposal.report);
    members.push_back({{"report", to_uuid(member.proposal.report.id)},
                       {"proposal", member.proposal.index},
                       {"source", to_uuid(member.source.id)},
                       {"title", report == nullptr ? json::value() : text_json(report->facts.title)},
                       {"chain_text", member.chain_text},
                       {"copy", member.copy}});
  }
  for (const auto& other : cluster.related) {
    related.push_back(
        {{"entry", to_uuid(other.entry.id)},
         {"relation", other.relation == views::Relation::corroborates ? "corroborates" : "contradicts"}});
  }
  return {{"statement", statement_json(cluster.statement)},
          {"members", std::move(members)},
          {"independent_sources", cluster.independent_sources},
          {"related", std::move(related)},
          {"first_at", time_json(cluster.first_at)},
          {"last_at", time_json(cluster.last_at)},
          {"attacker_claim", cluster.attacker_claim}};
}

json::object waiting_json(const world::World& world, Instant now) {
  const auto waiting = views::waiting(world);
  json::array entries, levels, updates, stale, warned;
  for (const auto id : waiting.entries)
    entries.push_back(entry_json(world, *world.measures().find(id), now, true));
  for (const auto id : waiting.levels) levels.push_back(level_json(world, *world.levels().find(id), true));
  for (const auto id : waiting.updates)
    updates.push_back(update_draft_json(world, *world.updates().find(id)));
  for (const auto& source : views::stale_sources(world, now)) {
    stale.push_back({{"id", to_uuid(source.id.id)},
                     {"name", source.name},
                     {"newest_data_at", time_json(source.newest_data_at)},
                     {"last_fetched_at", time_json(source.last_fetched_at)},
                     {"late_s", source.late_ms / second_ms},
                     {"failures", source.failures}});
  }
  for (const auto& alert : views::warned_not_alerted(world, now)) {
    warned.push_back({{"alert", to_uuid(alert.alert.id)},
                      {"sender", alert.sender},
                      {"headline", text_json(alert.headline)},
                      {"since", time_json(alert.since)},
                      {"for_s", alert.for_ms / second_ms}});
  }
  return {{"entries", std::move(entries)},
          {"levels", std::move(levels)},
          {"updates", std::move(updates)},
          {"stale_sources", std::move(stale)},
          {"warned_not_alerted", std::move(warned)}};
}

json::object source_json(const world::Source& source) {
  const auto& facts = source.facts;
  return {{"id", to_uuid(source.id.id)},
          {"revision", source.revision},
          {"name", facts.name},
          {"aliases", json::value_from(facts.aliases)},
          {"kind", world::to_string(facts.kind)},
          {"official_for", json::value_from(facts.official_for)},
          {"language", text_json(facts.language)},
          {"feed_url", text_json(facts.feed_url)},
          {"grade", facts.grade == 0 ? json::value() : json::value(std::string(1, facts.grade))},
          {"stale_after_s", facts.stale_after_ms / second_ms},
          {"registered_at", time_json(source.registered_at)},
          {"newest_data_at", time_json(source.newest_data_at)},
          {"last_fetched_at", time_json(source.last_fetched_at)},
          {"failures", source.failures},
          {"last_error", text_json(source.last_error)}};
}

json::object level_json(const world::World& world, const world::Level& level, bool for_desk) {
  const auto& facts = level.facts;
  const auto* source = world.sources().find(facts.source);
  json::value scheme_change;
  if (level.scheme_change)
    scheme_change = json::object{{"before", to_uuid(level.scheme_change->before.id)},
                                 {"scheme_before", level.scheme_change->scheme_before},
                                 {"code_before", level.scheme_change->code_before},
                                 {"same", level.scheme_change->same}};
  json::object out{{"id", to_uuid(level.id.id)},
                   {"state", world::to_string(level.state)},
                   {"scheme", text_json(facts.scheme)},
                   {"codes", json::value_from(facts.codes)},
                   {"words", text_json(facts.words)},
                   {"iso", facts.iso},
                   {"part", text_json(facts.part)},
                   {"valid_from", time_json(facts.valid_from)},
                   {"valid_until", time_json(facts.valid_until)},
                   {"within_level", text_json(facts.within_level)},
                   {"source", to_uuid(facts.source.id)},
                   {"source_name", source == nullptr ? json::value() : json::value(source->facts.name)},
                   {"report", typed_id_json(facts.report)},
                   {"set_at", time_json(level.set_at)},
                   {"ended_at", time_json(level.ended_at)},
                   {"end_recorded_at", time_json(level.end_recorded_at)},
                   {"scheme_change", std::move(scheme_change)}};
  if (!for_desk) return out;
  out["revision"] = level.revision;
  out["note"] = text_json(level.note);
  out["proposed_by"] = name_json(world, level.proposed_by);
  out["proposed_at"] = time_json(level.proposed_at);
  out["approved_by"] = name_json(world, level.approved_by);
  out["rejected_reason"] = text_json(level.rejected_reason);
  out["end_reason"] = text_json(level.end_reason);
  out["pending_end"] = !level.pending_end ? json::value()
                                          : json::object{{"ended_at", time_json(level.pending_end->ended_at)},
                                                         {"reason", text_json(level.pending_end->reason)},
                                                         {"by", name_json(world, level.pending_end->by)}};
  return out;
}

json::object entry_json(const world::World& world, const world::BoardEntry& entry, Instant known_at,
                        bool for_desk) {
  json::array revisions, support, confirmations;
  for (const auto& revision : entry.revisions) {
    if (revision.recorded_at <= known_at) revisions.push_back(revision_json(world, revision, for_desk));
  }
  for (const auto& one : entry.support) {
    if (one.public_at <= known_at) support.push_back(support_json(world, one, for_desk));
  }
  for (const auto& confirmation : entry.confirmations) {
    if (known_at < confirmation.recorded_at) continue;
    confirmations.push_back({{"as_of", time_json(confirmation.as_of)},
                             {"recorded_at", time_json(confirmation.recorded_at)},
                             {"note", text_json(confirmation.note)}});
    if (for_desk) confirmations.back().as_object()["by"] = name_json(world, confirmation.by);
  }
  json::object out{{"id", to_uuid(entry.id.id)},
                   {"incident", typed_id_json(entry.incident)},
                   {"published_at", time_json(entry.published_at)},
                   {"revisions", std::move(revisions)},
                   {"support", std::move(support)},
                   {"confirmations", std::move(confirmations)}};
  if (for_desk) add_desk(out, world, entry);
  return out;
}

json::object update_json(const world::Update& update, world::IncidentId incident) {
  json::array corrections;
  for (const auto& correction : update.corrections) {
    corrections.push_back({{"text_before", correction.text_before},
                           {"reason", correction.reason},
                           {"corrected_at", time_json(correction.corrected_at)}});
  }
  return {{"id", to_uuid(update.id.id)},
          {"incident", to_uuid(incident.id)},
          {"state", world::to_string(world::UpdateState::published)},
          {"revision", update.revision},
          {"occurred_at", time_json(update.occurred_at)},
          {"published_at", time_json(update.published_at)},
          {"planned_for", time_json(update.planned_for)},
          {"scheduled_for", time_json(update.scheduled_for)},
          {"backdated", update.backdated()},
          {"jurisdiction", text_json(update.jurisdiction)},
          {"text", update.text},
          {"sources", json::value_from(update.sources)},
          {"pinned", update.pinned},
          {"key_event", update.key_event},
          {"corrections", std::move(corrections)}};
}

json::object update_draft_json(const world::World& world, const world::UpdateDraft& draft) {
  return {{"id", to_uuid(draft.id.id)},
          {"incident", to_uuid(draft.incident.id)},
          {"state", world::to_string(draft.state)},
          {"revision", draft.revision},
          {"occurred_at", time_json(draft.content.occurred_at)},
          {"planned_for", time_json(draft.content.planned_for)},
          {"publish_at", time_json(draft.publish_at)},
          {"jurisdiction", text_json(draft.content.jurisdiction)},
          {"text", draft.content.text},
          {"sources", json::value_from(draft.content.sources)},
          {"pinned", draft.content.pinned},
          {"key_event", draft.content.key_event},
          {"drafted_at", time_json(draft.drafted_at)},
          {"written_by", name_json(world, draft.written_by)},
          {"submitted_by", name_json(world, draft.submitted_by)},
          {"approved_by", name_json(world, draft.approved_by)},
          {"sent_back", text_json(draft.sent_back)}};
}

json::value lock_json(const std::optional<EditLock>& lock) {
  if (!lock) return nullptr;
  return json::object{{"holder", to_uuid(lock->holder.id)},
                      {"name", lock->name},
                      {"since", time_json(lock->since)},
                      {"until", time_json(lock->until)}};
}

}  // namespace tocsin::doors::http
