#include "doors/pages/local_time.h"

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/timezone.h>

#include <memory>

namespace tocsin::doors::pages {
namespace {

std::unique_ptr<icu::TimeZone> zone_of(const std::string& name) {
  std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  if (*zone == icu::TimeZone::getUnknown()) zone.reset(icu::TimeZone::createTimeZone("Etc/UTC"));
  return zone;
}

}  // namespace

std::string local_input(const std::string& time_zone, Instant at) {
  if (!at.known()) return {};
  const auto zone = zone_of(time_zone);
  std::int32_t raw_ms = 0, daylight_ms = 0;
  UErrorCode error = U_ZERO_ERROR;
  zone->getOffset(static_cast<UDate>(at.ms), false, raw_ms, daylight_ms, error);
  if (U_FAILURE(error)) return {};
  const std::int64_t local_ms = at.ms + raw_ms + daylight_ms;
  const std::int64_t whole_ms = local_ms - ((local_ms % second_ms) + second_ms) % second_ms;
  const std::string text = to_rfc3339({whole_ms == 0 ? second_ms : whole_ms});
  return text.substr(0, text.size() - 1);
}

std::optional<Instant> read_local(const std::string& time_zone, std::string_view text) {
  if (const auto at = parse_rfc3339(text)) return *at;
  const bool short_form = text.size() == 16;
  const auto local = parse_rfc3339(fmt::format("{}{}Z", text, short_form ? ":00" : ""));
  if (!local) return std::nullopt;
  const auto zone = zone_of(time_zone);
  const auto* basic = dynamic_cast<const icu::BasicTimeZone*>(zone.get());
  std::int32_t raw_ms = 0, daylight_ms = 0;
  UErrorCode error = U_ZERO_ERROR;
  if (basic != nullptr) {
    basic->getOffsetFromLocal(static_cast<UDate>(local->ms), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER,
                              raw_ms, daylight_ms, error);
  } else {
    zone->getOffset(static_cast<UDate>(local->ms), true, raw_ms, daylight_ms, error);
  }
  if (U_FAILURE(error)) return std::nullopt;
  return Instant{local->ms - raw_ms - daylight_ms};
}

}  // namespace tocsin::doors::pages
