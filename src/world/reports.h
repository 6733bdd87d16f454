// Reports: texts as they came, and what a machine read in them. A proposal waits at the desk until a person
// decides; by itself it starts no check, tells nobody and moves no level.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "world/actor.h"
#include "world/statement.h"

namespace tocsin::world {

class World;
struct Decision;
class DigestWriter;

// A text is at most some hundred kB; the reader takes no more than this either.
constexpr std::size_t report_bytes_max = 2 << 20;
// The article of 72 statements is dense with them; ten times that is a list, to be split.
constexpr std::size_t proposals_max = 500;
constexpr std::size_t hedges_max = 20;
constexpr std::size_t field_spans_max = 40;

// The part of a proposal that a span was read into.
enum class Field : std::uint8_t {
  kind = 1,  // the trigger
  jurisdiction = 2,
  actor = 3,
  target = 4,
  site = 5,
  status = 6,
  since = 7,
  until = 8,
  planned_at = 9,
  statement_at = 10,
  quantity = 11,
  level = 12,
  hedge = 13,
  outcome = 14,
  subject = 15  // a predicate or subject in another sentence
};
std::string_view to_string(Field value);
std::optional<Field> parse_field(std::string_view text);

struct FieldSpan {
  Field field = Field::kind;
  Span span;

  bool operator==(const FieldSpan&) const = default;
};

struct Proposal {
  Statement statement;
  Chain chain;
  std::vector<std::string> hedges;  // words that weaken it, as written
  Certainty certainty = Certainty::medium;
  Grade grade;           // suggested
  std::string rule;      // id of the rule that fired
  bool summary = false;  // about unnamed groups of states, or a headline of what follows
  Span span;             // of the whole
  std::vector<FieldSpan> fields;

  bool operator==(const Proposal&) const = default;
};

// The permanent address of a proposal.
struct ProposalRef {
  ReportId report;
  std::uint32_t index = 0;  // into its proposals

  auto operator<=>(const ProposalRef&) const = default;
};

struct ReportFacts {
  SourceId source;
  std::optional<IncidentId> incident;
  Instant published_at;
  std::string title;
  std::string url;
  std::string media_type;
  std::string language;
  std::string reader_version;  // of program and rules: the same text gives the same proposals
  std::uint64_t simhash = 0;   // of its body text, by the reader; 0: none
};

// --- commands ---
// With any token: a feed may file, and its data wait at the desk. The same bytes of the same source again are
// `repeated`, and the subject is the first report.
struct FileReport {
  ReportId id;
  ReportFacts facts;
  Bytes raw;  // byte for byte as it came
  std::vector<Proposal> proposals;
};
// To another incident, or to none. An operator. What was drafted from it stays where it is.
struct MoveReport {
  ReportId id;
  std::optional<IncidentId> incident;
};
// An operator takes the proposal up as a board entry: a draft, and with `submit` one that waits for a second
// person. `edited` replaces what the machine read. Accepting what became an entry already is `repeated`.
struct AcceptProposal {
  ProposalRef proposal;
  EntryId entry;  // new
  std::optional<Statement> edited;
  std::optional<Grade> grade;          // instead of the suggested one
  std::optional<IncidentId> incident;  // none: the report's
  std::string note;                    // why; shown as the change note of the first revision
  bool submit = true;
};
// A reason is required. It may be accepted later all the same.
struct RejectProposal {
  ProposalRef proposal;
  std::string reason;
};
// Its chain and report corroborate an entry. On a published entry it shows once a second person published it.
struct MergeProposal {
  ProposalRef proposal;
  EntryId entry;
  std::string note;
};

// --- events ---
struct ReportFiled {
  ReportId id;
  ReportFacts facts;
  Bytes digest;  // BLAKE2b-256 of raw
  Bytes raw;
  std::vector<Proposal> proposals;
};
struct ReportMoved {
  ReportId id;
  std::optional<IncidentId> incident;
};
enum class ProposalState : std::uint8_t { waiting = 1, accepted = 2, rejected = 3, merged = 4 };
std::string_view to_string(ProposalState value);
struct ProposalDecided {
  ProposalRef proposal;
  ProposalState state = ProposalState::rejected;
  EntryId entry;        // of accepted and merged
  bool edited = false;  // the person changed what the machine read
  std::string reason;
  OperatorId by;
};

struct ProposalDecision {
  ProposalState state = ProposalState::rejected;
  EntryId entry;
  bool edited = false;
  std::string reason;
  OperatorId by;
  Instant at;
};

struct Report {
  ReportId id;
  ReportFacts facts;
  Bytes digest;
  std::uint64_t bytes = 0;  // of raw, which is in the journal at `seq`
  Seq seq = 0;
  Instant received_at;
  Actor filed_by;
  std::vector<Proposal> proposals;
  std::map<std::uint32_t, std::vector<ProposalDecision>> decisions;  // by index, oldest first

  ProposalState state(std::uint32_t index) const;
  // The newest decision; null while it waits.
  const ProposalDecision* decision(std::uint32_t index) const;
};

class Reports {
 public:
  const Report* find(ReportId id) const;
  const Report* find(SourceId source, const Bytes& digest) const;
  // Null when there is no such proposal.
  const Proposal* find(const ProposalRef& ref) const;
  const std::map<ReportId, Report>& all() const { return reports_; }
  // In order of receipt.
  const std::vector<ReportId>& in_order() const { return in_order_; }

  void apply(const ReportFiled& event, Instant at, const Actor& by, Seq seq);
  void apply(const ReportMoved& event);
  void apply(const ProposalDecided& event, Instant at);
  void digest(DigestWriter& out) const;

 private:
  std::map<ReportId, Report> reports_;
  std::vector<ReportId> in_order_;
  std::map<std::pair<SourceId, Bytes>, ReportId> by_digest_;
};

Result<Decision> decide(const World& world, const Actor& actor, const FileReport& command);
Result<Decision> decide(const World& world, const Actor& actor, const MoveReport& command);
Result<Decision> decide(const World& world, const Actor& actor, const AcceptProposal& command, Instant at);
Result<Decision> decide(const World& world, const Actor& actor, const RejectProposal& command);
Result<Decision> decide(const World& world, const Actor& actor, const MergeProposal& command, Instant at);

}  // namespace tocsin::world
