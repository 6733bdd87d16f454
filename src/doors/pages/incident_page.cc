#include "doors/pages/alert_card.h"
#include "doors/pages/frame.h"
#include "doors/pages/words.h"

namespace tocsin::doors::pages {
namespace {

using world::EntryKind;

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

Html entry_words(const Tongue& t, EntryKind kind) {
  switch (kind) {
    case EntryKind::alert:
      return t("Alert");
    case EntryKind::update:
      return {};
    case EntryKind::check_opened:
      return t("People in the area are asked if they are safe.");
    case EntryKind::check_area_changed:
      return t("The area of the safety check has changed.");
    case EntryKind::check_retracted:
      return t("This check was a mistake. {1}", Html());
    case EntryKind::check_closed:
      return t("The safety check has ended.");
  }
  return {};
}

// "Said by X, via Y, via Z": each who carried it after the first.
Html source_chain(const Tongue& t, const std::vector<std::string>& sources) {
  if (sources.empty()) return {};
  std::vector<Html> parts{t("Said by {1}", sources.front())};
  for (std::size_t i = 1; i < sources.size(); ++i) parts.push_back(t("via {1}", sources[i]));
  return html(R"(<p class="soft">{}</p>
)",
              t.list(parts));
}

Html timeline_entry(const Tongue& t, const views::TimelineEntry& entry) {
  Html out = html(R"(<li id="e{}"><p class="soft">{}</p>
)",
                  entry.seq, t.time_and_age(entry.occurred_at));
  if (const Html words = entry_words(t, entry.kind); !words.empty()) out.add("<p>{}</p>\n", words);
  if (!entry.headline.empty()) out.add("<p><b>{}</b></p>\n", entry.headline);
  if (!entry.text.empty()) out += paragraph(entry.text);
  if (!entry.jurisdiction.empty()) out.add("<p>{}</p>\n", t("Where: {1}", t.region_name(entry.jurisdiction)));
  if (entry.planned_for.known()) out.add("<p>{}</p>\n", t("planned for {1}", t.time(entry.planned_for)));
  out += source_chain(t, entry.sources);
  // When it took us long to learn it, a reader should know that.
  if (entry.known_at - entry.occurred_at > 5 * minute_ms) {
    out.add(R"(<p class="soft">{}</p>)", t("Known here since {1}", t.time(entry.known_at)));
  }
  out += Html("</li>\n");
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

}  // namespace

std::string incident_page(const PageContext& context, const views::IncidentSummary& incident) {
  const Tongue t(context);
  Frame frame{
      .title = incident.headline, .body = {}, .foot = {}, .script = live_script, .is_personal = false};
  auto& body = frame.body;
  body.add(R"(<p class="soft"><a href="{}">{}</a></p><h1>{}</h1>
)",
           url("/"), t("What is happening"), incident.headline);
  if (!incident.alerts.empty()) body.add("<h2>{}</h2>\n", t("Alert"));
  for (const auto& alert : incident.alerts) body += alert_card(t, alert);
  if (!incident.checks.empty()) body.add("<h2>{}</h2>\n", t("Safety check"));
  for (const auto& check : incident.checks) body += check_section(t, check);
  body.add(R"(<h2>{}</h2><p class="soft">{}</p>
<ol class="line" reversed>
)",
           t("Timeline"), t("Latest first"));
  for (const auto& entry : incident.entries) body += timeline_entry(t, entry);
  body += Html("</ol>\n");
  if (incident.entries.empty()) body.add("<p>{}</p>\n", t("Nothing has been reported."));
  body += live_region(t, incident);
  frame.foot = html(R"(<p><a href="{}">{}</a></p>
)",
                    url("/i/{}.atom", to_uuid(incident.id.id)), t("Follow in a feed reader"));
  return document(t, frame);
}

}  // namespace tocsin::doors::pages
