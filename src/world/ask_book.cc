#include "world/ask_book.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "world/digest.h"

namespace tocsin::world {
namespace {

// First answers later than this after the ask are counted at it: bounds the table of seconds.
constexpr std::int64_t answered_within_s_max = 7 * 24 * 3600;

// One's own word outranks what others say, whenever it was said.
bool outranks(const GivenAnswer& current, PersonId person, const Actor& by) {
  return current.by.is_person(person) && !by.is_person(person);
}

constexpr DeliveryPurpose purposes[] = {DeliveryPurpose::ask, DeliveryPurpose::correction};

}  // namespace

std::uint32_t AskBook::position_of_row(PersonRow row) const {
  return row == no_row ? none : index_.find(row, row_at());
}

const AskBook::Batch& AskBook::batch_of(std::uint32_t position) const {
  const auto next = std::upper_bound(batches_.begin(), batches_.end(), position,
                                     [](std::uint32_t at, const Batch& batch) { return at < batch.first; });
  return *std::prev(next);
}

GivenAnswer AskBook::current_of(std::uint32_t position) const {
  const Packed& ask = asks_[position];
  if (ask.answer == 0) return {};
  GivenAnswer given;
  given.answer = static_cast<Answer>(ask.answer);
  given.at = batch_of(position).asked_at + ask.after_ms();
  given.by = ask.by_other ? others_.at(position) : Actor::of(people_->id_of(ask.row));
  given.has_note = ask.has_note;
  given.note_mark = ask.note_mark;
  given.seq = std::uint64_t{ask.seq_high} << 32 | ask.seq_low;
  return given;
}

void AskBook::set_current(std::uint32_t position, const GivenAnswer& given) {
  constexpr std::int64_t after_max_ms = (std::int64_t{1} << 39) - 1;  // 17 years
  Packed& ask = asks_[position];
  const bool by_other = !given.by.is_person(people_->id_of(ask.row));
  ask.answer = static_cast<std::uint64_t>(given.answer) & 7;
  const std::int64_t after_ms =
      std::clamp(given.at - batch_of(position).asked_at, -after_max_ms, after_max_ms);
  ask.after_bits = static_cast<std::uint64_t>(after_ms) & 0xFF'FFFF'FFFF;
  ask.has_note = given.has_note;
  ask.note_mark = given.note_mark;
  ask.seq_low = static_cast<std::uint32_t>(given.seq);
  ask.seq_high = (given.seq >> 32) & 0xFFFF;
  if (by_other) {
    others_[position] = given.by;
  } else if (ask.by_other) {
    others_.erase(position);
  }
  ask.by_other = by_other;
}

std::optional<Ask> AskBook::find(PersonId person) const {
  const std::uint32_t position = position_of(person);
  if (position == none) return std::nullopt;
  const Batch& batch = batch_of(position);
  return Ask{.asked_at = batch.asked_at,
             .send_before = batch.send_before,
             .seq = batch.seq,
             .reason = batch.reason,
             .band = batch.band,
             .current = current_of(position)};
}

std::optional<Answer> AskBook::answer_of(PersonRow row) const {
  const std::uint32_t position = position_of_row(row);
  if (position == none) return std::nullopt;
  return static_cast<Answer>(asks_[position].answer);
}

std::vector<GivenAnswer> AskBook::history(PersonId person) const {
  const std::uint32_t position = position_of(person);
  if (position == none || asks_[position].answer == 0) return {};
  if (const auto it = histories_.find(position); it != histories_.end()) return it->second;
  return {current_of(position)};
}

std::optional<GivenAnswer> AskBook::last_given(PersonId person) const {
  const std::uint32_t position = position_of(person);
  if (position == none || asks_[position].answer == 0) return std::nullopt;
  if (const auto it = histories_.find(position); it != histories_.end()) return it->second.back();
  return current_of(position);
}

std::vector<PersonId> AskBook::calls_for_help() const {
  std::vector<std::uint32_t> positions(calls_for_help_.begin(), calls_for_help_.end());
  std::sort(positions.begin(), positions.end());
  std::vector<PersonId> people;
  people.reserve(positions.size());
  for (const std::uint32_t position : positions) people.push_back(people_->id_of(asks_[position].row));
  return people;
}

std::optional<OperatorId> AskBook::help_taken_by(PersonId person) const {
  const auto it = help_taken_.find(position_of(person));
  return it == help_taken_.end() ? std::nullopt : std::optional(it->second);
}

std::vector<RecordedDelivery> AskBook::deliveries(PersonId person) const {
  std::vector<RecordedDelivery> found;
  const std::uint32_t position = position_of(person);
  if (position == none || deliveries_.empty()) return found;
  for (const DeliveryPurpose purpose : purposes) {
    if (const auto it = deliveries_.find(delivery_key(position, purpose)); it != deliveries_.end())
      found.push_back({purpose, DeliveryChannel::email, it->second.state, it->second.at});
  }
  return found;
}

std::optional<std::int64_t> AskBook::answered_within_s(double share) const {
  const auto needed = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(asked())));
  if (needed == 0) return std::nullopt;
  std::uint64_t seen = 0;
  for (std::size_t second = 0; second < first_answers_by_s_.size(); ++second) {
    seen += first_answers_by_s_[second];
    if (seen >= needed) return static_cast<std::int64_t>(second);
  }
  return std::nullopt;
}

std::uint64_t& AskBook::count_of(Answer answer) {
  switch (answer) {
    case Answer::safe:
      return counts_.safe;
    case Answer::need_help:
      return counts_.need_help;
    case Answer::not_there:
      return counts_.not_there;
    case Answer::wrong:
      return counts_.wrong;
    case Answer::none:
      break;
  }
  TOCSIN_CHECK(false, "no counter for \"no answer\"");
  std::unreachable();
}

void AskBook::reserve(std::size_t people) {
  asks_.reserve(people);
  index_.reserve(people, row_at());
}

void AskBook::apply(const PeopleAsked& event, Instant at, Seq seq) {
  TOCSIN_CHECK(asks_.size() + event.people.size() < none);
  batches_.push_back({.first = static_cast<std::uint32_t>(asks_.size()),
                      .reason = event.reason,
                      .band = event.band,
                      .zero = 0,
                      .seq = seq,
                      .asked_at = at,
                      .send_before = event.send_before});
  for (const PersonId person : event.people) {
    const PersonRow row = people_->row_of(person);
    TOCSIN_CHECK(row != no_row, "sequence {} asks somebody who is not registered", seq);
    TOCSIN_CHECK(position_of_row(row) == none, "somebody would be asked twice at sequence {}", seq);
    const auto position = static_cast<std::uint32_t>(asks_.size());
    asks_.push_back({});
    asks_.back().row = row;
    index_.insert(row, position, row_at());
  }
}

void AskBook::apply(const AnswerGiven& event, Instant at, Seq seq) {
  const std::uint32_t position = position_of(event.person);
  if (position == none) return;  // forgotten since
  const GivenAnswer given{event.answer, at, event.by, !event.sealed_note.empty(), event.note_mark, seq};
  const auto before = static_cast<Answer>(asks_[position].answer);
  if (before == Answer::none) {
    ++answered_;
    if (answered_ <= early_answers && event.answer == Answer::wrong) ++early_wrong_;
    const auto second = static_cast<std::size_t>(
        std::clamp<std::int64_t>((at - batch_of(position).asked_at) / second_ms, 0, answered_within_s_max));
    if (first_answers_by_s_.size() <= second) first_answers_by_s_.resize(second + 1);
    ++first_answers_by_s_[second];
  } else {
    const GivenAnswer current = current_of(position);
    auto& history = histories_[position];
    if (history.empty()) history.push_back(current);
    history.push_back(given);
    if (history.size() > history_max) history.erase(history.begin());
    if (outranks(current, event.person, event.by)) return;
    --count_of(before);
  }
  ++count_of(event.answer);
  set_current(position, given);
  if (event.answer == Answer::need_help) {
    calls_for_help_.insert(position);
  } else if (before == Answer::need_help) {
    calls_for_help_.erase(position);
    help_taken_.erase(position);
  }
}

void AskBook::apply(const HelpTaken& event) {
  if (const std::uint32_t position = position_of(event.person); position != none)
    help_taken_[position] = event.by;
}

void AskBook::apply(const DeliveriesRecorded& event, Instant at) {
  for (const auto& delivery : event.deliveries) {
    const std::uint32_t position = position_of(delivery.person);
    if (position != none) deliveries_[delivery_key(position, event.purpose)] = {at, delivery.state};
  }
}

void AskBook::forget(PersonId person) {
  const std::uint32_t position = position_of(person);
  if (position == none) return;
  // Counts stay; who it was does not.
  index_.erase(asks_[position].row, row_at());
  asks_[position] = {};
  ++forgotten_;
  others_.erase(position);
  histories_.erase(position);
  calls_for_help_.erase(position);
  help_taken_.erase(position);
  for (const DeliveryPurpose purpose : purposes) deliveries_.erase(delivery_key(position, purpose));
}

void AskBook::digest(DigestWriter& out) const {
  out.add(asks_.size())
      .add(std::uint64_t{forgotten_})
      .add(std::uint64_t{answered_})
      .add(std::uint64_t{early_wrong_});
  out.add(counts_.safe).add(counts_.need_help).add(counts_.not_there).add(counts_.wrong);
  const auto add_given = [&out](const GivenAnswer& given) {
    out.add(static_cast<std::uint64_t>(given.answer))
        .add(given.at)
        .add(given.by)
        .add(std::uint64_t{given.has_note})
        .add(given.note_mark);
  };
  for (const PersonId person : in_order()) {
    out.add(person);
    const auto ask = find(person);
    if (!ask) continue;
    out.add(ask->asked_at).add(ask->send_before).add(ask->seq).add(static_cast<std::uint64_t>(ask->reason));
    out.add(static_cast<std::uint64_t>(ask->band));
    const auto answers = history(person);
    out.add(answers.size());
    add_given(ask->current);
    for (const auto& given : answers) add_given(given);
    out.add(help_taken_by(person).value_or(OperatorId()));
    for (const auto& delivery : deliveries(person)) {
      out.add(static_cast<std::uint64_t>(delivery.purpose))
          .add(static_cast<std::uint64_t>(delivery.state))
          .add(delivery.at);
    }
  }
  out.add(first_answers_by_s_.size());
  for (const auto count : first_answers_by_s_) out.add(std::uint64_t{count});
}

std::size_t AskBook::memory_bytes() const {
  return asks_.capacity() * sizeof(Packed) + batches_.capacity() * sizeof(Batch) + index_.memory_bytes() +
         first_answers_by_s_.capacity() * sizeof(std::uint32_t) + others_.bucket_count() * 24 +
         histories_.bucket_count() * 32 + help_taken_.bucket_count() * 20 + deliveries_.bucket_count() * 24;
}

}  // namespace tocsin::world
