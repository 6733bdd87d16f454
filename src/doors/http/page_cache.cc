#include "doors/http/page_cache.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "doors/http/session_write.h"

namespace tocsin::doors::http {
namespace {

constexpr std::array<std::string_view, 6> pages_by_name = {
    "/", "/board", "/v1/board", "/alerts.atom", "/alerts.geojson", "/openapi.json"};
constexpr std::array<std::string_view, 3> pages_by_prefix = {"/i/", "/board/", "/v1/alerts/"};
constexpr std::string_view date_field = "\r\nDate: ";

}  // namespace

Result<> PublicVersions::durable(const world::World&, std::span<const engine::Applied> batch) {
  bool record = false, people = false;
  for (const auto& applied : batch) {
    (world::stream_of(applied.event.body) == world::Stream::record ? record : people) = true;
  }
  if (record) record_.fetch_add(1);
  if (people) people_.fetch_add(1);
  return {};
}

bool PageCache::is_public(const PlainRequest& request) {
  if (request.is_post) return false;
  const bool known = std::ranges::find(pages_by_name, request.path) != pages_by_name.end() ||
                     std::ranges::any_of(pages_by_prefix, [&](std::string_view start) {
                       return request.path.starts_with(start);
                     });
  return known && !request.has(PlainField::cookie) && !request.has(PlainField::authorization) &&
         !request.has(PlainField::if_none_match) && !request.path.ends_with("/events");
}

bool PageCache::is_good(const Page& page) const {
  const auto now = SteadyClock::now();
  const auto current = versions_.now();
  if (page.made_of.record != current.record || now - page.begun > kept_time_max) return false;
  return page.made_of.people == current.people || now - page.made < 10 * (page.made - page.begun);
}

void PageCache::give(const Page& page, std::string_view date, std::string& out) {
  const std::size_t at = out.size() + page.date_at;
  out += page.bytes;
  std::ranges::copy(date, out.begin() + static_cast<std::ptrdiff_t>(at));
}

HotDesk::Taken PageCache::take(const PlainRequest& request, Ticket ticket, std::string_view date,
                               std::string& out) {
  key_.assign(request.target);
  key_ += '\n';
  key_ += request.header(PlainField::accept);
  key_ += '\n';
  key_ += request.header(PlainField::accept_language);
  key_ += accepts_gzip(request.header(PlainField::accept_encoding)) ? "\ngzip" : "\n";
  auto at = pages_.find(key_);
  if (at != pages_.end() && at->second.maker == nullptr && is_good(at->second)) {
    give(at->second, date, out);
    return HotDesk::Taken::done;
  }
  if (at != pages_.end() && at->second.maker != nullptr) {
    // Who comes after the record changed must not get what was made before.
    const bool stands = at->second.made_of.record == versions_.now().record;
    if (!stands || at->second.waiting.size() >= page_waiters_max) return HotDesk::Taken::pass;
    at->second.waiting.push_back(ticket);
    return HotDesk::Taken::waits;
  }
  if (at == pages_.end()) {
    make_room();
    at = pages_.try_emplace(key_).first;
  }
  Page& page = at->second;
  bytes_ -= page.bytes.size();
  page.bytes.clear();
  page.maker = ticket;
  page.made_of = versions_.now();
  page.begun = SteadyClock::now();
  makers_.insert_or_assign(ticket, key_);
  return HotDesk::Taken::keep;
}

void PageCache::keep(Ticket ticket, const Response& response, std::string_view head, HotReplies& replies) {
  const auto maker = makers_.find(ticket);
  if (maker == makers_.end()) return;
  const auto at = pages_.find(maker->second);
  TOCSIN_CHECK(at != pages_.end());
  const std::size_t date_at = head.find(date_field);
  if (response.status != 200 || date_at == std::string_view::npos) return lose(ticket, replies);
  makers_.erase(maker);
  Page& page = at->second;
  page.maker = nullptr;
  page.made = SteadyClock::now();
  page.bytes = std::string(head) + response.body;
  page.date_at = date_at + date_field.size();
  bytes_ += page.bytes.size();
  for (const Ticket waiting : std::exchange(page.waiting, {})) {
    replies.open(waiting) += page.bytes;
    replies.finish(waiting);
  }
}

void PageCache::lose(Ticket ticket, HotReplies& replies) {
  const auto maker = makers_.find(ticket);
  if (maker == makers_.end()) return;
  const auto at = pages_.find(maker->second);
  makers_.erase(maker);
  TOCSIN_CHECK(at != pages_.end());
  const std::vector<Ticket> waiting = std::move(at->second.waiting);
  pages_.erase(at);
  for (const Ticket one : waiting) replies.pass_on(one);
}

// Addresses differ as their askers please: what does not fit goes, but for what is being made.
void PageCache::make_room() {
  if (pages_.size() < kept_pages_max && bytes_ < kept_bytes_max) return;
  std::erase_if(pages_, [](const auto& entry) { return entry.second.maker == nullptr; });
  bytes_ = 0;
}

}  // namespace tocsin::doors::http
