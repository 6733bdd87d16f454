#include "world/realm.h"

#include "base/check.h"
#include "base/text.h"
#include "world/digest.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

constexpr std::size_t name_code_points_max = 200;
constexpr std::size_t secret_hash_bytes = 32;

std::unexpected<Error> refuse(Errc code, std::string detail) { return fail(code, std::move(detail)); }

// A string in the journal that is not UTF-8 cannot be read again.
Result<> require_utf8(std::string_view text, std::string_view field) {
  if (!is_utf8(text))
    return fail(Errc::invalid, fmt::format("{} is not UTF-8", field.substr(1)), std::string(field));
  return {};
}

}  // namespace

std::string_view to_string(RealmKind kind) { return kind == RealmKind::live ? "live" : "drill"; }

std::string_view to_string(Role role) {
  switch (role) {
    case Role::feed:
      return "feed";
    case Role::operator_:
      return "operator";
    case Role::approver:
      return "approver";
  }
  return "unknown";
}

const Operator* Realm::find(OperatorId id) const {
  const auto it = operators_.find(id);
  return it == operators_.end() ? nullptr : &it->second;
}

const Operator* Realm::find_by_token(const Bytes& token_hash) const {
  for (const auto& [id, op] : operators_) {
    if (!op.token_hash.empty() && equal_constant_time(op.token_hash, token_hash)) return &op;
  }
  return nullptr;
}

const Operator* Realm::find_by_invitation(const Bytes& invitation_hash) const {
  for (const auto& [id, op] : operators_) {
    if (!op.invitation_hash.empty() && equal_constant_time(op.invitation_hash, invitation_hash)) return &op;
  }
  return nullptr;
}

Result<> Realm::require(const Actor& actor, Role role, std::string_view to_do, bool local_may) const {
  if (actor.kind == Actor::Kind::local && local_may) return {};
  const Operator* op = actor.is_operator() ? find(OperatorId(actor.id)) : nullptr;
  if (op == nullptr)
    return refuse(Errc::unauthorised, fmt::format("to {}, a token of this realm is needed", to_do));
  if (op->role < role) {
    return refuse(Errc::forbidden, fmt::format("to {}, the role {} is needed; this token's role is {}", to_do,
                                               to_string(role), to_string(op->role)));
  }
  return {};
}

void Realm::apply(const RealmCreated& event) {
  exists_ = true;
  kind_ = event.kind;
  name_ = event.name;
  time_zone_ = event.time_zone;
}

void Realm::apply(const OperatorInvited& event) {
  operators_[event.id] = {event.id, event.name, event.role, event.invitation_hash, {}};
}

void Realm::apply(const OperatorEnrolled& event) {
  auto& op = operators_.at(event.id);
  op.invitation_hash.clear();
  op.token_hash = event.token_hash;
}

void Realm::apply(const RealmHeld& event) {
  held_ = true;
  held_reason_ = event.reason;
}

void Realm::apply(const RealmReleased&) {
  held_ = false;
  held_reason_.clear();
}

void Realm::digest(DigestWriter& out) const {
  out.add(std::uint64_t{exists_}).add(static_cast<std::uint64_t>(kind_)).add(name_).add(time_zone_);
  out.add(std::uint64_t{held_}).add(held_reason_).add(operators_.size());
  for (const auto& [id, op] : operators_) {
    out.add(id)
        .add(op.name)
        .add(static_cast<std::uint64_t>(op.role))
        .add(op.invitation_hash)
        .add(op.token_hash);
  }
}

Result<Decision> decide(const World& world, const Actor& actor, const CreateRealm& command) {
  if (world.realm().exists()) return refuse(Errc::conflict, "this data directory already holds a realm");
  if (actor.kind != Actor::Kind::local)
    return refuse(Errc::forbidden, "a realm is made on the machine itself");
  if (count_code_points(command.name) > name_code_points_max)
    return fail(Errc::too_large, "name is longer than 200 characters", "/name");
  TOCSIN_TRY_VOID(require_utf8(command.name, "/name"));
  TOCSIN_TRY_VOID(require_utf8(command.time_zone, "/time_zone"));
  return Decision{.events = {RealmCreated{command.kind, command.name, command.time_zone}}, .subject = {}};
}

Result<Decision> decide(const World& world, const Actor& actor, const InviteOperator& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::approver, "invite an operator", true));
  if (command.name.empty() || count_code_points(command.name) > name_code_points_max) {
    return fail(Errc::invalid, "name must have 1 to 200 characters", "/name");
  }
  TOCSIN_TRY_VOID(require_utf8(command.name, "/name"));
  if (world.realm().operators().size() >= operators_max)
    return refuse(Errc::too_large, "a realm has at most 1000 operators");
  TOCSIN_CHECK(command.invitation_hash.size() == secret_hash_bytes);
  return Decision{
      .events = {OperatorInvited{command.id, command.name, command.role, command.invitation_hash}},
      .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor&, const EnrolOperator& command) {
  const Operator* op = world.realm().find_by_invitation(command.invitation_hash);
  if (op == nullptr) return refuse(Errc::not_found, "this invitation is not valid or was used already");
  TOCSIN_CHECK(command.token_hash.size() == secret_hash_bytes);
  return Decision{.events = {OperatorEnrolled{op->id, command.token_hash}}, .subject = op->id.id};
}

Result<Decision> decide(const World& world, const Actor&, const StartServing& command, Instant at) {
  if (world.realm().held()) return Decision{};
  if (command.restored) return Decision{.events = {RealmHeld{"restored from a backup"}}, .subject = {}};
  if (world.checks().open_count() == 0 || !command.last_alive_at.known() ||
      at - command.last_alive_at < hold_after_ms)
    return Decision{};
  return Decision{.events = {RealmHeld{fmt::format("stopped for {} minutes while a check was open",
                                                   (at - command.last_alive_at) / minute_ms)}},
                  .subject = {}};
}

Result<Decision> decide(const World& world, const Actor& actor, const ReleaseRealm&) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::approver, "release the realm", false));
  if (!world.realm().held()) return Decision{.events = {}, .subject = {}, .repeated = true};
  return Decision{.events = {RealmReleased{}}, .subject = {}};
}

Result<Decision> decide(const World& world, const Actor& actor, const RecordListRead& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "read a list of people", true));
  TOCSIN_TRY_VOID(require_utf8(command.what, "/what"));
  return Decision{.events = {PeopleListRead{command.what, command.people}}, .subject = {}};
}

}  // namespace tocsin::world
