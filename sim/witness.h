// Witness: sees everything that goes in and comes out, knows all that is sealed, and forgets nothing. It is
// not part of the server: it stands for the people outside who would notice.
#pragma once

#include <map>
#include <set>

#include "engine/engine.h"
#include "notebook.h"
#include "vault/vault.h"

namespace tocsin::sim {

using world::CheckId;
using world::PersonId;

class Witness final : public engine::Follower {
 public:
  explicit Witness(Notebook& notebook) : notebook_(notebook) {}

  // --- what the doors did ---
  void sealed_profile(const Bytes& sealed, const vault::Profile& plain) { profiles_[sealed] = plain; }
  void sealed_note(const Bytes& sealed, const std::string& plain) { notes_[sealed] = plain; }
  void put_fix(const Id& person, const vault::Fix& fix);
  // A command made at this moment was answered with success.
  void acknowledged(world::Seq seq, Instant at);
  // Slots as they lie on the disk of keys: remembers whose key is which.
  void saw_keys(const Bytes& image);

  // --- the life of the process ---
  // Last fixes were not synced: any earlier one may be back.
  void power_was_cut();
  void begin_replay();
  void end_replay() { replaying_ = false; }

  void applied(const world::World& world, const engine::Applied& applied) override;
  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override;

  // --- what it knows ---
  const std::map<Id, vault::Profile>& known() const { return known_; }
  const std::set<Id>& forgotten() const { return forgotten_; }
  // The last fix, when the server surely has it.
  std::optional<vault::Fix> fix_of(const Id& person) const;

  // --- what must hold ---
  // Every acknowledged and every released event is in the journal, byte for byte. `journal`: the CRC-32C of
  // each record.
  void check_journal(const std::map<world::Seq, std::uint32_t>& journal);
  // Everybody known has the profile and notes last recorded; nobody forgotten has any.
  void check_vault(const vault::Vault& vault);
  // Nothing on the disk or in the vault could read what was sealed for somebody forgotten. `at_start`: not
  // even a key of theirs that never sealed anything recorded is left.
  void check_forgotten(const vault::Vault& vault, const Bytes& keys_image, const std::vector<Id>& ledger,
                       bool at_start);
  // Whoever is surely inside an asking check has been asked.
  void check_everybody_asked(const world::World& world, Instant now);

 private:
  struct Fixes {
    std::vector<vault::Fix> history;
    bool certain = false;
  };
  struct Seen {
    Instant at;
    std::uint32_t crc = 0;
  };
  struct NoteOf {
    Id check, person, author;
    auto operator<=>(const NoteOf&) const = default;
  };
  void saw_asked(const world::World& world, const world::PeopleAsked& asked, Instant at);
  bool could_be_inside(const geo::Area& area, const Id& person, world::Reason reason, Instant at) const;
  // By home, work or a trip of now; and also by a fresh and exact fix.
  bool standing_inside(const geo::Area& area, const Id& person, Instant at) const;
  bool surely_inside(const geo::Area& area, const Id& person, Instant at) const;

  Notebook& notebook_;
  std::map<Bytes, vault::Profile> profiles_;
  std::map<Bytes, std::string> notes_;
  std::map<Id, Fixes> fixes_;
  std::map<Id, std::set<Bytes>> keys_;
  std::map<world::Seq, std::uint32_t> acknowledged_;
  std::map<world::Seq, std::uint32_t> released_;
  // What the process that runs now made happen.
  std::map<world::Seq, Seen> seen_;
  // What it knows, from replay too.
  std::map<Id, vault::Profile> known_;
  std::map<NoteOf, Bytes> note_of_;  // as the journal has it
  std::set<Id> forgotten_;
  bool replaying_ = false;
};

}  // namespace tocsin::sim
