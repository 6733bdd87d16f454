#include "stage/scenario.h"

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <map>

#include "base/embed.h"
#include "base/files.h"

TOCSIN_EMBED(tocsin_scenario, TOCSIN_SCENARIO_DIR "/scenario.json");
TOCSIN_EMBED(tocsin_scenario_names, TOCSIN_SCENARIO_DIR "/names.json");
TOCSIN_EMBED(tocsin_scenario_desk, TOCSIN_SCENARIO_DIR "/desk.json");
TOCSIN_EMBED(tocsin_scenario_alert, TOCSIN_SCENARIO_DIR "/alert.cap.xml");
TOCSIN_EMBED(tocsin_scenario_update, TOCSIN_SCENARIO_DIR "/update.cap.xml");
TOCSIN_EMBED(tocsin_scenario_cancel, TOCSIN_SCENARIO_DIR "/cancel.cap.xml");

namespace tocsin::stage {
namespace {

namespace json = boost::json;

constexpr std::size_t file_bytes_max = 4 << 20;
using ReadFile = std::function<Result<std::string>(const std::string& name)>;

std::string text_of(const json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<Instant> time_of(const json::object& object, const char* name) {
  const std::string text = text_of(object, name);
  if (text.empty()) return Instant{};
  auto at = parse_rfc3339(text);
  if (!at) return fail(Errc::invalid, fmt::format("{}: {}", name, at.error().detail));
  return at;
}

Result<ScenarioAlert> alert_of(const json::object& object, const ReadFile& read) {
  ScenarioAlert alert;
  TOCSIN_TRY(alert.at, time_of(object, "at"));
  TOCSIN_TRY(alert.cap, read(text_of(object, "file")));
  return alert;
}

Result<ScenarioUpdate> update_of(const json::object& object) {
  ScenarioUpdate update{.at = {},
                        .planned_for = {},
                        .jurisdiction = text_of(object, "jurisdiction"),
                        .text = text_of(object, "text"),
                        .sources = {}};
  TOCSIN_TRY(update.at, time_of(object, "at"));
  TOCSIN_TRY(update.planned_for, time_of(object, "planned_for"));
  if (const auto* sources = object.if_contains("sources"); sources != nullptr && sources->is_array()) {
    for (const auto& source : sources->get_array()) update.sources.emplace_back(source.as_string());
  }
  return update;
}

Result<Scenario> read_scenario(const ReadFile& read) {
  Scenario scenario;
  TOCSIN_TRY(const std::string text, read("scenario.json"));
  TOCSIN_TRY(scenario.names, read("names.json"));
  TOCSIN_TRY(scenario.desk, read("desk.json"));
  try {
    const json::value document = json::parse(text);
    const auto& object = document.as_object();
    const auto& incident = object.at("incident").as_object();
    const auto& check = object.at("check").as_object();
    scenario.title = text_of(object, "title");
    scenario.time_zone = text_of(object, "time_zone");
    TOCSIN_TRY(scenario.starts_at, time_of(object, "starts_at"));
    TOCSIN_TRY(scenario.ends_at, time_of(object, "ends_at"));
    scenario.headline = text_of(incident, "headline");
    scenario.where = text_of(incident, "where");
    TOCSIN_TRY(scenario.alert, alert_of(object.at("alert").as_object(), read));
    for (const auto& entry : object.at("follow_ups").as_array()) {
      TOCSIN_TRY(auto alert, alert_of(entry.as_object(), read));
      scenario.follow_ups.push_back(std::move(alert));
    }
    scenario.check_headline = text_of(check, "headline");
    scenario.check_what = text_of(check, "what");
    scenario.check_contact = text_of(check, "contact");
    TOCSIN_TRY(scenario.check_since, time_of(check, "since"));
    TOCSIN_TRY(scenario.check_at, time_of(check, "at"));
    for (const auto& entry : object.at("updates").as_array()) {
      TOCSIN_TRY(auto update, update_of(entry.as_object()));
      scenario.updates.push_back(std::move(update));
    }
  } catch (const std::exception& error) {
    return fail(Errc::invalid, fmt::format("scenario.json cannot be read: {}", error.what()));
  }
  std::stable_sort(scenario.updates.begin(), scenario.updates.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
  return scenario;
}

}  // namespace

Result<Scenario> load_scenario(const std::string& directory) {
  return read_scenario(
      [&](const std::string& name) { return read_file(directory + "/" + name, file_bytes_max); });
}

Result<Scenario> built_in_scenario() {
  static const std::map<std::string, std::pair<const char*, const char*>> files = {
      {"scenario.json", {tocsin_scenario_begin, tocsin_scenario_end}},
      {"names.json", {tocsin_scenario_names_begin, tocsin_scenario_names_end}},
      {"desk.json", {tocsin_scenario_desk_begin, tocsin_scenario_desk_end}},
      {"alert.cap.xml", {tocsin_scenario_alert_begin, tocsin_scenario_alert_end}},
      {"update.cap.xml", {tocsin_scenario_update_begin, tocsin_scenario_update_end}},
      {"cancel.cap.xml", {tocsin_scenario_cancel_begin, tocsin_scenario_cancel_end}}};
  return read_scenario([](const std::string& name) -> Result<std::string> {
    const auto it = files.find(name);
    if (it == files.end())
      return fail(Errc::not_found, fmt::format("the scenario names a file that is not built in: {}", name));
    return std::string(it->second.first, it->second.second);
  });
}

}  // namespace tocsin::stage
