#include "reading/strip_plain.h"

#include <algorithm>
#include <unordered_set>

#include "reading/strip_lines.h"
#include "reading/strip_words.h"

namespace tocsin::reading {
namespace {

// A headline is looked for among this many lines before the first paragraph; menus are longer than this only
// when they are not headlines.
constexpr std::size_t head_lines_max = 400;
// A line of a text that was wrapped by hand or by mail has so many bytes.
constexpr std::uint32_t wrapped_bytes_min = 45, wrapped_bytes_max = 100;

const PhraseTable& table() { return PhraseTable::built_in(); }

class PlainStrip {
 public:
  explicit PlainStrip(std::string_view source) : text_(source), lines_(source) {
    for (const Line& line : lines_.all()) verdicts_.push_back(classify(line, text_));
    kinds_.resize(verdicts_.size(), RegionKind::body);
  }

  Stripped run() {
    find_first_body();
    by_class();
    head();
    comments();
    trailers();
    tail();
    Stripped stripped;
    stripped.text = std::string(text_);
    emit(stripped.regions);
    return stripped;
  }

 private:
  const Line& line(std::size_t i) const { return lines_.all()[i]; }
  std::size_t size() const { return verdicts_.size(); }
  bool is_text(std::size_t i) const { return verdicts_[i].line_class == LineClass::text; }
  bool is_sentence(std::size_t i) const { return is_text(i) && line(i).is_sentence(); }
  std::uint32_t uses(std::size_t i) const { return table().uses(line(i).keys); }

  // A hand-wrapped paragraph shows its sentence only over several lines.
  bool wraps_to_next(std::size_t i) const {
    if (i + 1 >= size() || line(i + 1).after_empty || !is_text(i) || !is_text(i + 1)) return false;
    const std::uint32_t bytes = line(i).span.size();
    return bytes >= wrapped_bytes_min && bytes <= wrapped_bytes_max && !line(i + 1).bullet;
  }

  // A question this short is as often a headline as a sentence.
  bool is_short_question(std::size_t i) const {
    return line(i).words <= 25 && text_of(text_, line(i).span).ends_with('?');
  }

  bool is_paragraph(std::size_t i) const { return is_sentence(i) && !is_short_question(i); }

  // A long headline has the words of a sentence, but not its end.
  bool begins_report(std::size_t i) const {
    if (is_text(i) && wraps_to_next(i) && line(i + 1).lower_first) return true;
    return is_paragraph(i) && (line(i).words >= 10 || line(i).stop_words >= 3) &&
           (line(i).ends_sentence || line(i).words > 25);
  }

  void find_first_body() {
    const auto first = [&](auto predicate) {
      std::size_t i = 0;
      while (i < size() && !predicate(i)) ++i;
      return i;
    };
    first_body_ = first([&](std::size_t i) { return begins_report(i); });
    // notes without a single long sentence
    if (first_body_ == size()) first_body_ = first([&](std::size_t i) { return is_sentence(i); });
    last_body_ = first_body_;
    for (std::size_t i = first_body_; i < size(); ++i) {
      if (is_paragraph(i)) last_body_ = i;
    }
  }

  void by_class() {
    for (std::size_t i = 0; i < size(); ++i) {
      switch (verdicts_[i].line_class) {
        case LineClass::text:
          break;
        case LineClass::sprite:
          kinds_[i] = RegionKind::icon_sprite;
          break;
        case LineClass::clock:
        case LineClass::copyright:
          kinds_[i] = i > last_body_ ? RegionKind::trailer : RegionKind::navigation;
          break;
        case LineClass::menu:
        case LineClass::credit:
          kinds_[i] = RegionKind::navigation;
          break;
        case LineClass::published:
          kinds_[i] = RegionKind::published;
          break;
        case LineClass::byline:
          kinds_[i] = RegionKind::byline;
          break;
        case LineClass::promo:
          kinds_[i] = verdicts_[i].content.empty() ? RegionKind::navigation : RegionKind::promo_link;
          if (verdicts_[i].content.empty()) headline_of_label(i);
          break;
      }
    }
  }

  // "READ MORE" on its own line: the next line, when it is a headline, is the other report's.
  void headline_of_label(std::size_t i) {
    if (i + 1 >= size() || !is_text(i + 1) || !line(i + 1).is_headline() || i + 1 == first_body_) return;
    if (i < first_body_ && !has_headline_after(i + 1)) return;  // it may be the report's own
    kinds_[i + 1] = RegionKind::promo_link;
    verdicts_[i + 1].line_class = LineClass::promo;
    verdicts_[i + 1].content = line(i + 1).span;
  }

  bool has_headline_after(std::size_t i) {
    if (last_head_ == 0) {
      for (std::size_t k = 0; k < first_body_; ++k) {
        if (is_text(k) && line(k).is_headline()) last_head_ = k + 1;
      }
    }
    return i + 1 < last_head_;
  }

  // Words of the line that stand in the report, in per cent of those that say something.
  int likeness(std::size_t i) const {
    int said = 0, shared = 0;
    for (const std::uint64_t key : line(i).keys) {
      if ((table().uses(key) & use_stop) != 0) continue;
      ++said;
      if (body_words_.contains(key)) ++shared;
    }
    return said == 0 ? 0 : 100 * shared / said;
  }

  bool same_words(std::size_t a, std::size_t b) const {
    const auto x = line(a).keys, y = line(b).keys;
    const std::size_t shorter = std::min(x.size(), y.size());
    // the longer one may end with the outlet's name
    if (shorter < 3 || std::max(x.size(), y.size()) > shorter + 6) return false;
    return std::equal(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(shorter), y.begin());
  }

  void head() {
    for (std::size_t i = first_body_; i < size(); ++i) {
      if (is_text(i)) body_words_.insert(line(i).keys.begin(), line(i).keys.end());
    }
    const std::size_t from = first_body_ > head_lines_max ? first_body_ - head_lines_max : 0;
    std::size_t title = size();
    int best = 0;
    for (std::size_t i = from; i < first_body_; ++i) {
      if (!is_text(i) || line(i).words < 3 || line(i).words > 40) continue;
      int score = likeness(i) + static_cast<int>(std::min(line(i).words, 12U)) * 6;
      for (std::size_t k = from; k < first_body_; ++k) {
        if (k != i && same_words(i, k)) score += 60;
      }
      if (line(i).ends_sentence) score -= 20;
      if (stands_over_head(i)) score += 40;
      if (score > best) best = score, title = i;
    }
    for (std::size_t i = 0; i < first_body_; ++i) {
      if (!is_text(i)) continue;
      if (i == title)
        kinds_[i] = RegionKind::title;
      else if (title < size() && same_words(i, title))
        kinds_[i] = RegionKind::duplicate_title;
      else if (is_name_line(i))
        kinds_[i] = RegionKind::byline;
      else if (!is_standfirst(i, title))
        kinds_[i] = RegionKind::navigation;
    }
    for (std::size_t i = first_body_; title < size() && i < size(); ++i) {
      if (is_text(i) && !line(i).is_sentence() && same_words(i, title))
        kinds_[i] = RegionKind::duplicate_title;
    }
  }

  // The date or the byline follows within two lines.
  bool stands_over_head(std::size_t i) const {
    for (std::size_t k = i + 1; k < std::min(i + 3, size()); ++k) {
      if (verdicts_[k].line_class == LineClass::published || verdicts_[k].line_class == LineClass::byline)
        return true;
    }
    return false;
  }

  // Before the first paragraph only what speaks of the same thing is the report's: a standfirst, a key point.
  bool is_standfirst(std::size_t i, std::size_t title) const {
    if (line(i).is_sentence()) return true;
    if (title < size() && i < title) return false;
    return line(i).bullet || (line(i).words >= 6 && line(i).stop_words >= 1 && likeness(i) >= 40);
  }

  // "Jane Doe in Brussels", beside a date or a byline.
  bool is_name_line(std::size_t i) const {
    if (line(i).ends_sentence || line(i).words < 2 || line(i).words > 8) return false;
    const auto is_head = [&](std::size_t k) {
      return k < size() && (verdicts_[k].line_class == LineClass::published ||
                            verdicts_[k].line_class == LineClass::byline);
    };
    if (!is_head(i + 1) && !(i > 0 && is_head(i - 1))) return false;
    return line(i).capitals + line(i).stop_words >= line(i).words && line(i).stop_words <= 2;
  }

  // Lines of readers follow their label when lines of theirs say so: one in six and more.
  void comments() {
    std::size_t marks = 0, label = size();
    const std::size_t from = last_text_before_comments();
    for (std::size_t i = size(); i-- > from;) {
      const bool is_label = kinds_[i] == RegionKind::navigation && is_comment_label(i);
      if (is_label && marks > 0 && marks * 6 >= size() - i - 1) label = i;
      if (line(i).words <= 8 && table().contains(line(i).keys, use_comment_mark)) ++marks;
    }
    if (label == size()) return;
    std::fill(kinds_.begin() + static_cast<std::ptrdiff_t>(label), kinds_.end(), RegionKind::trailer);
    last_body_ = std::min(last_body_, label - 1);  // three sentences stand before
  }

  // A label before the third paragraph is a button over the report, not the end of it.
  std::size_t last_text_before_comments() const {
    std::size_t sentences = 0;
    for (std::size_t i = first_body_; i < size(); ++i) {
      if (is_sentence(i) && ++sentences == 3) return i;
    }
    return size();
  }

  bool is_comment_label(std::size_t i) const {
    static const std::uint64_t comment = key_of("comment"), comments = key_of("comments");
    for (const std::uint64_t key : line(i).keys) {
      if (key == comment || key == comments) return line(i).keys.size() <= 4;
    }
    return false;
  }

  // A label, and short lines up to the next sentence of the report or the end.
  void trailers() {
    for (std::size_t i = first_body_; i < size(); ++i) {
      if ((uses(i) & use_trailer) == 0 || line(i).ends_sentence) continue;
      std::size_t end = i + 1;
      while (end < size() && !is_paragraph(end) && !(line(end).bullet && end < last_body_)) ++end;
      // Inside the report one or two headlines belong to the label; more may be a list of its own.
      if (end < size() && end - i > 8) end = i + 1;
      // The last line before a sentence is its subheading.
      if (end < size() && end - i > 2 && is_text(end - 1)) --end;
      for (std::size_t k = i; k < end; ++k) {
        if (kinds_[k] == RegionKind::promo_link) continue;
        kinds_[k] = i > last_body_ ? RegionKind::trailer : RegionKind::navigation;
      }
      i = end - 1;
    }
  }

  // After the last sentence: headlines of other reports, names, buttons. A list that a colon or a subheading
  // announces is the report's.
  void tail() {
    if (last_body_ >= size()) return;
    std::size_t text_lines = 0, furniture = 0;
    for (std::size_t i = last_body_ + 1; i < size(); ++i) {
      if (kinds_[i] == RegionKind::body)
        ++text_lines;
      else
        ++furniture;
    }
    const bool announced = text_of(text_, line(last_body_).span).ends_with(':');
    if (announced || text_lines + furniture < 2) return;
    for (std::size_t i = last_body_ + 1; i < size(); ++i) {
      if (kinds_[i] != RegionKind::body || line(i).bullet || line(i).numbers > 0) continue;
      if (furniture > 0 || text_lines >= 3) kinds_[i] = RegionKind::trailer;
    }
  }

  // Furniture of one kind in a row is one region; a body region is a paragraph.
  bool joins(std::size_t i) const {
    if (i == 0 || kinds_[i] != kinds_[i - 1]) return false;
    switch (kinds_[i]) {
      case RegionKind::body:
        return wraps_to_next(i - 1) && !line(i).after_empty;
      case RegionKind::icon_sprite:
      case RegionKind::trailer:
      case RegionKind::navigation:
        return true;
      default:
        return false;
    }
  }

  void emit(std::vector<Region>& regions) const {
    for (std::size_t i = 0; i < size(); ++i) {
      if (joins(i)) {
        regions.back().span.end = line(i).span.end;
        continue;
      }
      Region region{kinds_[i], line(i).span, {}, {}};
      if (region.kind == RegionKind::promo_link) {
        region.label = verdicts_[i].label;
        region.content = verdicts_[i].content;
      }
      regions.push_back(region);
    }
  }

  std::string_view text_;
  Lines lines_;
  std::vector<Verdict> verdicts_;
  std::vector<RegionKind> kinds_;
  std::unordered_set<std::uint64_t> body_words_;
  std::size_t first_body_ = 0;  // the first line that surely is the report
  std::size_t last_body_ = 0;   // the last one
  std::size_t last_head_ = 0;   // one past the last headline before the first; 0 when not looked for
};

}  // namespace

Stripped strip_plain(std::string_view source) { return PlainStrip(source).run(); }

}  // namespace tocsin::reading
