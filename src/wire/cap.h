// CAP: reads Common Alerting Protocol 1.2, 1.1 and 1.0 as authorities really send it, and says what was wrong
// with it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "geo/area.h"

namespace tocsin::wire::cap {

// rejected: not well-formed, has a DOCTYPE, no CAP root, or identifier, sender, sent, status, msgType or
// scope is missing or unreadable, or past a limit below. usable: any other error. conforming: no error;
// warnings are allowed. A signature never changes the verdict.
enum class Verdict { rejected, usable, conforming };
enum class Level { error, warning, info };

// One thing worth telling the sender.
struct Finding {
  std::string code;  // UPPER_CASE, stable; spec/cap/requirements.txt lists them
  Level level = Level::error;
  std::string path;      // positional, without prefixes: /alert[1]/info[1]/area[2]/polygon[1]
  std::string clause;    // "CAP 1.2 s3.2.2"
  std::string repaired;  // how reading went on; empty when nothing was changed
  std::string detail;    // a sentence with the value met

  bool operator==(const Finding&) const = default;
};

enum class Status { actual, exercise, system, test, draft };
enum class MessageType { alert, update, cancel, ack, error };
enum class Scope { public_, restricted, private_ };
enum class Category { geo, met, safety, security, rescue, fire, health, env, transport, infra, cbrne, other };
enum class ResponseType { shelter, evacuate, prepare, execute, avoid, monitor, assess, all_clear, none };
enum class Urgency { immediate, expected, future, past, unknown };
enum class Severity { extreme, severe, moderate, minor, unknown };
enum class Certainty { observed, likely, possible, unlikely, unknown };

// A value of a closed list, and the words that were written. They differ only where a finding says so.
template <class E>
struct Coded {
  E value{};
  std::string text;  // empty when the element was absent
  bool operator==(const Coded&) const = default;
};

// A moment as it was written and as it was understood, to whole seconds. Absent: both are empty, but for
// effective.
struct Time {
  std::string literal;
  Instant at;
  bool operator==(const Time&) const = default;
};

struct NamedValue {
  std::string name;
  std::string value;
  bool operator==(const NamedValue&) const = default;
};
using Geocode = NamedValue;

// A message named by another one. `sent` is the sender's literal; empty (with `sent_at` not known) in
// CAP 1.0.
struct Reference {
  std::string sender;
  std::string identifier;
  std::string sent;
  Instant sent_at;
  bool operator==(const Reference&) const = default;
};

struct Resource {
  std::string description;
  std::string mime_type;
  std::optional<long long> size_bytes;
  std::string uri;
  std::string deref_uri;  // base64, as written
  std::string digest;     // SHA-1, hexadecimal
  bool operator==(const Resource&) const = default;
};

// One <area>. The shape is the union of its polygons and circles minus EXCLUDE_POLYGON geocodes (those that
// could be read are not in `geocodes`). What other geocodes cover is not known here.
struct AreaBlock {
  std::string description;
  geo::Area shape;  // rings without closing points; passes geo::validate but where AREA_TOO_LARGE was found
  std::vector<Geocode> geocodes;
  std::optional<double> altitude_ft;  // above mean sea level; the lowest when there is a ceiling
  std::optional<double> ceiling_ft;

  // Without shape nobody can be matched: the area is shown by name.
  bool resolved() const { return !shape.empty(); }
  bool operator==(const AreaBlock&) const = default;
};

struct Info {
  std::string language;  // "en-US" when absent (CAP 1.2 s3.2.2)
  std::vector<Coded<Category>> categories;
  std::string event;
  std::vector<Coded<ResponseType>> response_types;
  Coded<Urgency> urgency{Urgency::unknown, {}};
  Coded<Severity> severity{Severity::unknown, {}};
  Coded<Certainty> certainty{Certainty::unknown, {}};
  std::string audience;
  std::vector<NamedValue> event_codes;
  Time effective;  // absent: the literal is empty and `at` is the message's sent_at
  Time onset;
  Time expires;
  std::string sender_name;
  std::string headline;
  std::string description;
  std::string instruction;
  std::string web;
  std::string contact;
  std::vector<NamedValue> parameters;
  std::vector<Resource> resources;
  std::vector<AreaBlock> areas;
  bool operator==(const Info&) const = default;
};

// One <alert>. Its identity is (sender, identifier, sent_at). Texts are without white space at their ends.
struct Message {
  std::string version;  // "1.2", "1.1", "1.0"
  std::string identifier;
  std::string sender;
  std::string sent;  // as written
  Instant sent_at;   // always known
  Status status = Status::draft;
  MessageType type = MessageType::alert;
  Scope scope = Scope::private_;
  std::string source;
  std::string restriction;
  std::vector<std::string> addresses;
  std::vector<std::string> codes;
  std::string note;
  std::vector<Reference> references;
  std::vector<std::string> incidents;
  std::vector<Info> infos;
  bool has_signature = false;
  bool operator==(const Message&) const = default;
};

struct Parsed {
  Verdict verdict = Verdict::rejected;
  std::optional<Message> message;  // absent only when rejected
  std::vector<Finding> findings;   // in document order, rules over several elements last
  std::string version;             // of the namespace; empty without a CAP root
  std::string signature;           // "absent" or "present"; present says nothing about valid
};

// Limits. Past any of the first four a message is rejected, and the finding's code names which.
constexpr std::size_t bytes_max = 5'000'000;  // TOO_LARGE; NAADS takes as much, the greatest met has 1.7 MB
constexpr std::size_t infos_max = 512;        // TOO_MANY_INFOS; more than there are languages in one warning
constexpr std::size_t areas_max = 20'000;     // TOO_MANY_AREAS, over all infos; the most met is 1,851
constexpr std::size_t shapes_max = 100'000;  // TOO_MANY_SHAPES: polygons, circles and geocodes over all areas
constexpr std::size_t findings_per_code_max = 50;  // further ones are counted in a last one, FINDINGS_CUT
constexpr std::size_t crossing_work_max =
    20'000'000;  // edge pairs tried for self-intersection in one message, about 0.2 s

// Reads one message: the root is a CAP alert, or an `alerts` wrapper (FEMA IPAWS) with exactly one. Any bytes
// are welcome; never throws but for want of memory. Time is linear in the bytes but for self-intersection
// (bounded).
Parsed parse(std::string_view bytes);

// Reads every alert of a wrapper, each with its own verdict; a plain message gives one, so does what is not
// XML.
std::vector<Parsed> parse_all(std::string_view bytes);

// The words of the specification: "Actual", "msgType" values, "AllClear".
std::string_view to_string(Status value);
std::string_view to_string(MessageType value);
std::string_view to_string(Scope value);
std::string_view to_string(Category value);
std::string_view to_string(ResponseType value);
std::string_view to_string(Urgency value);
std::string_view to_string(Severity value);
std::string_view to_string(Certainty value);
// "rejected", "usable", "conforming"; "error", "warning", "info".
std::string_view to_string(Verdict value);
std::string_view to_string(Level value);

}  // namespace tocsin::wire::cap
