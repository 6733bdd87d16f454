#include "doors/http/event_hub.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace tocsin::doors::http {
namespace {

// How long a browser waits before it comes back.
constexpr std::string_view retry_frame = "retry: 3000\n\n";

bool fits_a_line(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return c == '\n' || c == '\r' || c == '\0'; });
}

}  // namespace

std::string make_frame(std::string_view cursor, std::string_view event_name, std::string_view data) {
  TOCSIN_CHECK(fits_a_line(cursor) && fits_a_line(event_name));
  std::string out;
  out.reserve(cursor.size() + event_name.size() + data.size() + 32);
  if (!cursor.empty()) out.append("id: ").append(cursor).append("\n");
  if (!event_name.empty()) out.append("event: ").append(event_name).append("\n");
  for (bool more = true; more;) {
    const std::size_t end = data.find_first_of("\r\n");
    out.append("data: ").append(data.substr(0, end)).append("\n");
    more = end != std::string_view::npos;
    if (more) data.remove_prefix(end + (data.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  out.append("\n");
  return out;
}

void Subscription::set_notify(std::function<void()> notify) {
  const std::lock_guard lock(mutex_);
  notify_ = std::move(notify);
  if (notify_ && (!queue_.empty() || end_ != End::open)) notify_();
}

std::string Subscription::take(std::size_t bytes_max) {
  const std::lock_guard lock(mutex_);
  std::string out;
  while (!queue_.empty() && (out.empty() || out.size() + queue_.front()->size() <= bytes_max)) {
    out += *queue_.front();
    bytes_ -= queue_.front()->size();
    queue_.pop_front();
  }
  return out;
}

Subscription::End Subscription::end() const {
  const std::lock_guard lock(mutex_);
  return end_;
}

void Subscription::push_backlog(const Frame& frame) {
  const std::lock_guard lock(mutex_);
  queue_.push_back(frame);
  bytes_ += frame->size();
  bytes_max_ += frame->size();
}

void Subscription::push(const Frame& frame) {
  const std::lock_guard lock(mutex_);
  if (end_ != End::open) return;
  if (bytes_ + frame->size() > bytes_max_) {
    end_ = End::too_slow;
    queue_.clear();
    bytes_ = 0;
    if (notify_) notify_();
    return;
  }
  const bool was_empty = queue_.empty();
  queue_.push_back(frame);
  bytes_ += frame->size();
  if (was_empty && notify_) notify_();
}

void Subscription::finish(End end) {
  const std::lock_guard lock(mutex_);
  if (end_ != End::open) return;
  end_ = end;
  if (notify_) notify_();
}

ReaderGroup::News ReaderGroup::take() {
  const std::lock_guard lock(mutex_);
  News news{first_, std::move(frames_), overflowed_, closed_};
  frames_.clear();
  first_ += news.frames.size();
  overflowed_ = false;
  return news;
}

EventHub::EventHub() : EventHub(Options{}) {}
EventHub::EventHub(Options options) : options_(std::move(options)), newest_(options_.newest_cursor) {}

void EventHub::publish(std::string_view cursor, std::string_view event_name, std::string_view data) {
  TOCSIN_CHECK(!cursor.empty());
  const Frame frame = std::make_shared<const std::string>(make_frame(cursor, event_name, data));
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  numbers_.insert_or_assign(std::string(cursor), first_kept_ + kept_.size());
  kept_.push_back({std::string(cursor), frame});
  kept_bytes_ += frame->size();
  newest_ = cursor;
  while (kept_.size() > options_.kept_max || (kept_bytes_ > options_.kept_bytes_max && kept_.size() > 1)) {
    forget_oldest();
  }
  send(frame);
}

void EventHub::publish_transient(std::string_view event_name, std::string_view data) {
  const Frame frame = std::make_shared<const std::string>(make_frame({}, event_name, data));
  const std::lock_guard lock(mutex_);
  if (!closed_) send(frame);
}

void EventHub::forget_oldest() {
  const auto at = numbers_.find(kept_.front().cursor);
  if (at != numbers_.end() && at->second == first_kept_) numbers_.erase(at);
  kept_bytes_ -= kept_.front().frame->size();
  kept_.pop_front();
  ++first_kept_;
}

void EventHub::send(const Frame& frame) {
  std::erase_if(subscribers_, [&](const std::weak_ptr<Subscription>& weak) {
    const auto subscription = weak.lock();
    if (!subscription) return true;
    subscription->push(frame);
    const bool is_open = subscription->end() == Subscription::End::open;
    if (!is_open) ++dropped_;
    return !is_open;
  });
  for (const auto& group : groups_) {
    const std::lock_guard lock(group->mutex_);
    if (group->readers_ == 0) {
      ++group->first_;
      continue;
    }
    if (group->frames_.size() >= ReaderGroup::waiting_max) {
      group->first_ += group->frames_.size() + 1;
      group->frames_.clear();
      group->overflowed_ = true;
    } else {
      group->frames_.push_back(frame);
    }
    group->wake_();
  }
}

std::shared_ptr<ReaderGroup> EventHub::make_group(std::function<void()> wake) {
  auto group = std::make_shared<ReaderGroup>(std::move(wake));
  const std::lock_guard lock(mutex_);
  group->closed_ = closed_;
  groups_.push_back(group);
  return group;
}

void EventHub::leave(ReaderGroup& group) {
  const std::lock_guard lock(mutex_);
  std::erase_if(groups_, [&](const auto& other) { return other.get() == &group; });
}

std::optional<EventHub::Joined> EventHub::join(const std::shared_ptr<ReaderGroup>& group,
                                               Subscription& reader) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::ranges::find_if(subscribers_, [&](const auto& weak) { return weak.lock().get() == &reader; });
  if (found == subscribers_.end()) return std::nullopt;
  const std::lock_guard group_lock(group->mutex_);
  const std::lock_guard reader_lock(reader.mutex_);
  if (reader.end_ != Subscription::End::open) return std::nullopt;
  subscribers_.erase(found);
  ++group->readers_;
  return Joined{{reader.queue_.begin(), reader.queue_.end()}, group->first_ + group->frames_.size()};
}

void EventHub::leave_reader(ReaderGroup& group) {
  const std::lock_guard lock(group.mutex_);
  --group.readers_;
}

void EventHub::note_dropped() {
  const std::lock_guard lock(mutex_);
  ++dropped_;
}

std::shared_ptr<Subscription> EventHub::subscribe(std::optional<std::string_view> after_cursor) {
  auto subscription = std::make_shared<Subscription>(options_.subscriber_bytes_max);
  subscription->push_backlog(std::make_shared<const std::string>(retry_frame));
  const std::lock_guard lock(mutex_);
  if (after_cursor && *after_cursor != newest_) {
    const auto at = numbers_.find(std::string(*after_cursor));
    if (at == numbers_.end()) {
      // The newest cursor goes with it, or a reader whose line breaks now would be reset again.
      subscription->push_backlog(std::make_shared<const std::string>(make_frame(newest_, "reset", "{}")));
    } else {
      for (std::size_t i = at->second - first_kept_ + 1; i < kept_.size(); ++i) {
        subscription->push_backlog(kept_[i].frame);
      }
    }
  }
  if (closed_) {
    subscription->finish(Subscription::End::hub_closed);
  } else {
    subscribers_.push_back(subscription);
  }
  return subscription;
}

void EventHub::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (const auto& weak : subscribers_) {
    if (const auto subscription = weak.lock()) subscription->finish(Subscription::End::hub_closed);
  }
  subscribers_.clear();
  for (const auto& group : groups_) {
    const std::lock_guard group_lock(group->mutex_);
    group->closed_ = true;
    group->wake_();
  }
}

std::size_t EventHub::subscriber_count() {
  const std::lock_guard lock(mutex_);
  std::erase_if(subscribers_, [](const auto& weak) { return weak.expired(); });
  std::size_t count = subscribers_.size();
  for (const auto& group : groups_) {
    const std::lock_guard group_lock(group->mutex_);
    count += group->readers_;
  }
  return count;
}

std::uint64_t EventHub::dropped_count() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

std::string EventHub::newest_cursor() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

}  // namespace tocsin::doors::http
