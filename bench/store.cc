#include "bench/store.h"

#include <chrono>
#include <filesystem>
#include <utility>

#include "base/check.h"
#include "base/files.h"

namespace tocsin::bench {
namespace {

const world::OperatorId proposer(Id{{1}}), approver(Id{{2}});

template <class T>
T need(Result<T> result) {
  TOCSIN_CHECK(result.has_value(), "{}", result.error().detail);
  return std::move(*result);
}
std::size_t count_of(const world::Tick& tick) {
  std::size_t count = 0;
  for (const auto& list : tick.candidates) count += list.people.size();
  return count;
}

void need(const Result<>& result) { TOCSIN_CHECK(result.has_value(), "{}", result.error().detail); }

}  // namespace

ScratchFolder::ScratchFolder(const std::string& name) : path_(TOCSIN_SOURCE_DIR "/build/bench/" + name) {
  std::filesystem::remove_all(path_);
  std::filesystem::create_directories(path_);
}
ScratchFolder::~ScratchFolder() { std::filesystem::remove_all(path_); }

Store::Store(const std::string& folder) {
  log = need(journal::SqliteLog::open(folder + "/journal.sqlite", true));
  const auto snapshot = SectionReader::open(folder + "/snapshot.bin");
  const SectionReader* const from = snapshot ? snapshot->get() : nullptr;
  vault = need(vault::Vault::open(need(vault::open_parts(folder + "/vault", random)), random, from));
  TOCSIN_CHECK(!vault->snapshot_refused().has_value(), "{}", vault->snapshot_refused()->detail);
  audience = std::make_unique<views::Audience>(*vault);
  vault_feed = std::make_unique<views::VaultFeed>(
      *vault, [this](const Id& person) { audience->person_changed(person); });
  engine = std::make_unique<engine::Engine>(world, *log, std::vector<engine::Follower*>{vault_feed.get()});
  need(engine->recover(from));
  if (world.realm().exists()) return;
  using world::Actor;
  must({{now_, Actor::local(), {}, world::CreateRealm{world::RealmKind::drill, "Bench", "UTC"}}});
  for (const auto& [id, role] :
       {std::pair{proposer, world::Role::operator_}, {approver, world::Role::approver}}) {
    const Bytes invitation(32, static_cast<char>(id.id.bytes[0]));
    must({{now_, Actor::local(), {}, world::InviteOperator{id, "Operator", role, invitation}},
          {now_, Actor::system(), {}, world::EnrolOperator{invitation, invitation}}});
  }
}

void Store::must(std::vector<world::Command> commands) {
  std::vector<engine::Posted> batch;
  for (auto& command : commands) {
    batch.push_back({std::move(command), [](const Result<engine::Outcome>& outcome) {
                       TOCSIN_CHECK(outcome.has_value(), "{}", outcome.error().detail);
                     }});
  }
  for (std::span<engine::Posted> rest(batch); !rest.empty();) rest = rest.subspan(need(engine->step(rest)));
}

std::vector<world::PersonId> Store::register_people(const std::vector<geo::Point>& homes) {
  std::vector<world::PersonId> people;
  people.reserve(homes.size());
  for (std::size_t begin = 0; begin < homes.size(); begin += world::people_batch_max) {
    world::RecordPeople command;
    const std::size_t end = std::min(homes.size(), begin + world::people_batch_max);
    for (std::size_t i = begin; i < end; ++i) {
      vault::Profile profile;
      profile.source = "bench";
      profile.source_id = fmt::format("{}", next_id_++);
      profile.basis = "bench";
      profile.name = "Somebody " + profile.source_id;
      profile.email = profile.source_id + "@example.org";
      profile.places.push_back(
          {.kind = vault::PlaceKind::home, .point = homes[i], .label = "Home", .from = {}, .to = {}});
      const Id id = vault->find_or_reserve(profile.source, profile.source_id);
      people.emplace_back(id);
      command.people.push_back(
          {world::PersonId(id), {}, world::channel_email, need(vault->seal_profile(id, profile))});
    }
    must({{now_, world::Actor::local(), {}, std::move(command)}});
  }
  return people;
}

world::CheckId Store::open_check(const geo::Area& area, std::uint64_t people) {
  const world::CheckId id(make_uuid_v7(now_, random.id()));
  world::DraftCheck draft{.id = id,
                          .alert = {},
                          .incident = {},
                          .new_incident = world::IncidentId(make_uuid_v7(now_, random.id())),
                          .area = area,
                          .text = {.headline = "Earthquake",
                                   .what = "A strong earthquake",
                                   .where = "Here",
                                   .issuer = "Bench",
                                   .since = now_,
                                   .contact = "",
                                   .correction = "There was none."}};
  must({{now_, world::Actor::of(proposer), {}, std::move(draft)},
        {now_, world::Actor::of(proposer), {}, world::ProposeCheck{id, people}},
        {now_, world::Actor::of(approver), {}, world::ApproveCheck{id, people}}});
  return id;
}

std::size_t Store::ask_everybody() {
  std::size_t asked = 0;
  const auto start = std::chrono::steady_clock::now();
  for (;;) {
    now_ = now_ + 1;
    world::Tick tick = audience->next(world, now_);
    if (tick.candidates.empty()) return asked;
    const bool first = std::exchange(asked, asked + count_of(tick)) == 0;
    must({{now_, world::Actor::system(), {}, std::move(tick)}});
    if (first)
      first_asks_ms_ =
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  }
}

}  // namespace tocsin::bench
