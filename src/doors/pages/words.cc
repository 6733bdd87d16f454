#include "doors/pages/words.h"

namespace tocsin::doors::pages {

using world::Answer;

Html word_of(const Tongue& t, Answer answer) {
  switch (answer) {
    case Answer::none:
      return t("no answer yet");
    case Answer::safe:
      return t("safe");
    case Answer::need_help:
      return t("needs help");
    case Answer::not_there:
      return t("not there");
    case Answer::wrong:
      return t("says the question is wrong");
  }
  return {};
}

Html own_word_of(const Tongue& t, Answer answer) {
  switch (answer) {
    case Answer::none:
      return t("no answer yet");
    case Answer::safe:
      return t("I am safe");
    case Answer::need_help:
      return t("I need help");
    case Answer::not_there:
      return t("I am not there");
    case Answer::wrong:
      return t("This is wrong");
  }
  return {};
}

std::string_view mark_of(Answer answer) {
  switch (answer) {
    case Answer::safe:
      return "ok";
    case Answer::need_help:
      return "help";
    default:
      return "";
  }
}

Html word_of(const Tongue& t, const views::CheckSummary& check) {
  switch (check.state) {
    case world::CheckState::closed:
      return t("ended");
    case world::CheckState::retracted:
      return t("withdrawn: it was a mistake");
    default:
      return check.paused ? t("paused while we check it") : t("open now");
  }
}

Html severity_words(const Tongue& t, std::string_view severity) {
  if (severity == "Extreme") return t("Very great danger to life or property");
  if (severity == "Severe") return t("Great danger to life or property");
  if (severity == "Moderate") return t("Possible danger to life or property");
  if (severity == "Minor") return t("Little or no danger to life or property");
  return {};
}

Html urgency_words(const Tongue& t, std::string_view urgency) {
  if (urgency == "Immediate") return t("Act now");
  if (urgency == "Expected") return t("Act within the hour");
  if (urgency == "Future") return t("Get ready");
  if (urgency == "Past") return t("Nothing to do any more");
  return {};
}

Html reason_words(const Tongue& t, world::Reason reason, const std::string& place_label) {
  using world::Reason;
  if (reason == Reason::last_known)
    return t("You are asked because your last known place was inside the area.");
  if (reason == Reason::trip) {
    if (place_label.empty()) return t("You are asked because a trip of yours is inside the area.");
    return t("You are asked because your trip to “{1}” is inside the area.", place_label);
  }
  const Html kind = reason == Reason::home ? t("home") : t("work");
  const Html place = place_label.empty() ? kind : html("{}", place_label);
  return t("You are asked because your place “{1}” is inside the area.", place);
}

Html name_of(const Tongue& t, const Names& names, world::PersonId person) {
  const auto it = names.find(person);
  return it == names.end() || it->second.empty() ? t("somebody") : html("{}", it->second);
}

// The <bdi> inside is shown as a block, so that the text also aligns by its own direction.
Html paragraph(const std::string& text) { return html(R"(<p class="said">{}</p>)", text); }

}  // namespace tocsin::doors::pages
