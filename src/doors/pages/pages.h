// Pages: server-rendered HTML that works without JavaScript, on 2G and at 320 px. Each function turns values
// into one whole document; all text is escaped by type. Pure: no clock, no state.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "views/audience.h"
#include "views/person_views.h"
#include "views/summaries.h"

namespace tocsin::doors::pages {

using Names = std::map<world::PersonId, std::string>;

struct PageContext {
  std::string language = "en";  // one of languages()
  views::RealmSummary realm;
  Instant now;
  std::string nonce;  // for the one inline script a page may have; also in the CSP header
};

// Languages the catalogues have: "en", "fr", "ar".
const std::vector<std::string>& languages();
// The best of languages() for an Accept-Language header (RFC 9110 section 12.5.4) or a list of a person's
// languages.
std::string choose_language(std::string_view accept_language);

struct AnswerPage {
  views::AskView ask;
  std::string path;              // "/a/TOKEN": where the forms go
  std::string place_label;       // the person's own label of the matched place
  std::string emergency_number;  // of the place's country; empty when not known
  std::string note;              // of the newest answer, when the reader may see it
  Names names;                   // of ask.told, ask.answered_by and ask.wards
  bool recorded = false;         // an answer was just taken
  std::string ward_recorded;     // name of the ward it was taken for
};
std::string answer_page(const PageContext& context, const AnswerPage& page);

struct CirclePageInput {
  views::CirclePage circle;
  std::string path;  // "/c/TOKEN"
  Names names;
  std::map<std::pair<world::CheckId, world::PersonId>, std::string> notes;
  std::string answer_path;   // the viewer's own question; empty when not asked
  std::string recorded_for;  // somebody was just answered for
};
std::string circle_page(const PageContext& context, const CirclePageInput& page);

std::string home_page(const PageContext& context, const std::vector<views::IncidentSummary>& incidents,
                      const std::vector<views::AlertSummary>& alerts);
// How a reader wants the timeline; kept in the address.
struct IncidentView {
  bool oldest_first = false;
  std::string public_url;  // for the data that search engines read; "" leaves their addresses out
};
std::string incident_page(const PageContext& context, const views::IncidentSummary& incident,
                          const IncidentView& view = {});

// Any refusal a person may meet in a browser: what happened and what to do next.
std::string error_page(const PageContext& context, int status, const std::string& title,
                       const std::string& detail);

// --- operators (more of them in desk_pages.h) ---
struct Operator {
  std::string name;
  std::string role;  // as world::to_string(Role) says it
  // Zero when not known: then nobody is told beforehand that they may not approve what they proposed.
  world::OperatorId id = {};
};
std::string sign_in_page(const PageContext& context, const std::string& error);
// The page behind a one-time link; `token` is set after the button was pressed and shown once.
std::string enter_page(const PageContext& context, const std::string& path, const Operator& op,
                       const std::string& token);

struct ConsoleCheck {
  Operator me;
  views::CheckSummary check;
  views::Preview preview;  // of the area in force; of the pending one when there is one
  std::map<world::OperatorId, std::string> operators;
  struct HelpCall {
    world::PersonId person;
    std::string name;
    Instant at;
    std::string taken_by;
    std::string note;
    world::Seq note_seq = 0;  // of the newest answer with a note
  };
  std::vector<HelpCall> help_calls;
  std::vector<std::string> groups;
  std::string message;
  std::string error;
};
std::string console_check(const PageContext& context, const ConsoleCheck& page);

struct ConsoleRollCall {
  Operator me;
  std::string group;
  views::RollCall roll_call;
  Names names;
};
std::string console_roll_call(const PageContext& context, const ConsoleRollCall& page);

}  // namespace tocsin::doors::pages
