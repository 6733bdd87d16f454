// Checks: the question "Are you safe?" put to everybody inside an area, from draft to close. What people are
// asked and answer is in asks.h.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "geo/area.h"
#include "world/actor.h"
#include "world/ask_book.h"

namespace tocsin::world {

class World;
struct Decision;
class DigestWriter;

enum class CheckState : std::uint8_t { draft = 1, proposed = 2, open = 3, closed = 4, retracted = 5 };
std::string_view to_string(CheckState value);

// What the person asked reads. `correction` is ready before anything is sent.
struct CheckText {
  std::string headline;
  std::string what;
  std::string where;
  std::string issuer;
  Instant since;
  std::string contact;
  std::string correction;

  bool operator==(const CheckText&) const = default;
};

// An ask that could not be sent within this time is not sent: "are you safe?" about yesterday frightens.
constexpr std::int64_t ask_ttl_ms = 6 * hour_ms;
// People who enter the area are asked this long after the check opened.
constexpr std::int64_t asking_ms = 24 * hour_ms;
// More than the warnings that are in force in any country at once (some thousand). A check that nobody enters
// costs its place in the fence and nothing at a tick.
constexpr std::size_t open_checks_max = 20'000;

// --- commands ---
struct DraftCheck {
  CheckId id;
  std::optional<AlertId> alert;
  std::optional<IncidentId> incident;
  IncidentId new_incident;  // used when neither names one
  geo::Area area;           // empty: the alert's
  CheckText text;           // empty fields: from the alert
};
// `people` in these three is how many were inside when the operator looked, counted by the door.
struct ProposeCheck {
  CheckId id;
  std::uint64_t people = 0;
};
struct ApproveCheck {
  CheckId id;
  std::uint64_t people = 0;
};
struct ChangeArea {
  CheckId id;
  geo::Area area;
  std::uint64_t people = 0;
};
struct ResumeCheck {
  CheckId id;
};
struct RetractCheck {
  CheckId id;
  std::string correction;  // empty: the prepared one
};
struct CloseCheck {
  CheckId id;
};

// --- events ---
struct CheckDrafted {
  CheckId id;
  IncidentId incident;
  std::optional<AlertId> alert;
  geo::Area area;
  CheckText text;
  OperatorId by;
};
struct CheckProposed {
  CheckId id;
  std::uint64_t people = 0;
  OperatorId by;
};
struct CheckOpened {
  CheckId id;
  std::uint64_t people = 0;
  OperatorId by;
  std::int64_t ask_ttl_ms = 0;
  Instant asks_until;
};
// An area that holds more people waits for approval; any other holds at once (`effective`).
struct CheckAreaChanged {
  CheckId id;
  geo::Area area;
  std::uint64_t people = 0;
  OperatorId by;
  bool effective = false;
};
struct CheckAreaApproved {
  CheckId id;
  std::uint64_t people = 0;
  OperatorId by;
};
struct CheckPaused {
  CheckId id;
  std::uint32_t wrong = 0;
  std::uint32_t answers = 0;
};
struct CheckResumed {
  CheckId id;
  OperatorId by;
};
struct CheckRetracted {
  CheckId id;
  std::string correction;
  OperatorId by;
};
struct CheckClosed {
  CheckId id;
  OperatorId by;
};

struct PendingArea {
  geo::Area area;
  std::uint64_t people = 0;
  OperatorId by;
};

struct Check {
  explicit Check(const People& registered) : asks(registered) {}

  CheckId id;
  IncidentId incident;
  std::optional<AlertId> alert;
  geo::Area area;
  std::uint32_t area_version = 1;  // changes when the area in force does
  CheckText text;
  CheckState state = CheckState::draft;
  std::uint32_t revision = 1;  // changes at every operator's step; the ETag
  OperatorId drafted_by;
  OperatorId proposed_by;
  OperatorId approved_by;
  std::uint64_t people = 0;  // the largest count a second person approved
  Instant drafted_at;
  Instant opened_at;
  Instant ended_at;
  std::int64_t ask_ttl_ms = 0;
  Instant asks_until;
  bool paused = false;
  bool resumed = false;  // paused once and looked at; the same answers do not pause it again
  std::optional<PendingArea> pending_area;
  AskBook asks;

  // Asks may go out now.
  bool is_asking(Instant now) const { return state == CheckState::open && !paused && now < asks_until; }
};

class Checks {
 public:
  // `people` must outlive it.
  explicit Checks(const People& people) : people_(&people) {}

  const Check* find(CheckId id) const;
  const std::map<CheckId, Check>& all() const { return checks_; }
  // Checks that are open now.
  std::size_t open_count() const { return open_count_; }
  // Grows whenever a check opens, ends, pauses, goes on or gets another area; not with asks and answers.
  std::uint64_t revision() const { return revision_; }

  void apply(const CheckDrafted& event, Instant at);
  void apply(const CheckProposed& event);
  void apply(const CheckOpened& event, Instant at);
  void apply(const CheckAreaChanged& event);
  void apply(const CheckAreaApproved& event);
  void apply(const CheckPaused& event);
  void apply(const CheckResumed& event);
  void apply(const CheckRetracted& event, Instant at);
  void apply(const CheckClosed& event, Instant at);
  void apply(const PeopleAsked& event, Instant at, Seq seq);
  void apply(const AnswerGiven& event, Instant at, Seq seq);
  void apply(const HelpTaken& event, Instant at);
  void apply(const DeliveriesRecorded& event, Instant at);
  // Before the people forget them.
  void forget(PersonId person);
  void digest(DigestWriter& out) const;
  // The asks as section "asks", for a snapshot; back into checks that have none.
  Result<> write(SectionWriter& out) const;
  Result<> read(const SectionReader& in);

 private:
  Check& at(CheckId id);
  void enter(Check& check, CheckState state);

  const People* people_;
  std::map<CheckId, Check> checks_;
  std::size_t open_count_ = 0;
  std::uint64_t revision_ = 0;
};

Result<Decision> decide(const World& world, const Actor& actor, const DraftCheck& command, Instant at);
Result<Decision> decide(const World& world, const Actor& actor, const ProposeCheck& command);
// Opens a proposed check, or puts a pending area in force.
Result<Decision> decide(const World& world, const Actor& actor, const ApproveCheck& command, Instant at);
Result<Decision> decide(const World& world, const Actor& actor, const ChangeArea& command);
Result<Decision> decide(const World& world, const Actor& actor, const ResumeCheck& command);
Result<Decision> decide(const World& world, const Actor& actor, const RetractCheck& command);
Result<Decision> decide(const World& world, const Actor& actor, const CloseCheck& command);

}  // namespace tocsin::world
