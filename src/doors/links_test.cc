#include "doors/links.h"

#include <gtest/gtest.h>

namespace tocsin::doors {
namespace {

Id numbered(std::uint8_t number) {
  Id id;
  id.bytes.fill(number);
  return id;
}
const world::CheckId check(numbered(1));
const world::PersonId person(numbered(2));

TEST(Links, AnAnswerTokenNamesItsCheckAndPerson) {
  const Links links(Bytes(32, 'k'));
  const std::string token = links.answer_token(check, person);
  EXPECT_EQ(token.size(), 64u);
  const auto read = links.read_answer(token);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->check, check);
  EXPECT_EQ(read->person, person);
  EXPECT_EQ(links.read_circle(links.circle_token(person)), person);
}

TEST(Links, AnyOtherTextIsNoToken) {
  const Links links(Bytes(32, 'k'));
  const std::string token = links.answer_token(check, person);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(links.read_answer(other)) << i;
  }
  for (const std::string& other :
       {std::string(), token + "A", token.substr(1), token.substr(0, 63) + "=", token.substr(0, 63) + " ",
        std::string(64, '+'), std::string(64, '\0'), links.circle_token(person)}) {
    EXPECT_FALSE(links.read_answer(other)) << other;
  }
  EXPECT_FALSE(Links(Bytes(32, 'l')).read_answer(token)) << "another realm's";
}

}  // namespace
}  // namespace tocsin::doors
