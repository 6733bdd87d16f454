#include "reading/matches.h"

#include <algorithm>

namespace tocsin::reading {
namespace {

class Matcher {
 public:
  Matcher(const Syntax& syntax, const Grammar& grammar, const Frames& frames)
      : s_(syntax), grammar_(grammar), frames_(frames), taken_(syntax.chunks.size(), false) {}

  std::vector<Match> run() {
    for (int i = 0; i < static_cast<int>(s_.clauses.size()); ++i) match_clause(i);
    for (int i = 0; i < static_cast<int>(s_.chunks.size()); ++i)
      if (chunk(i).kind == 'N') match_noun(i);
    drop_shadows();
    std::stable_sort(matches_.begin(), matches_.end(),
                     [](const Match& a, const Match& b) { return a.trigger.begin < b.trigger.begin; });
    return std::move(matches_);
  }

 private:
  // "checks introduced in the morning were lifted": the verb of the sentence counts.
  bool is_reduced_relative(const Match& match) const {
    if (match.clause < 0 || match.theme < 0 || !chunk(clause(match.clause).verb).bare) return false;
    return std::any_of(matches_.begin(), matches_.end(), [&](const Match& other) {
      return other.clause > match.clause && other.theme == match.theme &&
             chunk(clause(other.clause).verb).finite && clause(other.clause).shares_with != match.clause;
    });
  }

  // "announced steps to strengthen security", "told residents to leave": the verb above only carries the one
  // below.
  void drop_shadows() {
    const auto general = [&](const Match& match) {
      const std::string& kind = frames_.kind_of(*match.frame).name;
      return kind == "measures_unspecified" || kind == "advisory";
    };
    std::vector<Match> kept;
    for (const Match& match : matches_) {
      bool shadow = is_reduced_relative(match) || is_repeated(match, kept) || is_purpose(match);
      for (Match& other : matches_) {
        if (&other == &match || !general(match) || general(other) || other.clause < 0 || match.clause < 0)
          continue;
        if (clause(other.clause).governor != match.clause) continue;
        shadow = true;
        other.span.begin = std::min(other.span.begin, match.span.begin);
      }
      if (!shadow) kept.push_back(match);
    }
    // The span of the one below may have grown after it was copied.
    for (Match& match : kept)
      for (const Match& other : matches_)
        if (other.frame == match.frame && other.trigger == match.trigger) match.span = other.span;
    matches_ = std::move(kept);
  }

  // "soldiers were sent to guard the plant": what they are sent for is no second measure.
  bool is_purpose(const Match& match) const {
    static const std::size_t deploy = require_class(grammar_.lexicon, "v.deploy");
    if (match.clause < 0 || !chunk(clause(match.clause).verb).infinitive) return false;
    const int above = clause(match.clause).governor;
    if (above < 0 || !head(clause(above).verb).verb.test(deploy)) return false;
    return std::any_of(matches_.begin(), matches_.end(),
                       [&](const Match& other) { return other.clause == above && !other.nominal; });
  }

  // One verb, one measure of a kind for one theme: two frames may have seen it.
  bool is_repeated(const Match& match, const std::vector<Match>& kept) const {
    return std::any_of(kept.begin(), kept.end(), [&](const Match& other) {
      return match.clause >= 0 && other.clause == match.clause && other.theme == match.theme &&
             other.frame->kind == match.frame->kind;
    });
  }

  const Chunk& chunk(int i) const { return s_.chunks[static_cast<std::size_t>(i)]; }
  const Clause& clause(int i) const { return s_.clauses[static_cast<std::size_t>(i)]; }
  const Unit& head(int i) const { return s_.head_of(i); }

  // A noun that no table knows may still be closed or evacuated where the verb leaves no doubt.
  ClassSet head_classes(int i) const {
    const Unit& unit = head(i);
    ClassSet classes = unit.noun | unit.act;
    if (unit.tag == 'N' && classes.none()) classes.set(grammar_.n_thing);
    // "National Guard members", "port facilities": the word before says which.
    const bool generic = unit.words.test(grammar_.w_generic_head);
    if ((unit.noun.none() || generic) && chunk(i).head > chunk(i).first) {
      const Unit& before = s_.units[chunk(i).head - 1U];
      if (before.tag == 'N' && (generic || before.place < 0)) classes |= before.noun;
    }
    if (unit.name && unit.noun.none()) classes.set(grammar_.n_name);
    return classes;
  }
  ClassSet group_classes(int i) const {
    ClassSet all;
    for (std::size_t u = chunk(i).first; u < chunk(i).last; ++u)
      all |= s_.units[u].noun | s_.units[u].words | s_.units[u].act;
    return all;
  }
  ClassSet group_classes_of(const std::vector<int>& groups) const {
    ClassSet all;
    for (const int group : groups) all |= group_classes(group);
    return all;
  }
  ClassSet phrase_classes(const std::vector<Phrase>& phrases) const {
    ClassSet all;
    for (const Phrase& phrase : phrases) all |= group_classes(phrase.noun);
    return all;
  }

  // The members of a list that begins at a noun group: "stations and airports were closed".
  std::vector<int> members(int i) const {
    std::vector<int> list{i};
    for (int j = i + 1; j + 1 < static_cast<int>(s_.chunks.size()); j += 2) {
      const bool joins = chunk(j).kind == 'C' || (chunk(j).kind == 'K' && chunk(j).mark == ',');
      int next = j + 1;
      if (chunk(j).kind == 'K' && chunk(next).kind == 'C' && next + 1 < static_cast<int>(s_.chunks.size()))
        ++next, ++j;
      if (!joins || chunk(next).kind != 'N') break;
      list.push_back(next);
    }
    return list;
  }

  // The noun that "of" hangs on a noun group: "the closure of | the bridge".
  std::optional<Phrase> of_phrase(int noun) const {
    static const std::uint64_t of = key_of("of");
    const int preposition = noun + 1;
    if (preposition + 1 >= static_cast<int>(s_.chunks.size()) || chunk(preposition).kind != 'P')
      return std::nullopt;
    if (s_.units[chunk(preposition).head].key != of || chunk(preposition + 1).kind != 'N')
      return std::nullopt;
    return Phrase{preposition, preposition + 1};
  }

  ClassSet theme_classes(int noun) const {
    ClassSet classes = head_classes(noun);
    // "dozens of schools", "a number of key locations": the noun counts, not the measure word.
    const bool nothing = classes.none() || (classes.count() == 1 && classes.test(grammar_.n_thing));
    if (const auto of = of_phrase(noun); of && nothing) classes |= head_classes(of->noun);
    return classes;
  }

  struct Roles {
    std::vector<int> themes;
    int actor = -1;
    bool theme_is_subject = false;
  };

  Roles roles_of(const Clause& c) const {
    const Chunk& verb = chunk(c.verb);
    Roles roles;
    static const std::uint64_t by = key_of("by");
    int agent = -1;
    for (const Phrase& phrase : c.phrases)
      if (s_.units[chunk(phrase.preposition).head].key == by) agent = phrase.noun;
    // "the alert level stays unchanged": what stands behind "stay" is no object.
    const bool linking =
        head(c.verb).verb.test(grammar_.v_remain) && !verb.passive && !keeps(head(c.verb)) && c.subject >= 0;
    const bool subject_theme = verb.passive || (verb.bare && c.objects.empty()) || linking;
    if (subject_theme || c.objects.empty()) {
      if (c.subject >= 0) roles.themes = members(c.subject);
      // "have been declared containment zones"
      if (verb.passive) roles.themes.insert(roles.themes.end(), c.objects.begin(), c.objects.end());
      roles.theme_is_subject = true;
      roles.actor = subject_theme ? agent : -1;
    } else {
      roles.themes = c.objects;
      roles.actor = c.subject;
    }
    return roles;
  }

  bool keeps(const Unit& verb) const {
    static const std::size_t keep = require_class(grammar_.lexicon, "v.keep");
    return verb.verb.test(keep);
  }

  bool fits(const Frame& frame, const ClassSet& theme, const ClassSet& around,
            const ClassSet& subject) const {
    if (frame.object.any() && (frame.object & theme).none()) return false;
    if (frame.with.any() && (frame.with & around).none()) return false;
    if (frame.without.any() && (frame.without & (around | subject)).any()) return false;
    if (frame.subject.any() && (frame.subject & subject).none()) return false;
    if (frame.words.any() && (frame.words & around).none()) return false;
    return true;
  }

  void match_clause(int number) {
    const Clause& c = clause(number);
    const Unit& main = head(c.verb);
    match_complement(number);
    match_existence(number);
    if (main.tag != 'V') return;
    const ClassSet verb = main.verb;
    if (chunk(c.verb).modal == Modal::should) match_duty(number);
    if ((verb & frames_.verbs()).none()) return;
    const Roles roles = roles_of(c);
    ClassSet phrases = phrase_classes(c.phrases);
    if (roles.theme_is_subject) phrases |= group_classes_of(c.objects);  // "were moved to | shelters"
    const ClassSet subject =
        c.subject >= 0 ? group_classes(c.subject) | phrase_classes(c.subject_phrases) : ClassSet{};
    const ClassSet subject_head = c.subject >= 0 ? theme_classes(c.subject) : ClassSet{};
    struct Best {
      const Frame* frame = nullptr;
      int theme = -1;
    };
    std::vector<Best> found;
    frames_.of_verb(verb, candidates_);
    for (const Frame* candidate : candidates_) {
      const Frame& frame = *candidate;
      if (frame.intransitive && (!c.objects.empty() || chunk(c.verb).passive)) continue;
      if (frame.negated && chunk(c.verb).negated == c.none) continue;
      if (frame.transitive && c.objects.empty() && !chunk(c.verb).passive && !chunk(c.verb).bare) continue;
      if (frame.complement && !has_complement(number)) continue;
      if (frame.governed.any() && !is_governed(c, frame.governed)) continue;
      if (frame.object.none()) {
        if (fits(frame, {}, phrases | subject | object_classes(roles), subject_head))
          found.push_back({&frame, roles.themes.empty() ? -1 : roles.themes[0]});
        continue;
      }
      for (const int theme : roles.themes) {
        const ClassSet around = group_classes(theme) | phrases |
                                (roles.theme_is_subject ? phrase_classes(c.subject_phrases) : ClassSet{});
        if (!fits(frame, theme_classes(theme), around, roles.theme_is_subject ? ClassSet{} : subject_head))
          continue;
        found.push_back({&frame, theme});
        break;
      }
    }
    keep_best(found);
    for (const Best& best : found) add_clause_match(number, *best.frame, best.theme, roles);
  }

  // "A curfew is in place", "the road stays closed to traffic", "trains are running again".
  void match_complement(int number) {
    static const std::size_t remain = require_class(grammar_.lexicon, "v.remain"),
                             go = require_class(grammar_.lexicon, "v.go");
    const Clause& c = clause(number);
    if (c.subject < 0 ||
        (!chunk(c.verb).copula && !head(c.verb).verb.test(remain) && !head(c.verb).verb.test(go)))
      return;
    constexpr std::size_t reach_units = 4;  // "is still temporarily off limits"
    for (const Frame* candidate : frames_.of_copulas()) {
      const Frame& frame = *candidate;
      for (std::size_t u = chunk(c.verb).first; u < chunk(c.verb).last + reach_units && u < s_.units.size();
           ++u) {
        if ((s_.units[u].words & frame.copula).none()) continue;
        for (const int theme : members(c.subject)) {
          if (!fits(frame, theme_classes(theme),
                    group_classes(theme) | phrase_classes(c.phrases) | phrase_classes(c.subject_phrases), {}))
            continue;
          Roles roles;
          roles.theme_is_subject = true;
          const std::size_t before = matches_.size();
          add_clause_match(number, frame, theme, roles);
          if (matches_.size() > before) {
            matches_.back().trigger = s_.units[u].span;
            matches_.back().span.end = std::max(matches_.back().span.end, s_.units[u].span.end);
          }
          return;
        }
      }
    }
  }

  // "Swimmers should stay out of the water", "the public should not approach the man".
  void match_duty(int number) {
    const Clause& c = clause(number);
    if (c.subject < 0) return;
    for (const Frame* frame : frames_.of_duty()) {
      if (!fits(*frame, {}, {}, theme_classes(c.subject))) continue;
      const std::size_t before = matches_.size();
      Roles roles;
      add_clause_match(number, *frame, c.subject, roles);
      if (matches_.size() > before) matches_.back().status = Status::in_force;  // "should not" advises too
      return;
    }
  }

  // "There is a curfew in the old town", "there were no trains".
  void match_existence(int number) {
    const Clause& c = clause(number);
    if (!c.there || c.objects.empty()) return;
    for (const Frame* candidate : frames_.of_existence()) {
      const Frame& frame = *candidate;
      if (frame.negated != (chunk(c.verb).negated != c.none)) continue;
      if (!fits(frame, theme_classes(c.objects[0]), group_classes(c.objects[0]) | phrase_classes(c.phrases),
                {}))
        continue;
      Roles roles;
      add_clause_match(number, frame, c.objects[0], roles);
      return;
    }
  }

  // An infinitive that this verb governs, "not to", or "that" behind its object.
  bool has_complement(int number) const {
    static const std::uint64_t against = key_of("against");
    const int verb = clause(number).verb;
    for (const Clause& other : s_.clauses)
      if (other.governor == number && other.verb > verb) return true;
    for (int i = verb + 1; i < static_cast<int>(s_.chunks.size()) && i < verb + 6; ++i)
      if (chunk(i).kind == 'W' || (chunk(i).kind == 'P' && s_.units[chunk(i).head].key == against))
        return true;
    return false;
  }

  ClassSet object_classes(const Roles& roles) const {
    ClassSet all;
    for (const int theme : roles.themes) all |= group_classes(theme);
    return all;
  }

  bool is_governed(const Clause& c, const ClassSet& by) const {
    if (c.governor < 0) return false;
    return (head(clause(c.governor).verb).verb & by).any();
  }

  // One frame a theme, the one that asks most; one match a kind.
  template <class List>
  void keep_best(List& found) const {
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.frame->score > b.frame->score; });
    List kept;
    for (const auto& one : found) {
      const bool known = std::any_of(kept.begin(), kept.end(), [&](const auto& other) {
        return other.theme == one.theme || other.frame->kind == one.frame->kind;
      });
      if (!known) kept.push_back(one);
    }
    found = std::move(kept);
  }

  void add_clause_match(int number, const Frame& frame, int theme, const Roles& roles) {
    const Clause& c = clause(number);
    const auto status = status_of(s_, number, frames_.kind_of(frame), turn_of(frame), grammar_);
    if (!status) return;
    Match match;
    match.frame = &frame;
    match.clause = number;
    match.theme = theme;
    match.actor = roles.theme_is_subject && roles.actor < 0 && frame.object.none() ? c.subject : roles.actor;
    match.phrases = c.phrases;
    if (roles.theme_is_subject)
      match.phrases.insert(match.phrases.end(), c.subject_phrases.begin(), c.subject_phrases.end());
    match.status = *status;
    if (frame.status && gives_way(match.status, *frame.status)) match.status = *frame.status;
    match.undone = frame.undo;
    match.trigger = s_.units[chunk(c.verb).head].span;
    match.span = clause_span(c, theme, match.actor);
    if (theme >= 0) taken_[static_cast<std::size_t>(theme)] = true;
    matches_.push_back(std::move(match));
    split_targets(matches_.back());
  }

  // "will tighten security at its borders, airports and stations": one measure for the border, one for the
  // rest.
  void split_targets(const Match& match) {
    static const std::size_t border = require_class(grammar_.lexicon, "n.border");
    static const std::size_t hub = require_class(grammar_.lexicon, "n.transport_hub");
    if (frames_.kind_of(*match.frame).name != "border_control" || match.undone) return;
    bool at_border = false, at_hub = false;
    for (const Phrase& phrase : match.phrases) {
      const ClassSet classes = head_classes(phrase.noun);
      at_border |= classes.test(border);
      at_hub |= classes.test(hub) && !classes.test(border);
    }
    if (!at_border || !at_hub) return;
    Match rest = match;
    for (const Frame& frame : frames_.all())
      if (frame.id == (theme_is_check(match) ? "screening.1" : "security_reinforced.1")) rest.frame = &frame;
    matches_.push_back(std::move(rest));
  }
  bool theme_is_check(const Match& match) const {
    static const std::size_t check = require_class(grammar_.lexicon, "n.check");
    return match.theme >= 0 && head_classes(match.theme).test(check);
  }

  Span clause_span(const Clause& c, int theme, int actor) const {
    Span span = s_.span_of(c.verb);
    const auto widen = [&](Span other) {
      span.begin = std::min(span.begin, other.begin);
      span.end = std::max(span.end, other.end);
    };
    widen({span.begin, s_.units[static_cast<std::size_t>(c.end_unit) - 1].span.end});
    if (theme >= 0) widen(s_.span_of(theme));
    if (actor >= 0 && c.shares_with < 0 && actor < c.verb) widen(s_.span_of(actor));
    return span;
  }

  // --- nouns that carry a measure without a verb of their own ---
  void match_noun(int i) {
    if (taken_[static_cast<std::size_t>(i)]) return;
    const int host = host_of(i);
    if (match_preposition(i, host)) return;
    if (match_act(i, host)) return;
    match_modifier(i, host);
  }

  // The clause that holds the noun group; -1 for none.
  int host_of(int i) const {
    int found = -1;
    for (int n = 0; n < static_cast<int>(s_.clauses.size()); ++n) {
      const Clause& c = clause(n);
      // What a verb has behind it belongs to it before it belongs to the subject of the next.
      if (found >= 0 && c.subject != i && c.verb > i) break;
      const auto holds = [&](const std::vector<Phrase>& phrases) {
        return std::any_of(phrases.begin(), phrases.end(),
                           [&](const Phrase& phrase) { return phrase.noun == i; });
      };
      if (c.subject == i || std::find(c.objects.begin(), c.objects.end(), i) != c.objects.end() ||
          holds(c.phrases) || holds(c.subject_phrases))
        found = n;
    }
    return found;
  }

  // "on high alert", "under lockdown", "in close contact".
  bool match_preposition(int i, int host) {
    if (i == 0 || chunk(i - 1).kind != 'P') return false;
    const std::uint64_t preposition = s_.units[chunk(i - 1).head].key;
    for (const Frame* candidate : frames_.of_prepositions()) {
      const Frame& frame = *candidate;
      if (std::find(frame.prepositions.begin(), frame.prepositions.end(), preposition) ==
          frame.prepositions.end())
        continue;
      const ClassSet around = group_classes(i) |
                              (host >= 0 ? phrase_classes(clause(host).phrases) : ClassSet{}) |
                              next_phrase_classes(i);
      if (!fits(frame, head_classes(i), around, {})) continue;
      add_preposition_match(frame, i, host);
      return true;
    }
    return false;
  }

  ClassSet next_phrase_classes(int i) const {
    const int next = i + 2;
    return next < static_cast<int>(s_.chunks.size()) && chunk(i + 1).kind == 'P' && chunk(next).kind == 'N'
               ? group_classes(next)
               : ClassSet{};
  }

  void add_preposition_match(const Frame& frame, int i, int host) {
    Match match;
    match.frame = &frame;
    match.clause = host;
    match.nominal = true;
    match.trigger = {s_.span_of(i - 1).begin, s_.span_of(i).end};
    match.undone = frame.undo;
    if (host >= 0) {
      const Clause& c = clause(host);
      const auto status = status_of(s_, host, frames_.kind_of(frame), turn_of(frame), grammar_);
      if (!status) return;
      match.status = *status;
      match.phrases = c.phrases;
      match.phrases.insert(match.phrases.end(), c.subject_phrases.begin(), c.subject_phrases.end());
      // "put France on alert": who is on alert is the object; "police are on alert": the subject.
      const bool transitive = !c.objects.empty() && c.objects[0] < i;
      match.actor = transitive ? c.objects[0] : c.subject;
      match.span = clause_span(c, match.actor, -1);
    } else {
      if (i >= 2 && chunk(i - 2).kind == 'N') match.actor = i - 2;
      match.span = match.trigger;
      if (match.actor >= 0) match.span.begin = s_.span_of(match.actor).begin;
    }
    // "placed its brigades on alert" deploys nobody.
    static const std::size_t put = require_class(grammar_.lexicon, "v.put");
    if (host >= 0 && head(clause(host).verb).verb.test(put))
      std::erase_if(matches_, [&](const Match& other) { return other.clause == host && !other.nominal; });
    matches_.push_back(std::move(match));
  }

  // "the closure of the bridge", "the deployment of 1,600 officers", "school closures".
  bool match_act(int i, int host) {
    const ClassSet act = head(i).act;
    if ((act & frames_.verbs()).none()) return false;
    const auto of = of_phrase(i);
    ClassSet theme = of ? theme_classes(of->noun) : ClassSet{};
    for (std::size_t u = chunk(i).first; u < chunk(i).head; ++u) theme |= s_.units[u].noun;
    ClassSet around = theme | group_classes(i);
    if (of) around |= group_classes(of->noun) | next_phrase_classes(of->noun);
    const Frame* best = nullptr;
    frames_.of_verb(act & frames_.verbs(), candidates_);
    for (const Frame* candidate : candidates_) {
      const Frame& frame = *candidate;
      if (frame.object.none() || frame.governed.any() || frame.negated) continue;
      if (!fits(frame, theme, around, {})) continue;
      if (best == nullptr || frame.score > best->score) best = &frame;
    }
    if (best == nullptr) return false;
    Match match;
    match.frame = best;
    match.clause = host;
    match.theme = of ? of->noun : i;
    match.nominal = true;
    match.undone = best->undo;
    match.trigger = head(i).span;
    match.span = s_.span_of(i);
    if (of) match.span.end = s_.span_of(of->noun).end;
    if (!nominal_status(match, host)) return true;
    if (host >= 0) {
      const Clause& c = clause(host);
      if (std::find(c.objects.begin(), c.objects.end(), i) != c.objects.end() && c.subject >= 0) {
        match.actor = c.subject;
        match.span.begin = std::min(match.span.begin, s_.span_of(c.subject).begin);
      }
      match.phrases = c.phrases;
    }
    matches_.push_back(std::move(match));
    return true;
  }

  // "amid heightened security", "passengers face additional checks".
  void match_modifier(int i, int host) {
    for (const Frame* candidate : frames_.of_modifiers()) {
      const Frame& frame = *candidate;
      bool modified = false;
      Span trigger = head(i).span;
      for (std::size_t u = chunk(i).first; u < chunk(i).head; ++u) {
        const Unit& unit = s_.units[u];
        if ((frame.modifier & (unit.verb | unit.words)).any())
          modified = true, trigger = {unit.span.begin, head(i).span.end};
      }
      if (!modified) continue;
      const ClassSet around = group_classes(i) | next_phrase_classes(i) |
                              (host >= 0 ? phrase_classes(clause(host).phrases) : ClassSet{});
      if (!fits(frame, head_classes(i), around, {})) continue;
      Match match;
      match.frame = &frame;
      match.clause = host;
      match.theme = i;
      match.nominal = true;
      match.trigger = trigger;
      match.span = s_.span_of(i);
      if (host >= 0) {
        match.phrases = clause(host).phrases;
        match.span = clause_span(clause(host), i, -1);
      }
      if (nominal_status(match, host)) matches_.push_back(std::move(match));
      return;
    }
  }

  // The status of a noun from the verb that holds it; false when that verb takes it back or only wishes it.
  bool nominal_status(Match& match, int host) const {
    static const std::size_t demand = require_class(grammar_.lexicon, "v.demand");
    static const std::size_t deny = require_class(grammar_.lexicon, "v.deny");
    static const std::size_t plan = require_class(grammar_.lexicon, "v.plan");
    static const std::size_t consider = require_class(grammar_.lexicon, "v.consider");
    static const std::size_t lift = require_class(grammar_.lexicon, "v.lift");
    const Kind& kind = frames_.kind_of(*match.frame);
    if (host < 0) {
      match.status = match.undone                    ? Status::lifted
                     : kind.nature == Nature::point  ? Status::completed
                     : kind.nature == Nature::review ? Status::under_review
                                                     : Status::in_force;
      return true;
    }
    const ClassSet verb = head(clause(host).verb).verb;
    if (verb.test(demand) && !verb.test(consider)) return false;
    const auto status =
        status_of(s_, host, kind, match.undone || verb.test(lift) ? Turn::ends : Turn::states, grammar_);
    if (!status) return false;
    match.status = *status;
    if (verb.test(deny))
      match.status = Status::denied;
    else if (verb.test(plan) && match.status == Status::in_force)
      match.status = Status::announced;
    else if (verb.test(consider) && !match.undone)
      match.status = kind.nature == Nature::review ? Status::under_review : Status::possible;
    return true;
  }

  const Syntax& s_;
  const Grammar& grammar_;
  const Frames& frames_;
  std::vector<bool> taken_;
  std::vector<Match> matches_;
  std::vector<const Frame*> candidates_;  // of the clause at hand
};

}  // namespace

std::vector<Match> find_matches(const Syntax& syntax, const Grammar& grammar, const Frames& frames) {
  return Matcher(syntax, grammar, frames).run();
}

}  // namespace tocsin::reading
