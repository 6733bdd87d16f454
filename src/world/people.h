// People: who may be asked, and who cares about whom. Names and places are not here: the World knows opaque
// ids, the vault knows what they stand for.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "world/actor.h"

namespace tocsin::world {

class World;
struct Decision;
class DigestWriter;

// The ways to reach a person, as bits.
enum Channel : std::uint8_t { channel_email = 1, channel_phone = 2 };

// What a circle member sees of somebody.
enum class CircleView : std::uint8_t {
  safe_only = 1,  // nothing before "safe"
  status = 2,     // any answer, and that there is none yet
  note = 3        // also the note
};
std::string_view to_string(CircleView value);

// More is a mailing list, not people who care.
constexpr std::size_t circle_viewers_max = 500;
constexpr std::size_t sealed_bytes_max = 64 << 10;
// One command of an import: bounds a step to some milliseconds.
constexpr std::size_t people_batch_max = 4096;

// --- commands ---
struct RecordedPerson {
  PersonId id;
  PersonId guardian;  // zero for none
  std::uint8_t channels = 0;
  Bytes sealed;  // the profile, under the person's key

  bool operator==(const RecordedPerson&) const = default;
};
// Registers people or replaces what is known of them.
struct RecordPeople {
  std::vector<RecordedPerson> people;
};
struct ForgetPerson {
  PersonId id;
};
// `subject` lets `viewer` see their answers.
struct JoinCircle {
  PersonId subject;
  PersonId viewer;
  CircleView view = CircleView::status;
  bool may_answer = false;
};
struct LeaveCircle {
  PersonId subject;
  PersonId viewer;
};

// --- events (people stream) ---
struct PersonRecorded {
  PersonId id;
  PersonId guardian;
  std::uint8_t channels = 0;
  Bytes sealed;
};
struct PersonForgotten {
  PersonId id;
};
struct CircleJoined {
  PersonId subject;
  PersonId viewer;
  CircleView view = CircleView::status;
  bool may_answer = false;
};
struct CircleLeft {
  PersonId subject;
  PersonId viewer;
};

struct CircleLink {
  PersonId other;
  CircleView view = CircleView::status;
  bool may_answer = false;

  bool operator==(const CircleLink&) const = default;
};

struct Person {
  PersonId guardian;
  std::uint8_t channels = 0;
  std::vector<CircleLink> viewers;   // who sees this person
  std::vector<CircleLink> subjects;  // whom this person sees, with the rights the subject gave
  std::vector<PersonId> wards;       // whose guardian this person is
};

class People {
 public:
  const Person* find(PersonId id) const;
  std::size_t size() const { return people_.size(); }
  // A forgotten id never comes back: what was sealed under it cannot be read.
  bool was_forgotten(PersonId id) const { return forgotten_.contains(id); }

  // The person themself, a guardian, or a circle member allowed to.
  bool may_answer_for(PersonId by, PersonId person) const;

  void apply(const PersonRecorded& event);
  void apply(const PersonForgotten& event);
  void apply(const CircleJoined& event);
  void apply(const CircleLeft& event);
  void digest(DigestWriter& out) const;

 private:
  void unlink_guardian(PersonId person, PersonId guardian);

  boost::unordered_flat_map<PersonId, Person, IdHash> people_;
  std::set<PersonId> forgotten_;
};

Result<Decision> decide(const World& world, const Actor& actor, const RecordPeople& command);
Result<Decision> decide(const World& world, const Actor& actor, const ForgetPerson& command);
Result<Decision> decide(const World& world, const Actor& actor, const JoinCircle& command);
Result<Decision> decide(const World& world, const Actor& actor, const LeaveCircle& command);

}  // namespace tocsin::world
