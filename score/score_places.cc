// Place names against the two sets of data/geoparsing. The convention, from the annotators' own guide to
// GeoWebNews:
//
// Tagging is strict: a mention counts when its first and last character are the annotators'. Every annotated
// name counts, demonyms and adjectives and names inside bodies' names too. Of GeoWebNews three kinds of
// annotation are no names of places and are left out: common nouns (Literal_Expression, Non_Lit_Expression)
// and bodies and events (Non_Toponym). That is what the guide does when it compares annotators or taggers. A
// mention where the annotators have nothing, or one of those three, is a mistake. LGL marks some streets and
// parks without a place: they count.
//
// Resolution gives the reader the annotators' names and asks where they are: of those with coordinates, how
// many are given the right country, and a point within 161 km (100 miles). No answer is a wrong answer. LGL
// names its countries; GeoWebNews does not, and there the country is the one whose borders hold the
// annotators' point: what lies in none (at sea) and continents are left out of that one figure.
//
// Each set is judged alone. The even and the odd documents are shown apart: they must not differ by much.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <pugixml.hpp>

#include "geo/countries.h"
#include "geo/distance.h"
#include "reading/places.h"
#include "score/score.h"

namespace tocsin::score {
namespace {

using reading::Gazetteer;
using reading::Span;

struct Name {
  Span span;
  bool located = false;
  double lat = 0, lon = 0;
  std::string country;  // ISO 3166-1 alpha-2; "": not known
};

struct Document {
  std::string text;
  std::vector<Name> names;
};

// Offsets are counted in characters there, in bytes here.
class Offsets {
 public:
  explicit Offsets(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i)
      if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80)
        bytes_.push_back(static_cast<std::uint32_t>(i));
    bytes_.push_back(static_cast<std::uint32_t>(text.size()));
  }
  Span span(std::size_t begin, std::size_t end) const {
    const auto last = bytes_.size() - 1;
    return {bytes_[std::min(begin, last)], bytes_[std::min(end, last)]};
  }

 private:
  std::vector<std::uint32_t> bytes_;
};

bool is_name(std::string_view type) {
  return type != "Non_Toponym" && type != "Literal_Expression" && type != "Non_Lit_Expression";
}

std::string country_at(double lat, double lon) {
  static const auto countries = geo::Countries::load_built_in();
  const auto* country = countries ? (*countries)->find({lat, lon}) : nullptr;
  return country == nullptr ? "" : country->code;
}

// GeoNames has a point for a continent, and some country holds it.
bool is_continent(std::uint32_t geonames) { return geonames >= 6255146 && geonames <= 6255152; }

std::vector<Document> load(const std::string& path) {
  std::vector<Document> documents;
  pugi::xml_document xml;
  if (!xml.load_file(path.c_str(), pugi::parse_default | pugi::parse_ws_pcdata)) return documents;
  for (const auto article : xml.child("articles").children("article")) {
    Document document{.text = article.child("text").text().as_string(), .names = {}};
    const Offsets offsets(document.text);
    for (const auto toponym : article.child("toponyms").children("toponym")) {
      const std::string_view type = toponym.child("type").text().as_string();
      if (!is_name(type)) continue;
      const auto lgl = toponym.child("gaztag");
      const auto place = lgl ? lgl : toponym;
      Name name;
      name.span =
          offsets.span(toponym.child("start").text().as_uint(), toponym.child("end").text().as_uint());
      const auto lat = place.child(lgl ? "lat" : "latitude"), lon = place.child(lgl ? "lon" : "longitude");
      name.located = lat && lon && *lat.text().as_string() != 0;
      name.lat = lat.text().as_double();
      name.lon = lon.text().as_double();
      const auto id =
          lgl ? place.attribute("geonameid").as_uint() : place.child("geonamesID").text().as_uint();
      if (name.located && !is_continent(id)) {
        name.country = Gazetteer::built_in().country_of_name(place.child("country").text().as_string());
        if (name.country.empty()) name.country = country_at(name.lat, name.lon);
      }
      document.names.push_back(std::move(name));
    }
    documents.push_back(std::move(document));
  }
  return documents;
}

struct Sums {
  int found = 0, said = 0, names = 0;    // tagging
  int country_right = 0, countries = 0;  // resolution
  int near = 0, located = 0;
  int country_known = 0, near_known = 0;  // right without a guess of where an unknown name lies

  double f1() const { return said + names == 0 ? 0 : 2.0 * found / (said + names); }
  double precision() const { return said == 0 ? 0 : 1.0 * found / said; }
  double recall() const { return names == 0 ? 0 : 1.0 * found / names; }
  double country() const { return countries == 0 ? 0 : 1.0 * country_right / countries; }
  double country_without_guess() const { return countries == 0 ? 0 : 1.0 * country_known / countries; }
  double within_without_guess() const { return located == 0 ? 0 : 1.0 * near_known / located; }
  double within() const { return located == 0 ? 0 : 1.0 * near / located; }
};

Sums operator+(Sums a, const Sums& b) {
  a.found += b.found, a.said += b.said, a.names += b.names;
  a.country_right += b.country_right, a.countries += b.countries;
  a.near += b.near, a.located += b.located;
  a.country_known += b.country_known, a.near_known += b.near_known;
  return a;
}

constexpr double near_m = 161'000;

Sums score_document(const Document& document) {
  Sums sums;
  const auto tokens = reading::tokenize(document.text);
  const auto mentions = Gazetteer::built_in().find(document.text, tokens);
  sums.said = static_cast<int>(mentions.size());
  sums.names = static_cast<int>(document.names.size());
  for (const auto& mention : mentions)
    sums.found += std::any_of(document.names.begin(), document.names.end(),
                              [&](const Name& name) { return name.span == mention.span; });
  std::vector<Span> spans;
  for (const auto& name : document.names) spans.push_back(name.span);
  const auto places = Gazetteer::built_in().resolve(document.text, tokens, spans);
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const auto& name = document.names[i];
    if (!name.located) continue;
    ++sums.located;
    const bool known = places[i] && !places[i]->around;
    const bool near = places[i] && places[i]->located &&
                      geo::distance_m({name.lat, name.lon}, {places[i]->lat, places[i]->lon}) <= near_m;
    sums.near += near;
    sums.near_known += near && known;
    if (name.country.empty()) continue;
    ++sums.countries;
    const bool right = places[i] && places[i]->country == name.country;
    sums.country_right += right;
    sums.country_known += right && known;
  }
  return sums;
}

void score_set(const std::string& shared, const std::string& file, const std::string& name,
               std::vector<Goal>& goals) {
  const auto path = shared + "/data/geoparsing/" + file;
  const auto documents = std::filesystem::exists(path) ? load(path) : std::vector<Document>();
  Sums half[2];
  for (std::size_t i = 0; i < documents.size(); ++i) half[i % 2] = half[i % 2] + score_document(documents[i]);
  const Sums all = half[0] + half[1];
  const auto set = fmt::format("{} ({})", name, documents.size());
  const auto goal = [&](const std::string& what, double (Sums::*figure)() const, double at_least,
                        const std::string& note) {
    Goal one{.what = what, .set = set, .reached = (all.*figure)(), .at_least = at_least, .note = {}};
    one.note = documents.empty() ? path + " is not there" : note;
    one.skipped = documents.empty();
    goals.push_back(std::move(one));
  };
  const auto halves = [&](double (Sums::*figure)() const) {
    return fmt::format("even {:.3f}, odd {:.3f}", (half[0].*figure)(), (half[1].*figure)());
  };
  goal("place names tagged, strict F1", &Sums::f1, 0.72,
       fmt::format("precision {:.3f}, recall {:.3f} of {}; {}", all.precision(), all.recall(), all.names,
                   halves(&Sums::f1)));
  goal("right country, name given", &Sums::country, 0.93,
       fmt::format("of {}; {}; {:.3f} without guesses", all.countries, halves(&Sums::country),
                   all.country_without_guess()));
  goal("within 161 km, name given", &Sums::within, 0.85,
       fmt::format("of {}; {}; {:.3f} without guesses", all.located, halves(&Sums::within),
                   all.within_without_guess()));
}

}  // namespace

std::vector<Goal> score_places(const std::string& shared) {
  std::vector<Goal> goals;
  score_set(shared, "GWN.xml", "GeoWebNews", goals);
  score_set(shared, "lgl.xml", "LGL", goals);
  return goals;
}

}  // namespace tocsin::score
