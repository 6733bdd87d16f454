#include "doors/pages/board_filter_form.h"
#include "doors/pages/board_parts.h"
#include "doors/pages/frame.h"
#include "doors/pages/style.h"

namespace tocsin::doors::pages {
namespace {

Html row_heading(const Tongue& t, const views::JurisdictionRow& row) {
  if (row.iso.empty()) return html("<h2>{}</h2>", place_name(t, row.iso, row.group));
  return html(R"(<h2><a href="{}">{}</a></h2>)", url("/board/{}", row.iso),
              place_name(t, row.iso, row.group));
}

// `entries_max` of its entries are shown; the others are counted and linked.
Html board_row(const Tongue& t, const views::JurisdictionRow& row, std::size_t entries_max) {
  Html out = html("<li class=\"row\">{}\n<div>", row_heading(t, row));
  out += levels_section(t, row);
  out += Html("</div>\n<div>");
  const std::size_t shown = add_entries(t, row.entries, entries_max, false, out);
  if (shown < row.entries.size()) {
    const Html more = t.plural("{1} more entry", "{1} more entries", row.entries.size() - shown);
    out.add("<p>{}</p>",
            row.iso.empty() ? more : html(R"(<a href="{}">{}</a>)", url("/board/{}", row.iso), more));
  }
  for (const auto& group : row.counts) out += count_group(t, group);
  out += claims_section(t, row.claims, false);
  out += Html("</div></li>\n");
  return out;
}

// The groups share what a page holds: everybody gets one, then as many as there is room for.
std::size_t entries_of_row(const BoardPage& page) {
  const std::size_t rows = std::max<std::size_t>(page.board.rows.size(), 1);
  if (rows == 1) return board_entries_max;
  return std::clamp<std::size_t>(board_entries_max / rows, 1, row_entries_max);
}

Html change_item(const Tongue& t, const views::ChangeItem& item) {
  Html out =
      html("<li>{} <span class=\"word\">{}</span> ", place_name(t, item.iso, {}), word_of(t, item.kind));
  const Html what = item.is_level ? html("{}", item.word) : code_name(t, item.what);
  out += item.is_level ? what : html(R"(<a href="{}">{}</a>)", url("/e/{}", to_uuid(item.subject)), what);
  if (item.is_level)
    if (const Html position = position_words(t, item.step, item.steps); !position.empty())
      out.add(" ({})", position);
  if (!item.place.empty() && item.place != place_name(t, item.iso, {}))
    out.add("{}{}", t(", "), html("{}", item.place));
  out.add(" <span class=\"soft\">{}</span>", t.time_and_age(item.at));
  if (!item.change_note.empty()) out.add(" {}", item.change_note);
  out += Html("</li>\n");
  return out;
}

// What the reader's own link asks for. The link holds the place; the server keeps nothing of the reader.
Html changes_section(const Tongue& t, const BoardPage& page) {
  Html out;
  if (page.changes) {
    out.add("<section class=\"note\" role=\"note\"><h2>{}</h2>", t("What changed since your link"));
    const auto& items = page.changes->items;
    const std::size_t shown = std::min(items.size(), board_changes_max);
    if (items.empty()) out.add("<p>{}</p>", t("Nothing has changed."));
    if (page.changes->more || shown < items.size())
      out.add("<p>{}</p>", t("There were more changes. Only the newest are listed."));
    out += Html("<ul class=\"plain news\">");
    for (std::size_t i = 0; i < shown; ++i) out += change_item(t, items[items.size() - 1 - i]);
    out += Html("</ul></section>\n");
  }
  BoardAddress next = page.query;
  next.since = fmt::format("{}", page.seq);
  next.as_of = next.known_at = {};
  out.add(R"(<p><a href="{}">{}</a></p>
)",
          Url::local("/board" + next.address()), t("Keep this link: it will show what is new after now"));
  return out;
}

Html downloads(const Tongue& t, const BoardAddress& query) {
  BoardAddress now = query;
  now.since = {};
  const std::string address = now.address();
  const auto link = [&](const char* path, const Html& name) {
    return html(R"(<li><a href="{}">{}</a></li>)", Url::local(path + address), name);
  };
  Html out = html("<nav aria-label=\"{}\"><ul>", t.plain("This board in other forms"));
  out += link("/sitrep", t("Situation report to print"));
  out += link("/board.csv", Html("CSV"));
  out += link("/board.geojson", Html("GeoJSON"));
  out += link("/v1/board", Html("JSON"));
  out += link("/board.atom", t("Follow in a feed reader"));
  out += link("/watch", t("Make a watch"));
  out += Html("</ul></nav>\n");
  return out;
}

}  // namespace

std::string board_page(const PageContext& context, const BoardPage& page) {
  const Tongue t(context);
  Frame frame{
      .title = t.plain("The board"), .body = {}, .foot = {}, .is_personal = false, .style = board_style()};
  auto& body = frame.body;
  body.add(
      R"(<p class="soft"><a href="{}">{}</a></p><h1>{}</h1>
<p>{}</p>
)",
      url("/"), t("What is happening"), t("The board"),
      t("What each country and city does, and who says so. Levels of different scales cannot be compared."));
  body += moment_note(t, page.board.moment);
  body += changes_section(t, page);
  body += filter_form(t, page.query, page.board.moment);
  if (page.board.rows.empty())
    body.add("<p>{}</p>\n", page.query.narrows() ? t("Nothing on the board fits this choice.")
                                                 : t("Nothing is on the board yet."));
  body += Html("<ol class=\"board\">\n");
  const std::size_t entries_max = entries_of_row(page);
  for (const auto& row : page.board.rows) body += board_row(t, row, entries_max);
  body += Html("</ol>\n");
  frame.foot = downloads(t, page.query);
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
