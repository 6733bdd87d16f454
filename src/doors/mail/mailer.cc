// The mailer on its own thread: from the queue to the relay, and the results back.
#include "doors/mail/mailer.h"

#include <algorithm>
#include <cstdio>

namespace tocsin::doors::mail {
namespace {

using world::DeliveryPurpose;
using world::DeliveryState;

// The place that put the person inside, as far as the profile still says.
const vault::Place* place_of(const vault::Profile& profile, world::Reason reason, Instant now) {
  if (reason != world::Reason::trip)
    return profile.find(reason == world::Reason::work ? vault::PlaceKind::work : vault::PlaceKind::home);
  const vault::Place* place = nullptr;
  for (const auto& trip : profile.places) {
    if (trip.kind == vault::PlaceKind::trip && trip.from <= now && (place == nullptr || now < trip.to))
      place = &trip;
  }
  return place;
}

}  // namespace

void Mailer::start() {
  thread_ = std::thread([this] { run(); });
}

void Mailer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Mailer::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, time, [this] { return stopping_.load(); });
}

std::vector<Mailer::Item> Mailer::take_chunk() {
  std::unique_lock lock(mutex_);
  const auto due = [this] {
    return stopping_ || !ready_.empty() ||
           (!later_.empty() && later_.begin()->first <= std::chrono::steady_clock::now());
  };
  while (!due()) {
    if (later_.empty()) {
      wake_.wait(lock);
    } else {
      // A copy: the node may go while the lock is open.
      const SteadyTime until = later_.begin()->first;
      wake_.wait_until(lock, until);
    }
  }
  std::vector<Item> chunk;
  const auto now = std::chrono::steady_clock::now();
  while (!stopping_ && chunk.size() < chunk_max && !later_.empty() && later_.begin()->first <= now) {
    chunk.push_back(later_.begin()->second);
    later_.erase(later_.begin());
  }
  while (!stopping_ && chunk.size() < chunk_max && !ready_.empty()) {
    chunk.push_back(ready_.front());
    ready_.pop_front();
  }
  return chunk;
}

void Mailer::put_back(std::span<const Item> items) {
  const std::lock_guard lock(mutex_);
  ready_.insert(ready_.begin(), items.begin(), items.end());
}

void Mailer::retry_later(Item item, std::chrono::milliseconds delay) {
  const std::lock_guard lock(mutex_);
  later_.emplace(std::chrono::steady_clock::now() + delay, item);
}

bool Mailer::look_up(const std::vector<Item>& chunk) {
  std::vector<world::CheckId> ids;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& item : chunk) ids.push_back(checks_[item.check]);
  }
  facts_.assign(chunk.size(), {});
  texts_.clear();
  const Instant now = parts_.clock.now();
  return parts_.look([&](const world::World& world) {
    is_drill_ = world.realm().is_drill();
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      facts_[i] = plan(world, ids[i], chunk[i], now);
      if (facts_[i].plan == Plan::send) texts_.try_emplace(chunk[i].check, world.checks().find(ids[i])->text);
    }
  });
}

void Mailer::run() {
  for (;;) {
    const auto chunk = take_chunk();
    if (chunk.empty()) break;
    if (look_up(chunk)) {
      send_chunk(chunk);
    } else {
      put_back(chunk);
      pause(held_pause);
    }
    flush();
  }
  client_.quit();
}

void Mailer::send_chunk(const std::vector<Item>& chunk) {
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    const auto now = std::chrono::steady_clock::now();
    // What the World said is too old: a check may have been retracted since.
    const bool stale = i > 0 && now - start >= facts_good_for;
    if (stopping_ || stale || !settle(chunk[i], facts_[i])) {
      put_back(std::span(chunk).subspan(i));
      flush();
      if (facts_[i].plan == Plan::hold) pause(held_pause);
      if (failures_ > 0) pause(back_off[std::min(failures_, std::size(back_off)) - 1]);
      return;
    }
    if (results_count_ >= record_at_once || (results_count_ > 0 && now - first_result_at_ >= record_within))
      flush();
  }
}

bool Mailer::settle(Item item, const Facts& facts) {
  switch (facts.plan) {
    case Plan::drop:
      return true;
    case Plan::wait:
      retry_later(item, back_off[0]);
      return true;
    case Plan::hold:
      return false;
    case Plan::expire:
      note(item, DeliveryState::expired);
      return true;
    case Plan::send:
      break;
  }
  const auto result = send(item, facts);
  if (!result) return true;
  if (*result == SendResult::unreachable) {
    relay_failed();
    return false;
  }
  if (failures_ > 0) fmt::print(stderr, "tocsin: mail: the relay takes mail again\n");
  failures_ = 0;
  switch (*result) {
    case SendResult::sent:
      note(item, DeliveryState::sent);
      break;
    case SendResult::undeliverable:
      note(item, DeliveryState::undeliverable);
      break;
    case SendResult::unknown:
      note(item, DeliveryState::unknown);
      break;
    default:
      retry_later({item.person, item.check, item.purpose,
                   static_cast<std::uint8_t>(std::min(item.attempts + 1, 100))},
                  back_off[std::min<std::size_t>(item.attempts, std::size(back_off) - 1)]);
  }
  return true;
}

std::optional<SendResult> Mailer::send(const Item& item, const Facts& facts) {
  const auto profile = parts_.vault.profile(item.person.id);
  if (!profile || profile->email.empty()) return std::nullopt;
  if (!is_mailbox(profile->email)) return SendResult::undeliverable;
  Letter letter;
  letter.purpose = item.purpose;
  letter.is_drill = is_drill_;
  {
    const std::lock_guard lock(mutex_);
    letter.check = checks_[item.check];
  }
  letter.person = item.person;
  letter.text = texts_.at(item.check);
  letter.reason = facts.reason;
  letter.date = parts_.clock.now();
  if (const auto* place = place_of(*profile, facts.reason, letter.date)) {
    if (facts.reason != world::Reason::last_known) letter.place_label = place->label;
    if (const auto* country = parts_.countries.find(place->point))
      letter.emergency_number = country->emergency_number;
  }
  letter.link =
      fmt::format("{}/a/{}", parts_.public_url, parts_.links.answer_token(letter.check, item.person));
  letter.from = parts_.from;
  letter.to = profile->email;
  return client_.send(letter.from, letter.to, compose(letter));
}

void Mailer::relay_failed() {
  ++failures_;
  if (failures_ == 1)
    fmt::print(stderr, "tocsin: mail: {}; the mails wait and are tried again\n", client_.trouble());
}

void Mailer::note(const Item& item, DeliveryState state) {
  if (results_count_++ == 0) first_result_at_ = std::chrono::steady_clock::now();
  results_[{item.check, item.purpose}].push_back({item.person, state});
}

void Mailer::flush() {
  for (auto& [key, deliveries] : results_) {
    world::RecordDeliveries command;
    {
      const std::lock_guard lock(mutex_);
      command.check = checks_[key.first];
    }
    command.purpose = key.second;
    command.deliveries = std::move(deliveries);
    const std::size_t count = command.deliveries.size();
    if (!parts_.record(std::move(command)))
      fmt::print(stderr, "tocsin: mail: {} results could not be recorded\n", count);
  }
  results_.clear();
  results_count_ = 0;
}

}  // namespace tocsin::doors::mail
