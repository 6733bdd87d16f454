#include "doors/pages/tongue.h"

#include <unicode/dtptngen.h>
#include <unicode/locid.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <map>
#include <memory>

#include "base/check.h"
#include "geo/parts.h"

namespace tocsin::doors::pages {
namespace {

// English dates are written as most of its readers outside one country write them. Digits are those of
// telephone numbers and of the counts that a script updates.
icu::Locale locale_of(std::string_view language) {
  std::string tag(language == "en" ? "en-GB" : language);
  UErrorCode error = U_ZERO_ERROR;
  auto locale = icu::Locale::forLanguageTag(tag + "-u-nu-latn", error);
  return U_SUCCESS(error) ? locale : icu::Locale("en_GB");
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

struct Formats {
  std::unique_ptr<icu::TimeZone> zone;
  std::unique_ptr<icu::SimpleDateFormat> time;
  std::unique_ptr<icu::SimpleDateFormat> date_and_time;
  std::unique_ptr<icu::SimpleDateFormat> day;
  icu::number::LocalizedNumberFormatter number;
};

std::unique_ptr<icu::SimpleDateFormat> format_of(const icu::Locale& locale, const icu::TimeZone& zone,
                                                 const char* skeleton) {
  UErrorCode error = U_ZERO_ERROR;
  std::unique_ptr<icu::DateTimePatternGenerator> generator(
      icu::DateTimePatternGenerator::createInstance(locale, error));
  TOCSIN_CHECK(U_SUCCESS(error), "ICU has no date patterns: {}", u_errorName(error));
  const auto pattern = generator->getBestPattern(icu::UnicodeString(skeleton), error);
  auto format = std::make_unique<icu::SimpleDateFormat>(pattern, locale, error);
  TOCSIN_CHECK(U_SUCCESS(error), "ICU date format {}: {}", skeleton, u_errorName(error));
  format->setTimeZone(zone);
  return format;
}

Formats make_formats(std::string_view language, const std::string& zone_name) {
  const auto locale = locale_of(language);
  std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone_name)));
  if (*zone == icu::TimeZone::getUnknown()) zone.reset(icu::TimeZone::createTimeZone("Etc/UTC"));
  Formats formats;
  formats.time = format_of(locale, *zone, "Hmz");
  formats.date_and_time = format_of(locale, *zone, "yMMMdHmz");
  formats.day = format_of(locale, *zone, "yMMMd");
  formats.number = icu::number::NumberFormatter::withLocale(locale);
  formats.zone = std::move(zone);
  return formats;
}

// Making formats costs a millisecond, a page has ten times. A server has one zone and few languages; the
// limit is for tests.
const Formats& formats_of(const PageContext& context) {
  constexpr std::size_t formats_max = 32;
  thread_local std::map<std::pair<std::string, std::string>, Formats> all;
  const std::pair key(context.language, context.realm.time_zone);
  if (const auto it = all.find(key); it != all.end()) return it->second;
  if (all.size() >= formats_max) all.clear();
  return all.emplace(key, make_formats(key.first, key.second)).first->second;
}

std::string format(const icu::SimpleDateFormat& format, Instant at) {
  icu::UnicodeString out;
  return to_utf8(format.format(static_cast<UDate>(at.ms), out));
}

}  // namespace

bool Tongue::is_right_to_left(std::string_view tag) { return locale_of(tag).isRightToLeft(); }
bool Tongue::right_to_left() const { return is_right_to_left(language()); }

Html Tongue::fill(std::string_view translation, std::initializer_list<Html> values) {
  Html out;
  for (;;) {
    const std::size_t open = translation.find('{');
    out += Html::words(translation.substr(0, open));
    if (open == std::string_view::npos) return out;
    translation.remove_prefix(open);
    const std::size_t index =
        translation.size() > 2 && translation[2] == '}' ? static_cast<std::size_t>(translation[1] - '1') : 9;
    if (index < values.size()) {
      out += values.begin()[index];
      translation.remove_prefix(3);
    } else {
      out += Html::words("{");
      translation.remove_prefix(1);
    }
  }
}

Html Tongue::plural(Msgid one, Msgid many, std::uint64_t count) const {
  return fill(translate(language(), one, many, count), {number(count)});
}

Html Tongue::time(Instant at) const {
  const auto& formats = formats_of(context_);
  const bool today = format(*formats.day, at) == format(*formats.day, context_.now);
  const auto shown = format(today ? *formats.time : *formats.date_and_time, at);
  // The style isolates the element, which keeps a clock time in order among letters that run the other way.
  return html(R"(<time datetime="{}">{}</time>)", to_rfc3339(at), Html::words(shown));
}

Html Tongue::day_or_time(Instant at) const {
  if (at.ms % day_ms != 0) return time(at);
  // At noon it is the same day in every time zone.
  return html(R"(<time datetime="{}">{}</time>)", to_rfc3339(at).substr(0, 10),
              format(*formats_of(context_).day, at + day_ms / 2));
}

Html Tongue::age(Instant at) const {
  const std::int64_t age_ms = context_.now - at;
  if (age_ms < 0) return {};
  const auto count = [&](std::int64_t unit_ms) { return static_cast<std::uint64_t>(age_ms / unit_ms); };
  if (age_ms < minute_ms) return (*this)("just now");
  if (age_ms < hour_ms) return plural("{1} minute ago", "{1} minutes ago", count(minute_ms));
  if (age_ms < 2 * day_ms) return plural("{1} hour ago", "{1} hours ago", count(hour_ms));
  return plural("{1} day ago", "{1} days ago", count(day_ms));
}

Html Tongue::time_and_age(Instant at) const {
  std::vector<Html> parts{time(at)};
  if (auto relative = age(at); !relative.empty()) parts.push_back(std::move(relative));
  return list(parts);
}

Html Tongue::number(std::uint64_t value) const {
  UErrorCode error = U_ZERO_ERROR;
  const auto text =
      formats_of(context_).number.formatInt(static_cast<std::int64_t>(value), error).toString(error);
  return U_SUCCESS(error) ? Html::words(to_utf8(text)) : html("{}", value);
}

Html Tongue::list(const std::vector<Html>& items) const {
  Html out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += (*this)(", ");
    out += items[i];
  }
  return out;
}

std::string Tongue::language_name(std::string_view tag) const {
  UErrorCode error = U_ZERO_ERROR;
  const auto named = icu::Locale::forLanguageTag(std::string(tag), error);
  if (U_FAILURE(error) || *named.getLanguage() == '\0') return std::string(tag);
  icu::UnicodeString name;
  return to_utf8(named.getDisplayLanguage(locale_of(language()), name));
}

std::string Tongue::region_name(std::string_view code) const {
  const std::string country(code.substr(0, code.find('-')));
  icu::UnicodeString name;
  icu::Locale("", country.c_str()).getDisplayCountry(locale_of(language()), name);
  const std::string text = to_utf8(name);
  if (country.size() != 2 || text.empty() || text == country) return std::string(code);
  if (country.size() == code.size()) return text;
  const auto part = geo::part_name(code);
  if (part.empty()) return fmt::format("{} ({})", text, code);
  return fmt::format("{}{}{} ({})", part, translate(language(), ", "), text, code);
}

std::string Tongue::own_name(std::string_view tag) {
  icu::UnicodeString name;
  const auto locale = locale_of(tag);
  locale.getDisplayLanguage(locale, name);
  // A name that stands alone begins with a capital, in scripts that have them.
  return to_utf8(name.toTitle(nullptr, locale));
}

}  // namespace tocsin::doors::pages
