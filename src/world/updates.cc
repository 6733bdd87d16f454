#include "world/updates.h"

#include "base/check.h"
#include "world/digest.h"
#include "world/fields.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

// "DE-BW-X..." is never longer; what it names is checked where it is looked up.
constexpr std::size_t jurisdiction_code_points_max = 10;

Result<> require_content(const UpdateContent& content) {
  TOCSIN_TRY_VOID(require_text(content.text, text_code_points_max, false, "/text"));
  if (content.sources.empty())
    return fail(Errc::invalid, "sources is missing: everything shown says who said it", "/sources");
  if (content.sources.size() > sources_max)
    return fail(Errc::too_large, "sources has more than 8 links", "/sources");
  for (std::size_t i = 0; i < content.sources.size(); ++i) {
    TOCSIN_TRY_VOID(
        require_text(content.sources[i], headline_code_points_max, false, fmt::format("/sources/{}", i)));
  }
  return require_text(content.jurisdiction, jurisdiction_code_points_max, true, "/jurisdiction");
}

Result<> require_publish_at(Instant publish_at, Instant at) {
  if (publish_at.known() && publish_at - at > publish_ahead_max_ms)
    return fail(Errc::invalid, "an update is scheduled at most 30 days ahead", "/publish_at");
  return {};
}

Result<> require_incident(const World& world, IncidentId id) {
  if (world.incidents().find(id) != nullptr) return {};
  return fail(Errc::not_found, fmt::format("no incident {}", to_uuid(id.id)), "/incident");
}

Result<> require_new(const World& world, UpdateId id) {
  return require_free(world.updates().find(id) != nullptr || world.updates().incident_of(id).has_value(),
                      id.id);
}

// The draft, in one of these states.
Result<const UpdateDraft*> find_draft(const World& world, UpdateId id,
                                      std::initializer_list<UpdateState> states, std::string_view to_do) {
  const UpdateDraft* draft = world.updates().find(id);
  if (draft == nullptr) return fail(Errc::not_found, fmt::format("no update {} that waits", to_uuid(id.id)));
  for (const UpdateState state : states) {
    if (draft->state == state) return draft;
  }
  return fail(Errc::conflict, fmt::format("update {} is {}: one cannot {} it", to_uuid(id.id),
                                          to_string(draft->state), to_do));
}

Result<const Update*> find_published(const World& world, UpdateId id) {
  const Update* update = find_update(world, id);
  if (update == nullptr) return fail(Errc::not_found, fmt::format("no published update {}", to_uuid(id.id)));
  return update;
}

UpdatePosted posted(const UpdateDraft& draft, OperatorId approved_by, Instant scheduled_for) {
  UpdatePosted event;
  event.id = draft.id;
  event.incident = draft.incident;
  event.occurred_at = draft.content.occurred_at;
  event.planned_for = draft.content.planned_for;
  event.jurisdiction = draft.content.jurisdiction;
  event.text = draft.content.text;
  event.sources = draft.content.sources;
  event.pinned = draft.content.pinned;
  event.key_event = draft.content.key_event;
  event.scheduled_for = scheduled_for;
  event.written_by = draft.written_by;
  event.approved_by = approved_by;
  return event;
}

// Training is done alone; what the public of a live realm reads has two people behind it.
Role publishing_role(const World& world) {
  return world.realm().is_drill() ? Role::operator_ : Role::approver;
}

void add_content(DigestWriter& out, const UpdateContent& content) {
  out.add(content.occurred_at).add(content.planned_for).add(content.jurisdiction).add(content.text);
  out.add(content.sources.size());
  for (const auto& source : content.sources) out.add(source);
  out.add(std::uint64_t{content.pinned}).add(std::uint64_t{content.key_event});
}

}  // namespace

std::string_view to_string(UpdateState value) {
  static constexpr std::string_view names[] = {"",          "draft",     "submitted",
                                               "scheduled", "published", "discarded"};
  return names[static_cast<std::size_t>(value)];
}

const UpdateDraft* Updates::find(UpdateId id) const {
  const auto it = drafts_.find(id);
  return it == drafts_.end() ? nullptr : &it->second;
}

std::optional<IncidentId> Updates::incident_of(UpdateId id) const {
  const auto it = published_.find(id);
  return it == published_.end() ? std::nullopt : std::optional(it->second);
}

std::vector<UpdateId> Updates::due(Instant now) const {
  std::vector<UpdateId> ids;
  for (const auto& [publish_at, id] : scheduled_) {
    if (publish_at > now) break;
    ids.push_back(id);
  }
  return ids;
}

void Updates::apply(const UpdateDrafted& event, Instant at) {
  UpdateDraft& draft = drafts_[event.id];
  if (draft.id.is_zero()) {
    draft.id = event.id;
    draft.incident = event.incident;
    draft.drafted_at = at;
  } else {
    ++draft.revision;
  }
  draft.content = event.content;
  draft.publish_at = event.publish_at;
  draft.written_by = event.by;
  draft.submitted_by = {};
  draft.state = UpdateState::draft;
}

void Updates::apply(const UpdateSubmitted& event) {
  UpdateDraft& draft = drafts_.at(event.id);
  draft.state = UpdateState::submitted;
  draft.submitted_by = event.by;
  draft.sent_back.clear();
  ++draft.revision;
}

void Updates::apply(const UpdateScheduled& event) {
  UpdateDraft& draft = drafts_.at(event.id);
  draft.state = UpdateState::scheduled;
  draft.approved_by = event.by;
  draft.publish_at = event.publish_at;
  ++draft.revision;
  scheduled_.emplace(event.publish_at, event.id);
}

void Updates::apply(const UpdateSentBack& event) {
  UpdateDraft& draft = drafts_.at(event.id);
  scheduled_.erase({draft.publish_at, event.id});
  draft.state = UpdateState::draft;
  draft.submitted_by = {};
  draft.approved_by = {};
  draft.sent_back = event.reason;
  ++draft.revision;
}

void Updates::apply(const UpdateDiscarded& event) {
  UpdateDraft& draft = drafts_.at(event.id);
  scheduled_.erase({draft.publish_at, event.id});
  draft.state = UpdateState::discarded;
  draft.sent_back = event.reason;
  ++draft.revision;
}

void Updates::apply(const UpdatePosted& event) {
  published_[event.id] = event.incident;
  const auto it = drafts_.find(event.id);
  if (it == drafts_.end()) return;  // posted by one person, at once
  scheduled_.erase({it->second.publish_at, event.id});
  it->second.state = UpdateState::published;
  it->second.approved_by = event.approved_by;
  ++it->second.revision;
}

void Updates::digest(DigestWriter& out) const {
  out.add(drafts_.size()).add(published_.size()).add(scheduled_.size());
  for (const auto& [id, draft] : drafts_) {
    out.add(id).add(draft.incident).add(static_cast<std::uint64_t>(draft.state));
    add_content(out, draft.content);
    out.add(draft.publish_at).add(std::uint64_t{draft.revision}).add(draft.written_by);
    out.add(draft.submitted_by).add(draft.approved_by).add(draft.drafted_at).add(draft.sent_back);
  }
}

const Update* find_update(const World& world, UpdateId id) {
  const auto incident = world.updates().incident_of(id);
  if (!incident) return nullptr;
  const auto& updates = world.incidents().find(*incident)->updates;
  const auto it = updates.find(id);
  return it == updates.end() ? nullptr : &it->second;
}

Result<Decision> decide(const World& world, const Actor& actor, const PostUpdate& command, Instant at) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "post an update", false));
  TOCSIN_TRY_VOID(require_new(world, command.id));
  UpdateContent content;
  content.occurred_at = command.occurred_at;
  content.planned_for = command.planned_for;
  content.jurisdiction = command.jurisdiction;
  content.text = command.text;
  content.sources = command.sources;
  if (!world.realm().is_drill())
    return decide(world, actor, DraftUpdate{command.id, command.incident, content, {}, true}, at);
  TOCSIN_TRY_VOID(require_incident(world, command.incident));
  TOCSIN_TRY_VOID(require_content(content));
  UpdateDraft draft;
  draft.id = command.id;
  draft.incident = command.incident;
  draft.content = content;
  return Decision{.events = {posted(draft, {}, {})}, .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const DraftUpdate& command, Instant at) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "draft an update", false));
  TOCSIN_TRY_VOID(require_new(world, command.id));
  TOCSIN_TRY_VOID(require_incident(world, command.incident));
  TOCSIN_TRY_VOID(require_content(command.content));
  TOCSIN_TRY_VOID(require_publish_at(command.publish_at, at));
  const OperatorId by(actor.id);
  Decision decision{
      .events = {UpdateDrafted{command.id, command.incident, command.content, command.publish_at, by}},
      .subject = command.id.id};
  if (command.submit) decision.events.push_back(UpdateSubmitted{command.id, by});
  return decision;
}

Result<Decision> decide(const World& world, const Actor& actor, const EditUpdate& command, Instant at) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "edit an update", false));
  TOCSIN_TRY(const UpdateDraft* draft,
             find_draft(world, command.id, {UpdateState::draft, UpdateState::submitted}, "edit"));
  TOCSIN_TRY_VOID(require_content(command.content));
  TOCSIN_TRY_VOID(require_publish_at(command.publish_at, at));
  const OperatorId by(actor.id);
  Decision decision{
      .events = {UpdateDrafted{command.id, draft->incident, command.content, command.publish_at, by}},
      .subject = command.id.id};
  if (command.submit) decision.events.push_back(UpdateSubmitted{command.id, by});
  return decision;
}

Result<Decision> decide(const World& world, const Actor& actor, const SubmitUpdate& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "submit an update", false));
  TOCSIN_TRY(const UpdateDraft* draft,
             find_draft(world, command.id, {UpdateState::draft, UpdateState::submitted}, "submit"));
  if (draft->state == UpdateState::submitted)
    return Decision{.events = {}, .subject = command.id.id, .repeated = true};
  return Decision{.events = {UpdateSubmitted{command.id, OperatorId(actor.id)}}, .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const PublishUpdate& command, Instant at) {
  TOCSIN_TRY_VOID(world.realm().require(actor, publishing_role(world), "publish an update", false));
  TOCSIN_TRY(const UpdateDraft* draft, find_draft(world, command.id, {UpdateState::submitted}, "publish"));
  const OperatorId by(actor.id);
  if (!world.realm().is_drill())
    TOCSIN_TRY_VOID(require_second_person(draft->written_by == by || draft->submitted_by == by));
  if (draft->publish_at > at)
    return Decision{.events = {UpdateScheduled{command.id, draft->publish_at, by}}, .subject = command.id.id};
  return Decision{.events = {posted(*draft, by, {})}, .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const SendBackUpdate& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, publishing_role(world), "send back an update", false));
  TOCSIN_TRY_VOID(
      find_draft(world, command.id, {UpdateState::submitted, UpdateState::scheduled}, "send back"));
  TOCSIN_TRY_VOID(require_text(command.reason, headline_code_points_max, false, "/reason"));
  return Decision{.events = {UpdateSentBack{command.id, command.reason, OperatorId(actor.id)}},
                  .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const DiscardUpdate& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "discard an update", false));
  TOCSIN_TRY_VOID(find_draft(
      world, command.id, {UpdateState::draft, UpdateState::submitted, UpdateState::scheduled}, "discard"));
  TOCSIN_TRY_VOID(require_text(command.reason, headline_code_points_max, true, "/reason"));
  return Decision{.events = {UpdateDiscarded{command.id, command.reason, OperatorId(actor.id)}},
                  .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const CorrectUpdate& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, publishing_role(world), "correct an update", false));
  TOCSIN_TRY(const Update* update, find_published(world, command.id));
  TOCSIN_TRY_VOID(require_text(command.text, text_code_points_max, false, "/text"));
  TOCSIN_TRY_VOID(require_text(command.reason, headline_code_points_max, false, "/reason"));
  if (command.text == update->text) return Decision{.events = {}, .subject = command.id.id, .repeated = true};
  if (update->corrections.size() >= corrections_max)
    return fail(Errc::too_large, "this update was corrected 100 times; post a new one");
  return Decision{
      .events = {UpdateCorrected{command.id, *world.updates().incident_of(command.id), update->text,
                                 command.text, command.reason, OperatorId(actor.id)}},
      .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const MarkUpdate& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "mark an update", false));
  TOCSIN_TRY(const Update* update, find_published(world, command.id));
  if (update->pinned == command.pinned && update->key_event == command.key_event)
    return Decision{.events = {}, .subject = command.id.id, .repeated = true};
  return Decision{.events = {UpdateMarked{command.id, *world.updates().incident_of(command.id),
                                          command.pinned, command.key_event, OperatorId(actor.id)}},
                  .subject = command.id.id};
}

std::vector<UpdatePosted> release_due(const World& world, Instant at) {
  std::vector<UpdatePosted> events;
  for (const UpdateId id : world.updates().due(at)) {
    if (events.size() == releases_per_tick_max) break;
    const UpdateDraft& draft = *world.updates().find(id);
    events.push_back(posted(draft, draft.approved_by, draft.publish_at));
  }
  return events;
}

}  // namespace tocsin::world
