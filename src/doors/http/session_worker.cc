#include <array>
#include <utility>

#include "doors/http/session.h"
#include "doors/http/session_trace.h"
#include "doors/http/session_write.h"

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

const std::string& DateText::text() {
  const std::time_t now = std::time(nullptr);
  if (now == second_) return text_;
  second_ = now;
  std::tm utc{};
  gmtime_r(&now, &utc);
  constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  text_ = fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(utc.tm_wday)],
                      utc.tm_mday, months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                      utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text_;
}

boost::asio::awaitable<Response> run_handler(Shared& shared, Request request) {
  const std::string method = request.method;
  const std::string segment = first_segment(request.path);
  try {
    co_return co_await shared.handler(std::move(request));
  } catch (...) {
    log_failure(method, segment, name_current_exception());
  }
  co_return make_problem(500, "the server failed to answer; it is not your request's fault");
}

}  // namespace tocsin::doors::http
