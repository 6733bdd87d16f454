#include "doors/http/hot_questions.h"

#include <algorithm>
#include <iterator>

#include "base/bytes.h"
#include "base/check.h"
#include "doors/http/reply.h"
#include "doors/pages/pages.h"
#include "doors/place_words.h"
#include "wire/html.h"

namespace tocsin::doors::http {
namespace {

constexpr std::string_view link_path = "/a/";
constexpr std::size_t token_chars = 64;
constexpr std::size_t nonce_bytes = 16;

// Where a page is cut. A link's token and a nonce are letters and digits, so these are too; a label is the
// person's text, and no text holds a character for private use that we put there.
constexpr std::string_view token_mark = "TOKENTOKENTOKEN";
constexpr std::string_view nonce_mark = "NONCENONCENONCE";
constexpr std::string_view label_mark = "\xee\x80\x81";

}  // namespace

HotQuestions::HotQuestions(const HotParts& parts, std::function<void()> wake)
    : parts_(parts), wake_(std::move(wake)) {}
HotQuestions::~HotQuestions() = default;

bool HotQuestions::take(const PlainRequest& request, Ticket ticket) {
  const std::string_view path = request.path;
  if (!path.starts_with(link_path) || path.size() != link_path.size() + token_chars) return false;
  std::string language;
  if (!request.query.empty()) {
    if (!request.query.starts_with("lang=")) return false;
    language = std::string(request.query.substr(5));
    const auto& known = pages::languages();
    if (std::ranges::find(known, language) == known.end()) return false;
  }
  const auto link = parts_.links.read_answer(path.substr(link_path.size()));
  if (!link) return false;
  if (!open_) {
    open_ = std::make_unique<Batch>();
    open_->owner = this;
  }
  Waiting& waiting = open_->waiting.emplace_back();
  waiting.ticket = ticket;
  waiting.link = *link;
  waiting.language = std::move(language);
  waiting.accept_language = std::string(request.header(PlainField::accept_language));
  std::ranges::copy(path.substr(link_path.size()), waiting.token.begin());
  return true;
}

// On the engine's thread.
void HotQuestions::look(const world::World& world, Batch& batch) {
  for (Waiting& waiting : batch.waiting) {
    const auto* check = world.checks().find(waiting.link.check);
    if (check == nullptr || check->state != world::CheckState::open || check->paused) continue;
    auto view = views::ask_view(world, waiting.link.check, waiting.link.person);
    if (!view || view->current.answer != world::Answer::none || !view->wards.empty()) continue;
    waiting.is_plain = true;
    waiting.reason = view->reason;
    waiting.asked_at = view->asked_at;
    waiting.revision = check->revision;
    batch.samples.try_emplace(waiting.link.check, std::move(*view));
  }
}

void HotQuestions::flush(HotReplies& replies) {
  if (!open_) return;
  Batch* batch = open_.get();
  under_way_.push_back(std::move(open_));
  const bool asked = parts_.runner.ask([batch](const world::World& world) {
    look(world, *batch);
    HotQuestions& owner = *batch->owner;
    {
      const std::lock_guard lock(owner.mutex_);
      owner.finished_.push_back(batch);
    }
    owner.wake_();
  });
  if (asked) return;
  // The handler's lanes say who is refused.
  const auto waiting = std::move(batch->waiting);
  under_way_.pop_back();
  for (const Waiting& one : waiting) replies.pass_on(one.ticket);
}

void HotQuestions::collect(std::string_view date, HotReplies& replies) {
  std::vector<Batch*> finished;
  {
    const std::lock_guard lock(mutex_);
    finished.swap(finished_);
  }
  for (Batch* batch : finished) {
    people_.clear();
    for (const Waiting& waiting : batch->waiting) {
      if (waiting.is_plain) people_.push_back(waiting.link.person.id);
    }
    const auto profiles = parts_.vault.profiles(people_);
    chance_.resize(people_.size() * nonce_bytes);
    parts_.random.fill(chance_);
    std::size_t next = 0;
    for (const Waiting& waiting : batch->waiting) {
      if (!waiting.is_plain || !profiles[next]) {
        replies.pass_on(waiting.ticket);
      } else {
        reply(waiting, *profiles[next], std::span(chance_).subspan(next * nonce_bytes, nonce_bytes), *batch,
              date, replies);
      }
      next += waiting.is_plain;
    }
    std::erase_if(under_way_, [&](const auto& one) { return one.get() == batch; });
  }
}

const HotQuestions::Page& HotQuestions::page_of(const Waiting& waiting, const views::AskView& sample,
                                                const std::string& language, bool has_label,
                                                const std::string& emergency_number) {
  const std::int64_t asked_minute = waiting.asked_at.ms / minute_ms;
  const Instant now = parts_.clock.now();
  const std::string key = fmt::format("{} {} {} {} {} {} {} {}", to_hex(waiting.link.check.id),
                                      waiting.revision, language, static_cast<int>(waiting.reason), has_label,
                                      emergency_number, asked_minute, now.ms / minute_ms);
  if (const auto at = pages_.find(key); at != pages_.end()) return at->second;
  if (pages_.size() >= kept_questions_max) pages_.clear();
  pages::AnswerPage input;
  input.ask = sample;
  input.ask.reason = waiting.reason;
  // To the minute, as it is shown.
  input.ask.asked_at = Instant{asked_minute * minute_ms};
  input.path = std::string(link_path) + std::string(token_mark);
  input.place_label = has_label ? std::string(label_mark) : std::string();
  input.emergency_number = emergency_number;
  const pages::PageContext context{
      .language = language, .realm = parts_.realm, .now = now, .nonce = std::string(nonce_mark)};
  const std::string html = pages::answer_page(context, input);
  Page page;
  std::string_view rest = html;
  for (;;) {
    std::size_t first = std::string_view::npos, size = 0;
    auto hole = Page::Hole::end;
    for (const auto& [mark, of] : {std::pair{token_mark, Page::Hole::token},
                                   {nonce_mark, Page::Hole::nonce},
                                   {label_mark, Page::Hole::label}}) {
      const std::size_t at = rest.find(mark);
      if (at >= first) continue;
      first = at;
      size = mark.size();
      hole = of;
    }
    page.pieces.emplace_back(std::string(rest.substr(0, first)), hole);
    if (first == std::string_view::npos) break;
    rest.remove_prefix(first + size);
  }
  return pages_.try_emplace(key, std::move(page)).first->second;
}

void HotQuestions::reply(const Waiting& waiting, const vault::Profile& profile,
                         std::span<const std::uint8_t> chance, const Batch& batch, std::string_view date,
                         HotReplies& replies) {
  std::string language = waiting.language;
  if (language.empty()) {
    language = pages::choose_language(profile.languages.empty()
                                          ? waiting.accept_language
                                          : fmt::format("{}", fmt::join(profile.languages, ",")));
  }
  const auto [label, number] = place_words(profile, waiting.reason, parts_.countries, parts_.clock.now());
  const Page& page = page_of(waiting, batch.samples.at(waiting.link.check), language, !label.empty(), number);
  const std::string nonce = encode_base64url(chance);
  body_.clear();
  for (const auto& [text, hole] : page.pieces) {
    body_ += text;
    if (hole == Page::Hole::token) body_.append(waiting.token.data(), waiting.token.size());
    if (hole == Page::Hole::nonce) body_ += nonce;
    if (hole == Page::Hole::label) body_ += wire::Html::words(label).bytes();
  }
  fmt::format_to(std::back_inserter(replies.open(waiting.ticket)),
                 "HTTP/1.1 200 OK\r\nDate: {}\r\nServer: none\r\nX-Content-Type-Options: nosniff\r\n"
                 "Referrer-Policy: no-referrer\r\nContent-Security-Policy: {}\r\nX-Frame-Options: DENY\r\n"
                 "Cache-Control: no-store\r\nContent-Type: text/html; charset=utf-8\r\n"
                 "Content-Length: {}\r\n\r\n{}",
                 date, page_policy(nonce), body_.size(), body_);
  replies.finish(waiting.ticket);
}

}  // namespace tocsin::doors::http
