// Readers: thousands of clients that listen for messages, in processes of their own. Each message holds the
// mark once; the readers say when the last of them has got the last.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/processes.h"

namespace tocsin::bench {

// In a message exactly once, and nowhere else in what the peers send.
constexpr char message_mark = '~';

struct ReaderKind {
  std::string greeting;  // what a client sends once
  std::string ready;     // what it then gets before messages
};
ReaderKind event_stream_readers(const std::string& path);

class Readers {
 public:
  // The clients are shared out over `processes`.
  Readers(ReaderKind kind, std::uint16_t port, unsigned processes = 2);
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;
  ~Readers();

  // Connects so many more and waits until all listen. False when some could not.
  bool add(std::size_t count);
  std::size_t count() const { return count_; }
  // Calls `publish`, which sends `messages`; seconds until the last reader had the last of them. Negative
  // when that takes longer than ten seconds.
  double measure(std::size_t messages, const std::function<void()>& publish);

 private:
  struct Child {
    Process process;
    int to = -1, from = -1;
    std::size_t count = 0;
  };
  std::vector<Child> children_;
  std::size_t count_ = 0;
};

// One blocking connection that sends and reads answers up to `end`.
class Line {
 public:
  explicit Line(std::uint16_t port);
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line();
  void send(const std::string& bytes);
  // Reads until `end` came `times`.
  void wait_for(const std::string& end, std::size_t times = 1);

 private:
  int socket_ = -1;
  std::string read_;
};

}  // namespace tocsin::bench
