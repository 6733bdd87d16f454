// Scenario: a day to be played again, as facts in our own words (scenarios/). Made for exercises; it never
// claims to be real.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tocsin::stage {

struct ScenarioUpdate {
  Instant at;  // when it was true; posted when the clock gets there
  Instant planned_for;
  std::string jurisdiction;
  std::string text;
  std::vector<std::string> sources;
};

struct ScenarioAlert {
  Instant at;
  std::string cap;  // a CAP document, status Exercise
};

struct Scenario {
  std::string title;
  std::string time_zone;
  Instant starts_at;
  Instant ends_at;
  std::string headline;  // of the incident
  std::string where;
  ScenarioAlert alert;
  std::vector<ScenarioAlert> follow_ups;  // widening first, the last one ends it
  std::string check_headline;
  std::string check_what;
  std::string check_contact;
  Instant check_since;
  Instant check_at;
  std::vector<ScenarioUpdate> updates;  // in order of time
  std::string names;                    // the text of names.json
  std::string desk;                     // the text of desk.json (newsroom.h)
};

// From a folder with scenario.json, names.json and the CAP files it names.
Result<Scenario> load_scenario(const std::string& directory);
// "From Moscow to LA", built into the program.
Result<Scenario> built_in_scenario();

}  // namespace tocsin::stage
