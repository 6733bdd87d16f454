#include "doors/pages/board_words.h"
#include "doors/pages/desk_parts.h"
#include "doors/pages/frame.h"
#include "doors/pages/words.h"

namespace tocsin::doors::pages {
namespace {

Html update_fields(const Tongue& t, const UpdatesPage& page) {
  const auto& form = page.form;
  Html out = area_field("text", "Text", form.text, 4);
  out.add("<div class=\"short\">{}{}{}{}{}</div>",
          moment_field(t, "occurred_at", "When it was so", form.occurred_at),
          moment_field(t, "planned_for", "Planned for (optional)", form.planned_for),
          moment_field(t, "publish_at", "Show not before (optional)", page.publish_at),
          line_field("jurisdiction", "Where: FR or FR-75C (optional)", form.jurisdiction),
          line_field("sources", "Who says so; then who carried it, with | between",
                     fmt::format("{}", fmt::join(form.sources, " | "))));
  out += tick_field("pinned", "Pin it on top of the page", form.pinned);
  out += tick_field("key_event", "A key event", form.key_event);
  out += Html(
      R"(<div class="acts"><button type="submit" name="submit" value="yes" class="go">Save and hand in</button>
<button type="submit" name="submit" value="">Save as a draft</button></div></form>
)");
  return out;
}

Url path_of(const world::UpdateId id, std::string_view action) {
  return Url::local(fmt::format("/console/updates/{}/{}", to_uuid(id.id), action));
}

Html draft_item(const Tongue& t, const UpdatesPage& page, const world::UpdateDraft& draft) {
  Html out = html("<li class=\"row\"><p><span class=\"word\">{}</span> by {}, {}</p>{}",
                  Html::words(world::to_string(draft.state)), name_of(page.operators, draft.written_by),
                  t.time_and_age(draft.drafted_at), paragraph(draft.content.text));
  out.add("<p class=\"soft\">Happened {}; {}</p>", t.time(draft.content.occurred_at),
          fmt::format("{}", fmt::join(draft.content.sources, " | ")));
  if (draft.publish_at.known()) out.add("<p>Shows from {}</p>", t.time(draft.publish_at));
  if (!draft.sent_back.empty()) out.add("<p><b>It came back: {}</b></p>", draft.sent_back);
  out += Html("<div class=\"acts\">");
  const bool own = draft.written_by == page.me.id || draft.submitted_by == page.me.id;
  const bool drill = t.context().realm.is_drill;
  if (draft.state == world::UpdateState::draft)
    out += button_form({.action = path_of(draft.id, "submit"),
                        .label = "Hand in",
                        .revision = draft.revision,
                        .look = "go"});
  if (draft.state == world::UpdateState::submitted) {
    if (drill || (may_approve(page.me) && !own)) {
      out += button_form({.action = path_of(draft.id, "publish"),
                          .label = "Publish",
                          .revision = draft.revision,
                          .look = "go"});
    } else {
      out += own ? Html("<p>You wrote this. Another approver decides.</p>")
                 : Html("<p>An approver decides next.</p>");
    }
  }
  if (draft.state != world::UpdateState::draft && may_approve(page.me))
    out += button_form({.action = path_of(draft.id, "send-back"),
                        .label = "Send back",
                        .revision = draft.revision,
                        .line = "Why"});
  out += button_form({.action = path_of(draft.id, "discard"),
                      .label = "Give up",
                      .revision = draft.revision,
                      .line = "Why"});
  out.add(R"(<a class="key" href="{}">Edit</a></div></li>
)",
          url("/console/incidents/{}?update={}", to_uuid(draft.incident.id), to_uuid(draft.id.id)));
  return out;
}

Html published_item(const Tongue& t, const UpdatesPage& page, const world::Update& update) {
  Html out = html("<li class=\"row\"><p class=\"soft\">{}{}{}</p>{}", t.time_and_age(update.occurred_at),
                  update.pinned ? Html(" <span class=\"word\">pinned</span>") : Html(),
                  update.key_event ? Html(" <span class=\"word\">key event</span>") : Html(),
                  paragraph(update.text));
  out.add(R"(<p><a href="{}">Its own address</a></p><div class="acts">)",
          url("/i/{}/u/{}", to_uuid(page.incident.id), to_uuid(update.id.id)));
  out.add(
      R"(<details><summary>Correct</summary><form method="post" action="{}"><input type="hidden" name="revision" value="{}">{}{}<button type="submit" class="go">Correct: the old text stays, struck through</button></form></details>
)",
      path_of(update.id, "correct"), update.revision, area_field("text", "Right text", update.text, 3),
      line_field("reason", "What was wrong"));
  out.add(
      R"(<details><summary>Pin or mark</summary><form method="post" action="{}"><input type="hidden" name="revision" value="{}">{}{}<button type="submit">Save</button></form></details></div></li>
)",
      path_of(update.id, "mark"), update.revision,
      tick_field("pinned", "Pin it on top of the page", update.pinned),
      tick_field("key_event", "A key event", update.key_event));
  return out;
}

}  // namespace

std::string updates_page(const PageContext& context, const UpdatesPage& page) {
  const PageContext english = in_english(context);
  const Tongue t(english);
  Html body = html(R"(<h1>Live updates: {}</h1>
<p><a href="{}">As the public sees it</a></p>
{}{})",
                   page.headline, url("/i/{}", to_uuid(page.incident.id)), done_message(page.message),
                   error_message(page.error));
  body += page.edited ? Html("<h2>Change a post that is not out yet</h2>") : Html("<h2>New post</h2>");
  if (page.edited) {
    body.add(R"(<form method="post" action="{}"><input type="hidden" name="revision" value="{}">)",
             path_of(page.edited->id, "edit"), page.edited->revision);
  } else {
    body.add(R"(<form method="post" action="{}">)",
             url("/console/incidents/{}/updates", to_uuid(page.incident.id)));
  }
  body += update_fields(t, page);
  if (!page.drafts.empty()) body += Html("<h2>Not out yet</h2>\n");
  body += Html("<ul class=\"plain\">");
  for (const auto& draft : page.drafts) body += draft_item(t, page, draft);
  body += Html("</ul>\n<h2>Published</h2>\n");
  if (page.published.empty()) body += Html("<p>Nothing yet.</p>");
  body += Html("<ul class=\"plain\">");
  for (const auto& update : page.published) body += published_item(t, page, update);
  body += Html("</ul>\n");
  return console_document(t, page.me, "Live updates", body);
}

}  // namespace tocsin::doors::pages
