// Turns data/gazetteer/ into the table that the program carries (src/reading/gazetteer_layout.h).
// compile_gazetteer FOLDER OUT. Run by the build; prints nothing when all is well.
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "reading/gazetteer_layout.h"
#include "reading/places.h"
#include "reading/tokens.h"

namespace {

using namespace tocsin::reading;
using layout::PlaceRow;
using Fields = std::vector<std::string>;

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "compile_gazetteer: %s\n", why.c_str());
  std::exit(1);
}

std::string read_all(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");  // reads files that are not compressed, too
  if (file == nullptr) stop(path + " cannot be opened");
  std::string bytes;
  char buffer[1 << 16];
  int n = 0;
  while ((n = gzread(file, buffer, sizeof buffer)) > 0) bytes.append(buffer, static_cast<std::size_t>(n));
  if (n < 0) stop(path + " cannot be read");
  gzclose(file);
  return bytes;
}

Fields split(const std::string& line, char by) {
  Fields fields(1);
  for (const char c : line) {
    if (c == by) {
      fields.emplace_back();
    } else {
      fields.back().push_back(c);
    }
  }
  return fields;
}

std::vector<Fields> rows(const std::string& path, char by, std::size_t least) {
  std::vector<Fields> all;
  for (const auto& line : split(read_all(path), '\n')) {
    if (line.empty() || line[0] == '#') continue;
    all.push_back(split(line, by));
    if (all.back().size() < least) stop(path + ": " + line);
  }
  return all;
}

bool ends_with(const std::string& s, std::string_view end) {
  return s.size() > end.size() && std::string_view(s).substr(s.size() - end.size()) == end;
}
bool starts_with(const std::string& s, std::string_view begin) {
  return s.size() > begin.size() && s.compare(0, begin.size(), begin) == 0;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

class Compiler {
 public:
  explicit Compiler(std::string folder) : folder_(std::move(folder) + "/") {
    text_.push_back('\0');
    places_.emplace_back();
  }

  void run(const std::string& out) {
    words();
    countries();
    regions();
    districts();
    divisions_ = static_cast<std::uint32_t>(places_.size());
    cities();
    airports();
    others();
    own_names();
    write(out);
  }

 private:
  struct Name {
    std::vector<std::uint32_t> postings;
    std::uint8_t lengths = 0, flags = 0;
  };

  std::uint32_t keep(const std::string& s) {
    if (s.empty()) return 0;
    const auto [it, fresh] = texts_.try_emplace(s, static_cast<std::uint32_t>(text_.size()));
    if (fresh) text_.append(s).push_back('\0');
    return it->second;
  }

  std::uint32_t add(PlaceRow row, PlaceKind kind, const std::string& name, const std::string& country) {
    row.kind = static_cast<std::uint8_t>(kind);
    row.name = keep(name);
    if (country.size() == 2 && country != "- ") row.country[0] = country[0], row.country[1] = country[1];
    places_.push_back(row);
    return static_cast<std::uint32_t>(places_.size() - 1);
  }

  static void locate(PlaceRow& row, const std::string& lat, const std::string& lon) {
    if (lat.empty() || lon.empty()) return;
    row.lat_e5 = static_cast<std::int32_t>(std::lround(std::stod(lat) * 1e5));
    row.lon_e5 = static_cast<std::int32_t>(std::lround(std::stod(lon) * 1e5));
    row.flags |= layout::located;
  }

  void name_exactly(std::uint32_t place, const std::string& name, int quality) {
    const auto tokens = tokenize(name);
    if (tokens.empty() || tokens.size() > layout::name_tokens_max || name.size() < 2) return;
    names_[tokens[0].key].lengths |= static_cast<std::uint8_t>(1U << (tokens.size() - 1));
    std::uint64_t key = tokens[0].key;
    for (std::size_t i = 1; i < tokens.size(); ++i) key = layout::join(key, tokens[i].key);
    auto& postings = names_[key].postings;
    for (auto& posting : postings) {
      if (posting >> 8 != place) continue;
      posting = place << 8 | std::min(posting & 0xFF, static_cast<std::uint32_t>(quality));
      return;
    }
    postings.push_back(place << 8 | static_cast<std::uint32_t>(quality));
  }

  // With the other ways to write it.
  void name(std::uint32_t place, const std::string& text, int quality) {
    if (text.empty()) return;
    name_exactly(place, text, quality);
    static constexpr std::pair<const char*, const char*> ways[] = {
        {"Saint ", "St. "}, {"Saint ", "St "}, {"St. ", "Saint "}, {"St. ", "St "},      {"Saint-", "St. "},
        {"Saint-", "St-"},  {"St. ", "St."},   {"Saint ", "St."},  {"Sainte ", "Ste. "}, {"Mount ", "Mt. "},
        {"Mount ", "Mt "},  {"Fort ", "Ft. "}, {"Fort ", "Ft "},   {"Port ", "Pt. "}};
    for (const auto& [from, to] : ways)
      if (starts_with(text, from)) name_exactly(place, replaced(text, from, to), quality);
    if (text.find('-') != std::string::npos)
      name_exactly(place, replaced(text, "-", " "), quality | layout::folded);
    if (text.find("'") != std::string::npos)
      name_exactly(place, replaced(text, "'", ""), quality | layout::folded);
    if (starts_with(text, "The ")) name_exactly(place, text.substr(4), quality);
  }

  void names(std::uint32_t place, const std::string& list, int quality) {
    for (const auto& one : split(list, ';')) name(place, one, quality);
  }

  void demonyms(std::uint32_t place, const std::string& list) {
    for (const auto& one : split(list, ';')) {
      if (one.empty()) continue;
      name(place, one, layout::demonym);
      static constexpr std::string_view no_plural[] = {"s",   "sh",    "ch",    "ese", "men",
                                                       "man", "women", "woman", "x"};
      bool plural = true;
      for (const auto end : no_plural) plural &= !ends_with(one, end);
      if (plural) name(place, one + "s", layout::demonym);
    }
  }

  void words() {
    for (const auto& row : rows(folder_ + "words.tsv.gz", '\t', 2)) {
      auto& name = names_[key_of(row[0])];
      if (row[1].find('c') != std::string::npos) name.flags |= layout::common_word, common_.insert(row[0]);
      if (row[1].find('n') != std::string::npos) name.flags |= layout::first_name;
    }
  }

  void countries() {
    for (const auto& row : rows(folder_ + "countries.txt", '|', 3)) {
      const auto head = split(row[0], ' ');
      if (head.size() != 3) stop("countries.txt: " + row[0]);
      PlaceRow place;
      locate(place, head[1], head[2]);
      place.ref = keep("iso:" + head[0]);
      place.iso2 = keep(head[0]);
      place.flags |= layout::seat;
      const auto listed = split(row[1], ';');
      const auto id = add(place, PlaceKind::country, listed[0], head[0]);
      if (!country_.empty() && country_.rbegin()->first > head[0]) stop("countries.txt is not sorted");
      country_[head[0]] = id;
      names(id, row[1], 0);
      demonyms(id, row[2]);
    }
  }

  void regions() {
    std::map<std::string, Fields> own;
    for (auto& row : rows(folder_ + "states.txt", '|', 3)) own[split(row[0], ' ')[0]] = row;
    for (const auto& row : rows(folder_ + "regions.tsv", '\t', 8)) {
      PlaceRow place;
      locate(place, row[5], row[6]);
      const auto it = own.find(row[0]);
      if (it != own.end()) {
        const auto head = split(it->second[0], ' ');
        locate(place, head[1], head[2]);
      }
      place.iso2 = keep(row[1]);
      if (!row[2].empty()) place.ref = keep("geonames:" + row[2]);
      place.population = static_cast<std::uint32_t>(std::stoul(row[7]));
      const auto country = row[0].substr(0, 2);
      const auto id = add(place, PlaceKind::region, row[3], country);
      region_[row[0]] = id;
      name(id, row[3], 0);
      for (const auto& one : split(row[4], ';')) {
        // A country or another region has the better claim to the name.
        name(id, one, layout::alias);
      }
      for (const std::string_view noun :
           {" Oblast", " Province", " Region", " State", " Governorate", " Prefecture", " Krai", " Kray",
            " oblast", " Department", " County", " Republic"}) {
        if (ends_with(row[3], noun)) name(id, row[3].substr(0, row[3].size() - noun.size()), layout::bare);
      }
      if (it == own.end()) continue;
      for (const auto& one : split(it->second[1], ';'))
        name(id, one, is_code(one) ? layout::code : layout::alias);
      demonyms(id, it->second[2]);
    }
  }

  // Two letters, or a word when written small: means the state only where the state is expected.
  bool is_code(const std::string& abbreviation) const {
    const auto stem = fold(abbreviation.substr(0, abbreviation.find('.')));
    const bool dotted = std::count(abbreviation.begin(), abbreviation.end(), '.') > 1;
    return !dotted && (stem.size() <= 2 || common_.contains(stem)) &&
           abbreviation.find(' ') == std::string::npos;
  }

  void districts() {
    for (const auto& row : rows(folder_ + "districts.tsv", '\t', 6)) {
      const auto parts = split(row[0], '.');
      PlaceRow place;
      locate(place, row[3], row[4]);
      place.population = static_cast<std::uint32_t>(std::stoul(row[5]));
      const auto region = region_.find(parts[0] + "." + parts[1]);
      if (region != region_.end()) place.region = region->second, place.iso2 = places_[region->second].iso2;
      if (!row[1].empty()) place.iso2 = keep(row[1]);
      const auto id = add(place, PlaceKind::district, row[2], parts[0]);
      district_[row[0]] = id;
      name(id, row[2], 0);
      std::string stem = row[2];
      for (const std::string_view noun :
           {" County", " Parish", " District", " Province", " Borough", " Municipality", " Census Area",
            " City and Borough", " Prefecture", " Shi"})
        if (ends_with(stem, noun)) stem.resize(stem.size() - noun.size());
      for (const std::string_view noun :
           {"Provincia di ", "Provincia de ", "Provincie ", "Province de ", "Province du ", "Province of ",
            "Landkreis ", "Kreis ", "Département de ", "City of ", "City and Borough of ", "Borough of ",
            "County ", "District of ", "Royal Borough of ", "Metropolitan Borough of ", "London Borough of "})
        if (starts_with(stem, noun)) stem.erase(0, noun.size());
      if (stem != row[2]) name(id, stem, layout::bare);
      if (parts[0] == "IE" || (parts[0] == "GB" && parts[1] == "NIR"))
        for (const std::string_view noun : {"County ", "Co. ", "Co "}) name(id, std::string(noun) + stem, 0);
    }
  }

  // "Raqqa" is a spelling of "Ar Raqqah", "Hanau" is short for "Hanau am Main"; "Salisbury" is another name
  // of Harare.
  static bool is_spelling(const std::string& alias, const Fields& row) {
    std::string stem = fold(row[2].empty() ? row[1] : row[2]);
    for (const std::string_view article :
         {"al ", "ar ", "as ", "ash ", "at ", "az ", "el ", "al-", "the ", "la ", "le "})
      if (starts_with(stem, article)) stem.erase(0, article.size());
    constexpr std::size_t same = 3;
    return stem.size() >= same && fold(alias).compare(0, same, stem, 0, same) == 0;
  }

  void cities() {
    std::unordered_map<std::uint32_t, std::uint64_t> people;
    for (const auto& row : rows(folder_ + "cities.tsv.gz", '\t', 11)) {
      PlaceRow place;
      locate(place, row[4], row[5]);
      place.population = static_cast<std::uint32_t>(std::stoul(row[10]));
      place.ref = keep("geonames:" + row[0]);
      if (row[6] == "C") place.flags |= layout::capital;
      if (!row[6].empty() && row[6][0] == 'A') place.flags |= layout::seat;
      const auto region = region_.find(row[7] + "." + row[8]);
      if (region != region_.end()) place.region = region->second, place.iso2 = places_[region->second].iso2;
      const auto district = district_.find(row[7] + "." + row[8] + "." + row[9]);
      if (district != district_.end()) {
        place.district = district->second;
        if (places_[district->second].iso2 != 0) place.iso2 = places_[district->second].iso2;
      }
      const auto id = add(place, PlaceKind::city, row[1], row[7]);
      city_[row[0]] = id;
      const auto country = country_.find(row[7]);
      if (country != country_.end()) {
        people[country->second] += row[6] == "X" ? 0 : place.population;
        if (row[6] == "C") places_[country->second].region = id;
      }
      name(id, row[1], 0);
      if (!row[2].empty()) name(id, row[2], layout::folded);
      for (const auto& one : split(row[3], ';'))
        if (!common_.contains(fold(one)))
          name(id, one, is_spelling(one, row) ? layout::folded : layout::alias);
    }
    for (const auto& [country, n] : people)
      places_[country].population = static_cast<std::uint32_t>(std::min<std::uint64_t>(n, 0xFFFFFFFF));
  }

  void airports() {
    for (const auto& row : rows(folder_ + "airports.tsv", '\t', 8)) {
      PlaceRow place;
      locate(place, row[3], row[4]);
      place.ref = keep("iata:" + row[0]);
      place.iso2 = keep(row[6]);
      if (row[7] == "1") place.flags |= layout::great;
      const auto id = add(place, PlaceKind::airport, row[1], row[5]);
      airport_[row[0]] = id;
      for (const std::string& full : {row[1], replaced(row[1], " International", "")}) {
        name(id, full, full == row[1] ? 0 : layout::alias);
        name(id, replaced(full, " Airport", " airport"), layout::alias);
        if (!row[2].empty() && starts_with(full, row[2] + " ") && ends_with(full, " Airport")) {
          const auto rest = full.substr(row[2].size() + 1);
          if (rest != "Airport" && rest != "International Airport" && rest.find(' ') != std::string::npos)
            name(id, rest, layout::alias);
        }
      }
      if (row[7] == "1" && !row[2].empty()) {
        name(id, row[2] + " Airport", layout::alias);
        name(id, row[2] + " airport", layout::alias);
        name(id, row[2] + " International Airport", layout::alias);
      }
    }
  }

  void others() {
    for (const auto& row : rows(folder_ + "others.txt", '|', 3)) {
      const auto head = split(row[0], ' ');
      if (head.size() != 5) stop("others.txt: " + row[0]);
      PlaceRow place;
      locate(place, head[1], head[2]);
      if (head[4] != "-") place.iso2 = keep(head[4]);
      const auto kind = head[0] == "continent" ? PlaceKind::continent
                        : head[0] == "region"  ? PlaceKind::region
                                               : PlaceKind::other;
      const auto id = add(place, kind, split(row[1], ';')[0], head[3] == "-" ? "" : head[3]);
      names(id, row[1], 0);
      demonyms(id, row[2]);
    }
  }

  void own_names() {
    for (const auto& row : rows(folder_ + "names.txt", '|', 2)) {
      const auto what = split(row[0], ':');
      const auto& table = what[0] == "iata" ? airport_ : city_;
      const auto it = table.find(what[1]);
      if (it == table.end()) stop("names.txt: " + row[0] + " is in no table");
      names(it->second, row[1], 0);
      if (row.size() > 2) demonyms(it->second, row[2]);
    }
  }

  // What is kept first when a name has too many places, and what is met first.
  std::uint64_t weight(std::uint32_t posting) const {
    const auto& place = places_[posting >> 8];
    std::uint64_t kind = 1;
    switch (static_cast<PlaceKind>(place.kind)) {
      case PlaceKind::country:
        kind = 3;
        break;
      case PlaceKind::continent:
      case PlaceKind::region:
      case PlaceKind::other:
        kind = 2;
        break;
      default:
        break;
    }
    // A great airport is better known than the village it has its name from.
    constexpr std::uint64_t airport_people = 1'000'000;
    const bool airport =
        place.kind == static_cast<int>(PlaceKind::airport) && (place.flags & layout::great) != 0;
    return kind << 40 | (airport ? airport_people : place.population);
  }

  void write(const std::string& path) {
    for (auto& place : places_) {
      place.prior = prior_of(place);
      const auto country = country_.find(std::string(place.country, 2));
      if (country != country_.end()) place.country_row = static_cast<std::uint16_t>(country->second);
    }
    std::vector<std::pair<std::uint64_t, Name*>> sorted;
    for (auto& [key, name] : names_) sorted.emplace_back(key, &name);
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::uint32_t size = 1;
    while (7 * size < 10 * sorted.size()) size *= 2;
    std::vector<layout::Slot> slots(size);
    std::vector<std::uint32_t> postings;
    for (auto& [key, name] : sorted) {
      std::stable_sort(name->postings.begin(), name->postings.end(), [&](std::uint32_t a, std::uint32_t b) {
        return weight(a) != weight(b) ? weight(a) > weight(b) : a < b;
      });
      if (name->postings.size() > layout::postings_max) name->postings.resize(layout::postings_max);
      layout::Slot slot;
      slot.key = key;
      slot.first = static_cast<std::uint32_t>(postings.size());
      slot.count = static_cast<std::uint16_t>(name->postings.size());
      slot.lengths = name->lengths;
      slot.flags = name->flags;
      postings.insert(postings.end(), name->postings.begin(), name->postings.end());
      auto at = static_cast<std::uint32_t>(key) & (size - 1);
      while (slots[at].key != 0) at = (at + 1) & (size - 1);
      slots[at] = slot;
    }
    layout::Header header;
    header.places = static_cast<std::uint32_t>(places_.size());
    header.countries = static_cast<std::uint32_t>(country_.size());
    header.divisions = divisions_;
    header.slots = size;
    header.postings = static_cast<std::uint32_t>(postings.size());
    header.text_bytes = static_cast<std::uint32_t>(text_.size());
    std::ofstream out(path, std::ios::binary);
    const auto put = [&](const void* data, std::size_t bytes) {
      out.write(static_cast<const char*>(data), static_cast<std::streamsize>(bytes));
    };
    put(&header, sizeof header);
    put(places_.data(), places_.size() * sizeof(PlaceRow));
    put(slots.data(), slots.size() * sizeof(layout::Slot));
    put(postings.data(), postings.size() * sizeof(std::uint32_t));
    put(text_.data(), text_.size());
    out.close();
    if (!out) stop(path + " cannot be written");
  }

  // States of the countries that English-language news are full of, and regions with many people; a parish of
  // Jamaica is not what "Manchester" means.
  static bool is_known_region(const PlaceRow& place) {
    constexpr std::uint32_t people = 1'000'000;
    const std::string_view country(place.country, 2);
    return place.population >= people || country == "US" || country == "CA" || country == "AU" ||
           country == "GB" || country == "IE";
  }

  // A place's points before the text is asked. Ten points are twice as many people.
  static std::uint16_t prior_of(const PlaceRow& place) {
    double points = 10 * std::log2(1.0 + place.population);
    switch (static_cast<PlaceKind>(place.kind)) {
      case PlaceKind::country:
        points += 170;
        break;
      case PlaceKind::region:
        points += 80;
        break;
      case PlaceKind::district:
        points -= 20;
        break;
      case PlaceKind::continent:
        points = 350;
        break;
      case PlaceKind::other:
        points = 230;
        break;
      case PlaceKind::airport:
        points = (place.flags & layout::great) != 0 ? 190 : 120;
        break;
      case PlaceKind::city:
        if ((place.flags & layout::capital) != 0) points += 130;
        if ((place.flags & layout::seat) != 0) points += 10;
    }
    return static_cast<std::uint16_t>(std::max(0.0, std::round(points)));
  }

  std::uint32_t divisions_ = 0;
  std::string folder_, text_;
  std::unordered_map<std::string, std::uint32_t> texts_;
  std::vector<PlaceRow> places_;
  std::unordered_map<std::uint64_t, Name> names_;
  std::unordered_set<std::string> common_;
  std::map<std::string, std::uint32_t> country_, region_, district_, city_, airport_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) stop("compile_gazetteer FOLDER OUT");
  Compiler(argv[1]).run(argv[2]);
  return 0;
}
