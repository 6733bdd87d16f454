// Out and in again; and no bytes, however spoilt, do harm.
#include "wire/cap_print.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/random.h"
#include "wire/cap_testing.h"

namespace tocsin::wire::cap {
namespace {

Message rich_message() {
  Message m;
  m.version = "1.2", m.identifier = "T-7", m.sender = "bell@example.org";
  m.sent_at = {1'447'446'600'000};
  m.status = Status::actual, m.type = MessageType::update, m.scope = Scope::private_;
  m.source = "desk <3>", m.addresses = {"a b", "c"}, m.codes = {"k1", "k2"}, m.note = "\"n\" & more";
  m.references = {{"bell@example.org", "T-6", "2015-11-13T20:00:00-00:00", {1'447'444'800'000}}};
  m.incidents = {"Paris 13", "x"};
  Info info;
  info.language = "fr-FR";
  info.categories = {{Category::security, "Security"}, {Category::health, "Health"}};
  info.event = "Attaque à Paris", info.response_types = {{ResponseType::all_clear, "AllClear"}};
  info.urgency = {Urgency::past, "Past"}, info.severity = {Severity::severe, "Severe"},
  info.certainty = {Certainty::likely, "Likely"};
  info.effective = {"", m.sent_at}, info.expires = {"", m.sent_at + day_ms};
  info.headline = "h", info.description = "line one\nline two ]]> & <b>\r\nthree",
  info.web = "https://example.org/?a=1&b=2";
  info.parameters = {{"n", "v"}, {"empty", ""}};
  info.resources = {{"map", "image/png", 12, "https://example.org/m", "QUJD", std::string(40, 'a')}};
  AreaBlock area{"Centre",
                 {{{{{48.1, 2.3}, {48.2, 2.3}, {48.2, 2.4000000001}}, {}}},
                  {{{48.85, 2.35}, 1234.5}},
                  {{{{48.15, 2.31}, {48.16, 2.31}, {48.16, 2.32}}, {}}}},
                 {{"NUTS3", "FR101"}},
                 10.5,
                 1e6};
  info.areas = {area, {"Somewhere", {}, {}, {}, {}}};
  m.infos = {info};
  return m;
}

TEST(CapPrint, AMessageIsWhatItWasAfterPrintAndParse) {
  const Message message = as_printed(rich_message());
  const Parsed parsed = parse(cap::print(message));
  EXPECT_EQ(parsed.verdict, Verdict::conforming) << all_findings(parsed);
  ASSERT_TRUE(parsed.message.has_value()) << all_findings(parsed);
  EXPECT_EQ(*parsed.message, message) << cap::print(*parsed.message);
  EXPECT_EQ(*parse(cap::print(rich_message())).message, message);
  EXPECT_EQ(message.sent, "2015-11-13T20:30:00-00:00");
}

// EVIDENCE-OF: CAP-1.2-50 written messages have the elements in order, UTC as -00:00, polygons closed, text
// escaped
TEST(CapPrint, TheDocumentIsAsTheSpecificationHasIt) {
  const std::string text = cap::print(rich_message());
  EXPECT_NE(text.find("<sent>2015-11-13T20:30:00-00:00</sent>"), std::string::npos) << text;
  EXPECT_NE(text.find("<polygon>48.1,2.3 48.2,2.3 48.2,2.4000000001 48.1,2.3</polygon>"), std::string::npos)
      << text;
  EXPECT_NE(text.find("<circle>48.85,2.35 1.2345</circle>"), std::string::npos) << text;
  EXPECT_NE(text.find("<ceiling>1000000"), std::string::npos) << text;
  EXPECT_NE(text.find("<addresses>&quot;a b&quot; c</addresses>"), std::string::npos) << text;
  EXPECT_NE(text.find("]]&gt; &amp; &lt;b&gt;&#13;"), std::string::npos) << text;
}

TEST(CapPrint, HolesBecomeExcludedPolygons) {
  Message message = rich_message();
  message.infos[0].areas[0].shape.polygons[0].holes = {{{48.11, 2.3}, {48.12, 2.3}, {48.12, 2.31}}};
  const Parsed parsed = parse(cap::print(message));
  EXPECT_EQ(parsed.message->infos[0].areas[0].shape.excluded.size(), 2u);
  EXPECT_EQ(*parsed.message, as_printed(message));
}

TEST(CapPrint, RadiiComeBackToTheLastBit) {
  SeededRandom random(5);
  Message message = rich_message();
  for (int i = 0; i < 2000; ++i) {
    // What parse can give: some kilometres times 1000.
    message.infos[0].areas[0].shape.circles[0].radius_m = random.unit() * (i % 2 ? 1 : 1e4) * 1000;
    const double metres = message.infos[0].areas[0].shape.circles[0].radius_m;
    const double back = parse(cap::print(message)).message->infos[0].areas[0].shape.circles[0].radius_m;
    ASSERT_DOUBLE_EQ(back, metres) << i;
  }
}

TEST(CapPrint, CharactersThatXmlCannotCarryAreReplaced) {
  Message message = as_printed(rich_message());
  message.note = std::string(
      "a\x01"
      "b\xff"
      "c\xC3\xA9",
      7);
  const Parsed parsed = parse(cap::print(message));
  ASSERT_TRUE(parsed.message.has_value()) << all_findings(parsed);
  EXPECT_EQ(parsed.message->note,
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD"
            "c\xC3\xA9");
}

// Every prefix of two documents: never a crash, never a message out of half a document.
TEST(CapHostile, ADocumentCutAtAnyByteIsRejected) {
  std::string text = cap::print(rich_message());
  while (text.back() != '>') text.pop_back();
  for (const std::string& document :
       {text, "\xEF\xBB\xBF" + with_area("<polygon>48,2 49,2 49,3 48,2</polygon><circle>1,2 3</circle>")}) {
    ASSERT_NE(parse(document).verdict, Verdict::rejected);
    for (std::size_t i = 0; i < document.size(); ++i) {
      ASSERT_EQ(parse(std::string_view(document).substr(0, i)).verdict, Verdict::rejected)
          << i << "\n"
          << document.substr(0, i);
    }
  }
}

// Each was or could be the square of its length.
TEST(CapHostile, LongDocumentsTakeTimeInProportion) {
  const auto repeat = [](std::string_view piece, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += piece;
    return text;
  };
  for (const std::string_view piece : {"&lt;a ", "&amp;", "\" ", "<![CDATA[x]]>", "<!--x-->"}) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_NE(parse(with_tail("<note>" + repeat(piece, 4'500'000) + "</note>")).verdict, Verdict::rejected)
        << piece;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4)) << piece;
  }
}

TEST(CapHostile, SpoiltDocumentsAreReadOrRefusedAndPrintAgain) {
  static constexpr std::string_view pieces[] = {"<",
                                                ">",
                                                "&",
                                                "\"",
                                                "]]>",
                                                "<!--",
                                                "<![CDATA[",
                                                "<?p?>",
                                                "<!DOCTYPE a>",
                                                "&#0;",
                                                "&#x10FFFF;",
                                                "-",
                                                ",",
                                                " ",
                                                "1e308",
                                                "nan",
                                                "<info>",
                                                "</info>",
                                                "<area/>",
                                                "xmlns=''",
                                                "\xff\xfe",
                                                "\xC3",
                                                "\0x",
                                                "999999999999999999999",
                                                "180.0000001",
                                                "<polygon>0,0 1,1 0,0</polygon>"};
  SeededRandom random(2015);
  const std::string original = cap::print(rich_message());
  std::size_t accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = original;
    for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes) {
      const std::size_t at = random.below(text.size());
      switch (random.below(4)) {
        case 0:
          text[at] = static_cast<char>(random.below(256));
          break;
        case 1:
          text.insert(at, pieces[random.below(std::size(pieces))]);
          break;
        case 2:
          text.erase(at, 1 + random.below(20));
          break;
        default:
          text.insert(at, text.substr(random.below(text.size()), random.below(60)));
          break;
      }
      if (text.empty()) text = " ";
    }
    const Parsed parsed = parse(text);
    ASSERT_EQ(parsed.message.has_value(), parsed.verdict != Verdict::rejected);
    if (!parsed.message) {
      ASSERT_FALSE(parsed.findings.empty());
      continue;
    }
    ++accepted;
    const Parsed again = parse(cap::print(*parsed.message));
    ASSERT_TRUE(again.message.has_value()) << text << all_findings(again);
    ASSERT_EQ(*again.message, as_printed(*parsed.message)) << text;
  }
  EXPECT_GT(accepted, 1000u);
}

}  // namespace
}  // namespace tocsin::wire::cap
