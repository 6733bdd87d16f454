#include "world/people.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>

#include "base/check.h"
#include "world/digest.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

std::uint32_t label_of(CircleView view, bool may_answer) {
  return static_cast<std::uint32_t>(view) | (may_answer ? 4u : 0u);
}

// Adds the link, or changes the rights of one that is there.
void put_link(Adjacency& lists, PersonRow from, PersonRow to, std::uint32_t label) {
  if (!lists.set_label(from, to, label)) lists.append(from, to, label);
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

std::vector<CircleLink> People::links(const Adjacency& lists, PersonRow row) const {
  std::vector<CircleLink> found;
  for (const auto word : lists.list(row))
    found.push_back({id_of(word.other()), view_of(word), may_answer_of(word)});
  return found;
}

std::optional<Person> People::find(PersonId id) const {
  const PersonRow row = row_of(id);
  if (row == no_row) return std::nullopt;
  Person person{.guardian = id_of(guardians_[row]),
                .channels = channels_[row],
                .viewers = links(viewers_, row),
                .subjects = links(subjects_, row),
                .wards = {}};
  if (const auto it = wards_.find(row); it != wards_.end()) {
    for (const PersonRow ward : it->second) person.wards.push_back(id_of(ward));
  }
  return person;
}

bool People::may_answer_for(PersonId by, PersonId person) const {
  if (by == person) return true;
  const PersonRow row = row_of(person), other = row_of(by);
  if (row == no_row || other == no_row) return false;
  if (guardians_[row] == other) return true;
  const auto viewers = viewers_.list(row);
  return std::any_of(viewers.begin(), viewers.end(),
                     [&](auto word) { return word.other() == other && may_answer_of(word); });
}

PersonRow People::add(PersonId id) {
  PersonRow row = no_row;
  if (free_.empty()) {
    row = rows();
    TOCSIN_CHECK(row < Adjacency::rows_max);
    ids_.push_back(id.id);
    guardians_.push_back(no_row);
    channels_.push_back(0);
  } else {
    row = free_.back();
    free_.pop_back();
    ids_[row] = id.id;
  }
  table_.insert(id.id, row, IdAt{ids_});
  return row;
}

void People::unlink_guardian(PersonRow person) {
  const auto it = wards_.find(guardians_[person]);
  if (it == wards_.end()) return;
  std::erase(it->second, person);
  if (it->second.empty()) wards_.erase(it);
}

void People::apply(const PersonRecorded& event) {
  PersonRow row = row_of(event.id);
  if (row == no_row) row = add(event.id);
  channels_[row] = event.channels;
  const PersonRow guardian = event.guardian.is_zero() ? no_row : row_of(event.guardian);
  TOCSIN_CHECK(event.guardian.is_zero() || guardian != no_row, "a guardian is not registered");
  if (guardians_[row] == guardian) return;
  unlink_guardian(row);
  guardians_[row] = guardian;
  if (guardian != no_row) wards_[guardian].push_back(row);
}

void People::apply(const PersonForgotten& event) {
  forgotten_.insert(event.id);
  const PersonRow row = row_of(event.id);
  if (row == no_row) return;
  unlink_guardian(row);
  if (const auto it = wards_.find(row); it != wards_.end()) {
    for (const PersonRow ward : it->second) guardians_[ward] = no_row;
    wards_.erase(it);
  }
  for (const auto word : viewers_.list(row)) subjects_.erase(word.other(), row);
  for (const auto word : subjects_.list(row)) viewers_.erase(word.other(), row);
  viewers_.clear(row);
  subjects_.clear(row);
  table_.erase(event.id.id, IdAt{ids_});
  ids_[row] = {};
  guardians_[row] = no_row;
  channels_[row] = 0;
  free_.push_back(row);
}

void People::apply(const CircleJoined& event) {
  const PersonRow subject = row_of(event.subject), viewer = row_of(event.viewer);
  TOCSIN_CHECK(subject != no_row && viewer != no_row, "a circle of somebody who is not registered");
  const std::uint32_t label = label_of(event.view, event.may_answer);
  put_link(viewers_, subject, viewer, label);
  put_link(subjects_, viewer, subject, label);
}

void People::apply(const CircleLeft& event) {
  const PersonRow subject = row_of(event.subject), viewer = row_of(event.viewer);
  if (subject == no_row || viewer == no_row) return;
  viewers_.erase(subject, viewer);
  subjects_.erase(viewer, subject);
}

void People::digest(DigestWriter& out) const {
  const auto sorted = [](auto range) {
    std::sort(range.begin(), range.end());
    return range;
  };
  out.add(forgotten_.size());
  for (const PersonId id : sorted(std::vector<PersonId>(forgotten_.begin(), forgotten_.end()))) out.add(id);
  std::vector<PersonId> ids;
  ids.reserve(size());
  for (const Id& id : ids_) {
    if (!id.is_zero()) ids.emplace_back(id);
  }
  out.add(ids.size());
  for (const PersonId id : sorted(std::move(ids))) {
    const Person person = *find(id);
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

std::size_t People::memory_bytes() const {
  std::size_t bytes =
      table_.memory_bytes() + ids_.capacity() * sizeof(Id) + guardians_.capacity() * sizeof(PersonRow) +
      channels_.capacity() + viewers_.memory_bytes() + subjects_.memory_bytes() +
      free_.capacity() * sizeof(PersonRow) + wards_.bucket_count() * 32 + forgotten_.bucket_count() * 17;
  for (const auto& [guardian, wards] : wards_) bytes += wards.capacity() * sizeof(PersonRow);
  return bytes;
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
      if (with_guardian && (person.guardian == person.id || (!recorded.contains(person.guardian) &&
                                                             !world.people().contains(person.guardian)))) {
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
  if (!world.people().contains(command.id)) return unknown_person("/person");
  return Decision{.events = {PersonForgotten{command.id}}, .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const JoinCircle& command) {
  if (!actor.is_person(command.subject)) {
    TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "let somebody into a circle", true));
  }
  const auto subject = world.people().find(command.subject);
  if (!subject) return unknown_person("/subject");
  if (!world.people().contains(command.viewer)) return unknown_person("/viewer");
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
    return fail(Errc::too_large, fmt::format("a circle has at most {} members", circle_viewers_max),
                "/viewer");
  const PersonRow viewer = world.people().row_of(command.viewer);
  if (!is_member && world.people().subjects().degree(viewer) >= circle_subjects_max)
    return fail(Errc::too_large, fmt::format("one person is in at most {} circles", circle_subjects_max),
                "/viewer");
  return Decision{.events = {CircleJoined{command.subject, command.viewer, command.view, command.may_answer}},
                  .subject = command.subject.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const LeaveCircle& command) {
  if (!actor.is_person(command.subject) && !actor.is_person(command.viewer)) {
    TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "take somebody out of a circle", true));
  }
  const auto subject = world.people().find(command.subject);
  if (!subject) return unknown_person("/subject");
  const bool linked = std::any_of(subject->viewers.begin(), subject->viewers.end(),
                                  [&](const CircleLink& link) { return link.other == command.viewer; });
  if (!linked) return Decision{.events = {}, .subject = command.subject.id, .repeated = true};
  return Decision{.events = {CircleLeft{command.subject, command.viewer}}, .subject = command.subject.id};
}

}  // namespace tocsin::world
