#include "vault/groups.h"

#include <algorithm>

#include "base/check.h"

namespace tocsin::vault {

Groups::Groups() : sets_(1) {}

std::uint32_t Groups::number_of(const std::string& name) {
  const auto [it, inserted] = numbers_.try_emplace(name, static_cast<std::uint32_t>(names_.size()));
  if (inserted) {
    names_.push_back(name);
    pages_.emplace_back();
  }
  return it->second;
}

std::uint32_t Groups::keep(Set groups) {
  if (groups.empty()) return 0;
  if (const auto it = set_numbers_.find(groups); it != set_numbers_.end()) return it->second;
  std::uint32_t number = 0;
  if (free_sets_.empty()) {
    number = static_cast<std::uint32_t>(sets_.size());
    sets_.push_back({groups, 0});
  } else {
    number = free_sets_.back();
    free_sets_.pop_back();
    sets_[number].groups = groups;
  }
  set_numbers_.emplace(std::move(groups), number);
  return number;
}

void Groups::release(std::uint32_t set) {
  if (set == 0 || --sets_[set].rows > 0) return;
  set_numbers_.erase(sets_[set].groups);
  sets_[set] = {};
  free_sets_.push_back(set);
}

std::uint32_t Groups::make_set(std::span<const std::string> names) {
  Set groups;
  groups.reserve(names.size());
  for (const auto& name : names) groups.push_back(number_of(name));
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return keep(std::move(groups));
}

void Groups::assign_set(std::uint32_t row, std::uint32_t set) {
  const std::uint32_t before = set_of(row);
  if (before == set) return;
  TOCSIN_CHECK(set < sets_.size());
  if (set != 0) ++sets_[set].rows;
  set_of_row_.make(row) = set;
  const std::uint32_t page = row >> Paged<std::uint32_t>::page_bits;
  for (const std::uint32_t group : sets_[set].groups) {
    auto& pages = pages_[group];
    if (!pages.empty() && pages.back() == page) continue;
    const auto at = std::lower_bound(pages.begin(), pages.end(), page);
    if (at == pages.end() || *at != page) pages.insert(at, page);
  }
  release(before);
}

void Groups::assign(std::uint32_t row, std::span<const std::string> names) {
  assign_set(row, names.empty() ? 0 : make_set(names));
}

std::vector<std::uint32_t> Groups::rows_of(std::string_view name) const {
  std::vector<std::uint32_t> rows;
  const auto it = numbers_.find(std::string(name));
  if (it == numbers_.end()) return rows;
  const std::uint32_t group = it->second;
  std::vector<bool> has(sets_.size());
  for (std::size_t set = 0; set < sets_.size(); ++set)
    has[set] = std::binary_search(sets_[set].groups.begin(), sets_[set].groups.end(), group);
  for (const std::uint32_t page : pages_[group]) {
    const std::uint32_t first = page << Paged<std::uint32_t>::page_bits;
    for (std::uint32_t i = 0; i < Paged<std::uint32_t>::page_size; ++i) {
      if (has[set_of_row_[first + i]]) rows.push_back(first + i);
    }
  }
  return rows;
}

std::size_t Groups::memory_bytes() const {
  std::size_t bytes = set_of_row_.memory_bytes() + sets_.capacity() * sizeof(Kept) +
                      free_sets_.capacity() * sizeof(std::uint32_t) +
                      set_numbers_.bucket_count() * (sizeof(Set) + sizeof(std::uint32_t)) +
                      names_.capacity() * sizeof(std::string) +
                      numbers_.bucket_count() * (sizeof(std::string) + sizeof(std::uint32_t)) +
                      pages_.capacity() * sizeof(pages_[0]);
  for (const Kept& set : sets_) bytes += 2 * set.groups.capacity() * sizeof(std::uint32_t);
  for (const auto& pages : pages_) bytes += pages.capacity() * sizeof(std::uint32_t);
  return bytes;
}

}  // namespace tocsin::vault
