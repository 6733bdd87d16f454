// CSV and people rows: rows read, merge into a profile or say why not, and a written row reads back.
#include "base/check.h"
#include "doors/people_rows.h"
#include "wire/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  wire::CsvReader reader({reinterpret_cast<const char*>(data), size});
  vault::Profile profile;
  for (;;) {
    const std::size_t before = reader.position();
    const auto row = reader.next();
    if (row && !*row) return 0;
    TOCSIN_CHECK(reader.position() > before);
    if (!row) continue;
    doors::Row cells, trip;
    const auto& fields = (*row)->fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i < doors::people_columns().size()) cells.emplace(doors::people_columns()[i], fields[i]);
      if (i < doors::trip_columns().size()) trip.emplace(doors::trip_columns()[i], fields[i]);
    }
    const vault::Profile old = profile;
    TOCSIN_CHECK(doors::merge_person(cells, profile).empty() || profile == old);
    const vault::Profile mid = profile;
    TOCSIN_CHECK(doors::merge_trip(trip, profile, Instant{1'500'000'000'000}).empty() || profile == mid);
    const auto written = vault::decode_profile(vault::encode(profile));
    TOCSIN_CHECK(written && *written == profile);
  }
}
