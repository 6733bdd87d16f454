// Server-sent events and stopping, over real sockets.
#include <atomic>

#include "doors/http/server_testing.h"

namespace tocsin::doors::http {
namespace {

const std::string events = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(ServerTest, AStreamBeginsWithItsHeadAndRetry) {
  start();
  Wire wire(server->port());
  wire.send(events);
  const std::string head = wire.until("\r\n\r\n");
  for (const char* field : {"Content-Type: text/event-stream\r\n", "Transfer-Encoding: chunked\r\n",
                            "X-Accel-Buffering: no\r\n", "Cache-Control: no-store\r\n"}) {
    EXPECT_TRUE(has(head, field)) << head;
  }
  EXPECT_EQ(wire.until("\n\n\r\n"), "d\r\nretry: 3000\n\n\r\n");
  hub->publish("1", "measure", "{}");
  EXPECT_EQ(wire.until("\n\n\r\n"), "1f\r\nid: 1\nevent: measure\ndata: {}\n\n\r\n");
}

TEST_F(ServerTest, AStreamResumesByLastEventIdOrIsReset) {
  start({}, {.kept_max = 2});
  for (const char* cursor : {"1", "2", "3"}) hub->publish(cursor, "", cursor);
  Wire resumed(server->port());
  resumed.send("GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 2\r\n\r\n");
  EXPECT_TRUE(resumed.until("id: 3\ndata: 3\n\n").ends_with("retry: 3000\n\nid: 3\ndata: 3\n\n"));
  Wire lost(server->port());
  lost.send("GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 1\r\n\r\n");
  EXPECT_TRUE(lost.until("{}\n\n").ends_with("retry: 3000\n\nid: 3\nevent: reset\ndata: {}\n\n"));
}

TEST_F(ServerTest, ASilentStreamHasAHeartbeat) {
  Server::Options options;
  options.timeouts.heartbeat = 100ms;
  start(options);
  Wire wire(server->port());
  wire.send(events);
  wire.until("retry: 3000\n\n");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(wire.until(":\n\n").ends_with("3\r\n:\n\n"));
}

TEST_F(ServerTest, ALeavingReaderEndsItsSubscription) {
  start();
  {
    Wire wire(server->port());
    wire.send(events);
    wire.until("retry: 3000\n\n");
    EXPECT_EQ(hub->subscriber_count(), 1u);
  }
  EXPECT_TRUE(soon([&] { return hub->subscriber_count() == 0 && server->connection_count() == 0; }));
}

TEST_F(ServerTest, ASlowReaderIsDroppedWhileOthersGoOn) {
  start({}, {.subscriber_bytes_max = 64 * 1024});
  Wire slow(server->port(), 4096);
  slow.send(events);
  slow.until("retry: 3000\n\n");
  std::atomic<int> seen = 0;
  Wire good(server->port());
  good.send(events);
  good.until("retry: 3000\n\n");
  constexpr int count = 400;
  std::jthread reader([&] {
    while (seen < count && has(good.until("\n\n"), "id: ")) ++seen;
  });
  const std::string data(8 * 1024, 'x');
  for (int i = 1; i <= count; ++i) {
    hub->publish(fmt::format("{}", i), "", data);
    soon([&] { return seen >= i - 4; });
  }
  reader.join();
  EXPECT_EQ(seen, count);
  EXPECT_EQ(hub->dropped_count(), 1u);
  EXPECT_EQ(hub->subscriber_count(), 1u);
  EXPECT_TRUE(soon([&] { return server->connection_count() == 1; }));
  slow.until_end();
  EXPECT_TRUE(slow.ended());
}

TEST_F(ServerTest, StreamsHaveTheirOwnLimit) {
  Server::Options options;
  options.streams_max = 1;
  start(options);
  Wire first(server->port());
  first.send(events);
  first.until("retry: 3000\n\n");
  EXPECT_TRUE(is_status(ask(events), 503));
  EXPECT_TRUE(is_status(get("/"), 200));
}

TEST_F(ServerTest, HeadOfAStreamEnds) {
  start();
  Wire wire(server->port());
  wire.send("HEAD /events HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(has(wire.response(false), "text/event-stream"));
  EXPECT_TRUE(wire.response().ends_with("/next"));
}

TEST_F(ServerTest, StopEndsStreamsCleanlyAndFinishesWhatIsUnderWay) {
  start();
  std::vector<std::unique_ptr<Wire>> streams;
  for (int i = 0; i < 50; ++i) {
    streams.push_back(std::make_unique<Wire>(server->port()));
    streams.back()->send(events);
    streams.back()->until("retry: 3000\n\n");
  }
  Wire idle(server->port());
  idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  idle.response();
  Wire busy(server->port());
  busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(soon([&] { return server->connection_count() == 52; }));
  std::this_thread::sleep_for(100ms);
  const auto begin = std::chrono::steady_clock::now();
  std::jthread stopper([&] { server->stop(); });
  for (const auto& stream : streams) EXPECT_TRUE(stream->until_end().ends_with("0\r\n\r\n"));
  EXPECT_EQ(idle.until_end(), "");
  const std::string answer = busy.until_end();
  EXPECT_TRUE(has(answer, "Connection: close") && answer.ends_with("slow")) << answer;
  stopper.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
  EXPECT_FALSE(Wire(server->port()).connected());
}

TEST_F(ServerTest, StopDoesNotWaitForThoseWhoDoNotRead) {
  Server::Options options;
  options.timeouts.stop = 500ms;
  start(options, {.subscriber_bytes_max = 64 << 20});
  Wire stuck(server->port(), 4096);
  stuck.send(events);
  stuck.until("retry: 3000\n\n");
  for (int i = 0; i < 100; ++i) hub->publish(fmt::format("{}", i), "", std::string(64 * 1024, 'x'));
  Wire half(server->port());
  half.send("GET / HTTP/1.1\r\n");
  ASSERT_TRUE(soon([&] { return server->connection_count() == 2; }));
  const auto begin = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  EXPECT_EQ(server->connection_count(), 0u);
}

TEST_F(ServerTest, AServerStopsWhileClientsComeAndGo) {
  for (int round = 0; round < 5; ++round) {
    start();
    std::atomic<bool> done = false;
    std::vector<std::jthread> clients;
    for (int c = 0; c < 8; ++c) {
      clients.emplace_back([&, c] {
        while (!done) {
          Wire wire(server->port());
          wire.send(c % 2 == 0 ? events : "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
          wire.read_some(100ms);
        }
      });
    }
    for (int i = 0; i < 200; ++i) hub->publish(fmt::format("{}", i), "", "x");
    std::this_thread::sleep_for(50ms);
    const auto begin = std::chrono::steady_clock::now();
    server->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    done = true;
    clients.clear();
    server.reset();
  }
}

}  // namespace
}  // namespace tocsin::doors::http
