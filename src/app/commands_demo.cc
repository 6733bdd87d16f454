// demo: a drill realm in which a scenario is played.
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "app/commands.h"
#include "app/portal.h"
#include "stage/director.h"
#include "stage/scaled_clock.h"

namespace tocsin::app {
namespace {

namespace json = boost::json;

constexpr std::uint64_t seed = 20151113;  // the same made-up people every time
constexpr int ready_timeout_ms = 30'000;

struct DemoOperator {
  world::OperatorId id;
  std::string token;
};

Result<std::string> scratch_directory() {
  std::string path = (std::filesystem::temp_directory_path() / "tocsin-demo-XXXXXX").string();
  if (::mkdtemp(path.data()) == nullptr)
    return fail(Errc::io, fmt::format("cannot make a scratch directory {}", path));
  return path;
}

Result<DemoOperator> enrol(Service& service, SecureRandom& random, const Clock& clock,
                           const std::string& name, world::Role role) {
  DemoOperator op{world::OperatorId(make_uuid_v7(clock.now(), random.id())), {}};
  Bytes secret(32, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(secret.data()), secret.size()});
  op.token = encode_base64url(as_u8(secret));
  const Bytes invitation = blake2b("invitation " + op.token);
  TOCSIN_TRY_VOID(
      service.submit(world::Actor::local(), world::InviteOperator{op.id, name, role, invitation}));
  TOCSIN_TRY_VOID(service.submit(world::Actor(), world::EnrolOperator{invitation, blake2b(op.token)}));
  return op;
}

// Waits until the visitor has been asked, so that every address of the ready line answers.
bool wait_until_asked(Service& service, const stage::Visitor& visitor) {
  for (int waited = 0; waited < ready_timeout_ms; waited += 20) {
    bool asked = false;
    service.look([&](const world::World& world) {
      asked = world.checks().find(visitor.check)->asks.contains(visitor.person);
    });
    if (asked) return true;
    if (wait_for_signal(20)) return false;
  }
  return false;
}

Result<> announce(Service& service, const std::string& address, const std::string& data,
                  const stage::Visitor& visitor, const std::vector<std::string>& tokens) {
  json::array token_list(tokens.begin(), tokens.end());
  const json::object ready{
      {"public", address + "/"},
      {"answer",
       fmt::format("{}/a/{}", address, service.links().answer_token(visitor.check, visitor.person))},
      {"circle", fmt::format("{}/c/{}", address, service.links().circle_token(visitor.person))},
      {"console", address + "/console/"},
      {"tokens", std::move(token_list)},
      {"data", data},
      {"realm", "drill"},
      {"pid", static_cast<std::int64_t>(::getpid())}};
  const std::string line = json::serialize(ready);
  TOCSIN_TRY_VOID(write_file_atomic(data + "/ready.json", line + "\n"));
  fmt::print("TOCSIN_READY {}\n", line);
  std::fflush(stdout);
  return {};
}

}  // namespace

int demo(const DemoOptions& options) {
  block_signals();
  ListenOptions door;
  if (auto read = read_listen(options.listen, door); !read) return report(read.error());
  auto scenario =
      options.scenario.empty() ? stage::built_in_scenario() : stage::load_scenario(options.scenario);
  if (!scenario) return report(scenario.error());
  auto data = options.data.empty() ? scratch_directory() : Result<std::string>(options.data);
  if (!data) return report(data.error());
  if (!is_empty_directory(*data))
    return report({Errc::conflict, fmt::format("{} is not empty", *data), "--data"});
  const std::string time_zone = scenario->time_zone;
  stage::ScaledClock clock(scenario->check_at, options.speed);
  SecureRandom random;
  stage::Director director(std::move(*scenario), options.people, seed);
  auto service = Service::open(*data, clock, true, {&director});
  if (!service) return report(service.error());
  auto made = (*service)->submit(
      world::Actor::local(),
      world::CreateRealm{world::RealmKind::drill, "City duty office (exercise)", time_zone});
  if (!made) return report(made.error());
  const auto proposer = enrol(**service, random, clock, "Duty officer", world::Role::operator_);
  const auto approver = enrol(**service, random, clock, "Head of duty office", world::Role::approver);
  if (!proposer || !approver) return report((proposer ? approver : proposer).error());
  const stage::Hands hands{
      .submit = [&](world::Actor by,
                    world::CommandBody body) { return (*service)->submit(by, std::move(body)); },
      .post = [&](world::Actor by, world::CommandBody body) { return (*service)->post(by, std::move(body)); },
      .look = [&](const std::function<void(const world::World&)>& look) { (*service)->look(look); },
      .vault = &(*service)->vault(),
      .clock = &clock,
      .random = &random};
  fmt::print(stderr,
             "Making {} made-up people around Paris. Nothing in this demonstration leaves the machine.\n",
             options.people);
  if (auto cast = director.cast(hands); !cast) return report(cast.error());
  const auto address = (*service)->listen(door);
  if (!address) return report(address.error());
  fmt::print("listening {}\n", *address);
  clock.begin();
  const auto visitor = director.open(hands, proposer->id, approver->id);
  if (!visitor) return report(visitor.error());
  if (!wait_until_asked(**service, *visitor))
    return report({Errc::unavailable, "the demonstration did not get as far as asking", {}});
  if (auto announced = announce(**service, *address, *data, *visitor, {proposer->token, approver->token});
      !announced)
    return report(announced.error());
  while (!wait_for_signal(20'000)) (*service)->note_alive();
  director.stop();
  (*service)->stop();
  (*service)->note_alive();
  return exit_done;
}

}  // namespace tocsin::app
