// init, serve and what they share.
#include <boost/json.hpp>
#include <csignal>
#include <cstdio>

#include "app/commands.h"
#include "base/text.h"

namespace tocsin::app {
namespace {

constexpr int look_every_ms = 1000;
constexpr int looks_per_alive = 20;

// A secret that travels once, by hand.
std::string new_secret(Random& random) {
  std::array<std::uint8_t, 24> bytes{};
  random.fill(bytes);
  return encode_base64url(bytes);
}

bool is_ascii_name(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") ==
             std::string_view::npos;
}

// The command line leaves "HOST:PORT" of the mail relay in smtp_host; this splits it.
Result<> read_relay(ListenOptions& options) {
  const std::string text = options.smtp_host;
  const auto colon = text.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : parse_int(text.substr(colon + 1));
  if (!port || *port < 1 || *port > 65535 || colon == 0)
    return fail(Errc::invalid, fmt::format("\"{}\" is not HOST:PORT", text), "--smtp");
  options.smtp_port = static_cast<std::uint16_t>(*port);
  options.smtp_host = text.substr(0, colon);
  if (options.smtp_host.starts_with('[') && options.smtp_host.ends_with(']'))
    options.smtp_host = options.smtp_host.substr(1, options.smtp_host.size() - 2);
  return {};
}

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

int report(const Error& error) {
  fmt::print(stderr, "tocsin: {}{}\n", error.field.empty() ? "" : fmt::format("{}: ", error.field),
             error.detail);
  const bool ours = error.code == Errc::io || error.code == Errc::unavailable || error.code == Errc::corrupt;
  return ours ? exit_could_not_run : exit_refused;
}

void block_signals() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool wait_for_signal(int milliseconds) {
  const sigset_t set = stop_signals();
  const timespec time{milliseconds / 1000, (milliseconds % 1000) * 1'000'000L};
  return sigtimedwait(&set, nullptr, &time) > 0;
}

Result<> read_listen(const std::string& text, ListenOptions& options) {
  const auto colon = text.rfind(':');
  const std::string port_text = colon == std::string::npos ? text : text.substr(colon + 1);
  const auto port = parse_int(port_text);
  if (!port || *port < 0 || *port > 65535)
    return fail(Errc::invalid, fmt::format("\"{}\" is not HOST:PORT", text), "--listen");
  options.port = static_cast<std::uint16_t>(*port);
  std::string host = colon == std::string::npos ? "localhost" : text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  options.host = host.empty() ? "localhost" : host;
  return {};
}

int init(const InitOptions& options) {
  if (!is_empty_directory(options.data))
    return report({Errc::conflict, fmt::format("{} is not empty", options.data), "--data"});
  if (!is_ascii_name(options.time_zone))
    return report(
        {Errc::invalid, fmt::format("\"{}\" is not a time zone", options.time_zone), "--time-zone"});
  const SystemClock clock;
  auto service = Service::open(options.data, clock, true);
  if (!service) return report(service.error());
  SecureRandom random;
  const auto kind = options.realm == "live" ? world::RealmKind::live : world::RealmKind::drill;
  const std::string name =
      options.name.empty() ? (options.realm == "live" ? "Tocsin" : "Tocsin drill") : options.name;
  auto made = (*service)->submit(world::Actor::local(), world::CreateRealm{kind, name, options.time_zone});
  if (!made) return report(made.error());
  boost::json::object out{{"data", options.data}, {"realm", options.realm}};
  std::string text =
      fmt::format("The {} realm \"{}\" is ready in {}.\n\n", options.realm, name, options.data);
  for (const auto& [role, role_name] :
       {std::pair{world::Role::operator_, "operator"}, {world::Role::approver, "approver"}}) {
    const std::string secret = new_secret(random);
    const world::InviteOperator invite{world::OperatorId(make_uuid_v7(clock.now(), random.id())),
                                       fmt::format("First {}", role_name), role, blake2b(secret)};
    auto invited = (*service)->submit(world::Actor::local(), invite);
    if (!invited) return report(invited.error());
    const std::string link = fmt::format("{}/enter/{}", options.public_url, secret);
    out[role_name] = {{"link", link}};
    text += fmt::format("One-time link for the first {}:\n  {}\n", role_name, link);
  }
  (*service)->stop();
  if (options.json) {
    fmt::print("{}\n", boost::json::serialize(out));
  } else {
    fmt::print(
        "{}\nStart the server with:\n  tocsin serve --data {}\nEach link gives its token once, to one "
        "person.\n",
        text, options.data);
  }
  return exit_done;
}

int serve(const ServeOptions& options) {
  block_signals();
  ServeOptions chosen = options;
  if (auto read = read_listen(options.listen, chosen.door); !read) return report(read.error());
  if (!chosen.door.smtp_host.empty()) {
    if (auto read = read_relay(chosen.door); !read) return report(read.error());
  }
  const SystemClock clock;
  auto service = Service::open(options.data, clock, false);
  if (!service) {
    report(service.error());
    return exit_could_not_run;
  }
  const auto address = (*service)->listen(chosen.door);
  if (!address) {
    report(address.error());
    return address.error().code == Errc::invalid ? exit_refused : exit_could_not_run;
  }
  fmt::print("listening {}\n", *address);
  std::fflush(stdout);
  for (int looks = 1; !wait_for_signal(look_every_ms); ++looks) {
    (*service)->look_after_snapshots();
    if (looks % looks_per_alive == 0) (*service)->note_alive();
  }
  (*service)->stop();
  (*service)->note_alive();
  return exit_done;
}

}  // namespace tocsin::app
