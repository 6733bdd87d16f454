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
