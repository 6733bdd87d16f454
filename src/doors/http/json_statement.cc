#include "doors/http/json_statement.h"

#include <boost/json.hpp>

#include "doors/http/json_views.h"
#include "doors/http/members.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

json::object jurisdiction_json(const world::Jurisdiction& jurisdiction) {
  return {{"iso", text_json(jurisdiction.iso)},
          {"iso2", text_json(jurisdiction.iso2)},
          {"group", text_json(jurisdiction.group)},
          {"basis", world::to_string(jurisdiction.basis)}};
}

json::value site_json(const std::optional<world::Site>& site) {
  if (!site) return nullptr;
  return json::object{{"name", text_json(site->name)},
                      {"lat", site->point ? json::value(site->point->lat) : json::value()},
                      {"lon", site->point ? json::value(site->point->lon) : json::value()},
                      {"ref", text_json(site->ref)},
                      {"runner_up", text_json(site->runner_up)}};
}

json::value number_json(const std::optional<std::int64_t>& number) {
  return number ? json::value(*number) : json::value();
}

Result<world::Jurisdiction> read_jurisdiction(const json::value& value, const std::string& at) {
  world::Jurisdiction out;
  if (value.is_string()) {
    const std::string_view code = value.get_string();
    out.iso = world::country_of(code);
    if (out.iso.size() != code.size()) out.iso2 = code;
    out.basis = code.empty() ? world::Basis::none : world::Basis::person;
    return out;
  }
  if (!value.is_object()) return fail(Errc::invalid, "jurisdiction must be a code or an object", at);
  Members in(value.get_object(), at);
  out.iso = in.text("iso");
  out.iso2 = in.text("iso2");
  out.group = in.text("group");
  if (out.iso.empty() && !out.iso2.empty()) out.iso = world::country_of(out.iso2);
  const bool is_set = !out.iso.empty() || !out.group.empty();
  out.basis = in.word("basis", &world::parse_basis, is_set ? world::Basis::person : world::Basis::none);
  TOCSIN_TRY_VOID(in.ok());
  return out;
}

Result<world::Site> read_site(const json::object& object, const std::string& at) {
  Members in(object, at);
  world::Site out{in.text("name"), {}, in.text("ref"), in.text("runner_up")};
  const auto lat = in.real("lat"), lon = in.real("lon");
  if (lat.has_value() != lon.has_value()) in.refuse(lat ? "lon" : "lat", "is missing");
  if (lat && lon) out.point = geo::Point{*lat, *lon};
  TOCSIN_TRY_VOID(in.ok());
  return out;
}

Result<world::Quantity> read_quantity(const json::object& object, const std::string& at) {
  Members in(object, at);
  world::Quantity out{in.text("kind"), in.number("min"), in.number("max"), in.flag("exact", false),
                      in.text("text")};
  TOCSIN_TRY_VOID(in.ok());
  return out;
}

Result<world::Party> read_party(const json::value& value, const std::string& at) {
  if (!value.is_object()) return fail(Errc::invalid, "a party must be an object", at);
  Members in(value.get_object(), at);
  world::Party out;
  out.name = in.text("name");
  out.role = in.word("role", &world::parse_party_role, world::PartyRole::publisher);
  out.type = in.word("type", &world::parse_party_type, world::PartyType::outlet);
  out.anonymous = in.flag("anonymous", out.type == world::PartyType::anonymous);
  out.quote = in.text("quote");
  if (const auto* span = in.array("span")) {
    boost::system::error_code bad_begin, bad_end;
    if (span->size() == 2 && span->at(0).is_number() && span->at(1).is_number()) {
      out.span = {span->at(0).to_number<std::uint32_t>(bad_begin),
                  span->at(1).to_number<std::uint32_t>(bad_end)};
      if (bad_begin || bad_end || out.span.end < out.span.begin)
        in.refuse("span", "is not two offsets in order");
    } else {
      in.refuse("span", "must be two offsets");
    }
  }
  TOCSIN_TRY_VOID(in.ok());
  return out;
}

void read_times(Members& in, world::Statement& out) {
  out.since = in.time("since");
  out.until = in.time("until");
  out.planned_at = in.time("planned_at");
  out.lifted_at = in.time("lifted_at");
  out.statement_at = in.time("statement_at");
  out.as_of = in.time("as_of");
  out.time_words = in.text("time_words");
}

}  // namespace

json::value span_json(const world::Span& span) {
  return span.known() ? json::value(json::array{span.begin, span.end}) : json::value();
}

json::value quantity_json(const std::optional<world::Quantity>& quantity) {
  if (!quantity) return nullptr;
  return json::object{{"kind", quantity->kind},
                      {"min", number_json(quantity->min)},
                      {"max", number_json(quantity->max)},
                      {"exact", quantity->exact},
                      {"text", text_json(quantity->text)}};
}

json::value grade_json(const world::Grade& grade) {
  if (!grade.known()) return nullptr;
  return json::value(std::string{grade.letter, static_cast<char>('0' + grade.digit)});
}

json::array chain_json(const world::Chain& chain) {
  json::array out;
  for (const auto& party : chain) {
    out.push_back({{"name", party.name},
                   {"role", world::to_string(party.role)},
                   {"type", world::to_string(party.type)},
                   {"anonymous", party.anonymous},
                   {"quote", text_json(party.quote)},
                   {"span", span_json(party.span)}});
  }
  return out;
}

json::object statement_json(const world::Statement& statement) {
  return {{"class", world::to_string(statement.statement_class)},
          {"kind", text_json(statement.kind)},
          {"code", text_json(statement.code)},
          {"jurisdiction", jurisdiction_json(statement.jurisdiction)},
          {"actor", text_json(statement.actor)},
          {"target", text_json(statement.target)},
          {"site", site_json(statement.site)},
          {"status", world::to_string(statement.status)},
          {"since", time_json(statement.since)},
          {"until", time_json(statement.until)},
          {"planned_at", time_json(statement.planned_at)},
          {"lifted_at", time_json(statement.lifted_at)},
          {"statement_at", time_json(statement.statement_at)},
          {"as_of", time_json(statement.as_of)},
          {"time_words", text_json(statement.time_words)},
          {"outcome", text_json(statement.outcome)},
          {"quantity", quantity_json(statement.quantity)},
          {"level_said", text_json(statement.level_said)},
          {"words", text_json(statement.words)}};
}

Result<world::Statement> read_statement(const json::value& value, const std::string& at) {
  if (!value.is_object()) return fail(Errc::invalid, "a statement must be an object", at);
  Members in(value.get_object(), at);
  world::Statement out;
  out.statement_class = in.word("class", &world::parse_statement_class, world::StatementClass::measure);
  out.kind = in.text("kind");
  out.code = in.text("code");
  out.actor = in.text("actor");
  out.target = in.text("target");
  out.status = in.word("status", &world::parse_status, world::Status::reported);
  read_times(in, out);
  out.outcome = in.text("outcome");
  out.level_said = in.text("level_said");
  out.words = in.text("words");
  if (in.has("jurisdiction"))
    out.jurisdiction =
        in.part(read_jurisdiction(value.get_object().at("jurisdiction"), in.pointer("jurisdiction")));
  if (const auto* site = in.object("site")) out.site = in.part(read_site(*site, in.pointer("site")));
  if (const auto* quantity = in.object("quantity"))
    out.quantity = in.part(read_quantity(*quantity, in.pointer("quantity")));
  TOCSIN_TRY_VOID(in.ok());
  return out;
}

Result<world::Chain> read_chain(const json::value& value, const std::string& at) {
  if (!value.is_array()) return fail(Errc::invalid, "a chain must be an array of parties", at);
  const auto& list = value.get_array();
  if (list.size() > world::chain_max)
    return fail(Errc::too_large, fmt::format("a chain has at most {} parties", world::chain_max), at);
  world::Chain out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    TOCSIN_TRY(auto party, read_party(list[i], fmt::format("{}/{}", at, i)));
    // The place in the chain says the role, unless it was said: the outermost published it, the last said it.
    const auto* object = list[i].if_object();
    if (!object->contains("role"))
      party.role = i == 0                 ? world::PartyRole::publisher
                   : i + 1 == list.size() ? world::PartyRole::primary
                                          : world::PartyRole::relay;
    out.push_back(std::move(party));
  }
  return out;
}

Result<world::Grade> read_grade(std::string_view text, const std::string& at) {
  if (text.empty()) return world::Grade{};
  const bool fits = text.size() == 2 && text[0] >= 'A' && text[0] <= 'F' && text[1] >= '1' && text[1] <= '6';
  if (!fits) return fail(Errc::invalid, "a grade is a letter A to F and a digit 1 to 6 (\"B2\")", at);
  return world::Grade{text[0], static_cast<std::uint8_t>(text[1] - '0')};
}

}  // namespace tocsin::doors::http
