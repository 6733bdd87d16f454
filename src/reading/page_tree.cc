#include "reading/page_tree.h"

#include <array>
#include <cstring>

namespace tocsin::reading {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_name(std::string_view a, std::string_view lower_b) {
  if (a.size() != lower_b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower_b[i]) return false;
  }
  return true;
}

bool is_heading(Tag tag) { return tag >= Tag::h1 && tag <= Tag::h6; }
// An end tag inside a cell does not close what stands round the table.
bool is_wall(Tag tag) { return tag == Tag::td || tag == Tag::th || tag == Tag::caption; }

}  // namespace

class PageTreeBuilder {
 public:
  explicit PageTreeBuilder(PageTree& tree) : source_(tree.source_), nodes_(tree.nodes_) {
    nodes_.reserve(source_.size() / 40 + 16);
  }

  void run() {
    while (at_ < source_.size()) {
      const auto open = find('<', at_);
      if (open > at_) add_text(at_, open);
      at_ = open;
      if (at_ < source_.size()) markup();
    }
    while (!open_.empty()) pop();
  }

 private:
  std::size_t find(char c, std::size_t from) const {
    const void* found =
        from < source_.size() ? std::memchr(source_.data() + from, c, source_.size() - from) : nullptr;
    return found == nullptr ? source_.size()
                            : static_cast<std::size_t>(static_cast<const char*>(found) - source_.data());
  }

  std::uint32_t add(Tag tag, std::size_t begin, std::size_t end) {
    const auto node = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({tag,
                      open_.empty() ? no_node : open_.back(),
                      node + 1,
                      {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
    return node;
  }

  void add_text(std::size_t begin, std::size_t end) { add(Tag::text, begin, end); }

  Tag tag_at(std::size_t depth) const { return nodes_[open_[depth]].tag; }

  void pop() {
    Node& node = nodes_[open_.back()];
    node.end = static_cast<std::uint32_t>(nodes_.size());
    --count_[static_cast<std::size_t>(node.tag)];
    open_.pop_back();
  }

  void pop_to(std::size_t depth) {
    while (open_.size() > depth) pop();
  }

  bool is_open(Tag tag) const { return count_[static_cast<std::size_t>(tag)] > 0; }

  // Closes the nearest `tag`, unless an element of `stops` is nearer.
  template <class Stops>
  void close_nearest(Tag tag, Stops stops) {
    if (!is_open(tag)) return;
    for (std::size_t depth = open_.size(); depth-- > 0;) {
      if (tag_at(depth) == tag) return pop_to(depth);
      if (stops(tag_at(depth))) return;
    }
  }

  // What the start of `tag` ends by itself.
  void close_implied(Tag tag) {
    if (has_trait(tag, trait_ends_p))
      close_nearest(Tag::p,
                    [](Tag open) { return is_wall(open) || open == Tag::button || open == Tag::table; });
    const auto item_stop = [](Tag open) {
      return has_trait(open, trait_block) && open != Tag::div && open != Tag::p && open != Tag::address;
    };
    const auto table_stop = [](Tag open) { return open == Tag::table; };
    switch (tag) {
      case Tag::li:
        return close_nearest(Tag::li, item_stop);
      case Tag::dt:
      case Tag::dd:
        close_nearest(Tag::dt, item_stop);
        return close_nearest(Tag::dd, item_stop);
      case Tag::option:
        return close_nearest(Tag::option, [](Tag open) { return open == Tag::select; });
      case Tag::tr:
        return close_nearest(Tag::tr, table_stop);
      case Tag::td:
      case Tag::th: {
        const auto row_stop = [](Tag open) { return open == Tag::table || open == Tag::tr; };
        close_nearest(Tag::td, row_stop);
        return close_nearest(Tag::th, row_stop);
      }
      case Tag::tbody:
      case Tag::thead:
      case Tag::tfoot:
        close_nearest(Tag::tbody, table_stop);
        close_nearest(Tag::thead, table_stop);
        return close_nearest(Tag::tfoot, table_stop);
      case Tag::a:  // a link inside a link: the first one was never closed
        return close_nearest(Tag::a, [](Tag open) { return has_trait(open, trait_block); });
      default:
        if (is_heading(tag) && !open_.empty() && is_heading(tag_at(open_.size() - 1))) pop();
    }
  }

  void start_tag(std::size_t name_begin, std::size_t name_end) {
    const Tag tag = tag_of(source_.substr(name_begin, name_end - name_begin));
    const std::size_t close = end_of_tag(name_end);
    at_ = std::min(close + 1, source_.size());
    close_implied(tag);
    const std::uint32_t node = add(tag, name_end, close);
    if (has_trait(tag, trait_void)) return;
    if (has_trait(tag, trait_raw)) {
      raw_text(node, source_.substr(name_begin, name_end - name_begin));
      return;
    }
    // <br/> and <path/>: a name we do not know may be of SVG, where the stroke closes
    if (tag == Tag::other && close > name_end && close <= source_.size() && source_[close - 1] == '/') return;
    if (open_.size() >= page_depth_max) {
      ++flattened_[static_cast<std::size_t>(tag)];
      return;
    }
    open_.push_back(node);
    ++count_[static_cast<std::size_t>(tag)];
  }

  void end_tag(std::string_view name) {
    const Tag tag = tag_of(name);
    if (flattened_[static_cast<std::size_t>(tag)] > 0) {
      --flattened_[static_cast<std::size_t>(tag)];
      return;
    }
    if (!is_open(tag)) return;
    const bool formatting = has_trait(tag, trait_inline) || tag == Tag::other;
    const bool wall_matters = !is_wall(tag) && tag != Tag::table && tag != Tag::tr && tag != Tag::tbody &&
                              tag != Tag::thead && tag != Tag::tfoot;
    close_nearest(tag, [&](Tag open) {
      return (formatting && has_trait(open, trait_block)) || (wall_matters && is_wall(open));
    });
  }

  // The '>' that ends a tag; quotes hide one only after '='.
  std::size_t end_of_tag(std::size_t from) const {
    bool value = false;
    for (std::size_t i = from; i < source_.size(); ++i) {
      const char c = source_[i];
      if (c == '>') return i;
      if (value && (c == '"' || c == '\'')) {
        const auto close = source_.find(c, i + 1);
        if (close == std::string_view::npos) return find('>', i);
        i = close;
        value = false;
      } else if (c == '=') {
        value = true;
      } else if (!is_space(c)) {
        value = false;
      }
    }
    return source_.size();
  }

  void raw_text(std::uint32_t node, std::string_view name) {
    std::size_t end = at_;
    std::string lower_name;
    for (const char c : name) lower_name.push_back(lower(c));
    for (;; ++end) {
      end = find('<', end);
      if (end >= source_.size()) break;
      if (source_.size() - end < name.size() + 2 || source_[end + 1] != '/') continue;
      if (same_name(source_.substr(end + 2, name.size()), lower_name)) break;
    }
    open_.push_back(node);
    ++count_[static_cast<std::size_t>(nodes_[node].tag)];
    if (end > at_) add_text(at_, end);
    pop();
    at_ = end < source_.size() ? std::min(find('>', end) + 1, source_.size()) : end;
  }

  void markup() {
    const std::size_t next = at_ + 1;
    const char c = next < source_.size() ? source_[next] : ' ';
    if (is_letter(c)) {
      std::size_t end = next;
      while (end < source_.size() && !is_space(source_[end]) && source_[end] != '/' && source_[end] != '>')
        ++end;
      return start_tag(next, end);
    }
    if (c == '/' && next + 1 < source_.size() && is_letter(source_[next + 1])) {
      std::size_t end = next + 1;
      while (end < source_.size() && !is_space(source_[end]) && source_[end] != '/' && source_[end] != '>')
        ++end;
      const std::string_view name = source_.substr(next + 1, end - next - 1);
      at_ = std::min(find('>', end) + 1, source_.size());
      return end_tag(name);
    }
    if (source_.substr(at_).starts_with("<!--")) {
      const auto end = source_.find("-->", at_ + 2);
      at_ = end == std::string_view::npos ? source_.size() : end + 3;
      return;
    }
    if (c == '!' || c == '?' || c == '/') {
      at_ = std::min(find('>', at_) + 1, source_.size());
      return;
    }
    add_text(at_, next);  // a '<' that begins nothing
    at_ = next;
  }

  std::string_view source_;
  std::vector<Node>& nodes_;
  std::vector<std::uint32_t> open_;
  std::array<std::uint32_t, tags_count> count_{};      // open elements by tag
  std::array<std::uint32_t, tags_count> flattened_{};  // started past page_depth_max
  std::size_t at_ = 0;
};

PageTree::PageTree(std::string_view source) : source_(source) { PageTreeBuilder(*this).run(); }

std::optional<std::string_view> PageTree::attribute(std::uint32_t node, std::string_view name) const {
  std::optional<std::string_view> found;
  if (nodes_[node].tag == Tag::text) return found;
  for_each_attribute(text(node), [&](std::string_view key, std::string_view value) {
    if (!same_name(key, name)) return true;
    found = value;
    return false;
  });
  return found;
}

std::uint32_t PageTree::block_of(std::uint32_t node) const {
  while (node != no_node && !has_trait(nodes_[node].tag, trait_block)) node = nodes_[node].parent;
  return node;
}

}  // namespace tocsin::reading
