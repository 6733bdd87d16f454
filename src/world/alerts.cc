#include "world/alerts.h"

#include <algorithm>

#include "base/check.h"
#include "world/digest.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

void add_key(DigestWriter& out, const AlertKey& key) {
  out.add(key.sender).add(key.identifier).add(key.sent_at);
}

void add_texts(DigestWriter& out, const std::vector<std::string>& texts) {
  out.add(texts.size());
  for (const auto& text : texts) out.add(text);
}

void add_info(DigestWriter& out, const AlertInfo& info) {
  out.add(info.language)
      .add(info.event)
      .add(info.headline)
      .add(info.description)
      .add(info.instruction)
      .add(info.sender_name);
  out.add(info.web).add(info.contact).add(info.urgency).add(info.severity).add(info.certainty);
  add_texts(out, info.categories);
  add_texts(out, info.response_types);
  out.add(info.effective_at).add(info.onset_at).add(info.expires_at).add(info.areas.size());
  for (const auto& block : info.areas) {
    out.add(block.description).add(block.shape).add(block.geocodes.size());
    for (const auto& code : block.geocodes) out.add(code.name).add(code.value);
  }
}

void add_facts(DigestWriter& out, const AlertFacts& facts) {
  add_key(out, facts.key);
  for (const auto number :
       {static_cast<std::uint64_t>(facts.verdict), static_cast<std::uint64_t>(facts.status),
        static_cast<std::uint64_t>(facts.type), static_cast<std::uint64_t>(facts.scope),
        std::uint64_t{facts.signature_present}}) {
    out.add(number);
  }
  out.add(facts.version).add(facts.source).add(facts.note).add(facts.references.size());
  for (const auto& key : facts.references) add_key(out, key);
  out.add(facts.infos.size());
  for (const auto& info : facts.infos) add_info(out, info);
}

}  // namespace

std::string_view to_string(AlertStatus value) {
  static constexpr std::string_view names[] = {"", "Actual", "Exercise", "System", "Test", "Draft"};
  return names[static_cast<std::size_t>(value)];
}

std::string_view to_string(AlertType value) {
  static constexpr std::string_view names[] = {"", "Alert", "Update", "Cancel", "Ack", "Error"};
  return names[static_cast<std::size_t>(value)];
}

std::string_view to_string(AlertScope value) {
  static constexpr std::string_view names[] = {"", "Public", "Restricted", "Private"};
  return names[static_cast<std::size_t>(value)];
}

std::string_view to_string(AlertVerdict value) {
  return value == AlertVerdict::usable ? "usable" : "conforming";
}

std::string_view to_string(AlertState value) {
  static constexpr std::string_view names[] = {"", "current", "updated", "cancelled"};
  return names[static_cast<std::size_t>(value)];
}

Instant Alert::expires_at() const {
  Instant latest = facts.infos.empty() ? facts.key.sent_at + expires_default_ms : Instant{};
  for (const auto& info : facts.infos) {
    latest =
        std::max(latest, info.expires_at.known() ? info.expires_at : facts.key.sent_at + expires_default_ms);
  }
  return latest;
}

geo::Area Alert::area() const {
  geo::Area area;
  for (const auto& info : facts.infos) {
    for (const auto& block : info.areas) {
      // Infos in several languages repeat their areas; one copy is enough.
      const auto add = [](auto& to, const auto& from) {
        for (const auto& shape : from) {
          if (std::find(to.begin(), to.end(), shape) == to.end()) to.push_back(shape);
        }
      };
      add(area.polygons, block.shape.polygons);
      add(area.circles, block.shape.circles);
      add(area.excluded, block.shape.excluded);
    }
  }
  return area;
}

std::string Alert::unresolved_names() const {
  std::vector<std::string> names;
  for (const auto& info : facts.infos) {
    for (const auto& block : info.areas) {
      if (block.resolved()) continue;
      std::string name = block.description;
      for (const auto& code : block.geocodes)
        name += fmt::format("{}{} {}", name.empty() ? "" : ", ", code.name, code.value);
      if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
    }
  }
  return fmt::format("{}", fmt::join(names, "; "));
}

const Alert* Alerts::find(AlertId id) const {
  const auto it = alerts_.find(id);
  return it == alerts_.end() ? nullptr : &it->second;
}

const Alert* Alerts::find(const AlertKey& key) const {
  const auto it = by_key_.find(key);
  return it == by_key_.end() ? nullptr : find(it->second);
}

const Alert* Alerts::find_referenced(const AlertKey& key) const {
  if (const Alert* exact = find(key)) return exact;
  const auto it = by_name_.find({key.sender, key.identifier});
  return it == by_name_.end() ? nullptr : find(it->second.back());
}

void Alerts::supersede(Alert& older, const Alert& newer) {
  const bool cancels = newer.facts.type == AlertType::cancel;
  if (!cancels && newer.facts.type != AlertType::update) return;
  // Somebody else's message may refer to an alert, but only its own sender ends it.
  if (newer.facts.key.sender != older.facts.key.sender || newer.facts.key.sent_at < older.facts.key.sent_at)
    return;
  // An exercise never ends an actual alert.
  if (newer.facts.status != older.facts.status || newer.id == older.id) return;
  if (older.state == AlertState::cancelled && !cancels) return;
  older.state = cancels ? AlertState::cancelled : AlertState::updated;
  older.superseded_by = newer.id;
}

void Alerts::apply(const AlertReceived& event, Instant at, Seq seq, bool is_public) {
  const auto [it, inserted] = alerts_.emplace(event.id, Alert{.id = event.id,
                                                              .facts = event.facts,
                                                              .seq = seq,
                                                              .received_at = at,
                                                              .state = AlertState::current,
                                                              .superseded_by = {},
                                                              .is_public = is_public});
  TOCSIN_CHECK(inserted);
  Alert& alert = it->second;
  // A Cancel is itself never something that holds.
  if (alert.facts.type == AlertType::cancel) alert.state = AlertState::cancelled;
  for (const auto& key : alert.facts.references) {
    if (const Alert* older = find_referenced(key)) supersede(alerts_.at(older->id), alert);
    if (find(key) == nullptr) awaited_[{key.sender, key.identifier}].push_back({key.sent_at, alert.id});
  }
  in_order_.push_back(alert.id);
  by_key_.emplace(alert.facts.key, alert.id);
  const Name name{alert.facts.key.sender, alert.facts.key.identifier};
  by_name_[name].push_back(alert.id);
  if (const auto waiting = awaited_.find(name); waiting != awaited_.end()) {
    for (const auto& awaited : waiting->second) supersede(alert, alerts_.at(awaited.newer));
    std::erase_if(waiting->second,
                  [&](const Awaited& awaited) { return awaited.sent_at == alert.facts.key.sent_at; });
  }
}

void Alerts::digest(DigestWriter& out) const {
  out.add(alerts_.size());
  for (const AlertId id : in_order_) {
    const Alert& alert = alerts_.at(id);
    out.add(id)
        .add(static_cast<std::uint64_t>(alert.state))
        .add(std::uint64_t{alert.is_public})
        .add(alert.received_at)
        .add(alert.seq);
    out.add(alert.superseded_by.value_or(AlertId()));
    add_facts(out, alert.facts);
  }
  out.add(awaited_.size());
  for (const auto& [name, waiting] : awaited_) {
    out.add(name.first).add(name.second).add(waiting.size());
    for (const auto& awaited : waiting) out.add(awaited.sent_at).add(awaited.newer);
  }
}

bool may_publish(bool is_drill, const AlertFacts& facts) {
  if (facts.scope != AlertScope::public_) return false;
  if (is_drill) return facts.status == AlertStatus::exercise || facts.status == AlertStatus::test;
  return facts.status == AlertStatus::actual;
}

Result<Decision> decide(const World& world, const Actor& actor, const ReceiveAlert& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::feed, "hand in an alert", true));
  if (const Alert* known = world.alerts().find(command.facts.key)) {
    return Decision{.events = {}, .subject = known->id.id, .repeated = true};
  }
  return Decision{.events = {AlertReceived{command.id, command.facts, command.raw}},
                  .subject = command.id.id};
}

}  // namespace tocsin::world
