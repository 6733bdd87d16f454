#include "doors/pages/answer_form.h"
#include "doors/pages/frame.h"
#include "doors/pages/words.h"

namespace tocsin::doors::pages {
namespace {

using world::Answer;

// "safe as of 22:10, 35 minutes ago"; "no answer yet, asked 22:05, 40 minutes ago".
Html state_of(const Tongue& t, const views::CircleItem& item) {
  const auto& current = item.current;
  if (current.answer == Answer::none) {
    return html(R"(<span class="word">{}</span> {})", word_of(t, Answer::none),
                t("asked {1}", t.time_and_age(item.asked_at)));
  }
  if (current.answer == Answer::safe) {
    return html(R"(<span class="word ok">{}</span> {})", word_of(t, Answer::safe),
                t("safe as of {1}", t.time_and_age(current.at)));
  }
  return html(R"(<span class="word {}">{}</span> {})", mark_of(current.answer), word_of(t, current.answer),
              t.time_and_age(current.at));
}

Html help_of(const Tongue& t, const views::CircleItem& item) {
  if (item.current.answer != Answer::need_help) return {};
  return html("<p>{}</p>\n", item.help_taken_by.empty()
                                 ? t("Nobody has taken this request for help yet.")
                                 : t("{1} has taken this request for help.", item.help_taken_by));
}

Html who_said(const Tongue& t, const CirclePageInput& page, const views::CircleItem& item) {
  const auto& by = item.current.by;
  if (item.current.answer == Answer::none || by.is_person(item.subject)) return {};
  std::vector<Html> parts{t("told by somebody else")};
  if (by.kind == world::Actor::Kind::person)
    parts.push_back(t("answered by {1}", name_of(t, page.names, world::PersonId(by.id))));
  return html(R"(<p class="soft">{}</p>
)",
              t.list(parts));
}

Html answer_for(const Tongue& t, const CirclePageInput& page, const views::CircleCheck& check,
                const views::CircleItem& item) {
  if (!item.may_answer) return {};
  return html(R"(<details><summary>{}</summary>
<form method="post" action="{}"><input type="hidden" name="check" value="{}"><input type="hidden" name="person" value="{}">{}</form></details>
)",
              t("Answer for {1}", name_of(t, page.names, item.subject)), form_target(t, page.path),
              to_uuid(check.check.id.id), to_hex(item.subject.id), buttons_for_other(t));
}

Html person(const Tongue& t, const CirclePageInput& page, const views::CircleCheck& check,
            const views::CircleItem& item) {
  Html out = html("<li><h3>{}</h3>\n", name_of(t, page.names, item.subject));
  if (!item.visible) {
    out.add(R"(<p class="soft">{}</p>
)",
            t("You see this person only when they say they are safe."));
  } else {
    out.add("<p>{}</p>\n", state_of(t, item));
    out += help_of(t, item);
    out += who_said(t, page, item);
    const auto note = page.notes.find({check.check.id, item.subject});
    if (item.note_shown && note != page.notes.end()) out.add("<p>{}</p>\n", t("Note: {1}", note->second));
  }
  out += answer_for(t, page, check, item);
  out += Html("</li>\n");
  return out;
}

Html check_section(const Tongue& t, const CirclePageInput& page, const views::CircleCheck& group) {
  const auto& check = group.check;
  const bool withdrawn = check.state == world::CheckState::retracted;
  Html out =
      html(R"(<section><h2>{}</h2><p class="soft"><span class="word">{}</span> {}</p><p class="soft">{}</p>
)",
           check.text.headline, word_of(t, check),
           t.time_and_age(check.ended_at.known() ? check.ended_at : check.opened_at),
           t("Says who: {1}", check.text.issuer));
  if (withdrawn) {
    out.add(R"(<div class="note fix" role="note"><p><b>{}</b></p>{}</div>
)",
            t("Correction"), paragraph(check.text.correction));
  }
  out += Html("<ul class=\"people\">\n");
  for (const auto& item : group.items) out += person(t, page, group, item);
  out += Html("</ul></section>\n");
  return out;
}

}  // namespace

std::string circle_page(const PageContext& context, const CirclePageInput& page) {
  const Tongue t(context);
  Frame frame{.title = t.plain("Your circle"), .body = {}, .foot = {}};
  auto& body = frame.body;
  body.add(R"(<h1>{}</h1><p class="soft">{}</p>
)",
           t("Your circle"), t("The people who let you see their answer."));
  if (!page.recorded_for.empty()) {
    body.add(R"(<div class="note" role="status"><p>{}</p></div>
)",
             t("Thank you. The answer for {1} is recorded.", page.recorded_for));
  }
  if (!page.answer_path.empty()) {
    body.add(R"(<p><a class="key" href="{}">{}</a></p>
)",
             Url::local(page.answer_path), t("Answer your own question"));
  }
  for (const auto& group : page.circle.checks) body += check_section(t, page, group);
  if (page.circle.checks.empty()) body.add("<p>{}</p>\n", t("Nobody in your circle was asked."));
  frame.foot = html(R"(<p><a href="{}" rel="noreferrer">{}</a></p>
)",
                    url("about:blank"), t("Leave this page"));
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
