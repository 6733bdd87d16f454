#include "wire/mail_date.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"

namespace tocsin::wire {
namespace {

std::unexpected<Error> bad_date(std::string_view text) {
  return fail(Errc::invalid, fmt::format("\"{}\" is not a date of RFC 5322", text.substr(0, 60)));
}

std::string without_comments(std::string_view text) {
  std::string out;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) out += c == ',' ? ' ' : c;
    if (c == ')' && depth > 0) --depth;
  }
  return out;
}

std::optional<int> number(std::string_view text, std::size_t digits_min, std::size_t digits_max) {
  if (text.size() < digits_min || text.size() > digits_max) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<int> month_of(std::string_view word) {
  static constexpr std::string_view names = "janfebmaraprmayjunjulaugsepoctnovdec";
  // "November" and "Sept" are met in feeds
  if (word.size() < 3) return std::nullopt;
  const auto at = names.find(to_lower_ascii(word.substr(0, 3)));
  if (at == std::string_view::npos || at % 3 != 0) return std::nullopt;
  return static_cast<int>(at / 3) + 1;
}

std::optional<int> year_of(std::string_view word) {
  const auto year = number(word, 2, 4);
  if (!year || word.size() == 4) return year;
  if (word.size() == 3) return *year + 1900;
  return *year < 50 ? *year + 2000 : *year + 1900;
}

// Minutes east of UTC.
std::optional<int> zone_of(std::string_view word) {
  if (word.size() >= 5 && (word[0] == '+' || word[0] == '-')) {
    std::string digits(word.substr(1));
    if (digits.size() == 5 && digits[2] == ':') digits.erase(2, 1);
    const auto zone = number(digits, 4, 4);
    if (!zone || *zone % 100 > 59 || *zone / 100 > 23) return std::nullopt;
    const int minutes = *zone / 100 * 60 + *zone % 100;
    return word[0] == '-' ? -minutes : minutes;
  }
  struct Named {
    std::string_view name;
    int hours;
  };
  static constexpr std::array zones = {Named{"EST", -5}, Named{"EDT", -4}, Named{"CST", -6},
                                       Named{"CDT", -5}, Named{"MST", -7}, Named{"MDT", -6},
                                       Named{"PST", -8}, Named{"PDT", -7}};
  for (const Named& zone : zones) {
    if (zone.name == word) return zone.hours * 60;
  }
  for (const char c : word) {
    if ((c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) return std::nullopt;
  }
  return 0;
}

}  // namespace

Result<Instant> parse_mail_date(std::string_view text) {
  const std::string plain = without_comments(text);
  auto words = split_whitespace(plain);
  if (!words.empty() && !number(words[0], 1, 2)) words.erase(words.begin());  // the day of the week
  if (words.size() < 4) return bad_date(text);
  const auto day = number(words[0], 1, 2), month = month_of(words[1]), year = year_of(words[2]);
  const auto clock = split(words[3], ':');
  if (!day || !month || !year || clock.size() < 2 || clock.size() > 3) return bad_date(text);
  const auto hour = number(clock[0], 1, 2), minute = number(clock[1], 2, 2);
  const auto second = clock.size() == 3 ? number(clock[2], 2, 2) : std::optional<int>(0);
  const auto zone = words.size() > 4 ? zone_of(words[4]) : std::optional<int>(0);
  if (!hour || !minute || !second || !zone) return bad_date(text);
  // RFC 3339's reader knows which dates exist
  auto local = parse_rfc3339(
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", *year, *month, *day, *hour, *minute, *second));
  if (!local) return bad_date(text);
  return *local + -*zone * minute_ms;
}

Result<Instant> parse_feed_date(std::string_view text) {
  text = trim(text);
  const bool day_alone = text.size() == 10 && text[4] == '-';
  if (auto at = parse_rfc3339(day_alone ? std::string(text) + "T00:00:00Z" : std::string(text))) return at;
  return parse_mail_date(text);
}

}  // namespace tocsin::wire
