#include "crowd.h"

#include <algorithm>

#include "truth.h"

namespace tocsin::sim {

using vault::PlaceKind;
using world::Actor;
using world::Answer;
using world::PersonId;
using world::Role;

namespace {
constexpr double town_degrees = 0.08;
}

std::vector<vault::Place> Crowd::made_up_places() {
  std::vector<vault::Place> places;
  auto& random = stage_.random();
  if (random.chance(0.85))
    places.push_back({.kind = PlaceKind::home,
                      .point = stage_.place(town_degrees),
                      .label = "home",
                      .from = {},
                      .to = {}});
  if (random.chance(0.5))
    places.push_back({.kind = PlaceKind::work,
                      .point = stage_.place(town_degrees),
                      .label = "work",
                      .from = {},
                      .to = {}});
  Instant from =
      stage_.site.clock.now() + (static_cast<std::int64_t>(random.below(6 * hour_ms)) - 3 * hour_ms);
  for (auto trips = random.below(3); trips > 0; --trips) {
    const Instant to = from + minute_ms + static_cast<std::int64_t>(random.below(8 * hour_ms));
    places.push_back({.kind = PlaceKind::trip,
                      .point = stage_.place(town_degrees),
                      .label = "trip",
                      .from = from,
                      .to = to});
    from = to + static_cast<std::int64_t>(random.below(12 * hour_ms));
  }
  return places;
}

vault::Profile Crowd::made_up_profile() {
  vault::Profile profile;
  profile.source = stage_.random().chance(0.8) ? "school" : "hotel";
  profile.source_id = fmt::format("{}", next_source_id_++);
  profile.basis = "contract";
  profile.name = fmt::format("Person {}", profile.source_id);
  profile.email = fmt::format("{}@example.org", profile.source_id);
  profile.places = made_up_places();
  if (stage_.random().chance(0.5)) profile.groups = {"day shift"};
  return profile;
}

bool Crowd::add(world::RecordPeople& command, const Id& person, const vault::Profile& profile,
                PersonId guardian) {
  auto sealed = stage_.machine->vault->seal_profile(person, profile);
  if (!sealed) return false;
  stage_.witness.sealed_profile(*sealed, profile);
  const bool is_minor = !guardian.is_zero() && stage_.random().chance(0.7);
  const auto known = stage_.world().people().find(PersonId(person));
  const auto channels = known      ? known->channels
                        : is_minor ? std::uint8_t{0}
                                   : std::uint8_t{world::channel_email};
  command.people.push_back({PersonId(person), guardian, channels, std::move(*sealed)});
  return true;
}

PersonId Crowd::somebody() {
  const auto& known = stage_.witness.known();
  if (known.empty()) return PersonId(stage_.random().id());
  return PersonId(
      std::next(known.begin(), static_cast<std::ptrdiff_t>(stage_.random().below(known.size())))->first);
}

void Crowd::import(std::size_t count) {
  world::RecordPeople command;
  for (std::size_t i = 0; i < count; ++i) {
    const auto profile = made_up_profile();
    const Id person = stage_.machine->vault->find_or_reserve(profile.source, profile.source_id);
    PersonId guardian;
    if (stage_.random().chance(0.2)) {
      // Somebody registered, or somebody of this very file, before or behind.
      const bool here = !command.people.empty() && stage_.random().chance(0.5);
      guardian = here ? stage_.pick(command.people).id : somebody();
      const auto itself = std::find_if(command.people.begin(), command.people.end(),
                                       [&](const auto& p) { return p.id == guardian; });
      if (itself != command.people.end() && !itself->guardian.is_zero()) guardian = {};
      if (itself == command.people.end() && !stage_.world().people().contains(guardian)) guardian = {};
    }
    if (!add(command, person, profile, guardian)) return;
  }
  const Actor by = stage_.random().chance(0.5) || stage_.officers.empty() ? Actor::local()
                                                                          : stage_.officer(Role::operator_);
  stage_.post(by, std::move(command));
}

void Crowd::re_import() {
  const PersonId person = somebody();
  const auto it = stage_.witness.known().find(person.id);
  if (it == stage_.witness.known().end()) return;
  auto profile = it->second;
  profile.places = made_up_places();
  const Id found = stage_.machine->vault->find_or_reserve(profile.source, profile.source_id);
  stage_.notebook().expect(found == person.id, Invariant::acknowledged_kept,
                           "a second import would register somebody twice");
  world::RecordPeople command;
  PersonId guardian = stage_.world().people().find(person)->guardian;
  if (guardian.is_zero() && stage_.random().chance(0.1) && somebody() != person) guardian = somebody();
  if (guardian == person) guardian = {};
  if (add(command, person.id, profile, guardian))
    stage_.post(stage_.officer(Role::operator_), std::move(command));
  stage_.notebook().hit(Probe::re_imported);
}

void Crowd::seal_late() {
  const Late late = std::move(late_.back());
  late_.pop_back();
  world::RecordPeople command;
  if (!add(command, late.person, late.profile, {})) return;
  const PersonId person(late.person);
  stage_.post(Actor::local(), std::move(command), [this, person](const auto& result) {
    stage_.notebook().hit_if(!result && stage_.world().people().was_forgotten(person),
                             Probe::sealed_after_forgotten);
  });
}

void Crowd::join_circle() {
  const PersonId subject = somebody();
  const auto view = static_cast<world::CircleView>(1 + stage_.random().below(3));
  const Actor by = stage_.random().chance(0.9) ? Actor::of(subject) : Actor::of(somebody());
  stage_.post(by, world::JoinCircle{subject, somebody(), view, stage_.random().chance(0.5)});
}

void Crowd::leave_circle() {
  const PersonId subject = somebody();
  const auto person = stage_.world().people().find(subject);
  if (!person || person->viewers.empty()) return;
  const PersonId viewer = stage_.pick(person->viewers).other;
  stage_.post(Actor::of(stage_.random().chance(0.5) ? subject : viewer), world::LeaveCircle{subject, viewer});
}

Answer Crowd::mood() {
  if (contrarian_ && stage_.random().chance(0.8)) return Answer::wrong;
  static constexpr Answer moods[] = {Answer::safe,      Answer::safe,      Answer::safe, Answer::safe,
                                     Answer::need_help, Answer::not_there, Answer::wrong};
  return moods[stage_.random().below(std::size(moods))];
}

Actor Crowd::who_answers_for(PersonId person) {
  const auto found = stage_.world().people().find(person);
  switch (stage_.random().below(8)) {
    case 0:
      return found && !found->guardian.is_zero() ? Actor::of(found->guardian) : Actor::of(person);
    case 1:
      return found && !found->viewers.empty() ? Actor::of(stage_.pick(found->viewers).other)
                                              : Actor::of(person);
    case 2:
      return Actor::of(somebody());
    case 3:
      return stage_.officer(Role::feed);
    default:
      return Actor::of(person);
  }
}

void Crowd::answer(world::CheckId check, PersonId person) {
  auto& random = stage_.random();
  world::GiveAnswer command;
  command.check = check;
  command.person = person;
  command.answer = mood();
  const Actor by = who_answers_for(person);
  if (!by.is_person(person)) command.channel = world::AnswerChannel::circle;
  if (random.chance(0.3)) {
    const std::string note = fmt::format("note {}", random.below(1000));
    auto sealed = stage_.machine->vault->seal_note(person.id, note);
    if (!sealed) return;
    stage_.witness.sealed_note(sealed->sealed, note);
    command.sealed_note = std::move(sealed->sealed);
    command.note_mark = sealed->mark;
  }
  const bool stranger =
      by.kind == Actor::Kind::person && !stage_.world().people().may_answer_for(PersonId(by.id), person);
  const auto on_reply = [this, stranger](const Result<engine::Outcome>& result) {
    stage_.notebook().hit_if(!result && stranger && result.error().code == Errc::forbidden,
                             Probe::stranger_refused);
    stage_.notebook().hit_if(result && result->repeated, Probe::answer_repeated);
  };
  // A form sent twice by somebody in a hurry.
  if (random.chance(0.15)) stage_.post(by, command, on_reply);
  stage_.post(by, std::move(command), on_reply);
}

void Crowd::answer_somewhere() {
  std::vector<const world::Check*> asking;
  for (const auto& [id, check] : stage_.world().checks().all()) {
    if (check.asks.asked() > 0 && (check.state == world::CheckState::open || stage_.random().chance(0.1)))
      asking.push_back(&check);
  }
  if (asking.empty()) return;
  const world::Check& check = *stage_.pick(asking);
  for (auto answers = 1 + stage_.random().below(contrarian_ ? 8 : 3); answers > 0; --answers) {
    const PersonId person = stage_.random().chance(0.97) ? stage_.pick(check.asks.in_order()) : somebody();
    if (stage_.world().people().contains(person)) answer(check.id, person);
  }
}

void Crowd::move() {
  const PersonId person = somebody();
  auto& random = stage_.random();
  const Instant now = stage_.site.clock.now();
  static constexpr double accuracies_m[] = {5, 30, 100, 800, 5'000, 20'000};
  vault::Fix fix{stage_.place(town_degrees), accuracies_m[random.below(std::size(accuracies_m))],
                 now + -static_cast<std::int64_t>(random.below(random.chance(0.8) ? hour_ms : 8 * day_ms))};
  const auto before = stage_.witness.fix_of(person.id);
  if (before && before->at > fix.at) fix.at = now;
  if (!stage_.machine->vault->put_fix(person.id, fix)) return;
  stage_.witness.put_fix(person.id, fix);
  stage_.machine->audience->person_changed(person.id);
  for (const auto& [id, check] : stage_.world().checks().all()) {
    const bool waiting = check.state == world::CheckState::open &&
                         (check.paused || stage_.world().realm().held()) && !check.asks.contains(person);
    if (waiting && before && where(check.area, before->point) == Where::inside &&
        surely_away(check.area, fix.point, fix.accuracy_m)) {
      stage_.notebook().hit(Probe::left_before_asked);
    }
  }
}

void Crowd::forget() {
  const PersonId person = somebody();
  const auto it = stage_.witness.known().find(person.id);
  if (it == stage_.witness.known().end()) return;
  if (stage_.random().chance(0.3)) late_.push_back({person.id, it->second});
  const bool crowded = stage_.random().chance(0.4);
  if (crowded) {
    const auto& checks = stage_.world().checks().all();
    for (const auto& [id, check] : checks) {
      if (check.asks.contains(person)) answer(id, person);
    }
    stage_.post(Actor::of(person), world::JoinCircle{person, somebody(), world::CircleView::note, true});
  }
  static constexpr double by_a_stranger = 0.1;
  const Actor by = stage_.random().chance(by_a_stranger) ? Actor::of(somebody())
                   : stage_.random().chance(0.7)         ? Actor::of(person)
                                                         : stage_.officer(Role::approver);
  stage_.post(by, world::ForgetPerson{person});
  if (!crowded) return;
  stage_.notebook().hit(Probe::forgotten_in_crowded_batch);
  for (const auto& [id, check] : stage_.world().checks().all()) {
    if (check.asks.contains(person)) answer(id, person);
  }
  stage_.post(Actor::of(somebody()), world::JoinCircle{somebody(), person, world::CircleView::status, false});
  if (!late_.empty()) seal_late();
}

void Crowd::act() {
  const auto lot = stage_.random().below(100);
  if (lot < 8) return import(1 + stage_.random().below(4));
  if (lot < 16) return re_import();
  if (lot < 24) return join_circle();
  if (lot < 27) return leave_circle();
  if (lot < 45) return move();
  if (lot < 50) return forget();
  if (lot < 55 && !late_.empty()) return seal_late();
  answer_somewhere();
}

}  // namespace tocsin::sim
