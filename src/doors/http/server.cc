#include "doors/http/server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include "doors/http/reactor.h"
#include "doors/http/server_options.h"
#include "doors/http/session.h"

namespace tocsin::doors::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::local::stream_protocol;
using boost::system::error_code;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds accept_retry{100};  // after running out of descriptors
constexpr std::chrono::milliseconds stop_poll{5};
constexpr std::chrono::milliseconds close_wait{500};  // for sessions whose sockets were closed to end
constexpr int port_tries = 200;

Result<> bind_to(tcp::acceptor& acceptor, const tcp::endpoint& endpoint) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error && endpoint.address().is_v6() && endpoint.address().is_unspecified()) {
    acceptor.set_option(asio::ip::v6_only(false), error);
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(listen_backlog, error);
  if (!error) return {};
  error_code ignored;
  acceptor.close(ignored);
  const Errc code = error == asio::error::address_in_use ? Errc::conflict : Errc::io;
  return fail(code,
              fmt::format("cannot listen on {}:{}: {}", endpoint.address().to_string(), endpoint.port(),
                          error.message()),
              "port");
}

Result<> listen_tcp(tcp::acceptor& acceptor, const asio::ip::address& host, std::uint16_t port) {
  if (port != 0) return bind_to(acceptor, {host, port});
  std::random_device chance;
  std::uniform_int_distribution<unsigned> ports(port_chosen_min, port_end - 1u);
  Result<> bound;
  for (int i = 0; i < port_tries; ++i) {
    bound = bind_to(acceptor, {host, static_cast<std::uint16_t>(ports(chance))});
    if (bound || bound.error().code != Errc::conflict) break;
  }
  return bound;
}

Result<> listen_unix(stream_protocol::acceptor& acceptor, const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return fail(
        Errc::too_large,
        fmt::format("socket path {} is longer than {} bytes", path, sizeof(sockaddr_un::sun_path) - 1),
        "unix_path");
  }
  struct stat status{};
  if (::lstat(path.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode))
      return fail(Errc::conflict, fmt::format("{} is there and is no socket", path), "unix_path");
    ::unlink(path.c_str());
  }
  error_code error;
  acceptor.open(stream_protocol(), error);
  // Linux gives the file the socket's own mode, so there is no moment at which it is wider than 0600.
  if (!error) ::fchmod(acceptor.native_handle(), S_IRUSR | S_IWUSR);
  if (!error) acceptor.bind(stream_protocol::endpoint(path), error);
  if (!error && ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0)
    error.assign(errno, boost::system::system_category());
  if (!error) acceptor.listen(listen_backlog, error);
  if (error)
    return fail(Errc::io, fmt::format("cannot listen on {}: {}", path, error.message()), "unix_path");
  return {};
}

bool is_ours_or_root(stream_protocol::socket& socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == ::geteuid() || peer.uid == 0;
}

}  // namespace

struct Server::Impl {
  Impl(Options options, Handler handler, EventHub& event_hub) : hub(event_hub) {
    shared.options = std::move(options);
    shared.handler = std::move(handler);
    for (unsigned i = 0; i < std::max(1u, shared.options.threads); ++i) {
      workers.push_back(std::make_unique<Worker>());
      reactors.push_back(
          std::make_unique<Reactor>(shared, hub, workers.back()->context, shared.options.make_hot_desk));
    }
  }

  Result<> listen();
  Result<> run();
  template <class Acceptor>
  asio::awaitable<void> accept_from(Acceptor& acceptor);
  void welcome(tcp::socket socket, std::size_t chosen);
  void welcome(stream_protocol::socket socket, std::size_t chosen);
  template <class Socket>
  void hand_over(Socket socket, std::string peer, bool is_local, std::size_t chosen);
  asio::awaitable<void> watch_deadlines(Worker& worker);
  void stop();
  bool wait_for_sessions(std::chrono::milliseconds longest);
  void for_each_session(void (Session::*action)());

  EventHub& hub;
  Shared shared;
  std::vector<asio::ip::address> proxies;
  std::unique_ptr<asio::ssl::context> tls;
  // Destroyed before what sessions refer to; acceptors before the contexts they live in.
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::unique_ptr<Reactor>> reactors;  // one a worker, which runs its handlers
  std::optional<tcp::acceptor> tcp_acceptor;
  std::optional<stream_protocol::acceptor> unix_acceptor;
  std::size_t next_worker = 0;  // used on the first worker's thread
  std::uint16_t port = 0;
  std::vector<std::thread> threads;
  std::once_flag stopped;
};

Result<> Server::Impl::listen() {
  const Options& options = shared.options;
  if (options.host.empty() && options.unix_path.empty()) {
    return fail(Errc::invalid, "neither host nor unix_path is given", "host");
  }
  asio::io_context& context = workers.front()->context;
  if (!options.host.empty()) {
    TOCSIN_TRY(const asio::ip::address host, check_host(options));
    TOCSIN_TRY(proxies, parse_proxies(options));
    TOCSIN_TRY(tls, make_tls(options));
    tcp_acceptor.emplace(context);
    TOCSIN_TRY_VOID(listen_tcp(*tcp_acceptor, host, options.port));
    port = tcp_acceptor->local_endpoint().port();
  }
  if (!options.unix_path.empty()) {
    unix_acceptor.emplace(context);
    TOCSIN_TRY_VOID(listen_unix(*unix_acceptor, options.unix_path));
  }
  return {};
}

Result<> Server::Impl::run() {
  const auto ignore = [](std::exception_ptr) {};
  for (const auto& reactor : reactors) TOCSIN_TRY_VOID(reactor->start());
  asio::io_context& first = workers.front()->context;
  if (tcp_acceptor) asio::co_spawn(first, accept_from(*tcp_acceptor), ignore);
  if (unix_acceptor) asio::co_spawn(first, accept_from(*unix_acceptor), ignore);
  for (const auto& worker : workers) {
    asio::co_spawn(worker->context, watch_deadlines(*worker), ignore);
    threads.emplace_back([&context = worker->context] {
      const auto work = asio::make_work_guard(context);
      context.run();
    });
  }
  return {};
}

template <class Acceptor>
asio::awaitable<void> Server::Impl::accept_from(Acceptor& acceptor) {
  asio::steady_timer pause(workers.front()->context);
  while (!shared.stopping) {
    const std::size_t chosen = next_worker++ % workers.size();
    const asio::any_io_executor executor = workers[chosen]->context.get_executor();
    auto [error, socket] = co_await acceptor.async_accept(executor, as_result);
    if (!error) {
      welcome(std::move(socket), chosen);
    } else if (!shared.stopping) {
      pause.expires_after(accept_retry);
      co_await pause.async_wait(as_result);
    }
  }
}

void Server::Impl::welcome(tcp::socket socket, std::size_t chosen) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return;
  const asio::ip::address peer = unmap(endpoint.address());
  if (!proxies.empty() && std::ranges::find(proxies, peer) == proxies.end()) return;
  socket.set_option(tcp::no_delay(true), error);
  hand_over(std::move(socket), peer.to_string(), false, chosen);
}

void Server::Impl::welcome(stream_protocol::socket socket, std::size_t chosen) {
  if (is_ours_or_root(socket)) hand_over(std::move(socket), "local", true, chosen);
}

template <class Socket>
void Server::Impl::hand_over(Socket socket, std::string peer, bool is_local, std::size_t chosen) {
  Origin origin{ConnectionSlot(shared), std::move(peer), is_local, false};
  origin.is_refused = origin.slot.before() >= shared.options.connections_max;
  if (origin.slot.before() >= shared.options.connections_max + refusals_max) return;
  if (!tls || is_local) {
    error_code failed;
    const int descriptor = socket.release(failed);
    if (!failed) reactors[chosen]->adopt(descriptor, std::move(origin));
    return;
  }
  if constexpr (std::is_same_v<Socket, tcp::socket>) {
    Worker& worker = *workers[chosen];
    asio::post(worker.context,
               [this, &worker, socket = std::move(socket), origin = std::move(origin)]() mutable {
                 start_session(std::move(socket), *tls, std::move(origin), worker, shared);
               });
  }
}

asio::awaitable<void> Server::Impl::watch_deadlines(Worker& worker) {
  asio::steady_timer timer(worker.context);
  for (;;) {
    timer.expires_after(deadline_tick);
    co_await timer.async_wait(as_result);
    const SteadyTime now = std::chrono::steady_clock::now();
    // abort() only closes a socket: no session ends inside the loop.
    for (Session& session : worker.sessions) session.abort_if_late(now);
  }
}

void Server::Impl::for_each_session(void (Session::*action)()) {
  for (const auto& worker : workers) {
    asio::post(worker->context, [&sessions = worker->sessions, action] {
      for (Session& session : sessions) (session.*action)();
    });
  }
}

bool Server::Impl::wait_for_sessions(std::chrono::milliseconds longest) {
  const auto end = std::chrono::steady_clock::now() + longest;
  while (shared.connections > 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(stop_poll);
  return shared.connections == 0;
}

void Server::Impl::stop() {
  if (threads.empty()) return;  // never ran
  shared.stopping = true;
  asio::post(workers.front()->context, [this] {
    error_code ignored;
    if (tcp_acceptor) tcp_acceptor->close(ignored);
    if (unix_acceptor) unix_acceptor->close(ignored);
  });
  hub.close();
  for_each_session(&Session::abort_if_idle);
  for (const auto& reactor : reactors) reactor->close_idle();
  if (!wait_for_sessions(shared.options.timeouts.stop)) {
    for_each_session(&Session::abort);
    for (const auto& reactor : reactors) reactor->close_all();
    wait_for_sessions(close_wait);
  }
  for (const auto& reactor : reactors) reactor->stop();
  for (const auto& worker : workers) worker->context.stop();
  for (std::thread& thread : threads) thread.join();
  if (unix_acceptor) ::unlink(shared.options.unix_path.c_str());
}

Result<std::unique_ptr<Server>> Server::start(Options options, Handler handler, EventHub& hub) {
  auto impl = std::make_unique<Impl>(std::move(options), std::move(handler), hub);
  TOCSIN_TRY_VOID(impl->listen());
  TOCSIN_TRY_VOID(impl->run());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() { stop(); }

std::uint16_t Server::port() const { return impl_->port; }
std::size_t Server::connection_count() const { return impl_->shared.connections; }

void Server::stop() {
  std::call_once(impl_->stopped, [this] { impl_->stop(); });
}

}  // namespace tocsin::doors::http
