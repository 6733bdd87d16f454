#include "base/time.h"

#include <array>
#include <chrono>

namespace tocsin {
namespace {

// Reads exactly `count` digits at `pos`; -1 when they are not all digits.
int digits(std::string_view text, std::size_t pos, std::size_t count) {
  if (pos + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = pos; i < pos + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in_month(int year, int month) {
  static constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[static_cast<std::size_t>(month - 1)];
}

std::unexpected<Error> bad_time(std::string_view text, std::string_view why) {
  return fail(Errc::invalid, fmt::format("\"{}\" is not an RFC 3339 time: {}", text.substr(0, 40), why));
}

// Reads ".123456" at `pos`, moves `pos` past it. Gives milliseconds, or -1.
int read_fraction_ms(std::string_view text, std::size_t& pos) {
  if (pos >= text.size() || text[pos] != '.') return 0;
  const std::size_t begin = ++pos;
  int ms = 0;
  while (pos < text.size() && text[pos] >= '0' && text[pos] <= '9') {
    if (pos - begin < 3) ms = ms * 10 + (text[pos] - '0');
    ++pos;
  }
  const std::size_t count = pos - begin;
  if (count == 0 || count > 9) return -1;
  for (std::size_t i = count; i < 3; ++i) ms *= 10;
  return ms;
}

}  // namespace

std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) {
  year -= month <= 2;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto year_of_era = static_cast<unsigned>(year - era * 400);
  const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + static_cast<std::int64_t>(day_of_era) - 719468;
}

Result<Instant> parse_rfc3339(std::string_view text) {
  const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  const int hour = digits(text, 11, 2), minute = digits(text, 14, 2);
  int second = digits(text, 17, 2);
  if (year < 1 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0 || text[4] != '-' ||
      text[7] != '-' || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':') {
    return bad_time(text, "expected YYYY-MM-DDThh:mm:ss");
  }
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
    return bad_time(text, "no such date");
  if (hour > 23 || minute > 59 || second > 60) return bad_time(text, "no such time of day");
  std::size_t pos = 19;
  int ms = read_fraction_ms(text, pos);
  if (ms < 0) return bad_time(text, "bad fraction of a second");
  if (second == 60) second = 59, ms = 999;
  int offset_min = 0;
  if (pos + 1 == text.size() && (text[pos] == 'Z' || text[pos] == 'z')) {
    offset_min = 0;
  } else if (pos + 6 == text.size() && (text[pos] == '+' || text[pos] == '-') && text[pos + 3] == ':') {
    const int offset_hour = digits(text, pos + 1, 2), offset_minute = digits(text, pos + 4, 2);
    if (offset_hour < 0 || offset_hour > 23 || offset_minute < 0 || offset_minute > 59)
      return bad_time(text, "bad offset");
    offset_min = (offset_hour * 60 + offset_minute) * (text[pos] == '-' ? -1 : 1);
  } else {
    return bad_time(text, "an offset such as +01:00 is missing");
  }
  const std::int64_t days = days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  const std::int64_t local_s = days * 86400 + hour * 3600 + minute * 60 + second;
  return Instant{(local_s - offset_min * 60) * 1000 + ms};
}

std::string to_rfc3339(Instant at) {
  std::int64_t seconds = at.ms / 1000, ms = at.ms % 1000;
  if (ms < 0) --seconds, ms += 1000;
  const std::chrono::sys_seconds point{std::chrono::seconds{seconds}};
  const auto day_point = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day date{day_point};
  const auto rest = (point - day_point).count();
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), rest / 3600,
                          rest / 60 % 60, rest % 60);
  if (ms != 0) text += fmt::format(".{:03}", ms);
  return text + "Z";
}

Instant SystemClock::now() const {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

}  // namespace tocsin
