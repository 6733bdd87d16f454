// The parts of the CAP reader, for the inside of this room: elements with paths, findings, the structure
// check.
#pragma once

#include <map>
#include <pugixml.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wire/cap.h"

namespace tocsin::wire::cap {

struct Element {
  pugi::xml_node node;
  std::string_view name;  // local
  std::string path;
};

// What is collected while one message is read.
class Reading {
 public:
  Reading(std::string_view space, int version) : space_(space), version_(version) {}

  std::string_view space() const { return space_; }
  int version() const { return version_; }  // 10, 11, 12
  // "CAP 1.2 s3.2.2" of this message's version.
  std::string clause(std::string_view section) const;

  void add(Level level, std::string code, const std::string& path, std::string_view section,
           std::string detail, std::string repaired = {});
  void error(std::string code, const std::string& path, std::string_view section, std::string detail,
             std::string repaired = {}) {
    add(Level::error, std::move(code), path, section, std::move(detail), std::move(repaired));
  }
  void warning(std::string code, const std::string& path, std::string_view section, std::string detail,
               std::string repaired = {}) {
    add(Level::warning, std::move(code), path, section, std::move(detail), std::move(repaired));
  }
  void info(std::string code, const std::string& path, std::string_view section, std::string detail,
            std::string repaired = {}) {
    add(Level::info, std::move(code), path, section, std::move(detail), std::move(repaired));
  }
  // An error after which there is no message.
  void reject(std::string code, const std::string& path, std::string_view section, std::string detail);

  Verdict verdict() const {
    return rejected_ ? Verdict::rejected : has_errors_ ? Verdict::usable : Verdict::conforming;
  }
  bool rejected() const { return rejected_; }
  std::vector<Finding> take_findings();

  std::size_t areas = 0;   // met so far, held to areas_max
  std::size_t shapes = 0;  // held to shapes_max
  std::size_t crossing_work_left = crossing_work_max;

 private:
  std::string_view space_;
  int version_;
  std::vector<Finding> findings_;
  std::map<std::string, std::size_t> counts_;
  std::size_t cut_ = 0;
  bool has_errors_ = false;
  bool rejected_ = false;
};

// One row of a sequence in the schema: `min` by version, `max` 0 for unbounded, `since` and `until` the
// versions that have it.
struct Slot {
  std::string_view name;
  int min = 0;
  int max = 1;
  int since = 10;
  int until = 12;
  int min_since = 10;   // `min` holds from this version on
  bool vital = false;   // its absence is for the caller to reject
  bool joined = false;  // surplus ones are kept, for the caller to join: advice must not be lost
};

// The children of one element by the schema, in document order. Surplus ones are a finding and left out,
// unless the slot says joined.
class Children {
 public:
  Children(Reading& reading, const Element& parent, std::span<const Slot> slots, std::string_view section);

  const Element* first(std::string_view name) const;
  std::vector<const Element*> all(std::string_view name) const;

 private:
  std::vector<Element> items_;
};

// The text of a leaf without white space at its ends; reports elements inside it. Null gives "".
std::string read_text(Reading& reading, const Element* element);
// The same, and looks for HTML in it (CAP 1.2 s3.3.3).
std::string read_prose(Reading& reading, const Element* element);
Time read_time(Reading& reading, const Element* element);
// Items between white space, with double quotes around those that contain some.
std::vector<std::string> read_quoted_list(Reading& reading, const Element* element);
// valueName and value; several pairs in one element are all read, also "name=value" (CAP 1.0).
void read_named_values(Reading& reading, const std::vector<const Element*>& elements,
                       std::vector<NamedValue>& out);

std::vector<Reference> read_references(Reading& reading, const Element& element, const Message& message);
void read_info(Reading& reading, const Element& element, const Message& message, Info& info);
void read_area(Reading& reading, const Element& element, AreaBlock& area);
// Rules over more than one element.
void check_message(Reading& reading, const Message& message, const std::string& path);

}  // namespace tocsin::wire::cap
