// Health, metrics and the description of the API.
#include <boost/json.hpp>

#include "base/embed.h"
#include "doors/http/api.h"
#include "doors/http/reply.h"

// The description is a file of its own, so that it can be read and checked without the program.
TOCSIN_EMBED(tocsin_openapi, TOCSIN_OPENAPI_FILE);

namespace tocsin::doors::http {

Awaitable<Response> Api::get_healthz(const Request&, const std::vector<std::string>&) {
  co_return text_reply(200, "text/plain; charset=utf-8", "ok\n");
}

Awaitable<Response> Api::get_readyz(const Request&, const std::vector<std::string>&) {
  // Asked through the engine: a server whose engine stands still is not ready.
  bool held = false;
  const bool asked =
      parts_.is_ready() && co_await ask([&](const world::World& world) { held = world.realm().held(); });
  if (!asked) {
    Response response = text_reply(503, "text/plain; charset=utf-8", "not ready\n");
    response.headers.emplace_back("Retry-After", "2");
    co_return response;
  }
  co_return text_reply(200, "text/plain; charset=utf-8",
                       held ? "ready, held: nothing is sent until an approver releases\n" : "ready\n");
}

Awaitable<Response> Api::get_metrics(const Request&, const std::vector<std::string>&) {
  std::string out;
  const auto metric = [&](std::string_view name, std::string_view type, std::string_view help, auto value) {
    out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, type, value);
  };
  std::string answers;
  co_await ask([&](const world::World& world) {
    std::uint64_t open = 0, asked = 0, paused = 0;
    world::AnswerCounts counts;
    for (const auto& [id, check] : world.checks().all()) {
      open += check.state == world::CheckState::open;
      paused += check.paused && check.state == world::CheckState::open;
      asked += check.asks.asked();
      const auto& own = check.asks.counts();
      counts.safe += own.safe, counts.need_help += own.need_help, counts.not_there += own.not_there,
          counts.wrong += own.wrong;
    }
    metric("tocsin_journal_sequence", "gauge", "Last sequence in the journal.", world.seq());
    metric("tocsin_people", "gauge", "People registered.", world.people().size());
    metric("tocsin_alerts", "gauge", "Alerts received.", world.alerts().in_order().size());
    metric("tocsin_checks_open", "gauge", "Checks that are open.", open);
    metric("tocsin_checks_paused", "gauge", "Open checks paused because people said the question is wrong.",
           paused);
    metric("tocsin_asked_total", "counter", "People asked, over all checks.", asked);
    metric("tocsin_realm_held", "gauge", "1 while nothing is sent until an approver releases.",
           world.realm().held() ? 1 : 0);
    const auto snapshot = parts_.snapshot_facts();
    metric("tocsin_snapshot_sequence", "gauge", "Sequence of the last snapshot; 0 while there is none.",
           snapshot.seq);
    metric("tocsin_snapshot_bytes", "gauge", "Size of the last snapshot made since the start.",
           snapshot.bytes);
    metric("tocsin_snapshot_pause_seconds", "gauge", "How long the engine stood still for it.",
           static_cast<double>(snapshot.pause_us) / 1e6);
    metric("tocsin_snapshot_failures_total", "counter",
           "Snapshots that could not be written since the start.", snapshot.failures);
    answers = fmt::format(
        "# HELP tocsin_answers People by their newest answer, over all checks.\n# TYPE tocsin_answers gauge\n"
        "tocsin_answers{{answer=\"safe\"}} {}\ntocsin_answers{{answer=\"need_help\"}} {}\n"
        "tocsin_answers{{answer=\"not_there\"}} {}\ntocsin_answers{{answer=\"wrong\"}} {}\n",
        counts.safe, counts.need_help, counts.not_there, counts.wrong);
  });
  metric("tocsin_steps_total", "counter", "Batches made durable since the start.", parts_.runner.steps());
  metric("tocsin_mailbox_waiting", "gauge", "Commands waiting for the next batch.", parts_.runner.waiting());
  co_return text_reply(200, "text/plain; version=0.0.4; charset=utf-8", out + answers);
}

Awaitable<Response> Api::get_openapi(const Request&, const std::vector<std::string>&) {
  co_return text_reply(200, "application/json", std::string(tocsin_openapi_begin, tocsin_openapi_end));
}

}  // namespace tocsin::doors::http
