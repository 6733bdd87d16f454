#include "doors/pages/answered_page.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "base/check.h"
#include "doors/pages/answer_form.h"
#include "doors/pages/words.h"

namespace tocsin::doors::pages {
namespace {

// As little of base_style() as the page needs.
constexpr wire::Literal style =
    R"(:root{color-scheme:light dark;--bg:#faf9f6;--ink:#1d1c1a;--go:#0b5c66;--on:#fff;--help:#a02a1f}
@media(prefers-color-scheme:dark){:root{--bg:#15171a;--ink:#ecebe7;--go:#7fd3d8;--on:#06282b;--help:#ff9f93}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:100%/1.5 system-ui,sans-serif}
main{max-width:38rem;margin:auto;padding:1rem}p{margin:.5rem 0}h1,h2{font-size:1.125rem}a{color:var(--go);line-height:2}
.band{background:#f3c94b;color:#2b2100;padding:.5rem;text-align:center}.note{border:2px solid var(--go);border-radius:.5rem;padding:.25rem 1rem}
:focus-visible{outline:3px solid var(--go);outline-offset:3px}button,textarea{font:inherit;width:100%;min-height:3.25rem;margin:.375rem 0;border:2px solid;border-radius:.5rem;background:0 0;color:inherit}
.go,.help{background:var(--go);color:var(--on)}.help{background:var(--help)}button::first-letter{text-transform:uppercase})";

// Characters for private use (U+E000 and on): no text of ours has them, and escaping lets them through.
constexpr std::string_view token_mark = "TOKEN";
constexpr std::string_view time_mark = "\xee\x80\x80";
constexpr std::string_view note_mark = "\xee\x80\x81";

Html band(const Tongue& t) {
  if (!t.context().realm.is_drill) return {};
  return html(R"(<div class="band" role="note"><b>{}</b> {}</div>
)",
              t("EXERCISE"), t("This is an exercise. No emergency is happening."));
}

Html body(const Tongue& t, world::Answer answer) {
  const std::string path = "/a/" + std::string(token_mark);
  const Html word = html(R"(<b class="word {}">{}</b>)", mark_of(answer), own_word_of(t, answer));
  Html out =
      html(R"(<div class="note" role="status"><h1>{}</h1><p>{}</p><p>{}</p>{}<p>{}</p></div>
)",
           t("Thank you. Your answer is recorded."), t("Your answer: {1}", word), Html::words(time_mark),
           Html::words(note_mark), t("You can change your answer at any time."));
  out.add(R"(<p><a href="{}">{}</a></p><p>{}</p>
<h2>{}</h2><form method="post" action="{}">{}
{}<button type="submit" name="answer" value="{}">{}</button></form>
<p><a href="{}" rel="noreferrer">{}</a></p>)",
          form_target(t, path), t("What is happening, and who says so"),
          t("If you are in danger, call your local emergency number first."), t("Change your answer"),
          form_target(t, path), own_buttons(t), note_field(t), world::to_string(answer), t("Send"),
          url("about:blank"), t("Leave this page"));
  return out;
}

std::string document(const Tongue& t, world::Answer answer) {
  Html out =
      html(R"(<!doctype html>
<html lang="{}" dir="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>{}{}</title><style>)",
           t.language(), t.right_to_left() ? "rtl" : "ltr",
           t.context().realm.is_drill ? t.plain("EXERCISE") + " · " : std::string(), t.plain("Safety check"));
  out += Html(style);
  out.add(R"(</style></head>
<body>{}<main>
{}</main></body></html>
)",
          band(t), body(t, answer));
  return out.bytes();
}

PageContext context_of(const std::string& language, const views::RealmSummary& realm, Instant now) {
  return {.language = language, .realm = realm, .now = now, .nonce = {}};
}

}  // namespace

AnsweredPage::AnsweredPage(const std::string& language, const views::RealmSummary& realm,
                           world::Answer answer) {
  const PageContext context = context_of(language, realm, {});
  const Tongue t(context);
  const std::string page = document(t, answer);
  std::string_view rest = page;
  while (!rest.empty()) {
    Piece piece{std::string(rest), Hole::end};
    std::size_t first = std::string_view::npos, mark_size = 0;
    for (const auto& [mark, hole] :
         {std::pair{token_mark, Hole::token}, {time_mark, Hole::time}, {note_mark, Hole::note}}) {
      const std::size_t at = rest.find(mark);
      if (at >= first) continue;
      first = at;
      mark_size = mark.size();
      piece = {std::string(rest.substr(0, at)), hole};
    }
    pieces_.push_back(std::move(piece));
    rest = first == std::string_view::npos ? std::string_view() : rest.substr(first + mark_size);
  }
  TOCSIN_CHECK(pieces_.size() == 5, "{}", pieces_.size());
  const std::string note = html("<p>{}</p>", t("Your note: {1}", Html::words(note_mark))).bytes();
  const std::size_t at = note.find(note_mark);
  TOCSIN_CHECK(at != std::string::npos);
  note_before_ = note.substr(0, at);
  note_after_ = note.substr(at + note_mark.size());
}

void AnsweredPage::append(std::string& out, std::string_view token, std::string_view time,
                          std::string_view note) const {
  for (const Piece& piece : pieces_) {
    out += piece.text;
    if (piece.hole == Hole::token) out += token;
    if (piece.hole == Hole::time) out += time;
    if (piece.hole == Hole::note && !note.empty()) {
      out += note_before_;
      out += html("{}", note).bytes();
      out += note_after_;
    }
  }
}

std::string time_html(const std::string& language, const views::RealmSummary& realm, Instant at,
                      Instant now) {
  const PageContext context = context_of(language, realm, now);
  return Tongue(context).time(at).bytes();
}

const std::string& answered_page_policy() {
  static const std::string policy = [] {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    const std::string_view text = style.text();
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    // Base64 (RFC 4648 section 4) of 32 bytes is 44 characters and a NUL.
    std::array<unsigned char, 45> encoded{};
    EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
    return fmt::format(
        "default-src 'none'; style-src 'sha256-{}'; form-action 'self'; base-uri 'none'; frame-ancestors "
        "'none'",
        reinterpret_cast<const char*>(encoded.data()));
  }();
  return policy;
}

}  // namespace tocsin::doors::pages
