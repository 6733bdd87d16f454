#include "world/people.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>

#include "base/check.h"
#include "world/digest.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

CircleLink* find_link(std::vector<CircleLink>& links, PersonId other) {
  const auto it =
      std::find_if(links.begin(), links.end(), [&](const CircleLink& link) { return link.other == other; });
  return it == links.end() ? nullptr : &*it;
}

void erase_link(std::vector<CircleLink>& links, PersonId other) {
  std::erase_if(links, [&](const CircleLink& link) { return link.other == other; });
}

void put_link(std::vector<CircleLink>& links, const CircleLink& link) {
  if (CircleLink* known = find_link(links, link.other)) {
    *known = link;
  } else {
    links.push_back(link);
  }
}

// 401 and 403 never tell whether a person exists: an unknown person and somebody else's are the same refusal.
std::unexpected<Error> unknown_person(std::string field) {
  return fail(Errc::not_found, "no such person", std::move(field));
}

}  // namespace

std::string_view to_string(CircleView value) {
  static constexpr std::string_view names[] = {"", "safe_only", "status", "note"};
  return names[static_cast<std::size_t>(value)];
}

const Person* People::find(PersonId id) const {
  const auto it = people_.find(id);
  return it == people_.end() ? nullptr : &it->second;
}

bool People::may_answer_for(PersonId by, PersonId person) const {
  if (by == person) return true;
  const Person* found = find(person);
  if (found == nullptr) return false;
  if (!found->guardian.is_zero() && found->guardian == by) return true;
  return std::any_of(found->viewers.begin(), found->viewers.end(),
                     [&](const CircleLink& link) { return link.other == by && link.may_answer; });
}

void People::unlink_guardian(PersonId person, PersonId guardian) {
  if (const auto it = people_.find(guardian); it != people_.end()) std::erase(it->second.wards, person);
}

void People::apply(const PersonRecorded& event) {
  Person& person = people_[event.id];
  if (person.guardian != event.guardian) unlink_guardian(event.id, person.guardian);
  const bool new_guardian = !event.guardian.is_zero() && person.guardian != event.guardian;
  person.guardian = event.guardian;
  person.channels = event.channels;
  if (new_guardian) people_.at(event.guardian).wards.push_back(event.id);
}

void People::apply(const PersonForgotten& event) {
  forgotten_.insert(event.id);
  const auto it = people_.find(event.id);
  if (it == people_.end()) return;
  const Person person = std::move(it->second);
  people_.erase(it);
  unlink_guardian(event.id, person.guardian);
  for (const PersonId ward : person.wards) {
    if (const auto found = people_.find(ward); found != people_.end()) found->second.guardian = {};
  }
  for (const auto& link : person.viewers) {
    if (const auto found = people_.find(link.other); found != people_.end())
      erase_link(found->second.subjects, event.id);
  }
  for (const auto& link : person.subjects) {
    if (const auto found = people_.find(link.other); found != people_.end())
      erase_link(found->second.viewers, event.id);
  }
}

void People::apply(const CircleJoined& event) {
  put_link(people_.at(event.subject).viewers, {event.viewer, event.view, event.may_answer});
  put_link(people_.at(event.viewer).subjects, {event.subject, event.view, event.may_answer});
}

void People::apply(const CircleLeft& event) {
  if (const auto it = people_.find(event.subject); it != people_.end())
    erase_link(it->second.viewers, event.viewer);
  if (const auto it = people_.find(event.viewer); it != people_.end())
    erase_link(it->second.subjects, event.subject);
}

void People::digest(DigestWriter& out) const {
  std::vector<PersonId> ids;
  ids.reserve(people_.size());
  for (const auto& [id, person] : people_) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  out.add(forgotten_.size());
  for (const PersonId id : forgotten_) out.add(id);
  out.add(ids.size());
  for (const PersonId id : ids) {
    const Person& person = people_.at(id);
    out.add(id).add(person.guardian).add(std::uint64_t{person.channels}).add(person.viewers.size());
    for (const auto& link : person.viewers) {
      out.add(link.other).add(static_cast<std::uint64_t>(link.view)).add(std::uint64_t{link.may_answer});
    }
    out.add(person.subjects.size());
    for (const auto& link : person.subjects) out.add(link.other);
    out.add(person.wards.size());
    for (const auto ward : person.wards) out.add(ward);
  }
}

Result<Decision> decide(const World& world, const Actor& actor, const RecordPeople& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "register people", true));
  if (command.people.size() > people_batch_max)
    return fail(Errc::too_large, "people has more than 4096 entries", "/people");
  Decision decision;
  decision.events.reserve(command.people.size());
  boost::unordered_flat_set<PersonId, IdHash> recorded;
  // Guardians first, so that a ward may stand before its guardian in a file.
  for (const bool with_guardian : {false, true}) {
    for (std::size_t i = 0; i < command.people.size(); ++i) {
      const auto& person = command.people[i];
      if (person.guardian.is_zero() == with_guardian) continue;
      TOCSIN_CHECK(!person.id.is_zero() && person.sealed.size() <= sealed_bytes_max);
      if (with_guardian &&
          (person.guardian == person.id ||
           (!recorded.contains(person.guardian) && world.people().find(person.guardian) == nullptr))) {
        return fail(Errc::invalid, "guardian_id names nobody registered before",
                    fmt::format("/people/{}/guardian_id", i));
      }
      if (world.people().was_forgotten(person.id)) {
        return fail(Errc::conflict, "this person was forgotten a moment ago; send them again",
                    fmt::format("/people/{}", i));
      }
      recorded.insert(person.id);
      decision.events.push_back(PersonRecorded{person.id, person.guardian, person.channels, person.sealed});
    }
  }
  return decision;
}

Result<Decision> decide(const World& world, const Actor& actor, const ForgetPerson& command) {
  if (!actor.is_person(command.id))
    TOCSIN_TRY_VOID(world.realm().require(actor, Role::approver, "forget a person", true));
  if (world.people().find(command.id) == nullptr) return unknown_person("/person");
  return Decision{.events = {PersonForgotten{command.id}}, .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const JoinCircle& command) {
  if (!actor.is_person(command.subject)) {
    TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "let somebody into a circle", true));
  }
  const Person* subject = world.people().find(command.subject);
  if (subject == nullptr) return unknown_person("/subject");
  if (world.people().find(command.viewer) == nullptr) return unknown_person("/viewer");
  if (command.subject == command.viewer)
    return fail(Errc::invalid, "a person is not a member of their own circle", "/viewer");
  const CircleLink link{command.viewer, command.view, command.may_answer};
  const auto known = std::find_if(subject->viewers.begin(), subject->viewers.end(),
                                  [&](const CircleLink& other) { return other.other == command.viewer; });
  const bool is_member = known != subject->viewers.end();
  if (is_member && *known == link)
    return Decision{.events = {}, .subject = command.subject.id, .repeated = true};
  // A member of a full circle can still be given other rights.
  if (!is_member && subject->viewers.size() >= circle_viewers_max)
    return fail(Errc::too_large, "a circle has at most 500 members", "/viewer");
  return Decision{.events = {CircleJoined{command.subject, command.viewer, command.view, command.may_answer}},
                  .subject = command.subject.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const LeaveCircle& command) {
  if (!actor.is_person(command.subject) && !actor.is_person(command.viewer)) {
    TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "take somebody out of a circle", true));
  }
  const Person* subject = world.people().find(command.subject);
  if (subject == nullptr) return unknown_person("/subject");
  const bool linked = std::any_of(subject->viewers.begin(), subject->viewers.end(),
                                  [&](const CircleLink& link) { return link.other == command.viewer; });
  if (!linked) return Decision{.events = {}, .subject = command.subject.id, .repeated = true};
  return Decision{.events = {CircleLeft{command.subject, command.viewer}}, .subject = command.subject.id};
}

}  // namespace tocsin::world
