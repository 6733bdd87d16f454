#include "reading/units.h"

#include <algorithm>

namespace tocsin::reading {
namespace {

// What a word may be before its neighbours are looked at.
struct Choice {
  Forms forms;
  bool noun = false, adjective = false, adverb = false, verb_first = false, leans_noun = false;
  const Entry* entry = nullptr;
};

bool ends_with(std::string_view word, std::string_view end) {
  return word.size() > end.size() + 2 && word.ends_with(end);
}

// What tags.txt says of a word. Its nouns in -ed and base forms in -ed are slips of the corpora it comes from
// ("closed" as a noun).
void read_tags(Choice& choice, std::string_view tags, std::string_view word) {
  const bool regular_past =
      word.ends_with("ed") && (tags.find('d') != tags.npos || tags.find('n') != tags.npos);
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const char tag = tags[i];
    if (regular_past && (tag == 'N' || tag == 'b')) continue;
    if (tag == 'N' || tag == 'S')
      choice.noun = true;
    else if (tag == 'j')
      choice.adjective = true;
    else if (tag == 'r')
      choice.adverb = true;
    else {
      choice.forms.add(tag);
      if (i == 0) choice.verb_first = true;
    }
  }
}

// An unknown word by its ending.
void guess(Choice& choice, std::string_view word) {
  if (ends_with(word, "ly"))
    choice.adverb = true;
  else if (ends_with(word, "ing"))
    choice.forms.add('g'), choice.noun = true, choice.verb_first = true;
  else if (ends_with(word, "ed"))
    choice.forms.add('d'), choice.forms.add('n'), choice.adjective = true, choice.verb_first = true;
  else if (ends_with(word, "ous") || ends_with(word, "ful") || ends_with(word, "ive") ||
           ends_with(word, "ish") || ends_with(word, "less") || ends_with(word, "able") ||
           ends_with(word, "ible") || ends_with(word, "-wide"))
    choice.adjective = true;
  else
    choice.noun = true;
}

class Tagger {
 public:
  Tagger(std::string_view text, std::span<const Token> tokens, const Sentence& sentence,
         std::span<const PlaceMention> places, const Grammar& grammar)
      : text_(text), tokens_(tokens), sentence_(sentence), places_(places), grammar_(grammar) {}

  std::vector<Unit> run() {
    headline_case_ = is_headline_case();
    split();
    for (std::size_t i = 0; i < units_.size(); ++i) decide(i);
    for (std::size_t i = 0; i < units_.size(); ++i) settle(i);
    return std::move(units_);
  }

 private:
  // Most words of four letters and more have capitals: the case of a letter says nothing here.
  bool is_headline_case() const {
    int words = 0, capitals = 0;
    for (std::uint32_t i = sentence_.first; i < sentence_.last; ++i) {
      if (tokens_[i].kind != TokenKind::word || tokens_[i].span.size() < 4) continue;
      ++words;
      capitals += tokens_[i].capital ? 1 : 0;
    }
    return words >= 3 && capitals * 10 >= words * 7;
  }

  void split() {
    auto place =
        std::lower_bound(places_.begin(), places_.end(), sentence_.first,
                         [](const PlaceMention& mention, std::uint32_t at) { return mention.first < at; });
    for (std::uint32_t i = sentence_.first; i < sentence_.last;) {
      while (place != places_.end() && place->first < i) ++place;
      std::size_t length = 0;
      const Entry* entry = grammar_.lexicon.find(tokens_.subspan(i, sentence_.last - i), length);
      int index = -1;
      if (place != places_.end() && place->first == i && place->last - place->first >= length) {
        index = static_cast<int>(place - places_.begin());
        length = place->last - place->first;
        entry = nullptr;
      } else if (entry == nullptr) {
        length = 1;
      } else if (place != places_.end() && place->first < i + length && place->last > i + length) {
        // A phrase does not cut a name in two.
        length = std::max<std::size_t>(1, place->first - i);
        entry = grammar_.lexicon.find(tokens_.subspan(i, length), length);
        if (entry == nullptr) length = 1;
      } else if (place != places_.end() && place->first < i + length && !entry->country.empty()) {
        index = static_cast<int>(place -
                                 places_.begin());  // "New York Police Department": a name inside a phrase
      }
      push(i, i + static_cast<std::uint32_t>(length), entry, index);
      i += static_cast<std::uint32_t>(length);
    }
  }

  void push(std::uint32_t first, std::uint32_t last, const Entry* entry, int place) {
    Unit unit;
    unit.first = first;
    unit.last = last;
    unit.span = {tokens_[first].span.begin, tokens_[last - 1].span.end};
    unit.key = tokens_[first].key;
    unit.place = place;
    unit.capital = tokens_[first].capital;
    unit.all_capitals = tokens_[first].all_capitals;
    if (entry != nullptr && !entry->country.empty() && unit.capital) unit.country = &entry->country;
    unit.mark = tokens_[first].kind == TokenKind::mark ? tokens_[first].mark : char{0};
    Choice choice{.forms = {}, .entry = entry};
    if (entry != nullptr) {
      choice.forms = entry->forms;
      choice.noun = entry->as_noun.any() || entry->as_act.any() || entry->leans_noun;
      choice.leans_noun = entry->leans_noun || (entry->as_noun.any() && !entry->forms.any());
    }
    // Function words are what they are; only an adjective may still be a verb ("double").
    const bool fixed = entry != nullptr && entry->fixed != 0 && (entry->fixed != 'J' || !entry->forms.any());
    if (entry != nullptr && entry->fixed == 'J') choice.adjective = true;
    if (fixed) choice.forms = {};
    if (last - first == 1 && tokens_[first].kind == TokenKind::word && place < 0 && !fixed) {
      const auto tags = grammar_.lexicon.tags_of(unit.key);
      if (!tags.empty())
        read_tags(choice, tags, text_of(text_, unit.span));
      else if (entry == nullptr || (!entry->forms.any() && !choice.noun))
        guess(choice, fold(text_of(text_, unit.span)));
    }
    units_.push_back(unit);
    choices_.push_back(choice);
  }

  // The unit before, past adverbs and quotation marks; -1 for none.
  int before(std::size_t i) const {
    int at = static_cast<int>(i) - 1;
    while (at >= 0 && (units_[static_cast<std::size_t>(at)].tag == 'A' ||
                       units_[static_cast<std::size_t>(at)].mark == '"' ||
                       units_[static_cast<std::size_t>(at)].mark == '\''))
      --at;
    return at;
  }
  // Whether what comes next can begin or carry on a noun group.
  bool noun_follows(std::size_t i) const {
    std::size_t next = i + 1;
    while (next < units_.size() && (units_[next].mark == '"' || units_[next].mark == '\'')) ++next;
    if (next >= units_.size() || units_[next].mark != 0) return false;
    const Choice& choice = choices_[next];
    if (choice.entry != nullptr && choice.entry->fixed != 0) return choice.entry->fixed == 'J';
    if (units_[next].place >= 0 || tokens_[units_[next].first].kind == TokenKind::number) return true;
    return choice.noun || choice.adjective || (!choice.forms.any() && !choice.adverb);
  }
  bool verb_behind(std::size_t i) const {
    if (i + 1 >= units_.size() || units_[i + 1].mark != 0) return false;
    const Choice& next = choices_[i + 1];
    if (next.entry != nullptr && next.entry->fixed != 0) return next.entry->fixed == 'X';
    return next.forms.has('z') || next.forms.has('d');
  }
  bool determiner_follows(std::size_t i) const {
    std::size_t next = i + 1;
    while (next < units_.size() && (units_[next].mark == '"' || units_[next].mark == '\'')) ++next;
    return next < units_.size() && choices_[next].entry != nullptr && choices_[next].entry->fixed == 'D';
  }

  void decide(std::size_t i) {
    Unit& unit = units_[i];
    Choice& choice = choices_[i];
    const Token& token = tokens_[unit.first];
    if (choice.entry != nullptr) unit.words = choice.entry->as_words;
    if (token.kind == TokenKind::mark) {
      unit.tag = 'K';
    } else if (unit.place >= 0) {
      unit.tag =
          choice.entry == nullptr && places_[static_cast<std::size_t>(unit.place)].demonym && noun_follows(i)
              ? 'J'
              : 'N';
    } else if (token.kind == TokenKind::number) {
      unit.tag = 'M';
    } else if (unit.key == grammar_.possessive) {
      unit.tag = 'S';
    } else if (unit.all_capitals && unit.span.size() == 2 && choice.entry != nullptr &&
               choice.entry->fixed == 'X') {
      unit.tag = 'N';  // IS, the group
    } else if (choice.entry != nullptr && choice.entry->fixed == 'J' && is_name(i) && units_[i - 1].capital &&
               units_[i - 1].tag == 'N') {
      unit.tag = 'N';  // "Kansas City Southern"
    } else if (choice.entry != nullptr && choice.entry->fixed != 0 && !choice.forms.any()) {
      unit.tag = function_tag(i, choice.entry->fixed);
    } else if (is_name(i)) {
      unit.tag = 'N';
    } else {
      unit.tag = word_tag(i);
    }
  }

  Tag function_tag(std::size_t i, Tag fixed) const {
    // "about 2,000 soldiers", "over 60 flights"
    if (fixed == 'R' && units_[i].key == grammar_.one && noun_follows(i)) return 'M';
    if ((fixed == 'A' || fixed == 'P') && units_[i].words.test(grammar_.w_about) && i + 1 < units_.size() &&
        tokens_[units_[i + 1].first].kind == TokenKind::number)
      return 'D';
    if (units_[i].key == grammar_.to && units_[i].last - units_[i].first == 1) {
      std::size_t next = i + 1;
      while (next < units_.size() && choices_[next].adverb && !choices_[next].forms.any()) ++next;
      const bool verb = next < units_.size() && units_[next].place < 0 && choices_[next].forms.has('b') &&
                        !(units_[next].capital && !headline_case_);
      const bool auxiliary = next < units_.size() && units_[next].key == grammar_.be;
      return verb || auxiliary ? 'T' : 'P';
    }
    return fixed;
  }

  bool is_name(std::size_t i) const {
    if (!units_[i].capital || headline_case_ || i == 0) return false;
    const Unit& previous = units_[i - 1];
    if (previous.mark == '"' || previous.mark == '\'' || previous.mark == ':' || previous.mark == '-' ||
        previous.mark == '*')
      return false;
    return true;
  }

  Tag word_tag(std::size_t i) {
    const Choice& choice = choices_[i];
    if (choice.entry != nullptr && choice.entry->as_verb.test(grammar_.v_say) && choice.forms.has('d') &&
        choice.entry->as_noun.none())
      return 'V';
    const int at = before(i);
    const Tag previous = at < 0 ? Tag{0} : units_[static_cast<std::size_t>(at)].tag;
    if (!choice.forms.any()) return plain_tag(choice, i);
    if (previous == 'T' && choice.forms.has('b')) return 'V';
    if (previous == 'X') return after_auxiliary(choice, units_[static_cast<std::size_t>(at)], i);
    if (previous == 'M' && numbered_name(at)) return after_subject(choice, i, 'N', at - 1);
    if (previous == 'D' || previous == 'S' || previous == 'M' || previous == 'J')
      return inside_noun_group(choice, i, previous);
    if (previous == 'P') return after_preposition(choice, i);
    if (previous == 'V') return after_verb(choice, units_[static_cast<std::size_t>(at)], i);
    if (previous == 'C') return after_conjunction(choice, i, at);
    if (previous == 'N' || previous == 'R' || previous == 'W') return after_subject(choice, i, previous, at);
    return at_beginning(choice, i);
  }

  Tag plain_tag(const Choice& choice, std::size_t i) const {
    if (choice.adverb && !choice.adjective && !choice.noun) return 'A';
    if (choice.adjective && !choice.noun) return 'J';
    if (choice.adjective && choice.noun) {
      const bool known_noun = choice.entry != nullptr && choice.entry->as_noun.any();
      return noun_follows(i) && !known_noun ? 'J' : 'N';
    }
    if (choice.adverb && !noun_follows(i)) return 'A';
    if (choice.adverb && choice.adjective) return 'J';
    return 'N';
  }

  bool is_modal(const Unit& unit) const {
    return unit.words.test(grammar_.w_modal_future) || unit.words.test(grammar_.w_modal_possible) ||
           unit.words.test(grammar_.w_modal_conditional) || unit.words.test(grammar_.w_modal_should) ||
           unit.words.test(grammar_.w_modal_must);
  }

  Tag after_auxiliary(const Choice& choice, const Unit& auxiliary, std::size_t i) const {
    if (choice.leans_noun && !is_modal(auxiliary) && !choice.forms.has('n') && !choice.forms.has('g') &&
        !choice.forms.has('b'))
      return 'N';
    if (is_modal(auxiliary) || auxiliary.key == grammar_.do_ || auxiliary.key == grammar_.does ||
        auxiliary.key == grammar_.did)
      return choice.forms.has('b') ? 'V' : plain_tag(choice, i);
    if (choice.forms.has('n') || choice.forms.has('g')) {
      // "is increased security", "was closed": a participle before a noun belongs to it, but not before a
      // determiner.
      const bool have =
          auxiliary.key == grammar_.has || auxiliary.key == grammar_.have || auxiliary.key == grammar_.had;
      const std::size_t at = static_cast<std::size_t>(&auxiliary - units_.data());
      const bool there = at > 0 && units_[at - 1].key == grammar_.there;
      if (!have && there && choice.forms.has('n') && noun_follows(i) && !choice.forms.has('g')) return 'J';
      return 'V';
    }
    return choice.noun ? 'N' : plain_tag(choice, i);
  }

  // "Highway 12 remains closed": the number belongs to the name before it, and the group is over.
  bool numbered_name(int number) const {
    return number > 0 && units_[static_cast<std::size_t>(number) - 1].tag == 'N' &&
           tokens_[units_[static_cast<std::size_t>(number)].first].kind == TokenKind::number;
  }

  Tag inside_noun_group(const Choice& choice, std::size_t i, Tag previous) const {
    if (choice.noun && !(choice.forms.has('n') || choice.forms.has('g') || choice.forms.has('d'))) return 'N';
    if (choice.forms.has('n') || choice.forms.has('g') || choice.forms.has('d')) {
      if (noun_follows(i)) return 'J';
      if (choice.noun && (choice.leans_noun || previous != 'M')) return 'N';
      if (previous == 'M') return 'V';  // "12 injured", "two closed"
      return choice.forms.has('g')                      ? 'N'
             : previous == 'J' && determiner_follows(i) ? 'V'
             : choice.adjective                         ? 'J'
                                                        : 'N';
    }
    if (previous == 'M' && choice.verb_first && !choice.noun) return 'V';
    return 'N';
  }

  Tag after_preposition(const Choice& choice, std::size_t i) const {
    // "a warning against swimming stays": a noun where nothing completes it
    const bool alone = choice.noun && !noun_follows(i) && !determiner_follows(i) && verb_behind(i);
    if (choice.forms.has('g')) return alone || (choice.leans_noun && !determiner_follows(i)) ? 'N' : 'V';
    if (choice.forms.has('n') && (choice.adjective || !choice.noun) && noun_follows(i)) return 'J';
    if (choice.forms.has('d') && noun_follows(i)) return 'J';
    return choice.noun || choice.forms.has('b') || choice.forms.has('z') ? 'N' : 'V';
  }

  Tag after_verb(const Choice& choice, const Unit& verb, std::size_t i) const {
    const ClassSet& before = choices_[static_cast<std::size_t>(&verb - units_.data())].entry != nullptr
                                 ? choices_[static_cast<std::size_t>(&verb - units_.data())].entry->as_verb
                                 : ClassSet{};
    // "ruled out closing schools", "begin screening passengers"
    if (choice.forms.has('g') && (before & grammar_.takes_gerund).any() && noun_follows(i)) return 'V';
    // "remains closed", "stay shut"
    if (choice.forms.has('n') && before.test(grammar_.v_remain)) return noun_follows(i) ? 'J' : 'V';
    if (choice.forms.has('g'))
      return choice.leans_noun && !determiner_follows(i) ? (noun_follows(i) ? 'J' : 'N') : 'V';
    if ((choice.forms.has('n') || choice.forms.has('d')) && noun_follows(i)) return 'J';
    if (choice.noun || choice.forms.has('b') || choice.forms.has('z')) return 'N';
    return 'V';
  }

  // What joins is of one kind: "closed schools and cancelled events", "checks and patrols".
  bool same_forms(std::size_t other, const Choice& choice) const {
    return (choices_[other].forms.bits & choice.forms.bits) != 0;
  }

  Tag after_conjunction(const Choice& choice, std::size_t i, int conjunction) const {
    if (determiner_follows(i) && !choice.leans_noun) return 'V';
    const int at = before(static_cast<std::size_t>(conjunction));
    if (at >= 0) {
      const Unit& other = units_[static_cast<std::size_t>(at)];
      if (other.tag == 'V' && same_forms(static_cast<std::size_t>(at), choice)) return 'V';
      if (other.tag == 'N' && choice.leans_noun) return 'N';
      // A verb further back with the same form: "will tighten security and increase patrols".
      for (int j = at; j >= 0 && j > at - 12; --j) {
        const Unit& verb = units_[static_cast<std::size_t>(j)];
        if (verb.mark == ';') break;
        if (verb.tag == 'V' && same_forms(static_cast<std::size_t>(j), choice) &&
            (!choice.leans_noun || noun_follows(i)) &&
            !((choice.forms.has('n') || choice.forms.has('d')) && choice.adjective && noun_follows(i) &&
              !choice.forms.has('d')))
          return 'V';
      }
    }
    if (choice.forms.has('g') && !choice.noun) return 'V';
    if ((choice.forms.has('n') || choice.forms.has('d')) && noun_follows(i)) return 'J';
    if (choice.noun || choice.leans_noun) return 'N';
    return 'V';
  }

  Tag after_subject(const Choice& choice, std::size_t i, Tag previous, int at) const {
    if (previous == 'R' || previous == 'W') {
      if (choice.leans_noun && previous == 'W' && !choice.forms.has('d')) return 'N';
      if ((choice.forms.has('n') || choice.forms.has('g')) && !choice.forms.has('d') && noun_follows(i))
        return 'J';
      return 'V';
    }
    const Unit& subject = units_[static_cast<std::size_t>(at)];
    if (choice.leans_noun) {
      if (choice.forms.has('d') || choice.forms.has('n') || choice.forms.has('g'))
        return choice.forms.has('g') && !determiner_follows(i) ? 'N' : 'V';
      // "Army patrols the streets", "Germany checks every train".
      return determiner_follows(i) ? 'V' : 'N';
    }
    if (choice.forms.has('z') || choice.forms.has('d') || choice.forms.has('n')) return 'V';
    if (choice.forms.has('g')) {
      // "every vehicle coming off the ferry"
      const bool phrase =
          i + 1 < units_.size() && choices_[i + 1].entry != nullptr && choices_[i + 1].entry->fixed == 'P';
      return choice.noun && !determiner_follows(i) && !noun_follows(i) && !phrase ? 'N' : 'V';
    }
    if (choice.noun && !choice.verb_first && !determiner_follows(i) && !headline_case_) {
      // A base form after a plural: "officials call", "police order". Nouns otherwise.
      const bool plural = is_plural(subject);
      return plural && (determiner_follows(i) || noun_follows(i)) ? 'V' : 'N';
    }
    return 'V';
  }

  bool is_plural(const Unit& unit) const {
    const std::string word = fold(text_of(text_, unit.span));
    return word.ends_with('s') || word.ends_with("police") || word.ends_with("people") ||
           word.ends_with("men");
  }

  Tag at_beginning(const Choice& choice, std::size_t i) const {
    if (choice.forms.has('g') && !choice.leans_noun) return 'V';
    if (choice.forms.has('n') && (choice.adjective || noun_follows(i))) return noun_follows(i) ? 'J' : 'V';
    if (choice.noun && !determiner_follows(i)) return 'N';
    if (choice.forms.has('d')) return 'V';
    return choice.verb_first || determiner_follows(i) ? 'V' : plain_tag(choice, i);
  }

  // "M56", "A4", "I-40", "B-23": roads.
  static bool is_road_number(std::string_view word) {
    if (word.size() < 2 || word.size() > 6 || word[0] < 'A' || word[0] > 'Z') return false;
    std::size_t i = 1;
    if (word[i] >= 'A' && word[i] <= 'Z') ++i;
    if (i < word.size() && word[i] == '-') ++i;
    if (i >= word.size()) return false;
    return std::all_of(word.begin() + static_cast<std::ptrdiff_t>(i), word.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
  }

  // A place can be closed, evacuated or searched like any town or airport.
  void add_place_classes(Unit& unit) const {
    const PlaceMention& mention = places_[static_cast<std::size_t>(unit.place)];
    if (mention.demonym && unit.tag == 'N') unit.noun.set(grammar_.n_public);  // "Americans"
    if (mention.demonym) return;
    // "Osmeña Boulevard", "Fitzroy River": the last word says what it is.
    if (unit.last - unit.first > 1) {
      std::size_t length = 0;
      const Entry* last = grammar_.lexicon.find(tokens_.subspan(unit.last - 1, 1), length);
      if (last != nullptr) unit.noun |= last->as_noun;
    }
    if (!mention.place) return;
    if (mention.place->kind == PlaceKind::country) unit.noun.set(grammar_.n_country);
    if (mention.place->kind == PlaceKind::airport) {
      unit.noun.set(grammar_.n_transport_hub).set(grammar_.n_facility);
    } else if (mention.place->kind == PlaceKind::city || mention.place->kind == PlaceKind::district ||
               mention.place->kind == PlaceKind::other) {
      unit.noun.set(grammar_.n_village).set(grammar_.n_place);
    }
  }

  // The classes that hold now that the tag is known.
  void settle(std::size_t i) {
    Unit& unit = units_[i];
    if (unit.place >= 0) add_place_classes(unit);
    if (unit.tag == 'N' && is_road_number(text_of(text_, unit.span))) unit.noun.set(grammar_.n_facility);
    const Entry* entry = choices_[i].entry;
    unit.adverbial = unit.words.test(grammar_.w_not);
    unit.name = unit.tag == 'N' && unit.capital && !headline_case_ && i > 0;
    if (unit.tag == 'V') unit.forms = choices_[i].forms;
    if (entry == nullptr) return;
    if (unit.tag == 'V') {
      unit.verb = entry->as_verb;
      unit.lemma = entry->lemma;
    } else if (unit.tag == 'N' || unit.tag == 'J') {
      unit.noun = entry->as_noun;
      unit.act = entry->as_act;
      // A participle in front of a noun keeps its verb classes: "heightened security".
      if (unit.tag == 'J') unit.verb = entry->as_verb, unit.lemma = entry->lemma, unit.forms = entry->forms;
    }
  }

  std::string_view text_;
  std::span<const Token> tokens_;
  const Sentence& sentence_;
  std::span<const PlaceMention> places_;
  const Grammar& grammar_;
  bool headline_case_ = false;
  std::vector<Unit> units_;
  std::vector<Choice> choices_;
};

}  // namespace

namespace {
ClassSet classes_of(const Lexicon& table, std::initializer_list<std::string_view> names) {
  ClassSet all;
  for (const auto name : names) all.set(require_class(table, name));
  return all;
}
}  // namespace

Grammar::Grammar(const Lexicon& table)
    : lexicon(table),
      w_not(require_class(table, "w.not")),
      w_modal_future(require_class(table, "w.modal_future")),
      w_modal_possible(require_class(table, "w.modal_possible")),
      w_modal_conditional(require_class(table, "w.modal_conditional")),
      n_transport_hub(require_class(table, "n.transport_hub")),
      n_facility(require_class(table, "n.facility")),
      n_village(require_class(table, "n.village")),
      n_place(require_class(table, "n.place")),
      v_say(require_class(table, "v.say")),
      v_remain(require_class(table, "v.remain")),
      w_about(require_class(table, "w.about")),
      w_time_word(require_class(table, "w.time_word")),
      w_modal_should(require_class(table, "w.modal_should")),
      w_modal_must(require_class(table, "w.modal_must")),
      n_thing(require_class(table, "n.thing")),
      n_name(require_class(table, "n.name")),
      n_public(require_class(table, "n.public")),
      n_country(require_class(table, "n.country")),
      w_time_noun(require_class(table, "w.time_noun")),
      w_generic_head(require_class(table, "w.generic_head")),
      takes_gerund(
          classes_of(table, {"v.plan", "v.consider", "v.deny", "v.begin", "v.end", "v.advise_against"})),
      be(key_of("be")),
      is(key_of("is")),
      are(key_of("are")),
      was(key_of("was")),
      were(key_of("were")),
      been(key_of("been")),
      being(key_of("being")),
      has(key_of("has")),
      have(key_of("have")),
      had(key_of("had")),
      having(key_of("having")),
      possessive(key_of("'s")),
      do_(key_of("do")),
      does(key_of("does")),
      did(key_of("did")),
      by(key_of("by")),
      with(key_of("with")),
      to(key_of("to")),
      that(key_of("that")),
      no(key_of("no")),
      none(key_of("none")),
      there(key_of("there")),
      of(key_of("of")),
      since(key_of("since")),
      one(key_of("one")) {}

const Grammar& Grammar::built_in() {
  static const Grammar grammar(Lexicon::built_in());
  return grammar;
}

std::vector<Unit> make_units(std::string_view text, std::span<const Token> tokens, const Sentence& sentence,
                             std::span<const PlaceMention> places, const Grammar& grammar) {
  return Tagger(text, tokens, sentence, places, grammar).run();
}

}  // namespace tocsin::reading
