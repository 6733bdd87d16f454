#include "doors/pages/board_filter_form.h"

#include "doors/pages/local_time.h"

namespace tocsin::doors::pages {
namespace {

constexpr int statuses = 13;
constexpr int source_kinds = 8;

Html moment_field(const Tongue& t, std::string_view name, const Html& label, const std::string& asked,
                  Instant at) {
  return html(
      R"(<div><label for="{}">{}</label><input type="datetime-local" id="{}" name="{}" value="{}"></div>
)",
      name, label, name, name, asked.empty() ? std::string() : local_input(t.context().realm.time_zone, at));
}

}  // namespace

std::string BoardAddress::address(const std::vector<std::pair<std::string, std::string>>& more) const {
  std::string out;
  const auto put = [&](std::string_view name, std::string_view value) {
    if (!value.empty())
      out += fmt::format("{}{}={}", out.empty() ? "?" : "&", name, wire::percent_encode(value));
  };
  put("jurisdiction", jurisdiction);
  put("code", code);
  put("status", status);
  put("source_kind", source_kind);
  put("incident", incident);
  put("only", only_levels ? "levels" : "");
  put("as_of", as_of);
  put("known_at", known_at);
  put("since", since);
  for (const auto& [name, value] : more) put(name, value);
  return out;
}

bool BoardAddress::narrows() const {
  return !jurisdiction.empty() || !code.empty() || !status.empty() || !source_kind.empty() ||
         !incident.empty() || only_levels;
}

Html option(std::string_view value, const Html& name, bool chosen) {
  return chosen ? html("<option value=\"{}\" selected>{}</option>", value, name)
                : html("<option value=\"{}\">{}</option>", value, name);
}

Html code_options(const Tongue& t, const std::string& chosen) {
  Html out = option("", t("All"), chosen.empty());
  for (const auto& measure : world::Schemes::built_in().measures())
    out += option(measure.code, code_name(t, measure.code), measure.code == chosen);
  return out;
}

Html status_options(const Tongue& t, const std::string& chosen) {
  Html out = option("", t("All"), chosen.empty());
  for (int i = 1; i <= statuses; ++i) {
    const auto status = static_cast<world::Status>(i);
    out += option(world::to_string(status), word_of(t, status), world::to_string(status) == chosen);
  }
  return out;
}

Html source_kind_options(const Tongue& t, const std::string& chosen) {
  Html out = option("", t("All"), chosen.empty());
  for (int i = 1; i <= source_kinds; ++i) {
    const auto kind = static_cast<world::SourceKind>(i);
    out += option(world::to_string(kind), word_of(t, kind), world::to_string(kind) == chosen);
  }
  return out;
}

Html filter_form(const Tongue& t, const BoardAddress& query, const views::Moment& moment) {
  const bool open = query.narrows() || !query.as_of.empty() || !query.known_at.empty();
  Html out = open ? Html("<details open>") : Html("<details>");
  out.add(R"(<summary>{}</summary><form method="get" action="/board" class="filter">
<input type="hidden" name="lang" value="{}"><input type="hidden" name="incident" value="{}"><div class="short">
<div><label for="jurisdiction">{}</label><input id="jurisdiction" name="jurisdiction" value="{}" placeholder="FR,BE-BRU" autocapitalize="characters" spellcheck="false"></div>
<div><label for="code">{}</label><select id="code" name="code">{}</select></div>
<div><label for="status">{}</label><select id="status" name="status">{}</select></div>
<div><label for="source_kind">{}</label><select id="source_kind" name="source_kind">{}</select></div>
)",
          t("Choose what to see, and of which moment"), t.language(), query.incident,
          t("Countries or parts, by code"), query.jurisdiction, t("What is done"),
          code_options(t, query.code), t("Status"), status_options(t, query.status), t("Who says so"),
          source_kind_options(t, query.source_kind));
  out += moment_field(t, "as_of", t("What was so at"), query.as_of, moment.as_of);
  out += moment_field(t, "known_at", t("As we knew it at"), query.known_at, moment.known_at);
  out += Html("</div><label class=\"tick\">");
  out += query.only_levels ? Html(R"(<input type="checkbox" name="only" value="levels" checked>)")
                           : Html(R"(<input type="checkbox" name="only" value="levels">)");
  out.add(R"( {}</label>
<p class="soft">{}</p><button type="submit">{}</button> <a href="{}">{}</a></form></details>
)",
          t("Only levels"), t("Times are those of {1}.", t.context().realm.time_zone), t("Show"),
          url("/board"), t("Show all"));
  return out;
}

}  // namespace tocsin::doors::pages
