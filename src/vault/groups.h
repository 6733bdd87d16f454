// Groups: which rows belong to which groups. Most people share their set of groups with many others, so each
// set is kept once: 4 bytes a row, and none for 65,536 rows in a row of people without groups.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vault/paged.h"

namespace tocsin::vault {

// Changed by one thread while no other reads.
class Groups {
 public:
  // Numbers of groups, ascending, each once.
  using Set = std::vector<std::uint32_t>;

  Groups();

  // Replaces the groups of a row; names given twice count once.
  void assign(std::uint32_t row, std::span<const std::string> names);
  // The numbers of a row's groups, ascending. Good until the next change.
  const Set& of(std::uint32_t row) const { return sets_[set_of(row)].groups; }
  // Every name that was ever given to a row since the start, by number.
  const std::vector<std::string>& names() const { return names_; }
  // The rows of a group, ascending; empty when there is no such group. Cost: 4 bytes a row over the pages in
  // which the group was ever seen.
  std::vector<std::uint32_t> rows_of(std::string_view name) const;

  // --- for snapshots ---
  // The number of a row's set; 0 is the empty one.
  std::uint32_t set_of(std::uint32_t row) const { return set_of_row_.get(row); }
  // How many set numbers there are; those in between may be unused and empty.
  std::size_t set_count() const { return sets_.size(); }
  const Set& set(std::uint32_t number) const { return sets_[number].groups; }
  // The number here of a set with these names, made when absent. Rows must be given it before the next
  // assign().
  std::uint32_t make_set(std::span<const std::string> names);
  void assign_set(std::uint32_t row, std::uint32_t set);

  std::size_t memory_bytes() const;

 private:
  struct Kept {
    Set groups;
    std::uint32_t rows = 0;
  };
  std::uint32_t number_of(const std::string& name);
  std::uint32_t keep(Set groups);
  void release(std::uint32_t set);

  Paged<std::uint32_t> set_of_row_;
  std::vector<Kept> sets_;
  std::vector<std::uint32_t> free_sets_;
  boost::unordered_flat_map<Set, std::uint32_t> set_numbers_;
  std::vector<std::string> names_;
  boost::unordered_flat_map<std::string, std::uint32_t> numbers_;
  std::vector<std::vector<std::uint32_t>> pages_;  // of rows, in which a group was seen; ascending
};

}  // namespace tocsin::vault
