// tocsin_score: prints the table of goals of the reader and fails below it.
#include <fmt/format.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "reading/matches.h"
#include "reading/reader.h"
#include "score/score.h"

namespace {

using tocsin::score::Goal;

int print(const std::vector<Goal>& goals) {
  int below = 0;
  fmt::print("{:<44} {:<28} {:>9} {:>9}\n", "what", "set", "reached", "goal");
  for (const Goal& goal : goals) {
    const bool met = goal.met();
    below += met ? 0 : 1;
    fmt::print("{:<44} {:<28} {:>9} {:>9}  {}{}\n", goal.what, goal.set,
               goal.skipped ? "skipped" : fmt::format("{:.3f}", goal.reached),
               goal.at_least == 0 && !goal.at_most
                   ? "-"
                   : fmt::format("{}{:.3g}", goal.at_most ? "<= " : "", goal.at_least),
               met ? "" : "BELOW  ", goal.note);
  }
  return below;
}

// --read FILE...: one reading a line, for scripts that score many files.
int read_files(int count, char** files) {
  for (int i = 0; i < count; ++i) {
    std::ifstream in(files[i], std::ios::binary);
    const std::string source((std::istreambuf_iterator<char>(in)), {});
    tocsin::reading::ReadOptions options;
    options.explain = true;
    const auto reading = tocsin::reading::read(source, options);
    if (!reading) {
      fmt::print(stderr, "{}: {}\n", files[i], reading.error().detail);
      return 1;
    }
    fmt::print("{}\n", tocsin::reading::to_json(source, *reading, options));
  }
  return 0;
}

// --parse SENTENCE: the units and chunks of one sentence, for who writes rules.
int parse_sentence(const std::string& text) {
  using namespace tocsin::reading;
  const auto tokens = tokenize(text);
  const Region region{RegionKind::body, {0, static_cast<std::uint32_t>(text.size())}, {}, {}};
  const auto places = Gazetteer::built_in().find(text, tokens);
  for (const Sentence& sentence : find_sentences(text, tokens, std::span(&region, 1))) {
    const Syntax syntax =
        parse(make_units(text, tokens, sentence, places, Grammar::built_in()), Grammar::built_in());
    for (const Chunk& chunk : syntax.chunks) {
      fmt::print("{}[", chunk.kind);
      for (std::size_t u = chunk.first; u < chunk.last; ++u)
        fmt::print("{}{}/{}", u > chunk.first ? " " : "", text_of(text, syntax.units[u].span),
                   syntax.units[u].tag);
      fmt::print("{}] ", chunk.passive ? " PASSIVE" : chunk.bare ? " BARE" : "");
    }
    fmt::print("\n");
    for (const Clause& clause : syntax.clauses) {
      const auto words = [&](int i) {
        return i < 0 ? std::string("-") : std::string(text_of(text, syntax.span_of(i)));
      };
      fmt::print("  clause '{}' subject '{}' governor {} shares {} objects", words(clause.verb),
                 words(clause.subject), clause.governor, clause.shares_with);
      for (const int object : clause.objects) fmt::print(" '{}'", words(object));
      fmt::print(" phrases");
      for (const Phrase& phrase : clause.phrases)
        fmt::print(" '{} {}'", words(phrase.preposition), words(phrase.noun));
      fmt::print("\n");
    }
    for (const Match& match : find_matches(syntax, Grammar::built_in(), Frames::built_in()))
      fmt::print("  match {} {} '{}'\n", match.frame->id, to_string(match.status), text_of(text, match.span));
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 2 && std::strcmp(argv[1], "--read") == 0) return read_files(argc - 2, argv + 2);
  if (argc == 3 && std::strcmp(argv[1], "--parse") == 0) return parse_sentence(argv[2]);
  if (argc == 3 && std::strcmp(argv[1], "--lint") == 0) return tocsin::score::lint(argv[2]);
  // --quick: a shared machine's speed is shown, not judged.
  const bool quick = argc == 4 && std::strcmp(argv[1], "--quick") == 0;
  if (quick) --argc, ++argv;
  if (argc != 3) {
    fmt::print(
        stderr,
        "usage: tocsin_score [--quick] SHARED SPEC | --read FILE... | --parse SENTENCE | --lint SPEC\n");
    return 2;
  }
  const std::string shared = argv[1], spec = argv[2];
  std::vector<Goal> goals;
  for (auto&& part : {tocsin::score::score_article(shared), tocsin::score::score_corpus(spec),
                      tocsin::score::score_pages(shared), tocsin::score::score_places(shared),
                      tocsin::score::score_speed(shared)})
    goals.insert(goals.end(), part.begin(), part.end());
  for (Goal& goal : goals)
    if (quick && goal.what.find("MB/s") != std::string::npos) goal.at_least = 0;
  const int below = print(goals);
  fmt::print("{} goals below\n", below);
  return below == 0 ? 0 : 1;
}
