#include "reading/times.h"

#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"

namespace tocsin::reading {
namespace {

// Words of time, by key. Values: 1 to 12 for months, 1 to 7 for weekdays.
const std::unordered_map<std::uint64_t, int>& months() {
  static const auto table = [] {
    std::unordered_map<std::uint64_t, int> map;
    const std::array<std::array<std::string_view, 4>, 12> names{{{"january", "jan", "jan.", ""},
                                                                 {"february", "feb", "feb.", ""},
                                                                 {"march", "mar", "mar.", ""},
                                                                 {"april", "apr", "apr.", ""},
                                                                 {"may", "", "", ""},
                                                                 {"june", "jun", "jun.", ""},
                                                                 {"july", "jul", "jul.", ""},
                                                                 {"august", "aug", "aug.", ""},
                                                                 {"september", "sep", "sept", "sept."},
                                                                 {"october", "oct", "oct.", ""},
                                                                 {"november", "nov", "nov.", ""},
                                                                 {"december", "dec", "dec.", ""}}};
    for (std::size_t i = 0; i < names.size(); ++i)
      for (const auto name : names[i])
        if (!name.empty()) map[key_of(name)] = static_cast<int>(i) + 1;
    return map;
  }();
  return table;
}

const std::unordered_map<std::uint64_t, int>& weekdays() {
  static const auto table = [] {
    std::unordered_map<std::uint64_t, int> map;
    const std::array<std::array<std::string_view, 2>, 7> names{{{"monday", "mon"},
                                                                {"tuesday", "tue"},
                                                                {"wednesday", "wed"},
                                                                {"thursday", "thu"},
                                                                {"friday", "fri"},
                                                                {"saturday", "sat"},
                                                                {"sunday", "sun"}}};
    for (std::size_t i = 0; i < names.size(); ++i)
      for (const auto name : names[i]) map[key_of(name)] = static_cast<int>(i) + 1;
    return map;
  }();
  return table;
}

int look_up(const std::unordered_map<std::uint64_t, int>& table, std::uint64_t key) {
  const auto it = table.find(key);
  return it == table.end() ? 0 : it->second;
}

std::string day_value(Date date) { return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day); }

std::optional<Date> parse_day(std::string_view value) {
  if (value.size() < 10) return std::nullopt;
  const auto year = parse_int(value.substr(0, 4)), month = parse_int(value.substr(5, 2)),
             day = parse_int(value.substr(8, 2));
  if (!year || !month || !day || value[4] != '-' || value[7] != '-') return std::nullopt;
  return Date{static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day)};
}

class Finder {
 public:
  Finder(std::string_view text, std::span<const Token> tokens, std::uint32_t first, std::uint32_t last,
         const TimeMention& published)
      : text_(text), tokens_(tokens), first_(first), last_(last) {
    if (const auto day = parse_day(published.value)) published_ = *day;
  }

  std::vector<TimeMention> run() {
    for (at_ = first_; at_ < last_;) {
      if (!may_begin(tokens_[at_])) {
        ++at_;
        continue;
      }
      TimeMention mention;
      const std::uint32_t end = read(mention);
      if (end == at_) {
        ++at_;
        continue;
      }
      mention.first = at_;
      mention.last = end;
      mention.span = {tokens_[at_].span.begin, tokens_[end - 1].span.end};
      found_.push_back(mention);
      at_ = end;
    }
    return std::move(found_);
  }

 private:
  // Most words begin no time: one look into a table spares the rest.
  static bool may_begin(const Token& token) {
    if (token.kind == TokenKind::number) return true;
    if (token.kind != TokenKind::word) return false;
    static const auto starters = [] {
      std::unordered_set<std::uint64_t> keys;
      for (const std::string_view one : {"early", "late", "last", "next", "this", "today", "tonight",
                                         "yesterday", "tomorrow", "midnight", "noon", "midday"})
        keys.insert(key_of(one));
      for (const auto& [key, value] : months()) keys.insert(key);
      for (const auto& [key, value] : weekdays()) keys.insert(key);
      return keys;
    }();
    return starters.contains(token.key);
  }

  std::string_view word(std::uint32_t i) const {
    return i < last_ ? text_of(text_, tokens_[i].span) : std::string_view{};
  }
  bool is(std::uint32_t i, std::string_view expected) const {
    return i < last_ && tokens_[i].key == key_of(expected);
  }
  int number(std::uint32_t i, int low, int high) const {
    if (i >= last_ || tokens_[i].kind != TokenKind::number) return 0;
    std::string_view digits = word(i);
    for (const std::string_view end : {"st", "nd", "rd", "th"})
      if (digits.ends_with(end)) digits.remove_suffix(2);
    const auto value = parse_int(digits);
    return value && *value >= low && *value <= high ? static_cast<int>(*value) : 0;
  }
  int year(std::uint32_t i) const { return word(i).size() == 4 ? number(i, 1800, 2199) : 0; }
  int month(std::uint32_t i) const {
    return i < last_ && tokens_[i].capital ? look_up(months(), tokens_[i].key) : 0;
  }

  void set_day(TimeMention& mention, Date date) const {
    mention.value = day_value(date);
    mention.granularity = "day";
    mention.basis = "absolute";
    mark_far(mention, date);
  }
  // More than this from the report's day is another story.
  void mark_far(TimeMention& mention, Date date) const {
    constexpr long long near_days = 45;
    if (!published_.known()) return;
    const long long apart = days_of(date) - days_of(published_);
    mention.other_year = apart < -near_days || apart > 366;
  }

  std::uint32_t read(TimeMention& mention) {
    if (const auto end = iso_date(mention); end != at_) return end;
    if (const auto end = absolute(mention); end != at_) return end;
    if (const auto end = weekday(mention); end != at_) return end;
    if (const auto end = relative(mention); end != at_) return end;
    return clock(mention);
  }

  // "2016-03-22", "22.03.2016", "22/03/2016", "3/22/2016".
  std::uint32_t iso_date(TimeMention& mention) const {
    const auto value = word(at_);
    if (tokens_[at_].kind != TokenKind::number) return at_;
    if (const auto end = slashed_date(mention); end != at_) return end;
    if (value.size() < 10) return at_;
    if (value[2] == '.' && value[5] == '.') {
      const auto dotted = std::string(value.substr(6, 4)) + '-' + std::string(value.substr(3, 2)) + '-' +
                          std::string(value.substr(0, 2));
      const auto day = parse_day(dotted);
      if (!day || value.size() != 10 || !is_day(*day)) return at_;
      set_day(mention, *day);
      return at_ + 1;
    }
    const auto day = parse_day(value.substr(0, 10));
    if (!day || !is_day(*day)) return at_;
    set_day(mention, *day);
    return at_ + 1;
  }
  static bool is_day(Date day) {
    return day.year >= 1800 && day.year < 2200 && day.month >= 1 && day.month <= 12 && day.day >= 1 &&
           day.day <= 31;
  }
  // The day first, as everywhere but in one country, unless the second number can be no month.
  std::uint32_t slashed_date(TimeMention& mention) const {
    if (at_ + 4 >= last_ || tokens_[at_ + 1].mark != '/' || tokens_[at_ + 3].mark != '/') return at_;
    const int first = number(at_, 1, 31), second = number(at_ + 2, 1, 31), y = year(at_ + 4);
    if (first == 0 || second == 0 || y == 0) return at_;
    const Date day = second > 12 ? Date{y, first, second} : Date{y, second, first};
    if (!is_day(day)) return at_;
    set_day(mention, day);
    return at_ + 5;
  }

  // "14 November 2015", "November 14, 2015", "November 2015", "14 November", "in 2006".
  std::uint32_t absolute(TimeMention& mention) const {
    std::uint32_t i = at_;
    int day = number(i, 1, 31), m = 0;
    if (day != 0 && is(i + 1, "of"))
      m = month(i + 2), i += m != 0 ? 3U : 0U;
    else if (day != 0)
      m = month(i + 1), i += m != 0 ? 2U : 0U;
    if (m == 0) {
      day = 0;
      m = month(i);
      if (m == 0) return plain_year(mention);
      ++i;
      if (number(i, 1, 31) != 0 && word(i).size() <= 4) day = number(i, 1, 31), ++i;
    }
    std::uint32_t y = i;
    if (y < last_ && tokens_[y].mark == ',') ++y;
    int written = year(y);
    if (written != 0) i = y + 1;
    if (day == 0 && written == 0 && m == 5 && !is(at_ - (at_ > first_ ? 1U : 0U), "in"))
      return at_;  // "May" the verb
    return month_value(mention, written, m, day, i);
  }

  std::uint32_t month_value(TimeMention& mention, int written, int m, int day, std::uint32_t end) const {
    int y = written;
    if (y == 0 && published_.known()) {
      y = published_.year;
      // Without a year: the nearest that is not after the report, unless it is close ahead.
      const Date guess{y, m, day == 0 ? 1 : day};
      if (days_of(guess) - days_of(published_) > 150) --y;
      if (days_of(published_) - days_of(guess) > 250) ++y;
    }
    if (y == 0) return end;
    if (day != 0) {
      set_day(mention, {y, m, day});
    } else {
      mention.value = fmt::format("{:04}-{:02}", y, m);
      mention.granularity = "month";
      mention.basis = "absolute";
      mark_far(mention, {y, m, 28});
    }
    if (written == 0) mention.basis = "relative-to-publication";
    return end;
  }

  std::uint32_t plain_year(TimeMention& mention) const {
    const int y = year(at_);
    if (y == 0 || at_ == first_) return at_;
    static constexpr std::string_view before[] = {"in", "since",  "of",   "from", "until", "after", "during",
                                                  "by", "before", "the",  "late", "early", "mid",   "and",
                                                  "to", "with",   "than", "like", "since"};
    bool anchored = false;
    for (const auto one : before) anchored |= is(at_ - 1, one);
    const bool modifier = !anchored && at_ + 1 < last_ && tokens_[at_ + 1].kind == TokenKind::word;
    if (!anchored && !modifier && tokens_[at_ - 1].mark != '(') return at_;
    mention.value = fmt::format("{:04}", y);
    mention.granularity = "year";
    mention.basis = "absolute";
    mention.other_year = published_.known() && y != published_.year;
    return at_ + 1;
  }

  std::uint32_t weekday(TimeMention& mention) const {
    std::uint32_t i = at_;
    if (is(i, "early") || is(i, "late")) mention.mod = is(i, "early") ? "START" : "END", ++i;
    const bool last = is(i, "last"), next = is(i, "next"), self = is(i, "this");
    if (last || next || self) ++i;
    if (i >= last_ || !tokens_[i].capital) return at_;
    const int day = look_up(weekdays(), tokens_[i].key);
    if (day == 0) return at_;
    ++i;
    // "Tuesday, 22 March 2016": the date decides.
    std::uint32_t date = i;
    if (date < last_ && tokens_[date].mark == ',') ++date;
    if (month(date) != 0 || (number(date, 1, 31) != 0 && month(date + 1) != 0)) {
      TimeMention exact;
      Finder inner(*this);
      inner.at_ = date;
      const auto end = inner.absolute(exact);
      if (end != date) {
        mention = exact;
        return end;
      }
    }
    mention.weekday = true;
    mention.granularity = "day";
    mention.basis = "relative-to-publication";
    if (published_.known()) {
      const long long today = days_of(published_);
      const int back = (weekday_of(published_) - day + 7) % 7;
      const int ahead = (day - weekday_of(published_) + 7) % 7;
      if (next)
        mention.weekday = false, mention.value = day_value(date_of(today + (ahead == 0 ? 7 : ahead)));
      else
        mention.value = day_value(date_of(today - back));
    }
    if (i < last_ && (is(i, "morning") || is(i, "afternoon") || is(i, "evening") || is(i, "night"))) ++i;
    return i;
  }

  std::uint32_t relative(TimeMention& mention) const {
    struct Word {
      std::string_view text;
      int days;
    };
    static constexpr Word words[] = {{"today", 0}, {"tonight", 0}, {"yesterday", -1}, {"tomorrow", 1}};
    for (const Word& one : words) {
      if (!is(at_, one.text)) continue;
      mention.granularity = "day";
      mention.basis = "relative-to-publication";
      if (published_.known()) mention.value = day_value(date_of(days_of(published_) + one.days));
      return at_ + 1;
    }
    const bool self = is(at_, "this"), last = is(at_, "last"), next = is(at_, "next");
    if (self || last || next) {
      const int step = last ? -1 : next ? 1 : 0;
      if (is(at_ + 1, "week") || is(at_ + 1, "weekend")) return week(mention, step);
      if (is(at_ + 1, "year")) {
        mention.granularity = "year";
        mention.basis = "relative-to-publication";
        if (published_.known()) mention.value = fmt::format("{:04}", published_.year + step);
        mention.other_year = last;
        return at_ + 2;
      }
      if (self && (is(at_ + 1, "morning") || is(at_ + 1, "afternoon") || is(at_ + 1, "evening"))) {
        mention.granularity = "day";
        mention.basis = "relative-to-publication";
        if (published_.known()) mention.value = day_value(published_);
        return at_ + 2;
      }
    }
    return at_;
  }

  std::uint32_t week(TimeMention& mention, int step) const {
    mention.granularity = "week";
    mention.basis = "relative-to-publication";
    if (published_.known()) {
      int year_of_week = 0;
      const int number_of_week = iso_week_of(date_of(days_of(published_) + 7 * step), year_of_week);
      mention.value = fmt::format("{:04}-W{:02}", year_of_week, number_of_week);
    }
    return at_ + 2;
  }

  // "6 p.m.", "2100 local time", "14:30": on the report's day unless a day stands beside it.
  std::uint32_t clock(TimeMention& mention) const {
    if (tokens_[at_].kind != TokenKind::number) {
      if (!is(at_, "midnight") && !is(at_, "noon") && !is(at_, "midday")) return at_;
      mention.clock_only = true;
      mention.type_time = true;
      mention.granularity = "hour";
      return at_ + 1;
    }
    const auto value = word(at_);
    const bool colon = value.size() >= 4 && value.size() <= 7 && value.find(':') != std::string_view::npos;
    const bool suffix = value.ends_with("am") || value.ends_with("pm");
    const bool spelled = is(at_ + 1, "p.m.") || is(at_ + 1, "a.m.") || is(at_ + 1, "am") ||
                         is(at_ + 1, "pm") || is(at_ + 1, "gmt");
    if (!colon && !suffix && !spelled) return at_;
    mention.clock_only = true;
    mention.type_time = true;
    mention.granularity = "minute";
    return at_ + (spelled ? 2 : 1);
  }

  std::string_view text_;
  std::span<const Token> tokens_;
  std::uint32_t first_, last_, at_ = 0;
  Date published_;
  std::vector<TimeMention> found_;
};

// "18:24", "2:41 PM", "14.10": minutes of the day; nothing when the token is no clock.
std::optional<int> clock_minutes(std::string_view text, std::span<const Token> tokens, std::size_t i) {
  if (tokens[i].kind != TokenKind::number) return std::nullopt;
  std::string value(text_of(text, tokens[i].span));
  if (const auto t = value.find('t'); t != std::string::npos) value = value.substr(t + 1);
  bool pm = value.ends_with("pm"), am = value.ends_with("am");
  if (pm || am) value.resize(value.size() - 2);
  const auto colon = value.find(':');
  if (colon == std::string::npos || colon == 0 || colon > 2) return std::nullopt;
  const auto hour = parse_int(value.substr(0, colon)), minute = parse_int(value.substr(colon + 1, 2));
  if (!hour || !minute || *hour > 24 || *minute > 59) return std::nullopt;
  if (i + 1 < tokens.size()) {
    pm |= tokens[i + 1].key == key_of("pm");
    am |= tokens[i + 1].key == key_of("am");
  }
  int h = static_cast<int>(*hour);
  if (pm && h < 12) h += 12;
  if (am && h == 12) h = 0;
  return h * 60 + static_cast<int>(*minute);
}

}  // namespace

// Days since 1970-01-01 of the Gregorian calendar: years begin in March, so that the leap day is the last of
// its year.
long long days_of(Date date) {
  const int y = date.month <= 2 ? date.year - 1 : date.year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const unsigned yoe = static_cast<unsigned>(y - era * 400);
  const unsigned doy = (153U * static_cast<unsigned>(date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 +
                       static_cast<unsigned>(date.day) - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return static_cast<long long>(era) * 146097 + static_cast<long long>(doe) - 719468;
}

Date date_of(long long days) {
  days += 719468;
  const long long era = (days >= 0 ? days : days - 146096) / 146097;
  const unsigned doe = static_cast<unsigned>(days - era * 146097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  const int day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  const int month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  return {static_cast<int>(yoe) + static_cast<int>(era) * 400 + (month <= 2 ? 1 : 0), month, day};
}

int weekday_of(Date date) { return static_cast<int>(((days_of(date) + 3) % 7 + 7) % 7) + 1; }

int iso_week_of(Date date, int& year) {
  const long long thursday = days_of(date) - weekday_of(date) + 4;
  const Date anchor = date_of(thursday);
  year = anchor.year;
  return static_cast<int>((thursday - days_of({anchor.year, 1, 1})) / 7) + 1;
}

std::vector<TimeMention> find_times(std::string_view text, std::span<const Token> tokens, std::uint32_t first,
                                    std::uint32_t last, const TimeMention& published) {
  return Finder(text, tokens, first, last, published).run();
}

TimeMention parse_published(std::string_view text) {
  const auto tokens = tokenize(text);
  TimeMention result;
  for (const TimeMention& mention :
       find_times(text, tokens, 0, static_cast<std::uint32_t>(tokens.size()), {})) {
    if (mention.granularity != "day" || mention.value.empty()) continue;
    result = mention;
    break;
  }
  if (result.value.empty()) return result;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto minutes = clock_minutes(text, tokens, i);
    if (!minutes) continue;
    result.value += fmt::format("T{:02}:{:02}", *minutes / 60, *minutes % 60);
    result.granularity = "minute";
    result.type_time = true;
    result.span.begin = std::min(result.span.begin, tokens[i].span.begin);
    result.span.end = std::max(result.span.end, tokens[i].span.end);
    break;
  }
  return result;
}

void settle_weekday(TimeMention& mention, bool future, const TimeMention& published) {
  const auto today = parse_day(published.value);
  const auto past = parse_day(mention.value);
  if (!mention.weekday || !future || !today || !past) return;
  if (*past == *today) return;
  mention.value = day_value(date_of(days_of(*past) + 7));
}

}  // namespace tocsin::reading
