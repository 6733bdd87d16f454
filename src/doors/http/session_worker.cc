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

namespace {

enum class Lane : std::uint8_t { answers, urgent, rest };

Lane lane_of(const Request& request) {
  const bool is_post = request.method == "POST";
  if (is_post && (request.path.starts_with("/a/") || request.path.starts_with("/c/"))) return Lane::answers;
  const bool urgent = request.is_local || (is_post && request.path == "/v1/alerts") ||
                      !request.header("authorization").empty();
  return urgent ? Lane::urgent : Lane::rest;
}

std::size_t limit_of(Lane lane, const HandlingLimits& limits) {
  if (lane == Lane::answers) return limits.answers;
  return lane == Lane::urgent ? limits.urgent : limits.rest;
}

// A place among the handlers at work.
class HandlingSlot {
 public:
  HandlingSlot(Shared& shared, Lane lane) : count_(&shared.handling[static_cast<std::size_t>(lane)]) {
    if (count_->fetch_add(1) < limit_of(lane, shared.options.handling)) return;
    count_->fetch_sub(1);
    count_ = nullptr;
  }
  HandlingSlot(HandlingSlot&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  HandlingSlot& operator=(HandlingSlot&&) = delete;
  ~HandlingSlot() {
    if (count_) count_->fetch_sub(1);
  }
  bool is_given() const { return count_ != nullptr; }

 private:
  std::atomic<std::size_t>* count_;
};

// For a person: what they sent before is safe, and what to do.
Response make_busy(const Request& request) {
  if (request.header("accept").find("text/html") == std::string_view::npos)
    return make_problem(503, "the server is busy; nothing was done; try again in 5 seconds");
  Response response;
  response.status = 503;
  response.content_type = "text/html; charset=utf-8";
  response.headers = {{"Retry-After", "5"}};
  response.body =
      "<!doctype html><html lang=\"en\"><meta name=\"viewport\" content=\"width=device-width\">"
      "<title>Please try again</title><p>The server is busy. What it confirmed to you is safe. "
      "Load this page again in a few seconds.</p><p lang=\"fr\">Le serveur est très sollicité. Ce qu’il vous "
      "a "
      "confirmé est enregistré. Rechargez cette page dans quelques secondes.</p>"
      "<p lang=\"ar\" dir=\"rtl\">الخادم مشغول. ما أكّده لك محفوظ. أعد تحميل هذه الصفحة بعد ثوانٍ.</p></html>";
  return response;
}

boost::asio::awaitable<Response> answer_busy(Response response) { co_return response; }

boost::asio::awaitable<Response> handle_in(HandlingSlot /*slot*/, Shared& shared, Request request) {
  const std::string method = request.method;
  const std::string segment = first_segment(request.path);
  try {
    co_return co_await shared.handler(std::move(request));
  } catch (...) {
    log_failure(method, segment, name_current_exception());
  }
  co_return make_problem(500, "the server failed to answer; it is not your request's fault");
}

}  // namespace

boost::asio::awaitable<Response> run_handler(Shared& shared, Request request) {
  HandlingSlot slot(shared, lane_of(request));
  if (!slot.is_given()) return answer_busy(make_busy(request));
  return handle_in(std::move(slot), shared, std::move(request));
}

}  // namespace tocsin::doors::http
