#include "doors/pages/style.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <regex>

namespace tocsin::doors::pages {
namespace {

using Palette = std::map<std::string, std::string>;

// The custom properties of one :root block, "#rgb" made "#rrggbb".
Palette palette(const std::string& block) {
  static const std::regex colour(R"(--([a-z-]+):#([0-9a-f]{6}|[0-9a-f]{3})\b)");
  Palette found;
  for (std::sregex_iterator it(block.begin(), block.end(), colour), end; it != end; ++it) {
    std::string hex = (*it)[2];
    if (hex.size() == 3) hex = {hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]};
    found[(*it)[1]] = hex;
  }
  return found;
}

// WCAG 2.2, "relative luminance" and "contrast ratio".
double luminance(const std::string& hex) {
  const auto channel = [&](std::size_t at) {
    const double value = std::stoi(hex.substr(at, 2), nullptr, 16) / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4);
}
double contrast(const std::string& a, const std::string& b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

// EVIDENCE-OF: U5 Contrast >= 4.5:1 text, 3:1 controls, in light, dark
TEST(Style, ColoursThatMeetHaveContrast) {
  EXPECT_NEAR(contrast("000000", "ffffff"), 21, 1e-9);
  const std::string css = base_style().bytes();
  const std::size_t dark_at = css.find("@media(prefers-color-scheme:dark)");
  ASSERT_NE(dark_at, std::string::npos);
  for (const auto& colours : {palette(css.substr(0, dark_at)), palette(css.substr(dark_at))}) {
    ASSERT_EQ(colours.size(), 12u);
    const auto ratio = [&](const char* a, const char* b) { return contrast(colours.at(a), colours.at(b)); };
    for (const auto* text : {"ink", "soft", "go", "help"}) {
      for (const auto* ground : {"bg", "card"})
        EXPECT_GE(ratio(text, ground), 4.5) << text << " on " << ground;
    }
    EXPECT_GE(ratio("on-go", "go"), 4.5);
    EXPECT_GE(ratio("on-help", "help"), 4.5);
    EXPECT_GE(ratio("on-drill", "drill"), 4.5);
    for (const auto* control : {"edge", "go", "help"}) {
      for (const auto* ground : {"bg", "card"})
        EXPECT_GE(ratio(control, ground), 3.0) << control << " on " << ground;
    }
  }
}

// EVIDENCE-OF: U5 forced-colors: what is told apart by a filled ground has a border there
TEST(Style, ForcedColoursAreServed) {
  EXPECT_TRUE(base_style().bytes().contains("@media(forced-colors:active)"));
  EXPECT_TRUE(console_style().bytes().contains("@media(forced-colors:active)"));
  EXPECT_TRUE(board_style().bytes().contains("@media(forced-colors:active)"));
  EXPECT_TRUE(desk_style().bytes().contains("@media(forced-colors:active)"));
}

// EVIDENCE-OF: U19 CSS logical properties
TEST(Style, NothingIsSaidOfLeftAndRight) {
  static const std::regex physical(
      R"((^|[;{\s])((margin|padding|border)-(left|right|top|bottom)|left|right|top|bottom|float|width|height|min-width|max-width|min-height)\s*:)");
  for (std::string css : {base_style().bytes(), console_style().bytes(), board_style().bytes(),
                          sitrep_style().bytes(), desk_style().bytes()}) {
    css = std::regex_replace(css, std::regex(R"(@media\([^{]*\))"), "");
    std::smatch found;
    EXPECT_FALSE(std::regex_search(css, found, physical)) << found.str();
    EXPECT_FALSE(std::regex_search(css, std::regex("text-align:(left|right)")));
  }
}

// EVIDENCE-OF: U2 no blocking requests
TEST(Style, NothingIsFetched) {
  for (const auto& css : {base_style().bytes(), console_style().bytes(), board_style().bytes(),
                          sitrep_style().bytes(), desk_style().bytes()}) {
    EXPECT_FALSE(css.contains("url("));
    EXPECT_FALSE(css.contains("@import"));
    EXPECT_FALSE(css.contains("</"));
  }
}

// EVIDENCE-OF: U4 the 3 answers at least 48 px high with 8 px gap (of 16 px a rem)
TEST(Style, AnswersAreEasyToHit) {
  const std::string css = base_style().bytes();
  EXPECT_TRUE(css.contains(".keys{display:grid;gap:.75rem"));
  EXPECT_TRUE(css.contains("button,.key{font:inherit;font-weight:650;min-block-size:3.25rem"));
}

}  // namespace
}  // namespace tocsin::doors::pages
