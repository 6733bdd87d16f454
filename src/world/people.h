// People: who may be asked, and who cares about whom. Names and places are not here: the World knows opaque
// ids, the vault knows what they stand for.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/adjacency.h"
#include "base/bytes.h"
#include "base/result.h"
#include "base/row_table.h"
#include "base/sections.h"
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
// Whom one person sees: a school's or a shelter's desk, not a nation's. Each change looks through the list.
constexpr std::size_t circle_subjects_max = 10'000;
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

// All there is about one person here, copied out.
struct Person {
  PersonId guardian;
  std::uint8_t channels = 0;
  std::vector<CircleLink> viewers;   // who sees this person
  std::vector<CircleLink> subjects;  // whom this person sees, with the rights the subject gave
  std::vector<PersonId> wards;       // whose guardian this person is
};

// A person's number while they are registered. The rows of forgotten people are given to new ones.
using PersonRow = RowTable::Row;
constexpr PersonRow no_row = RowTable::none;

// Costs a person 21 bytes (16 of them the id), 6.3 to 7.8 for finding them, and what base/adjacency.h says
// for circles, which are kept in both directions.
class People {
 public:
  People() = default;
  People(const People&) = delete;  // asks refer to it
  People& operator=(const People&) = delete;

  std::optional<Person> find(PersonId id) const;
  bool contains(PersonId id) const { return row_of(id) != no_row; }
  std::size_t size() const { return table_.size(); }
  // no_row when not registered.
  PersonRow row_of(PersonId id) const { return table_.find(id.id, IdAt{ids_}); }
  // Fetches the memory that row_of() will need.
  void prefetch(PersonId id) const { table_.prefetch(id.id); }
  // Zero for a row nobody has.
  PersonId id_of(PersonRow row) const { return row < ids_.size() ? PersonId(ids_[row]) : PersonId(); }
  // Rows are below this.
  PersonRow rows() const { return static_cast<PersonRow>(ids_.size()); }
  std::uint8_t channels_of(PersonRow row) const { return channels_[row]; }
  // Lists of rows with labels that view_of() and may_answer_of() read.
  const Adjacency& viewers() const { return viewers_; }
  const Adjacency& subjects() const { return subjects_; }
  static CircleView view_of(Adjacency::Word word) { return static_cast<CircleView>(word.label() & 3); }
  static bool may_answer_of(Adjacency::Word word) { return (word.label() & 4) != 0; }
  // A forgotten id never comes back: what was sealed under it cannot be read.
  bool was_forgotten(PersonId id) const { return forgotten_.contains(id); }

  // The person themself, a guardian, or a circle member allowed to.
  bool may_answer_for(PersonId by, PersonId person) const;

  void apply(const PersonRecorded& event);
  void apply(const PersonForgotten& event);
  void apply(const CircleJoined& event);
  void apply(const CircleLeft& event);
  void digest(DigestWriter& out) const;

  // All of it as sections "people...", for a snapshot.
  Result<> write(SectionWriter& out) const;
  // Into an empty one. Errc::corrupt names the section.
  Result<> read(const SectionReader& in);
  std::size_t memory_bytes() const;

 private:
  struct IdAt {
    const std::vector<Id>& ids;
    const Id& operator()(PersonRow row) const { return ids[row]; }
  };
  PersonRow add(PersonId id);
  void unlink_guardian(PersonRow person);
  std::vector<CircleLink> links(const Adjacency& lists, PersonRow row) const;

  RowTable table_;
  // By row.
  std::vector<Id> ids_;  // zero: free
  std::vector<PersonRow> guardians_;
  std::vector<std::uint8_t> channels_;
  Adjacency viewers_;
  Adjacency subjects_;
  boost::unordered_flat_map<PersonRow, std::vector<PersonRow>> wards_;  // by guardian
  std::vector<PersonRow> free_;
  boost::unordered_flat_set<PersonId, IdHash> forgotten_;
};

Result<Decision> decide(const World& world, const Actor& actor, const RecordPeople& command);
Result<Decision> decide(const World& world, const Actor& actor, const ForgetPerson& command);
Result<Decision> decide(const World& world, const Actor& actor, const JoinCircle& command);
Result<Decision> decide(const World& world, const Actor& actor, const LeaveCircle& command);

}  // namespace tocsin::world
