#include "board_recount.h"

namespace tocsin::sim {
namespace {

using world::Role;

bool same(const world::UpdateContent& drafted, const world::UpdatePosted& posted) {
  return drafted.occurred_at == posted.occurred_at && drafted.planned_for == posted.planned_for &&
         drafted.jurisdiction == posted.jurisdiction && drafted.text == posted.text &&
         drafted.sources == posted.sources && drafted.pinned == posted.pinned &&
         drafted.key_event == posted.key_event;
}

}  // namespace

void BoardRecount::on(const world::UpdateDrafted& body) {
  did(body.by, Role::operator_);
  Update& update = updates_[body.id];
  say(Invariant::published_kept, !update.posted, "a published update was drafted over");
  update.content = body.content;
  update.publish_at = body.publish_at;
  update.writer = body.by;
  update.submitter = update.approver = {};
}

void BoardRecount::on(const world::UpdateSubmitted& body) {
  did(body.by, Role::operator_);
  updates_.at(body.id).submitter = body.by;
}

void BoardRecount::on(const world::UpdateScheduled& body) {
  did(body.by, live_ ? Role::approver : Role::operator_);
  Update& update = updates_.at(body.id);
  say(Invariant::two_people_published, !update.submitter.is_zero(), "a draft was scheduled");
  say(Invariant::two_people_published, !live_ || (body.by != update.writer && body.by != update.submitter),
      "somebody scheduled their own update in a live realm");
  update.approver = body.by;
  update.publish_at = body.publish_at;
}

void BoardRecount::on(const world::UpdateSentBack& body) {
  did(body.by, live_ ? Role::approver : Role::operator_);
  updates_.at(body.id).submitter = updates_.at(body.id).approver = {};
  notebook_.hit(Probe::update_sent_back);
}

void BoardRecount::on(const world::UpdateDiscarded& body) {
  did(body.by, Role::operator_);
  say(Invariant::published_kept, !updates_.at(body.id).posted, "a published update was given up");
  updates_.at(body.id).submitter = updates_.at(body.id).approver = {};
}

void BoardRecount::on(const world::UpdatePosted& body) {
  const bool drafted = updates_.contains(body.id);
  Update& update = updates_[body.id];
  say(Invariant::published_kept, !update.posted, "an update was published over another");
  const bool by_clock = actor_.kind == world::Actor::Kind::system;
  if (by_clock) {
    say(Invariant::two_people_published,
        !update.approver.is_zero() && update.approver == body.approved_by && update.publish_at <= at_,
        "the clock released what nobody had approved for then");
    say(Invariant::rules_kept, !held_, "the clock released an update while the realm was held");
  } else {
    const By by(actor_.id);
    did(by, live_ ? Role::approver : Role::operator_);
    say(Invariant::two_people_published, !live_ || (by != update.writer && by != update.submitter),
        "somebody published their own update in a live realm");
  }
  say(Invariant::two_people_published, drafted || !live_, "an update nobody drafted, in a live realm");
  if (drafted) {
    say(Invariant::two_people_published, !update.submitter.is_zero() && same(update.content, body),
        "another update than what was submitted");
  }
  update.posted = true;
  update.text = body.text;
  notebook_.hit_if(by_clock, Probe::update_released_by_clock);
  notebook_.hit_if(live_ && !by_clock, Probe::update_by_two_people);
}

void BoardRecount::on(const world::UpdateCorrected& body) {
  did(body.by, live_ ? Role::approver : Role::operator_);
  Update& update = updates_.at(body.id);
  say(Invariant::published_kept, update.posted && update.text == body.text_before,
      "a correction forgot what was said before");
  update.text = body.text;
  ++update.corrections;
  notebook_.hit(Probe::update_corrected);
}

void BoardRecount::compare_updates(const world::World& world) const {
  std::size_t posted = 0;
  for (const auto& [id, counted] : updates_) {
    const world::Update* const update = world::find_update(world, id);
    posted += counted.posted;
    const bool kept = (update != nullptr) == counted.posted &&
                      (update == nullptr ||
                       (update->text == counted.text && update->corrections.size() == counted.corrections));
    notebook_.expect(kept, Invariant::published_kept,
                     fmt::format("update {}: the World and the journal disagree", to_uuid(id.id)));
  }
  std::size_t shown = 0;
  for (const auto& [id, incident] : world.incidents().all()) {
    for (const auto& entry : incident.entries) shown += entry.kind == world::EntryKind::update;
  }
  notebook_.expect(shown == posted, Invariant::published_kept,
                   "timelines show more or fewer updates than were published");
}

}  // namespace tocsin::sim
