// Alerts: what authorities said, as facts, and which of it still holds.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "geo/area.h"
#include "world/actor.h"

namespace tocsin::world {

class World;
struct Decision;
class DigestWriter;

enum class AlertStatus : std::uint8_t { actual = 1, exercise = 2, system = 3, test = 4, draft = 5 };
enum class AlertType : std::uint8_t { alert = 1, update = 2, cancel = 3, ack = 4, error = 5 };
enum class AlertScope : std::uint8_t { public_ = 1, restricted = 2, private_ = 3 };
enum class AlertVerdict : std::uint8_t { usable = 1, conforming = 2 };

std::string_view to_string(AlertStatus value);
std::string_view to_string(AlertType value);
std::string_view to_string(AlertScope value);
std::string_view to_string(AlertVerdict value);

// CAP 1.2 section 3.3.3: sender, identifier and sent together name a message. Two spellings of one moment are
// one.
struct AlertKey {
  std::string sender;
  std::string identifier;
  Instant sent_at;

  auto operator<=>(const AlertKey&) const = default;
};

struct Geocode {
  std::string name;
  std::string value;

  bool operator==(const Geocode&) const = default;
};

// One area block: its shape, or only names and codes.
struct AlertArea {
  std::string description;
  geo::Area shape;
  std::vector<Geocode> geocodes;

  bool resolved() const { return !shape.empty(); }
  bool operator==(const AlertArea&) const = default;
};

// One `info`: the message in one language.
struct AlertInfo {
  std::string language;
  std::string event;
  std::string headline;
  std::string description;
  std::string instruction;
  std::string sender_name;
  std::string web;
  std::string contact;
  std::vector<std::string> categories;
  std::vector<std::string> response_types;
  std::string urgency;
  std::string severity;
  std::string certainty;
  Instant effective_at;
  Instant onset_at;
  Instant expires_at;  // unknown: the sender set none
  std::vector<AlertArea> areas;

  bool operator==(const AlertInfo&) const = default;
};

struct AlertFacts {
  AlertKey key;
  std::string version;  // of CAP
  AlertVerdict verdict = AlertVerdict::usable;
  AlertStatus status = AlertStatus::actual;
  AlertType type = AlertType::alert;
  AlertScope scope = AlertScope::public_;
  std::string source;
  std::string note;
  std::vector<AlertKey> references;
  std::vector<AlertInfo> infos;
  bool signature_present = false;  // never says "verified"

  bool operator==(const AlertFacts&) const = default;
};

// An alert without `expires` is shown this long and says so (CAP 1.2 leaves it to the recipient).
constexpr std::int64_t expires_default_ms = 24 * hour_ms;

// --- command and event ---
struct ReceiveAlert {
  AlertId id;
  AlertFacts facts;
  Bytes raw;  // as it came, for ever: evidence
};
struct AlertReceived {
  AlertId id;
  AlertFacts facts;
  Bytes raw;
};

enum class AlertState : std::uint8_t { current = 1, updated = 2, cancelled = 3 };
std::string_view to_string(AlertState value);

struct Alert {
  AlertId id;
  AlertFacts facts;
  Seq seq = 0;  // where the raw bytes lie in the journal
  Instant received_at;
  AlertState state = AlertState::current;
  std::optional<AlertId> superseded_by;
  bool is_public = false;

  // When the last of its infos ends.
  Instant expires_at() const;
  bool is_current(Instant now) const { return state == AlertState::current && now < expires_at(); }
  // The union of the shapes of all infos.
  geo::Area area() const;
  // "SAME 006037, Los Angeles" of blocks that have no shape.
  std::string unresolved_names() const;
};

class Alerts {
 public:
  const Alert* find(AlertId id) const;
  const Alert* find(const AlertKey& key) const;
  // What a reference means: the message of exactly this key, or else the last received one of this sender and
  // identifier (CAP 1.0 has no time in references, and some senders rewrite it).
  const Alert* find_referenced(const AlertKey& key) const;
  // In order of receipt.
  const std::vector<AlertId>& in_order() const { return in_order_; }

  void apply(const AlertReceived& event, Instant at, Seq seq, bool is_public);
  void digest(DigestWriter& out) const;

 private:
  using Name = std::pair<std::string, std::string>;  // sender, identifier
  struct Awaited {
    Instant sent_at;  // as the reference has it; unknown in CAP 1.0
    AlertId newer;
  };
  void supersede(Alert& older, const Alert& newer);

  std::map<AlertId, Alert> alerts_;
  std::vector<AlertId> in_order_;
  std::map<AlertKey, AlertId> by_key_;
  std::map<Name, std::vector<AlertId>> by_name_;
  // Messages named by an Update or Cancel that came before them.
  std::map<Name, std::vector<Awaited>> awaited_;
};

// Only such an alert may be shown to the public, put in feeds or start a check: in a live realm Actual, in a
// drill realm Exercise or Test, and scope Public in both.
bool may_publish(bool is_drill, const AlertFacts& facts);

Result<Decision> decide(const World& world, const Actor& actor, const ReceiveAlert& command);

}  // namespace tocsin::world
