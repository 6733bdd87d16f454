#include "reading/voices.h"

#include <algorithm>

namespace tocsin::reading {
namespace {

struct Cues {
  explicit Cues(const Lexicon& t)
      : say(require_class(t, "v.say")),
        cite(require_class(t, "v.cite")),
        according(require_class(t, "w.according")),
        reportedly(require_class(t, "w.reportedly")),
        advise(require_class(t, "v.advise")) {}
  std::size_t say, cite, according, reportedly, advise;
};

class Finder {
 public:
  Finder(std::string_view text, const Syntax& syntax, const Sentence& sentence, Speakers& speakers,
         const Grammar& grammar, std::span<const PlaceMention> places)
      : text_(text),
        s_(syntax),
        sentence_(sentence),
        speakers_(speakers),
        grammar_(grammar),
        places_(places),
        cues_(cues_of(grammar)) {}

  std::vector<Voice> run() {
    for (const Clause& clause : s_.clauses) {
      const Unit& verb = s_.head_of(clause.verb);
      if (verb.tag != 'V') continue;
      if (verb.verb.test(cues_.cite))
        cite(clause);
      else if (verb.verb.test(cues_.say))
        say(clause);
    }
    according();
    reportedly();
    std::stable_sort(voices_.begin(), voices_.end(),
                     [](const Voice& a, const Voice& b) { return a.scope.begin < b.scope.begin; });
    return std::move(voices_);
  }

 private:
  static const Cues& cues_of(const Grammar& grammar) {
    static const Cues cues(grammar.lexicon);
    return cues;
  }
  const Chunk& chunk(int i) const { return s_.chunks[static_cast<std::size_t>(i)]; }
  int size() const { return static_cast<int>(s_.chunks.size()); }
  std::string word(int i) const { return fold(text_of(text_, s_.head_of(i).span)); }
  bool is_mark(int i, char mark) const {
    return i >= 0 && i < size() && chunk(i).kind == 'K' && chunk(i).mark == mark;
  }

  // The part of the sentence between two semicolons that holds the chunk.
  Span segment_of(int i) const {
    Span segment = sentence_.span;
    for (int j = 0; j < size(); ++j) {
      if (!is_mark(j, ';')) continue;
      if (j < i)
        segment.begin = s_.span_of(j).end;
      else {
        segment.end = s_.span_of(j).begin;
        break;
      }
    }
    return segment;
  }

  bool verb_between(Span span) const {
    return std::any_of(s_.clauses.begin(), s_.clauses.end(),
                       [&](const Clause& c) { return span.contains(s_.span_of(c.verb)); });
  }

  // A comma or a closing quotation mark stands right before this offset.
  bool set_off_before(std::uint32_t offset) const {
    while (offset > sentence_.span.begin) {
      const char c = text_[offset - 1];
      if (c == ' ' || c == '\n' || static_cast<unsigned char>(c) >= 0x80) {
        // curly quotes end in 0x9D or 0x99
        if (static_cast<unsigned char>(c) == 0x9D || static_cast<unsigned char>(c) == 0x99) return true;
        --offset;
        continue;
      }
      return c == ',' || c == '"' || c == '\'';
    }
    return false;
  }

  // "a source familiar with the situation", "sources in the ministry": what is said of an unnamed source
  // names it.
  Span widened(int speaker, const Party& party) const {
    Span span = s_.span_of(speaker);
    if (!party.anonymous) return span;
    for (int j = speaker + 1; j + 1 < size() && chunk(j).kind == 'P' && chunk(j + 1).kind == 'N'; j += 2)
      span.end = s_.span_of(j + 1).end;
    return span;
  }

  std::optional<Party> party(int noun) {
    auto found = speakers_.party_of(text_, s_, noun, grammar_, places_);
    if (found && found->anonymous && found->type == PartyType::anonymous) {
      found->span = widened(noun, *found);
      found->name = std::string(text_of(text_, found->span));
    }
    return found;
  }

  // The recipient of "told": an outlet that carries the words; nothing for journalists and parliaments.
  std::optional<Party> recipient(const Clause& clause) const {
    for (const int object : clause.objects)
      for (std::size_t u = chunk(object).first; u < chunk(object).last; ++u)
        if (auto outlet = outlet_at(text_, s_.units[u], grammar_)) return outlet;
    static const std::uint64_t to = key_of("to"), by = key_of("by");
    for (const Phrase& phrase : clause.phrases) {
      const auto key = s_.units[chunk(phrase.preposition).head].key;
      if (key != to && key != by) continue;
      for (std::size_t u = chunk(phrase.noun).first; u < chunk(phrase.noun).last; ++u)
        if (auto outlet = outlet_at(text_, s_.units[u], grammar_)) return outlet;
    }
    return std::nullopt;
  }

  void say(const Clause& clause) {
    const Chunk& verb = chunk(clause.verb);
    if (!verb.finite || verb.negated || verb.passive) return;
    int speaker = clause.subject;
    const Span segment = segment_of(clause.verb);
    const Span verb_span = s_.span_of(clause.verb);
    // "..., said the minister"
    bool inverted = false;
    const bool at_end_of_content = set_off_before(verb_span.begin);
    if (at_end_of_content && !clause.objects.empty() && clause.objects[0] == clause.verb + 1 &&
        (speaker < 0 || speaker + 1 < clause.verb)) {
      speaker = clause.objects[0];
      inverted = true;
    }
    if (speaker < 0) return;
    const auto found = party(speaker);
    if (!found) return;
    const Span speaker_span = s_.span_of(speaker);
    const std::uint32_t cue_begin =
        inverted ? verb_span.begin : std::min(speaker_span.begin, verb_span.begin);
    Voice voice;
    voice.cue = s_.head_of(clause.verb).span;
    voice.speaker = speaker;
    const Span before{segment.begin, cue_begin};
    const Span after{verb_span.end, segment.end};
    const bool content_before =
        (inverted || set_off_before(cue_begin)) && verb_between(before) && !fronted_only(clause, before);
    if (content_before)
      voice.scope = adding(clause) ? segment : before;
    else
      voice.scope = {after.begin, end_of_content(clause, after.end)};
    if (!content_before && !verb_between(after) && !has_object_content(clause)) return;
    add_chain(voice, *found, clause);
    voices_.push_back(std::move(voice));
  }

  // "declared an emergency | and closed its borders": what the speaker did beside saying is not said.
  std::uint32_t end_of_content(const Clause& clause, std::uint32_t end) const {
    if (clause.objects.empty()) return end;
    const int number = s_.clause_of(clause.verb);
    for (const Clause& other : s_.clauses)
      if (other.shares_with == number && chunk(other.verb).finite)
        return std::min(end, s_.span_of(other.verb).begin);
    return end;
  }

  // "Speaking in Rome, Renzi said": what stands before is no content.
  bool fronted_only(const Clause&, Span before) const {
    for (const Clause& c : s_.clauses)
      if (before.contains(s_.span_of(c.verb)) &&
          (chunk(c.verb).finite || chunk(c.verb).bare || chunk(c.verb).infinitive))
        return false;
    return true;
  }

  // "announced additional steps": the object itself is what is said.
  bool has_object_content(const Clause& clause) const { return !clause.objects.empty(); }

  bool adding(const Clause& clause) const {
    for (int j = clause.verb + 1; j < size() && j < clause.verb + 8; ++j)
      if (chunk(j).kind == 'V' && word(j) == "adding") return true;
    return false;
  }

  void add_chain(Voice& voice, const Party& speaker, const Clause& clause) {
    if (speaker.role == Role::relay) {
      voice.chain.push_back(speaker);
      if (auto cited = cited_behind(clause.verb)) voice.chain.push_back(*cited);
      return;
    }
    if (auto relay = recipient(clause)) voice.chain.push_back(*relay);
    voice.chain.push_back(speaker);
  }

  // "the Telegraph reported, citing a British source".
  std::optional<Party> cited_behind(int verb) {
    for (int j = verb + 1; j < size() && j < verb + 6; ++j) {
      if (is_mark(j, ';')) break;
      if (chunk(j).kind != 'V' || !s_.head_of(j).verb.test(cues_.cite)) continue;
      if (j + 1 < size() && chunk(j + 1).kind == 'N') return party(j + 1);
    }
    return std::nullopt;
  }

  // "Reuters cited Prime Minister Rutte telling journalists that ..."
  void cite(const Clause& clause) {
    const Chunk& verb = chunk(clause.verb);
    if (!verb.finite || clause.subject < 0 || clause.objects.empty()) return;
    const auto relay = party(clause.subject);
    if (!relay || relay->role != Role::relay) return;
    const auto cited = party(clause.objects[0]);
    Voice voice;
    voice.cue = s_.head_of(clause.verb).span;
    voice.speaker = clause.objects[0];
    const Span segment = segment_of(clause.verb);
    const Span before{segment.begin, s_.span_of(clause.subject).begin};
    voice.scope = set_off_before(before.end) && verb_between(before)
                      ? segment
                      : Span{s_.span_of(clause.objects[0]).end, segment.end};
    voice.chain.push_back(*relay);
    if (cited) voice.chain.push_back(*cited);
    voices_.push_back(std::move(voice));
  }

  void according() {
    for (std::size_t u = 0; u < s_.units.size(); ++u) {
      if (!s_.units[u].words.test(cues_.according)) continue;
      int noun = -1, at = -1;
      for (int i = 0; i < size(); ++i) {
        if (chunk(i).first <= u && u < chunk(i).last) at = i;
        if (chunk(i).kind == 'N' && chunk(i).first > u) {
          noun = i;
          break;
        }
      }
      if (noun < 0) continue;
      const auto found = party(noun);
      if (!found) continue;
      Voice voice;
      voice.cue = s_.units[u].span;
      voice.speaker = noun;
      const Span segment = segment_of(std::max(at, 0));
      const Span before{segment.begin, s_.units[u].span.begin};
      voice.scope = verb_between(before) ? before : Span{s_.span_of(noun).end, segment.end};
      voice.chain.push_back(*found);
      voices_.push_back(std::move(voice));
    }
  }

  void reportedly() {
    for (const Unit& unit : s_.units) {
      if (!unit.words.test(cues_.reportedly)) continue;
      Voice voice;
      voice.cue = unit.span;
      voice.hearsay = true;
      voice.scope = {unit.span.begin, sentence_.span.end};
      for (const Clause& clause : s_.clauses) {
        const Span verb = s_.span_of(clause.verb);
        if (verb.begin <= unit.span.begin && unit.span.end <= verb.end)
          voice.scope.begin = clause.subject >= 0 ? s_.span_of(clause.subject).begin : verb.begin;
      }
      voices_.push_back(std::move(voice));
    }
  }

  std::string_view text_;
  const Syntax& s_;
  const Sentence& sentence_;
  Speakers& speakers_;
  const Grammar& grammar_;
  std::span<const PlaceMention> places_;
  const Cues& cues_;
  std::vector<Voice> voices_;
};

}  // namespace

std::vector<Voice> find_voices(std::string_view text, const Syntax& syntax, const Sentence& sentence,
                               Speakers& speakers, const Grammar& grammar,
                               std::span<const PlaceMention> places) {
  return Finder(text, syntax, sentence, speakers, grammar, places).run();
}

}  // namespace tocsin::reading
