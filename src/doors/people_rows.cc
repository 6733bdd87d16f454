#include "doors/people_rows.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tocsin::doors {
namespace {

constexpr std::size_t text_max = 200;  // a name, a label, an id: a line of a form
constexpr std::int64_t trip_kept_ms = 30 * day_ms;

// Reads the cells of one row and collects what is wrong with them.
class Cells {
 public:
  explicit Cells(const Row& row) : row_(row) {}

  std::string_view get(std::string_view column) const {
    const auto it = row_.find(column);
    return it == row_.end() ? std::string_view() : trim(it->second);
  }
  void fail(std::string_view column, std::string detail) {
    errors_.push_back({std::string(column), std::move(detail)});
  }

  // Keeps, clears or sets `value`.
  void text(std::string_view column, std::string& value) {
    const std::string_view cell = get(column);
    if (cell.empty()) return;
    if (cell == "-") {
      value.clear();
    } else if (!is_utf8(cell)) {
      fail(column, "is not UTF-8");
    } else if (count_code_points(cell) > text_max) {
      fail(column, fmt::format("is longer than {} characters", text_max));
    } else if (std::any_of(cell.begin(), cell.end(),
                           [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; })) {
      fail(column, "has control characters");
    } else {
      value = cell;
    }
  }

  void list(std::string_view column, std::vector<std::string>& values) {
    std::string joined;
    const std::string_view cell = get(column);
    if (cell.empty()) return;
    if (cell == "-") return values.clear();
    if (!is_utf8(cell)) return fail(column, "is not UTF-8");
    std::vector<std::string> parts;
    for (const auto part : split(cell, '|')) {
      const auto value = trim(part);
      if (value.empty()) continue;
      if (count_code_points(value) > text_max)
        return fail(column, fmt::format("has an entry longer than {} characters", text_max));
      if (std::find(parts.begin(), parts.end(), value) == parts.end()) parts.emplace_back(value);
    }
    if (parts.size() > vault::groups_max)
      return fail(column, fmt::format("has more than {} entries", vault::groups_max));
    values = std::move(parts);
  }

  // A coordinate; nothing when the cell is empty or wrong.
  std::optional<double> coordinate(std::string_view column, double limit) {
    const auto number = parse_double(get(column));
    if (!number) {
      fail(column, fmt::format("\"{}\" is not a number", truncate_utf8(get(column), 40)));
    } else if (*number < -limit || *number > limit) {
      fail(column, fmt::format("{} is not between {} and {}", get(column), -limit, limit));
      return std::nullopt;
    }
    return number;
  }

  std::vector<RowError> take_errors() { return std::move(errors_); }
  bool ok() const { return errors_.empty(); }

 private:
  const Row& row_;
  std::vector<RowError> errors_;
};

void standing_place(Cells& cells, vault::PlaceKind kind, std::string_view prefix, vault::Profile& profile) {
  const auto column = [&](std::string_view name) { return fmt::format("{}_{}", prefix, name); };
  const auto lat = cells.get(column("lat")), lon = cells.get(column("lon")),
             label = cells.get(column("label"));
  auto place = std::find_if(profile.places.begin(), profile.places.end(),
                            [&](const auto& p) { return p.kind == kind; });
  if (lat == "-" || lon == "-") {
    if (lat != lon && !(lat.empty() || lon.empty()))
      return cells.fail(column(lat == "-" ? "lon" : "lat"),
                        "must be cleared together with the other coordinate");
    if (place != profile.places.end()) profile.places.erase(place);
    return;
  }
  if (lat.empty() != lon.empty())
    return cells.fail(column(lat.empty() ? "lat" : "lon"), "is missing while the other coordinate is given");
  if (!lat.empty()) {
    const auto lat_value = cells.coordinate(column("lat"), 90),
               lon_value = cells.coordinate(column("lon"), 180);
    if (!lat_value || !lon_value) return;
    if (place == profile.places.end())
      place = profile.places.insert(
          profile.places.begin(), vault::Place{.kind = kind, .point = {}, .label = {}, .from = {}, .to = {}});
    place->point = {*lat_value, *lon_value};
  }
  if (label.empty()) return;
  if (place == profile.places.end()) {
    if (label != "-") cells.fail(column("label"), "names a place without coordinates");
    return;
  }
  cells.text(column("label"), place->label);
}

void email(Cells& cells, std::string& value) {
  std::string candidate = value;
  cells.text("email", candidate);
  const auto at = candidate.find('@');
  const bool plausible = at != std::string::npos && at > 0 && at + 1 < candidate.size() &&
                         candidate.find('@', at + 1) == std::string::npos &&
                         candidate.find_first_of(" ,;<>\"()[]\\") == std::string::npos;
  if (!candidate.empty() && !plausible) return cells.fail("email", "is not an e-mail address");
  value = std::move(candidate);
}

void phone(Cells& cells, std::string& value) {
  std::string candidate = value;
  cells.text("phone", candidate);
  const auto digits =
      std::count_if(candidate.begin(), candidate.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!candidate.empty() &&
      (digits < 3 || digits > 15 || candidate.find_first_not_of("0123456789+()-./ ") != std::string::npos)) {
    return cells.fail("phone", "is not a telephone number of 3 to 15 digits");
  }
  value = std::move(candidate);
}

void refuse_unknown_columns(const Row& row, const std::vector<std::string>& columns, Cells& cells) {
  for (const auto& [name, value] : row) {
    if (std::find(columns.begin(), columns.end(), name) == columns.end())
      cells.fail(name, "is not a known column");
  }
}

}  // namespace

const std::vector<std::string>& people_columns() {
  static const std::vector<std::string> columns = {
      "person_id",  "name",     "email",    "phone",      "languages", "home_lat", "home_lon",
      "home_label", "work_lat", "work_lon", "work_label", "groups",    "sites",    "guardian_id"};
  return columns;
}

const std::vector<std::string>& trip_columns() {
  static const std::vector<std::string> columns = {"person_id", "lat", "lon", "label", "from", "to"};
  return columns;
}

std::vector<RowError> merge_person(const Row& row, vault::Profile& profile) {
  vault::Profile merged = profile;
  Cells cells(row);
  refuse_unknown_columns(row, people_columns(), cells);
  cells.text("person_id", merged.source_id);
  if (cells.get("person_id").empty() || cells.get("person_id") == "-") cells.fail("person_id", "is missing");
  cells.text("name", merged.name);
  email(cells, merged.email);
  phone(cells, merged.phone);
  cells.list("languages", merged.languages);
  standing_place(cells, vault::PlaceKind::work, "work", merged);
  standing_place(cells, vault::PlaceKind::home, "home", merged);
  cells.list("groups", merged.groups);
  cells.list("sites", merged.sites);
  cells.text("guardian_id", merged.guardian_id);
  if (!merged.guardian_id.empty() && merged.guardian_id == merged.source_id)
    cells.fail("guardian_id", "is the person's own id");
  if (cells.ok()) profile = std::move(merged);
  return cells.take_errors();
}

std::vector<RowError> merge_trip(const Row& row, vault::Profile& profile, Instant now) {
  Cells cells(row);
  refuse_unknown_columns(row, trip_columns(), cells);
  vault::Place trip{.kind = vault::PlaceKind::trip, .point = {}, .label = {}, .from = {}, .to = {}};
  const auto lat = cells.coordinate("lat", 90), lon = cells.coordinate("lon", 180);
  cells.text("label", trip.label);
  for (const auto& [column, value] :
       {std::pair<std::string_view, Instant*>("from", &trip.from), {"to", &trip.to}}) {
    const auto at = parse_rfc3339(cells.get(column));
    if (!at) cells.fail(column, at.error().detail);
    if (at) *value = *at;
  }
  if (cells.ok() && trip.to <= trip.from) cells.fail("to", "is not after from");
  if (!cells.ok()) return cells.take_errors();
  trip.point = {*lat, *lon};
  auto places = profile.places;
  std::erase_if(places, [&](const vault::Place& old) {
    return old.kind == vault::PlaceKind::trip &&
           ((old.from == trip.from && old.to == trip.to) || now - old.to > trip_kept_ms);
  });
  if (now - trip.to <= trip_kept_ms) places.push_back(std::move(trip));
  std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) {
    return std::tie(a.kind, a.from) < std::tie(b.kind, b.from);
  });
  const auto trips = std::count_if(places.begin(), places.end(),
                                   [](const auto& place) { return place.kind == vault::PlaceKind::trip; });
  if (static_cast<std::size_t>(trips) > vault::trips_max)
    return {{"person_id", fmt::format("has more than {} trips", vault::trips_max)}};
  profile.places = std::move(places);
  return {};
}

}  // namespace tocsin::doors
