// GET /c/{token}/events: what changes in somebody's circle while their page is open.
#include <charconv>

#include "doors/http/api.h"
#include "doors/http/reply.h"

namespace tocsin::doors::http {

Awaitable<Response> Api::get_circle_events(const Request& request, const std::vector<std::string>& ids) {
  const auto viewer = parts_.links.read_circle(ids[0]);
  if (!viewer) co_return problem({Errc::not_found, "this link does not work", {}});
  Instant since = parts_.clock.now();
  if (const auto text = request.parameter("since"); !text.empty()) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), since.ms);
    if (error != std::errc() || end != text.data() + text.size() || since.ms < 0)
      co_return problem({Errc::invalid, "since is milliseconds since 1970", "/since"});
  }
  Result<CircleStreams::Joined> joined = fail(Errc::unavailable, "the server is busy");
  const world::PersonId watcher = *viewer;
  const bool asked =
      co_await ask([&](const world::World& world) { joined = parts_.circles.join(world, watcher, since); });
  if (!asked) co_return problem({Errc::unavailable, "the server is busy", {}});
  if (!joined) co_return problem(joined.error());
  Response response = text_reply(200, "text/event-stream", std::move(joined->first));
  response.headers.emplace_back("X-Accel-Buffering", "no");
  response.stream = std::move(joined->stream);
  co_return response;
}

}  // namespace tocsin::doors::http
