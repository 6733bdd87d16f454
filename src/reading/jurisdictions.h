// Jurisdictions: whose measure it is, and where. A ladder of reasons (docs/reading.md): who acts, a place at
// the front of the sentence, the site, who says so, the country the paragraph is about, the report's own.
#pragma once

#include <map>

#include "reading/matches.h"
#include "reading/voices.h"

namespace tocsin::reading {

// What earlier sentences have settled; begins anew where a paragraph names another country at its front.
struct Focus {
  std::string country;        // of the paragraph
  std::optional<Place> city;  // the last one that a measure of this paragraph stood in
  std::string fronted;        // "In Belgium, ..." or "FRANCE: ...", until the next one
  std::uint32_t paragraph = 0;
};

class Jurisdictions {
 public:
  Jurisdictions(std::string_view text, std::span<const PlaceMention> places, const Gazetteer& gazetteer,
                const Grammar& grammar);

  // The report's own country, where most of its places are ("" for none), and the town it is about.
  void set_document(std::string country, std::optional<Place> city) {
    document_country_ = std::move(country);
    document_city_ = std::move(city);
  }
  // To be called for every sentence in order, before its matches.
  void begin_sentence(const Syntax& syntax, const Sentence& sentence);
  // After its matches: what the next sentence may refer to.
  void end_sentence(const Syntax& syntax);

  // Fills jurisdiction and place. `voice`: who says it, if anybody.
  void settle(Proposal& proposal, const Syntax& syntax, const Match& match, const Voice* voice);
  // The same for a statement without frame, from the places in `span`.
  void settle_in(Proposal& proposal, const Syntax& syntax, Span span);

 private:
  struct Found {
    std::string country;
    std::optional<Place> place;
    const PlaceMention* mention = nullptr;
    std::string basis;
    Span span;
  };
  std::optional<Found> in_group(const Syntax& syntax, int chunk, bool demonyms) const;
  std::optional<Found> of_actor(const Syntax& syntax, const Match& match) const;
  std::optional<Found> of_site(const Syntax& syntax, const Match& match) const;
  std::optional<Found> capital_phrase(const Syntax& syntax, int chunk) const;
  std::optional<Found> of_speaker(const Syntax& syntax, const Voice& voice) const;
  void settle_ladder(Proposal& proposal, const Syntax& syntax, const Match& match, const Voice* voice);
  void name_site(Proposal& proposal, const Syntax& syntax, const Match& match) const;
  void set(Proposal& proposal, const Found& found, const std::optional<Found>& site);
  void set_country(Proposal& proposal, const std::string& country, const std::string& basis) const;

  std::string_view text_;
  std::span<const PlaceMention> places_;
  const Gazetteer& gazetteer_;
  const Grammar& grammar_;
  std::string document_country_;
  std::optional<Place> document_city_;
  Focus focus_;
  std::size_t geographic_, n_border_, n_diplomatic_;
};

}  // namespace tocsin::reading
