// Reader: a report in, proposals out. Deterministic: the same bytes and the same rules give the same result.
// No network, no model, no clock; text is data and is never taken for markup, an address to fetch or a
// command.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "reading/places.h"
#include "reading/strip.h"
#include "reading/times.h"

namespace tocsin::reading {

// More statements than this in one report are a list to be split; the article that the reader was first tried
// on has 72.
constexpr std::size_t proposals_max = 500;

enum class Class : std::uint8_t { measure, safety_check, casualty, claim, threat, attribution, assessment };
std::string_view to_string(Class value);

enum class Status : std::uint8_t {
  announced,
  planned,
  in_force,
  completed,
  under_review,
  possible,
  claimed,
  reported,
  extended,
  eased,
  lifted,
  denied
};
std::string_view to_string(Status value);

enum class Role : std::uint8_t { publisher, relay, primary };
std::string_view to_string(Role value);

enum class PartyType : std::uint8_t {
  official,
  agency,
  company,
  outlet,
  anonymous,
  claimant,
  expert,
  witness
};
std::string_view to_string(PartyType value);

// One link of a chain of sources.
struct Party {
  Role role = Role::publisher;
  PartyType type = PartyType::outlet;
  std::string name;
  bool anonymous = false;  // speaks without a name
  Span span = {};          // empty: taken from the document, not from this place
  std::string note;
};

// Words of the text and what they stand for.
struct Words {
  Span span = {};
  std::string norm;  // "" when nothing better than the words is known
  std::string type;  // "government", "police", "airport", ...
};

struct Jurisdiction {
  std::string iso;   // ISO 3166-1 alpha-2; "" when not known or a group
  std::string iso2;  // ISO 3166-2
  std::string name;
  std::string group;  // words for a group of states
  std::string basis;  // explicit, demonym, city, coref, context, group, none
  Span span = {};
};

struct Site {
  Place place;
  std::optional<Place> runner_up;
  std::string basis;  // explicit, coref, context
  Span span = {};
};

struct Quantity {
  std::string kind;  // killed, injured, missing, killed_or_injured
  std::optional<long long> min, max;
  bool exact = false;
  Span span = {};
};

struct Hedge {
  Span span = {};
  std::string kind;  // modality, hearsay, apprehension, claim, threat, condition
};

enum class Certainty : std::uint8_t { high, medium, low };
std::string_view to_string(Certainty value);

// What the text seems to say. A person decides.
struct Proposal {
  std::string id;  // "p1", in order of the text
  Class cls = Class::measure;
  std::string kind;          // "border_control"
  std::string measure_code;  // of measures.json; "" when it has none
  std::string rule;          // the frame that fired: "border_control.1"
  bool core = true;
  bool summary = false;  // about unnamed groups, or a headline that the text repeats
  bool promo = false;    // read from the headline of another report
  Span span = {};
  Span sentence = {};
  Span trigger = {};
  Jurisdiction jurisdiction;
  std::optional<Words> actor;
  std::optional<Words> target;
  std::optional<Site> place;
  std::optional<TimeMention> time;            // of the event
  std::optional<TimeMention> statement_time;  // of the saying
  Status status = Status::in_force;
  std::vector<Party> chain;  // publisher first
  std::vector<Hedge> hedges;
  Certainty certainty = Certainty::high;
  char grade_letter = 'C';
  char grade_digit = '3';
  std::optional<Quantity> quantity;
  std::vector<std::string> explanation;  // what fired, in order; only when asked for
};

struct Outlet {
  std::string name;
  std::string basis;  // how it was found
  std::string wire;   // the agency whose report it carries, by the dateline; "" for its own
};

struct ReadOptions {
  std::optional<MediaType> media_type;  // nothing: guessed from the text
  std::string published;                // when the report came out, where the text does not say (ISO 8601)
  std::string outlet;                   // who published it, where the text does not say
  bool explain = false;
};

struct Reading {
  Stripped stripped;  // all spans below are of stripped.text
  std::optional<Span> title;
  TimeMention published;  // value "" when not known
  Outlet outlet;
  std::vector<Span> sentences;
  std::vector<PlaceMention> places;
  std::vector<TimeMention> times;
  std::vector<Proposal> proposals;
  std::uint64_t simhash = 0;  // of the body: near-copies differ in few bits
};

// The rules' version: reader and tables. A proposal can be repeated with the same version.
std::string reader_version();

// Fails as strip() does. Cost: linear; a text of 10 kB takes some milliseconds.
Result<Reading> read(std::string_view source, const ReadOptions& options);

// The reading in the field names of docs/reading.md: one JSON object. Offsets are counted in Unicode code
// points of the source, `bytes` in its bytes.
std::string to_json(std::string_view source, const Reading& reading, const ReadOptions& options);

}  // namespace tocsin::reading
