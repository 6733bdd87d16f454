// Where a server may listen, who may come, and TLS.
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "doors/http/client.h"
#include "doors/http/server_options.h"
#include "doors/http/server_testing.h"

namespace tocsin::doors::http {
namespace {

class ListenTest : public ServerTest {
 protected:
  ListenTest() {
    std::string name = (std::filesystem::temp_directory_path() / "tocsin-http-XXXXXX").string();
    folder = ::mkdtemp(name.data());
  }
  ~ListenTest() override {
    server.reset();
    std::filesystem::remove_all(folder);
  }

  // A self-signed certificate for localhost, as files.
  void make_certificate() {
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    X509* const certificate = X509_new();
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* const name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"),
                               -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_sign(certificate, key, EVP_sha256());
    FILE* out = std::fopen((folder + "/cert.pem").c_str(), "w");
    PEM_write_X509(out, certificate);
    std::fclose(out);
    out = std::fopen((folder + "/key.pem").c_str(), "w");
    PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  Server::Options with_tls() {
    make_certificate();
    Server::Options options;
    options.tls_certificate_file = folder + "/cert.pem";
    options.tls_key_file = folder + "/key.pem";
    return options;
  }
  static Error refusal(Server::Options options) {
    EventHub unused;
    auto started = Server::start(
        std::move(options), [&unused](Request request) { return handle(unused, std::move(request)); },
        unused);
    return started ? Error{} : started.error();
  }

  std::string folder;
};

TEST_F(ListenTest, BeyondLoopbackNeedsACertificateOrProxies) {
  for (const char* host : {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1"}) {
    Server::Options options;
    options.host = host;
    const Error error = refusal(options);
    EXPECT_EQ(error.code, Errc::invalid);
    EXPECT_EQ(error.field, "host");
    EXPECT_EQ(
        error.detail,
        fmt::format("host {} is not loopback: links and tokens would travel in clear. Give a TLS certificate "
                    "and its key, or name the reverse proxies that are trusted",
                    host));
  }
  Server::Options proxied;
  proxied.host = "0.0.0.0";
  proxied.trusted_proxies = {"192.0.2.7"};
  EXPECT_EQ(refusal(proxied).detail, "");
}

TEST_F(ListenTest, OptionsThatMakeNoSenseAreNamed) {
  EXPECT_EQ(refusal({.host = "tocsin.example"}).detail,
            "host tocsin.example is neither an address nor localhost");
  EXPECT_EQ(refusal({.port = 32768}).field, "port");
  EXPECT_EQ(refusal({.tls_certificate_file = "/c"}).detail,
            "tls_certificate_file is given without tls_key_file");
  EXPECT_EQ(refusal({.tls_key_file = "/k"}).field, "tls_certificate_file");
  EXPECT_EQ(refusal({.tls_certificate_file = folder + "/no", .tls_key_file = folder + "/no"}).field,
            "tls_certificate_file");
  EXPECT_EQ(refusal({.trusted_proxies = {"nginx"}}).detail, "trusted proxy nginx is not an address");
  EXPECT_EQ(refusal({.host = ""}).field, "host");
  EXPECT_EQ(refusal({.unix_path = "/" + std::string(200, 'x')}).code, Errc::too_large);
}

TEST_F(ListenTest, AChosenPortIsBelowTheKernelsOwnAndATakenOneIsNamed) {
  start({.host = "localhost"});
  EXPECT_GE(server->port(), port_chosen_min);
  EXPECT_LT(server->port(), port_end);
  EXPECT_EQ(refusal({.port = server->port()}).code, Errc::conflict);
}

TEST_F(ListenTest, OnlyTrustedProxiesMayComeAndTheirLastHopIsThePeer) {
  start({.trusted_proxies = {"127.0.0.1"}});
  EXPECT_TRUE(get("/peer", "X-Forwarded-For: 6.6.6.6, 192.0.2.9\r\n").ends_with("192.0.2.9 remote"));
  EXPECT_TRUE(get("/peer", "X-Forwarded-For: nonsense\r\n").ends_with("127.0.0.1 remote"));
  start({.trusted_proxies = {"192.0.2.7"}});
  EXPECT_EQ(get("/peer"), "");
  start();
  EXPECT_TRUE(get("/peer", "X-Forwarded-For: 192.0.2.9\r\n").ends_with("127.0.0.1 remote"));
}

TEST_F(ListenTest, TheUnixSocketIsItsOwnersAlone) {
  const std::string path = folder + "/tocsin.sock";
  start({.host = "", .unix_path = path});
  EXPECT_EQ(server->port(), 0);
  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_TRUE(S_ISSOCK(status.st_mode));
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  Client client = Client::over_unix(path);
  const auto response = client.send(make("GET", "/peer"));
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "local local");
  server->stop();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ListenTest, ASocketLeftBehindIsReplacedButAFileIsNot) {
  const std::string path = folder + "/tocsin.sock";
  const File left(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  std::memcpy(at.sun_path, path.data(), path.size());
  ASSERT_EQ(::bind(left.descriptor(), reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
  start({.unix_path = path});
  EXPECT_TRUE(Client::over_unix(path).send(make("GET", "/")));
  server.reset();
  std::ofstream(path) << "precious";
  EXPECT_EQ(refusal({.unix_path = path}).code, Errc::conflict);
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(ListenTest, TheClientKeepsItsConnectionAndOpensAnother) {
  const std::string path = folder + "/tocsin.sock";
  start({.unix_path = path, .timeouts = {.idle = 200ms}});
  Client client = Client::over_unix(path);
  for (int i = 0; i < 3; ++i) {
    const auto response = client.send(make("POST", "/echo", std::string(300'000, 'b')));
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->body.size(), 300'005u);
    EXPECT_EQ(server->connection_count(), 1u);
  }
  ASSERT_TRUE(soon([&] { return server->connection_count() == 0; }));
  Request with_query = make("GET", "/é");
  with_query.query = {{"a", "b c"}};
  const auto again = client.send(with_query);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(again->body, "/é a=b c");
  EXPECT_EQ(again->headers.at("server"), "none");
}

TEST_F(ListenTest, TheClientSaysWhatFailed) {
  EXPECT_EQ(Client::over_unix(folder + "/none").send(make("GET", "/")).error().code, Errc::not_found);
  EXPECT_EQ(Client::over_tcp("192.0.2.1", 80).error().code, Errc::invalid);
  EXPECT_EQ(Client::over_tcp("localhost", 1)->send(make("GET", "/")).error().code, Errc::unavailable);
  start();
  auto client = Client::over_tcp("127.0.0.1", server->port(), {.timeout = 100ms, .response_bytes_max = 100});
  ASSERT_TRUE(client);
  EXPECT_EQ(client->send(make("GET", "/slow")).error().detail, "the server did not answer in time");
  EXPECT_EQ(client->send(make("GET", "/page")).error().code, Errc::too_large);
  EXPECT_EQ(client->send(make("POST", "/echo", std::string(2'000'000, 'b'))).error().code,
            Errc::too_large);  // the problem's own body is over 100 bytes
  EXPECT_EQ(client->send(make("HEAD", "/page"))->status, 200);
  Request forged = make("GET", "/");
  forged.headers = {{"a", "b\r\nc: d"}};
  EXPECT_EQ(client->send(forged).error().code, Errc::invalid);
}

// A TLS client by OpenSSL itself.
std::string ask_by_tls(std::uint16_t port, int version_max, const std::string& request) {
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_max_proto_version(context, version_max);
  SSL* const ssl = SSL_new(context);
  Wire wire(port);
  SSL_set_fd(ssl, wire.descriptor());
  std::string out;
  if (SSL_connect(ssl) == 1) {
    SSL_write(ssl, request.data(), static_cast<int>(request.size()));
    char piece[4096];
    for (int got = 0; (got = SSL_read(ssl, piece, sizeof piece)) > 0;)
      out.append(piece, static_cast<std::size_t>(got));
    if (SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN) out += " [closed]";
    SSL_shutdown(ssl);
  }
  SSL_free(ssl);
  SSL_CTX_free(context);
  return out;
}

TEST_F(ListenTest, TlsServesRequestsAndRefusesOldVersions) {
  start(with_tls());
  const std::string request =
      "GET /tls HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const std::string response = ask_by_tls(server->port(), version, request);
    EXPECT_TRUE(is_status(response, 200)) << response;
    EXPECT_TRUE(has(response, "/tlsHTTP/1.1 200 OK") && response.ends_with("/2 [closed]")) << response;
  }
  EXPECT_EQ(ask_by_tls(server->port(), TLS1_1_VERSION, request), "");
  EXPECT_EQ(get("/in/clear").find("HTTP/1.1"), std::string::npos);
}

TEST_F(ListenTest, TlsStreamsEndWithStopAndASilentHandshakeIsClosed) {
  Server::Options options = with_tls();
  options.timeouts.header = 300ms;
  start(options);
  Wire silent(server->port());
  EXPECT_EQ(silent.until_end(), "");
  EXPECT_TRUE(silent.ended());
  std::jthread stopper([&] {
    soon([&] { return hub->subscriber_count() == 1; });
    hub->publish("1", "", std::string(100'000, 'x'));
    std::this_thread::sleep_for(100ms);
    server->stop();
  });
  const std::string response =
      ask_by_tls(server->port(), TLS1_3_VERSION, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(has(response, "id: 1\ndata: xxx"));
  EXPECT_TRUE(response.ends_with("0\r\n\r\n")) << response.size();
}

TEST(ConnectionLimits, LeaveRoomForFilesAndForThoseWhoAnswer) {
  EXPECT_EQ(connection_limits(20'000).connections, 20'000 - descriptors_kept - refusals_max);
  EXPECT_EQ(connection_limits(20'000).streams, (20'000 - descriptors_kept - refusals_max) / 5 * 4);
  EXPECT_EQ(connection_limits(descriptors_kept + refusals_max).connections, 1u);
  EXPECT_EQ(connection_limits(descriptors_kept + refusals_max + 1).connections, 1u);
  EXPECT_EQ(connection_limits(10).streams, 1u);
  EXPECT_EQ(connection_limits(std::size_t{1} << 30).connections, connections_most);
  EXPECT_GE(raise_descriptor_limit(), 256u);
}

}  // namespace
}  // namespace tocsin::doors::http
