// Times: dates and times of day in a text, in the values of TimeML (TIMEX3), against the report's own date.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reading/tokens.h"

namespace tocsin::reading {

// The Gregorian calendar; no zone: a report's times are those of its own clock.
struct Date {
  int year = 0, month = 0, day = 0;

  bool known() const { return year != 0; }
  bool operator==(const Date&) const = default;
};

long long days_of(Date date);
Date date_of(long long days);
int weekday_of(Date date);  // 1 Monday ... 7 Sunday (ISO 8601)
int iso_week_of(Date date, int& year);

struct TimeMention {
  std::uint32_t first = 0, last = 0;  // tokens
  Span span = {};
  std::string value;        // "2015-11-14", "2015-11-14T18:24", "2015-W46", "2015-11"; "" when not resolved
  std::string granularity;  // minute, hour, day, week, month, year
  std::string mod;          // START, END
  std::string basis;        // absolute, relative-to-publication, none-stated
  bool type_time = false;   // TIME rather than DATE
  bool weekday = false;     // a bare weekday: which one depends on the tense
  bool other_year = false;  // far from the report's date: history or a distant plan
  bool clock_only = false;  // "6 p.m." without a day
};

// A date line: "14 Nov, 2015 18:24", "October 12, 2017 / 2:41 PM", "2016-03-22T14:10:00Z", "Tuesday, 22 March
// 2016". Value
// "" when the text is none.
TimeMention parse_published(std::string_view text);

// Every time in the tokens [first, last), against `published` (value "" leaves relative ones unresolved).
// `future`: the sentence speaks of what is to come.
std::vector<TimeMention> find_times(std::string_view text, std::span<const Token> tokens, std::uint32_t first,
                                    std::uint32_t last, const TimeMention& published);
// The weekday of a mention that is_weekday, now that the tense is known: the last such day up to the report's
// date, or the first from it on.
void settle_weekday(TimeMention& mention, bool future, const TimeMention& published);

}  // namespace tocsin::reading
