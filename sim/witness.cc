#include "witness.h"

#include "truth.h"
#include "world/event_codec.h"

namespace tocsin::sim {
namespace {

using vault::PlaceKind;
using world::Reason;

std::uint32_t crc_of(const world::Event& event) { return crc32c(world::encode(event)); }

bool is_active(const vault::Place& place, Instant at) {
  return place.kind != PlaceKind::trip || (place.from <= at && at < place.to);
}

}  // namespace

void Witness::put_fix(const Id& person, const vault::Fix& fix) {
  auto& fixes = fixes_[person];
  fixes.history.push_back(fix);
  fixes.certain = true;
}

void Witness::acknowledged(world::Seq seq, Instant at) {
  const auto it = seen_.find(seq);
  // A command that had nothing left to do answers with the sequence of some other one's event.
  if (it != seen_.end() && it->second.at == at) acknowledged_[seq] = it->second.crc;
}

void Witness::saw_keys(const Bytes& image) {
  for (std::size_t at = 0; at + vault::key_slot_bytes <= image.size(); at += vault::key_slot_bytes) {
    Id person;
    std::copy_n(image.begin() + static_cast<std::ptrdiff_t>(at), 16, person.bytes.begin());
    if (!person.is_zero() && !forgotten_.contains(person))
      keys_[person].insert(image.substr(at + 16, vault::key_bytes));
  }
}

void Witness::power_was_cut() {
  for (auto& [person, fixes] : fixes_) fixes.certain = false;
}

void Witness::begin_replay() {
  seen_.clear();
  known_.clear();
  note_of_.clear();
  forgotten_.clear();
  replaying_ = true;
}

void Witness::applied(const world::World& world, const engine::Applied& applied) {
  // What is replayed was acknowledged and released long ago.
  if (!replaying_) seen_[applied.seq] = {applied.event.at, crc_of(applied.event)};
  const auto& body = applied.event.body;
  if (const auto* recorded = std::get_if<world::PersonRecorded>(&body)) {
    known_[recorded->id.id] = profiles_.at(recorded->sealed);
  } else if (const auto* forgotten = std::get_if<world::PersonForgotten>(&body)) {
    known_.erase(forgotten->id.id);
    forgotten_.insert(forgotten->id.id);
  } else if (const auto* answer = std::get_if<world::AnswerGiven>(&body)) {
    if (!answer->sealed_note.empty()) {
      note_of_[{answer->check.id, answer->person.id, answer->by.id}] = answer->sealed_note;
    }
  } else if (const auto* asked = std::get_if<world::PeopleAsked>(&body)) {
    if (!replaying_) saw_asked(world, *asked, applied.event.at);
  }
}

Result<> Witness::durable(const world::World&, std::span<const engine::Applied> batch) {
  for (const auto& applied : batch) released_[applied.seq] = seen_.at(applied.seq).crc;
  return {};
}

std::optional<vault::Fix> Witness::fix_of(const Id& person) const {
  const auto it = fixes_.find(person);
  if (it == fixes_.end() || !it->second.certain) return std::nullopt;
  return it->second.history.back();
}

bool Witness::could_be_inside(const geo::Area& area, const Id& person, Reason reason, Instant at) const {
  if (reason == Reason::last_known) {
    const auto it = fixes_.find(person);
    if (it == fixes_.end()) return false;
    const auto& [history, certain] = it->second;
    for (std::size_t i = certain ? history.size() - 1 : 0; i < history.size(); ++i) {
      const auto& fix = history[i];
      if (at - fix.at > vault::fix_stale_ms) continue;
      if (fix.accuracy_m > vault::coarse_above_m ? !surely_away(area, fix.point, fix.accuracy_m)
                                                 : where(area, fix.point) != Where::outside) {
        return true;
      }
    }
    return false;
  }
  const auto it = known_.find(person);
  if (it == known_.end()) return false;
  for (const auto& place : it->second.places) {
    if (static_cast<int>(place.kind) == static_cast<int>(reason) && is_active(place, at) &&
        where(area, place.point) != Where::outside) {
      return true;
    }
  }
  return false;
}

bool Witness::standing_inside(const geo::Area& area, const Id& person, Instant at) const {
  const auto& places = known_.at(person).places;
  return std::any_of(places.begin(), places.end(), [&](const vault::Place& place) {
    return is_active(place, at) && where(area, place.point) == Where::inside;
  });
}

bool Witness::surely_inside(const geo::Area& area, const Id& person, Instant at) const {
  if (standing_inside(area, person, at)) return true;
  const auto fix = fix_of(person);
  return fix && at - fix->at <= vault::fix_fresh_ms && fix->accuracy_m <= vault::coarse_above_m &&
         where(area, fix->point) == Where::inside;
}

void Witness::saw_asked(const world::World& world, const world::PeopleAsked& asked, Instant at) {
  const auto& area = world.checks().find(asked.check)->area;
  for (const PersonId person : asked.people) {
    if (!could_be_inside(area, person.id, asked.reason, at)) {
      notebook_.wrong(
          Invariant::nobody_outside_asked,
          fmt::format("at {} check {} asked person {} because of \"{}\", which is not inside", to_rfc3339(at),
                      to_uuid(asked.check.id), to_hex(person.id), world::to_string(asked.reason)));
    }
    notebook_.hit_if(asked.reason == Reason::work, Probe::asked_by_work);
    notebook_.hit_if(asked.reason == Reason::trip, Probe::asked_by_trip);
    const bool rim = asked.reason == Reason::last_known && asked.band == world::Band::possible;
    notebook_.hit_if(asked.reason == Reason::last_known && !rim, Probe::asked_by_fix);
    notebook_.hit_if(rim, Probe::asked_by_rim);
    const auto box = geo::bounds(area);
    notebook_.hit_if(box.west > box.east, Probe::asked_across_antimeridian);
  }
}

void Witness::check_journal(const std::map<world::Seq, std::uint32_t>& journal) {
  const auto look = [&](const auto& wanted, Invariant invariant, std::string_view what) {
    for (const auto& [seq, crc] : wanted) {
      const auto it = journal.find(seq);
      if (it != journal.end() && it->second == crc) continue;
      notebook_.wrong(invariant,
                      fmt::format("sequence {} was {} and the journal {}", seq, what,
                                  it == journal.end() ? "does not have it" : "has something else there"));
    }
  };
  look(acknowledged_, Invariant::acknowledged_kept, "acknowledged");
  look(released_, Invariant::nothing_leaves_before_durable, "released");
}

void Witness::check_vault(const vault::Vault& vault) {
  for (const auto& [person, profile] : known_) {
    const auto found = vault.profile(person);
    if (!found)
      notebook_.wrong(Invariant::acknowledged_kept,
                      fmt::format("nobody can read the profile of {}", to_hex(person)));
    if (found && *found != profile) {
      notebook_.wrong(Invariant::acknowledged_kept,
                      fmt::format("{} has another profile than recorded", to_hex(person)));
    }
    notebook_.expect(vault.find(profile.source, profile.source_id) == person, Invariant::acknowledged_kept,
                     "a source's own id finds somebody else");
  }
  for (const auto& [of, sealed] : note_of_) {
    const auto found = vault.open_note(of.person, sealed);
    if (forgotten_.contains(of.person)) {
      notebook_.expect(!found, Invariant::forgotten_is_gone, "the note of somebody forgotten can be read");
      continue;
    }
    notebook_.hit(Probe::note_kept);
    notebook_.expect(found == notes_.at(sealed), Invariant::acknowledged_kept,
                     "a note is not what was written");
  }
}

void Witness::check_forgotten(const vault::Vault& vault, const Bytes& keys_image,
                              const std::vector<Id>& ledger, bool at_start) {
  for (const Id& person : forgotten_) {
    notebook_.expect(!vault.profile(person), Invariant::forgotten_is_gone,
                     "the profile of somebody forgotten can be read");
    if (at_start) {
      notebook_.expect(keys_image.find(as_chars(person.bytes)) == Bytes::npos, Invariant::forgotten_is_gone,
                       "a key slot bears the id of somebody forgotten");
    }
    const auto keys = keys_.find(person);
    if (keys == keys_.end()) continue;
    notebook_.expect(std::find(ledger.begin(), ledger.end(), person) != ledger.end(),
                     Invariant::forgotten_is_gone, "somebody forgotten is not in the erasure ledger");
    for (const Bytes& key : keys->second) {
      for (const std::size_t half : {std::size_t{0}, vault::key_bytes / 2}) {
        const std::string_view part = std::string_view(key).substr(half, vault::key_bytes / 2);
        notebook_.expect(keys_image.find(part) == Bytes::npos, Invariant::forgotten_is_gone,
                         "half a key of somebody forgotten is still on the disk");
      }
    }
  }
}

void Witness::check_everybody_asked(const world::World& world, Instant now) {
  for (const auto& [id, check] : world.checks().all()) {
    if (!check.is_asking(now) || world.realm().held()) continue;
    for (const auto& [person, profile] : known_) {
      if (check.asks.contains(PersonId(person)) || !surely_inside(check.area, person, now)) continue;
      const bool by_fix = !standing_inside(check.area, person, now);
      notebook_.wrong(Invariant::everybody_inside_asked,
                      fmt::format("at {} check {} has not asked person {}, who is inside by {}",
                                  to_rfc3339(now), to_uuid(id.id), to_hex(person),
                                  by_fix ? "their last fix" : "a place of their profile"));
    }
  }
}

}  // namespace tocsin::sim
