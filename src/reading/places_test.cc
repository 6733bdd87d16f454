#include "reading/places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/shared_testing.h"
#include "geo/countries.h"
#include "reading/gazetteer_table.h"
#include "reading/place_tag.h"

namespace tocsin::reading {
namespace {

std::vector<PlaceMention> find(std::string_view text) {
  return Gazetteer::built_in().find(text, tokenize(text));
}

// The mention with this text; null: there is none.
struct Found {
  std::string_view text;
  std::vector<PlaceMention> mentions;

  explicit Found(std::string_view t) : text(t), mentions(find(t)) {}
  const PlaceMention* operator[](std::string_view name) const {
    for (const auto& one : mentions)
      if (text_of(text, one.span) == name) return &one;
    return nullptr;
  }
  std::string_view ref(std::string_view name) const {
    const auto* one = (*this)[name];
    return one == nullptr ? "not found" : one->place ? one->place->ref : "no place";
  }
};

TEST(Gazetteer, KnowsCountriesByCode) {
  const auto& gazetteer = Gazetteer::built_in();
  const auto france = gazetteer.country("FR");
  ASSERT_TRUE(france);
  EXPECT_EQ(france->name, "France");
  EXPECT_EQ(france->ref, "iso:FR");
  EXPECT_EQ(france->country, "FR");
  EXPECT_EQ(france->kind, PlaceKind::country);
  EXPECT_NEAR(france->lat, 46, 0.01);
  EXPECT_NEAR(france->lon, 2, 0.01);
  EXPECT_FALSE(gazetteer.country("XX"));
  EXPECT_FALSE(gazetteer.country("fr"));
  EXPECT_FALSE(gazetteer.country(""));
  EXPECT_FALSE(gazetteer.country("FRA"));
}

TEST(Gazetteer, KnowsCapitals) {
  const auto& gazetteer = Gazetteer::built_in();
  EXPECT_EQ(gazetteer.capital_of("FR")->ref, "geonames:2988507");
  EXPECT_EQ(gazetteer.capital_of("AT")->iso2, "AT-9");
  EXPECT_TRUE(gazetteer.capital_of("RU")->capital);
  EXPECT_FALSE(gazetteer.capital_of("AQ"));
  EXPECT_FALSE(gazetteer.capital_of("XX"));
}

TEST(Gazetteer, KnowsCountriesByNameAndDemonym) {
  const auto& gazetteer = Gazetteer::built_in();
  const std::pair<std::string_view, std::string_view> names[] = {{"France", "FR"},
                                                                 {"French", "FR"},
                                                                 {"Frenchman", "FR"},
                                                                 {"Dutch", "NL"},
                                                                 {"the Netherlands", "NL"},
                                                                 {"Netherlands", "NL"},
                                                                 {"UK", "GB"},
                                                                 {"U.K.", "GB"},
                                                                 {"US", "US"},
                                                                 {"U.S.", "US"},
                                                                 {"us", ""},
                                                                 {"usa", "US"},
                                                                 {"UAE", "AE"},
                                                                 {"DRC", "CD"},
                                                                 {"south korean", "KR"},
                                                                 {"Ivory Coast", "CI"},
                                                                 {"Belgians", "BE"},
                                                                 {"Saudi", "SA"},
                                                                 {"Paris", ""},
                                                                 {"", ""},
                                                                 {"nowhere", ""},
                                                                 {"Czechia", "CZ"},
                                                                 {"Czech Republic", "CZ"},
                                                                 {"Georgian", "GE"}};
  for (const auto& [name, code] : names) EXPECT_EQ(gazetteer.country_of_name(name), code) << name;
}

TEST(Gazetteer, EveryCountrysPointLiesInIt) {
  const auto borders = geo::Countries::load_built_in();
  ASSERT_TRUE(borders);
  const auto& table = GazetteerTable::built_in();
  int tried = 0;
  for (std::uint32_t row = 1; row < table.divisions(); ++row) {
    const auto place = table.place(row);
    if (place.kind != PlaceKind::country) break;
    ++tried;
    // The table of borders has the one under Morocco and of the other only the coast.
    if (place.country == "EH" || place.country == "AQ") continue;
    const auto* at = (*borders)->find({place.lat, place.lon});
    ASSERT_NE(at, nullptr) << place.country;
    EXPECT_EQ(at->code, place.country);
  }
  EXPECT_GE(tried, 249);
}

TEST(Gazetteer, NamesWithTooManyPlacesAreCut) {
  const auto& table = GazetteerTable::built_in();
  const auto entry = [&](std::string_view first, std::string_view second) {
    return table.find(layout::join(key_of(first), key_of(second)));
  };
  EXPECT_EQ(entry("San", "Antonio").count, layout::postings_max);
  EXPECT_LT(entry("Santa", "Clara").count, layout::postings_max);
  EXPECT_GT(entry("Santa", "Clara").count, 1);
  EXPECT_EQ(table.find(key_of("xyzzyx")).count, 0);
}

TEST(Places, AreaSizesDecide) {
  const Found text(
      "Security was raised in Moscow, London and Vienna. In Los Angeles police were on patrol, as in LA "
      "before.");
  EXPECT_EQ(text.ref("Moscow"), "geonames:524901");
  EXPECT_EQ(text.ref("London"), "geonames:2643743");
  EXPECT_EQ(text.ref("Vienna"), "geonames:2761369");
  EXPECT_EQ(text.ref("Los Angeles"), "geonames:5368361");
  EXPECT_EQ(text.ref("LA"), "geonames:5368361");
  EXPECT_EQ(text["Vienna"]->place->iso2, "AT-9");
  EXPECT_EQ(text["London"]->place->country, "GB");
}

TEST(Places, TheRegionBehindTheCommaDecides) {
  EXPECT_EQ(Found("They met in Paris, Texas, on Monday.").ref("Paris"), "geonames:4717560");
  EXPECT_EQ(Found("They met in Paris, France, on Monday.").ref("Paris"), "geonames:2988507");
  EXPECT_EQ(Found("A fire in London, Ontario, was put out.").ref("London"), "geonames:6058560");
  EXPECT_EQ(Found("The attack on a synagogue at Halle in Germany failed.").ref("Halle"), "geonames:2911522");
  // Said once, it holds for the whole text.
  const Found once(
      "Visitors from Leeds and Liverpool came to London, Ontario. Later the people in London cheered.");
  ASSERT_EQ(once.mentions.size(), 5U);
  EXPECT_EQ(once.mentions[2].place->country, "CA");
  EXPECT_EQ(once.mentions[4].place->country, "CA");
  const Found both("He moved from Paris, Texas, to Paris, France, last year.");
  ASSERT_EQ(both.mentions.size(), 4U);
  EXPECT_EQ(both.mentions[0].place->country, "US");
  EXPECT_EQ(both.mentions[2].place->country, "FR");
}

TEST(Places, TheRestOfTheTextDecides) {
  EXPECT_EQ(
      Found("Security was raised in Tbilisi after Turkey closed its border with Georgia.").ref("Georgia"),
      "iso:GE");
  EXPECT_EQ(
      Found("The state of Georgia sent troopers. Atlanta and Savannah were calm, said Augusta officials.")
          ["Georgia"]
              ->place->iso2,
      "US-GA");
}

TEST(Places, AbbreviationsOfStatesStandBehindACity) {
  const Found text(
      "A crash near Towson, Md., and one in Albany, NY closed roads. OR so he told us. IN the end, OH well.");
  EXPECT_EQ(text["Md."]->place->iso2, "US-MD");
  EXPECT_EQ(text["NY"]->place->iso2, "US-NY");
  EXPECT_EQ(text["OR"], nullptr);
  EXPECT_EQ(text["IN"], nullptr);
  EXPECT_EQ(text["OH"], nullptr);
}

TEST(Places, PeopleAreNoPlaces) {
  for (const std::string_view text :
       {"Paris Hilton smiled.", "Mr London agreed with Ms Washington.",
        "George Washington slept here, and Washington said so.", "Michael Jordan scored.",
        "Reading is fun. Nice weather, they said.", "In March and May it rained.",
        "Christmas is near. Mobile phones rang.", "NATO met."})
    EXPECT_TRUE(find(text).empty()) << text << ": " << text_of(text, find(text)[0].span);
}

TEST(Places, DemonymsAreMarked) {
  const Found text(
      "Dutch and German police met French officials. Parisians and a South Korean visitor watched.");
  for (const std::string_view name : {"Dutch", "German", "French", "Parisians", "South Korean"}) {
    ASSERT_NE(text[name], nullptr) << name;
    EXPECT_TRUE(text[name]->demonym) << name;
  }
  EXPECT_EQ(text.ref("German"), "iso:DE");
  EXPECT_EQ(text.ref("Parisians"), "geonames:2988507");
  EXPECT_FALSE(Found("Police in Germany met.")["Germany"]->demonym);
}

TEST(Places, NamesInsideBodiesAreEmbedded) {
  const Found text(
      "The New York Police Department and Boston's Regional Intelligence Center said so. Russia's "
      "Transportation Ministry "
      "agreed. The University of Vienna closed. Trains in Vienna ran.");
  EXPECT_TRUE(text["New York"]->embedded);
  EXPECT_EQ(text.ref("New York"), "geonames:5128581");
  EXPECT_TRUE(text["Boston"]->embedded);
  EXPECT_FALSE(text["Russia"]->embedded);  // a country owns its ministry
  EXPECT_TRUE(text["Vienna"]->embedded);
  EXPECT_FALSE(text.mentions.back().embedded);
  EXPECT_TRUE(Found("Officers of Chicago Police in Illinois came.")["Chicago"]->embedded);
}

TEST(Places, Airports) {
  const Found text(
      "A terminal at London Gatwick Airport was evacuated. Zaventem airport and Charles de Gaulle airport "
      "were closed, Heathrow and "
      "JFK stayed open.");
  EXPECT_EQ(text.ref("London Gatwick Airport"), "iata:LGW");
  EXPECT_EQ(text.ref("Zaventem airport"), "iata:BRU");
  EXPECT_EQ(text.ref("Charles de Gaulle airport"), "iata:CDG");
  EXPECT_EQ(text.ref("Heathrow"), "iata:LHR");
  EXPECT_EQ(text.ref("JFK"), "iata:JFK");
  EXPECT_EQ(text["Heathrow"]->place->kind, PlaceKind::airport);
}

TEST(Places, SpellingsAndSpans) {
  const Found text(
      "The Netherlands and the Hague agreed. St.Petersburg in Russia, U.S. and US officials, Saint-Denis in "
      "France. Paris-based "
      "firms and a Saudi-led coalition. Flights to Sharm el-Sheikh. BRUSSELS was quiet.");
  EXPECT_EQ(text.ref("Netherlands"), "iso:NL");
  EXPECT_EQ(text.ref("St.Petersburg"), "geonames:498817");
  EXPECT_EQ(text.ref("U.S."), "iso:US");
  EXPECT_EQ(text.ref("US"), "iso:US");
  EXPECT_EQ(text["Saint-Denis"]->place->country, "FR");
  EXPECT_EQ(text.ref("Paris"), "geonames:2988507");
  EXPECT_EQ(text["Saudi"]->place->country, "SA");
  EXPECT_EQ(text["Sharm el-Sheikh"]->place->country, "EG");
  EXPECT_EQ(text.ref("BRUSSELS"), "geonames:2800866");
}

TEST(Places, MentionsStandInOrderAndDoNotOverlap) {
  const Found text(
      "Israeli-Palestinian talks in Oslo, Norway, and New York, New York. Lake Erie. Hamilton County.");
  for (std::size_t i = 1; i < text.mentions.size(); ++i)
    EXPECT_LE(text.mentions[i - 1].span.end, text.mentions[i].span.begin);
  EXPECT_EQ(text["Israeli"]->place->country, "IL");
  EXPECT_EQ(text["Palestinian"]->place->country, "PS");
}

TEST(Places, GivenNamesAreResolved) {
  const std::string text = "The fire at Foo Hall in Bristol, England, was out. Quuxton residents slept.";
  const auto at = [&](std::string_view name) {
    const auto begin = static_cast<std::uint32_t>(text.find(name));
    return Span{begin, begin + static_cast<std::uint32_t>(name.size())};
  };
  const std::vector<Span> names = {at("Bristol"), at("Quuxton"), at("England")};
  const auto places = Gazetteer::built_in().resolve(text, tokenize(text), names);
  ASSERT_EQ(places.size(), 3U);
  EXPECT_EQ(places[0]->ref, "geonames:2654675");
  EXPECT_FALSE(places[0]->around);
  EXPECT_TRUE(places[1]->around);
  EXPECT_EQ(places[1]->country, "GB");
  EXPECT_EQ(places[2]->iso2, "GB-ENG");
  const std::vector<Span> odd = {
      Span{0, 0}, Span{static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(text.size())}};
  EXPECT_EQ(Gazetteer::built_in().resolve(text, tokenize(text), odd).size(), 2U);
}

TEST(Places, HostileTextsHaveBoundedResults) {
  std::string pairs, words, broken;
  while (pairs.size() < text_bytes_max) pairs += "San Antonio, Washington County, San Juan in Santa Rosa, ";
  while (words.size() < text_bytes_max) words += "Ab" + std::to_string(words.size()) + " Paris\xE2\x80";
  while (broken.size() < 100'000) broken += "Par\xFFis \xC3 \xF0\x9F London\xE2\x80\xAE, -Paris- - --Vienna-";
  for (const auto* text : {&pairs, &words, &broken}) {
    const auto begin = std::chrono::steady_clock::now();
    const auto tokens = tokenize(*text);
    const auto mentions = Gazetteer::built_in().find(*text, tokens);
    EXPECT_LE(mentions.size(), tokens.size());
    EXPECT_LT(std::chrono::steady_clock::now() - begin,
              std::chrono::seconds(20));  // an instrumented build, too
  }
  EXPECT_TRUE(find("").empty());
  EXPECT_TRUE(find("\n\n, . -").empty());
}

TEST(Places, TheArticle) {
  const std::string folder = shared_path("data/article/");
  TOCSIN_NEED_SHARED(folder);
  std::ifstream text_file(folder + "article.txt"), gold_file(folder + "gold.json");
  ASSERT_TRUE(text_file && gold_file);
  std::stringstream text, gold;
  text << text_file.rdbuf();
  gold << gold_file.rdbuf();
  const std::string article = text.str();
  const Found found(article);
  const boost::json::value all = boost::json::parse(gold.str());
  int names = 0;
  for (const auto& one : all.at("toponyms").as_array()) {
    const auto& bytes = one.at("bytes").as_array();
    const Span span{static_cast<std::uint32_t>(bytes[0].as_int64()),
                    static_cast<std::uint32_t>(bytes[1].as_int64())};
    const auto it = std::find_if(found.mentions.begin(), found.mentions.end(),
                                 [&](const PlaceMention& mention) { return mention.span == span; });
    const std::string name(text_of(article, span));
    ++names;
    ASSERT_NE(it, found.mentions.end()) << name << " at " << span.begin;
    ASSERT_TRUE(it->place) << name;
    EXPECT_EQ(it->demonym, one.at("kind").as_string() == "demonym") << name;
    EXPECT_EQ(it->embedded, one.at("kind").as_string() == "embedded") << name;
    if (one.at("iso").is_string()) {
      EXPECT_EQ(it->place->country, std::string_view(one.at("iso").as_string())) << name;
    }
    if (!one.at("ref").is_string()) continue;
    std::string ref(one.at("ref").as_string());
    if (ref.starts_with("world-countries:")) ref = "iso:" + ref.substr(ref.find(':') + 1);
    EXPECT_EQ(it->place->ref, ref) << name;
  }
  EXPECT_EQ(static_cast<int>(found.mentions.size()), names);  // and nothing else
}

}  // namespace
}  // namespace tocsin::reading
