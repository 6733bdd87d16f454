#include "reading/page_blocks.h"

#include <array>
#include <unordered_map>

#include "base/check.h"
#include "base/embed.h"
#include "base/text.h"

TOCSIN_EMBED(tocsin_page_classes, TOCSIN_READING_DIR "/page_classes.txt");

namespace tocsin::reading {
namespace {

// A part of a name with more letters is not looked up.
constexpr std::size_t class_word_bytes_max = 24;

// Of the list, not of a node: the name means furniture only when it is whole.
constexpr std::uint16_t mark_hidden = 1 << 15;

class ClassWords {
 public:
  static const ClassWords& built_in() {
    static const ClassWords words;
    return words;
  }

  bool is_hidden(std::string_view name) const {
    const auto found = words_.find(name);
    return found != words_.end() && found->second == mark_hidden;
  }

  std::uint16_t marks(std::string_view lower_word) const {
    if (const auto found = words_.find(lower_word); found != words_.end())
      return found->second == mark_hidden ? std::uint16_t{0} : found->second;
    for (std::size_t bytes = lower_word.size(); bytes >= 4; --bytes) {
      const auto found = beginnings_.find(lower_word.substr(0, bytes));
      if (found != beginnings_.end()) return found->second;
    }
    return 0;
  }

 private:
  ClassWords() {
    const std::string_view file(
        tocsin_page_classes_begin,
        static_cast<std::size_t>(tocsin_page_classes_end - tocsin_page_classes_begin));
    std::uint16_t mark = 0;
    for (const std::string_view line : split(file, '\n')) {
      if (line.empty() || line.starts_with('#')) continue;
      if (line.starts_with('['))
        mark = mark_of(line);
      else if (line.ends_with('*'))
        beginnings_[line.substr(0, line.size() - 1)] = mark;
      else
        words_[line] = mark;
    }
  }

  static std::uint16_t mark_of(std::string_view section) {
    if (section == "[furniture]") return mark_furniture;
    if (section == "[never]") return mark_never;
    if (section == "[quoted]") return mark_quoted;
    if (section == "[caption]") return mark_caption;
    if (section == "[hidden]") return mark_hidden;
    TOCSIN_CHECK(section == "[body]");
    return mark_body;
  }

  std::unordered_map<std::string_view, std::uint16_t> words_;
  std::unordered_map<std::string_view, std::uint16_t> beginnings_;
};

// The marks of the words of a class or id.
std::uint16_t marks_of_names(std::string_view names) {
  const ClassWords& table = ClassWords::built_in();
  std::uint16_t marks = 0;
  char word[class_word_bytes_max];
  std::size_t length = 0;
  bool was_lower = false;
  if (names.size() < 200) {
    for (const std::string_view name : split_whitespace(names)) {
      if (table.is_hidden(name)) marks |= mark_furniture;
    }
  }
  const auto flush = [&] {
    if (length > 1 && length < class_word_bytes_max) marks |= table.marks({word, length});
    length = 0;
  };
  for (const char c : names) {
    const bool upper = c >= 'A' && c <= 'Z', letter = upper || (c >= 'a' && c <= 'z');
    if (!letter || (upper && was_lower)) flush();
    if (letter && length < class_word_bytes_max) word[length++] = static_cast<char>(c | 32);
    was_lower = letter && !upper;
  }
  flush();
  return marks;
}

bool contains_any_case(std::string_view text, std::string_view lower) {
  return to_lower_ascii(text).find(lower) != std::string::npos;
}

std::uint16_t marks_of_tag(Tag tag) {
  switch (tag) {
    case Tag::a:
      return mark_link;
    case Tag::nav:
    case Tag::footer:
    case Tag::aside:
    case Tag::form:
    case Tag::menu:
      return mark_furniture;
    case Tag::h1:
    case Tag::h2:
    case Tag::h3:
    case Tag::h4:
    case Tag::h5:
    case Tag::h6:
      return mark_heading;
    case Tag::li:
    case Tag::dt:
    case Tag::dd:
      return mark_item;
    case Tag::blockquote:
      return mark_quote;
    case Tag::figcaption:
      return mark_caption;
    case Tag::article:
    case Tag::main:
      return mark_article;
    case Tag::table:
      return mark_table;
    case Tag::p:
      return mark_paragraph;
    default:
      return has_trait(tag, trait_silent) ? mark_silent : 0;
  }
}

std::uint16_t marks_of_attributes(std::string_view start_tag) {
  std::uint16_t marks = 0;
  for_each_attribute(start_tag, [&](std::string_view name, std::string_view value) {
    switch (name[0] | 32) {
      case 'c':
        if (name == "class" || name == "CLASS") marks |= marks_of_names(value);
        break;
      case 'i':
        if (name == "id" || name == "ID") marks |= marks_of_names(value);
        if (name == "itemprop" && contains_any_case(value, "articlebody"))
          marks |= mark_article | mark_exact_body;
        break;
      case 'h':
        if (name == "hidden") marks |= mark_furniture;
        break;
      case 's':
        if (name == "style" &&
            (contains_any_case(value, "display:none") || contains_any_case(value, "display: none")))
          marks |= mark_furniture;
        break;
      case 'r':
        if (name == "role" && (value == "navigation" || value == "complementary" || value == "banner" ||
                               value == "contentinfo" || value == "dialog" || value == "search"))
          marks |= mark_furniture;
        break;
      default:
        break;
    }
    return true;
  });
  return marks;
}

class BlockFinder {
 public:
  explicit BlockFinder(const PageTree& tree) : tree_(tree) {}

  PageBlocks run() {
    const auto& nodes = tree_.nodes();
    found_.own.resize(nodes.size());
    found_.marks.resize(nodes.size());
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
      while (!open_blocks_.empty() && open_blocks_.back() <= i) {
        open_blocks_.pop_back();
        cut();
      }
      const Node& node = nodes[i];
      const std::uint16_t outer = node.parent == no_node ? std::uint16_t{0} : found_.marks[node.parent];
      if (node.tag == Tag::text) {
        found_.marks[i] = outer;
        if ((outer & mark_silent) == 0) add_text(i, outer);
        continue;
      }
      const std::uint16_t own = own_marks(node);
      found_.own[i] = own;
      found_.marks[i] = outer | own;
      if (node.tag == Tag::br && ++breaks_ >= 2) cut();
      if (!has_trait(node.tag, trait_block)) continue;
      cut();
      if (node.end > i + 1) open_blocks_.push_back(node.end);
    }
    cut();
    return std::move(found_);
  }

 private:
  std::uint16_t own_marks(const Node& node) const {
    std::uint16_t own = marks_of_tag(node.tag);
    if ((own & mark_silent) != 0 || has_trait(node.tag, trait_void)) return own;
    // Names of the whole page and of an article list its tags and topics; those of a paragraph say little.
    if (node.tag == Tag::body || node.tag == Tag::html) return 0;
    std::uint16_t named = marks_of_attributes(text_of(tree_.source(), node.source));
    if (node.tag == Tag::article || node.tag == Tag::main || (named & mark_quoted) != 0)
      named &= static_cast<std::uint16_t>(~mark_furniture);
    own |= named;
    return own;
  }

  void add_text(std::uint32_t node, std::uint16_t marks) {
    const std::string_view text = tree_.text(node);
    std::uint32_t bytes = 0, words = 0;
    bool in_word = false;
    for (const char c : text) {
      const bool space = c == ' ' || (c >= '\t' && c <= '\r');
      if (!space) {
        ++bytes;
        if (!in_word) ++words;
        last_ = c == '"' || c == '\'' || c == ')' ? last_ : c;
      }
      in_word = !space;
    }
    if (bytes == 0) return;
    breaks_ = 0;
    if (block_.bytes == 0) {
      block_.node = tree_.block_of(node);
      block_.first_text = node;
    }
    block_.last_text = node;
    block_.bytes += bytes;
    block_.words += words;
    if ((marks & mark_link) != 0) block_.link_bytes += bytes;
  }

  void cut() {
    breaks_ = 0;
    if (block_.bytes > 0) {
      block_.marks = block_.node == no_node ? std::uint16_t{0} : found_.marks[block_.node];
      const auto last = static_cast<unsigned char>(last_);
      // the last byte of ” … 。 stands for them
      block_.sentence =
          last == '.' || last == '!' || last == '?' || last == 0x9D || last == 0xA6 || last == 0x82;
      found_.blocks.push_back(block_);
    }
    block_ = {};
    last_ = 0;
  }

  const PageTree& tree_;
  PageBlocks found_;
  Block block_;
  char last_ = 0;
  int breaks_ = 0;
  std::vector<std::uint32_t> open_blocks_;  // where each open block element ends
};

}  // namespace

bool Block::is_good() const {
  if ((marks & (mark_heading | mark_caption)) != 0) return false;
  if (link_bytes * 10 > bytes * 4) return false;
  return bytes >= 120 || (bytes >= 50 && sentence);
}

PageBlocks find_blocks(const PageTree& tree) { return BlockFinder(tree).run(); }

}  // namespace tocsin::reading
