// <area>: description, shapes, geocodes, heights.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "wire/cap_decimal.h"
#include "wire/cap_read.h"

namespace tocsin::wire::cap {
namespace {

constexpr std::string_view section = "s3.2.4";

constexpr Slot area_slots[] = {
    {.name = "areaDesc", .min = 1}, {.name = "polygon", .max = 0}, {.name = "circle", .max = 0},
    {.name = "geocode", .max = 0},  {.name = "altitude"},          {.name = "ceiling"},
};
consteval std::size_t at(std::string_view name) { return slot_of(area_slots, name); }

void report(Reading& reading, const Element& element, std::vector<ShapeNote>& notes) {
  for (ShapeNote& note : notes)
    reading.add(note.level, std::move(note.code), element.path(), section, std::move(note.detail),
                std::move(note.repaired));
  notes.clear();
}

void read_shapes(Reading& reading, const Children& children, AreaBlock& area) {
  std::vector<ShapeNote> notes;
  for (const Element& element : children.all(at("polygon"))) {
    const std::string_view text = read_text(reading, &element);
    if (text.empty()) {
      reading.info("EMPTY_ELEMENT", element.path(), section, "<polygon> is empty", "read as absent");
      continue;
    }
    auto polygon = reading.rings.read_polygon(text, notes);
    report(reading, element, notes);
    if (polygon) area.shape.polygons.push_back(std::move(*polygon));
  }
  for (const Element& element : children.all(at("circle"))) {
    const std::string_view text = read_text(reading, &element);
    if (text.empty()) {
      reading.info("EMPTY_ELEMENT", element.path(), section, "<circle> is empty", "read as absent");
      continue;
    }
    const auto circle = reading.rings.read_circle(text, notes);
    report(reading, element, notes);
    if (circle) area.shape.circles.push_back(*circle);
  }
}

// EXCLUDE_POLYGON is the German weather service's (CAP DWD profile): what is cut out of the area's polygons.
void move_exclusions(Reading& reading, const Element& element, AreaBlock& area) {
  const auto excludes = [](const Geocode& geocode) {
    return geocode.name == "EXCLUDE_POLYGON" && !geocode.value.empty();
  };
  if (std::ranges::none_of(area.geocodes, excludes)) return;
  std::vector<Geocode> kept;
  std::vector<ShapeNote> notes;
  for (Geocode& geocode : area.geocodes) {
    if (!excludes(geocode)) {
      kept.push_back(std::move(geocode));
      continue;
    }
    auto polygon = reading.rings.read_polygon(geocode.value, notes);
    // Not the sender's breach of CAP: a profile's text, and the polygon left out is kept as a geocode.
    for (ShapeNote& note : notes) {
      if (note.level == Level::error) note.level = Level::warning;
      if (!polygon && !note.repaired.empty()) note.repaired = "kept as a geocode; nothing is cut out";
      note.detail = fmt::format("EXCLUDE_POLYGON: {}", note.detail);
    }
    report(reading, element, notes);
    if (polygon)
      area.shape.excluded.push_back(std::move(*polygon));
    else
      kept.push_back(std::move(geocode));
  }
  area.geocodes = std::move(kept);
}

std::optional<double> read_height(Reading& reading, const Element* element) {
  if (!element) return std::nullopt;
  const std::string_view text = read_text(reading, element);
  if (text.empty()) {
    reading.error("INVALID_VALUE", element->path(), section, fmt::format("<{}> is empty", element->name),
                  "read as absent");
    return std::nullopt;
  }
  const auto value = parse_decimal(text);
  if (!value || std::ranges::any_of(text, [](char c) { return (c | 32) == 'e'; })) {
    reading.error("INVALID_VALUE", element->path(), section,
                  fmt::format("\"{}\" is no height in feet", truncate_utf8(text, 40)),
                  value ? "read as a number" : "read as absent");
  } else if (*value < 0) {
    reading.error("INVALID_VALUE", element->path(), section, fmt::format("the height {} is negative", text),
                  "kept as written");
  }
  return value;
}

void check_area(Reading& reading, const Element& element, const AreaBlock& area) {
  if (area.ceiling_ft && !area.altitude_ft)
    reading.error("INVALID_AREA", element.path(), section, "<ceiling> without <altitude>", "kept as written");
  if (area.ceiling_ft && area.altitude_ft && *area.ceiling_ft < *area.altitude_ft) {
    reading.error("INVALID_ALTITUDE_CEILING_RANGE", element.path(), section,
                  fmt::format("the ceiling {} is below the altitude {}", *area.ceiling_ft, *area.altitude_ft),
                  "kept as written");
  }
  for (const Geocode& geocode : area.geocodes) {
    if (geocode.name.size() >= 4 && geocode.name[1] == '.' && geocode.name[3] == '.')
      reading.info(
          "GEOCODE_NAME", element.path(), section,
          fmt::format("acronyms are written without periods: \"{}\"", truncate_utf8(geocode.name, 40)));
  }
  std::size_t points = 0;
  for (const auto* list : {&area.shape.polygons, &area.shape.excluded}) {
    for (const geo::Polygon& polygon : *list) points += polygon.outer.size();
  }
  if (points > geo::vertices_max || area.shape.circles.size() > geo::circles_max) {
    reading.error("AREA_TOO_LARGE", element.path(), section,
                  fmt::format("{} points and {} circles; one area is matched with at most {} and {}", points,
                              area.shape.circles.size(), geo::vertices_max, geo::circles_max),
                  "kept as written");
  }
  if (area.resolved() || reading.only_counts(Level::info, "AREA_UNRESOLVED")) return;
  std::string names;
  for (const Geocode& geocode : area.geocodes) {
    if (names.size() > 120) {
      names += " ...";
      break;
    }
    names += fmt::format(" {}={}", truncate_utf8(geocode.name, 40), truncate_utf8(geocode.value, 40));
  }
  reading.info(
      "AREA_UNRESOLVED", element.path(), section,
      names.empty() ? std::string("a name alone, no shape") : fmt::format("no shape, geocodes{}", names));
}

}  // namespace

void read_area(Reading& reading, const Element& element, AreaBlock& area) {
  const Children children(reading, element, area_slots, section);
  const auto geocodes = children.all(at("geocode"));
  reading.shapes += children.all(at("polygon")).size() + children.all(at("circle")).size() + geocodes.size();
  if (reading.shapes > shapes_max) {
    reading.reject("TOO_MANY_SHAPES", element.path(), section,
                   fmt::format("more than {} polygons, circles and geocodes", shapes_max));
    return;
  }
  const Element* description = children.first(at("areaDesc"));
  area.description = read_prose(reading, description);
  if (description && area.description.empty())
    reading.error("MISSING_REQUIRED_ELEMENT", description->path(), section, "<areaDesc> is empty");
  read_shapes(reading, children, area);
  read_named_values(reading, geocodes, area.geocodes);
  move_exclusions(reading, element, area);
  area.altitude_ft = read_height(reading, children.first(at("altitude")));
  area.ceiling_ft = read_height(reading, children.first(at("ceiling")));
  check_area(reading, element, area);
}

}  // namespace tocsin::wire::cap
