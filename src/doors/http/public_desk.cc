#include "doors/http/public_desk.h"

namespace tocsin::doors::http {
namespace {

class PublicDesk final : public HotDesk {
 public:
  PublicDesk(const HotParts& parts, std::shared_ptr<const AnsweredTexts> texts,
             const PublicVersions& versions, std::function<void()> wake)
      : texts_(std::move(texts)), answers_(parts, *texts_, std::move(wake)), pages_(versions) {}

  Taken take(const PlainRequest& request, Ticket ticket, std::string_view date, std::string& out) override {
    if (request.is_post) return answers_.take(request, ticket) ? Taken::waits : Taken::pass;
    return PageCache::is_public(request) ? pages_.take(request, ticket, date, out) : Taken::pass;
  }
  void keep(Ticket ticket, const Response& response, std::string_view head, HotReplies& replies) override {
    pages_.keep(ticket, response, head, replies);
  }
  void lose(Ticket ticket, HotReplies& replies) override { pages_.lose(ticket, replies); }
  void flush(std::string_view date, HotReplies& replies) override { answers_.flush(date, replies); }
  void collect(std::string_view date, HotReplies& replies) override { answers_.collect(date, replies); }

 private:
  std::shared_ptr<const AnsweredTexts> texts_;
  HotAnswers answers_;
  PageCache pages_;
};

}  // namespace

MakeHotDesk make_public_desks(HotParts parts, const PublicVersions& versions) {
  auto texts = std::make_shared<const AnsweredTexts>(parts.realm);
  return [parts = std::move(parts), texts = std::move(texts), &versions](std::function<void()> wake) {
    return std::make_unique<PublicDesk>(parts, texts, versions, std::move(wake));
  };
}

}  // namespace tocsin::doors::http
