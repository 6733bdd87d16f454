#include "reading/lexicon.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>

#include "base/check.h"
#include "base/embed.h"
#include "base/text.h"

TOCSIN_EMBED(tocsin_reading_lexicon, TOCSIN_READING_DIR "/lexicon.txt");
TOCSIN_EMBED(tocsin_reading_tags, TOCSIN_READING_DIR "/tags.txt");

namespace tocsin::reading {
namespace {

constexpr std::string_view form_letters = "bzdng";

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

// The five forms of a regular verb: base, third person, past, participle, -ing.
std::array<std::string, 5> inflect_regular(const std::string& base) {
  const std::size_t size = base.size();
  const char last = base.back();
  const bool consonant_y = last == 'y' && size > 1 && !is_vowel(base[size - 2]);
  std::string stem = base;
  std::string s = base + "s";
  if (consonant_y) {
    s = base.substr(0, size - 1) + "ies";
  } else if (last == 's' || last == 'x' || last == 'z' || last == 'o' || base.ends_with("ch") ||
             base.ends_with("sh")) {
    s = base + "es";
  }
  std::string past = consonant_y ? base.substr(0, size - 1) + "ied" : last == 'e' ? base + "d" : base + "ed";
  std::string ing = last == 'e' && !base.ends_with("ee") && !base.ends_with("ye")
                        ? base.substr(0, size - 1) + "ing"
                        : base + "ing";
  return {base, s, past, past, ing};
}

std::string plural_of(const std::string& noun) {
  const std::size_t size = noun.size();
  const char last = noun.back();
  if (last == 'y' && size > 1 && !is_vowel(noun[size - 2])) return noun.substr(0, size - 1) + "ies";
  if (noun.ends_with("man") && !noun.ends_with("human")) return noun.substr(0, size - 2) + "en";
  if (last == 's' || last == 'x' || last == 'z' || noun.ends_with("ch") || noun.ends_with("sh"))
    return noun + "es";
  return noun + "s";
}

std::vector<std::uint64_t> keys_of(std::string_view phrase) {
  std::vector<std::uint64_t> keys;
  for (const Token& token : tokenize(phrase)) keys.push_back(token.key);
  return keys;
}

}  // namespace

void Forms::add(char form) {
  const std::size_t at = form_letters.find(form);
  if (at != std::string_view::npos) bits = static_cast<std::uint8_t>(bits | 1U << at);
}

bool Forms::has(char form) const {
  const std::size_t at = form_letters.find(form);
  return at != std::string_view::npos && (bits >> at & 1U) != 0;
}

class LexiconParser {
 public:
  Result<Lexicon> parse(std::string_view lexicon, std::string_view tags) {
    const auto lines = split(lexicon, '\n');
    // Irregular verbs first: they stand at the end, where a reader looks last.
    for (const auto line : lines) {
      if (line.starts_with("irregular:")) TOCSIN_TRY_VOID(read_irregular(line.substr(10)));
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto line = trim(lines[i]);
      if (line.empty() || line[0] == '#' || line.starts_with("irregular:")) continue;
      if (line.starts_with("alias:")) {
        read_aliases(line.substr(6));
        continue;
      }
      if (auto read = read_class(line); !read)
        return fail(Errc::invalid, fmt::format("lexicon line {}: {}", i + 1, read.error().detail));
    }
    for (const auto line : split(tags, '\n')) {
      const auto parts = split_whitespace(line);
      if (parts.size() == 2 && line[0] != '#') tags_[key_of(parts[0])] = parts[1];
    }
    finish();
    return std::move(out_);
  }

 private:
  Result<> read_irregular(std::string_view list) {
    for (const auto verb : split(list, ',')) {
      const auto forms = split_whitespace(verb);
      if (forms.size() != 4)
        return fail(Errc::invalid, fmt::format("'{}' is not base, past, participle and -ing", verb));
      // A second line for one verb adds forms ("cancelled", "canceled").
      irregular_[std::string(forms[0])].push_back(
          {std::string(forms[0]), inflect_regular(std::string(forms[0]))[1], std::string(forms[1]),
           std::string(forms[2]), std::string(forms[3])});
    }
    return {};
  }

  // "deutsche welle = DW": two names of one outlet.
  void read_aliases(std::string_view list) {
    for (const auto one : split(list, ',')) {
      const std::size_t equals = one.find('=');
      if (equals != std::string_view::npos)
        out_.aliases_[fold(trim(one.substr(0, equals)))] = std::string(trim(one.substr(equals + 1)));
    }
  }

  Result<> read_class(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon < 3)
      return fail(Errc::invalid, "no 'class:' before its words");
    const std::string name(trim(line.substr(0, colon)));
    const char kind = name[0];
    std::size_t number = 0;
    if (kind != 't' && kind != 'i') {
      const std::string of = kind == 'd' ? "v" + name.substr(1) : name;
      const auto found = std::find(out_.class_names_.begin(), out_.class_names_.end(), of);
      number = static_cast<std::size_t>(found - out_.class_names_.begin());
      if (found == out_.class_names_.end()) {
        if (kind == 'd') return fail(Errc::invalid, fmt::format("{} has no class {}", name, of));
        if (number >= classes_max) return fail(Errc::invalid, "more classes than a set holds");
        out_.class_names_.push_back(of);
      }
    }
    for (auto member : split(line.substr(colon + 1), ',')) {
      member = trim(member);
      if (member.empty()) return fail(Errc::invalid, fmt::format("{} has an empty member", name));
      add_member(kind, name, number, member);
    }
    return {};
  }

  void add_member(char kind, std::string_view name, std::size_t number, std::string_view member) {
    if (kind == 'v') {
      add_verb(number, std::string(member));
    } else if (kind == 'n' || kind == 'd') {
      const bool fixed = member[0] == '=';
      const std::string noun(fixed ? member.substr(1) : member);
      const auto add = [&](const std::string& form) {
        Entry& entry = entry_of(form);
        (kind == 'n' ? entry.as_noun : entry.as_act).set(number);
      };
      add(noun);
      if (!fixed) add(plural_of(noun));
    } else if (kind == 'i') {
      entry_of(member).country = name.substr(2);
    } else if (kind == 'w') {
      entry_of(member).as_words.set(number);
    } else if (name[2] == 'N') {
      entry_of(member).leans_noun = true;
    } else if (Entry& entry = entry_of(member); entry.fixed == 0) {
      entry.fixed = name[2];  // the first line that names a word decides
    }
  }

  void add_verb(std::size_t number, const std::string& phrase) {
    const std::size_t space = phrase.find(' ');
    const std::string head = phrase.substr(0, space);
    const std::string rest = space == std::string::npos ? "" : phrase.substr(space);
    const auto found = irregular_.find(head);
    std::vector<std::array<std::string, 5>> tables;
    if (found != irregular_.end()) {
      tables = found->second;
    } else {
      tables.push_back(inflect_regular(head));
    }
    const std::uint32_t lemma = lemma_of(phrase);
    for (const auto& forms : tables) {
      for (std::size_t i = 0; i < forms.size(); ++i) {
        Entry& entry = entry_of(forms[i] + rest);
        entry.as_verb.set(number);
        entry.forms.add(form_letters[i]);
        entry.lemma = lemma;
      }
    }
  }

  std::uint32_t lemma_of(const std::string& phrase) {
    const auto [it, added] =
        lemma_numbers_.try_emplace(phrase, static_cast<std::uint32_t>(out_.lemmas_.size()));
    if (added) out_.lemmas_.push_back(phrase);
    return it->second;
  }

  Entry& entry_of(std::string_view phrase) {
    const auto [it, added] = numbers_.try_emplace(std::string(phrase), out_.entries_.size());
    if (added) out_.entries_.push_back({.keys = keys_of(phrase)});
    return out_.entries_[it->second];
  }

  void finish() {
    std::map<std::uint64_t, std::vector<std::uint32_t>> by_first;
    for (std::uint32_t i = 0; i < out_.entries_.size(); ++i) {
      Entry& entry = out_.entries_[i];
      TOCSIN_CHECK(!entry.keys.empty() && entry.keys.size() <= phrase_tokens_max, "a phrase of {} tokens",
                   entry.keys.size());
      by_first[entry.keys[0]].push_back(i);
    }
    out_.slots_.resize(std::bit_ceil(2 * (by_first.size() + tags_.size())));
    for (auto& [key, list] : by_first) {
      std::sort(list.begin(), list.end(), [&](std::uint32_t a, std::uint32_t b) {
        const std::size_t x = out_.entries_[a].keys.size(), y = out_.entries_[b].keys.size();
        return x != y ? x > y : a < b;
      });
      Lexicon::Slot& slot = out_.make_slot(key);
      slot.first = static_cast<std::uint32_t>(out_.phrases_.size());
      slot.count = static_cast<std::uint16_t>(list.size());
      for (const std::uint32_t number : list) {
        const auto& keys = out_.entries_[number].keys;
        out_.phrases_.push_back({number, static_cast<std::uint32_t>(out_.phrase_keys_.size()),
                                 static_cast<std::uint32_t>(keys.size())});
        out_.phrase_keys_.insert(out_.phrase_keys_.end(), keys.begin() + 1, keys.end());
      }
    }
    for (const auto& [key, tags] : tags_) {
      auto& sets = out_.tag_sets_;
      auto at = std::find(sets.begin(), sets.end(), tags);
      if (at == sets.end()) at = sets.insert(sets.end(), tags);
      out_.make_slot(key).tags = static_cast<std::uint16_t>(at - sets.begin());
    }
  }

  Lexicon out_;
  std::map<std::string, std::vector<std::array<std::string, 5>>> irregular_;
  std::map<std::uint64_t, std::string> tags_;
  std::unordered_map<std::string, std::size_t> numbers_;
  std::unordered_map<std::string, std::uint32_t> lemma_numbers_;
};

Result<Lexicon> Lexicon::parse(std::string_view lexicon, std::string_view tags) {
  return LexiconParser().parse(lexicon, tags);
}

const Lexicon& Lexicon::built_in() {
  static const Lexicon lexicon = [] {
    auto parsed = parse({tocsin_reading_lexicon_begin, tocsin_reading_lexicon_end},
                        {tocsin_reading_tags_begin, tocsin_reading_tags_end});
    TOCSIN_CHECK(parsed.has_value(), "{}", parsed.error().detail);
    return std::move(*parsed);
  }();
  return lexicon;
}

const Lexicon::Slot* Lexicon::slot_of(std::uint64_t key) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = key & mask;; at = (at + 1) & mask) {
    if (slots_[at].key == key) return &slots_[at];
    if (slots_[at].key == 0) return nullptr;
  }
}

Lexicon::Slot& Lexicon::make_slot(std::uint64_t key) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = key & mask;
  while (slots_[at].key != 0 && slots_[at].key != key) at = (at + 1) & mask;
  slots_[at].key = key;
  return slots_[at];
}

const Entry* Lexicon::find(std::span<const Token> tokens, std::size_t& length) const {
  const Slot* slot = slot_of(tokens[0].key);
  if (slot == nullptr) return nullptr;
  for (std::uint32_t i = slot->first; i < slot->first + slot->count; ++i) {
    const Phrase& phrase = phrases_[i];
    if (phrase.size > tokens.size()) continue;
    bool same = true;
    for (std::uint32_t t = 1; t < phrase.size && same; ++t) {
      // A phrase does not run over a paragraph's end.
      same = phrase_keys_[phrase.keys + t - 1] == tokens[t].key && !tokens[t].paragraph_first;
    }
    if (!same) continue;
    length = phrase.size;
    return &entries_[phrase.entry];
  }
  return nullptr;
}

std::string_view Lexicon::tags_of(std::uint64_t key) const {
  const Slot* slot = slot_of(key);
  return slot == nullptr ? std::string_view{} : std::string_view(tag_sets_[slot->tags]);
}

std::string Lexicon::name_of(std::string_view words) const {
  const auto it = aliases_.find(fold(words));
  return it == aliases_.end() ? std::string(words) : it->second;
}

std::optional<std::size_t> Lexicon::class_number(std::string_view name) const {
  const auto it = std::find(class_names_.begin(), class_names_.end(), name);
  if (it == class_names_.end()) return std::nullopt;
  return static_cast<std::size_t>(it - class_names_.begin());
}

std::size_t require_class(const Lexicon& lexicon, std::string_view name) {
  const auto number = lexicon.class_number(name);
  TOCSIN_CHECK(number.has_value(), "the lexicon has no class {}", name);
  return *number;
}

}  // namespace tocsin::reading
