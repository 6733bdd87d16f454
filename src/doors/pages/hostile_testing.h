// HostileTesting: the worst text that somebody else may write, and what must hold of a page that shows it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tocsin::doors::pages::testing {

inline const std::string hostile =
    "</textarea></title></bdi><script>alert(1)</script>\"'><img src=x "
    "onerror=alert(1)>&amp;\u202Egnirts\u2066javascript:x";
inline const std::string mark = "gnirts";

inline bool is_void(std::string_view tag) {
  return tag == "meta" || tag == "input" || tag == "br" || tag == "!doctype";
}

// The first tag that closes what is not open, or what stays open; empty when all is balanced.
inline std::string unbalanced(const std::string& page) {
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    if (!open.empty() && (open.back() == "style" || open.back() == "script") &&
        !page.substr(at).starts_with("</" + open.back()))
      continue;
    const std::size_t end = page.find('>', at);
    const std::string tag = page.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag.starts_with('/')) {
      if (open.empty() || "/" + open.back() != name)
        return tag + " closes " + (open.empty() ? "nothing" : open.back());
      open.pop_back();
    } else if (!is_void(name) && !tag.ends_with('/')) {
      open.push_back(name);
    }
  }
  return open.empty() ? "" : open.back() + " stays open";
}

// The text is there, and it is text: no markup of its own, no script that is not ours, tags balanced.
inline void expect_harmless(const std::string& page) {
  const std::string title = page.substr(page.find("<title>"), 60);
  EXPECT_TRUE(page.contains(mark)) << title;
  for (const auto* markup :
       {"<script>", "<img", "onerror=alert(1)>", "\"'>", "href=\"javascript", "action=\"<", "&amp;amp;\""}) {
    EXPECT_FALSE(page.contains(markup))
        << markup << " in " << title
        << page.substr(page.find(markup) < page.size()
                           ? page.find(markup) - std::min<std::size_t>(page.find(markup), 200)
                           : 0,
                       300);
  }
  const std::size_t first = page.find("<script");
  EXPECT_TRUE(first == std::string::npos || page.substr(first, 15) == "<script nonce=\"" ||
              page.substr(first, 35) == "<script type=\"application/ld+json\" ")
      << title;
  EXPECT_EQ(unbalanced(page), "") << title;
}

// What turns the direction does so inside one <bdi>, and nowhere else.
inline void expect_isolated(const std::string& page) {
  for (const auto* control : {"\u202E", "\u2066"}) {
    for (std::size_t at = page.find(control); at != std::string::npos; at = page.find(control, at + 1)) {
      const std::size_t open = page.rfind("<bdi>", at), closed = page.rfind("</bdi>", at);
      ASSERT_NE(open, std::string::npos);
      EXPECT_TRUE(closed == std::string::npos || closed < open)
          << page.substr(at - std::min<std::size_t>(at, 100), 120);
    }
  }
}

}  // namespace tocsin::doors::pages::testing
