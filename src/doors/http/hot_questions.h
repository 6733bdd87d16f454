// HotQuestions: the page "Are you safe?" on the short way, for those who have not answered yet: the page that
// everybody opens in the same minutes. All that were opened in one round are one question to the engine. The
// page is the handler's, made once for all to whom the same check was put at the same minute for the same
// reason; only the link, the nonce and the place's own label differ.
//
// Whoever has answered, has wards, or is asked by a check that is not simply open gets the handler's page.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "doors/http/hot_answers.h"
#include "geo/countries.h"
#include "views/person_views.h"

namespace tocsin::doors::http {

// Pages kept: a check, some languages, reasons and numbers to call, for the minutes in which it asks.
constexpr std::size_t kept_questions_max = 128;

// One reactor's. On its thread, but for what the engine calls.
class HotQuestions {
 public:
  HotQuestions(const HotParts& parts, std::function<void()> wake);
  ~HotQuestions();

  // False: the handler's.
  bool take(const PlainRequest& request, Ticket ticket);
  void flush(HotReplies& replies);
  void collect(std::string_view date, HotReplies& replies);

 private:
  struct Waiting {
    Ticket ticket = nullptr;
    Links::Answer link;
    std::array<char, 64> token{};
    std::string language;         // asked for by the address; empty: the person's
    std::string accept_language;  // when neither says
    // What the engine says.
    bool is_plain = false;
    world::Reason reason = world::Reason::home;
    Instant asked_at;
    std::uint32_t revision = 0;
  };
  struct Batch {
    std::vector<Waiting> waiting;
    std::map<world::CheckId, views::AskView> samples;  // of each check, without what is one person's
    HotQuestions* owner = nullptr;
  };
  // A page in pieces.
  struct Page {
    enum class Hole : std::uint8_t { token, nonce, label, end };
    std::vector<std::pair<std::string, Hole>> pieces;
  };
  static void look(const world::World& world, Batch& batch);
  void reply(const Waiting& waiting, const vault::Profile& profile, std::span<const std::uint8_t> chance,
             const Batch& batch, std::string_view date, HotReplies& replies);
  const Page& page_of(const Waiting& waiting, const views::AskView& sample, const std::string& language,
                      bool has_label, const std::string& emergency_number);

  HotParts parts_;
  std::function<void()> wake_;
  std::unique_ptr<Batch> open_;
  std::vector<std::unique_ptr<Batch>> under_way_;
  std::map<std::string, Page> pages_;
  // Of the batch under way.
  std::vector<Id> people_;
  std::vector<std::uint8_t> chance_;  // for their nonces
  std::string body_;

  std::mutex mutex_;
  std::vector<Batch*> finished_;
};

}  // namespace tocsin::doors::http
