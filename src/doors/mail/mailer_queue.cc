// The mailer on the engine's thread: what is queued, and what may go.
#include "doors/mail/mailer.h"

#include <cstdio>
#include <set>

namespace tocsin::doors::mail {
namespace {

using world::DeliveryPurpose;
using world::DeliveryState;

std::optional<DeliveryState> recorded(const world::AskBook& asks, world::PersonId person,
                                      DeliveryPurpose purpose) {
  std::optional<DeliveryState> state;
  for (const auto& delivery : asks.deliveries(person)) {
    if (delivery.purpose == purpose && delivery.channel == world::DeliveryChannel::email)
      state = delivery.state;
  }
  return state;
}

bool may_have_arrived(std::optional<DeliveryState> state) {
  return state == DeliveryState::sent || state == DeliveryState::unknown;
}

}  // namespace

Result<> may_mail(const world::Realm& realm, std::string_view public_url, std::string_view from) {
  if (!is_mailbox(from))
    return fail(Errc::invalid, "mail needs a sender, as in duty@example.org", "--mail-from");
  if (!realm.is_drill() && !public_url.starts_with("https://"))
    return fail(Errc::invalid, "no ask leaves unless public_url is https; give --public-url https://...",
                "--smtp");
  return {};
}

Mailer::Mailer(MailerParts parts) : parts_(std::move(parts)), client_(parts_.relay, stopping_) {}

// --- engine's thread ---

void Mailer::push(world::CheckId check, world::PersonId person, DeliveryPurpose purpose) {
  const std::lock_guard lock(mutex_);
  if (ready_.size() + later_.size() >= queue_max) {
    if (!overflowed_)
      fmt::print(stderr, "tocsin: mail: more than {} mails wait; the rest waits for the next start\n",
                 queue_max);
    overflowed_ = true;
    return;
  }
  const auto [at, added] = check_numbers_.try_emplace(check, static_cast<std::uint32_t>(checks_.size()));
  if (added) checks_.push_back(check);
  ready_.push_back({person, at->second, purpose, 0});
}

void Mailer::push_corrections(const world::Check& check) {
  for (const auto person : check.asks.in_order()) {
    if (!person.is_zero() && may_have_arrived(recorded(check.asks, person, DeliveryPurpose::ask)) &&
        !recorded(check.asks, person, DeliveryPurpose::correction))
      push(check.id, person, DeliveryPurpose::correction);
  }
}

void Mailer::refill(const world::World& world) {
  const Instant now = parts_.clock.now();
  for (const auto& [id, check] : world.checks().all()) {
    if (check.state == world::CheckState::retracted) push_corrections(check);
    if (check.state != world::CheckState::open) continue;
    for (const auto person : check.asks.in_order()) {
      const auto ask = check.asks.find(person);
      if (ask && now < ask->send_before && !recorded(check.asks, person, DeliveryPurpose::ask))
        push(id, person, DeliveryPurpose::ask);
    }
  }
}

Result<> Mailer::durable(const world::World& world, std::span<const engine::Applied> batch) {
  if (batch.empty()) return {};
  std::set<world::CheckId> retracted;
  for (const auto& applied : batch) {
    const auto& body = applied.event.body;
    if (const auto* asked = std::get_if<world::PeopleAsked>(&body)) {
      for (const auto person : asked->people) push(asked->check, person, DeliveryPurpose::ask);
    } else if (const auto* taken_back = std::get_if<world::CheckRetracted>(&body)) {
      retracted.insert(taken_back->id);
    }
  }
  for (const auto id : retracted) push_corrections(*world.checks().find(id));
  // An ask that was on its way when its check was retracted: the correction follows its record.
  for (const auto& applied : batch) {
    const auto* done = std::get_if<world::DeliveriesRecorded>(&applied.event.body);
    if (done == nullptr || done->purpose != DeliveryPurpose::ask || retracted.contains(done->check)) continue;
    if (world.checks().find(done->check)->state != world::CheckState::retracted) continue;
    for (const auto& delivery : done->deliveries) {
      if (may_have_arrived(delivery.state)) push(done->check, delivery.person, DeliveryPurpose::correction);
    }
  }
  wake_.notify_one();
  return {};
}

Mailer::Facts Mailer::plan(const world::World& world, world::CheckId id, const Item& item, Instant now) {
  const auto* check = world.checks().find(id);
  const auto ask = check == nullptr ? std::nullopt : check->asks.find(item.person);
  if (!ask) return {};
  if (recorded(check->asks, item.person, item.purpose)) return {};
  Facts facts{Plan::send, ask->reason};
  const bool is_ask = item.purpose == DeliveryPurpose::ask;
  if (check->state != (is_ask ? world::CheckState::open : world::CheckState::retracted)) return {};
  const Instant end = is_ask ? ask->send_before : check->ended_at + correction_ttl_ms;
  if (now >= end) {
    facts.plan = Plan::expire;
  } else if (world.realm().held()) {
    facts.plan = Plan::hold;
  } else if (is_ask && check->paused) {
    facts.plan = Plan::wait;
  }
  return facts;
}

}  // namespace tocsin::doors::mail
