#include "reading/page_choose.h"

#include <algorithm>
#include <unordered_set>

#include "reading/page_container.h"
#include "reading/strip_lines.h"
#include "reading/strip_words.h"

namespace tocsin::reading {
namespace {

// What stands before the title is no part of the report when so many per cent of the text follow.
constexpr std::uint64_t after_title_percent_min = 25;
// What follows a heading like "Comments" goes when so many per cent stand before.
constexpr std::uint64_t before_trailer_percent_min = 50;
// Only a block this short is held to the lists of phrases.
constexpr std::size_t phrase_bytes_max = 400;

struct Candidate {
  std::uint32_t block = 0;
  std::string text;
  std::vector<std::uint64_t> keys;
  Verdict verdict = {};
  bool sentence = false;
  bool keep = true;
  RegionKind kind = RegionKind::body;
};

std::vector<std::uint64_t> keys_of(std::string_view text) {
  std::vector<std::uint64_t> keys;
  for (const Token& token : tokenize(text)) {
    if (token.kind != TokenKind::mark) keys.push_back(token.key);
  }
  return keys;
}

class Chooser {
 public:
  Chooser(const PageTree& tree, const PageBlocks& page, std::string_view title, PageEncoding encoding)
      : tree_(tree),
        page_(page),
        encoding_(encoding),
        title_(keys_of(title)),
        title_block_(find_title()),
        container_(tree, page, title_block_) {}

  std::vector<ChosenBlock> run() {
    collect();
    drop_furniture();
    drop_repeated();
    drop_trailer();
    drop_lone_headings();
    std::vector<ChosenBlock> chosen;
    for (const Candidate& candidate : candidates_) {
      if (candidate.keep)
        chosen.push_back(
            {candidate.block, candidate.kind, candidate.verdict.label, candidate.verdict.content});
    }
    if (title_block_ != no_node && std::none_of(chosen.begin(), chosen.end(), [](const ChosenBlock& each) {
          return each.kind == RegionKind::title;
        }))
      chosen.push_back({title_block_, RegionKind::title, {}, {}});
    std::sort(chosen.begin(), chosen.end(),
              [](const ChosenBlock& a, const ChosenBlock& b) { return a.block < b.block; });
    return chosen;
  }

 private:
  const Block& block_of(const Candidate& candidate) const { return page_.blocks[candidate.block]; }

  std::string text_of_block(const Block& block) const {
    TextWriter writer(encoding_);
    write_block(tree_, page_, block, writer);
    return writer.take_text();
  }

  void collect() {
    const auto [first, last] = container_.blocks_of(container_.node());
    for (std::uint32_t i = first; i < last; ++i) {
      const Block& block = page_.blocks[i];
      if (container_.in_furniture(block)) continue;
      Candidate candidate{i, text_of_block(block), {}, {}, block.sentence, true, RegionKind::body};
      if (candidate.text.empty()) continue;
      if (candidate.text.size() <= phrase_bytes_max) {
        const Lines lines(candidate.text);
        if (!lines.all().empty()) {
          const Line& line = lines.all().front();
          candidate.keys.assign(line.keys.begin(), line.keys.end());
          candidate.verdict = classify(line, candidate.text);
          candidate.sentence = line.is_sentence();
        }
      }
      candidates_.push_back(std::move(candidate));
    }
  }

  // The first heading, anywhere on the page, that says what the page's title says; no_node for none.
  std::uint32_t find_title() const {
    if (title_.size() < 2) return no_node;
    for (std::uint32_t i = 0; i < page_.blocks.size(); ++i) {
      const Block& block = page_.blocks[i];
      if ((block.marks & mark_heading) == 0 || block.bytes > phrase_bytes_max) continue;
      const auto keys = keys_of(text_of_block(block));
      if (keys.size() >= 2 && keys.size() * 2 >= title_.size() && same_beginning(keys, title_)) return i;
    }
    return no_node;
  }

  static bool same_beginning(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
    const auto shorter = static_cast<std::ptrdiff_t>(std::min(a.size(), b.size()));
    return std::equal(a.begin(), a.begin() + shorter, b.begin());
  }

  void drop_furniture() {
    const auto [first, last] = container_.blocks_of(container_.node());
    const bool title_inside = title_block_ != no_node && title_block_ >= first && title_block_ < last;
    const bool drops_before =
        title_inside && container_.kept_bytes(title_block_, last) * 100 >=
                            container_.kept_bytes(first, last) * after_title_percent_min;
    for (Candidate& candidate : candidates_) {
      const Block& block = block_of(candidate);
      if (candidate.block == title_block_) {
        candidate.kind = RegionKind::title;
        continue;
      }
      if (drops_before && candidate.block < title_block_) candidate.keep = false;
      if ((block.marks & mark_caption) != 0) candidate.keep = false;
      if (block.link_bytes * 2 > block.bytes && !is_linked_sentence(candidate)) candidate.keep = false;
      switch (candidate.verdict.line_class) {
        case LineClass::text:
          break;
        case LineClass::published:
          candidate.kind = RegionKind::published;
          break;
        case LineClass::byline:
          candidate.kind = RegionKind::byline;
          break;
        case LineClass::promo:  // a label alone names nothing
          candidate.kind = RegionKind::promo_link;
          candidate.keep = !candidate.verdict.content.empty();
          break;
        case LineClass::clock:
          candidate.keep &= (block.marks & mark_table) != 0;
          break;
        case LineClass::sprite:
        case LineClass::menu:
        case LineClass::credit:
        case LineClass::copyright:
          candidate.keep = false;
      }
    }
  }

  bool is_linked_sentence(const Candidate& candidate) const {
    return block_of(candidate).sentence && candidate.text.size() > 60;
  }

  // Lists and tables of recipes and results say the same thing twice with right.
  bool is_tabular(const Candidate& candidate) const {
    return (block_of(candidate).marks & (mark_table | mark_item)) != 0;
  }

  // A page may hold its report or headline twice: for small screens, for the printer.
  void drop_repeated() {
    std::unordered_set<std::string_view> seen;
    for (Candidate& candidate : candidates_) {
      if (!candidate.keep) continue;
      if (candidate.text.size() >= 30 && !is_tabular(candidate) && !seen.insert(candidate.text).second)
        candidate.keep = false;
      if (candidate.kind == RegionKind::body && candidate.keys.size() >= 3 && !title_.empty() &&
          candidate.keys.size() <= title_.size() && candidate.keys.size() * 3 >= title_.size() * 2 &&
          same_beginning(candidate.keys, title_))
        candidate.keep = false;
    }
  }

  // From a heading like "Comments" or "Related stories" to the end of what it heads.
  void drop_trailer() {
    const PhraseTable& table = PhraseTable::built_in();
    const auto [first, last] = container_.blocks_of(container_.node());
    const std::uint64_t all = container_.kept_bytes(first, last);
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const Candidate& label = candidates_[i];
      if (label.sentence || (table.uses(label.keys) & use_trailer) == 0) continue;
      if (container_.kept_bytes(first, label.block) * 100 < all * before_trailer_percent_min) continue;
      const std::uint32_t end = end_of_section(block_of(label).node);
      std::size_t k = i;
      for (; k < candidates_.size() && block_of(candidates_[k]).first_text < end; ++k)
        candidates_[k].keep = false;
      i = std::max(k, i + 1) - 1;
    }
  }

  // Where the element that holds the heading ends.
  std::uint32_t end_of_section(std::uint32_t node) const {
    const std::uint32_t parent = node == no_node ? no_node : tree_[node].parent;
    return parent == no_node ? static_cast<std::uint32_t>(tree_.nodes().size()) : tree_[parent].end;
  }

  // A heading whose text went away goes too.
  void drop_lone_headings() {
    bool text_follows = false;
    for (std::size_t i = candidates_.size(); i-- > 0;) {
      Candidate& candidate = candidates_[i];
      if (!candidate.keep || candidate.kind != RegionKind::body) continue;
      if ((block_of(candidate).marks & mark_heading) == 0)
        text_follows = true;
      else if (!text_follows)
        candidate.keep = false;
    }
  }

  const PageTree& tree_;
  const PageBlocks& page_;
  PageEncoding encoding_;
  std::vector<std::uint64_t> title_;
  std::uint32_t title_block_ = no_node;
  PageContainer container_;
  std::vector<Candidate> candidates_;
};

}  // namespace

std::vector<ChosenBlock> choose(const PageTree& tree, const PageBlocks& page, std::string_view title,
                                PageEncoding encoding) {
  return Chooser(tree, page, title, encoding).run();
}

void write_block(const PageTree& tree, const PageBlocks& page, const Block& block, TextWriter& writer) {
  for (std::uint32_t i = block.first_text; i <= block.last_text; ++i) {
    const Node& node = tree[i];
    if (node.tag == Tag::br) writer.add_space(node.source.begin);
    if (node.tag == Tag::text && (page.marks[i] & mark_silent) == 0) writer.add(tree.source(), node.source);
  }
}

}  // namespace tocsin::reading
