// Mailer: the outgoing mail door. It sends each ask by e-mail, and a correction to those who may have had an
// ask of a check that was retracted. What came of it goes back into the World as RecordDeliveries.
//
//   engine's thread: durable events -> queue of ids
//   own thread: queue -> World (may it go?) and vault (whom, where) -> relay -> results -> World
//
// The promise is at least once: a result is recorded within record_within of the relay's yes, and what was
// sent after the last record before a crash is sent again, with the same Message-ID. Nothing recorded is
// repeated, and an unknown outcome is not either. No log line names anybody.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "doors/links.h"
#include "doors/mail/message.h"
#include "doors/mail/smtp.h"
#include "engine/engine.h"
#include "geo/countries.h"
#include "vault/vault.h"

namespace tocsin::doors::mail {

// Waiting mails; each is ids only. What does not fit waits in the journal for the next start.
constexpr std::size_t queue_max = 10'000'000;
// The World is asked about so many at once, and what it said is good for so long.
constexpr std::size_t chunk_max = 100;
constexpr std::chrono::milliseconds facts_good_for{500};
constexpr std::size_t record_at_once = 500;
constexpr std::chrono::milliseconds record_within{200};
// After the first, second and every later "not now".
constexpr std::chrono::seconds back_off[] = {std::chrono::seconds(5), std::chrono::seconds(30),
                                             std::chrono::seconds(120)};
constexpr std::chrono::seconds held_pause{1};
// Asks have their own time to live; a correction is still worth reading the next day.
constexpr std::int64_t correction_ttl_ms = 24 * hour_ms;

struct MailerParts {
  const vault::Vault& vault;
  const Links& links;
  const geo::Countries& countries;
  const Clock& clock;
  // Runs the question on the engine's thread and waits; false when it could not.
  std::function<bool(const std::function<void(const world::World&)>&)> look;
  // Makes the command durable as Actor::system and waits; false when it could not.
  std::function<bool(world::RecordDeliveries)> record;
  std::string public_url;
  Relay relay;
  std::string from;
};

class Mailer final : public engine::Follower {
 public:
  // What the parts refer to outlives the mailer. Call refill() on the engine's thread, then start().
  explicit Mailer(MailerParts parts);
  ~Mailer() override { stop(); }

  // Queues what the World says is still to be sent. Once, on the engine's thread, before durable() is called.
  void refill(const world::World& world);
  void start();
  // Ends the message under way, records the results and ends the thread; before the engine stops. May be
  // called twice.
  void stop();

  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override;

 private:
  struct Item {
    world::PersonId person;
    std::uint32_t check = 0;  // in checks_
    world::DeliveryPurpose purpose = world::DeliveryPurpose::ask;
    std::uint8_t attempts = 0;
  };
  enum class Plan : std::uint8_t { drop, wait, hold, expire, send };
  struct Facts {
    Plan plan = Plan::drop;
    world::Reason reason = world::Reason::home;
  };
  using SteadyTime = std::chrono::steady_clock::time_point;

  // Engine's thread.
  void push(world::CheckId check, world::PersonId person, world::DeliveryPurpose purpose);
  void push_corrections(const world::Check& check);
  static Facts plan(const world::World& world, world::CheckId id, const Item& item, Instant now);

  // Own thread.
  void run();
  std::vector<Item> take_chunk();
  bool look_up(const std::vector<Item>& chunk);
  void send_chunk(const std::vector<Item>& chunk);
  // Nothing when there is no way to reach the person by mail.
  std::optional<SendResult> send(const Item& item, const Facts& facts);
  // False when the rest of the chunk must wait.
  bool settle(Item item, const Facts& facts);
  void put_back(std::span<const Item> items);
  void retry_later(Item item, std::chrono::milliseconds delay);
  void note(const Item& item, world::DeliveryState state);
  void flush();
  void pause(std::chrono::milliseconds time);
  void relay_failed();

  MailerParts parts_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;  // of the next five
  std::condition_variable wake_;
  std::deque<Item> ready_;
  std::multimap<SteadyTime, Item> later_;
  std::vector<world::CheckId> checks_;
  std::map<world::CheckId, std::uint32_t> check_numbers_;
  bool overflowed_ = false;

  // Of the own thread.
  SmtpClient client_;
  std::vector<Facts> facts_;  // of the chunk
  std::map<std::uint32_t, world::CheckText> texts_;
  bool is_drill_ = true;
  std::map<std::pair<std::uint32_t, world::DeliveryPurpose>, std::vector<world::Delivery>> results_;
  std::size_t results_count_ = 0;
  SteadyTime first_result_at_;
  std::size_t failures_ = 0;  // of the relay, in a row
  std::thread thread_;
};

// Stands among the engine's followers from the beginning, so that a mailer can be added once the realm is
// open.
class MailSlot final : public engine::Follower {
 public:
  // On the engine's thread. The mailer outlives the engine's last step.
  void set(Mailer* mailer) { mailer_ = mailer; }
  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override {
    return mailer_ == nullptr ? Result<>{} : mailer_->durable(world, batch);
  }

 private:
  Mailer* mailer_ = nullptr;
};

// Whether mail may leave this realm: a sender, and https in what a live realm sends.
Result<> may_mail(const world::Realm& realm, std::string_view public_url, std::string_view from);

}  // namespace tocsin::doors::mail
