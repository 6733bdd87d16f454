// JSON forms of views, as the contract and docs/http_api.md name them.
#pragma once

#include <boost/json/fwd.hpp>

#include "views/audience.h"
#include "views/person_views.h"
#include "views/summaries.h"
#include "wire/cap.h"

namespace tocsin::doors::http {

boost::json::array findings_json(const std::vector<wire::cap::Finding>& findings);
boost::json::object check_json(const views::CheckSummary& check);
boost::json::object preview_json(const views::Preview& preview, const geo::Area& area);
boost::json::object alert_json(const world::Alert& alert);
// A Feature a shape; properties tell whose it is.
boost::json::object alert_geojson(const world::Alert& alert);
boost::json::object given_json(const world::GivenAnswer& given);

// null for a moment that is not known.
boost::json::value time_json(Instant at);

}  // namespace tocsin::doors::http
