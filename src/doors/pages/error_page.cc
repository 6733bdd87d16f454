#include "doors/pages/frame.h"
#include "doors/pages/words.h"

namespace tocsin::doors::pages {
namespace {

// Refusals are made where the facts are, in English; those that a reader of the pages can meet are in the
// catalogues.
std::string in_language_of(const Tongue& t, const std::string& english) {
  return std::string(translate_if_known(t.language(), english));
}

}  // namespace

std::string error_page(const PageContext& context, int status, const std::string& title,
                       const std::string& detail) {
  const Tongue t(context);
  Frame frame{.title = in_language_of(t, title), .body = {}, .foot = {}};
  frame.body = html("<h1>{}</h1>{}\n", frame.title, paragraph(in_language_of(t, detail)));
  if (detail == "This link is not valid or has expired.") {
    frame.body.add("<p>{}</p>\n", t("Ask the people who sent it to you for a new one."));
  }
  frame.body.add(R"(<p><a href="{}">{}</a></p><p class="soft">{}</p>
)",
                 url("/"), t("What is happening"), status);
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
