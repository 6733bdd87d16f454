#include "doors/pages/answer_form.h"

namespace tocsin::doors::pages {
namespace {

constexpr int note_code_points_max =
    500;  // some sentences; a browser counts UTF-16 units, which are never fewer

Html buttons(const Html& safe, const Html& help, const Html& not_there, const Html& wrong) {
  return html(R"(<div class="keys">
<button type="submit" name="answer" value="safe" class="go">{}</button>
<button type="submit" name="answer" value="need_help" class="help">{}</button>
<button type="submit" name="answer" value="not_there">{}</button>
<button type="submit" name="answer" value="wrong" class="quiet">{}</button>
</div>)",
              safe, help, not_there, wrong);
}

}  // namespace

Html own_buttons(const Tongue& t) {
  return buttons(t("I am safe"), t("I need help"), t("I am not there"), t("This is wrong"));
}

Html buttons_for_other(const Tongue& t) {
  return buttons(t("safe"), t("needs help"), t("not there"), t("This is wrong"));
}

Html note_field(const Tongue& t) {
  return html(R"(<label for="note">{}</label>
<textarea id="note" name="note" rows="2" maxlength="{}" dir="auto" aria-describedby="note-who"></textarea>
<p class="soft" id="note-who">{}</p>
)",
              t("Add a note (optional)"), note_code_points_max,
              t("Your note is shown only to people you chose."));
}

Url form_target(const Tongue& t, const std::string& path) {
  return Url::local(path + "?lang=" + wire::percent_encode(t.language()));
}

}  // namespace tocsin::doors::pages
