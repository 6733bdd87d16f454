#include "doors/http/server_options.h"

#include <sys/resource.h>

#include <openssl/ssl.h>

#include <algorithm>
#include <utility>

namespace tocsin::doors::http {
namespace {

namespace asio = boost::asio;
using asio::ip::address;

bool is_loopback(const address& at) { return unmap(at).is_loopback(); }

}  // namespace

address unmap(const address& at) {
  if (!at.is_v6() || !at.to_v6().is_v4_mapped()) return at;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, at.to_v6());
}

Result<address> check_host(const Server::Options& options) {
  if (options.port >= port_end) {
    return fail(Errc::invalid,
                fmt::format("port {} is not below {}, where outgoing connections take theirs", options.port,
                            port_end),
                "port");
  }
  const bool has_certificate = !options.tls_certificate_file.empty();
  const bool has_key = !options.tls_key_file.empty();
  if (has_certificate != has_key) {
    return fail(Errc::invalid,
                fmt::format("{} is given without {}", has_key ? "tls_key_file" : "tls_certificate_file",
                            has_key ? "tls_certificate_file" : "tls_key_file"),
                has_key ? "tls_certificate_file" : "tls_key_file");
  }
  boost::system::error_code error;
  const address host = options.host == "localhost" ? address(asio::ip::address_v4::loopback())
                                                   : asio::ip::make_address(options.host, error);
  if (error)
    return fail(Errc::invalid, fmt::format("host {} is neither an address nor localhost", options.host),
                "host");
  if (!is_loopback(host) && !has_certificate && options.trusted_proxies.empty()) {
    return fail(
        Errc::invalid,
        fmt::format("host {} is not loopback: links and tokens would travel in clear. Give a TLS certificate "
                    "and its key, or name the reverse proxies that are trusted",
                    options.host),
        "host");
  }
  return host;
}

Result<std::vector<address>> parse_proxies(const Server::Options& options) {
  std::vector<address> proxies;
  for (const std::string& text : options.trusted_proxies) {
    boost::system::error_code error;
    const address proxy = asio::ip::make_address(text, error);
    if (error)
      return fail(Errc::invalid, fmt::format("trusted proxy {} is not an address", text), "trusted_proxies");
    proxies.push_back(unmap(proxy));
  }
  return proxies;
}

Result<std::unique_ptr<asio::ssl::context>> make_tls(const Server::Options& options) {
  std::unique_ptr<asio::ssl::context> tls;
  if (options.tls_certificate_file.empty()) return tls;
  tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX* const raw = tls->native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // For TLS 1.2: forward secrecy and authenticated encryption only (RFC 9325 section 4.2). An idle connection
  // gives its 34 kB of buffers back.
  SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
  boost::system::error_code error;
  tls->use_certificate_chain_file(options.tls_certificate_file, error);
  if (error) {
    return fail(Errc::invalid,
                fmt::format("certificate {}: {}", options.tls_certificate_file, error.message()),
                "tls_certificate_file");
  }
  tls->use_private_key_file(options.tls_key_file, asio::ssl::context::pem, error);
  if (error) {
    return fail(Errc::invalid, fmt::format("key {}: {}", options.tls_key_file, error.message()),
                "tls_key_file");
  }
  return tls;
}

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections_max_default;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : connections_max_default;
}

ConnectionLimits connection_limits(std::size_t descriptors) {
  const std::size_t kept = descriptors_kept + refusals_max;
  const std::size_t connections = descriptors > kept ? std::min(descriptors - kept, connections_most) : 1;
  return {connections, std::max<std::size_t>(1, connections / 5 * 4)};
}

}  // namespace tocsin::doors::http
