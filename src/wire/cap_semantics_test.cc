#include "wire/cap_semantics.h"

#include <gtest/gtest.h>

#include "wire/cap_testing.h"

namespace tocsin::wire::cap {
namespace {

Message in_languages(const std::vector<std::string>& languages) {
  Message message;
  for (const std::string& language : languages) {
    Info info;
    info.language = language;
    message.infos.push_back(info);
  }
  return message;
}

std::string chosen(const std::vector<std::string>& languages, std::string_view wanted) {
  const Message message = in_languages(languages);
  const Info* info = choose_info(message, wanted);
  return info ? info->language : "none";
}

TEST(CapSemantics, TheReaderGetsTheNearestLanguage) {
  EXPECT_EQ(chosen({"en", "fr-CA", "fr-FR"}, "fr-FR"), "fr-FR");
  EXPECT_EQ(chosen({"en", "fr-CA"}, "fr-FR"), "fr-CA");
  EXPECT_EQ(chosen({"en", "fr-CA", "fr"}, "fr-FR"), "fr");
  EXPECT_EQ(chosen({"DE", "DE-LS", "EN"}, "de_AT"), "DE");
  EXPECT_EQ(chosen({"DE", "DE-LS", "EN"}, "de-ls"), "DE-LS");
  EXPECT_EQ(chosen({"sp-US", "english"}, "es"), "sp-US");
  EXPECT_EQ(chosen({"sp-US", "english"}, "en-GB"), "english");
}

TEST(CapSemantics, ElseEnglishElseTheFirst) {
  EXPECT_EQ(chosen({"fr", "en-US"}, "ja"), "en-US");
  EXPECT_EQ(chosen({"fr", "de"}, "ja"), "fr");
  EXPECT_EQ(chosen({"fr", "de"}, ""), "fr");
  EXPECT_EQ(chosen({}, "fr"), "none");
}

// EVIDENCE-OF: CAP-1.2-51 infos of one language are one sequence
TEST(CapSemantics, InfosOfOneLanguageBelongTogether) {
  const Message message = in_languages({"en", "fr", "EN", "en-GB"});
  EXPECT_EQ(same_language(message, message.infos[0]).size(), 2u);
}

// EVIDENCE-OF: CAP-1.2-52 a message is known by sender, identifier and sent
TEST(CapSemantics, AReferenceNamesByMomentNotByLetters) {
  const Message message = *parse(with_tail("")).message;  // sent 21:30+01:00
  Reference reference{"bell@example.org", "T1", "2015-11-13T20:30:00+00:00", message.sent_at};
  EXPECT_TRUE(same_message(reference, message));
  reference.sent_at = message.sent_at + 1000;
  EXPECT_FALSE(same_message(reference, message));
  EXPECT_TRUE(same_sender_and_identifier(reference, message));
  reference.sent_at = {};
  EXPECT_TRUE(same_message(reference, message));
  reference.sender = "else@example.org";
  EXPECT_FALSE(same_message(reference, message));
}

TEST(CapSemantics, WithoutExpiresTheFallbackCounts) {
  Info info;
  EXPECT_EQ(expires_at(info, {42}), Instant{42});
  info.expires.at = {7};
  EXPECT_EQ(expires_at(info, {42}), Instant{7});
}

}  // namespace
}  // namespace tocsin::wire::cap
