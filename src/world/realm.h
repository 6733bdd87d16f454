// Realm: whether this server is real, who operates it, and whether it may send.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "world/actor.h"

namespace tocsin::world {

class World;
struct Decision;
class DigestWriter;

// Fixed when the realm is made. A drill realm shows and sends exercises only, a live realm never one.
enum class RealmKind : std::uint8_t { live = 1, drill = 2 };
// feed: may hand in alerts. operator: may also draft, propose, close. approver: may also approve, retract,
// release.
enum class Role : std::uint8_t { feed = 1, operator_ = 2, approver = 3 };

std::string_view to_string(RealmKind kind);
std::string_view to_string(Role role);

// How long the server may have been stopped with a check open before it waits for a person: what was true
// before an outage may be wrong after it (DESIGN section 2, principle 11).
constexpr std::int64_t hold_after_ms = 10 * minute_ms;
// Hundreds of people at desks, not thousands: each is looked up by a token on every request.
constexpr std::size_t operators_max = 1000;

// --- commands ---
struct CreateRealm {
  RealmKind kind = RealmKind::drill;
  std::string name;
  std::string time_zone;  // an IANA name, for showing times
};
// The invitation is a secret sent out of band; only its hash is here.
struct InviteOperator {
  OperatorId id;
  std::string name;
  Role role = Role::operator_;
  Bytes invitation_hash;
};
// Trades an invitation for a token. Once.
struct EnrolOperator {
  Bytes invitation_hash;
  Bytes token_hash;
};
// The server begins to serve; it last showed life at `last_alive_at` (unknown: never).
struct StartServing {
  Instant last_alive_at;
  bool restored = false;
};
struct ReleaseRealm {};
// Somebody read a list of people or exported one.
struct RecordListRead {
  std::string what;
  std::uint64_t people = 0;
};

// --- events ---
struct RealmCreated {
  RealmKind kind = RealmKind::drill;
  std::string name;
  std::string time_zone;
};
struct OperatorInvited {
  OperatorId id;
  std::string name;
  Role role = Role::operator_;
  Bytes invitation_hash;
};
struct OperatorEnrolled {
  OperatorId id;
  Bytes token_hash;
};
struct RealmHeld {
  std::string reason;
};
struct RealmReleased {};
struct PeopleListRead {
  std::string what;
  std::uint64_t people = 0;
};

struct Operator {
  OperatorId id;
  std::string name;
  Role role = Role::operator_;
  Bytes invitation_hash;  // empty once used
  Bytes token_hash;       // empty until enrolled
};

class Realm {
 public:
  bool exists() const { return exists_; }
  RealmKind kind() const { return kind_; }
  bool is_drill() const { return kind_ == RealmKind::drill; }
  const std::string& name() const { return name_; }
  const std::string& time_zone() const { return time_zone_; }
  // Held: answers are taken, nothing is sent. The reason is for operators.
  bool held() const { return held_; }
  const std::string& held_reason() const { return held_reason_; }

  const Operator* find(OperatorId id) const;
  const Operator* find_by_token(const Bytes& token_hash) const;
  const Operator* find_by_invitation(const Bytes& invitation_hash) const;
  const std::map<OperatorId, Operator>& operators() const { return operators_; }

  // The actor has at least this role, or owns the data directory where `local_may`.
  Result<> require(const Actor& actor, Role role, std::string_view to_do, bool local_may) const;

  void apply(const RealmCreated& event);
  void apply(const OperatorInvited& event);
  void apply(const OperatorEnrolled& event);
  void apply(const RealmHeld& event);
  void apply(const RealmReleased& event);
  void digest(DigestWriter& out) const;

 private:
  bool exists_ = false;
  RealmKind kind_ = RealmKind::drill;
  std::string name_;
  std::string time_zone_;
  bool held_ = false;
  std::string held_reason_;
  std::map<OperatorId, Operator> operators_;
};

Result<Decision> decide(const World& world, const Actor& actor, const CreateRealm& command);
Result<Decision> decide(const World& world, const Actor& actor, const InviteOperator& command);
Result<Decision> decide(const World& world, const Actor& actor, const EnrolOperator& command);
Result<Decision> decide(const World& world, const Actor& actor, const StartServing& command, Instant at);
Result<Decision> decide(const World& world, const Actor& actor, const ReleaseRealm& command);
Result<Decision> decide(const World& world, const Actor& actor, const RecordListRead& command);

}  // namespace tocsin::world
