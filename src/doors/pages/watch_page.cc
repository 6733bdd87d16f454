#include "base/text.h"
#include "doors/pages/board_filter_form.h"
#include "doors/pages/frame.h"
#include "doors/pages/style.h"

namespace tocsin::doors::pages {
namespace {

Html field(const Html& label, std::string_view name, const std::string& value, std::string_view example) {
  return html(R"(<div><label for="{}">{}</label><input id="{}" name="{}" value="{}" placeholder="{}"></div>
)",
              name, label, name, name, value, example);
}

// The parameters that the feeds take and the board's own form does not show.
std::vector<std::pair<std::string, std::string>> more_of(const WatchPage& page) {
  std::vector<std::pair<std::string, std::string>> more{
      {"near", near_of(page)}, {"area", page.area}, {"route", page.route}};
  if (const auto minutes = parse_int(page.bundle_minutes))
    more.emplace_back("bundle", fmt::to_string(*minutes * 60));
  return more;
}

Html addresses(const Tongue& t, const WatchPage& page) {
  if (!page.asked) return {};
  if (!page.error.empty()) {
    return html(R"(<div class="note fix" role="alert"><p>{}</p></div>
)",
                translate_if_known(t.language(), page.error));
  }
  const std::string query = page.query.address(more_of(page));
  Html out = html("<section class=\"note\" role=\"status\"><h2>{}</h2><p>{}</p><dl>", t("Your watch"),
                  t("Keep these addresses. This server keeps no list of who follows what."));
  for (const auto& [label, path] : {std::pair(t("For a feed reader (Atom)"), "/board.atom"),
                                    std::pair(t("For a program that stays connected"), "/v1/board/events"),
                                    std::pair(t("As a page"), "/board")}) {
    out.add(R"(<dt>{}</dt><dd><a href="{}">{}</a></dd>)", label, Url::local(path + query),
            Html::words(page.public_url + path + query));
  }
  out += Html("</dl></section>\n");
  return out;
}

}  // namespace

std::string near_of(const WatchPage& page) {
  if (page.near_lat.empty() && page.near_lon.empty()) return {};
  const auto radius_km = parse_double(page.radius_km);
  return fmt::format("{},{},{}", page.near_lat, page.near_lon,
                     radius_km ? fmt::format("{:.0f}", *radius_km * 1000) : page.radius_km);
}

std::string watch_error(const WatchPage& page) {
  constexpr long long minutes_max = 24 * 60;  // the feeds take a day at most
  if (page.bundle_minutes.empty()) return {};
  const auto minutes = parse_int(page.bundle_minutes);
  return minutes && *minutes >= 0 && *minutes <= minutes_max
             ? std::string()
             : std::string("Minutes are a number from 0 to 1440.");
}

std::string watch_page(const PageContext& context, const WatchPage& page) {
  const Tongue t(context);
  Frame frame{
      .title = t.plain("Make a watch"), .body = {}, .foot = {}, .is_personal = false, .style = board_style()};
  auto& body = frame.body;
  body.add(R"(<p class="soft"><a href="{}">{}</a></p><h1>{}</h1><p>{}</p>
{}<form method="get" action="/watch" class="filter"><input type="hidden" name="lang" value="{}"><input type="hidden" name="make" value="1"><div class="short">
)",
           url("/board"), t("The board"), t("Make a watch"),
           t("Choose what to follow. You get an address that tells you when it changes."), addresses(t, page),
           t.language());
  body += field(t("Countries or parts, by code"), "jurisdiction", page.query.jurisdiction, "FR,BE-BRU");
  body.add(R"(<div><label for="code">{}</label><select id="code" name="code">{}</select></div>
)",
           t("What is done"), code_options(t, page.query.code));
  if (!page.incidents.empty()) {
    Html options = option("", t("All"), page.query.incident.empty());
    for (const auto& [id, headline] : page.incidents)
      options += option(id, Html::words(headline), id == page.query.incident);
    body.add(R"(<div><label for="incident">{}</label><select id="incident" name="incident">{}</select></div>
)",
             t("Event"), options);
  }
  body.add(R"(</div><fieldset><legend>{}</legend><div class="short">
)",
           t("Near a place or along the way (optional)"));
  body += field(t("Latitude"), "lat", page.near_lat, "48.8566");
  body += field(t("Longitude"), "lon", page.near_lon, "2.3522");
  body += field(t("Within kilometres"), "radius_km", page.radius_km, "20");
  body += field(t("Corners of an area: latitude,longitude with spaces between"), "area", page.area,
                "48.9,2.2 48.9,2.5 48.8,2.4");
  body += field(t("Points along your way: latitude,longitude with spaces between"), "route", page.route,
                "48.85,2.35 50.85,4.35");
  body += Html("</div></fieldset><div class=\"short\">");
  body += field(t("At most one message in so many minutes"), "bundle", page.bundle_minutes, "60");
  body += Html("</div><label class=\"tick\">");
  body += page.query.only_levels ? Html(R"(<input type="checkbox" name="only" value="levels" checked>)")
                                 : Html(R"(<input type="checkbox" name="only" value="levels">)");
  body.add(R"( {}</label><button type="submit" class="go">{}</button></form>
)",
           t("Tell me only when a level changes"), t("Make the address"));
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
