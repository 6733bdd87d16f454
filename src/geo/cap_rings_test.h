// The polygons and circles of real CAP documents, read by their tags alone: this room knows no CAP. Test code
// only.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "geo/area.h"

namespace tocsin::geo {

inline std::vector<std::filesystem::path> cap_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".xml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

inline std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

inline std::vector<std::string> texts_of(const std::string& xml, const char* element) {
  const std::string tag(element);
  std::vector<std::string> texts;
  for (std::size_t at = xml.find(tag + ">"); at != std::string::npos; at = xml.find(tag + ">", at + 1)) {
    const std::size_t begin = at + tag.size() + 1;
    const std::size_t before = xml.find_last_of("<", at);
    const bool opens =
        before != std::string::npos && xml[before + 1] != '/' && xml.find('>', before) == begin - 1;
    const char last = xml[at - 1];
    if (opens && (last == '<' || last == ':'))
      texts.push_back(xml.substr(begin, xml.find('<', begin) - begin));
  }
  return texts;
}

inline std::vector<Point> points_of(const std::string& text) {
  std::vector<Point> points;
  for (const std::string_view pair : split_whitespace(text)) {
    const auto parts = split(pair, ',');
    points.push_back({parse_double(parts.at(0)).value(), parse_double(parts.at(1)).value()});
  }
  return points;
}

// One area a document, of all its valid polygons and circles; documents without any give none.
inline std::vector<Area> cap_areas(const std::filesystem::path& folder) {
  std::vector<Area> areas;
  for (const auto& file : cap_files(folder)) {
    const std::string xml = text_of(file);
    Area area;
    for (const std::string& text : texts_of(xml, "polygon")) {
      Polygon polygon{points_of(text), {}};
      if (validate({.polygons = {polygon}, .circles = {}, .excluded = {}}))
        area.polygons.push_back(std::move(polygon));
    }
    for (const std::string& text : texts_of(xml, "circle")) {
      const auto words = split_whitespace(text);
      area.circles.push_back(
          {points_of(std::string(words.at(0))).at(0), parse_double(words.at(1)).value() * 1000});
    }
    if (!area.empty() && validate(area)) areas.push_back(std::move(area));
  }
  return areas;
}

}  // namespace tocsin::geo
