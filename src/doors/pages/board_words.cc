#include "doors/pages/board_words.h"

#include "base/text.h"
#include "geo/parts.h"

namespace tocsin::doors::pages {

Html word_of(const Tongue& t, world::Status status) {
  using world::Status;
  switch (status) {
    case Status::announced:
      return t("announced");
    case Status::planned:
      return t("planned");
    case Status::in_force:
      return t("in force");
    case Status::completed:
      return t("completed");
    case Status::extended:
      return t("extended");
    case Status::eased:
      return t("eased");
    case Status::lifted:
      return t("lifted");
    case Status::denied:
      return t("denied");
    case Status::superseded:
      return t("replaced");
    case Status::under_review:
      return t("under review");
    case Status::possible:
      return t("possible");
    case Status::claimed:
      return t("claimed");
    case Status::reported:
      return t("reported");
  }
  return {};
}

Html word_of(const Tongue& t, world::SourceKind kind) {
  using world::SourceKind;
  switch (kind) {
    case SourceKind::official:
      return t("authority");
    case SourceKind::agency:
      return t("news agency");
    case SourceKind::outlet:
      return t("news outlet");
    case SourceKind::organisation:
      return t("organisation");
    case SourceKind::company:
      return t("company");
    case SourceKind::witness:
      return t("witness");
    case SourceKind::attacker:
      return t("attacker");
    case SourceKind::anonymous:
      return t("unnamed");
  }
  return {};
}

Html word_of(const Tongue& t, views::ChangeKind kind) {
  using views::ChangeKind;
  switch (kind) {
    case ChangeKind::added:
      return t("new");
    case ChangeKind::changed:
      return t("changed");
    case ChangeKind::ended:
      return t("ended");
    case ChangeKind::expired:
      return t("past its end");
    case ChangeKind::level_set:
      return t("level set");
    case ChangeKind::level_raised:
      return t("level raised");
    case ChangeKind::level_lowered:
      return t("level lowered");
    case ChangeKind::level_changed:
      return t("level changed");
    case ChangeKind::level_ended:
      return t("level ended");
    case ChangeKind::level_expired:
      return t("level past its end, not renewed");
    case ChangeKind::scheme_changed:
      return t("scale changed, level the same");
  }
  return {};
}

Html kind_name(const Tongue& t, std::string_view kind) {
  std::string words(kind);
  std::replace(words.begin(), words.end(), '_', ' ');
  return Html::words(translate_if_known(t.language(), words));
}

Html code_name(const Tongue& t, std::string_view code) {
  const auto* measure = world::Schemes::built_in().find_measure(code);
  return measure == nullptr ? kind_name(t, to_lower_ascii(code))
                            : Html::words(translate_if_known(t.language(), measure->name));
}

Html name_of(const Tongue& t, const world::Statement& statement) {
  if (!statement.code.empty()) return code_name(t, statement.code);
  return statement.kind.empty() ? kind_name(t, world::to_string(statement.statement_class))
                                : kind_name(t, statement.kind);
}

Html chain_words(const Tongue& t, const world::Chain& chain) {
  Html out;
  for (const auto& party : chain) {
    const Html name = html("{}", party.name);
    out += out.empty() ? name : t(", citing {1}", name);
  }
  return out;
}

Html chain_words(const Tongue& t, const std::string& chain_text) {
  constexpr std::string_view citing = ", citing ";  // as views::chain_text joins it
  Html out;
  for (std::size_t at = 0; at != std::string::npos;) {
    const std::size_t end = chain_text.find(citing, at);
    const Html name = html("{}", chain_text.substr(at, end - at));
    out += out.empty() ? name : t(", citing {1}", name);
    at = end == std::string::npos ? end : end + citing.size();
  }
  return out;
}

Html quantity_words(const Tongue& t, const world::Quantity& quantity) {
  const auto figure = [&](std::int64_t value) {
    return value < 0 ? html("{}", value) : t.number(static_cast<std::uint64_t>(value));
  };
  if (quantity.min && quantity.max && *quantity.min != *quantity.max)
    return t("{1} to {2}", figure(*quantity.min), figure(*quantity.max));
  if (quantity.min && (quantity.max || quantity.exact)) return figure(*quantity.min);
  if (quantity.min) return t("at least {1}", figure(*quantity.min));
  if (quantity.max) return t("up to {1}", figure(*quantity.max));
  return html("{}", quantity.text);
}

Html freshness_words(const Tongue& t, const views::EntryLine& entry) {
  switch (entry.freshness) {
    case views::Freshness::fresh:
      return {};
    case views::Freshness::unconfirmed:
      return t("not confirmed since {1}", t.time(entry.confirmed_at));
    case views::Freshness::expired:
      return t("past its own end; nobody said that it was extended");
    case views::Freshness::ended:
      return entry.statement.lifted_at.known() ? t("ended {1}", t.time(entry.statement.lifted_at))
                                               : t("ended");
  }
  return {};
}

std::string place_name(const Tongue& t, const std::string& iso, const std::string& group) {
  if (!iso.empty()) return t.region_name(iso);
  return group.empty() ? t.plain("Worldwide") : group;
}

std::string site_name(const Tongue& t, const world::Statement& statement) {
  if (!statement.site) return {};
  const auto& name = statement.site->name;
  const auto& where = statement.jurisdiction;
  // Texts are in English as a rule, whatever the page is in.
  PageContext english;
  const bool same = name == t.region_name(where.iso) || name == Tongue(english).region_name(where.iso) ||
                    name == geo::part_name(where.iso2);
  return same ? std::string() : name;
}

Html in_tongue(std::string_view language, std::string_view words) {
  return html(R"(<bdi lang="{}">{}</bdi>)", language, Html::words(words));
}

Html foreign(const std::string& language, const std::string& words) {
  const auto tags = split(language, ',');
  if (language.empty()) return html("{}", words);
  if (tags.size() == 1) return in_tongue(language, words);
  std::vector<std::string> parts;
  for (std::size_t at = 0; at != std::string::npos;) {
    const std::size_t end = words.find(" / ", at);
    parts.push_back(words.substr(at, end - at));
    at = end == std::string::npos ? end : end + 3;
  }
  if (parts.size() != tags.size()) return html("{}", words);
  Html out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += Html(" / ");
    out += in_tongue(trim(tags[i]), parts[i]);
  }
  return out;
}

Html position_words(const Tongue& t, const std::optional<int>& step, int steps) {
  if (!step) return {};
  return steps > 0 ? t("{1} of {2}", *step, steps) : html("{}", *step);
}

}  // namespace tocsin::doors::pages
