#include <algorithm>

#include "made_up.h"
#include "newsroom.h"

namespace tocsin::sim {

using world::Actor;
using world::Role;

namespace {

template <class Map>
const auto& one_of(SeededRandom& random, const Map& map) {
  return std::next(map.begin(), static_cast<std::ptrdiff_t>(random.below(map.size())))->second;
}

}  // namespace

void Newsroom::edit(const world::BoardEntry& entry, bool minor) {
  auto& random = stage_.random();
  world::EditEntry command;
  command.id = entry.id;
  command.statement = entry.statement();
  command.minor = minor;
  // Some call minor what is not.
  if (minor && random.chance(0.8)) {
    respell(command.statement, random);
  } else {
    alter(command.statement, random, stage_.site.clock.now());
  }
  if (random.chance(0.95)) command.change_note = "news of it";
  command.tell = random.chance(0.8);
  command.submit = random.chance(0.8);
  send(somebody(Role::operator_), std::move(command), revision_of(entry.revision));
}

void Newsroom::lift(const world::BoardEntry& entry) {
  auto& random = stage_.random();
  world::LiftEntry command;
  command.id = entry.id;
  command.status = static_cast<world::Status>(4 + random.below(6));
  command.lifted_at = stage_.site.clock.now() + -static_cast<std::int64_t>(random.below(2 * hour_ms));
  command.reason = "the ministry says so";
  if (random.chance(0.2)) command.outcome = "unchanged";
  Notebook& notebook = stage_.notebook();
  stage_.post(somebody(Role::operator_), std::move(command),
              [&notebook](const auto& result) { notebook.hit_if(result.has_value(), Probe::entry_lifted); });
}

void Newsroom::confirm(const world::BoardEntry& entry) {
  const Instant as_of =
      stage_.site.clock.now() + -static_cast<std::int64_t>(stage_.random().below(30 * minute_ms));
  send(somebody(Role::operator_), world::ConfirmEntry{entry.id, as_of, ""}, revision_of(entry.revision));
}

void Newsroom::handle_published(const world::BoardEntry& entry) {
  auto& random = stage_.random();
  if (entry.waits() && random.chance(0.7)) {
    const world::OperatorId proposer =
        entry.pending ? entry.pending->submitted_by : entry.pending_support.back().by;
    const auto lot = random.below(10);
    if (lot < 8)
      return send(second_person(Role::approver, proposer), world::PublishEntry{entry.id},
                  revision_of(entry.revision));
    if (lot < 9) return send(somebody(Role::approver), world::SendBackEntry{entry.id, "who says so?"});
    return send(somebody(Role::operator_), world::DiscardEntry{entry.id, "no more"});
  }
  const auto lot = random.below(10);
  if (lot < 4) return edit(entry, false);
  if (lot < 6) return edit(entry, true);
  if (lot < 8) return confirm(entry);
  if (lot < 9) return lift(entry);
  send(somebody(Role::operator_), world::SubmitEntry{entry.id});
}

void Newsroom::handle_entry() {
  auto& random = stage_.random();
  const auto& entries = stage_.world().measures().all();
  if (entries.empty()) return draft_entry();
  const world::BoardEntry& entry = one_of(random, entries);
  if (entry.state == world::EntryState::published) return handle_published(entry);
  const auto lot = random.below(20);
  if (lot < 1) return send(somebody(Role::operator_), world::DiscardEntry{entry.id, "a rumour"});
  if (lot < 3) return edit(entry, false);
  if (entry.state == world::EntryState::draft && lot < 12)
    return send(somebody(Role::operator_), world::SubmitEntry{entry.id}, revision_of(entry.revision));
  if (lot < 5) return send(somebody(Role::approver), world::SendBackEntry{entry.id, "who says so?"});
  send(second_person(Role::approver, entry.drafted_by), world::PublishEntry{entry.id},
       revision_of(entry.revision));
}

void Newsroom::propose_level() {
  auto& random = stage_.random();
  world::LevelFacts facts = made_up_level(random, stage_.site.clock.now());
  const auto source = some_source();
  if (!source) return;
  facts.source = *source;
  // Mostly the authority; else whoever comes by.
  for (const auto& [id, known] : stage_.world().sources().all()) {
    if (known.is_official_for(facts.iso) && random.chance(0.7)) facts.source = id;
  }
  if (!filed_.empty() && random.chance(0.2)) facts.report = stage_.pick(filed_).id;
  send(somebody(Role::operator_), world::SetLevel{world::LevelId(random.id()), std::move(facts), ""});
}

// The source loses its office between proposal and approval, and may get it back.
void Newsroom::lose_office(const world::Level& level) {
  const auto& source = *stage_.world().sources().find(level.facts.source);
  world::SourceFacts facts = source.facts;
  if (facts.kind != world::SourceKind::official) return;
  facts.official_for = {"INT"};
  stage_.post(stage_.officer(Role::approver), world::ChangeSource{source.id, std::move(facts)});
  Notebook& notebook = stage_.notebook();
  stage_.post(stage_.officer(Role::approver), world::ApproveLevel{level.id}, [&notebook](const auto& result) {
    notebook.hit_if(!result && result.error().detail.contains("only an official source"),
                    Probe::office_lost_before_approval);
  });
  if (stage_.random().chance(0.8))
    stage_.post(stage_.officer(Role::approver), world::ChangeSource{source.id, source.facts});
}

void Newsroom::handle_level() {
  auto& random = stage_.random();
  const auto& levels = stage_.world().levels().all();
  if (levels.empty()) return propose_level();
  const world::Level& level = one_of(random, levels);
  const auto lot = random.below(10);
  if (level.state == world::LevelState::proposed || level.pending_end) {
    const auto proposer = level.pending_end ? level.pending_end->by : level.proposed_by;
    if (lot < 7)
      return send(second_person(Role::approver, proposer), world::ApproveLevel{level.id},
                  revision_of(level.revision));
    if (lot < 8) return send(somebody(Role::approver), world::RejectLevel{level.id, "not yet"});
    return lose_office(level);
  }
  if (lot < 3) {
    return send(somebody(Role::operator_), world::EndLevel{level.id, stage_.site.clock.now(), "it is over"},
                revision_of(level.revision));
  }
  propose_level();
}

world::UpdateContent Newsroom::made_up_content() {
  auto& random = stage_.random();
  world::UpdateContent content;
  content.occurred_at = stage_.site.clock.now() + -static_cast<std::int64_t>(random.below(3 * hour_ms));
  content.text = fmt::format("What is known, {}", next_text_++);
  content.sources = {"brigade"};
  content.pinned = random.chance(0.2);
  content.key_event = random.chance(0.2);
  return content;
}

void Newsroom::write_update() {
  auto& random = stage_.random();
  const auto incident = some_incident();
  if (!incident) return;
  world::DraftUpdate command;
  command.id = world::UpdateId(random.id());
  command.incident = *incident;
  command.content = made_up_content();
  command.submit = random.chance(0.7);
  if (random.chance(0.4))
    command.publish_at = stage_.site.clock.now() + static_cast<std::int64_t>(random.below(hour_ms));
  send(somebody(Role::operator_), std::move(command));
}

void Newsroom::handle_published_update(world::UpdateId id) {
  auto& random = stage_.random();
  const auto lot = random.below(10);
  if (lot < 4) {
    return send(somebody(Role::approver),
                world::CorrectUpdate{id, fmt::format("It was otherwise, {}", next_text_++), "misheard"});
  }
  if (lot < 7)
    return send(somebody(Role::operator_), world::MarkUpdate{id, random.chance(0.5), random.chance(0.5)});
  // What was published is not edited, not given up and not published again.
  if (lot < 8) return send(somebody(Role::operator_), world::EditUpdate{id, made_up_content(), {}, true});
  if (lot < 9) return send(somebody(Role::approver), world::PublishUpdate{id});
  send(somebody(Role::operator_), world::DiscardUpdate{id, "no more"});
}

void Newsroom::handle_update() {
  auto& random = stage_.random();
  const auto& drafts = stage_.world().updates().all();
  if (drafts.empty()) return write_update();
  const world::UpdateDraft& draft = one_of(random, drafts);
  if (draft.state == world::UpdateState::published) return handle_published_update(draft.id);
  const auto lot = random.below(20);
  if (lot < 2) return send(somebody(Role::approver), world::SendBackUpdate{draft.id, "who says so?"});
  if (lot < 3) return send(somebody(Role::operator_), world::DiscardUpdate{draft.id, "no more"});
  if (lot < 6) {
    world::EditUpdate command{draft.id, made_up_content(), {}, random.chance(0.8)};
    return send(somebody(Role::operator_), std::move(command), revision_of(draft.revision));
  }
  if (draft.state == world::UpdateState::draft && lot < 14)
    return send(somebody(Role::operator_), world::SubmitUpdate{draft.id});
  send(second_person(Role::approver, draft.submitted_by), world::PublishUpdate{draft.id},
       revision_of(draft.revision));
}

}  // namespace tocsin::sim
