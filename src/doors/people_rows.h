// people_rows: one row of people.csv or trips.csv, merged into what is known. The columns are the contract's.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "vault/profile.h"

namespace tocsin::doors {

// A row by column name; absent columns count as empty.
using Row = std::map<std::string, std::string, std::less<>>;

// people.csv and trips.csv, in order.
const std::vector<std::string>& people_columns();
const std::vector<std::string>& trip_columns();

// Why a row was not taken. `field` is the column.
struct RowError {
  std::string field;
  std::string detail;

  bool operator==(const RowError&) const = default;
};

// An empty cell keeps the value, "-" clears it. On any error the profile is unchanged and every error is
// told.
std::vector<RowError> merge_person(const Row& row, vault::Profile& profile);
// A trip of the same times replaces; others stay. Trips that ended before `now` by 30 days are dropped.
std::vector<RowError> merge_trip(const Row& row, vault::Profile& profile, Instant now);

}  // namespace tocsin::doors
