#include "board_recount.h"

#include <algorithm>
#include <array>

namespace tocsin::sim {
namespace {

using world::Role;

bool same(const world::Support& a, const world::Support& b) {
  return a.source == b.source && a.proposal == b.proposal && a.chain == b.chain && a.grade == b.grade &&
         a.quantity == b.quantity && a.words == b.words && a.as_of == b.as_of && a.by == b.by;
}

// What nobody may change alone: what is said to be so, where, from when to when, and every number.
bool same_facts(const world::Statement& a, const world::Statement& b) {
  const auto times = [](const world::Statement& s) {
    return std::array{s.since, s.until, s.planned_at, s.lifted_at, s.statement_at, s.as_of};
  };
  return a.statement_class == b.statement_class && a.code == b.code && a.status == b.status &&
         a.jurisdiction.iso == b.jurisdiction.iso && a.jurisdiction.iso2 == b.jurisdiction.iso2 &&
         times(a) == times(b) && a.quantity == b.quantity && a.level_said == b.level_said;
}

}  // namespace

void BoardRecount::say(Invariant invariant, bool holds, std::string_view sentence) const {
  if (!holds) notebook_.wrong(invariant, fmt::format("journal sequence {}: {}", at_seq_, sentence));
}

void BoardRecount::did(By by, Role role) {
  say(Invariant::rules_kept, actor_ == world::Actor::of(by), "it is signed by another than who did it");
  const auto it = roles_.find(by);
  say(Invariant::rules_kept, it != roles_.end() && it->second >= role, "somebody did it who may not");
}

void BoardRecount::take(const world::Event& event, world::Seq seq) {
  at_seq_ = seq;
  at_ = event.at;
  actor_ = event.by;
  take_consequences(event);
  if (const auto* created = std::get_if<world::RealmCreated>(&event.body)) {
    live_ = created->kind == world::RealmKind::live;
  } else if (const auto* invited = std::get_if<world::OperatorInvited>(&event.body)) {
    roles_[invited->id] = invited->role;
  } else if (std::holds_alternative<world::RealmHeld>(event.body)) {
    held_ = true;
  } else if (std::holds_alternative<world::RealmReleased>(event.body)) {
    held_ = false;
  } else if (const auto* registered = std::get_if<world::SourceRegistered>(&event.body)) {
    say(Invariant::rules_kept, sources_.emplace(registered->id, registered->facts).second,
        "a source was registered over another");
  } else if (const auto* changed = std::get_if<world::SourceChanged>(&event.body)) {
    sources_[changed->id] = changed->facts;
  } else {
    std::visit(
        [this](const auto& body) {
          if constexpr (requires { on(body); }) on(body);
        },
        event.body);
  }
}

void BoardRecount::take_consequences(const world::Event& event) {
  using world::EventBody;
  const EventBody& body = event.body;
  say(Invariant::proposals_move_nothing, event.at != filed_at_, "a report did more than to be filed");
  const bool drafts = std::holds_alternative<world::EntryDrafted>(body) ||
                      std::holds_alternative<world::EntrySubmitted>(body) ||
                      std::holds_alternative<world::EntrySupported>(body);
  say(Invariant::proposals_move_nothing, event.at != decided_at_ || drafts,
      "what was decided about a proposal did more than to draft");
  if (std::holds_alternative<world::ReportFiled>(body)) filed_at_ = event.at;
  const auto role = event.by.is_operator() ? roles_.find(By(event.by.id)) : roles_.end();
  if (role == roles_.end() || role->second != Role::feed) return;
  say(Invariant::proposals_move_nothing,
      std::holds_alternative<world::AlertReceived>(body) ||
          std::holds_alternative<world::ReportFiled>(body) ||
          std::holds_alternative<world::FetchRecorded>(body),
      "a feed did more than to bring what it read");
}

void BoardRecount::on(const world::ProposalDecided& body) {
  did(body.by, Role::operator_);
  decided_at_ = at_;
  notebook_.hit_if(body.edited, Probe::proposal_edited);
  notebook_.hit_if(body.state == world::ProposalState::rejected, Probe::proposal_rejected);
  notebook_.hit_if(body.state == world::ProposalState::merged, Probe::proposal_merged);
}

void BoardRecount::on(const world::EntryDrafted& body) {
  did(body.by, Role::operator_);
  Entry entry;
  entry.drafter = body.by;
  entry.waiting = Waiting{body.statement, body.by, {}};
  entry.waiting_support.push_back(body.support);
  say(Invariant::published_kept, entries_.emplace(body.id, entry).second, "an entry was drafted twice");
}

void BoardRecount::on(const world::EntryEdited& body) {
  did(body.by, Role::operator_);
  Entry& entry = entries_.at(body.id);
  if (!body.effective) {
    entry.waiting = Waiting{body.statement, body.by, {}};
    return;
  }
  say(Invariant::two_people_published, !entry.revisions.empty(), "a first publication by one person");
  say(Invariant::two_people_published,
      body.minor && !entry.revisions.empty() && same_facts(entry.revisions.back(), body.statement),
      "one person changed what is said to be so");
  entry.revisions.push_back(body.statement);
  changes_.push_back({at_seq_, body.id.id});
  notebook_.hit(Probe::minor_edit_at_once);
}

void BoardRecount::on(const world::EntrySubmitted& body) {
  did(body.by, Role::operator_);
  Entry& entry = entries_.at(body.id);
  say(Invariant::two_people_published, entry.waiting.has_value(), "nothing was submitted");
  if (entry.waiting) entry.waiting->submitter = body.by;
}

void BoardRecount::require_support(const Entry& entry, const world::EntryPublished& body) {
  say(Invariant::two_people_published, body.support.size() == entry.waiting_support.size(),
      "another support than what waited was published");
  for (const auto& support : body.support) {
    const auto waited = std::find_if(entry.waiting_support.begin(), entry.waiting_support.end(),
                                     [&](const auto& other) { return same(support, other); });
    say(Invariant::two_people_published, waited != entry.waiting_support.end(),
        "a support was published that nobody had merged");
    say(Invariant::two_people_published, support.by != body.by, "the publisher merged this support");
  }
}

void BoardRecount::on(const world::EntryPublished& body) {
  did(body.by, Role::approver);
  Entry& entry = entries_.at(body.id);
  const bool first = entry.revisions.empty();
  const bool edited = entry.waiting && !entry.waiting->submitter.is_zero();
  require_support(entry, body);
  say(Invariant::two_people_published, !entry.discarded, "it was given up");
  say(Invariant::two_people_published, !body.proposed_by.is_zero() && body.proposed_by != body.by,
      "proposed and published by one person");
  if (edited) {
    say(Invariant::two_people_published, body.statement == entry.waiting->statement,
        "another statement than what waited was published");
    say(Invariant::two_people_published,
        entry.waiting->writer != body.by && entry.waiting->submitter != body.by &&
            !(first && entry.drafter == body.by),
        "somebody published what they wrote");
    entry.waiting.reset();
  } else {
    say(Invariant::two_people_published, !first, "a draft was published that nobody handed in");
    say(Invariant::two_people_published, !first && body.statement == entry.revisions.back(),
        "a statement changed with no edit");
    say(Invariant::two_people_published, !body.support.empty(), "nothing waited");
  }
  notebook_.hit_if(first, Probe::entry_published);
  notebook_.hit_if(!first && edited, Probe::entry_edit_published);
  notebook_.hit_if(!first && !body.support.empty(), Probe::support_published);
  entry.revisions.push_back(body.statement);
  entry.support.insert(entry.support.end(), body.support.begin(), body.support.end());
  entry.waiting_support.clear();
  changes_.push_back({at_seq_, body.id.id});
}

void BoardRecount::on(const world::EntrySentBack& body) {
  did(body.by, Role::approver);
  Entry& entry = entries_.at(body.id);
  if (entry.waiting) entry.waiting->submitter = {};
  if (!entry.revisions.empty()) entry.waiting_support.clear();
  notebook_.hit(Probe::entry_sent_back);
}

void BoardRecount::on(const world::EntryDiscarded& body) {
  did(body.by, Role::operator_);
  Entry& entry = entries_.at(body.id);
  notebook_.hit(Probe::entry_discarded);
  entry.discarded = entry.revisions.empty();
  if (entry.discarded) return;
  entry.waiting.reset();
  entry.waiting_support.clear();
}

void BoardRecount::on(const world::EntryConfirmed& body) {
  did(body.by, Role::operator_);
  Entry& entry = entries_.at(body.id);
  say(Invariant::rules_kept, !entry.revisions.empty(), "a draft was confirmed");
  say(Invariant::rules_kept, body.as_of <= at_, "confirmed for a moment to come");
  ++entry.confirmations;
  notebook_.hit(Probe::entry_confirmed);
}

void BoardRecount::on(const world::EntrySupported& body) {
  did(body.support.by, Role::operator_);
  entries_.at(body.id).waiting_support.push_back(body.support);
}

void BoardRecount::compare(const world::World& world) const {
  compare_entries(world);
  compare_levels(world);
  compare_updates(world);
}

void BoardRecount::compare_entries(const world::World& world) const {
  const auto kept = [&](bool holds, world::EntryId id, std::string_view what) {
    notebook_.expect(
        holds, Invariant::published_kept,
        fmt::format("entry {}: the World and the journal disagree about {}", to_uuid(id.id), what));
  };
  notebook_.expect(world.measures().all().size() == entries_.size(), Invariant::published_kept,
                   "the World has more or fewer entries than the journal");
  for (const auto& [id, counted] : entries_) {
    const world::BoardEntry* const entry = world.measures().find(id);
    kept(entry != nullptr, id, "whether it is");
    if (entry == nullptr) return;
    kept((entry->state == world::EntryState::published) == !counted.revisions.empty(), id,
         "whether it is public");
    kept((entry->state == world::EntryState::discarded) == counted.discarded, id, "whether it was given up");
    kept(entry->revisions.size() == counted.revisions.size(), id, "how many revisions there are");
    const std::size_t both = std::min(entry->revisions.size(), counted.revisions.size());
    for (std::size_t i = 0; i < both; ++i) {
      kept(entry->revisions[i].statement == counted.revisions[i] && entry->revisions[i].number == i + 1, id,
           fmt::format("revision {}", i + 1));
    }
    kept(std::equal(entry->support.begin(), entry->support.end(), counted.support.begin(),
                    counted.support.end(), same),
         id, "who says it");
    kept(entry->confirmations.size() == counted.confirmations, id, "how often it was confirmed");
    const bool waits = counted.waiting && !counted.waiting->submitter.is_zero();
    kept(counted.discarded || !waits || entry->waits(), id, "what waits");
  }
}

}  // namespace tocsin::sim
