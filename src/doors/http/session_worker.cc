#include <array>
#include <utility>

#include "doors/http/session.h"

namespace tocsin::doors::http {

Session::Session(Worker& worker, Shared& shared) : worker_(worker), shared_(shared) {
  worker_.sessions.push_back(*this);
}

Session::~Session() { worker_.sessions.erase(worker_.sessions.iterator_to(*this)); }

ConnectionSlot::ConnectionSlot(Shared& shared) : shared_(&shared), before_(shared.connections.fetch_add(1)) {}
ConnectionSlot::ConnectionSlot(ConnectionSlot&& other) noexcept
    : shared_(std::exchange(other.shared_, nullptr)), before_(other.before_) {}
ConnectionSlot::~ConnectionSlot() {
  if (shared_) --shared_->connections;
}

const std::string& Worker::date() {
  const std::time_t now = std::time(nullptr);
  if (now == date_second) return date_text;
  date_second = now;
  std::tm utc{};
  gmtime_r(&now, &utc);
  constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  date_text = fmt::format(
      "{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
      months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return date_text;
}

}  // namespace tocsin::doors::http
