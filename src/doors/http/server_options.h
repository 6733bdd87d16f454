// What Server::Options must be before anything listens.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "doors/http/server.h"

namespace tocsin::doors::http {

// The address to listen on: "localhost" is 127.0.0.1, names are not looked up. Refuses what Server::start
// names.
Result<boost::asio::ip::address> check_host(const Server::Options& options);

// The trusted proxies as addresses, mapped ones as IPv4.
Result<std::vector<boost::asio::ip::address>> parse_proxies(const Server::Options& options);

// TLS 1.2 and later with the certificate and key of the options; null when there is none.
Result<std::unique_ptr<boost::asio::ssl::context>> make_tls(const Server::Options& options);

// Lets this process open as many descriptors as the system's hard limit allows, and says how many.
std::size_t raise_descriptor_limit();

// How many of `descriptors` may be connections, and how many of those streams: the rest is for files,
// outgoing doors and refusals; a fifth of the connections is for people who answer. Never fewer than one.
struct ConnectionLimits {
  std::size_t connections = 0;
  std::size_t streams = 0;
};
ConnectionLimits connection_limits(std::size_t descriptors);

// ::ffff:192.0.2.1 as 192.0.2.1, so that lists of addresses mean what they say.
boost::asio::ip::address unmap(const boost::asio::ip::address& address);

}  // namespace tocsin::doors::http
