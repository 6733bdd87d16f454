#include "reading/chunks.h"

#include <algorithm>
#include <array>

namespace tocsin::reading {
namespace {

bool in_noun_group(const Unit& unit) {
  return unit.tag == 'D' || unit.tag == 'J' || unit.tag == 'N' || unit.tag == 'M' || unit.tag == 'S';
}

class Chunker {
 public:
  Chunker(const std::vector<Unit>& units, const Grammar& grammar) : units_(units), grammar_(grammar) {}

  std::vector<Chunk> run() {
    while (at_ < units_.size()) {
      if (!skip_aside() && !verb_group() && !noun_group()) single();
    }
    return std::move(chunks_);
  }

 private:
  static std::uint16_t number(std::size_t i) { return static_cast<std::uint16_t>(i); }

  // Quotation marks hold no structure; what stands in brackets is an aside.
  bool skip_aside() {
    const char mark = units_[at_].mark;
    if (mark == '"' || mark == '\'') {
      ++at_;
      return true;
    }
    if (mark != '(' && mark != '[') return false;
    constexpr std::size_t aside_units_max = 30;  // a bracket that never closes hides no sentence
    const char closing = mark == '(' ? ')' : ']';
    for (std::size_t end = at_ + 1; end < units_.size() && end < at_ + aside_units_max; ++end) {
      if (units_[end].mark == closing) {
        at_ = end + 1;
        return true;
      }
    }
    ++at_;
    return true;
  }

  bool is_form_of_be(const Unit& u) const {
    const auto k = u.key;
    return k == grammar_.be || k == grammar_.is || k == grammar_.are || k == grammar_.was ||
           k == grammar_.were || k == grammar_.been || k == grammar_.being;
  }
  bool is_form_of_have(const Unit& u) const {
    const auto k = u.key;
    return k == grammar_.has || k == grammar_.have || k == grammar_.had || k == grammar_.having;
  }

  // [auxiliaries, adverbs, "to"] verb
  bool verb_group() {
    std::size_t end = at_;
    std::size_t main = units_.size();
    bool any = false;
    while (end < units_.size()) {
      const Unit& unit = units_[end];
      if (unit.mark == '"' || unit.mark == '\'') {
        ++end;
        continue;
      }
      if (unit.tag == 'A' && (any || verb_comes(end))) {
        ++end;
        continue;
      }
      if (unit.tag == 'X' || unit.tag == 'T') {
        if (unit.tag == 'T' && any && !last_is_be(end)) break;  // "plans | to close"
        any = true;
        ++end;
        continue;
      }
      if (unit.tag == 'V') {
        main = end;
        any = true;
        ++end;
      }
      break;
    }
    if (!any) return false;
    Chunk chunk{.kind = 'V', .first = number(at_), .last = number(end), .head = number(end - 1)};
    if (main == units_.size()) {
      while (end > at_ + 1 && units_[end - 1].tag == 'A') --end;  // adverbs go with what follows
      for (std::size_t i = at_; i < end; ++i)
        if (units_[i].tag == 'X') main = i;
      if (main == units_.size()) return false;
      chunk.copula = is_form_of_be(units_[main]);
      chunk.last = number(end);
    }
    chunk.head = number(main);
    describe(chunk);
    chunks_.push_back(chunk);
    at_ = end;
    return true;
  }

  bool verb_comes(std::size_t i) const {
    for (++i; i < units_.size(); ++i) {
      if (units_[i].tag == 'V' || units_[i].tag == 'X' || units_[i].tag == 'T') return true;
      if (units_[i].tag != 'A') return false;
    }
    return false;
  }

  bool last_is_be(std::size_t end) const {
    for (std::size_t i = end; i-- > at_;) {
      if (units_[i].tag == 'X') return is_form_of_be(units_[i]);
      if (units_[i].tag != 'A') return false;
    }
    return false;
  }

  void describe(Chunk& chunk) const {
    bool be = false, being = false, have = false, auxiliary = false, past_auxiliary = false;
    for (std::size_t i = chunk.first; i < chunk.last; ++i) {
      const Unit& unit = units_[i];
      if (unit.adverbial) chunk.negated = true;
      if (unit.tag == 'T') chunk.infinitive = !be, chunk.to_be = be;
      if (unit.tag != 'X' || i == chunk.head) continue;
      auxiliary = true;
      be = be || is_form_of_be(unit);
      being = being || unit.key == grammar_.being;
      have = have || is_form_of_have(unit);
      past_auxiliary |= unit.key == grammar_.was || unit.key == grammar_.were || unit.key == grammar_.had ||
                        unit.key == grammar_.did;
      if (unit.words.test(grammar_.w_modal_future)) chunk.modal = Modal::future;
      if (unit.words.test(grammar_.w_modal_possible)) chunk.modal = Modal::possible;
      if (unit.words.test(grammar_.w_modal_conditional)) chunk.modal = Modal::conditional;
      if (unit.words.test(grammar_.w_modal_should)) chunk.modal = Modal::should;
      if (unit.words.test(grammar_.w_modal_must)) chunk.modal = Modal::must;
    }
    const Unit& main = units_[chunk.head];
    if (chunk.copula) {
      chunk.finite = !chunk.infinitive;
      chunk.past = main.key == grammar_.was || main.key == grammar_.were || have;
      chunk.perfect = have;
      return;
    }
    const bool participle = main.forms.has('n');
    chunk.passive = be && participle && !main.forms.has('g');
    chunk.progressive = be && (main.forms.has('g') || being);
    chunk.perfect = have;
    const auto first_key = units_[chunk.first].key;
    const bool having = auxiliary && (first_key == grammar_.having || first_key == grammar_.being);
    chunk.bare =
        !auxiliary && !chunk.infinitive && (participle || main.forms.has('d')) && !main.forms.has('b');
    // "must remain shut", "are to stay shut"
    if (!auxiliary && participle && !chunks_.empty() && chunks_.back().kind == 'V' &&
        chunks_.back().last == chunk.first && units_[chunks_.back().head].verb.test(grammar_.v_remain))
      chunk.bare = true;
    chunk.past = past_auxiliary || have || (!auxiliary && main.forms.has('d') && !main.forms.has('b'));
    chunk.finite = !having && !chunk.infinitive && !(main.forms.has('g') && !auxiliary) &&
                   !(participle && !main.forms.has('d') && !auxiliary);
  }

  bool noun_group() {
    if (units_[at_].tag == 'R') {
      push('N', at_, at_ + 1, at_);
      ++at_;
      return true;
    }
    if (!in_noun_group(units_[at_])) return false;
    std::size_t end = at_, head = at_;
    while (end < units_.size()) {
      const Unit& unit = units_[end];
      if (in_noun_group(unit)) {
        // A new determiner begins a new group, but "all the", "some of these" are one.
        if (unit.tag == 'D' && end > at_ && units_[end - 1].tag != 'D') break;
        // "closed schools | next week", "an emergency meeting | Tuesday"
        const bool noun_before = end > at_ && units_[end - 1].tag == 'N';
        if (noun_before && unit.words.test(grammar_.w_time_word)) break;
        // The number of "Highway 12" is no head.
        const bool leads = unit.tag == 'N' || units_[head].tag != 'N';
        if (unit.tag != 'D' && unit.tag != 'S' && leads) head = end;
        ++end;
      } else if ((unit.mark == '"' || unit.mark == '\'' || unit.mark == '-' || unit.mark == '&' ||
                  unit.mark == '/') &&
                 end + 1 < units_.size() && in_noun_group(units_[end + 1]) && units_[end + 1].tag != 'D' &&
                 (unit.mark != '-' || units_[end + 1].first == unit.last)) {
        ++end;
      } else if (unit.mark == '%' || unit.mark == '+' || unit.mark == '$') {
        ++end;
      } else {
        break;
      }
    }
    push('N', at_, end, head);
    at_ = end;
    return true;
  }

  void single() {
    const Unit& unit = units_[at_];
    if (unit.tag == 'P' || unit.tag == 'C' || unit.tag == 'W') {
      push(unit.tag, at_, at_ + 1, at_);
    } else if (unit.tag == 'T') {
      push('P', at_, at_ + 1, at_);
    } else if (unit.tag == 'K') {
      push('K', at_, at_ + 1, at_);
      chunks_.back().mark = unit.mark;
    }
    ++at_;
  }

  void push(char kind, std::size_t first, std::size_t last, std::size_t head) {
    chunks_.push_back({.kind = kind, .first = number(first), .last = number(last), .head = number(head)});
  }

  const std::vector<Unit>& units_;
  const Grammar& grammar_;
  std::size_t at_ = 0;
  std::vector<Chunk> chunks_;
};

class ClauseFinder {
 public:
  ClauseFinder(Syntax& syntax, const Grammar& grammar) : s_(syntax), c_(syntax.chunks), grammar_(grammar) {}

  void run() {
    for (int i = 0; i < size(); ++i) {
      if (at(i).kind != 'V') continue;
      Clause clause;
      clause.verb = i;
      find_governor(clause);
      find_subject(clause);
      find_objects(clause);
      find_teller(clause);
      find_none(clause);
      join_particle(clause);
      s_.clauses.push_back(std::move(clause));
    }
  }

 private:
  int size() const { return static_cast<int>(c_.size()); }
  const Chunk& at(int i) const { return c_[static_cast<std::size_t>(i)]; }
  bool is_mark(int i, char mark) const { return at(i).kind == 'K' && at(i).mark == mark; }
  bool is_stop(int i) const {
    return at(i).kind == 'W' || (at(i).kind == 'K' && at(i).mark != ',' && at(i).mark != 0);
  }

  // "plans to close", "is considering closing", "ordered schools to close".
  void find_governor(Clause& clause) {
    const Chunk& verb = at(clause.verb);
    const bool gerund = !verb.finite && !verb.infinitive &&
                        (s_.units[verb.head].forms.has('g') || verb.last - verb.first > 1);
    if (!verb.infinitive && !gerund) return;
    for (int i = clause.verb - 1; i >= 0; --i) {
      if (at(i).kind == 'V') {
        clause.governor = s_.clause_of(i);
        return;
      }
      if (is_stop(i) || (gerund && at(i).kind != 'P' && at(i).kind != 'C')) return;
      if (is_mark(i, ',') && !gerund && clause.verb - i > 1) return;
    }
  }

  // "denied that the border was closed", "demanded the border be closed", "told reporters that ...".
  void find_teller(Clause& clause) const {
    if (!at(clause.verb).finite || clause.shares_with >= 0) return;
    constexpr int reach_chunks = 14;  // what stands between "that" and its verb
    for (int i = clause.verb - 1; i >= 0 && i > clause.verb - reach_chunks; --i) {
      const bool that = at(i).kind == 'W' && s_.units[at(i).head].key == grammar_.that;
      if (that || (at(i).kind == 'V' && clause.subject == i + 1)) {
        int verb = at(i).kind == 'V' ? i : i - 1;
        for (int back = 0; verb >= 0 && back < 3 && at(verb).kind == 'N'; ++back) --verb;
        if (verb >= 0 && at(verb).kind == 'V') clause.told_by = s_.clause_of(verb);
        return;
      }
      if (at(i).kind == 'V' || (at(i).kind == 'K' && at(i).mark != ',')) return;
    }
  }

  // "no trains", "none of the schools"
  void find_none(Clause& clause) const {
    const auto is_none = [&](int noun) {
      const auto key = s_.units[at(noun).first].key;
      return key == grammar_.no || key == grammar_.none;
    };
    if (clause.subject >= 0) {
      clause.none = is_none(clause.subject);
      clause.there = at(clause.verb).copula && s_.units[at(clause.subject).head].key == grammar_.there;
    }
    if (!clause.objects.empty() && is_none(clause.objects[0])) clause.none = true;
  }

  // "pulled its soldiers out", "shut the road off", "called the match off": the lexicon knows "pull out".
  void join_particle(const Clause& clause) {
    // Behind the object, or right behind the verb when nothing else joined them: "were flown | out by dawn".
    const bool object = !clause.objects.empty() && clause.objects[0] == clause.verb + 1;
    const std::size_t next = object ? at(clause.objects[0]).last : at(clause.verb).last;
    if (next >= s_.units.size()) return;
    const Unit& particle = s_.units[next];
    if (particle.tag != 'A' && particle.tag != 'P') return;
    // "call a hotline | on 0800 100": a preposition with its noun is no particle, but "out of the town" is.
    static const std::uint64_t out = key_of("out"), off = key_of("off"), back = key_of("back");
    const bool noun_behind = next + 1 < s_.units.size() && in_noun_group(s_.units[next + 1]);
    if (particle.tag == 'P' && noun_behind && particle.key != out && particle.key != off &&
        particle.key != back)
      return;
    Unit& verb = s_.units[at(clause.verb).head];
    if (verb.last - verb.first != 1) return;
    const std::array<Token, 2> words{Token{.key = verb.key}, Token{.key = particle.key}};
    std::size_t length = 0;
    const Entry* entry = grammar_.lexicon.find(words, length);
    if (entry == nullptr || length != 2 || entry->as_verb.none()) return;
    verb.verb = entry->as_verb;
    verb.lemma = entry->lemma;
  }

  // A verb behind "and" or a comma list of verbs, without a noun of its own before it.
  bool takes_over(Clause& clause) {
    int i = clause.verb - 1;
    if (i < 0 || (at(i).kind != 'C' && !is_mark(i, ','))) return false;
    if (is_mark(i, ',') && (!at(clause.verb).finite || !verb_list(clause.verb))) return false;
    for (--i; i >= 0; --i) {
      if (at(i).kind == 'V') {
        const Chunk &verb = at(clause.verb), &other = at(i);
        const bool same = (s_.units[verb.head].forms.bits & s_.units[other.head].forms.bits) != 0 ||
                          verb.finite == other.finite;
        if (same && !other.copula) {
          clause.shares_with = s_.clause_of(i);
          return true;
        }
      }
      if (is_stop(i) && at(i).kind != 'W') return false;
    }
    return false;
  }

  // "closed roads, cancelled events and sent police": a comma joins verbs only where an "and" joins the last.
  bool verb_list(int verb) const {
    for (int j = verb + 1; j + 1 < size() && j < verb + 12; ++j) {
      if (at(j).kind == 'C' && at(j + 1).kind == 'V') return true;
      if (is_stop(j)) return false;
    }
    return false;
  }

  void find_subject(Clause& clause) {
    if (takes_over(clause) && clause.shares_with >= 0) {
      const Clause& other = s_.clauses[static_cast<std::size_t>(clause.shares_with)];
      clause.subject = other.subject;
      clause.subject_phrases = other.subject_phrases;
      clause.fronted = other.fronted;
      if (at(clause.verb).infinitive || !at(clause.verb).finite)
        clause.governor = std::max(clause.governor, other.governor);
      return;
    }
    if (clause.governor >= 0 &&
        clause.verb - s_.clauses[static_cast<std::size_t>(clause.governor)].verb == 1) {
      const Clause& other = s_.clauses[static_cast<std::size_t>(clause.governor)];
      clause.subject = other.subject;
      clause.subject_phrases = other.subject_phrases;
      clause.fronted = other.fronted;
      return;
    }
    int i = clause.verb - 1;
    if (i >= 0 && at(i).kind == 'V' && at(clause.verb).bare && s_.clause_of(i) >= 0) {  // "remains closed"
      const Clause& other = s_.clauses[static_cast<std::size_t>(s_.clause_of(i))];
      clause.subject = other.subject;
      clause.subject_phrases = other.subject_phrases;
      clause.fronted = other.fronted;
      clause.carrier = s_.clause_of(i);
      return;
    }
    if (i >= 0 && at(i).kind == 'W') {  // "which is hosting"
      --i;
      if (i >= 0 && is_mark(i, ',')) --i;
      const int noun = noun_before(i, clause);
      clause.subject = noun;
      return;
    }
    if (i >= 0 && is_mark(i, ':')) --i;  // "Old Bridge: will shut at 8pm"
    if (i >= 0 && is_mark(i, ',')) i = before_aside(i);
    clause.subject = noun_before(i, clause);
    if (clause.subject >= 0) find_fronted(clause);
  }

  // "The terminal, one of the busiest, was evacuated": what stands before the comma that opened the aside.
  int before_aside(int comma) const {
    constexpr int aside_chunks_max = 14;
    for (int i = comma - 1; i >= 0 && i > comma - aside_chunks_max; --i) {
      if (is_mark(i, ',')) return i - 1;
      if (at(i).kind == 'K' && at(i).mark == ';') break;
    }
    return comma - 1;
  }

  // Prepositions that also open a clause ("after police closed") or, before a bare participle, a phrase with
  // it
  // ("with checks introduced").
  bool opens_clause(int preposition, bool bare) const {
    static const std::uint64_t always[] = {key_of("after"), key_of("before"), key_of("until"),
                                           key_of("since"), key_of("till")};
    static const std::uint64_t sometimes[] = {key_of("with"), key_of("for"), key_of("like"),
                                              key_of("except")};
    const auto key = s_.units[at(preposition).head].key;
    if (std::find(std::begin(always), std::end(always), key) != std::end(always)) return true;
    return bare && std::find(std::begin(sometimes), std::end(sometimes), key) != std::end(sometimes);
  }

  // "flights | bound | for La Serena"
  bool participle_after_noun(int i) const {
    return i > 0 && at(i).kind == 'V' && (!at(i).finite || at(i).bare) && at(i - 1).kind == 'N';
  }

  bool has_object(int verb) const { return verb + 1 < size() && at(verb + 1).kind == 'N'; }

  // "With snow | falling |, the tunnel and ...": belongs to what stands at the front.
  bool in_phrase(int noun) const {
    while (noun > 0 && at(noun - 1).kind == 'N') --noun;
    return noun > 0 && at(noun - 1).kind == 'P';
  }

  // "this morning", "Tuesday afternoon": says when, and is neither subject nor object.
  bool is_time(int i) const {
    return at(i).kind == 'N' && s_.units[at(i).head].words.test(grammar_.w_time_noun);
  }

  // The noun group of "Police in Los Angeles |": the first of a run of groups joined by prepositions.
  int noun_before(int i, Clause& clause) const {
    std::vector<Phrase>& phrases = clause.subject_phrases;
    const Chunk& verb = at(clause.verb);
    const bool bare = verb.bare || verb.infinitive;  // "with checks introduced", "with traffic to be stopped"
    const bool active = verb.bare && has_object(clause.verb);
    int found = -1;
    while (i >= 0 && at(i).kind == 'N') {
      found = i;
      // "left their homes after officials | ordered the evacuation"
      if (i > 0 && at(i - 1).kind == 'P' && bare && active && opens_clause(i - 1, false)) break;
      if (i > 0 && at(i - 1).kind == 'P' && opens_clause(i - 1, bare) &&
          !(i > 1 && at(i - 2).kind == 'N' && phrases.empty()) && !participle_after_noun(i - 2))
        break;
      if (i > 0 && at(i - 1).kind == 'P') {
        phrases.insert(phrases.begin(), {i - 1, i});
        found = -1;
        i -= 2;
        if (i >= 0 && at(i).kind == 'C') --i;
        if (i >= 0 && at(i).kind == 'P') --i;  // "to and from France"
        // "a meeting chaired by the premier |": what is said of the noun does not hide it
        if (i > 0 && at(i).kind == 'V' && !at(i).finite && at(i - 1).kind == 'N')
          --i;
        else if (i > 0 && at(i).kind == 'V' && at(i).bare && at(i - 1).kind == 'N')
          --i;
        continue;
      }
      if (i > 0 && at(i - 1).kind == 'N' && is_time(i - 1)) break;  // "on Saturday | the strip of sand"
      if (i > 0 && at(i - 1).kind == 'N') {  // "a nursing home | half a mile from the prison"
        --i;
        continue;
      }
      if (i > 1 && at(i - 1).kind == 'C' && at(i - 2).kind == 'N') {
        // "Security Service and the Border Guard": the first of the list leads, unless it belongs to a
        // phrase.
        int first = i - 2;
        // "Libraries, gyms and pools stay closed"
        while (first > 1 && is_mark(first - 1, ',') && at(first - 2).kind == 'N' && !in_phrase(first - 2))
          first -= 2;
        if (first > 0 && at(first - 1).kind == 'P') {
          phrases.insert(phrases.begin(), {first - 1, i});
          i = first - 2;
          found = -1;
          continue;
        }
        if (first > 0 && at(first - 1).kind == 'V' && at(first - 1).finite) break;
        i = first;
        continue;
      }
      break;
    }
    return found;
  }

  void find_fronted(Clause& clause) {
    int i = clause.subject - 1;
    while (i >= 1 && (is_mark(i, ',') || at(i).kind == 'N')) {
      if (at(i).kind == 'N') {
        if (at(i - 1).kind != 'P') return;
        clause.fronted.push_back({i - 1, i});
        --i;
      }
      --i;
    }
  }

  // Whether the noun group at i is the subject of a verb of its own.
  bool begins_clause(int i) const {
    for (int j = i + 1; j < size(); ++j) {
      if (at(j).kind == 'V') return at(j).finite && !at(j).bare;
      if (at(j).kind == 'N' && at(j - 1).kind != 'P' && at(j - 1).kind != 'C') return false;
      if (at(j).kind == 'K' || at(j).kind == 'W') return false;
    }
    return false;
  }

  void find_objects(Clause& clause) {
    int preposition = -1;
    int i = clause.verb + 1;
    int end = clause.verb + 1;
    for (; i < size(); ++i) {
      const Chunk& chunk = at(i);
      if (chunk.kind == 'P') {
        preposition = i;
      } else if (chunk.kind == 'N') {
        if (preposition == i - 1 && opens_clause(preposition, false) && i + 1 < size() &&
            at(i + 1).kind == 'V' && !at(i + 1).infinitive && has_object(i + 1))
          break;
        const bool joined = i > 0 && (at(i - 1).kind == 'C' || is_mark(i - 1, ','));
        if (joined && begins_clause(i)) break;
        // "prolonged by a month the state of emergency"
        if (i > 0 && at(i - 1).kind == 'N' && preposition >= 0) {
          if (begins_clause(i)) break;
          if (is_time(i - 1)) preposition = -1;
        }
        if (preposition >= 0)
          clause.phrases.push_back({preposition, i});
        else if (!is_time(i) || (i + 1 < size() && at(i + 1).kind == 'P' && clause.objects.empty() &&
                                 s_.units[at(i + 1).head].key == grammar_.of))
          clause.objects.push_back(i);
        end = i + 1;
      } else if (chunk.kind == 'C') {
        if (i == clause.verb + 1 || (i + 1 < size() && at(i + 1).kind == 'V')) break;
      } else if (is_mark(i, ',')) {
        if (!list_goes_on(i)) break;
      } else if (chunk.kind == 'V') {
        // "its unit equipped with rifles to the city": what is said of the object does not end it.
        const bool reduced = !chunk.finite && !chunk.infinitive && at(i - 1).kind == 'N' && !chunk.passive;
        if (!reduced && !(chunk.bare && at(i - 1).kind == 'N' && i + 1 < size() && at(i + 1).kind == 'P'))
          break;
        preposition = -1;
        if (i + 1 < size() && at(i + 1).kind == 'N') break;
      } else {
        break;
      }
    }
    clause.end_unit = at(end - 1).last;
  }

  // After a comma: another member of a list ("borders, airports and stations") or a further phrase (",
  // especially with").
  bool list_goes_on(int comma) const {
    const int next = comma + 1;
    if (next >= size()) return false;
    if (at(next).kind == 'P') return true;
    if (at(next).kind == 'C')
      return next + 1 < size() && at(next + 1).kind == 'N' && !begins_clause(next + 1);
    if (at(next).kind != 'N' || begins_clause(next)) return false;
    for (int j = next; j < size() && j < next + 10; ++j) {
      if (at(j).kind == 'C') return true;
      if (at(j).kind == 'V' || at(j).kind == 'W' || (at(j).kind == 'K' && at(j).mark != ',')) return false;
    }
    return false;
  }

  Syntax& s_;
  const std::vector<Chunk>& c_;
  const Grammar& grammar_;
};

}  // namespace

int Syntax::clause_of(int verb_chunk) const {
  for (std::size_t i = 0; i < clauses.size(); ++i)
    if (clauses[i].verb == verb_chunk) return static_cast<int>(i);
  return -1;
}

Syntax parse(std::vector<Unit> units, const Grammar& grammar) {
  Syntax syntax;
  syntax.units = std::move(units);
  syntax.chunks = Chunker(syntax.units, grammar).run();
  ClauseFinder(syntax, grammar).run();
  return syntax;
}

}  // namespace tocsin::reading
