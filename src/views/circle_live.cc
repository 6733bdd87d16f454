#include "views/circle_live.h"

#include <algorithm>
#include <set>

namespace tocsin::views {
namespace {

// Calls with each person the watcher sees and the view they gave: the circle, then wards outside it. A
// guardian sees all.
template <class Visit>
void each_subject(const world::Person& watcher, Visit visit) {
  for (const auto& link : watcher.subjects) visit(link.other, link.view);
  for (const auto ward : watcher.wards) {
    const bool listed = std::any_of(watcher.subjects.begin(), watcher.subjects.end(),
                                    [&](const auto& link) { return link.other == ward; });
    if (!listed) visit(ward, world::CircleView::note);
  }
}

std::uint32_t& counter(CircleCounts& counts, world::Answer answer) {
  switch (answer) {
    case world::Answer::safe:
      return counts.safe;
    case world::Answer::need_help:
      return counts.need_help;
    case world::Answer::none:
      return counts.no_answer;
    case world::Answer::not_there:
    case world::Answer::wrong:
      break;
  }
  return counts.other;
}

bool is_shown_to(world::CircleView view, world::Answer answer) {
  return is_shown(circle_label(view, false), said_of(answer));
}

}  // namespace

CircleCounts count_circle(const world::World& world, const world::Check& check, world::PersonId watcher) {
  CircleCounts counts;
  const auto known = world.people().find(watcher);
  if (!known) return counts;
  each_subject(*known, [&](world::PersonId subject, world::CircleView view) {
    const auto ask = check.asks.find(subject);
    if (ask && is_shown_to(view, ask->current.answer)) ++counter(counts, ask->current.answer);
  });
  return counts;
}

std::uint64_t count_news(const world::World& world, const world::Check& check, world::PersonId watcher,
                         Instant since) {
  std::uint64_t news = 0;
  const auto known = world.people().find(watcher);
  if (!known) return news;
  each_subject(*known, [&](world::PersonId subject, world::CircleView view) {
    const auto ask = check.asks.find(subject);
    if (!ask || ask->current.answer == world::Answer::none) return;
    if (is_shown_to(view, ask->current.answer) && since < ask->current.at) ++news;
  });
  return news;
}

Result<> CircleLive::connect(const world::World& world, world::PersonId watcher) {
  if (!world.people().find(watcher)) return fail(Errc::not_found, "no such person");
  if (watchers_.contains(watcher)) return {};
  if (watchers_.size() >= live_watchers_max)
    return fail(Errc::unavailable, "too many circles are being watched; the page shows the same when loaded");
  Watcher& connected = watchers_[watcher];
  connected.row = world.people().row_of(watcher);
  rows_.insert(connected.row);
  recount(world, watcher, connected);
  return {};
}

std::optional<CircleCounts> CircleLive::counts(world::PersonId watcher, world::CheckId check) const {
  const auto it = watchers_.find(watcher);
  if (it == watchers_.end()) return std::nullopt;
  const auto found = it->second.checks.find(check);
  return found == it->second.checks.end() ? std::nullopt : std::optional(found->second.counts);
}

void CircleLive::recount(const world::World& world, world::PersonId id, Watcher& watcher) {
  const auto known = world.people().find(id);
  for (const auto ward : watcher.wards) {
    // Another connected guardian may have taken over.
    const auto it = guardians_.find(ward);
    if (it != guardians_.end() && it->second == id) guardians_.erase(it);
  }
  for (const auto ward : known->wards) guardians_[ward] = id;
  watcher.wards = known->wards;
  watcher.subjects = known->subjects.size();
  watcher.stale = false;
  watcher.checks.clear();
  for (const auto& [check_id, check] : world.checks().all()) {
    if (check.state != world::CheckState::open) continue;
    Watched watched;
    each_subject(*known, [&](world::PersonId subject, world::CircleView view) {
      const auto ask = check.asks.find(subject);
      if (!ask || !is_shown_to(view, ask->current.answer)) return;
      ++counter(watched.counts, ask->current.answer);
      watched.seen.emplace(subject, Seen{ask->current.answer, ask->current.at});
    });
    if (!watched.seen.empty()) watcher.checks.emplace(check_id, std::move(watched));
  }
}

void CircleLive::disconnect(world::PersonId watcher) {
  const auto it = watchers_.find(watcher);
  if (it == watchers_.end()) return;
  rows_.erase(it->second.row);
  for (const auto ward : it->second.wards) {
    const auto found = guardians_.find(ward);
    if (found != guardians_.end() && found->second == watcher) guardians_.erase(found);
  }
  watchers_.erase(it);
}

void CircleLive::mark_stale(world::PersonId watcher) {
  if (const auto it = watchers_.find(watcher); it != watchers_.end()) it->second.stale = true;
}

void CircleLive::mark_guardian(world::PersonId ward) {
  if (const auto it = guardians_.find(ward); it != guardians_.end()) mark_stale(it->second);
}

void CircleLive::mark(const engine::Applied& applied) {
  const auto& body = applied.event.body;
  if (const auto* joined = std::get_if<world::CircleJoined>(&body)) mark_stale(joined->viewer);
  if (const auto* left = std::get_if<world::CircleLeft>(&body)) mark_stale(left->viewer);
  if (const auto* recorded = std::get_if<world::PersonRecorded>(&body)) {
    mark_stale(recorded->guardian);
    mark_guardian(recorded->id);
  }
  if (const auto* forgotten = std::get_if<world::PersonForgotten>(&body)) {
    if (watchers_.contains(forgotten->id)) {
      disconnect(forgotten->id);
      notify_(forgotten->id, nullptr);
    }
    mark_guardian(forgotten->id);
    forgot_ = true;
  }
}

void CircleLive::mark_shrunk(const world::World& world) {
  // The World no longer knows who watched somebody forgotten; their circles are shorter, or were joined by
  // others and are marked already.
  for (auto& [id, watcher] : watchers_)
    watcher.stale = watcher.stale || watcher.subjects != world.people().subjects().degree(watcher.row);
}

void CircleLive::refresh_one(Watcher& watcher, world::PersonId id, const world::Check& check,
                             world::PersonId subject, world::CircleView view, const std::optional<Seen>& said,
                             bool tell_person) {
  const bool shown = said && is_shown_to(view, said->answer);
  auto it = watcher.checks.find(check.id);
  if (it == watcher.checks.end()) {
    if (!shown) return;
    it = watcher.checks.try_emplace(check.id).first;
  }
  Watched& watched = it->second;
  const auto before = watched.seen.find(subject);
  const bool was_shown = before != watched.seen.end();
  const Seen now = shown ? *said : Seen{};
  if (was_shown == shown && (!shown || before->second == now)) return;
  if (was_shown) --counter(watched.counts, before->second.answer);
  if (!shown) {
    // What a viewer may see no more goes without a word.
    watched.seen.erase(before);
    return;
  }
  ++counter(watched.counts, now.answer);
  watched.seen[subject] = now;
  CircleChange change{
      .check = check.id, .state = check.state, .counts = {}, .subject = {}, .answer = {}, .at = {}};
  if (tell_person) {
    change.subject = subject;
    change.answer = now.answer;
    change.at = now.at;
  }
  changes_.emplace_back(id, change);
}

void CircleLive::refresh(const world::World& world, const world::Check& check, world::PersonId subject,
                         bool tell_person) {
  const auto& people = world.people();
  const auto row = people.row_of(subject);
  if (row == world::no_row) return;
  std::optional<Seen> now;
  bool looked = false;
  const auto tell = [&](world::PersonId watcher, world::CircleView view) {
    if (!looked) {
      if (const auto ask = check.asks.find(subject)) now = Seen{ask->current.answer, ask->current.at};
      looked = true;
    }
    refresh_one(watchers_.at(watcher), watcher, check, subject, view, now, tell_person);
  };
  for (const auto word : people.viewers().list(row)) {
    if (rows_.contains(word.other())) tell(people.id_of(word.other()), world::People::view_of(word));
  }
  const auto guardian = guardians_.find(subject);
  if (guardian == guardians_.end()) return;
  // A guardian in the circle was told above; one of before this batch is none any more.
  const bool listed = people.viewers().label(row, watchers_.at(guardian->second).row).has_value();
  if (!listed && people.find(subject)->guardian == guardian->second)
    tell(guardian->second, world::CircleView::note);
}

void CircleLive::end_check(const world::Check& check) {
  for (auto& [id, watcher] : watchers_) {
    const auto it = watcher.checks.find(check.id);
    if (it == watcher.checks.end()) continue;
    CircleChange change{.check = check.id,
                        .state = check.state,
                        .counts = it->second.counts,
                        .subject = {},
                        .answer = {},
                        .at = {}};
    watcher.checks.erase(it);
    notify_(id, &change);
  }
}

Result<> CircleLive::durable(const world::World& world, std::span<const engine::Applied> batch) {
  if (watchers_.empty()) return {};
  forgot_ = false;
  for (const auto& applied : batch) mark(applied);
  if (forgot_) mark_shrunk(world);
  // Whose circle changed is counted from the World as it is now; all others have had the same links
  // throughout the batch, so that the links of now tell whom an answer concerns.
  std::vector<world::PersonId> stale;
  for (auto& [id, watcher] : watchers_) {
    if (watcher.stale) stale.push_back(id);
  }
  changes_.clear();
  for (const auto& applied : batch) {
    const auto& body = applied.event.body;
    if (const auto* given = std::get_if<world::AnswerGiven>(&body)) {
      const auto* check = world.checks().find(given->check);
      if (check->state == world::CheckState::open) refresh(world, *check, given->person, true);
    } else if (const auto* asked = std::get_if<world::PeopleAsked>(&body)) {
      const auto* check = world.checks().find(asked->check);
      if (check->state != world::CheckState::open) continue;
      for (const auto person : asked->people) refresh(world, *check, person, false);
    }
  }
  for (const auto id : stale) recount(world, id, watchers_.at(id));
  for (const auto& applied : batch) {
    const auto& body = applied.event.body;
    if (const auto* closed = std::get_if<world::CheckClosed>(&body))
      end_check(*world.checks().find(closed->id));
    if (const auto* retracted = std::get_if<world::CheckRetracted>(&body))
      end_check(*world.checks().find(retracted->id));
  }
  // Asks come by thousands: one word on the counters for all of one batch.
  std::set<std::pair<world::PersonId, world::CheckId>> told;
  for (auto& [id, change] : changes_) {
    if (change.subject.is_zero() && !told.insert({id, change.check}).second) continue;
    if (const auto now = counts(id, change.check)) {
      change.counts = *now;
      notify_(id, &change);
    }
  }
  return {};
}

}  // namespace tocsin::views
