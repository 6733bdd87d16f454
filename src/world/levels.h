// Levels: what official sources have set, of schemes and in words. Only a source that is official for a
// jurisdiction moves its level, and two people put it on the board. Several stand beside each other: schemes
// of different kinds, a part of a country beside the whole.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "world/actor.h"

namespace tocsin::world {

class World;
struct Decision;
class DigestWriter;

// Flags of one travel advice; no scheme has more than four.
constexpr std::size_t level_codes_max = 8;

struct LevelFacts {
  std::string scheme;              // id of schemes.h; empty when the jurisdiction publishes none
  std::vector<std::string> codes;  // of the scheme: one, or several where they are flags; empty with words
  std::string words;               // official words, quoted, of a scheme that is words_only or none
  std::string iso;                 // ISO 3166-1 or -2 where it holds
  std::string part;                // a named part without a code ("Seoul and Gyeonggi"); empty for all of it
  Instant valid_from;
  Instant valid_until;       // when the act itself says so
  std::string within_level;  // stepped up without leaving the level ("4 reforzado"); empty as a rule
  SourceId source;
  std::optional<ReportId> report;  // where it was read

  bool operator==(const LevelFacts&) const = default;
};

// --- commands ---
// Proposes it. An operator. Refused, field by field, unless the scheme is known and not out of force at
// valid_from, the codes are of it, the area is of the scheme's jurisdiction (travel, EU, UN and INT: any),
// and the source is registered as official for the scheme's jurisdiction, or for the country round it.
struct SetLevel {
  LevelId id;
  LevelFacts facts;
  std::string note;
};
// Proposes that it ended (no longer in force, with nothing in its place). An operator.
struct EndLevel {
  LevelId id;
  Instant ended_at;
  std::string reason;
};
// Puts what was proposed on the board. An approver who did not propose it.
struct ApproveLevel {
  LevelId id;
};
// Refuses what was proposed, with a reason. An approver. A level that stands stays.
struct RejectLevel {
  LevelId id;
  std::string reason;
};

// --- events ---
struct LevelProposed {
  LevelId id;
  LevelFacts facts;
  Instant ended_at;  // known: proposes the end of a level that stands
  std::string note;
  OperatorId by;
};
struct LevelSet {
  LevelId id;
  LevelFacts facts;
  std::string note;
  OperatorId proposed_by;
  OperatorId by;
};
struct LevelEnded {
  LevelId id;
  Instant ended_at;
  std::string reason;
  OperatorId proposed_by;
  OperatorId by;
};
struct LevelRejected {
  LevelId id;
  std::string reason;
  OperatorId by;
};
// The level `id` is of another version of the scale than the one it follows: renamed, neither raised nor
// lowered.
struct SchemeChanged {
  LevelId id;
  LevelId before;
  std::string scheme_before;
  std::string code_before;
  std::string scheme;
  std::string code;
  bool same = false;  // the authority said that the two are one level
};

enum class LevelState : std::uint8_t { proposed = 1, set = 2, rejected = 3 };
std::string_view to_string(LevelState value);

struct PendingEnd {
  Instant ended_at;
  std::string reason;
  OperatorId by;
};

struct Level {
  LevelId id;
  LevelFacts facts;
  LevelState state = LevelState::proposed;
  std::string note;
  OperatorId proposed_by;
  OperatorId approved_by;
  Instant proposed_at;
  Instant set_at;    // when the board learned it
  Seq seq = 0;       // of LevelSet
  Instant ended_at;  // not known: no end was recorded
  Instant end_recorded_at;
  Seq end_seq = 0;
  std::string end_reason;
  std::optional<PendingEnd> pending_end;
  std::optional<SchemeChanged> scheme_change;  // how it follows the level before it
  std::string rejected_reason;
  std::uint32_t revision = 1;
};

// Levels with the same key follow each other; those with different keys stand side by side. The scheme's
// family (or "words"), the jurisdiction and the part.
std::string level_key(const LevelFacts& facts);

class Levels {
 public:
  const Level* find(LevelId id) const;
  const std::map<LevelId, Level>& all() const { return levels_; }
  // The one of this key that stands at `as_of` by what was known at `known_at`: set, begun, not followed by a
  // later one and not ended. It may be past its own valid_until: that is "expired, not renewed". Null for
  // none.
  const Level* standing(std::string_view key, Instant as_of, Instant known_at) const;
  // The levels that were set, by key.
  const std::map<std::string, std::vector<LevelId>, std::less<>>& by_key() const { return by_key_; }

  void apply(const LevelProposed& event, Instant at);
  void apply(const LevelSet& event, Instant at, Seq seq);
  void apply(const LevelEnded& event, Instant at, Seq seq);
  void apply(const LevelRejected& event);
  void apply(const SchemeChanged& event);
  void digest(DigestWriter& out) const;

 private:
  std::map<LevelId, Level> levels_;
  std::map<std::string, std::vector<LevelId>, std::less<>> by_key_;
};

Result<Decision> decide(const World& world, const Actor& actor, const SetLevel& command);
Result<Decision> decide(const World& world, const Actor& actor, const EndLevel& command, Instant at);
Result<Decision> decide(const World& world, const Actor& actor, const ApproveLevel& command);
Result<Decision> decide(const World& world, const Actor& actor, const RejectLevel& command);

}  // namespace tocsin::world
