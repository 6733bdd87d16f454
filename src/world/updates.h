// Live updates on their way to a timeline: drafted, submitted, approved by a second person, perhaps released
// later by the clock; and what happens to published ones: corrections, pins. The published ones themselves
// are in incidents.h.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "world/actor.h"
#include "world/incidents.h"

namespace tocsin::world {

enum class UpdateState : std::uint8_t {
  draft = 1,
  submitted = 2,
  scheduled = 3,  // approved; a Tick releases it
  published = 4,
  discarded = 5
};
std::string_view to_string(UpdateState value);

// Later is a plan, not a live update.
constexpr std::int64_t publish_ahead_max_ms = 30 * day_ms;
// Released by one tick: bounds a step. The rest follow with the next.
constexpr std::size_t releases_per_tick_max = 100;
// A post corrected more often than this should be a new one.
constexpr std::size_t corrections_max = 100;

struct UpdateContent {
  Instant occurred_at;
  Instant planned_for;
  std::string jurisdiction;
  std::string text;
  std::vector<std::string> sources;  // the first said it, each next one carried it
  bool pinned = false;
  bool key_event = false;

  bool operator==(const UpdateContent&) const = default;
};

// --- commands (If-Match: UpdateDraft::revision, for published ones Update::revision) ---
// An operator. PostUpdate (incidents.h) is the same with `submit`, at once.
struct DraftUpdate {
  UpdateId id;
  IncidentId incident;
  UpdateContent content;
  Instant publish_at;  // not known: when approved
  bool submit = true;
};
// Of a draft or a submitted one, which is a draft again unless `submit`. An operator.
struct EditUpdate {
  UpdateId id;
  UpdateContent content;
  Instant publish_at;
  bool submit = true;
};
struct SubmitUpdate {
  UpdateId id;
};
// Publishes what was submitted, or schedules it. In a live realm an approver who neither wrote nor submitted
// it; in a drill realm any operator, who may be the same ("training waives the second person").
struct PublishUpdate {
  UpdateId id;
};
// An approver gives it back with a reason. Also of a scheduled one.
struct SendBackUpdate {
  UpdateId id;
  std::string reason;
};
// Gives up one that was not published.
struct DiscardUpdate {
  UpdateId id;
  std::string reason;
};
// Of a published one: the old text stays beside the new one. An approver; in a drill realm any operator.
struct CorrectUpdate {
  UpdateId id;
  std::string text;
  std::string reason;  // required
};
// An operator. Pinning one unpins the one before it.
struct MarkUpdate {
  UpdateId id;
  bool pinned = false;
  bool key_event = false;
};

// --- events ---
// Created, or changed before it was published.
struct UpdateDrafted {
  UpdateId id;
  IncidentId incident;
  UpdateContent content;
  Instant publish_at;
  OperatorId by;
};
struct UpdateSubmitted {
  UpdateId id;
  OperatorId by;
};
// Approved for later. What is published at once has UpdatePosted alone, and so has a scheduled one when its
// moment comes.
struct UpdateScheduled {
  UpdateId id;
  Instant publish_at;
  OperatorId by;
};
struct UpdateSentBack {
  UpdateId id;
  std::string reason;
  OperatorId by;
};
struct UpdateDiscarded {
  UpdateId id;
  std::string reason;
  OperatorId by;
};
struct UpdateCorrected {
  UpdateId id;
  IncidentId incident;
  std::string text_before;
  std::string text;
  std::string reason;
  OperatorId by;
};
struct UpdateMarked {
  UpdateId id;
  IncidentId incident;
  bool pinned = false;
  bool key_event = false;
  OperatorId by;
};

struct UpdateDraft {
  UpdateId id;
  IncidentId incident;
  UpdateState state = UpdateState::draft;
  UpdateContent content;
  Instant publish_at;
  std::uint32_t revision = 1;
  OperatorId written_by;
  OperatorId submitted_by;
  OperatorId approved_by;
  Instant drafted_at;
  std::string sent_back;  // why it came back or was given up
};

// Updates before they are published, and which incident each published one is in.
class Updates {
 public:
  const UpdateDraft* find(UpdateId id) const;
  const std::map<UpdateId, UpdateDraft>& all() const { return drafts_; }
  // Of a published update.
  std::optional<IncidentId> incident_of(UpdateId id) const;
  // Scheduled ones whose moment has come, earliest first. Cost: their number.
  std::vector<UpdateId> due(Instant now) const;

  void apply(const UpdateDrafted& event, Instant at);
  void apply(const UpdateSubmitted& event);
  void apply(const UpdateScheduled& event);
  void apply(const UpdateSentBack& event);
  void apply(const UpdateDiscarded& event);
  void apply(const UpdatePosted& event);
  void digest(DigestWriter& out) const;

 private:
  std::map<UpdateId, UpdateDraft> drafts_;
  std::map<UpdateId, IncidentId> published_;
  std::set<std::pair<Instant, UpdateId>> scheduled_;
};

// The published one; null while it is not.
const Update* find_update(const World& world, UpdateId id);

Result<Decision> decide(const World& world, const Actor& actor, const DraftUpdate& command, Instant at);
Result<Decision> decide(const World& world, const Actor& actor, const EditUpdate& command, Instant at);
Result<Decision> decide(const World& world, const Actor& actor, const SubmitUpdate& command);
Result<Decision> decide(const World& world, const Actor& actor, const PublishUpdate& command, Instant at);
Result<Decision> decide(const World& world, const Actor& actor, const SendBackUpdate& command);
Result<Decision> decide(const World& world, const Actor& actor, const DiscardUpdate& command);
Result<Decision> decide(const World& world, const Actor& actor, const CorrectUpdate& command);
Result<Decision> decide(const World& world, const Actor& actor, const MarkUpdate& command);
// UpdatePosted for those that are due; called for every Tick.
std::vector<UpdatePosted> release_due(const World& world, Instant at);

}  // namespace tocsin::world
