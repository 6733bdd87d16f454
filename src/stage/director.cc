#include "stage/director.h"

#include <cmath>

#include "base/check.h"
#include "doors/answer_note.h"
#include "doors/cap_to_alert.h"
#include "views/audience.h"
#include "wire/cap.h"

namespace tocsin::stage {
namespace {

// Unannounced drills are answered after two minutes by most (Toyokumo, 2018); in a night like this people
// look later.
constexpr double answer_median_ms = 9.0 * minute_ms;
constexpr double answer_spread = 1.1;
constexpr double never_answers = 0.12;
constexpr double says_not_there = 0.05;
constexpr double needs_help = 0.004;
constexpr double says_wrong = 0.002;
constexpr std::size_t answers_a_turn = 4096;
constexpr std::string_view visitor_district = "Paris 11e";

const std::vector<std::string>& help_notes() {
  static const std::vector<std::string> notes = {"We are in the back room of a restaurant and cannot leave.",
                                                 "I am hurt at the leg, somebody is with me.",
                                                 "I cannot find my brother.",
                                                 "Alone at home, very afraid. Please call me."};
  return notes;
}

}  // namespace

Director::Director(Scenario scenario, std::size_t people, std::uint64_t seed)
    : scenario_(std::move(scenario)), people_(people), random_(seed) {}

Director::~Director() { stop(); }

void Director::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<> Director::durable(const world::World&, std::span<const engine::Applied> batch) {
  for (const auto& applied : batch) {
    const auto* asked = std::get_if<world::PeopleAsked>(&applied.event.body);
    if (asked == nullptr) continue;
    const std::lock_guard lock(mutex_);
    asked_.push_back({asked->check, asked->people, applied.event.at});
  }
  return {};
}

Result<> Director::cast(const Hands& hands) {
  hands_ = hands;
  TOCSIN_TRY(const Crowd crowd, Crowd::read(scenario_.names));
  const auto members = crowd.make(people_, visitor_district, random_);
  std::vector<world::PersonId> ids;
  ids.reserve(members.size());
  world::RecordPeople batch;
  const auto flush = [&]() -> Result<> {
    if (batch.people.empty()) return {};
    TOCSIN_TRY_VOID(hands_.submit(world::Actor::local(), std::exchange(batch, {})));
    return {};
  };
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& profile = members[i].profile;
    const Id id = hands_.vault->find_or_reserve(profile.source, profile.source_id);
    ids.emplace_back(id);
    world::RecordedPerson person{
        .id = world::PersonId(id),
        .guardian = {},
        .channels = profile.email.empty() ? std::uint8_t{0} : std::uint8_t{world::channel_email},
        .sealed = {}};
    if (!profile.guardian_id.empty()) {
      person.guardian = world::PersonId(hands_.vault->find_or_reserve(profile.source, profile.guardian_id));
      guardians_[person.id] = person.guardian;
    }
    TOCSIN_TRY(person.sealed, hands_.vault->seal_profile(id, profile));
    batch.people.push_back(std::move(person));
    if (batch.people.size() == world::people_batch_max) TOCSIN_TRY_VOID(flush());
  }
  TOCSIN_TRY_VOID(flush());
  visitor_ = ids.front();
  // Everybody at home lets the others of the household see; friends see across households.
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t j = i + 1; j < members.size() && members[j].household == members[i].household; ++j) {
      hands_.post(world::Actor::local(),
                  world::JoinCircle{ids[i], ids[j], world::CircleView::note, !members[j].is_child});
      hands_.post(world::Actor::local(),
                  world::JoinCircle{ids[j], ids[i], world::CircleView::note, !members[i].is_child});
    }
  }
  const auto befriend = [&](world::PersonId subject, world::PersonId viewer) {
    static constexpr world::CircleView views[] = {world::CircleView::status, world::CircleView::note,
                                                  world::CircleView::safe_only};
    if (subject != viewer)
      hands_.post(world::Actor::local(), world::JoinCircle{subject, viewer, views[random_.below(3)], false});
  };
  for (std::size_t i = 0; i < 12 && ids.size() > 20; ++i)
    befriend(ids[3 + random_.below(ids.size() - 3)], visitor_);
  for (std::size_t i = 0; i < ids.size() / 4; ++i)
    befriend(ids[random_.below(ids.size())], ids[random_.below(ids.size())]);
  return {};
}

Result<> Director::receive(const ScenarioAlert& alert) {
  const auto parsed = wire::cap::parse(alert.cap);
  if (!parsed.message) return fail(Errc::invalid, "the scenario's alert cannot be read");
  const world::AlertId id(new_id());
  TOCSIN_TRY(
      const auto outcome,
      hands_.submit(world::Actor::local(),
                    world::ReceiveAlert{id, doors::to_facts(*parsed.message, parsed.verdict), alert.cap}));
  alert_ = world::AlertId(outcome.subject);
  return {};
}

Result<> Director::post_updates_until(Instant now) {
  for (; next_update_ < scenario_.updates.size() && scenario_.updates[next_update_].at <= now;
       ++next_update_) {
    const auto& update = scenario_.updates[next_update_];
    TOCSIN_TRY_VOID(
        hands_.submit(world::Actor::of(proposer_),
                      world::PostUpdate{world::UpdateId(new_id()), incident_, update.at, update.planned_for,
                                        update.jurisdiction, update.text, update.sources}));
  }
  return {};
}

Result<world::CheckId> Director::open_check() {
  world::DraftCheck draft;
  draft.id = world::CheckId(new_id());
  draft.alert = alert_;
  draft.incident = incident_;
  draft.text = {.headline = scenario_.check_headline,
                .what = scenario_.check_what,
                .where = scenario_.where,
                .issuer = "City duty office (exercise)",
                .since = scenario_.check_since,
                .contact = scenario_.check_contact,
                .correction =
                    "You were asked whether you are safe. That question was a mistake. You need not do "
                    "anything. We are sorry."};
  TOCSIN_TRY_VOID(hands_.submit(world::Actor::of(proposer_), draft));
  geo::Area area;
  hands_.look([&](const world::World& world) { area = world.checks().find(draft.id)->area; });
  const std::uint64_t people = views::preview(*hands_.vault, area, hands_.clock->now()).people;
  TOCSIN_TRY_VOID(hands_.submit(world::Actor::of(proposer_), world::ProposeCheck{draft.id, people}));
  TOCSIN_TRY_VOID(hands_.submit(world::Actor::of(approver_), world::ApproveCheck{draft.id, people}));
  return draft.id;
}

Result<Visitor> Director::open(const Hands& hands, world::OperatorId proposer, world::OperatorId approver) {
  hands_ = hands;
  proposer_ = proposer;
  approver_ = approver;
  TOCSIN_TRY_VOID(receive(scenario_.alert));
  TOCSIN_TRY(const auto incident,
             hands_.submit(world::Actor::of(proposer_),
                           world::OpenIncident{world::IncidentId(new_id()), scenario_.headline, alert_}));
  incident_ = world::IncidentId(incident.subject);
  TOCSIN_TRY(Desk desk, parse_desk(scenario_.desk));
  newsroom_.emplace(std::move(desk));
  TOCSIN_TRY_VOID(newsroom_->open(hands_, proposer_, approver_, incident_));
  TOCSIN_TRY_VOID(newsroom_->play_until(hands_.clock->now()));
  TOCSIN_TRY_VOID(post_updates_until(hands_.clock->now()));
  TOCSIN_TRY(check_, open_check());
  thread_ = std::thread([this] { run(); });
  return Visitor{visitor_, check_};
}

void Director::plan_answers(world::CheckId check, const std::vector<world::PersonId>& people,
                            Instant asked_at) {
  for (const auto person : people) {
    if (person == visitor_ || random_.chance(never_answers)) continue;
    const auto guardian = guardians_.find(person);
    if (guardian != guardians_.end() && guardian->second == visitor_)
      continue;  // the visitor may answer for them
    Due due{.at = asked_at +
                  static_cast<std::int64_t>(answer_median_ms * std::exp(answer_spread * random_.normal())),
            .check = check,
            .person = person,
            .by = guardian == guardians_.end() ? person : guardian->second,
            .answer = world::Answer::safe,
            .note = {}};
    if (random_.chance(says_not_there)) due.answer = world::Answer::not_there;
    if (random_.chance(says_wrong)) due.answer = world::Answer::wrong;
    if (random_.chance(needs_help)) {
      due.answer = world::Answer::need_help;
      due.note = help_notes()[random_.below(help_notes().size())];
    }
    due_.push(std::move(due));
  }
}

void Director::answer_until(Instant now) {
  for (std::size_t i = 0; i < answers_a_turn && !due_.empty() && due_.top().at <= now; ++i) {
    const Due due = due_.top();
    due_.pop();
    world::GiveAnswer answer{due.check, due.person, due.answer, world::AnswerChannel::page, {}, 0};
    doors::seal_note_into(answer, *hands_.vault, due.note);
    if (!hands_.post(world::Actor::of(due.by), std::move(answer))) return;
  }
}

void Director::follow_up(const ScenarioAlert& alert, bool is_last) {
  if (!receive(alert)) return;
  if (is_last) {
    hands_.submit(world::Actor::of(proposer_), world::CloseCheck{check_});
    return;
  }
  geo::Area area;
  hands_.look([&](const world::World& world) { area = world.alerts().find(alert_)->area(); });
  const std::uint64_t people = views::preview(*hands_.vault, area, hands_.clock->now()).people;
  hands_.submit(world::Actor::of(proposer_), world::ChangeArea{check_, area, people});
  hands_.submit(world::Actor::of(approver_), world::ApproveCheck{check_, people});
}

void Director::play_until(Instant now) {
  std::vector<Asked> asked;
  {
    const std::lock_guard lock(mutex_);
    asked.swap(asked_);
  }
  for (const auto& group : asked) plan_answers(group.check, group.people, group.at);
  answer_until(now);
  if (auto posted = post_updates_until(now); !posted) next_update_ = scenario_.updates.size();
  // A desk that is refused something stops; the rest of the day goes on.
  if (newsroom_ && !newsroom_->play_until(now)) newsroom_.reset();
  if (next_follow_up_ < scenario_.follow_ups.size() && scenario_.follow_ups[next_follow_up_].at <= now) {
    const bool is_last = next_follow_up_ + 1 == scenario_.follow_ups.size();
    follow_up(scenario_.follow_ups[next_follow_up_++], is_last);
  }
}

void Director::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, std::chrono::milliseconds(50), [&] { return stopping_; })) return;
    }
    play_until(hands_.clock->now());
  }
}

}  // namespace tocsin::stage
