#include <algorithm>

#include "doors/pages/alert_card.h"
#include "doors/pages/frame.h"
#include "doors/pages/live_blog.h"
#include "doors/pages/timeline.h"
#include "doors/pages/words.h"

namespace tocsin::doors::pages {
namespace {

// Fewer people than this could be told one from another by their numbers.
constexpr std::uint64_t counted_from = 20;

Html count(const Tongue& t, const std::string& check, std::string_view what, const Html& label,
           std::uint64_t value) {
  return html(R"(<div><dt>{}</dt><dd data-check="{}" data-count="{}">{}</dd></div>
)",
              label, check, what, t.number(value));
}

Html check_section(const Tongue& t, const views::CheckSummary& check) {
  Html out = html(R"(<section class="card"><h3>{}</h3><p><span class="word">{}</span> {}</p>
<p>{}</p><p>{}</p>
)",
                  check.text.headline, word_of(t, check),
                  t.time_and_age(check.ended_at.known() ? check.ended_at : check.opened_at),
                  t("Says who: {1}", check.text.issuer), t("Where: {1}", check.text.where));
  if (check.state == world::CheckState::retracted) {
    out.add("<p><b>{}</b></p>{}\n", t("Correction"), paragraph(check.text.correction));
  }
  if (check.asked < counted_from) {
    out.add("<dl><dt>{}</dt><dd>{}</dd></dl></section>\n", t("Asked"), t("Fewer than {1}", counted_from));
    return out;
  }
  const std::string id = to_uuid(check.id.id);
  out += Html("<dl class=\"counts\">");
  out += count(t, id, "asked", t("Asked"), check.asked);
  out += count(t, id, "safe", t("safe"), check.counts.safe);
  out += count(t, id, "need_help", t("needs help"), check.counts.need_help);
  out += count(t, id, "not_there", t("not there"), check.counts.not_there);
  out += count(t, id, "wrong", t("says the question is wrong"), check.counts.wrong);
  out += count(t, id, "no_answer", t("No answer yet"), check.no_answer());
  out += Html("</dl></section>\n");
  return out;
}

// The words of "Show 3 new updates" by the categories of Intl.PluralRules, for the script.
Html live_region(const Tongue& t, const views::IncidentSummary& incident) {
  const auto form = [&](std::uint64_t n) {
    return translate(t.language(), "Show {1} new update", "Show {1} new updates", n);
  };
  return html(
      R"(<div class="live" role="status" id="live" data-incident="{}" data-cursor="" data-one="{}" data-two="{}" data-few="{}" data-many="{}" data-other="{}"></div>
)",
      to_uuid(incident.id.id), form(1), form(2), form(3), form(11), form(100));
}

// Counts what is new and says so at most every 30 seconds; the reader decides when the page changes.
constexpr wire::Literal live_script = R"(
(function(){
if(!window.EventSource)return;
var box=document.getElementById("live"),d=box.dataset,n=0,button=null,said=0,timer=0;
var lang=document.documentElement.lang+"-u-nu-latn",rules=new Intl.PluralRules(lang);
function say(){
timer=0;said=Date.now();
var words=(d[rules.select(n)]||d.other).replace("{1}",n.toLocaleString(lang));
if(!button){button=document.createElement("button");button.type="button";button.onclick=function(){location.reload()};box.append(button)}
button.textContent=words}
var events=new EventSource("/v1/events"+(d.cursor?"?after="+encodeURIComponent(d.cursor):""));
events.onmessage=function(e){
var data;try{data=JSON.parse(e.data)}catch(x){return}
if(data.incident!==d.incident)return;
n++;if(!timer)timer=setTimeout(say,Math.max(0,said+30000-Date.now()))};
events.addEventListener("counts",function(e){
var data;try{data=JSON.parse(e.data)}catch(x){return}
if(data.incident!==d.incident)return;
var now=Object.assign({asked:data.asked,no_answer:data.no_answer},data.answers);
document.querySelectorAll("[data-check]").forEach(function(cell){
var value=now[cell.dataset.count];
if(cell.dataset.check===data.check&&value!==undefined)cell.textContent=value.toLocaleString(lang)})})
})();
)";

// By when it was true, the newest first as the view gives them, or the other way round.
std::vector<const views::TimelineEntry*> in_order(const views::IncidentSummary& incident, bool oldest_first) {
  std::vector<const views::TimelineEntry*> entries;
  for (const auto& entry : incident.entries) entries.push_back(&entry);
  if (oldest_first) std::reverse(entries.begin(), entries.end());
  return entries;
}

// Links to what matters most in a long timeline.
Html key_events(const Tongue& t, const std::vector<const views::TimelineEntry*>& entries) {
  Html items;
  for (const auto* entry : entries) {
    if (!entry->key_event) continue;
    items.add(R"(<li>{} <a href="{}">{}</a></li>)", t.time(entry->occurred_at),
              url("#e{}", fmt::to_string(entry->seq)), short_words(entry->text));
  }
  if (items.empty()) return items;
  return html("<nav aria-label=\"{}\"><h2>{}</h2><ul class=\"jump\">{}</ul></nav>\n", t.plain("Key events"),
              t("Key events"), items);
}

Html pinned_post(const Tongue& t, const views::IncidentSummary& incident) {
  for (const auto& entry : incident.entries) {
    if (!entry.pinned) continue;
    return html("<section class=\"note\"><h2>{}</h2>{}</section>\n", t("Most important now"),
                timeline_words(t, entry, incident.id));
  }
  return {};
}

Html order_links(const Tongue& t, const views::IncidentSummary& incident, bool oldest_first) {
  const std::string id = to_uuid(incident.id.id);
  const auto link = [&](std::string_view order, const Html& name, bool chosen) {
    const Url to = url("/i/{}?lang={}&order={}", id, t.language(), order);
    return chosen ? html(R"(<li><a href="{}" aria-current="true">{}</a></li>)", to, name)
                  : html(R"(<li><a href="{}">{}</a></li>)", to, name);
  };
  return html("<nav aria-label=\"{}\"><ul>{}{}</ul></nav>\n", t.plain("Order of the timeline"),
              link("newest", t("Latest first"), !oldest_first),
              link("oldest", t("Oldest first"), oldest_first));
}

}  // namespace

std::string incident_page(const PageContext& context, const views::IncidentSummary& incident,
                          const IncidentView& view) {
  const Tongue t(context);
  Frame frame{.title = incident.headline,
              .body = {},
              .foot = {},
              .script = live_script,
              .is_personal = false,
              .style = live_style(),
              .head = live_blog_json(context, incident, view.public_url)};
  auto& body = frame.body;
  body.add(R"(<p class="soft"><a href="{}">{}</a></p><h1>{}</h1>
)",
           url("/"), t("All events"), incident.headline);
  const auto entries = in_order(incident, view.oldest_first);
  body += pinned_post(t, incident);
  body += key_events(t, entries);
  if (!incident.alerts.empty()) body.add("<h2>{}</h2>\n", t("Alert"));
  for (const auto& alert : incident.alerts) body += alert_card(t, alert);
  if (!incident.checks.empty()) body.add("<h2>{}</h2>\n", t("Safety check"));
  for (const auto& check : incident.checks) body += check_section(t, check);
  body.add("<h2>{}</h2>{}\n", t("Timeline"), order_links(t, incident, view.oldest_first));
  body += view.oldest_first ? Html("<ol class=\"line\">\n") : Html("<ol class=\"line\" reversed>\n");
  for (const auto* entry : entries) {
    body.add("<li id=\"e{}\">{}</li>\n", entry->seq, timeline_words(t, *entry, incident.id));
  }
  body += Html("</ol>\n");
  if (incident.entries.empty()) body.add("<p>{}</p>\n", t("Nothing has been reported."));
  body += live_region(t, incident);
  const std::string id = to_uuid(incident.id.id);
  frame.foot = html(
      R"(<nav aria-label="{}"><ul><li><a href="{}">{}</a></li><li><a href="{}">{}</a></li><li><a href="{}">{}</a></li></ul></nav>
)",
      t.plain("More about this event"), url("/board?incident={}", id), t("The board"),
      url("/i/{}/sitrep", id), t("Situation report to print"), url("/i/{}.atom", id),
      t("Follow in a feed reader"));
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
