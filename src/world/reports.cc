#include "world/reports.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "world/digest.h"
#include "world/fields.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

constexpr std::size_t url_code_points_max = 2000;
constexpr std::string_view field_names[] = {
    "",      "kind",       "jurisdiction", "actor",    "target", "site",  "status",  "since",
    "until", "planned_at", "statement_at", "quantity", "level",  "hedge", "outcome", "subject"};

Result<> require_span(const Span& span, std::size_t bytes, std::string_view field) {
  if (span.begin <= span.end && span.end <= bytes) return {};
  return fail(
      Errc::invalid,
      fmt::format("a span ({} to {}) lies outside the {} bytes of the report", span.begin, span.end, bytes),
      std::string(field));
}

Result<> require_proposal(const Proposal& proposal, std::size_t bytes, const std::string& field) {
  TOCSIN_TRY_VOID(validate(proposal.statement, field + "/statement"));
  TOCSIN_TRY_VOID(validate(proposal.chain, field + "/chain"));
  TOCSIN_TRY_VOID(validate(proposal.grade, field + "/grade"));
  TOCSIN_TRY_VOID(require_text(proposal.rule, line_code_points_max, true, field + "/rule"));
  if (proposal.hedges.size() > hedges_max) {
    return fail(Errc::too_large, fmt::format("a proposal has at most {} hedges", hedges_max),
                field + "/hedges");
  }
  for (const auto& hedge : proposal.hedges)
    TOCSIN_TRY_VOID(require_text(hedge, line_code_points_max, true, field + "/hedges"));
  if (proposal.fields.size() > field_spans_max) {
    return fail(Errc::too_large, fmt::format("a proposal has at most {} spans", field_spans_max),
                field + "/fields");
  }
  TOCSIN_TRY_VOID(require_span(proposal.span, bytes, field + "/span"));
  for (const auto& part : proposal.fields) TOCSIN_TRY_VOID(require_span(part.span, bytes, field + "/fields"));
  for (const auto& party : proposal.chain) TOCSIN_TRY_VOID(require_span(party.span, bytes, field + "/chain"));
  return {};
}

Result<> require_incident(const World& world, const std::optional<IncidentId>& id) {
  if (!id || world.incidents().find(*id) != nullptr) return {};
  return fail(Errc::not_found, fmt::format("no incident {}", to_uuid(id->id)), "/incident");
}

Result<> require_facts(const World& world, const ReportFacts& facts) {
  if (world.sources().find(facts.source) == nullptr) {
    return fail(Errc::not_found, fmt::format("no source {}; register it first", to_uuid(facts.source.id)),
                "/source");
  }
  TOCSIN_TRY_VOID(require_incident(world, facts.incident));
  TOCSIN_TRY_VOID(require_text(facts.title, line_code_points_max, true, "/title"));
  TOCSIN_TRY_VOID(require_text(facts.url, url_code_points_max, true, "/url"));
  TOCSIN_TRY_VOID(require_text(facts.media_type, line_code_points_max, true, "/media_type"));
  TOCSIN_TRY_VOID(require_text(facts.language, line_code_points_max, true, "/language"));
  return require_text(facts.reader_version, line_code_points_max, true, "/reader_version");
}

struct Found {
  const Report* report;
  const Proposal* proposal;
};
Result<Found> find_proposal(const World& world, const ProposalRef& ref) {
  const Report* const report = world.reports().find(ref.report);
  if (report == nullptr)
    return fail(Errc::not_found, fmt::format("no report {}", to_uuid(ref.report.id)), "/proposal");
  if (ref.index >= report->proposals.size()) {
    return fail(Errc::not_found,
                fmt::format("report {} has no proposal {}", to_uuid(ref.report.id), ref.index), "/proposal");
  }
  return Found{report, &report->proposals[ref.index]};
}

// What was decided stays decided while its entry lives: one that was given up is open again.
const ProposalDecision* standing_decision(const World& world, const Found& found, std::uint32_t index) {
  const ProposalDecision* const decision = found.report->decision(index);
  if (decision == nullptr || decision->state == ProposalState::rejected) return nullptr;
  const BoardEntry* const entry = world.measures().find(decision->entry);
  if (entry->state == EntryState::discarded) return nullptr;
  if (decision->state == ProposalState::accepted) return decision;
  const auto is_this = [&](const Support& support) {
    return support.proposal == ProposalRef{found.report->id, index};
  };
  const bool kept = std::any_of(entry->support.begin(), entry->support.end(), is_this) ||
                    std::any_of(entry->pending_support.begin(), entry->pending_support.end(), is_this);
  return kept ? decision : nullptr;
}

std::unexpected<Error> decided_already(const ProposalDecision& decision) {
  return fail(Errc::conflict, fmt::format("this proposal was {} already, as entry {}",
                                          to_string(decision.state), to_uuid(decision.entry.id)));
}

Support support_of(const World& world, const Found& found, const ProposalRef& ref, const Statement& statement,
                   const Grade& grade, OperatorId by, Instant at) {
  const ReportFacts& facts = found.report->facts;
  Support support;
  support.source = facts.source;
  support.proposal = ref;
  support.chain = found.proposal->chain;
  if (support.chain.empty()) {
    Party publisher;
    publisher.name = world.sources().find(facts.source)->facts.name;
    support.chain.push_back(publisher);
  }
  support.grade = grade;
  support.quantity = statement.quantity;
  support.words = statement.words;
  support.as_of = statement.as_of.known()      ? statement.as_of
                  : facts.published_at.known() ? facts.published_at
                                               : found.report->received_at;
  support.added_at = at;
  support.by = by;
  return support;
}

void add_decision(DigestWriter& out, const ProposalDecision& decision) {
  out.add(static_cast<std::uint64_t>(decision.state)).add(decision.entry).add(std::uint64_t{decision.edited});
  out.add(decision.reason).add(decision.by).add(decision.at);
}

void add_proposal(DigestWriter& out, const Proposal& proposal) {
  add(out, proposal.statement);
  add(out, proposal.chain);
  out.add(proposal.hedges.size());
  for (const auto& hedge : proposal.hedges) out.add(hedge);
  out.add(static_cast<std::uint64_t>(proposal.certainty));
  out.add(static_cast<std::uint64_t>(proposal.grade.letter)).add(std::uint64_t{proposal.grade.digit});
  out.add(proposal.rule).add(std::uint64_t{proposal.summary});
  out.add(std::uint64_t{proposal.span.begin})
      .add(std::uint64_t{proposal.span.end})
      .add(proposal.fields.size());
  for (const auto& part : proposal.fields) {
    out.add(static_cast<std::uint64_t>(part.field)).add(std::uint64_t{part.span.begin});
    out.add(std::uint64_t{part.span.end});
  }
}

}  // namespace

std::string_view to_string(Field value) { return field_names[static_cast<std::size_t>(value)]; }

std::optional<Field> parse_field(std::string_view text) {
  const auto* const found = std::find(std::begin(field_names) + 1, std::end(field_names), text);
  if (found == std::end(field_names)) return std::nullopt;
  return static_cast<Field>(found - std::begin(field_names));
}

std::string_view to_string(ProposalState value) {
  static constexpr std::string_view names[] = {"", "waiting", "accepted", "rejected", "merged"};
  return names[static_cast<std::size_t>(value)];
}

const ProposalDecision* Report::decision(std::uint32_t index) const {
  const auto it = decisions.find(index);
  return it == decisions.end() ? nullptr : &it->second.back();
}

ProposalState Report::state(std::uint32_t index) const {
  const ProposalDecision* const newest = decision(index);
  return newest == nullptr ? ProposalState::waiting : newest->state;
}

const Report* Reports::find(ReportId id) const {
  const auto it = reports_.find(id);
  return it == reports_.end() ? nullptr : &it->second;
}

const Report* Reports::find(SourceId source, const Bytes& digest) const {
  const auto it = by_digest_.find({source, digest});
  return it == by_digest_.end() ? nullptr : find(it->second);
}

const Proposal* Reports::find(const ProposalRef& ref) const {
  const Report* const report = find(ref.report);
  return report == nullptr || ref.index >= report->proposals.size() ? nullptr : &report->proposals[ref.index];
}

void Reports::apply(const ReportFiled& event, Instant at, const Actor& by, Seq seq) {
  Report report;
  report.id = event.id;
  report.facts = event.facts;
  report.digest = event.digest;
  report.bytes = event.raw.size();
  report.seq = seq;
  report.received_at = at;
  report.filed_by = by;
  report.proposals = event.proposals;
  const bool inserted = reports_.emplace(event.id, std::move(report)).second;
  TOCSIN_CHECK(inserted);
  in_order_.push_back(event.id);
  by_digest_.emplace(std::pair(event.facts.source, event.digest), event.id);
}

void Reports::apply(const ReportMoved& event) { reports_.at(event.id).facts.incident = event.incident; }

void Reports::apply(const ProposalDecided& event, Instant at) {
  reports_.at(event.proposal.report)
      .decisions[event.proposal.index]
      .push_back({event.state, event.entry, event.edited, event.reason, event.by, at});
}

void Reports::digest(DigestWriter& out) const {
  out.add(reports_.size());
  for (const ReportId id : in_order_) {
    const Report& report = reports_.at(id);
    const ReportFacts& facts = report.facts;
    out.add(id).add(facts.source).add(facts.incident.value_or(IncidentId())).add(facts.published_at);
    for (const auto& text : {facts.title, facts.url, facts.media_type, facts.language, facts.reader_version})
      out.add(text);
    out.add(facts.simhash).add(report.digest).add(report.bytes).add(report.seq).add(report.received_at);
    out.add(report.filed_by).add(report.proposals.size());
    for (const auto& proposal : report.proposals) add_proposal(out, proposal);
    out.add(report.decisions.size());
    for (const auto& [index, decisions] : report.decisions) {
      out.add(std::uint64_t{index}).add(decisions.size());
      for (const auto& decision : decisions) add_decision(out, decision);
    }
  }
}

Result<Decision> decide(const World& world, const Actor& actor, const FileReport& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::feed, "file a report", true));
  if (command.raw.empty()) return fail(Errc::invalid, "the report is empty", "/raw");
  if (command.raw.size() > report_bytes_max) {
    return fail(
        Errc::too_large,
        fmt::format("a report has at most {} bytes; this one has {}", report_bytes_max, command.raw.size()),
        "/raw");
  }
  if (command.proposals.size() > proposals_max) {
    return fail(Errc::too_large, fmt::format("a report has at most {} proposals", proposals_max),
                "/proposals");
  }
  TOCSIN_TRY_VOID(require_facts(world, command.facts));
  for (std::size_t i = 0; i < command.proposals.size(); ++i) {
    TOCSIN_TRY_VOID(
        require_proposal(command.proposals[i], command.raw.size(), fmt::format("/proposals/{}", i)));
  }
  Bytes digest = blake2b(command.raw);
  if (const Report* const known = world.reports().find(command.facts.source, digest))
    return Decision{.events = {}, .subject = known->id.id, .repeated = true};
  TOCSIN_TRY_VOID(require_free(world.reports().find(command.id) != nullptr, command.id.id));
  return Decision{
      .events = {ReportFiled{command.id, command.facts, std::move(digest), command.raw, command.proposals}},
      .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const MoveReport& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "move a report", false));
  const Report* const report = world.reports().find(command.id);
  if (report == nullptr) return fail(Errc::not_found, fmt::format("no report {}", to_uuid(command.id.id)));
  TOCSIN_TRY_VOID(require_incident(world, command.incident));
  if (report->facts.incident == command.incident)
    return Decision{.events = {}, .subject = command.id.id, .repeated = true};
  return Decision{.events = {ReportMoved{command.id, command.incident}}, .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const AcceptProposal& command, Instant at) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "accept a proposal", false));
  TOCSIN_TRY(const Found found, find_proposal(world, command.proposal));
  if (const auto* const decision = standing_decision(world, found, command.proposal.index)) {
    if (decision->state != ProposalState::accepted) return decided_already(*decision);
    return Decision{.events = {}, .subject = decision->entry.id, .repeated = true};
  }
  TOCSIN_TRY_VOID(require_free(world.measures().find(command.entry) != nullptr, command.entry.id));
  const Statement& statement = command.edited ? *command.edited : found.proposal->statement;
  TOCSIN_TRY_VOID(validate(statement, "/statement"));
  TOCSIN_TRY_VOID(require_complete(statement, "/statement"));
  const Grade grade = command.grade.value_or(found.proposal->grade);
  TOCSIN_TRY_VOID(validate(grade, "/grade"));
  const auto incident = command.incident ? command.incident : found.report->facts.incident;
  TOCSIN_TRY_VOID(require_incident(world, incident));
  TOCSIN_TRY_VOID(require_text(command.note, words_code_points_max, true, "/note"));
  const OperatorId by(actor.id);
  const bool edited = command.edited && *command.edited != found.proposal->statement;
  const Support support = support_of(world, found, command.proposal, statement, grade, by, at);
  Decision decision{.events = {ProposalDecided{command.proposal, ProposalState::accepted, command.entry,
                                               edited, command.note, by},
                               EntryDrafted{command.entry, incident, statement, support, command.note, by}},
                    .subject = command.entry.id};
  if (command.submit) decision.events.push_back(EntrySubmitted{command.entry, by});
  return decision;
}

Result<Decision> decide(const World& world, const Actor& actor, const RejectProposal& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "reject a proposal", false));
  TOCSIN_TRY(const Found found, find_proposal(world, command.proposal));
  if (const auto* const decision = standing_decision(world, found, command.proposal.index))
    return decided_already(*decision);
  TOCSIN_TRY_VOID(require_text(command.reason, words_code_points_max, false, "/reason"));
  if (found.report->state(command.proposal.index) == ProposalState::rejected)
    return Decision{.events = {}, .subject = command.proposal.report.id, .repeated = true};
  return Decision{
      .events = {ProposalDecided{
          command.proposal, ProposalState::rejected, {}, false, command.reason, OperatorId(actor.id)}},
      .subject = command.proposal.report.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const MergeProposal& command, Instant at) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "merge a proposal", false));
  TOCSIN_TRY(const Found found, find_proposal(world, command.proposal));
  if (const auto* const decision = standing_decision(world, found, command.proposal.index)) {
    if (decision->entry != command.entry) return decided_already(*decision);
    return Decision{.events = {}, .subject = command.entry.id, .repeated = true};
  }
  const BoardEntry* const entry = world.measures().find(command.entry);
  if (entry == nullptr || entry->state == EntryState::discarded)
    return fail(Errc::not_found, fmt::format("no entry {}", to_uuid(command.entry.id)), "/entry");
  const Statement& statement = found.proposal->statement;
  if (entry->statement().statement_class != statement.statement_class) {
    return fail(Errc::invalid,
                fmt::format("a {} does not corroborate a {}", to_string(statement.statement_class),
                            to_string(entry->statement().statement_class)),
                "/entry");
  }
  if (entry->support.size() + entry->pending_support.size() >= support_max)
    return fail(Errc::too_large, fmt::format("an entry has at most {} supports", support_max), "/entry");
  TOCSIN_TRY_VOID(require_text(command.note, words_code_points_max, true, "/note"));
  const OperatorId by(actor.id);
  const Support support =
      support_of(world, found, command.proposal, statement, found.proposal->grade, by, at);
  return Decision{.events = {ProposalDecided{command.proposal, ProposalState::merged, command.entry, false,
                                             command.note, by},
                             EntrySupported{command.entry, support}},
                  .subject = command.entry.id};
}

}  // namespace tocsin::world
