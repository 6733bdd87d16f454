#include <algorithm>

#include "views/board_parts.h"
#include "world/schemes.h"

namespace tocsin::views {
namespace {

using world::Status;

const world::EntryRevision* known_revision(const world::BoardEntry& entry, Instant known_at) {
  const world::EntryRevision* known = nullptr;
  for (const auto& revision : entry.revisions) {
    if (revision.recorded_at <= known_at) known = &revision;
  }
  return known;
}

// From when on it is on the board: when it began, was said or was published, whatever came first.
Instant appeared_at(const world::BoardEntry& entry, const world::Statement& statement) {
  Instant first = entry.published_at;
  for (const Instant at : {statement.since, statement.statement_at, statement.as_of}) {
    if (at.known()) first = std::min(first, at);
  }
  return first;
}

// What was so before it ended, by the newest earlier revision that says so.
Status status_before_end(const world::BoardEntry& entry, std::uint32_t number) {
  for (auto revision = entry.revisions.rbegin(); revision != entry.revisions.rend(); ++revision) {
    if (revision->number < number && !world::is_ended(revision->statement.status))
      return revision->statement.status;
  }
  return Status::in_force;
}

Status status_at(const world::BoardEntry& entry, const world::EntryRevision& revision, Instant as_of) {
  const world::Statement& statement = revision.statement;
  const bool ends = world::is_ended(statement.status) || statement.status == Status::eased;
  if (ends && statement.lifted_at.known() && as_of < statement.lifted_at)
    return status_before_end(entry, revision.number);
  const bool holds = statement.status == Status::in_force || statement.status == Status::extended;
  return holds && statement.since.known() && as_of < statement.since ? Status::announced : statement.status;
}

// The newest moment, not after as_of, of which somebody said that it held.
Instant confirmed_at(const world::BoardEntry& entry, const world::Statement& statement,
                     const Moment& moment) {
  Instant newest = appeared_at(entry, statement);
  const auto take = [&](Instant at) {
    if (at.known() && at <= moment.as_of) newest = std::max(newest, at);
  };
  take(statement.as_of);
  take(statement.lifted_at);
  for (const auto& support : entry.support) {
    if (support.public_at <= moment.known_at) take(support.as_of);
  }
  for (const auto& confirmation : entry.confirmations) {
    if (confirmation.recorded_at <= moment.known_at) take(confirmation.as_of);
  }
  return newest;
}

Freshness freshness_of(const EntryLine& line, Instant as_of) {
  if (world::is_ended(line.status)) return Freshness::ended;
  if (line.statement.until.known() && line.statement.until <= as_of) return Freshness::expired;
  return line.age_ms > unconfirmed_after_ms ? Freshness::unconfirmed : Freshness::fresh;
}

SupportLine line_of(const world::Support& support) {
  SupportLine line;
  line.source = support.source;
  if (support.proposal) {
    line.report = support.proposal->report;
    line.proposal = support.proposal->index;
  }
  line.chain = support.chain;
  line.chain_text = chain_text(support.chain);
  line.grade = support.grade;
  line.quantity = support.quantity;
  line.words = support.words;
  line.as_of = support.as_of;
  return line;
}

void add_support(const BoardContext& context, const world::BoardEntry& entry, EntryLine& line) {
  std::vector<Saying> sayings;
  for (const auto& support : entry.support) {
    if (support.public_at > context.moment.known_at) continue;
    line.support.push_back(line_of(support));
    sayings.push_back(saying_of(context.world, context.sources, support.chain, support.proposal));
    line.attacker_claim |= context.sources.is_attackers(support.source, support.chain);
  }
  const auto first = first_sayings(sayings);
  for (std::size_t i = 0; i < first.size(); ++i) line.independent_sources += first[i] == i;
}

std::string_view verb_of(const world::Party& party) {
  return party.role == world::PartyRole::publisher ? "" : "citing ";
}

}  // namespace

std::string_view to_string(Freshness value) {
  static constexpr std::string_view names[] = {"", "fresh", "unconfirmed", "expired", "ended"};
  return names[static_cast<std::size_t>(value)];
}

std::string chain_text(const world::Chain& chain) {
  std::string text;
  for (const auto& party : chain) {
    if (!text.empty()) text += ", ";
    text += text.empty() ? std::string_view() : verb_of(party);
    text += party.name;
  }
  return text;
}

std::size_t independent_sources(const world::World& world, const std::vector<world::Support>& support,
                                Instant known_at) {
  const KnownSources sources(world, known_at);
  std::vector<Saying> sayings;
  for (const auto& one : support) {
    if (one.public_at <= known_at) sayings.push_back(saying_of(world, sources, one.chain, one.proposal));
  }
  const auto first = first_sayings(sayings);
  std::size_t count = 0;
  for (std::size_t i = 0; i < first.size(); ++i) count += first[i] == i;
  return count;
}

std::optional<EntryLine> line_of(const BoardContext& context, const world::BoardEntry& entry) {
  const Moment& moment = context.moment;
  const auto* const revision = known_revision(entry, moment.known_at);
  if (revision == nullptr || appeared_at(entry, revision->statement) > moment.as_of) return std::nullopt;
  EntryLine line;
  line.id = entry.id;
  line.revision = revision->number;
  line.incident = entry.incident;
  line.statement = revision->statement;
  if (const auto* const code = world::Schemes::built_in().find_measure(revision->statement.code))
    line.code_name = code->name;
  line.status = status_at(entry, *revision, moment.as_of);
  line.confirmed_at = confirmed_at(entry, revision->statement, moment);
  line.age_ms = moment.as_of - line.confirmed_at;
  line.freshness = freshness_of(line, moment.as_of);
  line.published_at = entry.published_at;
  line.recorded_at = revision->recorded_at;
  line.change_note = revision->change_note;
  line.minor = revision->minor;
  line.seq = revision->seq;
  for (const auto& confirmation : entry.confirmations) {
    if (confirmation.recorded_at <= moment.known_at) line.seq = std::max(line.seq, confirmation.seq);
  }
  add_support(context, entry, line);
  line.attacker_claim |= line.statement.statement_class == world::StatementClass::claim;
  line.may_be_pushed = !line.attacker_claim;
  return line;
}

std::vector<world::SourceKind> kinds_of(const BoardContext& context, const EntryLine& line) {
  std::vector<world::SourceKind> kinds;
  const auto add = [&](const world::SourceFacts* known) {
    if (known != nullptr) kinds.push_back(known->kind);
  };
  for (const auto& support : line.support) {
    add(context.sources.facts(support.source));
    for (const auto& party : support.chain) add(context.sources.find_by_name(party.name));
  }
  return kinds;
}

}  // namespace tocsin::views
