#include "vault/profile.h"

#include <algorithm>

#include "profile.pb.h"

namespace tocsin::vault {

std::string_view to_string(PlaceKind kind) {
  static constexpr std::string_view names[] = {"", "home", "work", "trip", "last_known"};
  return names[static_cast<std::size_t>(kind)];
}

const Place* Profile::find(PlaceKind kind) const {
  const auto it =
      std::find_if(places.begin(), places.end(), [&](const Place& place) { return place.kind == kind; });
  return it == places.end() ? nullptr : &*it;
}

Bytes encode(const Profile& profile) {
  pb::Profile out;
  out.set_source(profile.source);
  out.set_source_id(profile.source_id);
  out.set_basis(profile.basis);
  out.set_name(profile.name);
  out.set_email(profile.email);
  out.set_phone(profile.phone);
  for (const auto& text : profile.languages) out.add_languages(text);
  for (const auto& place : profile.places) {
    auto& to = *out.add_places();
    to.set_kind(static_cast<std::uint32_t>(place.kind));
    to.set_lat(place.point.lat);
    to.set_lon(place.point.lon);
    to.set_label(place.label);
    to.set_from_ms(place.from.ms);
    to.set_to_ms(place.to.ms);
  }
  for (const auto& text : profile.groups) out.add_groups(text);
  for (const auto& text : profile.sites) out.add_sites(text);
  out.set_guardian_id(profile.guardian_id);
  return out.SerializeAsString();
}

Result<Profile> decode_profile(std::string_view bytes) {
  pb::Profile in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return fail(Errc::corrupt, "a profile cannot be read");
  Profile profile{.source = in.source(),
                  .source_id = in.source_id(),
                  .basis = in.basis(),
                  .name = in.name(),
                  .email = in.email(),
                  .phone = in.phone(),
                  .languages = {in.languages().begin(), in.languages().end()},
                  .places = {},
                  .groups = {in.groups().begin(), in.groups().end()},
                  .sites = {in.sites().begin(), in.sites().end()},
                  .guardian_id = in.guardian_id()};
  for (const auto& place : in.places()) {
    if (place.kind() < 1 || place.kind() > 3)
      return fail(Errc::corrupt, "a profile has a place of an unknown kind");
    profile.places.push_back({static_cast<PlaceKind>(place.kind()),
                              {place.lat(), place.lon()},
                              place.label(),
                              {place.from_ms()},
                              {place.to_ms()}});
  }
  return profile;
}

}  // namespace tocsin::vault
