#include "views/person_views.h"

#include <algorithm>

namespace tocsin::views {
namespace {

// Who needs somebody comes first; who has not answered yet next.
int urgency(world::Answer answer) {
  switch (answer) {
    case world::Answer::need_help:
      return 0;
    case world::Answer::none:
      return 1;
    case world::Answer::wrong:
      return 2;
    case world::Answer::not_there:
      return 3;
    case world::Answer::safe:
      return 4;
  }
  return 5;
}

std::string help_taken_by(const world::World& world, const world::Check& check, world::PersonId person) {
  const auto taken = check.asks.help_taken_by(person);
  const auto* op = taken ? world.realm().find(*taken) : nullptr;
  return op == nullptr ? std::string() : op->name;
}

}  // namespace

std::optional<AskView> ask_view(const world::World& world, world::CheckId check_id, world::PersonId person) {
  const auto* check = world.checks().find(check_id);
  if (check == nullptr) return std::nullopt;
  const auto ask = check->asks.find(person);
  const auto known = world.people().find(person);
  if (!ask || !known) return std::nullopt;
  AskView view;
  view.check = summarise(*check);
  view.person = person;
  view.reason = ask->reason;
  view.asked_at = ask->asked_at;
  view.current = ask->current;
  view.history = check->asks.history(person);
  view.takes_answers = check->state == world::CheckState::open;
  view.help_taken_by = help_taken_by(world, *check, person);
  if (!known->guardian.is_zero()) view.told.push_back(known->guardian);
  for (const auto& link : known->viewers) {
    // "Safe only" stays so in an emergency too: the person chose it.
    if (link.view != world::CircleView::safe_only && link.other != known->guardian)
      view.told.push_back(link.other);
  }
  for (const auto& given : view.history) {
    if (given.by.kind == world::Actor::Kind::person && !given.by.is_person(person))
      view.answered_by.push_back(world::PersonId(given.by.id));
  }
  for (const auto ward : known->wards) {
    if (const auto ward_ask = check->asks.find(ward)) view.wards.push_back({ward, ward_ask->current});
  }
  return view;
}

std::optional<CirclePage> circle_page(const world::World& world, world::PersonId viewer, Instant now) {
  const auto known = world.people().find(viewer);
  if (!known) return std::nullopt;
  CirclePage page{.viewer = viewer, .checks = {}, .viewer_asked = false};
  std::vector<const world::Check*> checks;
  for (const auto& [id, check] : world.checks().all()) {
    const bool ended =
        check.state == world::CheckState::closed || check.state == world::CheckState::retracted;
    if (check.opened_at.known() && (!ended || now - check.ended_at < circle_shown_ms))
      checks.push_back(&check);
  }
  std::sort(checks.begin(), checks.end(),
            [](const auto* a, const auto* b) { return a->opened_at > b->opened_at; });
  std::vector<world::CircleLink> subjects = known->subjects;
  for (const auto ward : known->wards) {
    const bool listed =
        std::any_of(subjects.begin(), subjects.end(), [&](const auto& link) { return link.other == ward; });
    if (!listed) subjects.push_back({ward, world::CircleView::note, true});
  }
  for (const auto* check : checks) {
    CircleCheck group{summarise(*check), {}};
    if (check->state == world::CheckState::open) page.viewer_asked |= check->asks.contains(viewer);
    for (const auto& link : subjects) {
      const auto ask = check->asks.find(link.other);
      if (!ask) continue;
      CircleItem item{.subject = link.other,
                      .visible = true,
                      .may_answer = false,
                      .note_shown = false,
                      .asked_at = {},
                      .current = {},
                      .help_taken_by = {}};
      item.visible = link.view != world::CircleView::safe_only || ask->current.answer == world::Answer::safe;
      item.may_answer =
          check->state == world::CheckState::open && world.people().may_answer_for(viewer, link.other);
      if (item.visible) {
        item.asked_at = ask->asked_at;
        item.current = ask->current;
        item.note_shown = link.view == world::CircleView::note && ask->current.has_note;
        item.help_taken_by = help_taken_by(world, *check, link.other);
      }
      group.items.push_back(std::move(item));
    }
    std::sort(group.items.begin(), group.items.end(), [](const CircleItem& a, const CircleItem& b) {
      return std::tuple(!a.visible, urgency(a.current.answer), a.subject) <
             std::tuple(!b.visible, urgency(b.current.answer), b.subject);
    });
    if (!group.items.empty()) page.checks.push_back(std::move(group));
  }
  return page;
}

std::optional<RollCall> roll_call(const world::World& world, world::CheckId check_id,
                                  const std::vector<Id>& members) {
  const auto* check = world.checks().find(check_id);
  if (check == nullptr) return std::nullopt;
  RollCall result{.check = summarise(*check), .rows = {}, .counts = {}, .asked = 0};
  for (const Id& member : members) {
    RollCallRow row{.person = world::PersonId(member),
                    .asked = false,
                    .asked_at = {},
                    .reason = {},
                    .current = {},
                    .help_taken_by = {},
                    .deliveries = {}};
    if (const auto ask = check->asks.find(row.person)) {
      row.asked = true;
      row.asked_at = ask->asked_at;
      row.reason = ask->reason;
      row.current = ask->current;
      row.help_taken_by = help_taken_by(world, *check, row.person);
      row.deliveries = check->asks.deliveries(row.person);
      ++result.asked;
      switch (ask->current.answer) {
        case world::Answer::safe:
          ++result.counts.safe;
          break;
        case world::Answer::need_help:
          ++result.counts.need_help;
          break;
        case world::Answer::not_there:
          ++result.counts.not_there;
          break;
        case world::Answer::wrong:
          ++result.counts.wrong;
          break;
        case world::Answer::none:
          break;
      }
    }
    result.rows.push_back(std::move(row));
  }
  std::stable_sort(result.rows.begin(), result.rows.end(), [](const RollCallRow& a, const RollCallRow& b) {
    return std::tuple(!a.asked, urgency(a.current.answer)) < std::tuple(!b.asked, urgency(b.current.answer));
  });
  return result;
}

}  // namespace tocsin::views
