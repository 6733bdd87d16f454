// HotAnswers: "I am safe" on the short way. The reactor's thread reads the form, checks the link and seals
// the note; all answers of one round go to the engine as one batch; when they are durable they come back
// together and each person gets a page of some 2 kB.
//
// It takes what a button of our pages sends: safe, not_there or wrong about oneself, with or without a note.
// A call for help, an answer for somebody else, and whatever is refused go to the handler, which says more.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "doors/http/hot_desk.h"
#include "doors/links.h"
#include "doors/pages/answered_page.h"
#include "engine/runner.h"
#include "geo/countries.h"
#include "vault/vault.h"

namespace tocsin::doors::http {

// All of it outlives the desks.
struct HotParts {
  engine::Runner& runner;
  vault::Vault& vault;
  const Links& links;
  const Clock& clock;
  const geo::Countries& countries;
  Random& random;  // safe for many threads
  views::RealmSummary realm;
};

// The texts that do not differ from person to person; shared by all desks.
class AnsweredTexts {
 public:
  explicit AnsweredTexts(const views::RealmSummary& realm);

  const pages::AnsweredPage& page(std::size_t language, world::Answer answer) const;
  // The whole answer "503, try again", but for its Date.
  const std::string& busy(std::size_t language) const { return busy_[language]; }

 private:
  std::vector<std::vector<pages::AnsweredPage>> pages_;  // by language, then safe, not_there, wrong
  std::vector<std::string> busy_;
};

// One reactor's. On its thread, but for what the engine calls.
class HotAnswers {
 public:
  HotAnswers(const HotParts& parts, const AnsweredTexts& texts, std::function<void()> wake);
  ~HotAnswers();

  // False: the handler's.
  bool take(const PlainRequest& request, Ticket ticket);
  void flush(std::string_view date, HotReplies& replies);
  void collect(std::string_view date, HotReplies& replies);

 private:
  struct Waiting {
    Ticket ticket = nullptr;
    std::size_t language = 0;
    world::Answer answer = world::Answer::none;
    std::array<char, 64> token{};
    std::string note;
    bool done = false;  // durable, or was so before
    Instant at;
  };
  // What went to the engine together.
  struct Batch {
    std::vector<Waiting> waiting;
    std::atomic<std::size_t> left = 0;  // without a reply; the engine counts it down
    HotAnswers* owner = nullptr;
  };
  void finished(Batch* batch);
  void reply(const Waiting& waiting, std::string_view date, HotReplies& replies);
  const std::string& time_of(std::size_t language, Instant at, Instant now);

  HotParts parts_;
  const AnsweredTexts& texts_;
  std::function<void()> wake_;
  std::unique_ptr<Batch> open_;
  std::vector<engine::Posted> commands_;
  std::vector<std::unique_ptr<Batch>> under_way_, spare_;
  struct ShownTime {
    std::int64_t second = -1, day = -1;
    std::string html;
  };
  std::vector<std::array<ShownTime, 8>> times_;  // by language, then by the second
  std::string page_;                             // of the answer under way

  std::mutex mutex_;
  std::vector<Batch*> finished_;
};

// The form of an answer about oneself; nothing for all that is the handler's.
struct PlainAnswer {
  world::Answer answer = world::Answer::none;
  std::string note;
};
std::optional<PlainAnswer> read_plain_answer(std::string_view body);

}  // namespace tocsin::doors::http
