#include "doors/place_words.h"

namespace tocsin::doors {

std::pair<std::string, std::string> place_words(const vault::Profile& profile, world::Reason reason,
                                                const geo::Countries& countries, Instant now) {
  const vault::Place* place = nullptr;
  if (reason == world::Reason::trip) {
    for (const auto& trip : profile.places) {
      if (trip.kind == vault::PlaceKind::trip && trip.from <= now && (place == nullptr || now < trip.to))
        place = &trip;
    }
  } else {
    place = profile.find(reason == world::Reason::work ? vault::PlaceKind::work : vault::PlaceKind::home);
  }
  if (place == nullptr) return {};
  const auto* country = countries.find(place->point);
  // A last known place has no label of the person's; the country is taken from where they live.
  return {reason == world::Reason::last_known ? std::string() : place->label,
          country == nullptr ? std::string() : country->emergency_number};
}

}  // namespace tocsin::doors
