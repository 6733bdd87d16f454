// Tongue: says things in one language and one time zone, as of one moment.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "doors/pages/catalogue.h"
#include "doors/pages/pages.h"
#include "wire/html.h"

namespace tocsin::doors::pages {

using wire::Html;
using wire::html;
using wire::url;
using wire::Url;

class Tongue {
 public:
  // `context` must outlive it.
  explicit Tongue(const PageContext& context) : context_(context) {}

  const PageContext& context() const { return context_; }
  const std::string& language() const { return context_.language; }
  bool right_to_left() const;

  // The message with {1}, {2} filled in: users' strings isolated and escaped, pieces as they are.
  template <class... Args>
  Html operator()(Msgid text, const Args&... args) const {
    return fill(translate(language(), text), {html("{}", args)...});
  }
  // The same for a count, which is {1}.
  Html plural(Msgid one, Msgid many, std::uint64_t count) const;
  // As plain text, for titles and attributes.
  std::string plain(Msgid text) const { return std::string(translate(language(), text)); }

  // "22:10 CET" of today, "13 Nov 2015, 22:10 CET" of another day, in <time>.
  Html time(Instant at) const;
  // A day alone where the moment is the beginning of one: what a report says of a day, without a clock, is
  // kept so.
  Html day_or_time(Instant at) const;
  // "35 minutes ago"; nothing for a moment to come.
  Html age(Instant at) const;
  // Both: "22:10 CET, 35 minutes ago".
  Html time_and_age(Instant at) const;
  // With the language's separators: "12,345".
  Html number(std::uint64_t value) const;
  // "A, B, C" with the language's comma; an empty first item gives a comma in front.
  Html list(const std::vector<Html>& items) const;
  // "French" of "fr-FR"; the tag itself when it names no language.
  std::string language_name(std::string_view tag) const;
  // "France" of "FR", "Paris, France (FR-75C)" of "FR-75C" (ISO 3166; parts are named in English);
  // the code itself when it names no country.
  std::string region_name(std::string_view code) const;
  // "Français" of "fr": as its readers call it.
  static std::string own_name(std::string_view tag);
  static bool is_right_to_left(std::string_view tag);

 private:
  static Html fill(std::string_view translation, std::initializer_list<Html> values);

  const PageContext& context_;
};

}  // namespace tocsin::doors::pages
