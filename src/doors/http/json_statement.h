// JSON forms of a statement and its chain of sources: the same shape goes out and comes in, so what was read
// can be edited and sent back. What is not known is null; absent members are not known.
#pragma once

#include <boost/json/fwd.hpp>

#include "world/statement.h"

namespace tocsin::doors::http {

boost::json::object statement_json(const world::Statement& statement);
boost::json::array chain_json(const world::Chain& chain);
// "B2", or null when not graded.
boost::json::value grade_json(const world::Grade& grade);
boost::json::value quantity_json(const std::optional<world::Quantity>& quantity);
boost::json::value span_json(const world::Span& span);

// `at` is the JSON Pointer of the value. Shapes and words are checked here, sense by the World.
// `jurisdiction` may be a code alone ("FR", "FR-75C"); one without a basis was chosen by a person.
Result<world::Statement> read_statement(const boost::json::value& value, const std::string& at);
Result<world::Chain> read_chain(const boost::json::value& value, const std::string& at);
// "" is not graded.
Result<world::Grade> read_grade(std::string_view text, const std::string& at);

}  // namespace tocsin::doors::http
