// Incidents: what we believe is going on. An incident groups alerts, checks and updates, and its entries are
// its timeline.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "world/actor.h"

namespace tocsin::world {

class World;
struct Decision;
class DigestWriter;
struct UpdateCorrected;
struct UpdateMarked;

constexpr std::size_t headline_code_points_max = 200;
constexpr std::size_t text_code_points_max =
    4000;                               // a screen of text; a message longer than this is not read
constexpr std::size_t sources_max = 8;  // the longest real chain met has four links

// --- commands ---
struct OpenIncident {
  IncidentId id;
  std::string headline;
  std::optional<AlertId> alert;
};
// A fact for the timeline, with who said so: sources[0] said it, each next one carried it. In a drill realm
// it shows at once; in a live one it waits for a second person (updates.h).
struct PostUpdate {
  UpdateId id;
  IncidentId incident;
  Instant occurred_at;
  Instant planned_for;
  std::string jurisdiction;  // ISO 3166-1 alpha-2 or 3166-2, empty for none
  std::string text;
  std::vector<std::string> sources;
};

// --- events ---
struct IncidentOpened {
  IncidentId id;
  std::string headline;
  std::optional<AlertId> alert;
};
struct UpdatePosted {
  UpdateId id;
  IncidentId incident;
  Instant occurred_at;
  Instant planned_for;
  std::string jurisdiction;
  std::string text;
  std::vector<std::string> sources;
  bool pinned = false;
  bool key_event = false;
  Instant scheduled_for = {};   // released by the clock
  OperatorId written_by = {};   // zero: by whom it was posted
  OperatorId approved_by = {};  // zero: one person posted it
};

enum class EntryKind : std::uint8_t {
  alert = 1,
  update = 2,
  check_opened = 3,
  check_area_changed = 4,
  check_retracted = 5,
  check_closed = 6
};

// A text that was shown and was wrong.
struct Correction {
  std::string text_before;
  std::string reason;
  Instant corrected_at;
  OperatorId by;
};

// Told this long after it happened, an update is marked as posted late: the timeline sorts by when it was
// true.
constexpr std::int64_t backdated_after_ms = hour_ms;

// A published one. Its address is its id.
struct Update {
  UpdateId id;
  Instant occurred_at;
  Instant published_at;
  Instant planned_for;
  std::string jurisdiction;
  std::string text;  // after corrections
  std::vector<std::string> sources;
  bool pinned = false;
  bool key_event = false;
  Instant scheduled_for;  // not known: published when approved
  OperatorId written_by, approved_by;
  std::vector<Correction> corrections;  // oldest first
  std::uint32_t revision = 1;

  bool backdated() const { return published_at - occurred_at > backdated_after_ms; }
};

// One line of a timeline. `occurred_at` is when it was true, `known_at` when this server learned it.
struct Entry {
  Seq seq = 0;
  EntryKind kind = EntryKind::update;
  Instant occurred_at;
  Instant known_at;
  Id subject;  // the alert, update or check
};

struct Incident {
  IncidentId id;
  std::string headline;
  Instant opened_at;
  std::vector<AlertId> alerts;
  std::vector<CheckId> checks;
  std::vector<Entry> entries;  // in order of sequence
  std::map<UpdateId, Update> updates;
  Seq changed_seq = 0;  // of the newest event that changed what its timeline shows

  // At most one; null for none.
  const Update* pinned() const;
};

class Incidents {
 public:
  const Incident* find(IncidentId id) const;
  // The incident that holds this alert.
  const Incident* find_by_alert(AlertId id) const;
  const std::map<IncidentId, Incident>& all() const { return incidents_; }

  void apply(const IncidentOpened& event, Instant at, Seq seq, Instant alert_sent_at);
  void apply(const UpdatePosted& event, Instant at, Seq seq);
  void apply(const UpdateCorrected& event, Instant at, Seq seq);
  void apply(const UpdateMarked& event, Seq seq);
  void add_check(IncidentId id, CheckId check);
  // Puts a later message of the same chain on the timeline of the incident that holds an earlier one.
  void add_alert(IncidentId id, AlertId alert, Instant sent_at, Instant at, Seq seq);
  void add_entry(IncidentId id, Entry entry);
  void digest(DigestWriter& out) const;

 private:
  std::map<IncidentId, Incident> incidents_;
  std::map<AlertId, IncidentId> by_alert_;
};

Result<Decision> decide(const World& world, const Actor& actor, const OpenIncident& command);
// In updates.cc.
Result<Decision> decide(const World& world, const Actor& actor, const PostUpdate& command, Instant at);

}  // namespace tocsin::world
