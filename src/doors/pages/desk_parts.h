// DeskParts: pieces of the operators' pages about reports and the board.
#pragma once

#include "doors/pages/console_parts.h"
#include "doors/pages/desk_pages.h"

namespace tocsin::doors::pages {

// "Border closed, France, at Gatwick: in force": a statement in one line.
Html statement_line(const Tongue& t, const world::Statement& statement);
std::string name_of(const OperatorNames& names, world::OperatorId id);  // "somebody" when not known
// Fields stand inside their labels: a page has many forms, and names occur again.
Html line_field(std::string_view name, std::string_view label, const std::string& value = {});
// A drop-down list; the first option is `none` when it is not empty.
Html select_field(std::string_view name, std::string_view label,
                  const std::vector<std::pair<std::string, std::string>>& options, const std::string& chosen,
                  std::string_view none = {});
// A moment in the realm's time zone.
Html moment_field(const Tongue& t, std::string_view name, std::string_view label, Instant at);
Html area_field(std::string_view name, std::string_view label, const std::string& text, int rows);
Html tick_field(std::string_view name, std::string_view label, bool ticked);
// A form of one button and hidden fields, with an optional line to type.
struct Button {
  Url action;
  std::string_view label;
  std::optional<std::uint32_t> revision;
  std::string_view line = {};  // label of the line; "" for none
  std::string_view line_name = "reason";
  std::string_view look = {};  // "go", "help"
};
Html button_form(const Button& button);
// Every field of a statement.
Html statement_fields(const Tongue& t, const world::Statement& statement);
Html chain_fields(const world::Chain& chain);
Html grade_fields(const world::Grade& grade);
Html cluster_item(const Tongue& t, const DeskCluster& cluster);
// What stands on the desk's own page.
Html desk_sections(const Tongue& t, const DeskSummary& desk, const Operator& me);

// Links of a chain that a form offers; longer chains come from reports.
constexpr std::size_t chain_rows = 4;

}  // namespace tocsin::doors::pages
