#include "doors/pages/answer_form.h"
#include "doors/pages/frame.h"
#include "doors/pages/words.h"

namespace tocsin::doors::pages {
namespace {

using world::Answer;
using world::CheckState;

// First on the page, whatever its state: whoever is in danger reads no further.
Html emergency(const Tongue& t, const std::string& number) {
  const Html call = number.empty() ? t("If you are in danger, call your local emergency number first.")
                                   : t("If you are in danger, call {1} first.",
                                       html(R"(<a href="{}">{}</a>)", Url::tel(number), number));
  return html(R"(<div class="call"><p>{}</p><p class="soft">{}</p></div>
)",
              call, t("This page does not call the emergency services."));
}

// Who says what, where and since when, in the words that were approved; then why this person is asked.
Html facts(const Tongue& t, const AnswerPage& page) {
  const auto& text = page.ask.check.text;
  return html(R"(<div class="facts"><p class="lead">{}</p>
<p>{}</p><p>{}</p><p>{}</p><p>{}</p>
<p class="why">{}</p></div>
)",
              text.headline, t("Says who: {1}", text.issuer), t("What: {1}", text.what),
              t("Where: {1}", text.where), t("Since: {1}", t.time_and_age(text.since)),
              reason_words(t, page.ask.reason, page.place_label));
}

// Where to read and ask on, and who sees the answer.
Html more(const Tongue& t, const AnswerPage& page) {
  const auto& check = page.ask.check;
  Html out = html(R"(<div class="facts"><p>{} ({})</p>
<p><a href="{}">{}</a></p>
)",
                  t("Asked by {1}", t.context().realm.name), t.time_and_age(page.ask.asked_at),
                  url("/i/{}", to_uuid(check.incident.id)), t("What is happening, and who says so"));
  if (!check.text.contact.empty()) out.add("<p>{}</p>\n", t("Contact: {1}", check.text.contact));
  out.add("</div><h2>{}</h2><p>{}</p>\n", t("Who can see my answer?"),
          t("People in your circle, and those responsible for your group."));
  return out;
}

Html who_said(const Tongue& t, const AnswerPage& page, const world::GivenAnswer& given) {
  if (given.by.kind == world::Actor::Kind::person && given.by.is_person(page.ask.person)) return {};
  std::vector<Html> parts{Html(), t("told by somebody else")};
  if (given.by.kind == world::Actor::Kind::person) {
    parts.push_back(t("answered by {1}", name_of(t, page.names, world::PersonId(given.by.id))));
  }
  return t.list(parts);
}

// Who was told of a call for help, what it does not do, and whether somebody has it.
Html help_state(const Tongue& t, const AnswerPage& page) {
  const auto& ask = page.ask;
  if (ask.current.answer != Answer::need_help) return {};
  std::vector<Html> told;
  for (const auto person : ask.told) told.push_back(name_of(t, page.names, person));
  Html out = html("<p>{}</p>", t("The people on duty here see your request."));
  if (!told.empty()) out.add("<p>{}</p>", t("We told: {1}", t.list(told)));
  out.add("<p>{}</p>", ask.help_taken_by.empty()
                           ? t("Your request for help is open until somebody takes it.")
                           : t("{1} has taken your request for help.", ask.help_taken_by));
  out.add("<p><b>{}</b></p>\n", t("This page does not call the emergency services."));
  return out;
}

Html current_answer(const Tongue& t, const AnswerPage& page) {
  const auto& ask = page.ask;
  Html out;
  if (!page.ward_recorded.empty()) {
    out.add(R"(<div class="note" role="status"><p>{}</p></div>
)",
            t("Thank you. The answer for {1} is recorded.", page.ward_recorded));
  }
  if (ask.current.answer == Answer::none) return out;
  const Html answer =
      html(R"(<b class="word {}">{}</b>)", mark_of(ask.current.answer), own_word_of(t, ask.current.answer));
  Html inside =
      page.recorded ? html(R"(<p class="lead">{}</p>)", t("Thank you. Your answer is recorded.")) : Html();
  inside.add(R"(<p>{}</p><p>{}{}</p>
)",
             t("Your answer: {1}", answer), t.time_and_age(ask.current.at), who_said(t, page, ask.current));
  if (!page.note.empty()) inside.add("<p>{}</p>", t("Your note: {1}", page.note));
  inside += help_state(t, page);
  if (ask.takes_answers)
    inside.add(R"(<p class="soft">{}</p>)", t("You can change your answer at any time."));
  const std::string_view kind = ask.current.answer == Answer::need_help ? "note fix" : "note";
  out.add(R"(<div class="{}" role="{}">{}</div>
)",
          kind, page.recorded ? "status" : "note", inside);
  return out;
}

Html form(const Tongue& t, const AnswerPage& page) {
  const bool again = page.ask.current.answer != Answer::none;
  Html out = again ? html("<h2>{}</h2>", t("Change your answer")) : Html();
  // A note that comes after the answer needs no second look at the buttons.
  const Html send = again ? html(R"(<button type="submit" name="answer" value="{}">{}</button>)",
                                 world::to_string(page.ask.current.answer), t("Send"))
                          : Html();
  out.add(R"(<form method="post" action="{}">{}
{}{}</form>
)",
          form_target(t, page.path), own_buttons(t), note_field(t), send);
  return out;
}

Html wards(const Tongue& t, const AnswerPage& page) {
  Html out;
  for (const auto& ward : page.ask.wards) {
    const Html name = name_of(t, page.names, ward.person);
    out.add(R"(<section class="card"><h3>{}</h3><p><span class="word {}">{}</span>{}</p>
<form method="post" action="{}"><input type="hidden" name="for" value="{}">{}</form></section>
)",
            t("Answer for {1}", name), mark_of(ward.current.answer), word_of(t, ward.current.answer),
            ward.current.answer == Answer::none ? Html() : html(" {}", t.time_and_age(ward.current.at)),
            form_target(t, page.path), to_hex(ward.person.id), buttons_for_other(t));
  }
  return out;
}

Html earlier_answers(const Tongue& t, const AnswerPage& page) {
  const auto& history = page.ask.history;
  if (history.size() < 2) return {};
  Html items;
  for (std::size_t i = history.size() - 1; i-- > 0;) {
    items.add("<li>{} {}{}</li>", own_word_of(t, history[i].answer),
              html(R"(<span class="soft">{}</span>)", t.time_and_age(history[i].at)),
              who_said(t, page, history[i]));
  }
  return html(R"(<h2>{}</h2><ul>{}</ul>
)",
              t("Earlier answers"), items);
}

// What to read before anything else about this check, when it is not simply open.
Html state(const Tongue& t, const views::CheckSummary& check) {
  if (check.state == CheckState::retracted) {
    return html(
        R"(<h1>{}</h1><div class="note fix" role="note"><p class="lead">{}</p>{}<p class="soft">{}</p></div>
)",
        t("Correction"), t("This check was a mistake. {1}", Html()), paragraph(check.text.correction),
        t.time_and_age(check.ended_at));
  }
  Html out = html("<h1>{}</h1>\n", t("Are you safe?"));
  if (check.state == CheckState::closed) {
    out.add(R"(<div class="note" role="note"><p>{}</p><p class="soft">{}</p></div>
)",
            t("This check has ended. The answer you gave stays."), t.time_and_age(check.ended_at));
  } else if (check.paused) {
    out.add(R"(<div class="note" role="note"><p>{}</p></div>
)",
            t("The question is paused while we check it."));
  }
  return out;
}

}  // namespace

std::string answer_page(const PageContext& context, const AnswerPage& page) {
  const Tongue t(context);
  Frame frame{.title = t.plain("Safety check"), .body = {}, .foot = {}};
  auto& body = frame.body;
  body += emergency(t, page.emergency_number);
  body += state(t, page.ask.check);
  body += current_answer(t, page);
  body += facts(t, page);
  if (page.ask.takes_answers) {
    body += form(t, page);
    body += wards(t, page);
  }
  body += earlier_answers(t, page);
  body += more(t, page);
  // To a page that says nothing, at once and without a network.
  frame.foot = html(R"(<p><a href="{}" rel="noreferrer">{}</a></p>
)",
                    url("about:blank"), t("Leave this page"));
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
