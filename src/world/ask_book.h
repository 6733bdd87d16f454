// AskBook: all asks of one check. Each person stands in it at most once: that is "ask once".
//
// Costs 24 bytes a person asked and 5 to 6.3 for finding them; what few people have (a second answer, an
// answer by somebody else, a call for help that was taken) is kept aside, a delivery at about 28 bytes.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>
#include <ranges>
#include <span>
#include <vector>

#include "base/sections.h"
#include "world/asks.h"
#include "world/people.h"
#include "world/row_index.h"

namespace tocsin::world {

// Owned and used as the World is.
class AskBook {
 public:
  // `people` must outlive it: it says which row a person has.
  explicit AskBook(const People& people) : people_(&people) {}

  std::optional<Ask> find(PersonId person) const;
  bool contains(PersonId person) const { return position_of(person) != none; }
  bool contains(PersonRow row) const { return position_of_row(row) != none; }
  // What counts now, without the rest of the ask; nothing for who was not asked.
  std::optional<Answer> answer_of(PersonRow row) const;
  std::size_t asked() const { return asks_.size(); }
  const AnswerCounts& counts() const { return counts_; }
  // Newest last. Empty when there is no answer.
  std::vector<GivenAnswer> history(PersonId person) const;
  // The last answer given, whoever's; nothing when there is none.
  std::optional<GivenAnswer> last_given(PersonId person) const;
  // Who asks for help now, in the order they were asked.
  std::vector<PersonId> calls_for_help() const;
  // Who took this call for help; nothing while it is open.
  std::optional<OperatorId> help_taken_by(PersonId person) const;
  std::vector<RecordedDelivery> deliveries(PersonId person) const;
  // Persons in the order they were asked, as a range by number; forgotten ones are zero.
  auto in_order() const {
    return std::views::transform(std::span<const Packed>(asks_),
                                 [people = people_](const Packed& ask) { return people->id_of(ask.row); });
  }

  // How many have answered for the first time, and how many of the first `early_answers` said "this is
  // wrong".
  std::uint32_t answered() const { return answered_; }
  std::uint32_t early_wrong() const { return early_wrong_; }
  // Seconds from a person's ask until the given share of all asked had answered; nothing while fewer have.
  // Cost: the number of different seconds.
  std::optional<std::int64_t> answered_within_s(double share) const;

  // Makes room for this many asks, so that asking a city never stops to grow.
  void reserve(std::size_t people);
  void apply(const PeopleAsked& event, Instant at, Seq seq);
  void apply(const AnswerGiven& event, Instant at, Seq seq);
  void apply(const HelpTaken& event);
  void apply(const DeliveriesRecorded& event, Instant at);
  // Before the people forget them.
  void forget(PersonId person);
  void digest(DigestWriter& out) const;

  // All of it into the open section, for a snapshot.
  Result<> write(SectionWriter& out) const;
  // What write() gave, into an empty book. Errc::corrupt when it does not fit these people.
  Result<> read(SectionCursor& in);
  std::size_t memory_bytes() const;

 private:
  static constexpr std::uint32_t none = RowIndex::none;
  // One ask with what counts now. Forgotten: the row is no_row.
  struct Packed {
    std::uint64_t note_mark = 0;
    std::uint64_t after_bits : 40 = 0;  // after_ms()
    std::uint64_t seq_high : 16 = 0;
    std::uint64_t answer : 3 = 0;
    std::uint64_t has_note : 1 = 0;
    std::uint64_t by_other : 1 = 0;  // who: in others_
    PersonRow row = no_row;
    std::uint32_t seq_low = 0;

    // From the ask to the answer. May be negative: clocks are set back.
    std::int64_t after_ms() const { return static_cast<std::int64_t>(std::uint64_t{after_bits} << 24) >> 24; }
  };
  static_assert(sizeof(Packed) == 24);
  // What the people of one PeopleAsked share.
  struct Batch {
    std::uint32_t first = 0;  // position of its first person
    Reason reason = Reason::home;
    Band band = Band::likely;
    std::uint16_t zero = 0;
    Seq seq = 0;
    Instant asked_at;
    Instant send_before;
  };
  struct Delivered {
    Instant at;
    DeliveryState state = DeliveryState::sent;
  };

  std::uint32_t position_of(PersonId person) const { return position_of_row(people_->row_of(person)); }
  std::uint32_t position_of_row(PersonRow row) const;
  const Batch& batch_of(std::uint32_t position) const;
  GivenAnswer current_of(std::uint32_t position) const;
  void set_current(std::uint32_t position, const GivenAnswer& given);
  std::uint64_t& count_of(Answer answer);
  Result<> read_rare(SectionCursor& in);
  auto row_at() const {
    return [this](std::uint32_t position) { return asks_[position].row; };
  }
  static std::uint64_t delivery_key(std::uint32_t position, DeliveryPurpose purpose) {
    return std::uint64_t{position} << 8 | static_cast<std::uint64_t>(purpose);
  }

  const People* people_;
  std::vector<Packed> asks_;  // in the order of asking; a position is an index into it
  std::vector<Batch> batches_;
  RowIndex index_;
  // By position.
  boost::unordered_flat_map<std::uint32_t, Actor> others_;  // who gave the current answer
  boost::unordered_flat_map<std::uint32_t, std::vector<GivenAnswer>>
      histories_;  // of those with more than one
  boost::unordered_flat_set<std::uint32_t> calls_for_help_;
  boost::unordered_flat_map<std::uint32_t, OperatorId> help_taken_;
  boost::unordered_flat_map<std::uint64_t, Delivered>
      deliveries_;  // by delivery_key(); e-mail is the one channel
  std::vector<std::uint32_t> first_answers_by_s_;
  AnswerCounts counts_;
  std::uint32_t answered_ = 0;
  std::uint32_t early_wrong_ = 0;
  std::uint32_t forgotten_ = 0;
};

}  // namespace tocsin::world
