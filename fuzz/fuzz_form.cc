// Forms, JSON bodies, GeoJSON areas and tokens: any bytes are refused or read.
#include "base/check.h"
#include "doors/http/reply.h"
#include "doors/links.h"
#include "geo/contains.h"
#include "wire/geojson.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)doors::http::parse_form(bytes);
  const doors::Links links(Bytes(32, 'k'));
  TOCSIN_CHECK(!links.read_answer(bytes) && !links.read_circle(bytes));
  const auto json = doors::http::parse_json(bytes);
  if (!json) return 0;
  const auto area = wire::area_from_geojson(*json, "/area");
  if (!area) return 0;
  const geo::PreparedArea prepared(*area);
  (void)prepared.contains({48.85, 2.35});
  return 0;
}
