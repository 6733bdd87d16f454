#include <algorithm>

#include "world/fields.h"
#include "world/measures.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

Result<const BoardEntry*> find_entry(const World& world, EntryId id) {
  const BoardEntry* const entry = world.measures().find(id);
  if (entry == nullptr) return fail(Errc::not_found, fmt::format("no entry {}", to_uuid(id.id)));
  if (entry->state == EntryState::discarded)
    return fail(Errc::conflict, fmt::format("entry {} was given up", to_uuid(id.id)));
  return entry;
}

// What a minor edit may change: spelling, not what is said to be so.
bool same_facts(const Statement& a, const Statement& b) {
  Statement same = b;
  same.kind = a.kind;
  same.actor = a.actor;
  same.target = a.target;
  same.time_words = a.time_words;
  same.outcome = a.outcome;
  same.words = a.words;
  same.jurisdiction.group = a.jurisdiction.group;
  same.jurisdiction.basis = a.jurisdiction.basis;
  if (a.site && same.site) {
    same.site->name = a.site->name;
    same.site->ref = a.site->ref;
    same.site->runner_up = a.site->runner_up;
  }
  return same == a;
}

Result<> require_statement(const Statement& statement) {
  TOCSIN_TRY_VOID(validate(statement, "/statement"));
  return require_complete(statement, "/statement");
}

Decision nothing_new(EntryId id) { return {.events = {}, .subject = id.id, .repeated = true}; }

Decision edited(EntryEdited event, bool submit) {
  const EntryId id = event.id;
  const OperatorId by = event.by;
  const bool effective = event.effective;
  Decision decision{.events = {std::move(event)}, .subject = id.id};
  if (submit && !effective) decision.events.push_back(EntrySubmitted{id, by});
  return decision;
}

}  // namespace

Result<Decision> decide(const World& world, const Actor& actor, const DraftEntry& command, Instant at) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "draft an entry", false));
  TOCSIN_TRY_VOID(require_free(world.measures().find(command.id) != nullptr, command.id.id));
  TOCSIN_TRY_VOID(require_statement(command.statement));
  if (command.incident && world.incidents().find(*command.incident) == nullptr)
    return fail(Errc::not_found, fmt::format("no incident {}", to_uuid(command.incident->id)), "/incident");
  if (world.sources().find(command.source) == nullptr) {
    return fail(Errc::not_found, fmt::format("no source {}; register it first", to_uuid(command.source.id)),
                "/source");
  }
  if (command.chain.empty())
    return fail(Errc::invalid, "chain is missing: everything shown says who said it", "/chain");
  TOCSIN_TRY_VOID(validate(command.chain, "/chain"));
  TOCSIN_TRY_VOID(validate(command.grade, "/grade"));
  TOCSIN_TRY_VOID(require_text(command.note, words_code_points_max, true, "/note"));
  const OperatorId by(actor.id);
  Support support;
  support.source = command.source;
  support.chain = command.chain;
  support.grade = command.grade;
  support.quantity = command.statement.quantity;
  support.words = command.statement.words;
  support.as_of = command.statement.as_of.known() ? command.statement.as_of : at;
  support.added_at = at;
  support.by = by;
  Decision decision{
      .events = {EntryDrafted{command.id, command.incident, command.statement, support, command.note, by}},
      .subject = command.id.id};
  if (command.submit) decision.events.push_back(EntrySubmitted{command.id, by});
  return decision;
}

Result<Decision> decide(const World& world, const Actor& actor, const EditEntry& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "edit an entry", false));
  TOCSIN_TRY(const BoardEntry* entry, find_entry(world, command.id));
  TOCSIN_TRY_VOID(require_statement(command.statement));
  const bool published = entry->state == EntryState::published;
  const bool effective = published && command.minor;
  TOCSIN_TRY_VOID(
      require_text(command.change_note, words_code_points_max, !published || command.minor, "/change_note"));
  if (effective) {
    if (!same_facts(entry->statement(), command.statement)) {
      return fail(
          Errc::invalid,
          "a minor edit changes words only; this one changes what is said to be so: give a change note",
          "/minor");
    }
    if (entry->pending)
      return fail(Errc::conflict, "another edit of this entry waits; publish it or send it back first");
    if (entry->revisions.size() >= revisions_max)
      return fail(Errc::too_large, fmt::format("an entry has at most {} revisions", revisions_max));
  }
  const Statement& before = entry->pending ? entry->pending->statement : entry->statement();
  if (command.statement == before) return nothing_new(command.id);
  return edited(EntryEdited{command.id, command.statement, command.change_note, command.minor, command.tell,
                            effective, OperatorId(actor.id)},
                command.submit);
}

Result<Decision> decide(const World& world, const Actor& actor, const SubmitEntry& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "submit an entry", false));
  TOCSIN_TRY(const BoardEntry* entry, find_entry(world, command.id));
  if (!entry->pending)
    return fail(Errc::conflict, fmt::format("entry {} has no draft to submit", to_uuid(command.id.id)));
  if (!entry->pending->submitted_by.is_zero()) return nothing_new(command.id);
  return Decision{.events = {EntrySubmitted{command.id, OperatorId(actor.id)}}, .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const PublishEntry& command, Instant) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::approver, "publish an entry", false));
  TOCSIN_TRY(const BoardEntry* entry, find_entry(world, command.id));
  if (!entry->waits()) {
    return fail(Errc::conflict, fmt::format("entry {} is {} and nothing of it waits for a second person",
                                            to_uuid(command.id.id), to_string(entry->state)));
  }
  const OperatorId by(actor.id);
  TOCSIN_TRY_VOID(require_second_person(entry->has_proposed(by)));
  if (entry->revisions.size() >= revisions_max)
    return fail(Errc::too_large, fmt::format("an entry has at most {} revisions", revisions_max));
  EntryPublished event;
  event.id = command.id;
  event.incident = entry->incident;
  event.support = entry->pending_support;
  event.by = by;
  if (entry->pending && !entry->pending->submitted_by.is_zero()) {
    event.statement = entry->pending->statement;
    event.change_note = entry->pending->change_note;
    event.tell = entry->pending->tell;
    event.proposed_by = entry->pending->submitted_by;
  } else {
    event.statement = entry->statement();
    event.change_note = "another source";
    event.minor = true;
    event.tell = false;
    event.proposed_by = entry->pending_support.back().by;
  }
  return Decision{.events = {std::move(event)}, .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const SendBackEntry& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::approver, "send back an entry", false));
  TOCSIN_TRY(const BoardEntry* entry, find_entry(world, command.id));
  TOCSIN_TRY_VOID(require_text(command.reason, words_code_points_max, false, "/reason"));
  if (!entry->waits()) return fail(Errc::conflict, "nothing of this entry waits for a second person");
  return Decision{.events = {EntrySentBack{command.id, command.reason, OperatorId(actor.id)}},
                  .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const DiscardEntry& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "discard an entry", false));
  TOCSIN_TRY(const BoardEntry* entry, find_entry(world, command.id));
  TOCSIN_TRY_VOID(require_text(command.reason, words_code_points_max, true, "/reason"));
  if (entry->state == EntryState::published && !entry->pending && entry->pending_support.empty()) {
    return fail(Errc::conflict,
                "a published entry is never removed; end it: lifted, denied or superseded, with the reason");
  }
  return Decision{.events = {EntryDiscarded{command.id, command.reason, OperatorId(actor.id)}},
                  .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const ConfirmEntry& command, Instant at) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "confirm an entry", false));
  TOCSIN_TRY(const BoardEntry* entry, find_entry(world, command.id));
  if (entry->state != EntryState::published)
    return fail(Errc::conflict, "only a published entry is confirmed");
  if (is_ended(entry->statement().status)) {
    return fail(Errc::conflict,
                fmt::format("this entry is {}: it holds no more", to_string(entry->statement().status)));
  }
  if (!command.as_of.known() || command.as_of > at)
    return fail(Errc::invalid, "as_of is a moment that has passed", "/as_of");
  TOCSIN_TRY_VOID(require_text(command.note, words_code_points_max, true, "/note"));
  if (!entry->confirmations.empty()) {
    const Instant last = entry->confirmations.back().as_of;
    if (command.as_of == last) return nothing_new(command.id);
    if (command.as_of < last) {
      return fail(Errc::conflict, fmt::format("it was confirmed as of {} already", to_rfc3339(last)),
                  "/as_of");
    }
  }
  if (entry->confirmations.size() >= confirmations_max) {
    return fail(Errc::too_large,
                fmt::format("an entry is confirmed at most {} times; draft it anew", confirmations_max));
  }
  return Decision{.events = {EntryConfirmed{command.id, command.as_of, command.note, OperatorId(actor.id)}},
                  .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const LiftEntry& command, Instant at) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "lift an entry", false));
  TOCSIN_TRY(const BoardEntry* entry, find_entry(world, command.id));
  if (entry->state != EntryState::published)
    return fail(Errc::conflict, "only a published entry is lifted; discard a draft");
  if (!is_ended(command.status) && command.status != Status::eased) {
    return fail(Errc::invalid, "status is one of eased, completed, lifted, denied, superseded", "/status");
  }
  TOCSIN_TRY_VOID(require_text(command.reason, words_code_points_max, false, "/reason"));
  TOCSIN_TRY_VOID(require_text(command.outcome, words_code_points_max, true, "/outcome"));
  Statement statement = entry->statement();
  if (!command.lifted_at.known() || command.lifted_at > at || command.lifted_at < statement.since) {
    return fail(Errc::invalid,
                "lifted_at is a moment after it began that has passed; an end to come is `until`",
                "/lifted_at");
  }
  statement.status = command.status;
  statement.lifted_at = command.lifted_at;
  if (!command.outcome.empty()) statement.outcome = command.outcome;
  if (statement == entry->statement()) return nothing_new(command.id);
  return edited(EntryEdited{command.id, std::move(statement), command.reason, false, command.tell, false,
                            OperatorId(actor.id)},
                true);
}

}  // namespace tocsin::world
