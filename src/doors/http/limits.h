// The named limits of the HTTP door, each with its reason. Times are defaults that Server::Options can
// change.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tocsin::doors::http {

// Request line and fields, with the empty line that ends them. Browsers and nginx stop at 8 kB; twice that
// leaves room for a proxy's additions and keeps 10,000 connections below 160 MB.
inline constexpr std::size_t header_bytes_max_default = 16 * 1024;
// More fields than any browser sends (about 20) by far; each costs allocations.
inline constexpr std::size_t fields_max = 100;
// A CAP message with several languages and polygons is below 200 kB; imports name their own limit.
inline constexpr std::size_t body_bytes_max_default = std::size_t{1} << 20;
// Bodies of all connections together: 10,000 clients must not make 10 GB out of a limit of 1 MB each.
inline constexpr std::size_t body_bytes_total_max = std::size_t{256} << 20;
// Below the 16,384 descriptors that the service unit asks for, with room for files and outgoing doors.
inline constexpr std::size_t connections_max_default = 10'000;
// For files, the journal and outgoing doors.
inline constexpr std::size_t descriptors_kept = 256;
// However many descriptors there are: with 16 kB of fields each some 1.6 GB.
inline constexpr std::size_t connections_most = 100'000;
// Streams stay open; the rest of the connections is for people who answer.
inline constexpr std::size_t streams_max_default = 8'000;
// Connections past connections_max that are told "503" before they are closed; further ones are closed
// unheard.
inline constexpr std::size_t refusals_max = 128;
// Waiting connections in the kernel, for the minute after a push to everybody. Linux cuts it at somaxconn
// (4096).
inline constexpr int listen_backlog = 4096;
// From here up the kernel hands out ports for outgoing connections: one may hold ours when we restart.
inline constexpr std::uint16_t port_end = 32768;
// Port 0 is chosen from here up to port_end.
inline constexpr std::uint16_t port_chosen_min = 20000;

// Requests that handlers work on at one time; one more is told "503, come back". Answers are refused last,
// what nobody waits for in danger first. A handler's request takes some 0.2 ms of a core, so each is some 0.2
// s of waiting, answers are 2 s.
struct HandlingLimits {
  std::size_t rest = 1'024;
  std::size_t urgent = 1'024;   // alerts, and whoever names a token: operators and feeds
  std::size_t answers = 8'192;  // the forms of answer and circle pages
};

// Frames kept for clients that come back: at one event a second (a very busy board) two hours and a quarter.
inline constexpr std::size_t events_kept_max = 8192;
// The same in bytes, should frames be large.
inline constexpr std::size_t events_kept_bytes_max = std::size_t{16} << 20;
// What may wait for one reader beyond what it asked to resume with: some 500 events. 8,000 readers: 2 GB of
// counted bytes, but frames are shared, so the memory is that of the frames once.
inline constexpr std::size_t subscriber_bytes_max_default = 256 * 1024;
// A stream writes at most this much at once; one copy a slow reader.
inline constexpr std::size_t stream_piece_bytes_max = 64 * 1024;
// The kernel's own buffer for a stream: without it Linux grows to 4 MB for a reader that does not read.
inline constexpr int stream_send_buffer_bytes = 128 * 1024;

// A body of fewer bytes does not get smaller than its packet.
inline constexpr std::size_t gzip_bytes_min = 1024;
// A body or an answer must move this fast after its first timeout, or the peer is holding us (2G is above
// it).
inline constexpr std::size_t bytes_per_second_min = 2 * 1024;

struct Timeouts {
  std::chrono::milliseconds header{
      10'000};  // from the first byte of a request (or from connecting) to its last field
  std::chrono::milliseconds idle{60'000};       // between two requests
  std::chrono::milliseconds body{30'000};       // plus the body's received bytes at bytes_per_second_min
  std::chrono::milliseconds write{30'000};      // plus the answer's bytes at bytes_per_second_min
  std::chrono::milliseconds heartbeat{15'000};  // a stream that is silent this long gets a comment
  std::chrono::milliseconds linger{1'000};      // after a refusal, until the peer has read it
  std::chrono::milliseconds stop{3'000};        // stop() lets requests under way finish this long
};
// Deadlines are looked at this often: they are late by at most this.
inline constexpr std::chrono::milliseconds deadline_tick{100};

}  // namespace tocsin::doors::http
