// Statement: one thing that somebody says is so in one jurisdiction: a measure, a count, a claim, a piece of
// advice, words about a level. A machine's proposal and a board entry hold the same; only people turn the one
// into the other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "geo/point.h"
#include "world/actor.h"

namespace tocsin::world {

class DigestWriter;

enum class StatementClass : std::uint8_t {
  measure = 1,      // somebody does something; has a code of schemes.h
  count = 2,        // a number of dead, injured, missing; has a quantity
  claim = 3,        // an attacker's, or about who did it; never in a push text
  advice = 4,       // to the public or to travellers
  level_words = 5,  // words about a level; never moves one
  other = 6         // kept, not shown on the board
};
enum class Status : std::uint8_t {
  announced = 1,
  planned = 2,
  in_force = 3,
  completed = 4,
  extended = 5,
  eased = 6,
  lifted = 7,
  denied = 8,
  superseded = 9,
  under_review = 10,
  possible = 11,
  claimed = 12,
  reported = 13
};
enum class Certainty : std::uint8_t { high = 1, medium = 2, low = 3 };
// How the jurisdiction was found.
enum class Basis : std::uint8_t {
  none = 1,  // not stated
  explicit_ = 2,
  context = 3,
  group = 4,  // several, named together
  city = 5,
  demonym = 6,
  coreference = 7,
  list_member = 8,
  person = 9  // an operator chose it
};
enum class PartyRole : std::uint8_t { publisher = 1, relay = 2, primary = 3 };
enum class PartyType : std::uint8_t {
  official = 1,
  agency = 2,
  outlet = 3,
  organisation = 4,
  company = 5,
  witness = 6,
  expert = 7,
  claimant = 8,  // says it did the attack
  anonymous = 9
};

std::string_view to_string(StatementClass value);  // "level_words"
std::string_view to_string(Status value);          // "in_force"
std::string_view to_string(Certainty value);
std::string_view to_string(Basis value);  // "explicit"
std::string_view to_string(PartyRole value);
std::string_view to_string(PartyType value);
// Nothing when the text is none of the words above.
std::optional<StatementClass> parse_statement_class(std::string_view text);
std::optional<Status> parse_status(std::string_view text);
std::optional<Certainty> parse_certainty(std::string_view text);
std::optional<Basis> parse_basis(std::string_view text);
std::optional<PartyRole> parse_party_role(std::string_view text);
std::optional<PartyType> parse_party_type(std::string_view text);

// Lifted, denied, superseded or completed: nothing more is being done.
bool is_ended(Status value);

// The longest real chain met has four links; one past this is a mistake of reading.
constexpr std::size_t chain_max = 8;
// A quotation longer than this is a document, not the words of one statement.
constexpr std::size_t words_code_points_max = 4000;
// Names, kinds and notes of one line.
constexpr std::size_t line_code_points_max = 300;

// Bytes [begin, end) of a report as it came. begin == end: not from its text.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool known() const { return begin < end; }
  bool operator==(const Span&) const = default;
};

// One link of a source chain.
struct Party {
  std::string name;  // as in the text; for an anonymous one its description ("a source familiar")
  PartyRole role = PartyRole::publisher;
  PartyType type = PartyType::outlet;
  bool anonymous = false;
  std::string quote;  // what it said, in its words
  Span span;

  bool operator==(const Party&) const = default;
};
// Outermost first: the publisher, then who it cites, last who said it first. Never empty on the board.
using Chain = std::vector<Party>;

// Admiralty: letter A to F for the source, digit 1 to 6 for the information, set independently. 0: not
// graded.
struct Grade {
  char letter = 0;
  std::uint8_t digit = 0;

  bool known() const { return letter != 0; }
  bool operator==(const Grade&) const = default;
};

struct Jurisdiction {
  std::string iso;    // ISO 3166-1 alpha-2, or EU, UN, INT; empty for a group
  std::string iso2;   // ISO 3166-2 of the same country, empty for all of it
  std::string group;  // "across the globe", when there is no one country
  Basis basis = Basis::none;

  // The narrower code: "FR-75C", "FR" or nothing.
  const std::string& code() const { return iso2.empty() ? iso : iso2; }
  bool operator==(const Jurisdiction&) const = default;
};

struct Site {
  std::string name;
  std::optional<geo::Point> point;
  std::string ref;        // "geonames:2988507"
  std::string runner_up;  // what else the name may mean

  bool operator==(const Site&) const = default;
};

// "120+": min 120, no max. "many": neither. "224": both and exact.
struct Quantity {
  std::string kind;  // "killed"
  std::optional<std::int64_t> min;
  std::optional<std::int64_t> max;
  bool exact = false;
  std::string text;

  bool operator==(const Quantity&) const = default;
};

struct Statement {
  StatementClass statement_class = StatementClass::measure;
  std::string kind;  // the reader's: "border_control", "killed", "claim_of_responsibility"
  std::string code;  // of schemes.h; only of a measure or advice
  Jurisdiction jurisdiction;
  std::string actor;   // who does it
  std::string target;  // to whom or what
  std::optional<Site> site;
  Status status = Status::reported;
  Instant since;         // from when it holds
  Instant until;         // until when, when that was said
  Instant planned_at;    // of a meeting or a step to come
  Instant lifted_at;     // when it ended, of an ended status
  Instant statement_at;  // when it was said
  Instant as_of;         // the newest moment it is known to hold; as a rule the publication
  std::string time_words;
  std::string outcome;  // of a review or a meeting; "unchanged" is one
  std::optional<Quantity> quantity;
  std::string level_said;  // of level_words: the level as said ("4", "higher security alert")
  std::string words;       // the sentence it was read from

  bool operator==(const Statement&) const = default;
};

// ISO 3166-1 alpha-2 (or INT), upper case; 3166-2: "FR-75C". Shape only: codes are not looked up.
bool is_iso_country(std::string_view code);
bool is_iso_part(std::string_view code);
// The country of "FR-75C" is "FR"; of "FR" it is "FR".
std::string_view country_of(std::string_view code);
// Equal, or `inner` is a part of the country `outer`. Parts of parts (FR-IDF holds FR-75C) are not known
// here.
bool covers(std::string_view outer, std::string_view inner);

// Refuses text that is not UTF-8 or is too long, codes of the wrong shape, a place off the Earth, a quantity
// whose min is above its max, `until` before `since`. `field` is the JSON Pointer of the statement ("" at the
// root). Does not ask for completeness: that is measures.h.
Result<> validate(const Statement& statement, std::string_view field);
// At most chain_max parties, each with a name; roles in order (publisher, relays, primary).
Result<> validate(const Chain& chain, std::string_view field);
Result<> validate(const Grade& grade, std::string_view field);

void add(DigestWriter& out, const Statement& statement);
void add(DigestWriter& out, const Chain& chain);

}  // namespace tocsin::world
