// DigestWriter: turns fields into one hash, each with its length, so that no two Worlds spell the same bytes.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"
#include "geo/area.h"
#include "world/actor.h"

namespace tocsin::world {

class DigestWriter {
 public:
  DigestWriter& add(std::uint64_t value);
  DigestWriter& add(std::string_view text);
  DigestWriter& add(Instant at) { return add(static_cast<std::uint64_t>(at.ms)); }
  DigestWriter& add(const Id& id) { return add(as_chars(id.bytes)); }
  DigestWriter& add(const Actor& actor) { return add(static_cast<std::uint64_t>(actor.kind)).add(actor.id); }
  DigestWriter& add(double value);
  DigestWriter& add(const geo::Area& area);
  template <class Tag>
  DigestWriter& add(const TypedId<Tag>& typed) {
    return add(typed.id);
  }

  // The hash of all that was added. Nothing may be added after.
  Bytes finish();

 private:
  void fold();

  Bytes pending_;
  Bytes hash_ = Bytes(32, '\0');
};

}  // namespace tocsin::world
