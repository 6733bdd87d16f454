#include "reading/place_home.h"

#include <array>

#include "base/check.h"

namespace tocsin::reading {
namespace {

struct Country {
  std::string_view code;
  std::string_view words;
};

// Offices, courts, schools, roads, money and spelling.
constexpr Country countries[] = {
    {"US",
     "sheriff sheriffs deputies interstate i-5 i-10 i-20 i-35 i-40 i-44 i-55 i-65 i-70 i-71 i-75 i-77 i-80 "
     "i-85 i-90 "
     "i-94 i-95 freshman sophomore sophomores superintendent prosecutors misdemeanor felony arraigned "
     "arraignment "
     "indicted statewide countywide congressman congressional senate senator lawmakers legislature governor "
     "medicaid "
     "medicare zoning councilman councilwoman councilmembers commissioners selectmen selectman aldermen "
     "alderman "
     "homeowners ymca gop republican republicans democrat democrats color neighbor neighbors neighborhood "
     "neighborhoods center centers program programs labor defense theater favorite honor gray honored "
     "downtown "
     "mph acres tornado thanksgiving nfl nba mlb ncaa ballgame touchdown quarterback inning innings semester "
     "kindergarten parish-wide fbi troopers trooper paramedics firefighters gubernatorial bipartisan "
     "hometown"},
    {"GB",
     "councillor councillors mps mp msp tory tories labour lib dem dems pence nhs borough whilst programme "
     "programmes "
     "centre colour neighbour neighbours neighbourhood neighbourhoods favourite honour honoured theatre "
     "defence "
     "constable magistrates solicitor barrister mum schoolboy schoolgirl flats pensioner pensioners motorway "
     "m1 m4 m5 "
     "m6 m25 footballer fixture premiership lorry lorries councils constabulary allotment holidaymakers pub "
     "pubs ofsted "
     "a-level gcse bbc quid tyre tyres kerb"},
    {"CA", "mla mlas mpp mpps rcmp ndp premier ontario's hydro toonie loonie reeve provincially cbc cegep"},
    {"IE",
     "garda gardai gardaí td tds taoiseach dáil dail oireachtas fianna fáil gael gaa feis seanad tánaiste"},
    {"AU", "bushfire bushfires ute arvo coalition abc afl nrl suburb paddock asic footy"},
    {"IN", "crore crores lakh lakhs rs panchayat lok sabha rupees bjp cpi taluk tehsil"},
    {"NG", "naira lga apc pdp senator-elect efcc"},
    {"ZA", "anc rand sapd saps matric bakkie eskom"},
    {"PK", "tehsil nawaz lakh pti pml-n"},
    {"NZ", "kiwi maori nzx iwi"},
};

constexpr std::size_t slots = 1024;  // some 300 words

struct Table {
  std::array<std::uint64_t, slots> keys{};
  std::array<std::uint16_t, slots> bits{};

  Table() {
    for (std::size_t c = 0; c < std::size(countries); ++c) {
      std::string_view rest = countries[c].words;
      for (std::size_t added = 0; !rest.empty(); ++added) {
        TOCSIN_CHECK(added < slots / 2, "the table of words is full");
        const auto end = rest.find(' ');
        const auto key = key_of(rest.substr(0, end));
        std::size_t at = key % slots;
        while (keys[at] != 0 && keys[at] != key) at = (at + 1) % slots;
        keys[at] = key;
        bits[at] = static_cast<std::uint16_t>(bits[at] | 1U << c);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
      }
    }
  }

  unsigned find(std::uint64_t key) const {
    std::size_t at = key % slots;
    while (keys[at] != 0 && keys[at] != key) at = (at + 1) % slots;
    return keys[at] == 0 ? 0U : bits[at];
  }
};

}  // namespace

std::string_view home_of(std::string_view text, std::span<const Token> tokens) {
  static const Table table;
  constexpr int words_min = 2, lead_min = 2;  // one word may be a quotation
  std::array<int, std::size(countries)> seen{};
  for (const auto& token : tokens) {
    if (token.kind == TokenKind::word) {
      auto bits = table.find(token.key);
      for (std::size_t c = 0; bits != 0; ++c, bits >>= 1) seen[c] += static_cast<int>(bits & 1);
    } else if (token.kind == TokenKind::mark && token.span.size() == 2 && text_of(text, token.span) == "£") {
      ++seen[1];
    }
  }
  std::size_t best = 0;
  for (std::size_t c = 1; c < seen.size(); ++c)
    if (seen[c] > seen[best]) best = c;
  int second = 0;
  for (std::size_t c = 0; c < seen.size(); ++c)
    if (c != best && seen[c] > second) second = seen[c];
  return seen[best] >= words_min && seen[best] >= second * lead_min ? countries[best].code
                                                                    : std::string_view();
}

}  // namespace tocsin::reading
