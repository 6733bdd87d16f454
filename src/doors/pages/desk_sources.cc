#include "doors/pages/board_words.h"
#include "doors/pages/desk_parts.h"
#include "doors/pages/frame.h"

namespace tocsin::doors::pages {
namespace {

constexpr int source_kinds = 8;

std::string joined(const std::vector<std::string>& items) {
  return fmt::format("{}", fmt::join(items, ", "));
}

Html source_form(const SourcesPage& page) {
  std::vector<std::pair<std::string, std::string>> kinds, letters;
  for (int i = 1; i <= source_kinds; ++i) {
    const std::string word(world::to_string(static_cast<world::SourceKind>(i)));
    kinds.emplace_back(word, word);
  }
  for (const char letter : std::string_view("ABCDEF"))
    letters.emplace_back(std::string(1, letter), std::string(1, letter));
  const auto& form = page.form;
  Html out = html("<h2>{}</h2>\n",
                  page.edited ? html("Change {}", page.edited->facts.name) : Html("Register a source"));
  if (page.edited) {
    out.add(R"(<form method="post" action="{}"><input type="hidden" name="revision" value="{}">)",
            url("/console/sources/{}", to_uuid(page.edited->id.id)), page.edited->revision);
  } else {
    out += Html(R"(<form method="post" action="/console/sources">)");
  }
  out.add(
      "<div "
      "class=\"short\">{}{}{}{}{}{}{}{}</"
      "div>",
      line_field("name", "Name", form.name),
      select_field("kind", "Kind", kinds, std::string(world::to_string(form.kind))),
      line_field("aliases", "Other spellings, with commas", joined(form.aliases)),
      line_field("official_for", "Official for (FR, BE-BRU, EU): may move levels there",
                 joined(form.official_for)),
      line_field("language", "Language (fr)", form.language),
      line_field("feed_url", "Feed (optional)", form.feed_url),
      select_field("letter", "Grade its reports start from", letters,
                   form.grade == 0 ? "" : std::string(1, form.grade), "not graded"),
      line_field("stale_after_min", "Late after so many minutes without new data (0: never)",
                 fmt::to_string(form.stale_after_ms / minute_ms)));
  out.add(R"(<button type="submit" class="go">{}</button></form>
)",
          page.edited ? Html("Save") : Html("Register"));
  return out;
}

Html source_item(const Tongue& t, const world::Source& source, bool stale) {
  const auto& facts = source.facts;
  Html out = html(R"(<tr><th scope="row"><a href="{}">{}</a></th><td data-label="Kind">{}</td>)",
                  url("/console/sources/{}", to_uuid(source.id.id)), facts.name, word_of(t, facts.kind));
  out.add("<td data-label=\"Official for\">{}</td><td data-label=\"Grade\">{}</td>",
          facts.official_for.empty() ? Html() : html("{}", joined(facts.official_for)),
          facts.grade == 0 ? Html() : html("{}", std::string(1, facts.grade)));
  out.add("<td data-label=\"Newest data\">{}{}</td>",
          source.newest_data_at.known() ? t.time_and_age(source.newest_data_at) : Html("none yet"),
          stale ? Html(" <span class=\"word help\">late</span>") : Html());
  out.add("<td data-label=\"Failures\">{}{}</td></tr>\n", source.failures,
          source.last_error.empty() || source.failures == 0 ? Html() : html(": {}", source.last_error));
  return out;
}

}  // namespace

std::string sources_page(const PageContext& context, const SourcesPage& page) {
  const PageContext english = in_english(context);
  const Tongue t(english);
  Html body = html("<h1>Sources</h1>\n{}{}", done_message(page.message), error_message(page.error));
  if (page.edited) body += source_form(page);
  body +=
      Html(R"(<table><caption>Who says things, how far each is trusted, and how fresh its data are</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Kind</th><th scope="col">Official for</th><th scope="col">Grade</th><th scope="col">Newest data</th><th scope="col">Failures</th></tr></thead><tbody>
)");
  for (const auto& source : page.sources) {
    const bool stale = std::any_of(page.stale.begin(), page.stale.end(),
                                   [&](const auto& late) { return late.id == source.id; });
    body += source_item(t, source, stale);
  }
  body += Html("</tbody></table>\n");
  if (page.sources.empty()) body += Html("<p>No source is registered yet.</p>");
  if (!page.edited) body += source_form(page);
  return console_document(t, page.me, "Sources", body);
}

}  // namespace tocsin::doors::pages
