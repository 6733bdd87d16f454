#include "mail.h"

#include <algorithm>
#include <utility>

namespace tocsin::sim {
namespace {

using world::CheckState;
using world::DeliveryPurpose;
using world::DeliveryState;

bool has_mailbox(const world::World& world, world::PersonId person) {
  const auto found = world.people().find(person);
  if (!found) return false;
  if ((found->channels & world::channel_email) != 0) return true;
  const auto guardian = world.people().find(found->guardian);
  return guardian && (guardian->channels & world::channel_email) != 0;
}

bool is_recorded(const world::Check& check, const Letter& letter) {
  const auto known = check.asks.deliveries(letter.person);
  return std::any_of(known.begin(), known.end(),
                     [&](const auto& delivery) { return delivery.purpose == letter.purpose; });
}

}  // namespace

void PostOffice::take(const Letter& letter, Instant now) {
  const auto lot = random_.below(20);
  const auto state = lot < 16   ? DeliveryState::sent
                     : lot < 18 ? DeliveryState::undeliverable
                                : DeliveryState::unknown;
  const auto [it, inserted] = delivered_.try_emplace(letter, state);
  notebook_.hit_if(!inserted, Probe::sent_again_after_crash);
  const auto delay = [&] { return static_cast<std::int64_t>(random_.below(5 * minute_ms)); };
  outcomes_.push_back({now + delay(), letter, it->second});
  if (!random_.chance(0.2)) return;
  outcomes_.push_back({now + delay(), letter, it->second});
  notebook_.hit(Probe::delivery_duplicated);
}

std::vector<world::RecordDeliveries> PostOffice::outcomes(Instant now) {
  std::map<std::pair<world::CheckId, DeliveryPurpose>, world::RecordDeliveries> batches;
  Instant latest;
  for (auto& outcome : outcomes_) {
    if (outcome.due > now || random_.chance(0.3)) continue;
    notebook_.hit_if(outcome.due < latest, Probe::delivery_reordered);
    latest = std::max(latest, outcome.due);
    auto& batch = batches[{outcome.letter.check, outcome.letter.purpose}];
    batch.check = outcome.letter.check;
    batch.purpose = outcome.letter.purpose;
    batch.deliveries.push_back({outcome.letter.person, outcome.state});
    outcome.due = {};
  }
  std::erase_if(outcomes_, [](const Outcome& outcome) { return !outcome.due.known(); });
  std::vector<world::RecordDeliveries> all;
  for (auto& [key, batch] : batches) all.push_back(std::move(batch));
  return all;
}

void PostOffice::check(const Recount& recount, const world::World& world, bool everything_sent) const {
  std::map<std::pair<world::CheckId, world::PersonId>, int> asks;
  for (const auto& [letter, state] : delivered_) {
    notebook_.expect(recount.was_asked(letter.check, letter.person), Invariant::nothing_leaves_before_durable,
                     "a letter to somebody whom the journal does not know as asked");
    if (letter.purpose == DeliveryPurpose::correction) {
      notebook_.expect(recount.is_retracted(letter.check), Invariant::nothing_leaves_before_durable,
                       "a correction of a check that was not retracted");
    } else if (++asks[{letter.check, letter.person}] > 1) {
      notebook_.wrong(Invariant::asked_once, "two letters with the same question");
    }
  }
  if (!everything_sent) return;
  for (const auto& [id, check] : world.checks().all()) {
    if (!recount.is_retracted(id)) continue;
    for (const world::PersonId person : check.asks.in_order()) {
      const auto found = world.people().find(person);
      if (!found || (found->channels & world::channel_email) == 0) continue;
      notebook_.expect(delivered_.contains({id, person, DeliveryPurpose::correction, 1}),
                       Invariant::rules_kept, "somebody who was asked did not get the correction");
    }
  }
}

void MailDoor::queue(const world::World& world, const Letter& letter) {
  const world::Check* check = world.checks().find(letter.check);
  if (!check->asks.contains(letter.person) || is_recorded(*check, letter) ||
      !has_mailbox(world, letter.person))
    return;
  queue_.push_back(letter);
}

void MailDoor::queue_all(const world::World& world) {
  for (const auto& [id, check] : world.checks().all()) {
    const auto purpose =
        check.state == CheckState::retracted ? DeliveryPurpose::correction : DeliveryPurpose::ask;
    for (const world::PersonId person : check.asks.in_order()) queue(world, {id, person, purpose, 1});
  }
}

Result<> MailDoor::durable(const world::World& world, std::span<const engine::Applied> batch) {
  // The first call ends the recovery.
  if (!std::exchange(recovered_, true)) queue_all(world);
  for (const auto& applied : batch) {
    if (const auto* asked = std::get_if<world::PeopleAsked>(&applied.event.body)) {
      for (const world::PersonId person : asked->people)
        queue(world, {asked->check, person, DeliveryPurpose::ask, 1});
    } else if (const auto* retracted = std::get_if<world::CheckRetracted>(&applied.event.body)) {
      for (const world::PersonId person : world.checks().find(retracted->id)->asks.in_order()) {
        queue(world, {retracted->id, person, DeliveryPurpose::correction, 1});
      }
    }
  }
  return {};
}

std::vector<world::RecordDeliveries> MailDoor::pump(const world::World& world, Instant now,
                                                    std::size_t letters_max) {
  std::vector<world::RecordDeliveries> given_up;
  if (world.realm().held()) return given_up;
  for (std::size_t left = letters_max; left > 0 && !queue_.empty(); --left) {
    const Letter letter = queue_.front();
    queue_.pop_front();
    const world::Check* check = world.checks().find(letter.check);
    const auto ask = check->asks.find(letter.person);
    if (!ask || !has_mailbox(world, letter.person)) continue;
    if (letter.purpose == DeliveryPurpose::ask) {
      if (check->state != CheckState::open) continue;
      if (now >= ask->send_before) {
        notebook_.hit(Probe::ask_expired);
        given_up.push_back({.check = letter.check, .deliveries = {{letter.person, DeliveryState::expired}}});
        continue;
      }
    } else {
      notebook_.hit(Probe::correction_sent);
    }
    post_office_.take(letter, now);
  }
  return given_up;
}

}  // namespace tocsin::sim
