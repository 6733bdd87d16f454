// Other programs beside the bench: peers, load generators, the server itself. All of them end with the bench.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::bench {

// A program that runs until the object goes: SIGTERM, then SIGKILL after ten seconds.
class Process {
 public:
  Process() = default;
  // Output and errors go to `log`. Nothing when the program is not there.
  static std::optional<Process> start(const std::vector<std::string>& command, const std::string& log);
  // A child that runs `work` and ends.
  static Process fork_work(const std::function<void()>& work);
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process() { end(); }

  int pid() const { return pid_; }
  void end();
  // CPU seconds so far, children included.
  double cpu_seconds() const;

 private:
  explicit Process(int pid) : pid_(pid) {}
  int pid_ = -1;
};

bool is_installed(const std::string& path);
// What the command prints; nothing when it fails.
std::optional<std::string> output_of(const std::vector<std::string>& command);
// An empty directory on the disk under the build folder, removed when the bench ends. Any user may enter it.
std::string scratch_directory(const std::string& name);
// A port that is free now, below those of outgoing connections.
std::uint16_t free_port();
// False when nothing listens there within ten seconds.
bool wait_for_port(std::uint16_t port);
// As many descriptors as the system allows.
std::size_t raise_descriptor_limit();

// --- the load generator ---
struct WrkResult {
  double requests_s = 0;
  double p99_ms = 0;
  std::uint64_t requests = 0;
  std::uint64_t failed = 0;  // errors of sockets and answers other than 2xx and 3xx
};
// wrk with one thread; `script` is a file or empty. Nothing when it is not installed or failed.
std::optional<WrkResult> run_wrk(const std::string& url, int connections, double seconds,
                                 const std::string& script);

}  // namespace tocsin::bench
