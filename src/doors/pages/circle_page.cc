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

// The words of "Show 3 new updates" by the categories of Intl.PluralRules, for the script.
Html live_region(const Tongue& t, const PageContext& context, const std::string& path) {
  const auto form = [&](std::uint64_t n) {
    return translate(t.language(), "Show {1} new update", "Show {1} new updates", n);
  };
  return html(
      R"(<div class="live" role="status" id="live" data-path="{}" data-since="{}" data-one="{}" data-two="{}" data-few="{}" data-many="{}" data-other="{}"></div>
)",
      path, fmt::to_string(context.now.ms), form(1), form(2), form(3), form(11), form(100));
}

// Says how much is new, at most every 5 seconds; the reader decides when the page changes. A new connection
// begins with how much is new since the page was made.
constexpr wire::Literal live_script = R"(
(function(){
if(!window.EventSource)return;
var box=document.getElementById("live"),d=box.dataset,news={},button=null,said=0,timer=0;
var lang=document.documentElement.lang+"-u-nu-latn",rules=new Intl.PluralRules(lang);
function say(){
timer=0;said=Date.now();
var n=0;for(var check in news)n+=news[check];
if(!n)return;
var words=(d[rules.select(n)]||d.other).replace("{1}",n.toLocaleString(lang));
if(!button){button=document.createElement("button");button.type="button";button.onclick=function(){location.replace(d.path)};box.append(button)}
button.textContent=words}
function later(){if(!timer)timer=setTimeout(say,Math.max(0,said+5000-Date.now()))}
function on(event,take){events.addEventListener(event,function(e){
var data;try{data=JSON.parse(e.data)}catch(x){return}
take(data);later()})}
var events=new EventSource(d.path+"/events?since="+d.since);
on("counts",function(data){news[data.check]=data.new});
on("status",function(data){news[data.check]=(news[data.check]||0)+1})
})();
)";

}  // namespace

std::string circle_page(const PageContext& context, const CirclePageInput& page) {
  const Tongue t(context);
  Frame frame{.title = t.plain("Your circle"), .body = {}, .foot = {}, .script = live_script};
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
  body += live_region(t, context, page.path);
  frame.foot = html(R"(<p><a href="{}" rel="noreferrer">{}</a></p>
)",
                    url("about:blank"), t("Leave this page"));
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
