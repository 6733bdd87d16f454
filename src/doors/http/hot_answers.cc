#include "doors/http/hot_answers.h"

#include <algorithm>
#include <iterator>

#include "base/check.h"
#include "base/text.h"
#include "doors/answer_note.h"
#include "doors/http/reply.h"
#include "doors/http/session_write.h"

namespace tocsin::doors::http {
namespace {

constexpr std::string_view link_path = "/a/";
constexpr std::size_t token_chars = 64;
constexpr std::size_t note_code_points_max = 500;
// Batches kept for the next rounds: more are never under way than rounds while one sync lasts.
constexpr std::size_t spare_batches_max = 8;

constexpr std::array<world::Answer, 3> plain_answers = {world::Answer::safe, world::Answer::not_there,
                                                        world::Answer::wrong};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Decodes a form's value (WHATWG URL section 5.1). False on a bad escape.
bool decode_form(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%') {
      if (i + 2 >= text.size()) return false;
      const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return false;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return true;
}

}  // namespace

std::optional<PlainAnswer> read_plain_answer(std::string_view body) {
  PlainAnswer form;
  bool has_note = false;
  while (!body.empty()) {
    const std::size_t end = body.find('&');
    const std::string_view pair = body.substr(0, end);
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
    if (pair.starts_with("answer=") && form.answer == world::Answer::none) {
      form.answer = world::parse_answer(pair.substr(7)).value_or(world::Answer::none);
      if (std::ranges::find(plain_answers, form.answer) == plain_answers.end()) return std::nullopt;
    } else if (pair.starts_with("note=") && !std::exchange(has_note, true)) {
      if (!decode_form(pair.substr(5), form.note) || !is_utf8(form.note) || form.note.contains('\0'))
        return std::nullopt;
      form.note = std::string(trim(form.note));
      if (count_code_points(form.note) > note_code_points_max) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  return form.answer == world::Answer::none ? std::nullopt : std::optional(std::move(form));
}

AnsweredTexts::AnsweredTexts(const views::RealmSummary& realm) {
  for (const auto& language : pages::languages()) {
    auto& of_language = pages_.emplace_back();
    for (const auto answer : plain_answers) of_language.emplace_back(language, realm, answer);
    const pages::PageContext context{.language = language, .realm = realm, .now = {}, .nonce = {}};
    busy_.push_back(pages::error_page(
        context, 503, "Please try again",
        "The server is busy. Your answer is not recorded yet; send it again in a few seconds."));
  }
}

const pages::AnsweredPage& AnsweredTexts::page(std::size_t language, world::Answer answer) const {
  const auto at = std::ranges::find(plain_answers, answer) - plain_answers.begin();
  return pages_[language][static_cast<std::size_t>(at)];
}

HotAnswers::HotAnswers(const HotParts& parts, const AnsweredTexts& texts, std::function<void()> wake)
    : parts_(parts), texts_(texts), wake_(std::move(wake)), times_(pages::languages().size()) {}
HotAnswers::~HotAnswers() = default;

bool HotAnswers::take(const PlainRequest& request, Ticket ticket) {
  const std::string_view path = request.path;
  if (!path.starts_with(link_path) || path.size() != link_path.size() + token_chars) return false;
  if (request.has(PlainField::idempotency_key)) return false;
  auto form = read_plain_answer(request.body);
  if (!form) return false;
  const std::string_view token = path.substr(link_path.size());
  const auto link = parts_.links.read_answer(token);
  if (!link) return false;
  const auto& known = pages::languages();
  auto language = known.end();
  if (request.query.starts_with("lang=")) {
    language = std::ranges::find(known, request.query.substr(5));
    if (language == known.end()) return false;
  } else if (request.query.empty()) {
    const auto profile = parts_.vault.profile(link->person.id);
    if (!profile || profile->languages.empty()) return false;
    language = std::ranges::find(
        known, pages::choose_language(fmt::format("{}", fmt::join(profile->languages, ","))));
  } else {
    return false;
  }
  world::GiveAnswer command;
  command.check = link->check;
  command.person = link->person;
  command.answer = form->answer;
  command.channel = world::AnswerChannel::page;
  seal_note_into(command, parts_.vault, form->note);
  if (!open_) {
    if (spare_.empty()) {
      open_ = std::make_unique<Batch>();
      open_->owner = this;
    } else {
      open_ = std::move(spare_.back());
      spare_.pop_back();
    }
  }
  Waiting& waiting = open_->waiting.emplace_back();
  waiting.ticket = ticket;
  waiting.language = static_cast<std::size_t>(language - known.begin());
  waiting.answer = form->answer;
  std::ranges::copy(token, waiting.token.begin());
  if (!command.sealed_note.empty()) waiting.note = std::move(form->note);
  const std::size_t index = open_->waiting.size() - 1;
  commands_.push_back(
      {world::Command{
           .at = {}, .by = world::Actor::of(link->person), .if_revision = {}, .body = std::move(command)},
       [batch = open_.get(), index](Result<engine::Outcome> outcome) {
         if (outcome) {
           batch->waiting[index].done = true;
           batch->waiting[index].at = outcome->at;
         }
         if (batch->left.fetch_sub(1) == 1) batch->owner->finished(batch);
       }});
  return true;
}

void HotAnswers::flush(std::string_view date, HotReplies& replies) {
  if (!open_) return;
  Batch* batch = open_.get();
  const std::size_t count = batch->waiting.size();
  batch->left = count;
  under_way_.push_back(std::move(open_));
  const std::size_t taken = parts_.runner.post(engine::Lane::answers, commands_);
  commands_.clear();
  // The engine's thread no longer counts these. They are looked at before it can have finished the batch.
  for (std::size_t i = taken; i < count; ++i) {
    const Waiting& refused = batch->waiting[i];
    const std::string& body = texts_.busy(refused.language);
    fmt::format_to(std::back_inserter(replies.open(refused.ticket)),
                   "HTTP/1.1 503 Service Unavailable\r\nDate: {}\r\nServer: none\r\n"
                   "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
                   "Retry-After: 2\r\nCache-Control: no-store\r\nContent-Type: text/html; charset=utf-8\r\n"
                   "Content-Length: {}\r\n\r\n{}",
                   date, body.size(), body);
    replies.finish(refused.ticket);
  }
  for (std::size_t i = taken; i < count; ++i) batch->waiting[i].ticket = nullptr;
  if (taken < count && batch->left.fetch_sub(count - taken) == count - taken) finished(batch);
}

void HotAnswers::finished(Batch* batch) {
  {
    const std::lock_guard lock(mutex_);
    finished_.push_back(batch);
  }
  wake_();
}

void HotAnswers::collect(std::string_view date, HotReplies& replies) {
  std::vector<Batch*> finished;
  {
    const std::lock_guard lock(mutex_);
    finished.swap(finished_);
  }
  for (Batch* batch : finished) {
    for (const Waiting& waiting : batch->waiting) {
      if (waiting.ticket != nullptr) reply(waiting, date, replies);
    }
    const auto own = std::ranges::find_if(under_way_, [&](const auto& one) { return one.get() == batch; });
    TOCSIN_CHECK(own != under_way_.end());
    batch->waiting.clear();
    if (spare_.size() < spare_batches_max) spare_.push_back(std::move(*own));
    under_way_.erase(own);
  }
}

void HotAnswers::reply(const Waiting& waiting, std::string_view date, HotReplies& replies) {
  // Why it was refused is a page of its own.
  if (!waiting.done) return replies.pass_on(waiting.ticket);
  page_.clear();
  const std::string& time = time_of(waiting.language, waiting.at, parts_.clock.now());
  const std::string_view token(waiting.token.data(), waiting.token.size());
  texts_.page(waiting.language, waiting.answer).append(page_, token, time, waiting.note);
  std::string& out = replies.open(waiting.ticket);
  out += "HTTP/1.1 200 OK\r\nDate: ";
  out += date;
  out +=
      "\r\nServer: none\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
      "X-Frame-Options: DENY\r\nCache-Control: no-store\r\nContent-Type: text/html; charset=utf-8\r\n"
      "Content-Security-Policy: ";
  out += pages::answered_page_policy();
  out += "\r\nContent-Length: ";
  fmt::format_to(std::back_inserter(out), "{}", page_.size());
  out += "\r\n\r\n";
  out += page_;
  replies.finish(waiting.ticket);
}

const std::string& HotAnswers::time_of(std::size_t language, Instant at, Instant now) {
  const std::int64_t second = at.ms / 1000;
  // Which day it is decides whether the date stands beside the time. In some time zone a day begins every
  // quarter of an hour.
  const std::int64_t day = now.ms / (15 * minute_ms);
  ShownTime& shown = times_[language][static_cast<std::size_t>(second) % times_[language].size()];
  if (shown.second != second || shown.day != day) {
    shown = {second, day,
             pages::time_html(pages::languages()[language], parts_.realm, Instant{second * 1000}, now)};
  }
  return shown.html;
}

}  // namespace tocsin::doors::http
