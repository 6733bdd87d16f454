// Frame: what stands round the content of every page.
#pragma once

#include "doors/pages/tongue.h"

namespace tocsin::doors::pages {

struct Frame {
  std::string title;          // the page's own words; a personal page says nothing that tells who or where
  Html body;                  // of <main>
  Html foot;                  // of <footer>, above the languages
  wire::Literal script = "";  // runs with the nonce; none when empty
  bool is_personal = true;    // not for search engines
  Html style = {};            // CSS after the base style
  Html head = {};             // of <head>, after the style
};
// The document of a page for everybody: marks of an exercise at both ends, the other languages, the time of
// the page.
std::string document(const Tongue& t, const Frame& frame);

// For operators, in English: who they are and which realm this is stand on top.
std::string console_document(const Tongue& t, const Operator& me, const std::string& title, const Html& body);

// A message about what was just done, read out by screen readers.
Html done_message(const std::string& message);
Html error_message(const std::string& error);

}  // namespace tocsin::doors::pages
