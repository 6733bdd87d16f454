// Minimal CAP documents for the tests of this room.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "wire/cap.h"

namespace tocsin::wire::cap {

inline constexpr std::string_view head_12 =
    "<identifier>T1</identifier><sender>bell@example.org</sender><sent>2015-11-13T21:30:00+01:00</sent>"
    "<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>";
inline constexpr std::string_view codes_12 =
    "<event>Attack</event><urgency>Immediate</urgency><severity>Extreme</severity><certainty>Observed</"
    "certainty>";

inline std::string in_version(std::string_view space, std::string_view content) {
  return fmt::format("<alert xmlns=\"{}\">{}</alert>", space, content);
}
inline std::string alert(std::string_view content) {
  return in_version("urn:oasis:names:tc:emergency:cap:1.2", content);
}
// The rest of <alert> after scope.
inline std::string with_tail(std::string_view tail) { return alert(fmt::format("{}{}", head_12, tail)); }
// The rest of <info> after certainty.
inline std::string with_info(std::string_view rest) {
  return with_tail(
      fmt::format("<info><language>en</language><category>Security</category>{}{}</info>", codes_12, rest));
}
inline std::string with_area(std::string_view rest) {
  return with_info(fmt::format("<area><areaDesc>Centre</areaDesc>{}</area>", rest));
}
// The minimal document with one text replaced by another.
inline std::string changed(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  return at == std::string::npos ? "the test is wrong" : text.replace(at, from.size(), to);
}

// The first finding of this code; null when there is none.
inline const Finding* find(const Parsed& parsed, std::string_view code) {
  for (const Finding& finding : parsed.findings) {
    if (finding.code == code) return &finding;
  }
  return nullptr;
}

inline std::string all_findings(const Parsed& parsed) {
  std::string text;
  for (const Finding& f : parsed.findings)
    text += fmt::format("\n  {} {} {} {} [{}]", to_string(f.level), f.code, f.path, f.detail, f.repaired);
  return text;
}

}  // namespace tocsin::wire::cap

// The document has this verdict and a finding of this code at this path.
#define EXPECT_FINDING(document, expected_verdict, expected_code, expected_path)                     \
  do {                                                                                               \
    const ::tocsin::wire::cap::Parsed parsed_ = ::tocsin::wire::cap::parse(document);                \
    EXPECT_EQ(to_string(parsed_.verdict), to_string(::tocsin::wire::cap::Verdict::expected_verdict)) \
        << all_findings(parsed_);                                                                    \
    const auto* finding_ = find(parsed_, expected_code);                                             \
    ASSERT_NE(finding_, nullptr) << expected_code << " is missing" << all_findings(parsed_);         \
    EXPECT_EQ(finding_->path, expected_path) << all_findings(parsed_);                               \
  } while (false)
