// Asks and answers: who was asked once, by which right, and what they said since.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "world/actor.h"

namespace tocsin::world {

class World;
struct Decision;
class DigestWriter;

// Which of a person's places put them inside.
enum class Reason : std::uint8_t { home = 1, work = 2, trip = 3, last_known = 4 };
// How likely they are there now; asked in this order.
enum class Band : std::uint8_t {
  there = 1,   // a fresh fix or a trip of today says so
  likely = 2,  // a standing place is inside, and nothing says they are elsewhere
  possible =
      3  // a standing place is inside but they seem elsewhere, or only the rim of a coarse place touches
};
enum class Answer : std::uint8_t { none = 0, safe = 1, need_help = 2, not_there = 3, wrong = 4 };
enum class AnswerChannel : std::uint8_t { page = 1, circle = 2, api = 3 };
enum class DeliveryChannel : std::uint8_t { email = 1 };
enum class DeliveryPurpose : std::uint8_t { ask = 1, correction = 2 };
enum class DeliveryState : std::uint8_t { sent = 1, undeliverable = 2, expired = 3, unknown = 4 };

std::string_view to_string(Reason value);
std::string_view to_string(Band value);
std::string_view to_string(Answer value);
std::string_view to_string(DeliveryChannel value);
std::string_view to_string(DeliveryState value);
std::optional<Answer> parse_answer(std::string_view text);

// One tick decides at most this many asks: a step stays below some milliseconds while a whole city waits.
constexpr std::size_t asks_per_tick_max = 4096;
// "This is wrong" from more than 5 % of the first 200 who answer stops the asking.
constexpr std::uint32_t early_answers = 200;
constexpr std::uint32_t early_wrong_max = 10;
// Somebody pressing buttons all day keeps the newest of this many answers.
constexpr std::size_t history_max = 50;

// --- commands ---
struct Candidate {
  PersonId person;
  Reason reason = Reason::home;
  Band band = Band::likely;

  bool operator==(const Candidate&) const = default;
};
struct CheckCandidates {
  CheckId check;
  std::vector<Candidate> people;
};
// A moment has passed. Carries who is inside now by the point index; those already asked are dropped.
struct Tick {
  std::vector<CheckCandidates> candidates;
};
struct GiveAnswer {
  CheckId check;
  PersonId person;
  Answer answer = Answer::none;
  AnswerChannel channel = AnswerChannel::page;
  Bytes sealed_note;            // under the key of `person`; empty for none
  std::uint64_t note_mark = 0;  // a keyed hash of the note: tells a repeated form from a new one; 0 for none
};
struct TakeHelp {
  CheckId check;
  PersonId person;
};
struct Delivery {
  PersonId person;
  DeliveryState state = DeliveryState::sent;
};
struct RecordDeliveries {
  CheckId check;
  DeliveryPurpose purpose = DeliveryPurpose::ask;
  DeliveryChannel channel = DeliveryChannel::email;
  std::vector<Delivery> deliveries;
};

// --- events (people stream) ---
struct PeopleAsked {
  CheckId check;
  Reason reason = Reason::home;
  Band band = Band::likely;
  Instant send_before;
  std::vector<PersonId> people;
};
struct AnswerGiven {
  CheckId check;
  PersonId person;
  Answer answer = Answer::none;
  Actor by;
  AnswerChannel channel = AnswerChannel::page;
  Bytes sealed_note;
  std::uint64_t note_mark = 0;
};
struct HelpTaken {
  CheckId check;
  PersonId person;
  OperatorId by;
};
struct DeliveriesRecorded {
  CheckId check;
  DeliveryPurpose purpose = DeliveryPurpose::ask;
  DeliveryChannel channel = DeliveryChannel::email;
  std::vector<Delivery> deliveries;
};

struct GivenAnswer {
  Answer answer = Answer::none;
  Instant at;
  Actor by;
  bool has_note = false;
  std::uint64_t note_mark = 0;
  Seq seq = 0;  // of the event that gave it: the journal holds the note

  bool operator==(const GivenAnswer&) const = default;
};

struct RecordedDelivery {
  DeliveryPurpose purpose = DeliveryPurpose::ask;
  DeliveryChannel channel = DeliveryChannel::email;
  DeliveryState state = DeliveryState::sent;
  Instant at;
};

struct Ask {
  Instant asked_at;
  Instant send_before;
  Seq seq = 0;  // of the event that asked
  Reason reason = Reason::home;
  Band band = Band::likely;
  GivenAnswer current;  // what counts now; Answer::none for no answer yet
};

struct AnswerCounts {
  std::uint64_t safe = 0;
  std::uint64_t need_help = 0;
  std::uint64_t not_there = 0;
  std::uint64_t wrong = 0;

  std::uint64_t total() const { return safe + need_help + not_there + wrong; }
  bool operator==(const AnswerCounts&) const = default;
};

Result<Decision> decide(const World& world, const Actor& actor, const Tick& command, Instant at);
Result<Decision> decide(const World& world, const Actor& actor, const GiveAnswer& command);
Result<Decision> decide(const World& world, const Actor& actor, const TakeHelp& command);
Result<Decision> decide(const World& world, const Actor& actor, const RecordDeliveries& command);

}  // namespace tocsin::world
