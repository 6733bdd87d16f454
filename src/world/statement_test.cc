#include "world/statement.h"

#include <gtest/gtest.h>

#include "world/board_testing.h"

namespace tocsin::world {
namespace {

std::string field_of(const std::function<void(Statement&)>& change) {
  Statement statement = measure("CLOSURE", "FR");
  change(statement);
  const auto valid = validate(statement, "/s");
  return valid ? "" : valid.error().field;
}

TEST(Statements, AreRefusedFieldByField) {
  EXPECT_EQ(field_of([](auto&) {}), "");
  EXPECT_EQ(field_of([](auto& s) { s.jurisdiction.iso = "fr"; }), "/s/jurisdiction/iso");
  EXPECT_EQ(field_of([](auto& s) { s.jurisdiction.iso2 = "DE-BE"; }), "/s/jurisdiction/iso2");
  EXPECT_EQ(field_of([](auto& s) { s.jurisdiction.iso2 = "FR-75C"; }), "");
  EXPECT_EQ(field_of([](auto& s) { s.words = std::string(words_code_points_max, 'x'); }), "");
  EXPECT_EQ(field_of([](auto& s) { s.words = std::string(words_code_points_max + 1, 'x'); }), "/s/words");
  EXPECT_EQ(field_of([](auto& s) { s.actor = std::string(line_code_points_max, 'x'); }), "");
  EXPECT_EQ(field_of([](auto& s) { s.actor = std::string(line_code_points_max + 1, 'x'); }), "/s/actor");
  EXPECT_EQ(field_of([](auto& s) { s.outcome = "\xFF"; }), "/s/outcome");
  EXPECT_EQ(field_of([](auto& s) { s.site = Site(); }), "/s/site");
  EXPECT_EQ(field_of([](auto& s) { s.site = site("Pole", "90,0"); }), "");
  EXPECT_EQ(field_of([](auto& s) {
              s.site = site("x", "0,0");
              s.site->point->lat = 91;
            }),
            "/s/site/point");
  EXPECT_EQ(field_of([](auto& s) { s.quantity = Quantity{"killed", 3, 2, false, ""}; }), "/s/quantity/min");
  EXPECT_EQ(field_of([](auto& s) { s.quantity = Quantity{"killed", -1, {}, false, ""}; }), "/s/quantity");
  EXPECT_EQ(field_of([](auto& s) {
              s.since = evening;
              s.until = evening + -1;
            }),
            "/s/until");
}

TEST(Chains, GoFromThePublisherToThePrimary) {
  const Chain good = {publisher("RT"), relay("Interfax"), unnamed("a source")};
  EXPECT_TRUE(validate(good, "/chain"));
  EXPECT_EQ(validate(Chain{relay("Interfax"), publisher("RT")}, "/chain").error().field, "/chain/1/role");
  EXPECT_EQ(validate(Chain{publisher(" ")}, "/chain").error().field, "/chain/0/name");
  EXPECT_TRUE(validate(Chain(chain_max, relay("x")), "/chain"));
  EXPECT_EQ(validate(Chain(chain_max + 1, relay("x")), "/chain").error().code, Errc::too_large);
}

TEST(Grades, AreALetterAndADigit) {
  EXPECT_TRUE(validate(Grade{}, "/grade"));
  EXPECT_TRUE(validate(Grade{'A', 1}, "/grade"));
  EXPECT_TRUE(validate(Grade{'F', 6}, "/grade"));
  for (const Grade& bad : {Grade{'G', 1}, Grade{'A', 0}, Grade{'A', 7}, Grade{0, 3}})
    EXPECT_FALSE(validate(bad, "/grade"));
}

TEST(Jurisdictions, CoverTheirParts) {
  EXPECT_TRUE(covers("FR", "FR"));
  EXPECT_TRUE(covers("FR", "FR-75C"));
  EXPECT_FALSE(covers("FR-75C", "FR"));
  EXPECT_FALSE(covers("FR-75C", "FR-69"));
  EXPECT_FALSE(covers("", "FR"));
  for (const auto* const good : {"FR", "EU", "INT"}) EXPECT_TRUE(is_iso_country(good)) << good;
  for (const auto* const bad : {"", "F", "fr", "FRA", "FR-75"}) EXPECT_FALSE(is_iso_country(bad)) << bad;
  for (const auto* const good : {"FR-75C", "US-CA", "AT-9"}) EXPECT_TRUE(is_iso_part(good)) << good;
  for (const auto* const bad : {"FR", "FR-", "FR-75C1", "fr-75", "FR_75", "INT-1"})
    EXPECT_FALSE(is_iso_part(bad)) << bad;
}

template <class Enum, class Parse>
void every_name_reads_back(Enum last, Parse parse) {
  for (int i = 1; i <= static_cast<int>(last); ++i) {
    const auto value = static_cast<Enum>(i);
    EXPECT_EQ(parse(to_string(value)), value) << to_string(value);
    EXPECT_FALSE(to_string(value).empty());
  }
  EXPECT_FALSE(parse(""));
  EXPECT_FALSE(parse("nonsense"));
}
TEST(Statements, NamesReadBack) {
  every_name_reads_back(StatementClass::other, parse_statement_class);
  every_name_reads_back(Status::reported, parse_status);
  every_name_reads_back(Certainty::low, parse_certainty);
  every_name_reads_back(Basis::person, parse_basis);
  every_name_reads_back(PartyRole::primary, parse_party_role);
  every_name_reads_back(PartyType::anonymous, parse_party_type);
  every_name_reads_back(SourceKind::anonymous, parse_source_kind);
  every_name_reads_back(Field::subject, parse_field);
}

}  // namespace
}  // namespace tocsin::world
