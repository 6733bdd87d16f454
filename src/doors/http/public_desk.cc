#include "doors/http/public_desk.h"

namespace tocsin::doors::http {
namespace {

class PublicDesk final : public HotDesk {
 public:
  PublicDesk(const HotParts& parts, std::shared_ptr<const AnsweredTexts> texts,
             const PublicVersions& versions, const std::function<void()>& wake)
      : texts_(std::move(texts)), answers_(parts, *texts_, wake), questions_(parts, wake), pages_(versions) {}

  Taken take(const PlainRequest& request, Ticket ticket, std::string_view date, std::string& out) override {
    if (request.is_post) return answers_.take(request, ticket) ? Taken::waits : Taken::pass;
    if (PageCache::is_public(request)) return pages_.take(request, ticket, date, out);
    return questions_.take(request, ticket) ? Taken::waits : Taken::pass;
  }
  void keep(Ticket ticket, const Response& response, std::string_view head, HotReplies& replies) override {
    pages_.keep(ticket, response, head, replies);
  }
  void lose(Ticket ticket, HotReplies& replies) override { pages_.lose(ticket, replies); }
  void flush(std::string_view date, HotReplies& replies) override {
    answers_.flush(date, replies);
    questions_.flush(replies);
  }
  void collect(std::string_view date, HotReplies& replies) override {
    answers_.collect(date, replies);
    questions_.collect(date, replies);
  }

 private:
  std::shared_ptr<const AnsweredTexts> texts_;
  HotAnswers answers_;
  HotQuestions questions_;
  PageCache pages_;
};

}  // namespace

MakeHotDesk make_public_desks(HotParts parts, const PublicVersions& versions) {
  auto texts = std::make_shared<const AnsweredTexts>(parts.realm);
  return [parts = std::move(parts), texts = std::move(texts), &versions](std::function<void()> wake) {
    return std::make_unique<PublicDesk>(parts, texts, versions, wake);
  };
}

}  // namespace tocsin::doors::http
