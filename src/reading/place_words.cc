#include "reading/place_words.h"

#include <array>
#include <string_view>

#include "base/check.h"
#include "reading/tokens.h"

namespace tocsin::reading {
namespace {

struct Class {
  std::uint32_t bit;
  std::string_view words;
};

constexpr Class classes[] = {
    {word_title,
     "mr mrs ms miss mister dr prof professor president vice-president chancellor premier senator sen rep "
     "congressman "
     "congresswoman representative governor gov mayor judge justice sheriff officer sgt sergeant lt "
     "lieutenant capt "
     "captain col colonel gen general maj major cpl corporal pvt private cmdr commander admiral adm chief "
     "detective "
     "det inspector superintendent constable deputy trooper coach sir lord lady dame prince princess king "
     "queen pope "
     "bishop archbishop cardinal rev reverend father sister brother pastor rabbi imam sheikh minister "
     "secretary "
     "ambassador councillor councilman councilwoman commissioner attorney director chairman chairwoman "
     "spokesman "
     "spokeswoman manager quarterback guard forward striker actor actress singer author artist "
     "director-general "
     "sophomore junior senior freshman pitcher goalkeeper midfielder defender"},
    {word_speech,
     "said says say told tells added adds wrote writes asked asks thinks believes thought believed recalled "
     "explained "
     "explains noted replied insisted testified pleaded smiled laughed scored married who whose whom"},
    {word_body,
     "police department dept ministry council committee commission university college institute "
     "academy bank "
     "court times post herald tribune globe gazette journal chronicle news press telegraph examiner sun "
     "mirror star "
     "record courier observer register sentinel dispatch enquirer inquirer reporter review magazine "
     "association "
     "company co inc corp corporation ltd llc plc group holdings industries partners fund trust foundation "
     "society union "
     "federation league club fc afc united rovers athletic agency bureau authority board office party army "
     "navy force "
     "forces guard service services team senate congress parliament assembly government administration "
     "cabinet embassy "
     "consulate conference championship championships cup open festival show series network radio television "
     "tv "
     "airlines airways air railway railways lions tigers bears eagles giants cowboys raiders rams saints "
     "vikings "
     "packers steelers yankees mets cubs sox dodgers reds braves orioles rangers astros royals pirates "
     "phillies "
     "nationals marlins lakers celtics knicks bulls heat spurs rockets warriors kings clippers suns jazz "
     "nuggets hawks "
     "hornets pistons pacers cavaliers bucks raptors panthers falcons dolphins jets bills patriots ravens "
     "browns "
     "bengals titans colts jaguars texans broncos chiefs chargers seahawks cardinals 49ers devils flyers "
     "penguins "
     "capitals bruins canadiens leafs senators sabres blackhawks wings predators blues stars avalanche ducks "
     "sharks "
     "wildcats bulldogs huskies trojans longhorns buckeyes gators seminoles hurricanes tar heels volunteers "
     "symphony orchestra ballet opera choir band museum library center centre chamber commerce coalition "
     "alliance "
     "network project program programme initiative act treaty accord agreement summit convention declaration "
     "investigators detectives deputies sheriff district attorney city hall jail prison task"},
    {word_site,
     "airport airfield station terminal school hospital church cathedral mosque synagogue temple stadium "
     "arena bridge "
     "hotel mall plaza square market tower towers building house hall theatre theater museum library center "
     "centre "
     "jail prison courthouse campus university college field speedway racecourse cemetery base port harbor "
     "harbour "
     "pier dock mill farm ranch inn restaurant bar cafe club zoo garden gardens"},
    {word_street,
     "street st avenue ave road rd boulevard blvd drive dr lane ln highway hwy way court ct place pl circle "
     "terrace "
     "parkway pkwy turnpike route pike trail crescent close row alley freeway expressway interstate"},
    {word_feature,
     "river lake creek bay island islands isle mountain mountains mount valley canyon beach coast sea ocean "
     "gulf "
     "strait channel peninsula desert forest park woods hill hills heights falls springs pond reservoir "
     "harbor harbour "
     "sound cape point ridge basin delta plains plateau range pass glacier volcano swamp marsh bayou "
     "wilderness "
     "preserve reserve refuge cove inlet lagoon reef dam canal spring grove meadows shore shores ranges "
     "lakes delta"},
    {word_division,
     "county counties parish township province state district region prefecture oblast governorate "
     "municipality "
     "borough ward village town city territory republic kingdom metro"},
    {word_locative,
     "in at near outside inside around throughout across within into from toward towards beyond above along "
     "via "
     "through between off northwest northeast southwest southeast downtown between amid nearby"},
    {word_preposition, "of to for by with on and or over against but as than under about between like"},
    {word_direction,
     "north south east west northern southern eastern western northeast northwest southeast southwest "
     "northeastern "
     "northwestern southeastern southwestern central downtown uptown midtown upper lower greater inner outer "
     "metro "
     "metropolitan suburban rural coastal mid upstate mainland"},
    {word_before, "lake mount mt fort ft port cape isle loch bay gulf strait point camp river"},
    {word_calendar,
     "january february march april may june july august september october november december jan feb mar apr "
     "jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed "
     "thu fri "
     "sat sun christmas easter thanksgiving halloween ramadan hanukkah passover"},
    {word_article, "the a an this that these those our its their his her my your"},
    {word_suffix, "jr sr inc corp ltd llc plc ii iii iv phd md esq"},
    {word_people,
     "woman man women men resident residents native natives mayor boy girl teen teenager couple family "
     "families "
     "people citizens voters officials official authorities police teenager youth student students "
     "businessman "
     "homeowner homeowners motorist driver area region suburb suburbs neighborhood neighbourhood border "
     "capital "
     "government governor senator delegate lawmakers economy market hotel home house airport metro office "
     "plant "
     "factory store restaurant based"},
    {word_and, "and"},
    {word_of, "of"},
    {word_in, "in"},
    {word_place_noun,
     "mayor residents citizens natives inhabitants archbishop bishop city town village state province county "
     "region district borough municipality suburb suburbs "
     "capital port island community hamlet neighborhood neighbourhood commune prefecture republic "
     "kingdom area outskirts streets parts north south east west northwest northeast southwest "
     "southeast coast people university"},
    {word_of_body,
     "university bank ministry department institute college church archdiocese diocese bishop archbishop "
     "museum "
     "chamber board court house council office prince princess duke duchess earl king queen governor mayor "
     "treaty battle sons daughters friends society association federation statue"},
    {word_sport,
     "beat beats defeated defeat win wins won lost loses lose draw drew vs versus v play plays played "
     "playing scored "
     "season game games match coach team playoff playoffs league tournament victory championship quarterback "
     "innings "
     "inning touchdown goal goals"},
    {word_function,
     "the a an this that these those there here it he she they we you i his her its their our my your and "
     "but or nor "
     "so yet for if when while where why how what who which because although though since until unless after "
     "before "
     "during as at by from in into of off on onto out over to under up with without not no yes all any both "
     "each few "
     "many more most other some such only own same than then too very can will just should now also however "
     "still even "
     "once again further about against between through above below down is are was were be been being have "
     "has had do "
     "does did would could may might must shall let another every either neither one two three four five six "
     "seven "
     "eight nine ten first second third last next new old meanwhile today yesterday tomorrow tonight police "
     "officials "
     "according despite following among within across around near outside inside throughout toward towards"},
    {word_particle, "du de des del della di da la le van der"},
    {word_of_region, "state province governor legislature lawmakers senator region"},
    {word_verb_before,
     "visit visited visiting visits toured tour left leave leaving reach reached reaching enter entered "
     "entering flee "
     "fled fleeing invade invaded bombed bomb bombing attack attacked leaves hit struck strike rocked "
     "serving serves "
     "serve represents represent representing across"},
};

constexpr std::size_t slots = 4096;  // some 900 words

struct Table {
  std::array<std::uint64_t, slots> keys{};
  std::array<std::uint32_t, slots> bits{};

  void add(std::string_view word, std::uint32_t bit) {
    const auto key = key_of(word);
    std::size_t at = key % slots;
    for (std::size_t probes = 0; keys[at] != 0 && keys[at] != key; at = (at + 1) % slots)
      TOCSIN_CHECK(++probes < slots / 2, "the table of words is full");
    keys[at] = key;
    bits[at] |= bit;
  }

  Table() {
    for (const auto& one : classes) {
      std::string_view rest = one.words;
      while (!rest.empty()) {
        const auto end = rest.find(' ');
        add(rest.substr(0, end), one.bit);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
      }
    }
  }
};

}  // namespace

std::uint32_t place_word(std::uint64_t key) {
  static const Table table;
  std::size_t at = key % slots;
  while (table.keys[at] != 0) {
    if (table.keys[at] == key) return table.bits[at];
    at = (at + 1) % slots;
  }
  return 0;
}

}  // namespace tocsin::reading
