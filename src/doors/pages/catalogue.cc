#include "doors/pages/catalogue.h"

#include <algorithm>
#include <boost/locale/gnu_gettext.hpp>
#include <boost/locale/message.hpp>
#include <charconv>
#include <locale>
#include <map>

#include "base/check.h"
#include "base/text.h"
#include "doors/pages/pages.h"

namespace tocsin::doors::pages {
namespace {

using Messages = boost::locale::message_format<char>;

// The locale owns the facet.
std::locale read_catalogue(const EmbeddedCatalogue& catalogue) {
  namespace gettext = boost::locale::gnu_gettext;
  gettext::messages_info info;
  info.language = catalogue.language;
  info.encoding = "UTF-8";
  info.paths = {""};
  info.domains = {gettext::messages_info::domain("tocsin")};
  info.callback = [&](const std::string&, const std::string&) {
    return std::vector<char>(catalogue.mo.begin(), catalogue.mo.end());
  };
  return std::locale(std::locale::classic(), gettext::create_messages_facet<char>(info));
}

const Messages& messages(std::string_view language) {
  static const auto locales = [] {
    std::map<std::string, std::locale, std::less<>> all;
    for (const auto& catalogue : embedded_catalogues()) {
      all.emplace(std::string(catalogue.language), read_catalogue(catalogue));
    }
    return all;
  }();
  auto it = locales.find(language);
  if (it == locales.end()) it = locales.find("en");
  TOCSIN_CHECK(it != locales.end());
  return std::use_facet<Messages>(it->second);
}

// "fr-CH" is served by "fr" (RFC 4647 section 3.4); empty when nothing serves it.
std::string look_up(std::string_view range) {
  if (range == "*") return "en";
  std::string wanted = to_lower_ascii(range);
  for (;;) {
    for (const auto& language : languages()) {
      if (to_lower_ascii(language) == wanted) return language;
    }
    const std::size_t cut = wanted.rfind('-');
    if (cut == std::string::npos) return {};
    wanted.resize(cut);
  }
}

// RFC 9110 section 12.4.2, in thousandths. What cannot be read counts as 1: an odd browser is still read its
// language.
int quality(std::string_view parameters) {
  const std::size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  const auto value = parse_double(trim(parameters.substr(at + 2)));
  return value ? static_cast<int>(std::clamp(*value, 0.0, 1.0) * 1000) : 1000;
}

constexpr std::size_t ranges_max = 32;  // no reader has more languages; the header is the caller's

}  // namespace

std::string_view translate(std::string_view language, Msgid text) {
  const char* found = messages(language).get(0, nullptr, text.text().data());
  return found == nullptr ? text.text() : found;
}

std::string_view translate(std::string_view language, Msgid one, Msgid many, std::uint64_t count) {
  const auto n = static_cast<int>(std::min<std::uint64_t>(count, 1'000'000'000));
  const char* found = messages(language).get(0, nullptr, one.text().data(), n);
  if (found != nullptr) return found;
  return count == 1 ? one.text() : many.text();
}

std::string_view translate_if_known(std::string_view language, const std::string& text) {
  const char* found = text.empty() ? nullptr : messages(language).get(0, nullptr, text.c_str());
  return found == nullptr ? std::string_view(text) : std::string_view(found);
}

bool is_translated(std::string_view language, std::string_view text) {
  const char* found = messages(language).get(0, nullptr, std::string(text).c_str());
  return found != nullptr && *found != '\0';
}

const std::vector<std::string>& languages() {
  static const auto all = [] {
    std::vector<std::string> list{"en"};
    for (const auto& catalogue : embedded_catalogues()) {
      if (catalogue.language != "en") list.emplace_back(catalogue.language);
    }
    return list;
  }();
  return all;
}

std::string choose_language(std::string_view accept_language) {
  std::string best;
  int best_quality = 0;
  std::size_t count = 0;
  while (!accept_language.empty() && count++ < ranges_max) {
    const std::size_t end = std::min(accept_language.find_first_of(",|"), accept_language.size());
    const std::string_view item = accept_language.substr(0, end);
    accept_language.remove_prefix(std::min(end + 1, accept_language.size()));
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    const int q = quality(item.substr(semicolon));
    if (q <= best_quality) continue;
    const std::string found = look_up(trim(item.substr(0, semicolon)));
    if (found.empty()) continue;
    best = found;
    best_quality = q;
  }
  return best.empty() ? "en" : best;
}

}  // namespace tocsin::doors::pages
