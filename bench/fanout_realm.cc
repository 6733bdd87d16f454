#include "bench/fanout_realm.h"

#include <cstring>

#include "base/check.h"
#include "bench/harness.h"
#include "geo/text_format.h"

namespace tocsin::bench {
namespace {

constexpr Instant start{1'447'446'000'000};
const world::OperatorId proposer(Id{{1}}), approver(Id{{2}});

}  // namespace

world::PersonId DayRealm::person(PersonRow row) {
  world::PersonId id;
  id.id.bytes[0] = 1;
  // Spread as random ids are.
  const std::uint64_t spread = (row + 1) * 0x9E3779B97F4A7C15ull;
  std::memcpy(id.id.bytes.data() + 8, &spread, sizeof spread);
  std::memcpy(id.id.bytes.data() + 2, &row, sizeof row);
  return id;
}

void DayRealm::join(PersonRow subject, PersonRow viewer) {
  must({{start,
         world::Actor::of(person(subject)),
         {},
         world::JoinCircle{person(subject), person(viewer), world::CircleView::status, false}}});
}

DayRealm::DayRealm(const std::string& folder, PersonRow people, std::vector<engine::Follower*> followers)
    : check_(Id{{3}}) {
  auto log = journal::SqliteLog::open(folder + "/journal.sqlite", true);
  TOCSIN_CHECK(log.has_value(), "{}", log.error().detail);
  log_ = std::move(*log);
  engine_ = std::make_unique<engine::Engine>(world_, *log_, std::move(followers));
  using world::Actor;
  must({{start, Actor::local(), {}, world::CreateRealm{world::RealmKind::drill, "Bench", "UTC"}}});
  for (const auto& [id, role] :
       {std::pair{proposer, world::Role::operator_}, {approver, world::Role::approver}}) {
    const Bytes invitation(32, static_cast<char>(id.id.bytes[0]));
    must({{start, Actor::local(), {}, world::InviteOperator{id, "Operator", role, invitation}},
          {start, Actor::system(), {}, world::EnrolOperator{invitation, invitation}}});
  }
  for (PersonRow begin = 0; begin < people; begin += world::people_batch_max) {
    world::RecordPeople command;
    for (PersonRow row = begin; row < people && row < begin + world::people_batch_max; ++row)
      command.people.push_back({person(row), {}, world::channel_email, "sealed"});
    must({{start, Actor::local(), {}, std::move(command)}});
  }
  world::DraftCheck draft{.id = check_,
                          .alert = {},
                          .incident = {},
                          .new_incident = world::IncidentId(Id{{4}}),
                          .area = geo::area("48.91,2.34 48.91,2.38 48.94,2.38 48.94,2.34"),
                          .text = {.headline = "Explosions",
                                   .what = "Several explosions",
                                   .where = "Paris",
                                   .issuer = "Bench",
                                   .since = start,
                                   .contact = "",
                                   .correction = "There were none."}};
  must({{start, Actor::of(proposer), {}, std::move(draft)},
        {start, Actor::of(proposer), {}, world::ProposeCheck{check_, people}},
        {start, Actor::of(approver), {}, world::ApproveCheck{check_, people}}});
  for (PersonRow begin = 0; begin < people; begin += world::asks_per_tick_max) {
    world::CheckCandidates candidates{check_, {}};
    for (PersonRow row = begin; row < people && row < begin + world::asks_per_tick_max; ++row)
      candidates.people.push_back({person(row), world::Reason::home, world::Band::likely});
    must({{start, Actor::system(), {}, world::Tick{{std::move(candidates)}}}});
  }
  TOCSIN_CHECK(world_.people().row_of(person(people - 1)) == people - 1, "rows are not in order");
}

void DayRealm::must(std::vector<world::Command> commands) {
  std::vector<engine::Posted> batch;
  for (auto& command : commands) {
    batch.push_back({std::move(command), [](const Result<engine::Outcome>& outcome) {
                       TOCSIN_CHECK(outcome.has_value(), "{}", outcome.error().detail);
                     }});
  }
  for (std::span<engine::Posted> rest(batch); !rest.empty();) {
    const auto taken = engine_->step(rest);
    TOCSIN_CHECK(taken.has_value(), "{}", taken.error().detail);
    rest = rest.subspan(*taken);
  }
}

double DayRealm::answer_all(const Day& day, std::size_t batch) {
  std::vector<world::Command> commands;
  commands.reserve(batch);
  return seconds_of([&] {
    for (const auto& answer : day.answers) {
      const auto who = person(answer.subject);
      commands.push_back({start + std::int64_t{answer.after_ds} * 100,
                          world::Actor::of(who),
                          {},
                          world::GiveAnswer{check_,
                                            who,
                                            static_cast<world::Answer>(static_cast<int>(answer.said) - 1),
                                            world::AnswerChannel::page,
                                            {},
                                            0}});
      if (commands.size() == batch || &answer == &day.answers.back()) {
        must(std::move(commands));
        commands.clear();
        commands.reserve(batch);
      }
    }
  });
}

views::CircleTally DayRealm::tally() const { return views::tally_of(world_, *world_.checks().find(check_)); }

}  // namespace tocsin::bench
