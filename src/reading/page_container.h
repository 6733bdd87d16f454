// The element of a page that holds the report, for the inside of strip.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "reading/page_blocks.h"

namespace tocsin::reading {

class PageContainer {
 public:
  // `title` is the block of the report's headline, or no_node. Cost: linear. `tree` and `page` outlive this.
  PageContainer(const PageTree& tree, const PageBlocks& page, std::uint32_t title);

  // The element; no_node for the whole page.
  std::uint32_t node() const { return node_; }
  // Blocks [first, last) inside a node; all for no_node. Cost: logarithmic.
  std::pair<std::uint32_t, std::uint32_t> blocks_of(std::uint32_t node) const;
  // True when the block stands in an element that is no part of a report.
  bool in_furniture(const Block& block) const { return furniture_[block.first_text]; }
  // Bytes of good paragraphs outside furniture.
  std::uint64_t kept_bytes(std::uint32_t node) const { return sum(kept_, node); }
  std::uint64_t kept_bytes(std::uint32_t first_block, std::uint32_t last_block) const {
    return kept_[last_block] - kept_[first_block];
  }

 private:
  std::uint64_t sum(const std::vector<std::uint64_t>& prefix, std::uint32_t node) const {
    const auto [first, last] = blocks_of(node);
    return prefix[last] - prefix[first];
  }
  void find_furniture(std::uint64_t furniture_percent_max);
  void sum_kept();
  std::uint32_t find_exact() const;
  std::uint32_t find_article_of(std::uint32_t title) const;
  std::uint32_t descend(std::uint32_t from) const;

  const PageTree& tree_;
  const PageBlocks& page_;
  std::vector<std::uint64_t> good_, kept_;  // sums of bytes up to each block
  std::vector<bool> furniture_;             // of each node
  std::uint32_t node_ = no_node;
};

}  // namespace tocsin::reading
