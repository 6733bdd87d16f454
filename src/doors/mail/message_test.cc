#include "doors/mail/message.h"

#include <gtest/gtest.h>

#include "doors/mail/smtp.h"

namespace tocsin::doors::mail {
namespace {

Letter letter() {
  Letter made;
  made.text.headline = "Gas leak";
  made.from = "duty@city.example";
  made.to = "p@example.org";
  made.link = "https://city.example/a/x";
  return made;
}

std::string head_of(const std::string& message) { return message.substr(0, message.find("\r\n\r\n")); }

TEST(Message, NoTextAddsAHeader) {
  Letter made = letter();
  made.text.headline = "x\r\nBcc: all@example.org\r\n\r\nbody";
  made.text.issuer = made.text.what = made.place_label = made.text.headline;
  const std::string message = compose(made);
  EXPECT_EQ(message.find("Bcc"), std::string::npos);
  EXPECT_NE(head_of(message).find("Content-Transfer-Encoding: base64"), std::string::npos);
  made.to = "p@example.org\r\nBcc: all@example.org";
  EXPECT_EQ(compose(made).find("\nBcc"), std::string::npos);
  EXPECT_FALSE(is_mailbox(made.to));
}

TEST(Message, MailboxesThatCouldEndTheCommandAreRefused) {
  for (const char* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a>@c", "a@c\r\nDATA", "\xc3\xa9@c"})
    EXPECT_FALSE(is_mailbox(bad)) << bad;
  EXPECT_TRUE(is_mailbox("a.b+c@d-e.example"));
}

TEST(Message, LongSubjectsAreFoldedBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "\xc3\xa9";
  for (std::size_t at = 0; const char c : encode_words(text)) {
    at = c == '\n' ? 0 : at + 1;
    EXPECT_LE(at, 77U);
  }
}

TEST(Message, TheIdentityDependsOnCheckPersonAndPurposeAlone) {
  const auto id_of = [](const Letter& made) {
    const auto message = compose(made);
    const auto at = message.find("Message-ID: ");
    return message.substr(at, message.find('\r', at) - at);
  };
  Letter one = letter(), two = letter();
  two.text.headline = "other";
  two.date = {1'700'000'000'000};
  EXPECT_EQ(id_of(one), id_of(two));
  two.purpose = world::DeliveryPurpose::correction;
  EXPECT_NE(id_of(one), id_of(two));
}

TEST(Smtp, DotsAreStuffed) {
  EXPECT_EQ(to_data("a\r\n.b\n..\n"), "a\r\n..b\r\n...\r\n.\r\n");
  EXPECT_EQ(to_data(".\r\nx"), "..\r\nx\r\n.\r\n");
}

}  // namespace
}  // namespace tocsin::doors::mail
