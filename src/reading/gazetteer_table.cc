#include "reading/gazetteer_table.h"

#include "base/check.h"
#include "base/embed.h"

TOCSIN_EMBED(tocsin_gazetteer, TOCSIN_GAZETTEER_FILE);

namespace tocsin::reading {

const GazetteerTable& GazetteerTable::built_in() {
  static const GazetteerTable table(
      {tocsin_gazetteer_begin, static_cast<std::size_t>(tocsin_gazetteer_end - tocsin_gazetteer_begin)});
  return table;
}

GazetteerTable::GazetteerTable(std::string_view bytes) {
  TOCSIN_CHECK(bytes.size() > sizeof header_, "the gazetteer has {} bytes", bytes.size());
  header_ = load<layout::Header>(bytes.data());
  TOCSIN_CHECK(header_.magic_number == layout::magic, "the gazetteer is of another version");
  places_ = bytes.data() + sizeof header_;
  slots_ = places_ + header_.places * sizeof(layout::PlaceRow);
  postings_ = slots_ + header_.slots * sizeof(layout::Slot);
  text_ = postings_ + header_.postings * sizeof(std::uint32_t);
  TOCSIN_CHECK(text_ + header_.text_bytes == bytes.data() + bytes.size(), "the gazetteer is cut");
}

NameEntry GazetteerTable::find(std::uint64_t key) const {
  const std::uint32_t mask = header_.slots - 1;
  for (auto at = static_cast<std::uint32_t>(key) & mask;; at = (at + 1) & mask) {
    const auto slot = load<layout::Slot>(slots_ + at * sizeof(layout::Slot));
    if (slot.key == key) return {slot.first, slot.count, slot.lengths, slot.flags};
    if (slot.key == 0) return {};
  }
}

std::uint32_t GazetteerTable::country_row(std::string_view iso) const {
  if (iso.size() != 2) return 0;
  std::uint32_t low = 1, high = header_.countries + 1;
  while (low < high) {
    const std::uint32_t middle = (low + high) / 2;
    const auto at = row(middle);
    const std::string_view code(at.country, 2);
    if (code == iso) return middle;
    if (code < iso) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return 0;
}

Place GazetteerTable::place(std::uint32_t index) const {
  const auto at = row(index);
  Place place;
  place.kind = static_cast<PlaceKind>(at.kind);
  place.name = text(at.name);
  place.lat = at.lat_e5 / 1e5;
  place.lon = at.lon_e5 / 1e5;
  place.located = (at.flags & layout::located) != 0;
  if (at.country_row != 0) place.country = text(row(at.country_row).iso2);
  if (place.kind != PlaceKind::country) place.iso2 = text(at.iso2);
  place.ref = text(at.ref);
  place.population = at.population;
  place.capital = (at.flags & layout::capital) != 0;
  return place;
}

}  // namespace tocsin::reading
