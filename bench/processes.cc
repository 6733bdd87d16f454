#include "bench/processes.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

namespace tocsin::bench {
namespace {

using namespace std::chrono_literals;

// In the child: becomes the program. Ends with the bench, however that ends.
[[noreturn]] void become(const std::vector<std::string>& command, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  ::execv(command[0].c_str(), arguments.data());
  ::_exit(127);
}

struct Stat {
  int parent = 0;
  double cpu_s = 0;
};

std::optional<Stat> stat_of(const std::string& path) {
  std::ifstream in(path + "/stat");
  std::string text((std::istreambuf_iterator<char>(in)), {});
  const std::size_t end = text.rfind(')');
  if (end == std::string::npos) return std::nullopt;
  std::istringstream rest(text.substr(end + 2));
  std::string field;
  Stat stat;
  double ticks = 0;
  // proc(5): state is field 3, the parent 4, user time 14, system time 15.
  for (int i = 3; i <= 15 && rest >> field; ++i) {
    if (i == 4) stat.parent = std::atoi(field.c_str());
    if (i >= 14) ticks += std::atof(field.c_str());
  }
  stat.cpu_s = ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return stat;
}

double after(const std::string& text, const std::string& label) {
  const std::size_t at = text.find(label);
  return at == std::string::npos ? 0 : std::atof(text.c_str() + at + label.size());
}

// "1.23ms", "980.00us", "1.02s".
double milliseconds(const std::string& text, const std::string& label) {
  const std::size_t at = text.find(label);
  if (at == std::string::npos) return 0;
  char* unit = nullptr;
  const double value = std::strtod(text.c_str() + at + label.size(), &unit);
  const std::string_view rest(unit);
  return rest.starts_with("us") ? value / 1000 : rest.starts_with("ms") ? value : value * 1000;
}

}  // namespace

std::optional<Process> Process::start(const std::vector<std::string>& command, const std::string& log) {
  if (!is_installed(command[0])) return std::nullopt;
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  const int pid = ::fork();
  if (pid == 0) become(command, output);
  ::close(output);
  return pid < 0 ? std::nullopt : std::optional(Process(pid));
}

Process Process::fork_work(const std::function<void()>& work) {
  std::fflush(stdout);
  const int pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    work();
    ::_exit(0);
  }
  return Process(pid);
}

Process::Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
Process& Process::operator=(Process&& other) noexcept {
  end();
  pid_ = std::exchange(other.pid_, -1);
  return *this;
}

void Process::end() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  for (int i = 0; i < 1000; ++i) {
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) {
      pid_ = -1;
      return;
    }
    std::this_thread::sleep_for(10ms);
  }
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

double Process::cpu_seconds() const {
  double sum = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const int id = std::atoi(entry.path().filename().c_str());
    if (id <= 0) continue;
    const auto stat = stat_of(entry.path());
    if (stat && (id == pid_ || stat->parent == pid_)) sum += stat->cpu_s;
  }
  return sum;
}

bool is_installed(const std::string& path) { return ::access(path.c_str(), X_OK) == 0; }

std::optional<std::string> output_of(const std::vector<std::string>& command) {
  int ends[2];
  if (!is_installed(command[0]) || ::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  const int pid = ::fork();
  if (pid == 0) become(command, ends[1]);
  ::close(ends[1]);
  std::string output;
  char piece[4096];
  for (ssize_t got; (got = ::read(ends[0], piece, sizeof piece)) > 0;)
    output.append(piece, static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return output;
  fmt::print(stderr, "{} failed:\n{}\n", command[0], output);
  return std::nullopt;
}

std::string scratch_directory(const std::string& name) {
  struct Scratch {
    std::string path = fmt::format("{}/bench-scratch.{}", TOCSIN_BINARY_DIR, ::getpid());
    int owner = ::getpid();
    ~Scratch() {
      std::error_code ignored;
      if (::getpid() == owner) std::filesystem::remove_all(path, ignored);
    }
  };
  static const Scratch scratch;
  const std::string path = scratch.path + "/" + name;
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path);
  ::chmod(path.c_str(), 0777);
  return path;
}

std::uint16_t free_port() {
  static std::uint16_t next = static_cast<std::uint16_t>(21000 + ::getpid() % 8000);
  for (;;) {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(++next);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool free = ::bind(probe, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    ::close(probe);
    if (free) return next;
  }
}

bool wait_for_port(std::uint16_t port) {
  for (int i = 0; i < 1000; ++i) {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool listens = ::connect(probe, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    ::close(probe);
    if (listens) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

std::optional<WrkResult> run_wrk(const std::string& url, int connections, double seconds,
                                 const std::string& script) {
  std::vector<std::string> command = {"/usr/bin/wrk", "-t1", fmt::format("-c{}", connections),
                                      fmt::format("-d{:.0f}s", seconds), "--latency"};
  if (!script.empty()) command.insert(command.end(), {"-s", script});
  command.push_back(url);
  const auto output = output_of(command);
  if (!output) return std::nullopt;
  WrkResult result;
  result.requests_s = after(*output, "Requests/sec:");
  result.p99_ms = milliseconds(*output, "99%");
  const std::size_t at = output->find(" requests in");
  if (at != std::string::npos)
    result.requests = std::strtoull(output->c_str() + output->rfind('\n', at) + 1, nullptr, 10);
  result.failed = static_cast<std::uint64_t>(after(*output, "Non-2xx or 3xx responses:"));
  for (const char* kind : {"connect ", "read ", "write ", "timeout "}) {
    if (output->find("Socket errors") != std::string::npos)
      result.failed += static_cast<std::uint64_t>(after(*output, kind));
  }
  return result;
}

}  // namespace tocsin::bench
