// AnsweredPage: what a person reads right after a plain answer ("I am safe", "I am not there", "This is
// wrong"): what was recorded and when, how to change it, what next. Small enough for 2G, and made once: only
// the link, the time and the note differ from person to person.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "doors/pages/tongue.h"

namespace tocsin::doors::pages {

// Everything but what differs, for one language and answer. Immutable: any thread.
class AnsweredPage {
 public:
  AnsweredPage(const std::string& language, const views::RealmSummary& realm, world::Answer answer);

  // Appends the page. `token` is of the answer's link and needs no escaping; `time` is time_html() of when
  // the answer was recorded; `note` is the person's own words, empty for none.
  void append(std::string& out, std::string_view token, std::string_view time, std::string_view note) const;

 private:
  enum class Hole : std::uint8_t { token, time, note, end };
  struct Piece {
    std::string text;
    Hole hole = Hole::end;
  };
  std::vector<Piece> pieces_;
  std::string note_before_, note_after_;  // round the escaped note
};

// "22:10 CET" as HTML, in the realm's time zone; the same for `at` all day long.
std::string time_html(const std::string& language, const views::RealmSummary& realm, Instant at, Instant now);

// The Content-Security-Policy of these pages: their one style is allowed by its hash.
const std::string& answered_page_policy();

}  // namespace tocsin::doors::pages
