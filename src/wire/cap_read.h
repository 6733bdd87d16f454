// The parts of the CAP reader, for the inside of this room: elements with paths, findings, the structure
// check.
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wire/cap.h"
#include "wire/cap_ring.h"
#include "wire/xml_tree.h"

namespace tocsin::wire::cap {

// One element and its place: paths are made only for findings.
struct Element {
  const xml::Node* node = nullptr;
  std::string_view name = {};       // local
  const Element* parent = nullptr;  // null for <alert>; outlives this
  std::uint32_t position = 1;       // among its parent's children of this name
  std::uint32_t slot = 0;           // in its parent's sequence
  std::uint32_t next_alike = 0;     // in Children: one more than the index of the next in this slot

  // Positional, without prefixes: "/alert[1]/info[1]/area[2]". Cost grows with the depth.
  std::string path() const;
};

// What is collected while one message is read.
class Reading {
 public:
  Reading(xml::Tree& tree, std::string_view space, int version)
      : tree_(tree), space_(space), version_(version) {}

  xml::Tree& tree() { return tree_; }
  // Whether the element is in this message's namespace.
  bool owns(const xml::Node& node) const {
    return (node.space.data() == space_.data() && node.space.size() == space_.size()) || node.space == space_;
  }
  int version() const { return version_; }  // 10, 11, 12
  // "CAP 1.2 s3.2.2" of this message's version.
  std::string clause(std::string_view section) const;

  void add(Level level, std::string code, std::string path, std::string_view section, std::string detail,
           std::string repaired = {});
  void error(std::string code, std::string path, std::string_view section, std::string detail,
             std::string repaired = {}) {
    add(Level::error, std::move(code), std::move(path), section, std::move(detail), std::move(repaired));
  }
  void warning(std::string code, std::string path, std::string_view section, std::string detail,
               std::string repaired = {}) {
    add(Level::warning, std::move(code), std::move(path), section, std::move(detail), std::move(repaired));
  }
  void info(std::string code, std::string path, std::string_view section, std::string detail,
            std::string repaired = {}) {
    add(Level::info, std::move(code), std::move(path), section, std::move(detail), std::move(repaired));
  }
  // Whether one more of this code would only be counted; then it is. For what comes by the thousand: its
  // words need not be made.
  bool only_counts(Level level, std::string_view code);
  // An error after which there is no message.
  void reject(std::string code, std::string path, std::string_view section, std::string detail);

  Verdict verdict() const {
    return rejected_ ? Verdict::rejected : has_errors_ ? Verdict::usable : Verdict::conforming;
  }
  bool rejected() const { return rejected_; }
  std::vector<Finding> take_findings();

  std::size_t areas = 0;   // met so far, held to areas_max
  std::size_t shapes = 0;  // held to shapes_max
  RingReader rings;

 private:
  struct Count {
    Level level;
    std::string code;
    std::size_t count = 0;
  };

  xml::Tree& tree_;
  std::string_view space_;
  int version_;
  std::vector<Finding> findings_;
  std::vector<Count> counts_;
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

constexpr std::size_t slots_max = 24;  // of one sequence; <info> has 21

// Where `name` stands in `slots`; does not compile where it does not.
consteval std::size_t slot_of(std::span<const Slot> slots, std::string_view name) {
  for (std::size_t i = 0; i < slots.size() && i < slots_max; ++i) {
    if (slots[i].name == name) return i;
  }
  throw "no such slot";
}

// The children of one element by the schema, in document order. Surplus ones are a finding and left out,
// unless the slot says joined.
class Children {
 public:
  // `parent` and `slots` outlive this.
  Children(Reading& reading, const Element& parent, std::span<const Slot> slots, std::string_view section);

  // Those of one slot.
  class Alike {
   public:
    class Iterator {
     public:
      Iterator(const Children& children, std::uint32_t at) : children_(&children), at_(at) {}
      const Element& operator*() const { return children_->items_[at_ - 1]; }
      Iterator& operator++() { return at_ = children_->items_[at_ - 1].next_alike, *this; }
      bool operator!=(const Iterator& other) const { return at_ != other.at_; }

     private:
      const Children* children_;
      std::uint32_t at_;
    };
    Alike(const Children& children, std::size_t slot) : children_(children), slot_(slot) {}
    Iterator begin() const { return {children_, children_.tallies_[slot_].first}; }
    Iterator end() const { return {children_, 0}; }
    std::size_t size() const { return children_.tallies_[slot_].kept; }

   private:
    const Children& children_;
    std::size_t slot_;
  };

  std::string_view name_of(std::size_t slot) const { return slots_[slot].name; }
  const Element* first(std::size_t slot) const {
    return tallies_[slot].first == 0 ? nullptr : &items_[tallies_[slot].first - 1];
  }
  Alike all(std::size_t slot) const { return {*this, slot}; }

 private:
  void place(Reading& reading, const Element& parent, const xml::Node& child, std::size_t slot,
             std::string_view section);

  std::span<const Slot> slots_;
  boost::container::small_vector<Element, 8> items_;
  struct Tally {
    std::uint32_t first, last;  // one more than the index in items_
    std::uint32_t met, kept;
  };
  std::array<Tally, slots_max> tallies_;  // as many as there are slots
};

// The text of a leaf without white space at its ends; reports elements inside it. Null gives "". A view of
// the document or of the tree.
std::string_view read_text(Reading& reading, const Element* element);
// The same, and looks for HTML in it (CAP 1.2 s3.3.3).
std::string_view read_prose(Reading& reading, const Element* element);
Time read_time(Reading& reading, const Element* element);
// Items between white space, with double quotes around those that contain some.
std::vector<std::string> read_quoted_list(Reading& reading, const Element* element);
// valueName and value; several pairs in one element are all read, also "name=value" (CAP 1.0).
void read_named_values(Reading& reading, Children::Alike elements, std::vector<NamedValue>& out);

std::vector<Reference> read_references(Reading& reading, const Element& element, const Message& message);
void read_info(Reading& reading, const Element& element, const Message& message, Info& info);
void read_area(Reading& reading, const Element& element, AreaBlock& area);
// Rules over more than one element.
void check_message(Reading& reading, const Message& message, const Element& alert);

}  // namespace tocsin::wire::cap
