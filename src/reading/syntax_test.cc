// Tags, groups and clauses of single sentences.
#include <gtest/gtest.h>

#include "reading/chunks.h"

namespace tocsin::reading {
namespace {

class Parsed {
 public:
  explicit Parsed(std::string text) : text_(std::move(text)) {
    const auto tokens = tokenize(text_);
    const Region region{RegionKind::body, {0, static_cast<std::uint32_t>(text_.size())}, {}, {}};
    places_ = Gazetteer::built_in().find(text_, tokens);
    const auto sentences = find_sentences(text_, tokens, std::span(&region, 1));
    syntax_ =
        parse(make_units(text_, tokens, sentences[0], places_, Grammar::built_in()), Grammar::built_in());
  }
  const Clause& clause(std::string_view verb) const {
    for (const Clause& one : syntax_.clauses)
      if (words(one.verb) == verb) return one;
    ADD_FAILURE() << "no clause of '" << verb << "' in " << text_;
    return syntax_.clauses[0];
  }
  std::string words(int chunk) const {
    return chunk < 0 ? "-" : std::string(text_of(text_, syntax_.span_of(chunk)));
  }
  std::string subject(std::string_view verb) const { return words(clause(verb).subject); }
  std::string object(std::string_view verb) const {
    const Clause& one = clause(verb);
    return one.objects.empty() ? "-" : words(one.objects[0]);
  }
  char tag(std::string_view word) const {
    for (const Unit& unit : syntax_.units)
      if (text_of(text_, unit.span) == word) return unit.tag;
    return '?';
  }
  const Chunk& chunk(std::string_view verb) const {
    return syntax_.chunks[static_cast<std::size_t>(clause(verb).verb)];
  }

 private:
  std::string text_;
  std::vector<PlaceMention> places_;
  Syntax syntax_;
};

TEST(Tags, AParticipleBehindStayIsAVerb) {
  EXPECT_EQ(Parsed("The harbour stayed closed.").tag("closed"), 'V');
}

TEST(Tags, ANumberBelongsToTheNameBeforeIt) {
  EXPECT_EQ(Parsed("Route 7 remains shut.").subject("remains"), "Route 7");
  EXPECT_EQ(Parsed("The army is moving two ships.").object("is moving"), "two ships");
}

TEST(Tags, AboutBeforeANumberIsNoPreposition) {
  EXPECT_EQ(Parsed("About 300 guests were evacuated.").subject("were evacuated"), "About 300 guests");
}

TEST(Tags, WhatAndJoinsHasOneForm) {
  EXPECT_EQ(Parsed("Police searched cars and closed roads.").tag("closed"), 'V');
}

TEST(Clauses, ATimeIsNoObject) {
  EXPECT_EQ(Parsed("The shops did not open this morning.").object("did not open"), "-");
  EXPECT_EQ(Parsed("The town was cleared Tuesday evening.").object("was cleared"), "-");
}

TEST(Clauses, TheSubjectStandsBeforeItsPhrases) {
  EXPECT_EQ(Parsed("A zone with a radius of 5 miles takes effect at noon.").subject("takes effect"),
            "A zone");
  EXPECT_EQ(Parsed("On Monday the road in front of the bank was sealed off.").subject("was sealed off"),
            "the road");
  EXPECT_EQ(Parsed("Two planes bound for Lima were diverted.").subject("were diverted"), "Two planes");
}

TEST(Clauses, AListIsOneSubject) {
  EXPECT_EQ(Parsed("Shops, banks and schools were closed.").subject("were closed"), "Shops");
}

TEST(Clauses, AWithPhraseMayHoldAParticiple) {
  EXPECT_EQ(Parsed("The city is tense, with checks introduced at stations.").subject("introduced"), "checks");
}

TEST(Clauses, AThatClauseKnowsWhoTellsIt) {
  const Parsed parsed("The mayor denied that the bridge was closed.");
  EXPECT_EQ(parsed.words(parsed.clause("denied").verb), "denied");
  EXPECT_GE(parsed.clause("was closed").told_by, 0);
}

TEST(Clauses, NoneOfASubjectIsADenial) {
  EXPECT_TRUE(Parsed("No schools were closed.").clause("were closed").none);
  EXPECT_FALSE(Parsed("Some schools were closed.").clause("were closed").none);
}

TEST(Verbs, SayHowAndWhen) {
  EXPECT_TRUE(Parsed("The port was closed.").chunk("was closed").passive);
  EXPECT_TRUE(Parsed("The port is being cleared.").chunk("is being cleared").progressive);
  EXPECT_EQ(Parsed("The port will close.").chunk("will close").modal, Modal::future);
  EXPECT_EQ(Parsed("The port must close.").chunk("must close").modal, Modal::must);
  EXPECT_TRUE(Parsed("The port is to be closed.").chunk("is to be closed").to_be);
}

}  // namespace
}  // namespace tocsin::reading
