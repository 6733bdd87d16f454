// SmtpClient: hands messages to one mail relay (RFC 5321: EHLO, MAIL, RCPT, DATA, QUIT) over plain TCP. It is
// meant for a relay on this machine or on the operator's own network, which adds TLS and a login towards the
// world: AUTH and STARTTLS are not done yet.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

namespace tocsin::doors::mail {

struct Relay {
  std::string host;
  std::uint16_t port = 25;
};

enum class SendResult : std::uint8_t {
  sent = 1,           // the relay has taken it
  undeliverable = 2,  // refused for good: this recipient or this message
  temporary = 3,      // not now: this recipient or this message
  unreachable = 4,    // no relay that takes anything; nothing was handed over
  unknown = 5         // the connection was lost after the last byte, before the relay said yes or no
};

// A relay that says nothing for this long has failed (RFC 5321 section 4.5.3.2 allows minutes; people wait).
constexpr int smtp_timeout_ms = 30'000;
// The same once the server stops.
constexpr int smtp_stop_timeout_ms = 3'000;
// Then a new connection is made, so that a relay with several machines can share the work.
constexpr int messages_per_connection = 100;
// RFC 5321 section 4.5.3.1.5 says 512; some relays write more.
constexpr std::size_t reply_line_bytes_max = 4096;
constexpr int reply_lines_max = 100;

// One thread at a time.
class SmtpClient {
 public:
  // `stopping` shortens waits once it is true; it outlives the client.
  SmtpClient(Relay relay, const std::atomic<bool>& stopping)
      : relay_(std::move(relay)), stopping_(stopping) {}
  ~SmtpClient() { close(); }
  SmtpClient(const SmtpClient&) = delete;
  SmtpClient& operator=(const SmtpClient&) = delete;

  // Hands over one message; `from` and `to` are bare mailboxes that is_mailbox() has passed. Makes a
  // connection when there is none, and makes it anew once when the relay closed an idle one.
  SendResult send(std::string_view from, std::string_view to, std::string_view message);
  // Says QUIT when there is a connection.
  void quit();
  // What the relay last refused, without anybody's address: "the relay answered 451 to RCPT".
  const std::string& trouble() const { return trouble_; }

 private:
  bool connect();
  bool open_socket();
  SendResult transact(std::string_view from, std::string_view to, std::string_view message, bool& lost);
  // The reply's code; 0 when the connection failed.
  int command(std::string_view line, std::string_view name);
  bool write(std::string_view bytes);
  int read_reply(std::string_view name);
  bool read_line(std::string& line);
  bool wait_for(short events);
  SendResult refused(int code, SendResult for_good);
  void close();

  Relay relay_;
  const std::atomic<bool>& stopping_;
  int socket_ = -1;
  int handed_over_ = 0;  // on this connection
  std::string input_;
  std::string trouble_;
};

// The message as DATA carries it: every line ended by CR LF, a dot in front of a line's first dot, and the
// closing dot (RFC 5321 section 4.5.2).
std::string to_data(std::string_view message);

}  // namespace tocsin::doors::mail
