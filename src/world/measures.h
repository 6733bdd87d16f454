// Measures: the entries of the board, each with its chains of sources and every revision it ever had. An
// entry is never removed. What the public reads was drafted by one person and published by another.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "world/actor.h"
#include "world/reports.h"
#include "world/statement.h"

namespace tocsin::world {

class World;
struct Decision;
class DigestWriter;

enum class EntryState : std::uint8_t {
  draft = 1,      // somebody works on it; also after it was sent back
  submitted = 2,  // waits for a second person
  published = 3,
  discarded = 4  // was never published and will not be
};
std::string_view to_string(EntryState value);

// Every report of one wire story; more says nothing more.
constexpr std::size_t support_max = 500;
// Confirmations are kept newest last; a desk that confirms every quarter of an hour for two weeks stays
// below.
constexpr std::size_t confirmations_max = 2000;
constexpr std::size_t revisions_max = 1000;

// Who says it, once: one chain of one report or of one typed source.
struct Support {
  SourceId source;                      // registered; whose report it is, or who was typed
  std::optional<ProposalRef> proposal;  // none when typed by hand
  Chain chain;
  Grade grade;
  std::optional<Quantity> quantity;  // the figure it gives, of a count
  std::string words;                 // the sentence
  Instant as_of;                     // when it was so, by this support
  Instant added_at;
  OperatorId by;
  Instant public_at;  // when it was published; not known while it waits
};

// --- commands (If-Match: BoardEntry::revision) ---
// By hand, without a report: the chain is typed and its outermost source registered. An operator.
struct DraftEntry {
  EntryId id;
  std::optional<IncidentId> incident;
  Statement statement;
  SourceId source;
  Chain chain;
  Grade grade;
  std::string note;
  bool submit = true;
};
// Of a draft: changes it, and with `submit` hands it in. Of a published entry: waits for a second person like
// a first publication, unless minor. An operator. A change note is required unless minor or still
// unpublished.
struct EditEntry {
  EntryId id;
  Statement statement;
  std::string change_note;
  bool minor = false;  // words only: class, code, place, times, status and numbers stay as they are
  bool tell = true;    // tell subscribers; off for typos
  bool submit = true;
};
struct SubmitEntry {
  EntryId id;
};
// Publishes a submitted entry, or the edit and the support that wait. An approver, and none of those who
// wrote what waits: "you cannot approve what you proposed".
struct PublishEntry {
  EntryId id;
};
// Back to its author, with a reason. An approver. A published entry stays as it was; what waited is a draft.
struct SendBackEntry {
  EntryId id;
  std::string reason;
};
// Gives up what was never published: the entry, or the edit and support that wait. An operator.
struct DiscardEntry {
  EntryId id;
  std::string reason;
};
// It still holds as of then. One operator is enough: it says nothing new. Not of an ended entry.
struct ConfirmEntry {
  EntryId id;
  Instant as_of;  // not after now, not before it was last confirmed
  std::string note;
};
// An edit that ends it: status eased, completed, lifted, denied or superseded. Waits for a second person.
struct LiftEntry {
  EntryId id;
  Status status = Status::lifted;
  Instant lifted_at;
  std::string outcome;  // empty: as it was
  std::string reason;
  bool tell = true;
};

// --- events ---
struct EntryDrafted {
  EntryId id;
  std::optional<IncidentId> incident;
  Statement statement;
  Support support;
  std::string note;
  OperatorId by;
};
struct EntryEdited {
  EntryId id;
  Statement statement;
  std::string change_note;
  bool minor = false;
  bool tell = true;
  bool effective = false;  // shows at once: a minor edit of a published entry
  OperatorId by;
};
struct EntrySubmitted {
  EntryId id;
  OperatorId by;
};
// Carries all that becomes public by it, so that it can leave the server alone.
struct EntryPublished {
  EntryId id;
  std::optional<IncidentId> incident;
  Statement statement;
  std::vector<Support> support;  // new since it was last published
  std::string change_note;
  bool minor = false;
  bool tell = true;
  OperatorId proposed_by;
  OperatorId by;
};
struct EntrySentBack {
  EntryId id;
  std::string reason;
  OperatorId by;
};
struct EntryDiscarded {
  EntryId id;
  std::string reason;
  OperatorId by;
};
struct EntryConfirmed {
  EntryId id;
  Instant as_of;
  std::string note;
  OperatorId by;
};
struct EntrySupported {
  EntryId id;
  Support support;
};

// What the public could read from `recorded_at` on.
struct EntryRevision {
  std::uint32_t number = 1;  // from 1, of the published ones
  Statement statement;
  Instant recorded_at;
  Seq seq = 0;
  OperatorId proposed_by;
  OperatorId approved_by;  // zero: a minor edit
  std::string change_note;
  bool minor = false;
  bool tell = true;
};
struct Confirmation {
  Instant as_of;
  Instant recorded_at;
  Seq seq = 0;
  OperatorId by;
  std::string note;
};
// What waits beside the published entry, or the draft itself.
struct PendingEdit {
  Statement statement;
  std::string change_note;
  bool tell = true;
  OperatorId by;            // wrote it last
  OperatorId submitted_by;  // zero while it is a draft
  std::string sent_back;    // why it came back; empty otherwise
};

struct BoardEntry {
  EntryId id;
  std::optional<IncidentId> incident;
  EntryState state = EntryState::draft;
  std::uint32_t revision = 1;  // grows at every step; the ETag
  Instant drafted_at;
  Instant published_at;  // first
  OperatorId drafted_by;
  std::vector<EntryRevision> revisions;  // oldest first; empty until published
  std::vector<Support> support;          // published
  std::vector<Support> pending_support;
  std::vector<Confirmation> confirmations;
  std::optional<PendingEdit> pending;

  // What the public reads now; of a draft what would be published.
  const Statement& statement() const;
  // Something waits for a second person.
  bool waits() const;
  // Wrote or submitted some of what waits, so may not publish it.
  bool has_proposed(OperatorId id) const;
};

class Measures {
 public:
  const BoardEntry* find(EntryId id) const;
  const std::map<EntryId, BoardEntry>& all() const { return entries_; }

  void apply(const EntryDrafted& event, Instant at);
  void apply(const EntryEdited& event, Instant at, Seq seq);
  void apply(const EntrySubmitted& event);
  void apply(const EntryPublished& event, Instant at, Seq seq);
  void apply(const EntrySentBack& event);
  void apply(const EntryDiscarded& event);
  void apply(const EntryConfirmed& event, Instant at, Seq seq);
  void apply(const EntrySupported& event);
  void digest(DigestWriter& out) const;

 private:
  std::map<EntryId, BoardEntry> entries_;
};

// Whether the words may stand in a push text, a headline or a bundle: never a claim, and nothing that an
// attacker says (a party of type claimant, or a source of kind attacker).
bool may_be_pushed(const World& world, const BoardEntry& entry);

// Complete enough for the board: a class that is shown, a code of the table for a measure or advice, a
// quantity for a count, words for a claim and for level_words, a jurisdiction or a group.
Result<> require_complete(const Statement& statement, std::string_view field);

Result<Decision> decide(const World& world, const Actor& actor, const DraftEntry& command, Instant at);
Result<Decision> decide(const World& world, const Actor& actor, const EditEntry& command);
Result<Decision> decide(const World& world, const Actor& actor, const SubmitEntry& command);
Result<Decision> decide(const World& world, const Actor& actor, const PublishEntry& command, Instant at);
Result<Decision> decide(const World& world, const Actor& actor, const SendBackEntry& command);
Result<Decision> decide(const World& world, const Actor& actor, const DiscardEntry& command);
Result<Decision> decide(const World& world, const Actor& actor, const ConfirmEntry& command, Instant at);
Result<Decision> decide(const World& world, const Actor& actor, const LiftEntry& command, Instant at);

}  // namespace tocsin::world
