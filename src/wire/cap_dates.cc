#include "wire/cap_dates.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace tocsin::wire::cap {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// YYYY-MM-DDThh:mm:ss(+|-)hh:mm by its characters alone (CAP 1.2 s3.3.2).
bool has_cap_form(std::string_view text) {
  static constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddsdd:dd";
  return text.size() == form.size() && std::equal(text.begin(), text.end(), form.begin(), [](char c, char f) {
           return f == 'd' ? is_digit(c) : f == 's' ? c == '+' || c == '-' : c == f;
         });
}

// Collects what had to be changed before the text could be read.
struct Repair {
  std::string fault, repaired;
  bool only_old = true;  // only what the schemas of 1.0 and 1.1 (xs:dateTime) allow

  void add(std::string_view what, std::string_view how, bool old_form = false) {
    for (auto [list, word] : {std::pair{&fault, what}, {&repaired, how}}) {
      if (!list->empty()) *list += ", ";
      *list += word;
    }
    only_old = only_old && old_form;
  }
};

// Splits the text into "YYYY-MM-DDThh:mm:ss" and the zone, mending what can be mended.
void mend(std::string_view text, std::string& local, std::string& zone, Repair& repair) {
  local = std::string(text.substr(0, 19));
  std::string_view rest = text.size() > 19 ? text.substr(19) : std::string_view{};
  if (local.size() == 19 && (local[10] == ' ' || local[10] == 't')) {
    local[10] = 'T';
    repair.add("no T between date and time", "read with a T");
  }
  if (rest.starts_with('.')) {
    const std::size_t end = rest.find_first_not_of("0123456789", 1);
    if (end != 1 && rest.size() > 1) {
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
      repair.add("a fraction of a second", "fraction dropped", true);
    }
  }
  if (rest == "Z" || rest == "z") {
    repair.add("an alphabetic time zone", "read as UTC", rest == "Z");
    zone = "-00:00";
  } else if (rest.empty()) {
    repair.add("no time zone", "read as UTC");
    zone = "-00:00";
  } else if ((rest.size() == 5 || rest.size() == 3) && (rest[0] == '+' || rest[0] == '-')) {
    repair.add("an offset without colon", "read as hours and minutes");
    zone = fmt::format("{}:{}", rest.substr(0, 3), rest.size() == 5 ? rest.substr(3) : "00");
  } else {
    zone = std::string(rest);
  }
}

// Nearly every date there is: the form of CAP 1.2, a day and a time that exist, an offset below 14 hours
// that is not +00:00, no 29 February and no 31st. False for any other, which may be as good and is read the
// long way.
bool read_usual_date(std::string_view text, Instant& at) {
  if (!has_cap_form(text) || text.substr(19) == "+00:00") return false;
  const auto number = [&](std::size_t begin) { return (text[begin] - '0') * 10 + (text[begin + 1] - '0'); };
  const int year = number(0) * 100 + number(2), month = number(5), day = number(8);
  const int hour = number(11), minute = number(14), second = number(17);
  const int offset_hour = number(20), offset_minute = number(23);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > (month == 2 ? 28 : 30) || hour > 23 ||
      minute > 59 || second > 59 || offset_hour > 13 || offset_minute > 59)
    return false;
  const std::int64_t days = days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  const std::int64_t offset_min = (offset_hour * 60 + offset_minute) * (text[19] == '-' ? -1 : 1);
  at = {(days * 86400 + hour * 3600 + minute * 60 + second - offset_min * 60) * second_ms};
  return at.known();
}

}  // namespace

DateReading read_date(std::string_view text, int version) {
  if (Instant at; read_usual_date(text, at)) return {.at = at};
  Repair repair;
  std::string local(text.substr(0, 19)), zone(text.size() > 19 ? text.substr(19) : std::string_view{});
  if (!has_cap_form(text)) mend(text, local, zone, repair);
  std::int64_t extra_ms = 0;
  if (local.size() == 19 && local.substr(11) == "24:00:00") {  // xs:dateTime allows the end of the day
    local.replace(11, 2, "00");
    extra_ms = day_ms;
  }
  if (local.size() == 19 && local.substr(17) == "60") repair.add("a leap second", "read as second 59");
  DateReading reading;
  const auto at = parse_rfc3339(local + zone);
  if (!at || !(*at + extra_ms).known()) {
    reading.fault = at ? "is not a time of sending" : at.error().detail;
    return reading;
  }
  // Whole seconds: CAP 1.2 cannot write more, and two readings of one message must be equal.
  std::int64_t ms = (*at + extra_ms).ms;
  reading.at.ms = ms - (ms % second_ms + second_ms) % second_ms;
  if (const auto hours = zone.size() == 6 ? parse_int(zone.substr(1, 2)) : std::nullopt;
      hours && (*hours > 14 || (*hours == 14 && !zone.ends_with(":00")))) {
    repair.add("an offset of more than 14 hours", "read as written");
  }
  reading.plus_zero = zone == "+00:00" && version == 12;
  reading.fault = repair.fault, reading.repaired = repair.repaired;
  // xs:dateTime, all that the schemas of 1.0 and 1.1 ask, has fractions and Z; the prose of 1.1 already
  // forbids Z.
  const bool has_z = repair.fault.find("alphabetic") != std::string::npos;
  if (repair.only_old && (version == 10 || (version == 11 && !has_z))) reading.level = Level::warning;
  return reading;
}

std::string conforming_date(const std::string& literal, Instant at) {
  if (!at.known()) return literal;
  if (has_cap_form(literal) && read_date(literal, 12).at == at && read_date(literal, 12).fault.empty())
    return literal;
  std::string text = to_rfc3339({at.ms - (at.ms % second_ms + second_ms) % second_ms});
  text.pop_back();
  return text + "-00:00";
}

}  // namespace tocsin::wire::cap
