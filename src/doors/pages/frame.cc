#include "doors/pages/frame.h"

#include "doors/pages/style.h"

namespace tocsin::doors::pages {
namespace {

Html head(const PageContext& context, const std::string& title, bool is_personal, const Html& style,
          const Html& more) {
  const bool hide = is_personal || context.realm.is_drill;
  Html out =
      html(R"(<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">{}<title>{}{}</title><style nonce="{}">)",
           hide ? Html(R"(<meta name="robots" content="noindex">)") : Html(),
           context.realm.is_drill ? translate(context.language, "EXERCISE") : std::string_view(),
           (context.realm.is_drill ? " · " : "") + title, context.nonce);
  out += base_style();
  out += style;
  out += Html("</style>");
  out += more;
  out += Html("</head>\n");
  return out;
}

Html drill_band(const Tongue& t) {
  if (!t.context().realm.is_drill) return {};
  return html(R"(<div class="band" role="note"><b>{}</b> {}</div>
)",
              t("EXERCISE"), t("This is an exercise. No emergency is happening."));
}

Html language_links(const Tongue& t) {
  Html items;
  for (const auto& language : languages()) {
    const Html name = Html::words(Tongue::own_name(language));
    if (language == t.language()) {
      items.add(R"(<li><a aria-current="true" lang="{}" href="{}">{}</a></li>)", language,
                url("?lang={}", language), name);
    } else {
      items.add(R"(<li><a lang="{}" hreflang="{}" href="{}">{}</a></li>)", language, language,
                url("?lang={}", language), name);
    }
  }
  return html(R"(<nav aria-label="{}"><ul>{}</ul></nav>)", t.plain("Language"), items);
}

Html desk_links() {
  return Html(R"(<nav aria-label="Desk"><ul><li><a href="/console/">Desk</a></li>
<li><a href="/console/clusters">Proposals</a></li><li><a href="/console/reports">Reports</a></li>
<li><a href="/console/entries">Entries</a></li><li><a href="/console/levels">Levels</a></li>
<li><a href="/console/sources">Sources</a></li><li><a href="/board">Board</a></li></ul></nav>)");
}

}  // namespace

std::string document(const Tongue& t, const Frame& frame) {
  const auto& context = t.context();
  Html out = html(R"(<!doctype html>
<html lang="{}" dir="{}">)",
                  context.language, t.right_to_left() ? "rtl" : "ltr");
  out += head(context, frame.title, frame.is_personal, frame.style, frame.head);
  out.add(R"(<body>
{}<main>
{}</main>
<footer>{}<p>{}</p>
{}</footer>
{})",
          drill_band(t), frame.body, frame.foot,
          t("This page shows what was known at {1}. Load it again for news.", t.time(context.now)),
          language_links(t), drill_band(t));
  if (!frame.script.text().empty()) {
    out.add(R"(<script nonce="{}">)", context.nonce);
    out += frame.script;
    out += Html("</script>\n");
  }
  out += Html("</body></html>\n");
  return out.bytes();
}

std::string console_document(const Tongue& t, const Operator& me, const std::string& title,
                             const Html& body) {
  const auto& context = t.context();
  Html out(R"(<!doctype html>
<html lang="en" dir="ltr">)");
  Html style = console_style();
  style += desk_style();
  out += head(context, title, true, style, {});
  out += context.realm.is_drill
             ? Html(R"(<body><div class="realm band">EXERCISE: nothing here is real</div>)")
             : Html(R"(<body><div class="realm is-live">LIVE: what is done here reaches people</div>)");
  if (!me.name.empty()) {
    out.add(
        R"(<header><a href="/console/">{}</a> <span>{}, {}</span> <span>{}</span> <form method="post" action="/console/sign-out"><button type="submit" class="quiet">Sign out</button></form>{}</header>)",
        context.realm.name, me.name, Html::words(me.role), t.time(context.now), desk_links());
  }
  out.add(R"(
<main>
{}</main>
{}</body></html>
)",
          body,
          context.realm.is_drill ? Html(R"(<div class="realm band">EXERCISE</div>)")
                                 : Html(R"(<div class="realm is-live">LIVE</div>)"));
  return out.bytes();
}

Html done_message(const std::string& message) {
  return message.empty() ? Html()
                         : html(R"(<div class="note" role="status"><p>{}</p></div>
)",
                                message);
}

Html error_message(const std::string& error) {
  return error.empty() ? Html()
                       : html(R"(<div class="note fix" role="alert"><p><b>Not done.</b> {}</p></div>
)",
                              error);
}

}  // namespace tocsin::doors::pages
