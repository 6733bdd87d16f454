#include "doors/pages/style.h"

namespace tocsin::doors::pages {

// Colours by what they are for. A test holds each pair that meets on a page to WCAG 1.4.3 (4.5) and 1.4.11
// (3).
//   bg page, card raised, ink text, soft second text, line quiet rule, edge border of a control,
//   go accent (links, "safe"), on-go text on it, help call for help, on-help text on it, drill band, on-drill
//   text on it
wire::Html base_style() {
  return wire::Literal(R"(:root{color-scheme:light dark;
--bg:#faf9f6;--card:#fff;--ink:#1d1c1a;--soft:#57534b;--line:#dedad1;--edge:#7c766b;
--go:#0b5c66;--on-go:#fff;--help:#a02a1f;--on-help:#fff;--drill:#f3c94b;--on-drill:#2b2100}
@media(prefers-color-scheme:dark){:root{
--bg:#15171a;--card:#1e2125;--ink:#ecebe7;--soft:#b3afa6;--line:#363a40;--edge:#858b94;
--go:#7fd3d8;--on-go:#06282b;--help:#ff9f93;--on-help:#3a0a04;--drill:#d9b23c;--on-drill:#231a00}}
*{box-sizing:border-box}
html{font:100%/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic",sans-serif;
-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-block:1rem 6rem}
:lang(ar){line-height:1.7}
body{margin:0;background:var(--bg);color:var(--ink);overflow-wrap:break-word}
main,footer,header{inline-size:min(38rem,100% - 2.25rem);margin-inline:auto}
main{padding-block:1.25rem 2.5rem}
h1{font-size:clamp(1.75rem,1.4rem + 1.8vw,2.375rem);line-height:1.15;letter-spacing:-.015em;margin:0 0 .75rem;text-wrap:balance}
h2{font-size:1.1875rem;line-height:1.3;margin:2.25rem 0 .625rem}
h3{font-size:1.0625rem;line-height:1.35;margin:0 0 .25rem}
:lang(ar):is(h1,h2,h3){letter-spacing:0;line-height:1.5}
h4{font-size:1rem;margin:1rem 0 .25rem}p{margin:.5rem 0}ul,ol{padding-inline-start:1.25rem;margin:.5rem 0}li{margin-block:.25rem}
a{color:var(--go);text-underline-offset:.18em;display:inline-block;min-block-size:1.5rem;min-inline-size:1.5rem}
a,button,summary,textarea,input,select{border-radius:.5rem}
:focus-visible{outline:3px solid var(--go);outline-offset:3px}
time{unicode-bidi:isolate;white-space:nowrap}
.soft,dt,small{color:var(--soft)}small{font-size:.875rem}
.said>bdi{display:block;white-space:pre-line}
.band{background:var(--drill);color:var(--on-drill);padding:.625rem 1.125rem;text-align:center;border-block:2px solid transparent}
.band b{letter-spacing:.08em}:lang(ar) .band b{letter-spacing:0}
.call{border:1px solid var(--line);border-inline-start:5px solid var(--help);border-radius:.5rem;background:var(--card);padding:.625rem .875rem;margin:0 0 1.5rem}
.call p{margin:0}.call .soft{font-size:.9375rem}.call a{min-block-size:1.75rem;font-weight:700;font-size:1.125rem;color:var(--help)}
.note,.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.125rem;margin-block:1rem}
.note{border:2px solid var(--go)}.note.fix{border-color:var(--help)}
.note>:first-child,.card>:first-child{margin-block-start:0}.note>:last-child,.card>:last-child{margin-block-end:0}
.lead{font-size:1.1875rem;line-height:1.4;font-weight:600}.note .lead{text-wrap:balance}
dl{margin:1rem 0}dt{font-size:.875rem;margin-block-start:.625rem}dd{margin:0}
.facts{color:var(--soft);margin-block:1rem}.facts p{margin:.375rem 0}.facts :is(bdi,time,.lead,.why){color:var(--ink)}form+.facts,section+.facts{margin-block-start:2rem}
form{margin:0}.keys{display:grid;gap:.75rem;margin-block:1rem}
button,.key{font:inherit;font-weight:650;min-block-size:3.25rem;padding:.625rem 1rem;border:2px solid var(--edge);background:var(--card);color:var(--ink);cursor:pointer;inline-size:100%;display:block}
.key{text-decoration:none;text-align:center}
button::first-letter,.word::first-letter{text-transform:uppercase}
button.go{background:var(--go);border-color:var(--go);color:var(--on-go)}
button.help{background:var(--help);border-color:var(--help);color:var(--on-help)}
button.quiet{background:transparent;font-weight:500;color:var(--soft)}
@media(hover:hover){button:hover{filter:brightness(1.08)}}
textarea,input,select{font:inherit;color:inherit;background:var(--card);border:2px solid var(--edge);padding:.5rem .75rem;inline-size:100%;min-block-size:3rem}
label{display:block;font-weight:600;margin-block:.75rem .25rem}
summary{cursor:pointer;min-block-size:3rem;padding-block:.75rem;color:var(--go);font-weight:600}
.people{list-style:none;padding:0;margin:1rem 0}.people>li{margin:0;border-block-start:1px solid var(--line);padding-block:1rem}
.word{display:inline-block;font-weight:650;padding:.125rem .625rem;border-radius:1rem;border:2px solid var(--edge)}
.word.ok{border-color:var(--go);color:var(--go)}.word.help{background:var(--help);border-color:var(--help);color:var(--on-help)}
.line{list-style:none;padding:0;margin:1rem 0;border-inline-start:2px solid var(--line)}
.line>li{padding-inline-start:1.125rem;margin-block:0 1.5rem}.line>li:target{outline:2px solid var(--go);outline-offset:.5rem}
.counts{display:grid;grid-template-columns:repeat(auto-fit,minmax(6.5rem,1fr));gap:.875rem}
.counts dt{margin:0}.counts dt::first-letter{text-transform:uppercase}.counts dd{font-size:1.375rem;font-weight:650;font-variant-numeric:tabular-nums;order:-1}
.counts>div{display:flex;flex-direction:column}
footer{border-block-start:1px solid var(--line);padding-block:1.25rem 2.5rem;color:var(--soft);font-size:.9375rem}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:0 1.25rem}nav li{margin:0}
nav a{min-block-size:2.75rem;padding-block:.625rem}nav [aria-current]{font-weight:650;color:inherit;text-decoration:none}
[role=status].live{position:fixed;inset-block-end:1rem;inset-inline:0;display:grid;justify-items:center;padding-inline:1rem;pointer-events:none}
.live button{pointer-events:auto;inline-size:auto;box-shadow:0 2px 12px #0006;background:var(--go);border-color:var(--go);color:var(--on-go)}
.hide{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(forced-colors:active){.word,.call,.note,.card,.band{border-color:CanvasText}}
@media print{button,form,nav,.live{display:none}}
)");
}

wire::Html console_style() {
  return wire::Literal(R"(main,footer,header{inline-size:min(60rem,100% - 2.25rem)}
header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:center;padding-block:.5rem 0;color:var(--soft)}
header a:first-child{font-weight:650}header form{margin-inline-start:auto}header button{min-inline-size:0;min-block-size:3rem;margin:0;border-color:transparent;text-decoration:underline}
.realm{font-weight:700;text-align:center;padding:.5rem 1rem;border-block:2px solid transparent}
.realm.is-live{background:var(--help);color:var(--on-help)}
.rows{list-style:none;padding:0}.rows>li{border-block-start:1px solid var(--line);padding-block:.875rem;margin:0}
.two{display:grid;gap:1.5rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr))}
.short{display:grid;gap:0 1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,11rem),1fr))}
input[type=checkbox]{inline-size:1.5rem;min-block-size:1.5rem;accent-color:var(--go);margin:0;flex:none}
.tick{display:flex;gap:.75rem;align-items:flex-start;font-weight:500}
.steps{display:flex;flex-wrap:wrap;gap:1rem}.steps>form{flex:1 1 17rem}
button,.key{margin-block-start:.75rem;inline-size:auto;min-inline-size:min(100%,15rem)}.key{display:inline-block}h2+.card{margin-block-start:.625rem}
fieldset{border:1px solid var(--line);border-radius:.5rem;margin:1rem 0;padding:.5rem 1rem 1rem}legend{font-weight:650;padding-inline:.375rem}
code{font-size:.9375em;overflow-wrap:anywhere}
.token{display:block;padding:1rem;border:2px dashed var(--edge);border-radius:.5rem;background:var(--card);font-size:1.0625rem;user-select:all}
svg.map{display:block;inline-size:100%;block-size:auto;max-block-size:26rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
.map .in{fill:var(--go);fill-opacity:.18;stroke:var(--go);stroke-width:2;fill-rule:evenodd}
.map .next{fill:none;stroke:var(--help);stroke-width:2;stroke-dasharray:6 4;fill-rule:evenodd}
.map .out{fill:var(--card);stroke:var(--edge);stroke-width:1.5;stroke-dasharray:2 3;fill-rule:evenodd}
.map .bar{stroke:var(--ink);stroke-width:2;fill:none}.map *{vector-effect:non-scaling-stroke}.map text{fill:var(--ink);font:22px system-ui,sans-serif}
.bar-of{display:block;inline-size:100%;block-size:.625rem;margin-block:.125rem .5rem}.bar-of .all{fill:var(--line)}.bar-of .part{fill:var(--go)}.bar-of .part.help{fill:var(--help)}
table{border-collapse:collapse;inline-size:100%;font-variant-numeric:tabular-nums}caption{text-align:start;color:var(--soft);padding-block:.5rem}
th,td{text-align:start;vertical-align:top;padding:.5rem .75rem .5rem 0;border-block-end:1px solid var(--line)}
@media(max-width:46rem){table,caption,tbody,tr,td,tbody th{display:block}thead{display:none}tr{border-block-end:2px solid var(--line);padding-block:.5rem}
td,tbody th{border:0;padding:.125rem 0}td:empty{display:none}td[data-label]::before{content:attr(data-label) ": ";color:var(--soft)}}
@media(forced-colors:active){.bar-of .all{fill:Canvas;stroke:CanvasText}.bar-of .part{fill:CanvasText}.map .in,.map .next,.map .out,.map .bar{stroke:CanvasText}.realm,.token{border-color:CanvasText}}
)");
}

wire::Html board_style() {
  return wire::Literal(R"(main,footer{inline-size:min(72rem,100% - 2.25rem)}
.board,.plain{list-style:none;padding:0;margin:0}.plain>li{margin:0 0 .75rem}.plain>li:last-child{margin:0}.plain p,.count p{margin:.125rem 0}.plain small{display:block;margin:.125rem 0}
h3{margin-block-start:1.25rem}.news>li{margin:0 0 .375rem}.news .soft{display:inline}
.row{border:1px solid var(--line);border-radius:.75rem;background:var(--card);padding:1rem 1.125rem;margin-block:1rem;display:grid;gap:.75rem 2rem}
.row h2{margin:0}.soft,.row small{font-size:.9375rem}.word{font-size:.9375rem;padding-block:0}
.old{color:var(--soft);border-inline-start:3px dashed var(--edge);padding-inline-start:.625rem}
.versus,.claims{border:1px solid var(--edge);border-radius:.5rem;padding:.5rem .75rem;margin-block:.5rem}
.versus>ul{margin:0;display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,14rem),1fr))}
.claims{border-style:double;border-inline-start-width:5px}.claims h3{margin:0}
blockquote{margin:.25rem 0;padding-inline-start:.75rem;border-inline-start:2px solid var(--line)}blockquote p{margin:0}
.count ul{margin:.125rem 0 .5rem}.pairs{display:grid;grid-template-columns:minmax(min(7rem,100%),max-content) 1fr;gap:.125rem 1rem}.pairs dt{margin:0;padding-block-start:.125rem}.pairs dd{min-inline-size:0}.pairs time{white-space:normal}
del{color:var(--soft)}ins{text-decoration:none;font-weight:650;border-block-end:2px solid var(--edge)}
.short{display:grid;align-items:end;gap:0 1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,13rem),1fr))}
.tick{display:flex;gap:.75rem;align-items:center;font-weight:500}input[type=checkbox]{inline-size:1.5rem;min-block-size:1.5rem;margin:0;accent-color:var(--go);flex:none}
.filter button{inline-size:auto;display:inline-block;padding-inline:2rem;margin-block:.75rem}fieldset{min-inline-size:0;border:1px solid var(--line);border-radius:.5rem;padding:.25rem 1rem 1rem;margin-block:1rem}.short>*,input,select{min-inline-size:0}dd{overflow-wrap:anywhere}
@media(min-width:60rem){.row{grid-template-columns:9rem 1fr 1.6fr}.side{display:grid;grid-template-columns:1fr 1fr;gap:2rem}}
@media(forced-colors:active){.row,.old,.versus,.claims{border-color:CanvasText}}
@media print{.row{break-inside:avoid;border-radius:0}details{display:none}a{color:inherit;text-decoration:none}}
)");
}

wire::Html sitrep_style() {
  return wire::Literal(
      R"(.sheet h2{border-block-end:2px solid var(--edge)}table{border-collapse:collapse;inline-size:100%}
th,td{text-align:start;vertical-align:top;padding:.25rem .5rem .25rem 0;border-block-end:1px solid var(--line);overflow-wrap:anywhere}
@page{size:A4;margin:16mm 14mm 18mm}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#333;--line:#999;--edge:#333;--go:#000}
html{font-size:9.5pt}main,footer{inline-size:100%;padding-block:0}.noprint,footer nav,.live{display:none}
h1{font-size:18pt}h2,h3{break-after:avoid}li,tr,.versus,.claims,.count{break-inside:avoid}.sources{break-before:page}
.band{border:2px solid #000}.plain{columns:1}p{orphans:3;widows:3}}
)");
}

wire::Html desk_style() {
  return wire::Literal(
      R"(main,header{inline-size:min(80rem,100% - 2.25rem)}header nav{flex-basis:100%}header nav ul{margin:0}
.plain{list-style:none;padding:0}.plain>li{margin:0 0 .75rem}.plain small{display:block;margin:.125rem 0}.row{border:1px solid var(--line);border-radius:.5rem;background:var(--card);padding:.75rem 1rem;margin-block:.75rem}
.row>:first-child{margin-block-start:0}.row p{margin:.25rem 0}
.old{color:var(--soft);border-inline-start:3px dashed var(--edge);padding-inline-start:.625rem}
.versus,.claims{border:1px solid var(--edge);border-radius:.5rem;padding:.5rem .75rem;margin-block:.5rem}
blockquote{margin:.25rem 0;padding-inline-start:.75rem;border-inline-start:2px solid var(--line)}blockquote p{margin:0}
fieldset,.short>*,input,select{min-inline-size:0}label>:is(input,select,textarea){font-weight:400;margin-block-start:.25rem}.short{align-items:end}
.desk{display:grid;gap:2rem;grid-template-columns:minmax(0,1fr)}
.raw{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1rem;font-size:.9375rem;line-height:1.7}
mark{background:transparent;color:inherit;border-block-end:2px solid var(--go)}mark.field{font-weight:650;border-block-end-style:double;border-block-end-width:4px}
mark:target,.row:target{outline:3px solid var(--go);outline-offset:3px}.ref{font-size:.75rem;min-block-size:0;min-inline-size:0;padding-inline:.125rem;vertical-align:super;line-height:1}
.ctl{border:1px solid var(--help);color:var(--help);border-radius:.25rem;font-size:.75rem;padding-inline:.125rem;unicode-bidi:isolate}
.pairs{display:grid;grid-template-columns:minmax(min(7rem,100%),max-content) 1fr;gap:.125rem 1rem}.pairs dt{margin:0}.pairs dd{min-inline-size:0}.pairs time{white-space:normal}
del{color:var(--soft)}ins{text-decoration:none;font-weight:650;border-block-end:2px solid var(--edge)}
h3{margin-block-start:1.25rem}.short{grid-template-columns:repeat(auto-fit,minmax(min(100%,14.5rem),1fr))}
.acts{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:start}.acts :is(button,.key){min-inline-size:0;min-block-size:2.75rem;padding-block:.25rem;margin-block-start:.5rem}.acts .key{padding-block:.375rem}
.row details>summary,.acts details>summary{min-block-size:2.75rem;padding-block:.5rem}textarea.long{min-block-size:16rem}
@media(min-width:64rem){.desk{grid-template-columns:minmax(0,1.1fr) minmax(0,1fr)}.desk>.text{position:sticky;inset-block-start:1rem;max-block-size:calc(100vh - 2rem);overflow-y:auto;align-self:start}}
@media(forced-colors:active){.row,.raw,.old,.versus{border-color:CanvasText}mark{border-color:Highlight}}
)");
}

}  // namespace tocsin::doors::pages
