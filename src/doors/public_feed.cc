#include "doors/public_feed.h"

#include <boost/json.hpp>

#include "world/world.h"

namespace tocsin::doors {
namespace {

namespace json = boost::json;

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

std::string cursor_of(engine::Seq seq) { return fmt::format("e{:x}", seq); }

void add_check(json::object& out, const world::World& world, world::CheckId id) {
  const auto* check = world.checks().find(id);
  out["check"] = to_uuid(id.id);
  out["incident"] = to_uuid(check->incident.id);
  out["headline"] = check->text.headline;
}

void add_entry(json::object& out, const world::World& world, world::EntryId id) {
  const auto* entry = world.measures().find(id);
  out["entry"] = to_uuid(id.id);
  if (entry->incident) out["incident"] = to_uuid(entry->incident->id);
  const auto& statement = entry->statement();
  out["jurisdiction"] = statement.jurisdiction.code();
  // Attackers speak through whoever repeats them: of a claim this says only that there is one.
  const bool pushed = world::may_be_pushed(world, *entry);
  out["claim"] = !pushed;
  if (!pushed) return;
  out["class"] = world::to_string(statement.statement_class);
  out["code"] = statement.code;
  out["status"] = world::to_string(statement.status);
  out["words"] = statement.words;
}

void add_level(json::object& out, const world::World& world, world::LevelId id) {
  const auto& facts = world.levels().find(id)->facts;
  out["level"] = to_uuid(id.id);
  out["jurisdiction"] = facts.iso;
  if (!facts.part.empty()) out["part"] = facts.part;
  out["scheme"] = facts.scheme;
  out["codes"] = json::value_from(facts.codes);
  if (!facts.words.empty()) out["words"] = facts.words;
}

// What became of a live update that is on a timeline.
void add_update(json::object& out, world::UpdateId id, world::IncidentId incident) {
  out["update"] = to_uuid(id.id);
  out["incident"] = to_uuid(incident.id);
}

void add_board_event(json::object& out, const world::World& world, const world::EventBody& body) {
  std::visit(Overloaded{[&](const world::EntryPublished& event) {
                          add_entry(out, world, event.id);
                          out["minor"] = event.minor;
                          out["tell"] = event.tell;
                        },
                        [&](const world::EntryEdited& event) {
                          add_entry(out, world, event.id);
                          out["minor"] = event.minor;
                          out["tell"] = event.tell;
                        },
                        [&](const world::EntryConfirmed& event) {
                          add_entry(out, world, event.id);
                          out["as_of"] = to_rfc3339(event.as_of);
                        },
                        [&](const world::LevelSet& event) { add_level(out, world, event.id); },
                        [&](const world::LevelEnded& event) {
                          add_level(out, world, event.id);
                          out["ended_at"] = to_rfc3339(event.ended_at);
                        },
                        [&](const world::SchemeChanged& event) {
                          add_level(out, world, event.id);
                          out["scheme_before"] = event.scheme_before;
                          out["code_before"] = event.code_before;
                        },
                        [&](const world::UpdateCorrected& event) {
                          add_update(out, event.id, event.incident);
                          out["text_before"] = event.text_before;
                          out["text"] = event.text;
                          out["reason"] = event.reason;
                        },
                        [&](const world::UpdateMarked& event) {
                          add_update(out, event.id, event.incident);
                          out["pinned"] = event.pinned;
                          out["key_event"] = event.key_event;
                        },
                        [](const auto&) {}},
             body);
}

}  // namespace

std::string public_json(const world::World& world, const engine::Applied& applied) {
  json::object out{{"kind", world::kind_of(applied.event.body)}, {"at", to_rfc3339(applied.event.at)}};
  std::visit(Overloaded{[&](const world::AlertReceived& event) {
                          out["alert"] = to_uuid(event.id.id);
                          const auto* incident = world.incidents().find_by_alert(event.id);
                          if (incident != nullptr) out["incident"] = to_uuid(incident->id.id);
                          out["type"] = world::to_string(event.facts.type);
                          if (!event.facts.infos.empty())
                            out["headline"] = event.facts.infos.front().headline;
                        },
                        [&](const world::UpdatePosted& event) {
                          out["update"] = to_uuid(event.id.id);
                          out["incident"] = to_uuid(event.incident.id);
                          out["occurred_at"] = to_rfc3339(event.occurred_at);
                          out["jurisdiction"] = event.jurisdiction;
                          out["text"] = event.text;
                          out["sources"] = json::value_from(event.sources);
                        },
                        [&](const world::CheckOpened& event) { add_check(out, world, event.id); },
                        [&](const world::CheckAreaApproved& event) { add_check(out, world, event.id); },
                        [&](const world::CheckClosed& event) { add_check(out, world, event.id); },
                        [&](const world::CheckRetracted& event) {
                          add_check(out, world, event.id);
                          out["correction"] = event.correction;
                        },
                        [](const auto&) {}},
             applied.event.body);
  add_board_event(out, world, applied.event.body);
  return json::serialize(out);
}

void PublicFeed::applied(const world::World& world, const engine::Applied& applied) {
  if (applied.event.audience == world::Audience::public_) {
    pending_.push_back({cursor_of(applied.seq), public_json(world, applied)});
    if (pending_.size() > http::events_kept_max) pending_.pop_front();
  }
  std::visit(
      Overloaded{[&](const world::PeopleAsked& event) { moved_.insert(event.check); },
                 [&](const world::AnswerGiven& event) { moved_.insert(event.check); }, [](const auto&) {}},
      applied.event.body);
}

void PublicFeed::tell_counts(const world::World& world) {
  const auto now = std::chrono::steady_clock::now();
  if (moved_.empty() || now - told_at_ < counts_interval) return;
  told_at_ = now;
  for (const world::CheckId id : moved_) {
    const auto* check = world.checks().find(id);
    const auto& counts = check->asks.counts();
    const json::object out{{"check", to_uuid(id.id)},
                           {"incident", to_uuid(check->incident.id)},
                           {"asked", check->asks.asked()},
                           {"answers",
                            {{"safe", counts.safe},
                             {"need_help", counts.need_help},
                             {"not_there", counts.not_there},
                             {"wrong", counts.wrong}}},
                           {"no_answer", check->asks.asked() - counts.total()}};
    // Few people could be told apart by how the numbers move.
    if (check->asks.asked() >= counts_shown_from) hub_.publish_transient("counts", json::serialize(out));
  }
  moved_.clear();
}

Result<> PublicFeed::durable(const world::World& world, std::span<const engine::Applied>) {
  for (auto& frame : pending_) {
    {
      const std::lock_guard lock(mutex_);
      newest_ = frame.cursor;
    }
    hub_.publish(std::move(frame.cursor), {}, std::move(frame.data));
  }
  pending_.clear();
  tell_counts(world);
  return {};
}

std::string PublicFeed::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

}  // namespace tocsin::doors
