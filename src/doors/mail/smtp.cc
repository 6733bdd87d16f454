#include "doors/mail/smtp.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace tocsin::doors::mail {
namespace {

constexpr int slice_ms = 100;

bool is_good(int code) { return code >= 200 && code < 300; }

// An address literal or a name for EHLO; the relay is ours and does not care.
constexpr std::string_view hello = "EHLO [127.0.0.1]";

}  // namespace

std::string to_data(std::string_view message) {
  std::string out;
  out.reserve(message.size() + message.size() / 50 + 8);
  bool at_start = true;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    if (c == '\r') continue;
    if (c == '\n') {
      out += "\r\n";
      at_start = true;
      continue;
    }
    if (at_start && c == '.') out += '.';
    out += c;
    at_start = false;
  }
  if (!at_start) out += "\r\n";
  out += ".\r\n";
  return out;
}

void SmtpClient::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  input_.clear();
}

bool SmtpClient::wait_for(short events) {
  const auto start = std::chrono::steady_clock::now();
  for (;;) {
    pollfd ready{socket_, events, 0};
    const int count = ::poll(&ready, 1, slice_ms);
    if (count > 0) return true;
    if (count < 0 && errno != EINTR) return false;
    const auto limit = std::chrono::milliseconds(stopping_ ? smtp_stop_timeout_ms : smtp_timeout_ms);
    if (std::chrono::steady_clock::now() - start >= limit) return false;
  }
}

bool SmtpClient::open_socket() {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(relay_.host.c_str(), std::to_string(relay_.port).c_str(), &wanted, &found) != 0)
    return false;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, ::freeaddrinfo);
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    socket_ = ::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol);
    if (socket_ < 0) continue;
    int error = 0;
    socklen_t length = sizeof error;
    if ((::connect(socket_, at->ai_addr, at->ai_addrlen) == 0 || errno == EINPROGRESS) && wait_for(POLLOUT) &&
        ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0)
      return true;
    close();
  }
  return false;
}

bool SmtpClient::connect() {
  handed_over_ = 0;
  if (!open_socket()) {
    trouble_ = "the relay cannot be reached";
    return false;
  }
  if (is_good(read_reply("the connection")) && is_good(command(hello, "EHLO"))) return true;
  close();
  return false;
}

bool SmtpClient::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!wait_for(POLLOUT)) return false;
    const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool SmtpClient::read_line(std::string& line) {
  for (;;) {
    const auto end = input_.find('\n');
    if (end != std::string::npos) {
      line = input_.substr(0, end);
      if (line.ends_with('\r')) line.pop_back();
      input_.erase(0, end + 1);
      return true;
    }
    if (input_.size() > reply_line_bytes_max || !wait_for(POLLIN)) return false;
    char piece[1024];
    const auto count = ::recv(socket_, piece, sizeof piece, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count <= 0) return false;
    input_.append(piece, static_cast<std::size_t>(count));
  }
}

int SmtpClient::read_reply(std::string_view name) {
  std::string line;
  for (int lines = 0; lines < reply_lines_max && read_line(line); ++lines) {
    if (line.size() < 3 || line.find_first_not_of("0123456789") < 3) break;
    if (line.size() > 3 && line[3] == '-') continue;
    const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    if (code >= 400) trouble_ = fmt::format("the relay answered {} to {}", code, name);
    return code;
  }
  trouble_ = fmt::format("the connection to the relay was lost at {}", name);
  return 0;
}

int SmtpClient::command(std::string_view line, std::string_view name) {
  if (!write(fmt::format("{}\r\n", line))) {
    trouble_ = fmt::format("the connection to the relay was lost at {}", name);
    return 0;
  }
  return read_reply(name);
}

SendResult SmtpClient::refused(int code, SendResult for_good) {
  // 421: the relay closes the connection (RFC 5321 section 3.8).
  if (code == 0 || code == 421) {
    close();
    return SendResult::unreachable;
  }
  if (const int reset = command("RSET", "RSET"); !is_good(reset)) close();
  return code >= 500 ? for_good : SendResult::temporary;
}

SendResult SmtpClient::transact(std::string_view from, std::string_view to, std::string_view message,
                                bool& lost) {
  // A sender that is refused is refused for everybody: no recipient is to blame.
  if (const int code = command(fmt::format("MAIL FROM:<{}>", from), "MAIL"); !is_good(code)) {
    lost = code == 0 || code == 421;
    refused(code, SendResult::unreachable);
    return SendResult::unreachable;
  }
  if (const int code = command(fmt::format("RCPT TO:<{}>", to), "RCPT"); !is_good(code))
    return refused(code, SendResult::undeliverable);
  if (const int code = command("DATA", "DATA"); code != 354) return refused(code, SendResult::unreachable);
  const std::string data = to_data(message);
  constexpr std::size_t closing = 3;
  // Without the closing dot the relay has nothing: only what comes after it can be in doubt.
  if (!write(std::string_view(data).substr(0, data.size() - closing))) {
    trouble_ = "the connection to the relay was lost in a message";
    close();
    return SendResult::unreachable;
  }
  const int code = write(std::string_view(data).substr(data.size() - closing)) ? read_reply("a message") : 0;
  if (code == 0) {
    close();
    return SendResult::unknown;
  }
  ++handed_over_;
  return is_good(code) ? SendResult::sent : refused(code, SendResult::undeliverable);
}

SendResult SmtpClient::send(std::string_view from, std::string_view to, std::string_view message) {
  if (handed_over_ >= messages_per_connection) quit();
  const bool was_open = socket_ >= 0;
  if (!was_open && !connect()) return SendResult::unreachable;
  bool lost = false;
  const auto result = transact(from, to, message, lost);
  if (!was_open || !lost) return result;
  close();
  if (!connect()) return SendResult::unreachable;
  return transact(from, to, message, lost);
}

void SmtpClient::quit() {
  if (socket_ >= 0) command("QUIT", "QUIT");
  close();
}

}  // namespace tocsin::doors::mail
