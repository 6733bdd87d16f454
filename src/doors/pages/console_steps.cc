#include "doors/pages/console_steps.h"

#include "doors/pages/console_parts.h"

namespace tocsin::doors::pages {
namespace {

using world::CheckState;

Html step(const ConsoleCheck& page, std::string_view action, std::uint64_t people, const Html& content) {
  return html(
      R"(<form method="post" action="{}"><input type="hidden" name="revision" value="{}"><input type="hidden" name="people" value="{}">{}</form>
)",
      url("/console/checks/{}/{}", to_uuid(page.check.id.id), action), page.check.revision, people, content);
}

// Typed agreement to a number in a realm: the two things that false alarms had in common.
Html confirm(const Html& statement) {
  return html(
      R"(<label class="tick"><input type="checkbox" name="confirm" value="yes" required> <span>{}</span></label>
)",
      statement);
}

Html approve(const Tongue& t, const ConsoleCheck& page) {
  if (!may_approve(page.me)) return Html("<p>An approver decides next.</p>\n");
  const bool pending = page.check.state == CheckState::open;
  if (!pending && !page.me.id.is_zero() && page.check.proposed_by == page.me.id) {
    return Html("<p>You proposed this check. Another approver decides.</p>\n");
  }
  const Html realm = Html::words(realm_word(t.context()));
  const Html number = html("<b>{}</b>", people_words(t, page.preview.people));
  const Html statement = pending ? html(
                                       "I looked at the new area. {} are inside it; those not asked yet will "
                                       "be asked. This realm is <b>{}</b>.",
                                       number, realm)
                                 : html(
                                       "I read the text and the correction and looked at the area. {} will "
                                       "be asked. This realm is <b>{}</b>.",
                                       number, realm);
  return step(page, "approve", page.preview.people,
              html(R"({}<button type="submit" class="go">{}</button>)", confirm(statement),
                   Html::words(pending ? "Approve the new area" : "Approve and ask")));
}

Html retract(const Tongue& t, const ConsoleCheck& page) {
  if (!may_approve(page.me)) return Html("<p>An approver can retract it.</p>\n");
  const Html statement =
      html("The correction goes to exactly those who were asked: <b>{}</b>. This realm is <b>{}</b>.",
           people_words(t, page.check.asked), Html::words(realm_word(t.context())));
  return html(
      "<details><summary>Retract: it was a mistake</summary>{}</details>\n",
      step(
          page, "retract", page.check.asked,
          html(
              R"(<label for="correction">Correction</label><textarea id="correction" name="correction" rows="3" dir="auto">{}</textarea>
{}<button type="submit" class="help">Retract and send the correction</button>)",
              page.check.text.correction, confirm(statement))));
}

Html change_area(const ConsoleCheck& page) {
  return html(
      "<details><summary>Change the area</summary>{}</details>\n",
      step(
          page, "area", page.preview.people,
          html(
              R"({}<p class="soft">Only the difference is asked. A larger number of people needs a new approval.</p>
<button type="submit">Change the area</button>)",
              area_fields())));
}

}  // namespace

Html check_steps(const Tongue& t, const ConsoleCheck& page) {
  const auto& check = page.check;
  Html out;
  if (check.state == CheckState::draft) {
    out += step(page, "propose", page.preview.people,
                html(R"(<p>{} are inside the area now.</p><button type="submit" class="go">Propose</button>)",
                     people_words(t, page.preview.people)));
  }
  if (check.state == CheckState::proposed || (check.state == CheckState::open && check.area_pending))
    out += approve(t, page);
  if (check.state == CheckState::open && check.paused) {
    out += may_approve(page.me)
               ? step(page, "resume", 0, Html(R"(<button type="submit" class="go">Resume asking</button>)"))
               : Html("<p>An approver can resume it.</p>\n");
  }
  const bool ended = check.state == CheckState::closed || check.state == CheckState::retracted;
  if (!ended) {
    out += step(page, "close", 0, Html(R"(<button type="submit">Close the check</button>)"));
    out += change_area(page);
  }
  if (check.state != CheckState::draft && check.state != CheckState::retracted) out += retract(t, page);
  return out;
}

}  // namespace tocsin::doors::pages
