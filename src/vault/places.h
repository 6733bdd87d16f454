// Places: where people may be, in memory, ready for the question "who is inside?". Rebuilt from a snapshot or
// from profiles, and from fixes, at start.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "geo/contains.h"
#include "geo/point_index.h"
#include "vault/groups.h"
#include "vault/keys.h"
#include "vault/paged.h"
#include "vault/profile.h"

namespace tocsin::vault {

// A person's last known place.
struct Fix {
  geo::Point point;
  double accuracy_m = 0;
  Instant at;

  bool operator==(const Fix&) const = default;
};

// A fix this old still says where somebody is; up to the second age it says where they may be.
constexpr std::int64_t fix_fresh_ms = 6 * hour_ms;
constexpr std::int64_t fix_stale_ms = 7 * day_ms;
// A fix whose circle is wider tells a region, not a place, and is not taken.
constexpr double accuracy_max_m = 50'000;
// Below this a place is taken as a point: the width of a street and its houses.
constexpr double coarse_above_m = 100;

// One of a person's places that an area holds.
struct PlaceHit {
  std::uint32_t person = 0;  // a handle for person_of(): the person's row
  PlaceKind kind = PlaceKind::home;
  bool rim = false;            // only the disc of a coarse place touches
  Instant from = {}, to = {};  // of a trip
  Instant at = {};             // of a fix
};

// A person's row is the number of their key's slot; all arrays here go by it. A person with a home alone
// costs 4 bytes beside the point index, each further place 12 and what the point index takes, a trip or a
// fix 16 more, groups 4 a person.
//
// Changed by one thread while no other reads. Rows must have keys; a row's key may be destroyed only once
// the row is erased.
class Places {
 public:
  explicit Places(const Keys& keys) : keys_(&keys) {}

  // Replaces the person's standing places, trips and groups.
  void put(std::uint32_t row, const Profile& profile);
  // Overwrites the last known place.
  void put_fix(std::uint32_t row, const Fix& fix);
  void erase(std::uint32_t row);

  // visit(const PlaceHit&) for every place inside (or, for coarse ones, touching), in an unspecified order.
  template <class Visit>
  void for_each_inside(const geo::PreparedArea& area, Visit&& visit) const {
    points_.for_each_run_inside(area, [&](std::span<const std::uint32_t> keys) {
      for (const std::uint32_t key : keys) visit(hit_at(key));
    });
    for (const std::uint32_t node : touching(area)) visit(hit_of(node, true));
  }
  // The same for one person's places; nothing for a row that is nobody's.
  template <class Visit>
  void for_each_of(std::uint32_t row, const geo::PreparedArea& area, Visit&& visit) const {
    const Head head = head_of(row);
    if (head.has_home() && area.contains(*points_.find(home_key(row)))) visit(PlaceHit{.person = row});
    for (std::uint32_t link = head.first(); link != 0; link = nodes_[link - 1].next) {
      const PlaceHit hit = hit_of(link - 1, is_coarse(link - 1));
      const geo::Point point = *points_.find(node_key(link - 1));
      if (area.contains(point) || (hit.rim && area.touches(point, accuracy_of(link - 1)))) visit(hit);
    }
  }

  // visit(const geo::Point&, double accuracy_m) for every place of one person, whatever its time; the
  // accuracy of those taken as points is 0.
  template <class Visit>
  void for_each_point_of(const Id& person, Visit&& visit) const {
    const auto row = keys_->row_of(person);
    if (!row) return;
    const Head head = head_of(*row);
    if (head.has_home()) visit(*points_.find(home_key(*row)), 0.0);
    for (std::uint32_t link = head.first(); link != 0; link = nodes_[link - 1].next)
      visit(*points_.find(node_key(link - 1)), is_coarse(link - 1) ? accuracy_of(link - 1) : 0.0);
  }

  // Nothing for somebody without a key.
  std::optional<std::uint32_t> row_of(const Id& person) const { return keys_->row_of(person); }
  const Id& person_of(std::uint32_t row) const { return keys_->person_of(row); }
  const std::vector<std::uint32_t>& groups_of(std::uint32_t row) const { return groups_.of(row); }
  const std::vector<std::string>& group_names() const { return groups_.names(); }
  // Everybody of a group, sorted by id; empty when there is no such group. Cost: 4 bytes a row of memory.
  std::vector<Id> members(std::string_view group) const;
  // A fresh fix or a trip of now says where this person is.
  bool is_located(std::uint32_t row, Instant now) const;
  // People known here.
  std::size_t size() const { return size_; }

  // --- for snapshots ---
  // One past the last row that was ever known.
  std::uint32_t row_end() const { return row_end_; }
  // A profile was taken in, not only a fix.
  bool is_recorded(std::uint32_t row) const { return head_of(row).is_recorded(); }
  // visit(kind, point, from, to) for each place of the row but the fix; the home comes first.
  template <class Visit>
  void for_each_standing(std::uint32_t row, Visit&& visit) const {
    const Head head = head_of(row);
    if (head.has_home()) visit(PlaceKind::home, *points_.find(home_key(row)), Instant{}, Instant{});
    for (std::uint32_t link = head.first(); link != 0; link = nodes_[link - 1].next) {
      const PlaceKind kind = kind_of(link - 1);
      if (kind == PlaceKind::last_known) continue;
      const PlaceHit hit = hit_of(link - 1, false);
      visit(kind, *points_.find(node_key(link - 1)), hit.from, hit.to);
    }
  }
  // What put() does, in parts: makes the row recorded; adds to what it has.
  void set_recorded(std::uint32_t row);
  struct Standing {
    std::uint32_t row = 0;
    PlaceKind kind = PlaceKind::home;
    geo::Point point = {};
    Instant from = {}, to = {};
  };
  // Cheap in the order of geo::PointIndex::order_of(): several times cheaper than one by one.
  void add_all(std::span<const Standing> places);
  Groups& groups() { return groups_; }
  const Groups& groups() const { return groups_; }
  // Makes room for `count` places.
  void reserve(std::size_t count) { points_.reserve(count); }

  // Bytes on the heap: of the point indexes, and of all else.
  std::size_t index_bytes() const { return points_.memory_bytes() + coarse_.memory_bytes(); }
  std::size_t memory_bytes() const;

 private:
  // What a row has: whether it is known and recorded, whether the home's key is in the index, and the first
  // of its nodes plus one.
  struct Head {
    static constexpr std::uint32_t home_bit = 1u << 31, known_bit = 1u << 30, recorded_bit = 1u << 29,
                                   first_mask = recorded_bit - 1;
    std::uint32_t word = 0;
    bool has_home() const { return (word & home_bit) != 0; }
    bool is_known() const { return (word & known_bit) != 0; }
    bool is_recorded() const { return (word & recorded_bit) != 0; }
    std::uint32_t first() const { return word & first_mask; }
    void set_first(std::uint32_t link) { word = (word & ~first_mask) | link; }
  };
  // A place that is not the home. Links are numbers of nodes plus one, 0 for none.
  struct Node {
    std::uint32_t row = 0;
    std::uint32_t next = 0;         // of the same person
    std::uint32_t kind_detail = 0;  // 3 bits of PlaceKind, then the number of a Detail
  };
  // Of a trip: from when to when. Of a fix: when, and the bits of its accuracy in metres.
  struct Detail {
    std::int64_t first = 0, second = 0;
  };
  static constexpr unsigned detail_bits = 29;

  // The index's keys come in blocks of 65,536; each block names homes by row, or nodes by number.
  struct KeyBlock {
    bool homes = false;
    std::uint32_t page = 0;  // of rows or nodes
  };
  static constexpr std::uint32_t block_bits = Paged<Head>::page_bits;
  static constexpr std::uint32_t in_block = Paged<Head>::page_size - 1;
  static constexpr std::uint32_t no_block = ~std::uint32_t{0};

  Head head_of(std::uint32_t row) const { return heads_.get(row); }
  std::uint32_t home_key(std::uint32_t row) const {
    return home_blocks_[row >> block_bits] << block_bits | (row & in_block);
  }
  std::uint32_t node_key(std::uint32_t node) const {
    return node_blocks_[node >> block_bits] << block_bits | (node & in_block);
  }
  void make_block(std::vector<std::uint32_t>& blocks, std::uint32_t page, bool homes);
  PlaceKind kind_of(std::uint32_t node) const {
    return static_cast<PlaceKind>(nodes_[node].kind_detail >> detail_bits);
  }
  const Detail& detail_of(std::uint32_t node) const {
    return details_[nodes_[node].kind_detail & ((1u << detail_bits) - 1)];
  }
  double accuracy_of(std::uint32_t node) const;
  bool is_coarse(std::uint32_t node) const {
    return kind_of(node) == PlaceKind::last_known && accuracy_of(node) > coarse_above_m;
  }
  PlaceHit hit_at(std::uint32_t key) const {
    const KeyBlock block = key_blocks_[key >> block_bits];
    const std::uint32_t number = block.page << block_bits | (key & in_block);
    if (block.homes) return {.person = number};
    // A coarse place whose middle is inside may still be outside.
    return hit_of(number, is_coarse(number));
  }
  PlaceHit hit_of(std::uint32_t node, bool rim) const;
  // Nodes of coarse places that touch the area with their rim alone.
  std::vector<std::uint32_t> touching(const geo::PreparedArea& area) const;

  void set_known(std::uint32_t row);
  // What the rows say of a place that is put into the index by the caller: the key of a home, the number of a
  // node.
  std::uint32_t make_home(std::uint32_t row);
  std::uint32_t make_node(std::uint32_t row, PlaceKind kind, const Detail& detail);
  void set_home(std::uint32_t row, const geo::Point& point);
  std::uint32_t add_node(std::uint32_t row, PlaceKind kind, const geo::Point& point, const Detail& detail);
  void remove_nodes(std::uint32_t row, bool fixes);
  void set_coarse(std::uint32_t node, const geo::Point& point, bool coarse);

  const Keys* keys_;
  Paged<Head> heads_;  // by row
  std::uint32_t row_end_ = 0;
  std::size_t size_ = 0;
  Paged<Node> nodes_;
  std::uint32_t node_end_ = 0;
  std::vector<std::uint32_t> free_nodes_;
  Paged<Detail> details_;
  std::uint32_t detail_end_ = 0;
  std::vector<std::uint32_t> free_details_;
  std::vector<KeyBlock> key_blocks_;
  std::vector<std::uint32_t> home_blocks_, node_blocks_;  // the key block of each page
  geo::PointIndex points_;                                // every place, by key
  geo::PointIndex coarse_;  // those wider than coarse_above_m, by place in coarse_nodes_
  std::vector<std::uint32_t> coarse_nodes_;
  std::vector<std::uint32_t> free_coarse_;
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> coarse_of_node_;
  Groups groups_;
};

}  // namespace tocsin::vault
