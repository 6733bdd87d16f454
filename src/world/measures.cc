#include "world/measures.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "world/digest.h"
#include "world/schemes.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

void add_support(DigestWriter& out, const Support& support) {
  out.add(support.source).add(std::uint64_t{support.proposal.has_value()});
  if (support.proposal) out.add(support.proposal->report).add(std::uint64_t{support.proposal->index});
  add(out, support.chain);
  out.add(static_cast<std::uint64_t>(support.grade.letter)).add(std::uint64_t{support.grade.digit});
  out.add(std::uint64_t{support.quantity.has_value()});
  if (support.quantity) {
    Statement statement;
    statement.quantity = support.quantity;
    add(out, statement);
  }
  out.add(support.words).add(support.as_of).add(support.added_at).add(support.by).add(support.public_at);
}

void add_pending(DigestWriter& out, const PendingEdit& pending) {
  add(out, pending.statement);
  out.add(pending.change_note).add(std::uint64_t{pending.tell}).add(pending.by).add(pending.submitted_by);
  out.add(pending.sent_back);
}

void add_entry(DigestWriter& out, const BoardEntry& entry) {
  out.add(entry.id).add(entry.incident.value_or(IncidentId())).add(static_cast<std::uint64_t>(entry.state));
  out.add(std::uint64_t{entry.revision}).add(entry.drafted_at).add(entry.published_at).add(entry.drafted_by);
  out.add(entry.revisions.size());
  for (const auto& revision : entry.revisions) {
    add(out, revision.statement);
    out.add(revision.recorded_at).add(revision.seq).add(revision.proposed_by).add(revision.approved_by);
    out.add(revision.change_note).add(std::uint64_t{revision.minor}).add(std::uint64_t{revision.tell});
  }
  for (const auto* const list : {&entry.support, &entry.pending_support}) {
    out.add(list->size());
    for (const auto& support : *list) add_support(out, support);
  }
  out.add(entry.confirmations.size());
  for (const auto& confirmation : entry.confirmations) {
    out.add(confirmation.as_of).add(confirmation.recorded_at).add(confirmation.seq).add(confirmation.by);
    out.add(confirmation.note);
  }
  out.add(std::uint64_t{entry.pending.has_value()});
  if (entry.pending) add_pending(out, *entry.pending);
}

bool speaks_for_attacker(const World& world, const Support& support) {
  const Source* const source = world.sources().find(support.source);
  if (source != nullptr && source->facts.kind == SourceKind::attacker) return true;
  return std::any_of(support.chain.begin(), support.chain.end(), [&](const Party& party) {
    const Source* const known = world.sources().find_by_name(party.name);
    return party.type == PartyType::claimant ||
           (known != nullptr && known->facts.kind == SourceKind::attacker);
  });
}

}  // namespace

std::string_view to_string(EntryState value) {
  static constexpr std::string_view names[] = {"", "draft", "submitted", "published", "discarded"};
  return names[static_cast<std::size_t>(value)];
}

const Statement& BoardEntry::statement() const {
  TOCSIN_CHECK(!revisions.empty() || pending.has_value());
  return revisions.empty() ? pending->statement : revisions.back().statement;
}

bool BoardEntry::waits() const {
  return (pending && !pending->submitted_by.is_zero()) ||
         (state == EntryState::published && !pending_support.empty());
}

bool BoardEntry::has_proposed(OperatorId operator_id) const {
  if (state != EntryState::published && drafted_by == operator_id) return true;
  if (pending && (pending->by == operator_id || pending->submitted_by == operator_id)) return true;
  return std::any_of(pending_support.begin(), pending_support.end(),
                     [&](const Support& item) { return item.by == operator_id; });
}

const BoardEntry* Measures::find(EntryId id) const {
  const auto it = entries_.find(id);
  return it == entries_.end() ? nullptr : &it->second;
}

void Measures::apply(const EntryDrafted& event, Instant at) {
  BoardEntry entry;
  entry.id = event.id;
  entry.incident = event.incident;
  entry.drafted_at = at;
  entry.drafted_by = event.by;
  entry.pending_support.push_back(event.support);
  PendingEdit pending;
  pending.statement = event.statement;
  pending.change_note = event.note;
  pending.by = event.by;
  entry.pending = std::move(pending);
  const bool inserted = entries_.emplace(event.id, std::move(entry)).second;
  TOCSIN_CHECK(inserted);
}

void Measures::apply(const EntryEdited& event, Instant at, Seq seq) {
  BoardEntry& entry = entries_.at(event.id);
  ++entry.revision;
  if (event.effective) {
    EntryRevision revision;
    revision.number = static_cast<std::uint32_t>(entry.revisions.size() + 1);
    revision.statement = event.statement;
    revision.recorded_at = at;
    revision.seq = seq;
    revision.proposed_by = event.by;
    revision.change_note = event.change_note;
    revision.minor = true;
    revision.tell = event.tell;
    entry.revisions.push_back(std::move(revision));
    return;
  }
  PendingEdit pending;
  pending.statement = event.statement;
  pending.change_note = event.change_note;
  pending.tell = event.tell;
  pending.by = event.by;
  entry.pending = std::move(pending);
  if (entry.state == EntryState::submitted) entry.state = EntryState::draft;
}

void Measures::apply(const EntrySubmitted& event) {
  BoardEntry& entry = entries_.at(event.id);
  ++entry.revision;
  entry.pending->submitted_by = event.by;
  entry.pending->sent_back.clear();
  if (entry.state == EntryState::draft) entry.state = EntryState::submitted;
}

void Measures::apply(const EntryPublished& event, Instant at, Seq seq) {
  BoardEntry& entry = entries_.at(event.id);
  ++entry.revision;
  EntryRevision revision;
  revision.number = static_cast<std::uint32_t>(entry.revisions.size() + 1);
  revision.statement = event.statement;
  revision.recorded_at = at;
  revision.seq = seq;
  revision.proposed_by = event.proposed_by;
  revision.approved_by = event.by;
  revision.change_note = event.change_note;
  revision.minor = event.minor;
  revision.tell = event.tell;
  entry.revisions.push_back(std::move(revision));
  for (Support support : event.support) {
    support.public_at = at;
    entry.support.push_back(std::move(support));
  }
  entry.pending_support.clear();
  // An edit that was not handed in stays a draft.
  if (entry.pending && !entry.pending->submitted_by.is_zero()) entry.pending.reset();
  if (entry.state != EntryState::published) entry.published_at = at;
  entry.state = EntryState::published;
}

void Measures::apply(const EntrySentBack& event) {
  BoardEntry& entry = entries_.at(event.id);
  ++entry.revision;
  if (entry.pending) {
    entry.pending->submitted_by = {};
    entry.pending->sent_back = event.reason;
  }
  if (entry.state == EntryState::published) entry.pending_support.clear();
  if (entry.state == EntryState::submitted) entry.state = EntryState::draft;
}

void Measures::apply(const EntryDiscarded& event) {
  BoardEntry& entry = entries_.at(event.id);
  ++entry.revision;
  if (entry.state == EntryState::published) {
    entry.pending.reset();
    entry.pending_support.clear();
    return;
  }
  entry.state = EntryState::discarded;
  entry.pending->submitted_by = {};
  entry.pending->sent_back = event.reason;
}

void Measures::apply(const EntryConfirmed& event, Instant at, Seq seq) {
  BoardEntry& entry = entries_.at(event.id);
  ++entry.revision;
  entry.confirmations.push_back({event.as_of, at, seq, event.by, event.note});
}

void Measures::apply(const EntrySupported& event) {
  BoardEntry& entry = entries_.at(event.id);
  ++entry.revision;
  entry.pending_support.push_back(event.support);
}

void Measures::digest(DigestWriter& out) const {
  out.add(entries_.size());
  for (const auto& [id, entry] : entries_) add_entry(out, entry);
}

bool may_be_pushed(const World& world, const BoardEntry& entry) {
  if (entry.statement().statement_class == StatementClass::claim) return false;
  const auto is_attackers = [&](const Support& support) { return speaks_for_attacker(world, support); };
  return std::none_of(entry.support.begin(), entry.support.end(), is_attackers) &&
         std::none_of(entry.pending_support.begin(), entry.pending_support.end(), is_attackers);
}

Result<> require_complete(const Statement& statement, std::string_view field) {
  const auto missing = [&](std::string_view member, std::string_view why) {
    return fail(Errc::invalid, fmt::format("{} is missing: {}", member, why),
                fmt::format("{}/{}", field, member));
  };
  if (statement.jurisdiction.code().empty() && trim(statement.jurisdiction.group).empty())
    return missing("jurisdiction",
                   "the board is by jurisdiction; name a group (\"across the globe\") if none");
  if (!statement.code.empty() && Schemes::built_in().find_measure(statement.code) == nullptr) {
    return fail(Errc::invalid, fmt::format("'{}' is no code of a measure", statement.code),
                fmt::format("{}/code", field));
  }
  switch (statement.statement_class) {
    case StatementClass::measure:
      if (statement.code.empty())
        return missing("code", "MEASURES_UNSPECIFIED says that it is not known which");
      return {};
    case StatementClass::count:
      if (!statement.quantity) return missing("quantity", "a count has a figure or its words");
      return {};
    case StatementClass::claim:
      if (trim(statement.words).empty()) return missing("words", "a claim is quoted");
      return {};
    case StatementClass::level_words:
      if (trim(statement.words).empty() && trim(statement.level_said).empty())
        return missing("words", "words about a level are quoted");
      return {};
    case StatementClass::advice:
      return {};
    case StatementClass::other:
      break;
  }
  return fail(Errc::invalid, "statements of class other are not shown on the board",
              fmt::format("{}/statement_class", field));
}

}  // namespace tocsin::world
