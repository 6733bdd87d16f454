#include "reading/relevance.h"

#include <algorithm>

namespace tocsin::reading {
namespace {

struct Topics {
  explicit Topics(const Lexicon& table)
      : crisis(require_class(table, "w.crisis")),
        business(require_class(table, "w.business")),
        sport(require_class(table, "w.sport")),
        essay(require_class(table, "w.essay")),
        heritage(require_class(table, "w.heritage")),
        first_person(require_class(table, "w.first_person")),
        battle(require_class(table, "w.battle")) {}
  std::size_t crisis, business, sport, essay, heritage, first_person, battle;
};

// Adds the key if it is new.
bool is_new(std::vector<std::uint64_t>& seen, std::uint64_t key) {
  const auto at = std::lower_bound(seen.begin(), seen.end(), key);
  if (at != seen.end() && *at == key) return false;
  seen.insert(at, key);
  return true;
}

}  // namespace

Relevance::Relevance(std::span<const Token> tokens, std::span<const Sentence> sentences,
                     std::span<const Region> regions, const Grammar& grammar)
    : tokens_(tokens), grammar_(grammar) {
  count_section(regions);
  for (const Sentence& sentence : sentences) {
    if (paragraphs_.size() <= sentence.paragraph) paragraphs_.resize(sentence.paragraph + 1U);
    Count aside;  // what stands behind a link says nothing of the report
    count(sentence, sentence.region == RegionKind::promo_link ? aside : report_,
          paragraphs_[sentence.paragraph]);
  }
}

// "HOME / OPINION / COLUMNS" above the text: the paper itself says what it is.
void Relevance::count_section(std::span<const Region> regions) {
  static const std::size_t section = require_class(grammar_.lexicon, "w.opinion_section");
  constexpr int section_weight = 8;
  for (const Region& region : regions) {
    if (region.kind == RegionKind::body) break;
    if (region.kind == RegionKind::promo_link) continue;
    const auto [first, last] = tokens_in(tokens_, region.span);
    constexpr int path_words_max = 4;  // a menu names every section
    int words = 0, named = 0;
    for (std::uint32_t i = first; i <= last; ++i) {
      if (i == last || tokens_[i].line_first) {
        if (named > 0 && words <= path_words_max) report_.opinion += section_weight * named;
        words = named = 0;
      }
      if (i == last || tokens_[i].kind != TokenKind::word) continue;
      std::size_t length = 0;
      const Entry* entry = grammar_.lexicon.find(tokens_.subspan(i, 1), length);
      ++words;
      named += entry != nullptr && entry->as_words.test(section) ? 1 : 0;
    }
  }
}

void Relevance::count(const Sentence& sentence, Count& whole, Count& paragraph) {
  static const Topics topics(grammar_.lexicon);
  constexpr int essay_weight = 2;
  bool quoted = sentence.quote_open_before;
  for (std::uint32_t i = sentence.first; i < sentence.last; ++i) {
    if (tokens_[i].mark == '"') quoted = !quoted;
    if (tokens_[i].kind != TokenKind::word) continue;
    ++whole.words;
    std::size_t length = 0;
    const Entry* entry = grammar_.lexicon.find(tokens_.subspan(i, 1), length);
    if (entry == nullptr || entry->as_words.none()) continue;
    const ClassSet& words = entry->as_words;
    const auto add = [&](std::size_t topic, int Count::* member) {
      if (!words.test(topic)) return false;
      ++(whole.*member), ++(paragraph.*member);
      return true;
    };
    if (add(topics.crisis, &Count::dangers)) {
      if (is_new(seen_dangers_, tokens_[i].key)) ++whole.kinds;
      ++paragraph.kinds;
    }
    const bool business = add(topics.business, &Count::business), sport = add(topics.sport, &Count::sport);
    if ((business || sport) && is_new(seen_topics_, tokens_[i].key)) ++whole.topic_kinds;
    add(topics.heritage, &Count::heritage);
    if (add(topics.battle, &Count::battle) && is_new(seen_battle_, tokens_[i].key)) ++whole.battle_kinds;
    if (quoted) continue;
    if (words.test(topics.first_person)) ++whole.opinion;
    if (words.test(topics.essay)) whole.opinion += essay_weight;
  }
}

bool Relevance::admits(const Sentence& sentence) const {
  constexpr int kinds_min = 2;        // one word of danger may be a figure of speech
  constexpr int topic_kinds_min = 4;  // a factory or a match in the news uses two or three
  constexpr int paragraph_dangers_min = 3;
  const Count& here = paragraphs_[sentence.paragraph];
  // A link's headline is short: one word of another topic tells.
  const int other_min = sentence.region == RegionKind::promo_link ? 1 : 2;
  if (here.other() > here.dangers && here.other() >= other_min) return false;
  const bool off_topic = report_.topic_kinds >= topic_kinds_min && report_.other() > report_.dangers;
  const bool opinion = report_.opinion > report_.dangers;
  const bool heritage = 2 * report_.heritage > report_.dangers;
  // An army at war does what police do elsewhere: it deploys, seals off, evacuates.
  constexpr int battle_kinds_min = 5;
  const bool battle = report_.battle_kinds >= battle_kinds_min && 3 * report_.battle > report_.dangers;
  if (battle) return false;
  // A notice of a few sentences has no room for evidence: nothing that speaks against it is enough.
  constexpr int short_words_max = 90;
  if (report_.words <= short_words_max && report_.other() == 0 && report_.opinion == 0 &&
      report_.heritage == 0)
    return true;
  if (report_.kinds >= kinds_min && !off_topic && !opinion && !heritage) return true;
  return !opinion && !heritage && here.dangers >= paragraph_dangers_min && here.dangers > 2 * here.other() &&
         report_.dangers > report_.opinion;
}

History::History(const Grammar& grammar)
    : grammar_(grammar), w_history_(require_class(grammar.lexicon, "w.history")) {}

// "is", "has closed", "will": or a day of this week.
bool History::tells_of_now(const Syntax& syntax, std::span<const TimeMention> times) const {
  for (const TimeMention& time : times)
    if (!time.other_year && !time.clock_only && !time.value.empty()) return true;
  return std::any_of(syntax.clauses.begin(), syntax.clauses.end(), [&](const Clause& clause) {
    const Chunk& verb = syntax.chunks[static_cast<std::size_t>(clause.verb)];
    return verb.finite && !verb.past && !verb.bare;
  });
}

// From the cue's comma back and on to the end of its part of the sentence: "..., a step last taken in 2011,
// when".
Span History::scope_of(const Syntax& syntax, const Sentence& sentence, Span cue) const {
  Span scope = sentence.span;
  constexpr std::uint32_t front_bytes = 12;  // "In 2010, ...": the whole sentence
  if (cue.begin < sentence.span.begin + front_bytes) return scope;
  for (const Unit& unit : syntax.units) {
    if (unit.mark != ',' && unit.mark != ';' && unit.mark != ':') continue;
    if (unit.span.end <= cue.begin) {
      scope.begin = unit.span.end;
    } else if (unit.mark == ';') {
      scope.end = unit.span.begin;
      break;
    }
  }
  return scope;
}

void History::begin_sentence(const Syntax& syntax, const Sentence& sentence,
                             std::span<const TimeMention> times, const TimeMention& published) {
  const bool carries = whole_ && paragraph_ == sentence.paragraph;
  scopes_.clear();
  whole_ = false;
  paragraph_ = sentence.paragraph;
  const auto add = [&](Span cue) {
    // "the first time since 1974" speaks of now.
    for (std::size_t u = 1; u < syntax.units.size(); ++u)
      if (syntax.units[u].span.end > cue.begin && syntax.units[u - 1].key == grammar_.since &&
          syntax.units[u].span.begin <= cue.begin)
        return;
    scopes_.push_back(scope_of(syntax, sentence, cue));
  };
  for (const TimeMention& time : times)
    if (time.other_year && !published.value.empty() && time.value < published.value) add(time.span);
  for (const Unit& unit : syntax.units)
    if (unit.words.test(w_history_)) add(unit.span);
  const bool now = tells_of_now(syntax, times);
  if (scopes_.empty() && (carries || past_) && !now) scopes_.push_back(sentence.span);
  whole_ = !now && std::any_of(scopes_.begin(), scopes_.end(),
                               [&](Span scope) { return scope.begin == sentence.span.begin; });
}

bool History::holds(Span span) const {
  return std::any_of(scopes_.begin(), scopes_.end(), [&](Span scope) {
    return scope.begin < span.end && span.begin < scope.end && scope.begin <= span.begin + span.size() / 2;
  });
}

}  // namespace tocsin::reading
