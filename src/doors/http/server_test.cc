// Real sockets on loopback. Limits are tried at their value and one past it.
#include "doors/http/server.h"

#include <zlib.h>

#include <atomic>

#include "doors/http/server_testing.h"

namespace tocsin::doors::http {
namespace {

TEST_F(ServerTest, KeepAliveServesManyRequestsOnOneConnection) {
  start();
  Wire wire(server->port());
  for (int i = 0; i < 3; ++i) {
    wire.send(fmt::format("GET /{}?a=b HTTP/1.1\r\nHost: x\r\n\r\n", i));
    const std::string response = wire.response();
    EXPECT_TRUE(is_status(response, 200)) << response;
    EXPECT_TRUE(response.ends_with(fmt::format("\r\n\r\n/{} a=b", i))) << response;
  }
  wire.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(has(wire.until_end(), "Connection: close"));
  EXPECT_TRUE(wire.ended());
}

TEST_F(ServerTest, EveryAnswerHasTheFieldsOfTheServer) {
  start();
  const std::string response = get("/");
  for (const char* field :
       {"\r\nDate: ", " GMT\r\n", "\r\nServer: none\r\n", "\r\nX-Content-Type-Options: nosniff\r\n",
        "\r\nReferrer-Policy: no-referrer\r\n", "\r\nCache-Control: no-store\r\n",
        "\r\nContent-Length: 1\r\n", "\r\nContent-Type: text/plain; charset=utf-8\r\n"}) {
    EXPECT_TRUE(has(response, field)) << field << "\n" << response;
  }
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  start();
  Wire wire(server->port());
  wire.send(
      "GET /slow HTTP/1.1\r\nHost: x\r\n\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"
      "GET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(wire.response().ends_with("slow"));
  EXPECT_TRUE(wire.response().ends_with("POST hi"));
  EXPECT_TRUE(wire.response().ends_with("/3"));
}

TEST_F(ServerTest, HeadIsGetWithoutTheBody) {
  start();
  Wire wire(server->port());
  wire.send("HEAD /echo HTTP/1.1\r\nHost: x\r\n\r\nGET /echo HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(has(wire.response(false), "Content-Length: 4\r\n"));
  EXPECT_TRUE(wire.response().ends_with("\r\n\r\nGET "));
}

TEST_F(ServerTest, NoContentHasNoLength) {
  start();
  Wire wire(server->port());
  wire.send("GET /none HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_FALSE(has(wire.response(), "Content-Length"));
  EXPECT_TRUE(wire.response().ends_with("/next"));
}

TEST_F(ServerTest, ABodyAtItsLimitIsReadAndOnePastItIsNot) {
  Server::Options options;
  options.body_bytes_max = [](std::string_view method, std::string_view path) -> std::size_t {
    return method == "POST" && path == "/echo" ? 100 : 10;
  };
  start(options);
  const auto post = [&](const std::string& path, std::size_t size) {
    return ask(fmt::format("POST {} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{}", path, size,
                           std::string(size, 'b')));
  };
  EXPECT_TRUE(is_status(post("/echo", 100), 200));
  const std::string refused = post("/echo", 101);
  EXPECT_TRUE(is_status(refused, 413)) << refused;
  EXPECT_TRUE(has(refused, "application/problem+json"));
  EXPECT_TRUE(has(refused, "\"status\":413"));
  EXPECT_TRUE(is_status(post("/other", 11), 413));
}

TEST_F(ServerTest, AnOversizedBodyIsRefusedBeforeItIsSent) {
  start();
  EXPECT_TRUE(is_status(ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n"), 413));
  EXPECT_TRUE(
      is_status(ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n"), 400));
}

TEST_F(ServerTest, ChunkedBodiesAreReadUpToTheirLimit) {
  Server::Options options;
  options.body_bytes_max = [](std::string_view, std::string_view) { return std::size_t{7}; };
  start(options);
  const std::string head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_TRUE(ask(head + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n").ends_with("POST abcdefg"));
  EXPECT_TRUE(is_status(ask(head + "3\r\nabc\r\n5\r\ndefgh\r\n0\r\n\r\n"), 413));
  EXPECT_TRUE(is_status(ask(head + "zz\r\n\r\n"), 400));
}

TEST_F(ServerTest, FieldsAtTheirLimitAreReadAndOnePastItAreNot) {
  Server::Options options;
  options.header_bytes_max = 300;
  start(options);
  const std::string start_of_it = "GET /ok HTTP/1.1\r\nHost: x\r\nX: ";
  const auto sized = [&](std::size_t size) {
    return start_of_it + std::string(size - start_of_it.size() - 4, 'x') + "\r\n\r\n";
  };
  EXPECT_TRUE(is_status(ask(sized(300)), 200));
  EXPECT_TRUE(is_status(ask(sized(301)), 431));
  EXPECT_TRUE(is_status(ask(std::string(300, 'G')), 431));
  Wire wire(server->port());  // The limit is each request's own.
  wire.send(sized(300) + sized(300));
  EXPECT_TRUE(is_status(wire.response(), 200));
  EXPECT_TRUE(is_status(wire.response(), 200));
}

TEST_F(ServerTest, TooManyFieldsAreRefused) {
  start();
  std::string fields;
  for (std::size_t i = 1; i < fields_max; ++i) fields += fmt::format("X-{}: y\r\n", i);
  EXPECT_TRUE(is_status(get("/", fields), 200));
  EXPECT_TRUE(is_status(get("/", fields + "X-One-More: y\r\n"), 431));
}

TEST_F(ServerTest, BadRequestLinesAndBadEncodingAre400) {
  start();
  for (const char* target : {"/%", "/%ff", "/a%00", "/a/%2e%2e/b"})
    EXPECT_TRUE(is_status(get(target), 400)) << target;
  EXPECT_TRUE(is_status(ask("nonsense\r\n\r\n"), 400));
  EXPECT_TRUE(is_status(ask("\x16\x03\x01\x02 a TLS hello\r\n\r\n"), 400));
  EXPECT_TRUE(get("/caf%C3%A9").ends_with("/café"));
}

TEST_F(ServerTest, ContinueIsSentWhenAskedForAndTheBodyIsWelcome) {
  start();
  Wire wire(server->port());
  wire.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(wire.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  wire.send("hi");
  EXPECT_TRUE(wire.response().ends_with("POST hi"));
  wire.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2000000\r\n\r\n");
  EXPECT_TRUE(is_status(wire.response(), 413));
}

TEST_F(ServerTest, SlowlorisIsClosed) {
  Server::Options options;
  options.timeouts.header = 300ms;
  options.timeouts.body = 300ms;
  start(options);
  Wire silent(server->port());
  Wire header(server->port());
  Wire body(server->port());
  body.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
  const auto begin = std::chrono::steady_clock::now();
  header.send("GET / HTTP/1.1\r\n");
  // A byte now and then does not help.
  for (int i = 0; i < 8; ++i) {
    header.send("X");
    body.send("b");
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_EQ(header.until_end(), "");
  EXPECT_EQ(body.until_end(), "");
  EXPECT_EQ(silent.until_end(), "");
  EXPECT_TRUE(header.ended() && body.ended() && silent.ended());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
  EXPECT_TRUE(soon([&] { return server->connection_count() == 0; }));
}

TEST_F(ServerTest, AnIdleConnectionIsClosedAfterItsTime) {
  Server::Options options;
  options.timeouts.idle = 200ms;
  start(options);
  Wire wire(server->port());
  wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(is_status(wire.response(), 200));
  EXPECT_EQ(wire.until_end(), "");
  EXPECT_TRUE(wire.ended());
}

TEST_F(ServerTest, TooManyConnectionsAreToldToComeBack) {
  Server::Options options;
  options.connections_max = 2;
  start(options);
  Wire first(server->port());
  Wire second(server->port());
  ASSERT_TRUE(soon([&] { return server->connection_count() == 2; }));
  const std::string response = get("/");
  EXPECT_TRUE(is_status(response, 503)) << response;
  EXPECT_TRUE(has(response, "Retry-After: "));
  first.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(is_status(first.response(), 200));
}

TEST_F(ServerTest, WhatAHandlerThrowsIsA500WithoutItsText) {
  start();
  testing::internal::CaptureStderr();
  const std::string response = get("/throw/secret");
  const std::string logged = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(is_status(response, 500));
  EXPECT_TRUE(has(response, "application/problem+json"));
  EXPECT_FALSE(has(response, "secret"));
  EXPECT_FALSE(has(logged, "secret"));
  EXPECT_EQ(logged, "http: GET /throw: the handler threw std::runtime_error\n");
}

TEST_F(ServerTest, AFieldWithALineBreakNeverLeaves) {
  start();
  testing::internal::CaptureStderr();
  const std::string response = get("/forge");
  testing::internal::GetCapturedStderr();
  EXPECT_TRUE(is_status(response, 500));
  EXPECT_FALSE(has(response, "Forged"));
}

TEST_F(ServerTest, CompressibleAnswersAreGzipWithTheirOwnTag) {
  start();
  const std::string plain = get("/page");
  EXPECT_TRUE(has(plain, "Content-Length: 5000\r\n"));
  EXPECT_TRUE(has(plain, "Vary: Accept-Encoding\r\n"));
  EXPECT_FALSE(has(plain, "X-Compressible"));
  const std::string packed = get("/page", "Accept-Encoding: br, gzip\r\n");
  EXPECT_TRUE(has(packed, "Content-Encoding: gzip\r\n"));
  EXPECT_TRUE(has(packed, "ETag: \"7-fr-gzip\"\r\n"));
  std::string body = packed.substr(packed.find("\r\n\r\n") + 4);
  z_stream stream{};
  std::string out(6000, '\0');
  ASSERT_EQ(inflateInit2(&stream, 31), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(body.data());
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  EXPECT_EQ(out, std::string(5000, 'p'));
  EXPECT_FALSE(has(get("/page", "Accept-Encoding: gzip;q=0, *\r\n"), "Content-Encoding"));
  const std::string same = get("/page", "Accept-Encoding: gzip\r\nIf-None-Match: \"7-fr-gzip\"\r\n");
  EXPECT_TRUE(is_status(same, 304));
  EXPECT_TRUE(has(same, "ETag: \"7-fr-gzip\"\r\n")) << same;
}

TEST_F(ServerTest, TwoHundredClientsAtOnce) {
  start();
  std::atomic<int> good = 0;
  std::vector<std::jthread> clients;
  for (int c = 0; c < 200; ++c) {
    clients.emplace_back([&, c] {
      Wire wire(server->port());
      bool all = wire.connected();
      for (int i = 0; i < 10 && all; ++i) {
        const std::string body = fmt::format("{}-{}", c, i);
        wire.send(
            fmt::format("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{}", body.size(), body));
        all = wire.response().ends_with("POST " + body);
      }
      if (all) ++good;
    });
  }
  clients.clear();
  EXPECT_EQ(good, 200);
  EXPECT_TRUE(soon([&] { return server->connection_count() == 0; }));
}

// EVIDENCE-OF: limits.h "Answers are refused last"
TEST_F(ServerTest, WhatIsTooMuchForHandlersIsRefusedInItsOrder) {
  Server::Options options;
  options.handling = {.rest = 3, .urgent = 2, .answers = 4};
  start(options);
  const auto send = [&](const std::string& target, const std::string& fields) {
    auto wire = std::make_unique<Wire>(server->port());
    wire->send(target + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
    return wire;
  };
  const std::string token = "Authorization: Bearer x\r\n", no_body = "Content-Length: 0\r\n";
  std::vector<std::unique_ptr<Wire>> taken, refused;
  const auto fill = [&](std::size_t room, const std::string& target, const std::string& fields) {
    for (std::size_t i = 0; i < room; ++i) taken.push_back(send(target, fields));
    std::this_thread::sleep_for(100ms);
    refused.push_back(send(target, fields));
    std::this_thread::sleep_for(20ms);
  };
  fill(3, "GET /slow", "");
  fill(2, "GET /slow", token);
  fill(4, "POST /a/slow", no_body);
  for (const auto& wire : refused) {
    const std::string response = wire->response();
    EXPECT_TRUE(is_status(response, 503)) << response;
    EXPECT_TRUE(has(response, "Retry-After: ")) << response;
  }
  for (const auto& wire : taken) EXPECT_TRUE(is_status(wire->response(), 200));
  EXPECT_TRUE(is_status(get("/again"), 200)) << "room again";
}

TEST_F(ServerTest, APersonIsToldInWordsToComeBack) {
  Server::Options options;
  options.handling.rest = 0;
  start(options);
  const std::string page = get("/", "Accept: text/html\r\n");
  EXPECT_TRUE(is_status(page, 503));
  EXPECT_TRUE(has(page, "What it confirmed to you is safe")) << page;
  EXPECT_TRUE(has(get("/"), "application/problem+json"));
}

TEST_F(ServerTest, OldClientsAreServedAndClosed) {
  start();
  Wire wire(server->port());
  wire.send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(wire.until_end().ends_with("/old"));
  EXPECT_TRUE(wire.ended());
}

}  // namespace
}  // namespace tocsin::doors::http
