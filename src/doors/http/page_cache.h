// PageCache: whole answers to GETs of public pages, for the readers of the same second. One reactor's, used
// on its thread alone.
//
// A kept answer is given out only while the public record stands as it stood when it was made, and at most a
// second, because pages say what time it is. Newer answers of people (the counts) make it old too, but while
// thousands answer each second a page is made anew at most a tenth of the time.
//
// The page's script has a nonce, and readers of one copy get the same. It is chosen when the page is made,
// after all text in it was given: nobody can have written it into the text.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <unordered_map>
#include <vector>

#include "doors/http/hot_desk.h"
#include "engine/engine.h"

namespace tocsin::doors::http {

// How far the record and the people stream are durable. The engine's thread writes, any thread reads; before
// anybody is told that his command is done.
class PublicVersions final : public engine::Follower {
 public:
  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override;

  struct Versions {
    std::uint64_t record = 0;
    std::uint64_t people = 0;
    bool operator==(const Versions&) const = default;
  };
  Versions now() const { return {record_.load(), people_.load()}; }

 private:
  std::atomic<std::uint64_t> record_{0}, people_{0};
};

constexpr std::size_t kept_pages_max = 256;
constexpr std::size_t kept_bytes_max = std::size_t{16} << 20;
constexpr std::chrono::milliseconds kept_time_max{1000};
// Requests that wait for one page to be made.
constexpr std::size_t page_waiters_max = 4096;

class PageCache {
 public:
  using SteadyClock = std::chrono::steady_clock;
  explicit PageCache(const PublicVersions& versions) : versions_(versions) {}

  // Whether the address is a public page that may be kept, asked for by nobody in particular.
  static bool is_public(const PlainRequest& request);

  HotDesk::Taken take(const PlainRequest& request, Ticket ticket, std::string_view date, std::string& out);
  void keep(Ticket ticket, const Response& response, std::string_view head, HotReplies& replies);
  void lose(Ticket ticket, HotReplies& replies);
  std::size_t size() const { return pages_.size(); }

 private:
  struct Page {
    std::string bytes;        // head and body; empty while it is made
    std::size_t date_at = 0;  // of the value of Date in it
    PublicVersions::Versions made_of;
    SteadyClock::time_point begun, made;
    Ticket maker = nullptr;  // while it is made
    std::vector<Ticket> waiting;
  };
  bool is_good(const Page& page) const;
  static void give(const Page& page, std::string_view date, std::string& out);
  void make_room();

  const PublicVersions& versions_;
  std::unordered_map<std::string, Page> pages_;
  std::unordered_map<Ticket, std::string> makers_;
  std::size_t bytes_ = 0;
  std::string key_;  // of the request at hand
};

}  // namespace tocsin::doors::http
