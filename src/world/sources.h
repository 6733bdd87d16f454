// Sources: the register of who says things, how far each is trusted, and how fresh its data are.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "world/actor.h"

namespace tocsin::world {

class World;
struct Decision;
class DigestWriter;

enum class SourceKind : std::uint8_t {
  official = 1,
  agency = 2,
  outlet = 3,
  organisation = 4,
  company = 5,
  witness = 6,
  attacker = 7,
  anonymous = 8
};
std::string_view to_string(SourceKind value);
std::optional<SourceKind> parse_source_kind(std::string_view text);

// Thousands of outlets feed the largest aggregators; a desk knows some hundreds. Names are looked up in a
// map.
constexpr std::size_t sources_registered_max = 10'000;
constexpr std::size_t aliases_max = 50;
// A ministry is official for one country; the EU's bodies for 27.
constexpr std::size_t official_for_max = 50;
// A fetch that brought nothing new is noted this often: a feed polled every minute would fill the record.
constexpr std::int64_t fetch_note_ms = 15 * minute_ms;

struct SourceFacts {
  std::string name;
  std::vector<std::string> aliases;  // other spellings by which chains are matched
  SourceKind kind = SourceKind::outlet;
  std::vector<std::string> official_for;  // ISO 3166-1/-2, EU, UN, INT: may move levels there
  std::string language;                   // BCP 47
  std::string feed_url;
  char grade = 0;                   // Admiralty letter that its reports start from; 0: none set
  std::int64_t stale_after_ms = 0;  // without newer data for this long it is stale; 0: never

  bool operator==(const SourceFacts&) const = default;
};

// --- commands ---
// An operator; an approver, or the owner of the data directory, when it is to be official for anything: that
// decides who moves levels.
struct RegisterSource {
  SourceId id;
  SourceFacts facts;
};
// Replaces all facts. Honours If-Match. As above, before and after the change.
struct ChangeSource {
  SourceId id;
  SourceFacts facts;
};
// A feed was read. By the server itself or with any token.
struct RecordFetch {
  SourceId id;
  bool ok = true;
  Instant newest_data_at;  // of the data, as they say; not known: nothing new
  std::string error;
};

// --- events ---
struct SourceRegistered {
  SourceId id;
  SourceFacts facts;
};
struct SourceChanged {
  SourceId id;
  SourceFacts facts;
};
struct FetchRecorded {
  SourceId id;
  bool ok = true;
  Instant newest_data_at;
  std::string error;
};

struct SourceVersion {
  Instant recorded_at;
  SourceFacts facts;
};

struct Source {
  SourceId id;
  SourceFacts facts;
  std::vector<SourceVersion> versions;  // oldest first; the last are `facts`
  Instant registered_at;
  Instant newest_data_at;  // of feeds and of reports filed
  Instant last_fetched_at;
  std::uint32_t failures = 0;  // in a row
  std::string last_error;
  std::uint32_t revision = 1;  // the ETag; fetches do not change it

  // As they were known then; null before it was registered.
  const SourceFacts* facts_at(Instant known_at) const;
  bool is_official_for(std::string_view iso) const;
};

class Sources {
 public:
  const Source* find(SourceId id) const;
  // By name or alias of today, ASCII case ignored.
  const Source* find_by_name(std::string_view name) const;
  const std::map<SourceId, Source>& all() const { return sources_; }

  void apply(const SourceRegistered& event, Instant at);
  void apply(const SourceChanged& event, Instant at);
  void apply(const FetchRecorded& event, Instant at);
  // A report of this source came: data of `data_at` exist.
  void note_data(SourceId id, Instant data_at);
  void digest(DigestWriter& out) const;

 private:
  void index(const Source& source);

  std::map<SourceId, Source> sources_;
  std::map<std::string, SourceId> by_name_;  // lower case
};

Result<Decision> decide(const World& world, const Actor& actor, const RegisterSource& command);
Result<Decision> decide(const World& world, const Actor& actor, const ChangeSource& command);
Result<Decision> decide(const World& world, const Actor& actor, const RecordFetch& command, Instant at);

}  // namespace tocsin::world
