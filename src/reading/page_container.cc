#include "reading/page_container.h"

#include <algorithm>

namespace tocsin::reading {
namespace {

std::uint32_t paragraph_bytes(const Block& block) {
  return block.is_good() ? block.bytes - block.link_bytes : 0;
}

// An element whose name says furniture is none when so many per cent of the page's good text stand in it;
// comments and cookie notices are often longer than a report.
constexpr std::uint64_t named_percent_max = 40, never_percent_max = 85;
// When less than this is left, the names misled.
constexpr std::uint64_t left_percent_min = 15;
// One child that holds so many per cent is where the report is; less, and it stands in several.
constexpr std::uint64_t descend_percent_min = 70;
// What the page itself marks as the report is believed when it has so many per cent.
constexpr std::uint64_t exact_percent_min = 20;

}  // namespace

PageContainer::PageContainer(const PageTree& tree, const PageBlocks& page, std::uint32_t title)
    : tree_(tree), page_(page) {
  good_.push_back(0);
  for (const Block& block : page_.blocks) good_.push_back(good_.back() + paragraph_bytes(block));
  find_furniture(named_percent_max);
  sum_kept();
  if (kept_.back() * 100 < good_.back() * left_percent_min) {
    find_furniture(0);
    sum_kept();
  }
  std::uint32_t from = find_exact();
  if (from == no_node) from = find_article_of(title);
  node_ = descend(from);
}

void PageContainer::sum_kept() {
  kept_.assign(1, 0);
  for (const Block& block : page_.blocks)
    kept_.push_back(kept_.back() + (in_furniture(block) ? 0 : paragraph_bytes(block)));
}

std::pair<std::uint32_t, std::uint32_t> PageContainer::blocks_of(std::uint32_t node) const {
  if (node == no_node) return {0, static_cast<std::uint32_t>(page_.blocks.size())};
  const auto first_at = [&](std::uint32_t from) {
    const auto found =
        std::lower_bound(page_.blocks.begin(), page_.blocks.end(), from,
                         [](const Block& block, std::uint32_t begin) { return block.first_text < begin; });
    return static_cast<std::uint32_t>(found - page_.blocks.begin());
  };
  return {first_at(node), first_at(tree_[node].end)};
}

void PageContainer::find_furniture(std::uint64_t furniture_percent_max) {
  furniture_.assign(tree_.nodes().size(), false);
  const std::uint64_t all = good_.back();
  for (std::uint32_t i = 0; i < tree_.nodes().size(); ++i) {
    const Node& node = tree_[i];
    if (node.parent != no_node && furniture_[node.parent]) {
      furniture_[i] = true;
    } else if (node.tag != Tag::text && (page_.own[i] & (mark_furniture | mark_never)) != 0) {
      const bool never = (page_.own[i] & mark_never) != 0;
      furniture_[i] = sum(good_, i) * 100 < all * (never ? never_percent_max : furniture_percent_max);
    }
  }
}

// The largest element that the page marks as the report's body.
std::uint32_t PageContainer::find_exact() const {
  std::uint32_t best = no_node;
  std::uint64_t most = 0;
  for (std::uint32_t i = 0; i < tree_.nodes().size(); ++i) {
    if ((page_.own[i] & mark_exact_body) == 0 || furniture_[i]) continue;
    const std::uint64_t inside = kept_bytes(i);
    if (inside > most) most = inside, best = i;
  }
  return most * 100 >= kept_.back() * exact_percent_min ? best : no_node;
}

// The nearest article element round the headline that holds a part of the text worth the name.
std::uint32_t PageContainer::find_article_of(std::uint32_t title) const {
  if (title == no_node) return no_node;
  for (std::uint32_t node = page_.blocks[title].node; node != no_node; node = tree_[node].parent) {
    if ((page_.own[node] & mark_article) == 0 || furniture_[node]) continue;
    if (kept_bytes(node) * 100 >= kept_.back() * exact_percent_min) return node;
  }
  return no_node;
}

// Goes down as long as one child holds nearly all.
std::uint32_t PageContainer::descend(std::uint32_t from) const {
  std::uint32_t at = from;
  for (;;) {
    const std::uint64_t all = kept_bytes(at);
    const std::uint32_t begin = at == no_node ? 0 : at + 1;
    const auto end = at == no_node ? static_cast<std::uint32_t>(tree_.nodes().size()) : tree_[at].end;
    std::uint32_t best = no_node;
    std::uint64_t most = 0;
    for (std::uint32_t child = begin; child < end; child = tree_[child].end) {
      if (tree_[child].end == child + 1) continue;
      const std::uint64_t inside = kept_bytes(child);
      if (inside > most) most = inside, best = child;
    }
    if (best == no_node || most * 100 < all * descend_percent_min || tree_[best].tag == Tag::p ||
        (at != no_node && (page_.own[at] & mark_exact_body) != 0))
      return at;
    at = best;
  }
}

}  // namespace tocsin::reading
