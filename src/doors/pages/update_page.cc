#include "doors/pages/board_pages.h"
#include "doors/pages/frame.h"
#include "doors/pages/timeline.h"

namespace tocsin::doors::pages {

std::string update_page(const PageContext& context, const UpdatePage& page) {
  const Tongue t(context);
  Frame frame{.title = page.headline, .body = {}, .foot = {}, .is_personal = false, .style = live_style()};
  frame.body = html(R"(<p class="soft"><a href="{}">{}</a></p><h1>{}</h1>
<article class="card">{}<p class="soft">{}</p></article>
)",
                    Url::local(fmt::format("/i/{}#e{}", to_uuid(page.incident.id), page.entry.seq)),
                    t("Timeline of this event"), page.headline, timeline_words(t, page.entry, page.incident),
                    t("Published here {1}", t.time_and_age(page.entry.known_at)));
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
