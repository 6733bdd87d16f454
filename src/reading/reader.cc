#include "reading/reader.h"

#include <algorithm>

#include "base/text.h"
#include "reading/focus.h"
#include "reading/jurisdictions.h"
#include "reading/outlets.h"
#include "reading/relevance.h"
#include "reading/statements.h"

namespace tocsin::reading {
namespace {

// Everything of one report while it is read.
class Reader {
 public:
  Reader(Stripped stripped, const ReadOptions& options)
      : options_(options),
        grammar_(Grammar::built_in()),
        frames_(Frames::built_in()),
        gazetteer_(Gazetteer::built_in()) {
    out_.stripped = std::move(stripped);
    tokens_ = tokenize(out_.stripped.text);
    sentences_ = find_sentences(out_.stripped.text, tokens_, out_.stripped.regions);
    out_.places = gazetteer_.find(out_.stripped.text, tokens_);
  }

  Reading run() {
    find_title();
    find_published();
    out_.outlet = find_outlet(out_.stripped, tokens_, sentences_, grammar_, options_.outlet);
    Jurisdictions jurisdictions(text(), out_.places, gazetteer_, grammar_);
    const ReportFocus focus = find_focus(out_.places, out_.stripped);
    jurisdictions.set_document(focus.country, focus.place);
    relevance_.emplace(tokens_, sentences_, out_.stripped.regions, grammar_);
    find_all_times();
    for (std::size_t i = 0; i < sentences_.size(); ++i) read_sentence(i, jurisdictions);
    finish();
    return std::move(out_);
  }

 private:
  std::string_view text() const { return out_.stripped.text; }

  void find_title() {
    for (const Region& region : out_.stripped.regions)
      if (region.kind == RegionKind::title && !out_.title) out_.title = region.span;
  }

  void find_published() {
    if (!options_.published.empty()) out_.published = parse_published(options_.published);
    if (out_.published.value.empty()) {
      for (const Region& region : out_.stripped.regions) {
        if (region.kind != RegionKind::published || !out_.published.value.empty()) continue;
        out_.published = parse_published(text_of(text(), region.span));
        out_.published.span = {out_.published.span.begin + region.span.begin,
                               out_.published.span.end + region.span.begin};
      }
    } else {
      out_.published.span = {};
    }
    if (out_.published.value.empty()) out_.published = published_round_the_text();
    if (out_.published.value.empty() && !out_.stripped.published.empty()) {
      out_.published = parse_published(out_.stripped.published);
      out_.published.span = {};
    }
  }

  // "Issued on: 17/06/2021 - 13:25" in the furniture, or "Geneva, 7 March 2024 (AFP) -" before the first
  // paragraph.
  TimeMention published_round_the_text() const {
    constexpr std::uint32_t dateline_bytes_max = 120;
    bool body = false;
    for (const Region& region : out_.stripped.regions) {
      if (region.kind == RegionKind::promo_link || region.kind == RegionKind::title || body) continue;
      Span span = region.span;
      body = region.kind == RegionKind::body;
      if (body) {
        span.end = std::min(span.end, span.begin + dateline_bytes_max);
        const auto close = text_of(text(), span).rfind(')');
        if (close == std::string_view::npos) continue;
        span.end = span.begin + static_cast<std::uint32_t>(close);
      }
      TimeMention found = parse_published(text_of(text(), span));
      if (found.value.empty()) continue;
      found.span = {found.span.begin + span.begin, found.span.end + span.begin};
      return found;
    }
    return {};
  }

  // What a sentence can hold, by its words alone. Most of a long report names no place, no measure and no
  // speaker.
  struct Promise {
    bool measure = false, speaker = false;
  };
  Promise promise_of(const Sentence& sentence) const {
    static const std::size_t cite = require_class(grammar_.lexicon, "v.cite"),
                             according = require_class(grammar_.lexicon, "w.according");
    Promise promise;
    for (std::uint32_t i = sentence.first; i < sentence.last && !(promise.measure && promise.speaker); ++i) {
      if (tokens_[i].kind != TokenKind::word) continue;
      std::size_t length = 0;
      const Entry* entry = grammar_.lexicon.find(std::span(tokens_).subspan(i, sentence.last - i), length);
      if (entry == nullptr) continue;
      promise.measure |= ((entry->as_verb | entry->as_act) & frames_.verbs()).any() ||
                         (entry->as_noun & frames_.objects()).any() || is_statement_word(*entry, grammar_);
      promise.speaker |=
          entry->as_verb.test(grammar_.v_say) || entry->as_verb.test(cite) || entry->as_words.test(according);
    }
    return promise;
  }

  bool names_place(const Sentence& sentence) const {
    const auto at = std::lower_bound(
        out_.places.begin(), out_.places.end(), sentence.first,
        [](const PlaceMention& mention, std::uint32_t token) { return mention.first < token; });
    return at != out_.places.end() && at->first < sentence.last;
  }

  // Dates of all sentences; a report most of whose dates lie far back is about then.
  void find_all_times() {
    constexpr int past_min = 3;
    int past = 0, present = 0;
    times_of_.reserve(sentences_.size());
    for (const Sentence& sentence : sentences_) {
      times_of_.push_back(find_times(text(), tokens_, sentence.first, sentence.last, out_.published));
      if (sentence.region == RegionKind::promo_link) continue;
      for (const TimeMention& time : times_of_.back()) {
        if (time.value.empty() && !time.clock_only) continue;
        (time.other_year && time.value < out_.published.value ? past : present) += 1;
      }
    }
    history_.set_past(past >= past_min && past > 2 * present);
  }

  void read_sentence(std::size_t number, Jurisdictions& jurisdictions) {
    const Sentence& sentence = sentences_[number];
    out_.sentences.push_back(sentence.span);
    times_ = std::move(times_of_[number]);
    const Promise promise = promise_of(sentence);
    if (promise.measure || promise.speaker || !times_.empty() || names_place(sentence)) {
      const Syntax syntax = parse(make_units(text(), tokens_, sentence, out_.places, grammar_), grammar_);
      read_syntax(sentence, syntax, promise, jurisdictions);
    }
    out_.times.insert(out_.times.end(), times_.begin(), times_.end());
  }

  void read_syntax(const Sentence& sentence, const Syntax& syntax, Promise promise,
                   Jurisdictions& jurisdictions) {
    jurisdictions.begin_sentence(syntax, sentence);
    voices_ = find_voices(text(), syntax, sentence, speakers_, grammar_, out_.places);
    carry_quotation(sentence);
    history_.begin_sentence(syntax, sentence, times_, out_.published);
    if (promise.measure) {
      if (relevance_->admits(sentence))
        for (const Match& match : find_matches(syntax, grammar_, frames_))
          add_measure(sentence, syntax, match, jurisdictions);
      for (Proposal& proposal : find_statements(text(), syntax, sentence, voices_, grammar_))
        add_statement(sentence, syntax, std::move(proposal), jurisdictions);
    }
    jurisdictions.end_sentence(syntax);
    if (!voices_.empty() && voices_.back().speaker >= 0)
      last_voice_ = voices_.back(), last_voice_paragraph_ = sentence.paragraph;
  }

  // A quotation that runs on, and has no words of saying of its own, is still the same speaker's.
  void carry_quotation(const Sentence& sentence) {
    const char first = text()[sentence.span.begin];
    const bool opens = first == '"' || static_cast<unsigned char>(first) == 0xE2;
    if (!voices_.empty() || !last_voice_ || last_voice_paragraph_ != sentence.paragraph) return;
    if (!sentence.quote_open_before && !opens) return;
    Voice voice = *last_voice_;
    voice.scope = sentence.span;
    voice.speaker = -1;
    voices_.push_back(voice);
  }

  // The narrowest voice whose scope holds the trigger.
  const Voice* voice_of(Span trigger) const {
    const Voice* best = nullptr;
    for (const Voice& voice : voices_)
      if (!voice.hearsay && voice.scope.contains(trigger) &&
          (best == nullptr || voice.scope.size() < best->scope.size()))
        best = &voice;
    return best;
  }
  bool hearsay_at(Span trigger) const {
    return std::any_of(voices_.begin(), voices_.end(),
                       [&](const Voice& voice) { return voice.hearsay && voice.scope.contains(trigger); });
  }

  // In the same clause, as far as commas tell.
  bool near(Span time, Span span) const {
    constexpr std::uint32_t far_bytes = 60;
    return time.begin < span.end + far_bytes && time.end + far_bytes > span.begin;
  }

  void add_measure(const Sentence& sentence, const Syntax& syntax, const Match& match,
                   Jurisdictions& jurisdictions) {
    const Kind& kind = frames_.kind_of(*match.frame);
    const bool ahead = match.status == Status::announced || match.status == Status::planned;
    if (!ahead && history_.holds(match.trigger)) return;
    Proposal proposal;
    proposal.cls = kind.name == "safety_check" ? Class::safety_check : Class::measure;
    proposal.kind = kind.name;
    proposal.rule = match.frame->id;
    proposal.span = match.span;
    proposal.sentence = sentence.span;
    proposal.trigger = match.trigger;
    proposal.status = match.status;
    proposal.promo = sentence.region == RegionKind::promo_link;
    if (match.actor >= 0) proposal.actor = words_of(syntax, match.actor);
    if (match.theme >= 0) proposal.target = words_of(syntax, match.theme);
    const Voice* voice = voice_of(match.trigger);
    if (!settle_group(proposal, syntax, match)) jurisdictions.settle(proposal, syntax, match, voice);
    proposal.measure_code = code_of(match, syntax, kind);
    settle_time(proposal);
    attribute(proposal, voice, match.trigger);
    if (match.actor >= 0 && syntax.head_of(match.actor).tag == 'R') name_actor(proposal);
    add(std::move(proposal));
  }

  // "they had increased checks": whoever says so does so, else whose measure it is.
  static void name_actor(Proposal& proposal) {
    const Party& last = proposal.chain.back();
    const bool speaks = last.role == Role::primary && !last.anonymous;
    proposal.actor->norm = speaks ? last.name : proposal.jurisdiction.name;
  }

  // "national governments", "across the globe": no one country's measure.
  bool settle_group(Proposal& proposal, const Syntax& syntax, const Match& match) const {
    static const std::size_t states = require_class(grammar_.lexicon, "w.group_of_states"),
                             world = require_class(grammar_.lexicon, "w.worldwide");
    Span words;
    for (const Unit& unit : syntax.units) {
      if (unit.words.test(world) && near(unit.span, match.span)) words = unit.span;
    }
    if (match.actor >= 0 && words.empty()) {
      const Chunk& c = syntax.chunks[static_cast<std::size_t>(match.actor)];
      if (syntax.units[c.head].words.test(states)) {
        bool named = false;
        for (std::size_t u = c.first; u < c.last; ++u) named |= syntax.units[u].place >= 0;
        if (!named) words = syntax.span_of(match.actor);
      }
    }
    if (words.empty()) return false;
    proposal.summary = true;
    proposal.jurisdiction.group = std::string(text_of(text(), words));
    proposal.jurisdiction.basis = "group";
    proposal.jurisdiction.span = words;
    return true;
  }

  Words words_of(const Syntax& syntax, int chunk) const {
    Words words{.span = syntax.span_of(chunk), .norm = {}, .type = {}};
    words.norm = std::string(text_of(text(), words.span));
    for (const std::string_view article : {"the ", "The ", "a ", "A ", "an ", "An "})
      if (words.norm.starts_with(article)) {
        words.norm.erase(0, article.size());
        break;
      }
    words.type = type_of(syntax.head_of(chunk).noun, grammar_);
    return words;
  }

  std::string code_of(const Match& match, const Syntax& syntax, const Kind& kind) const {
    ClassSet around;
    const auto collect = [&](int chunk) {
      const Chunk& c = syntax.chunks[static_cast<std::size_t>(chunk)];
      for (std::size_t u = c.first; u < c.last; ++u) around |= syntax.units[u].noun;
    };
    if (match.theme >= 0) collect(match.theme);
    for (const Phrase& phrase : match.phrases) collect(phrase.noun);
    return measure_code(kind, around, grammar_);
  }

  void settle_time(Proposal& proposal) {
    const bool future = proposal.status == Status::announced || proposal.status == Status::planned ||
                        proposal.status == Status::possible;
    for (TimeMention& time : times_) {
      if (time.clock_only || time.value.empty() || time.span.begin < proposal.sentence.begin) continue;
      const bool said = is_statement_time(time);
      settle_weekday(time, future && !said, out_.published);
      if (said)
        proposal.statement_time = time;
      else if (proposal.span.contains(time.span) && !proposal.time)
        proposal.time = time;
    }
  }
  // A time beside a word of saying dates the saying: "told journalists on Saturday".
  bool is_statement_time(const TimeMention& time) const {
    return std::any_of(voices_.begin(), voices_.end(), [&](const Voice& voice) {
      return !voice.hearsay && !voice.scope.contains(time.span) && time.span.begin > voice.cue.begin;
    });
  }

  void attribute(Proposal& proposal, const Voice* voice, Span trigger) {
    proposal.chain.push_back({.role = Role::publisher,
                              .type = PartyType::outlet,
                              .name = out_.outlet.name,
                              .span = {},
                              .note = out_.outlet.basis});
    if (!out_.outlet.wire.empty())
      proposal.chain.push_back({.role = Role::relay,
                                .type = PartyType::agency,
                                .name = out_.outlet.wire,
                                .span = {},
                                .note = "dateline"});
    if (voice != nullptr) {
      for (const Party& party : voice->chain) {
        if (party.role == Role::relay && party.name == out_.outlet.wire) continue;
        if (party.role == Role::relay && party.name == out_.outlet.name) continue;
        proposal.chain.push_back(party);
      }
    } else if (proposal.kind == "advisory" && proposal.actor) {
      // Advice is said by who gives it.
      proposal.chain.push_back({.role = Role::primary,
                                .type = PartyType::official,
                                .name = proposal.actor->norm,
                                .anonymous = false,
                                .span = proposal.actor->span,
                                .note = {}});
    }
    if (hearsay_at(trigger)) {
      for (const Voice& one : voices_)
        if (one.hearsay && one.scope.contains(trigger)) proposal.hedges.push_back({one.cue, "hearsay"});
    }
    grade(proposal);
  }

  void add_statement(const Sentence& sentence, const Syntax& syntax, Proposal proposal,
                     Jurisdictions& jurisdictions) {
    proposal.sentence = sentence.span;
    proposal.promo = sentence.region == RegionKind::promo_link;
    jurisdictions.settle_in(proposal, syntax, sentence.span);
    settle_time(proposal);
    attribute(proposal, voice_of(proposal.trigger), proposal.trigger);
    add(std::move(proposal));
  }

  // The same words again (a headline that stands twice) say nothing new.
  void add(Proposal proposal) {
    if (out_.proposals.size() >= proposals_max) return;
    const auto words = text_of(text(), proposal.span);
    for (const Proposal& other : out_.proposals)
      if (other.kind == proposal.kind && text_of(text(), other.span) == words && other.rule == proposal.rule)
        return;
    if (options_.explain) explain(proposal);
    out_.proposals.push_back(std::move(proposal));
  }

  void explain(Proposal& proposal) const {
    proposal.explanation.push_back(
        fmt::format("rule {} on '{}'", proposal.rule, text_of(text(), proposal.trigger)));
    proposal.explanation.push_back(fmt::format(
        "jurisdiction {} by {}", proposal.jurisdiction.iso.empty() ? "none" : proposal.jurisdiction.iso,
        proposal.jurisdiction.basis));
    if (proposal.place && proposal.place->runner_up)
      proposal.explanation.push_back(fmt::format("place {} rather than {} ({})", proposal.place->place.name,
                                                 proposal.place->runner_up->name,
                                                 proposal.place->runner_up->country));
  }

  void finish() {
    std::stable_sort(out_.proposals.begin(), out_.proposals.end(),
                     [](const Proposal& a, const Proposal& b) { return a.span.begin < b.span.begin; });
    for (std::size_t i = 0; i < out_.proposals.size(); ++i) out_.proposals[i].id = fmt::format("p{}", i + 1);
    out_.simhash = simhash(tokens_, sentences_);
  }

  const ReadOptions& options_;
  const Grammar& grammar_;
  const Frames& frames_;
  const Gazetteer& gazetteer_;
  Reading out_;
  std::vector<Token> tokens_;
  std::vector<Sentence> sentences_;
  std::vector<std::vector<TimeMention>> times_of_;  // by sentence, until it is read
  std::vector<TimeMention> times_;
  std::vector<Voice> voices_;
  std::optional<Voice> last_voice_;
  std::uint32_t last_voice_paragraph_ = 0;
  Speakers speakers_;
  std::optional<Relevance> relevance_;
  History history_{Grammar::built_in()};
};

}  // namespace

std::string_view to_string(Class value) {
  static constexpr std::string_view names[] = {"measure", "safety_check", "casualty",  "claim",
                                               "threat",  "attribution",  "assessment"};
  return names[static_cast<std::size_t>(value)];
}
std::string_view to_string(Status value) {
  static constexpr std::string_view names[] = {"announced",    "planned",  "in_force", "completed",
                                               "under_review", "possible", "claimed",  "reported",
                                               "extended",     "eased",    "lifted",   "denied"};
  return names[static_cast<std::size_t>(value)];
}
std::string_view to_string(Role value) {
  static constexpr std::string_view names[] = {"publisher", "relay", "primary"};
  return names[static_cast<std::size_t>(value)];
}
std::string_view to_string(PartyType value) {
  static constexpr std::string_view names[] = {"official",  "agency",   "company", "outlet",
                                               "anonymous", "claimant", "expert",  "witness"};
  return names[static_cast<std::size_t>(value)];
}
std::string_view to_string(Certainty value) {
  static constexpr std::string_view names[] = {"high", "medium", "low"};
  return names[static_cast<std::size_t>(value)];
}

std::string reader_version() { return fmt::format("reader-1/{}", Frames::built_in().version()); }

Result<Reading> read(std::string_view source, const ReadOptions& options) {
  TOCSIN_TRY(Stripped stripped, strip(source, options.media_type.value_or(guess_media_type(source))));
  return Reader(std::move(stripped), options).run();
}

}  // namespace tocsin::reading
