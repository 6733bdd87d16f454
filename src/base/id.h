// Id: 128 opaque bits. Random ones tell nothing; time-ordered ones (RFC 9562 UUID version 7) sort by when
// they were made.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace tocsin {

struct Id {
  std::array<std::uint8_t, 16> bytes{};

  bool is_zero() const { return *this == Id{}; }
  auto operator<=>(const Id&) const = default;
};

// 32 lower-case hexadecimal digits.
std::string to_hex(const Id& id);
// 8-4-4-4-12 lower-case hexadecimal digits (RFC 9562 section 4).
std::string to_uuid(const Id& id);
// Reads both forms above, in either case.
Result<Id> parse_id(std::string_view text);

// A UUID version 7 of this millisecond, its other 74 bits taken from `random` (RFC 9562 section 5.7).
Id make_uuid_v7(Instant at, const Id& random);

// An Id that cannot be mistaken for an Id of another kind.
template <class Tag>
struct TypedId {
  Id id;

  TypedId() = default;
  explicit TypedId(const Id& raw) : id(raw) {}
  bool is_zero() const { return id.is_zero(); }
  auto operator<=>(const TypedId&) const = default;
};

// Ids are random where it matters, so their first bytes are hash enough. Not for bytes that leave the
// process.
struct IdHash {
  std::size_t operator()(const Id& id) const {
    std::uint64_t word = 0;
    std::memcpy(&word, id.bytes.data() + 8, sizeof word);
    return static_cast<std::size_t>(word * 0x9E3779B97F4A7C15ull);
  }
  template <class Tag>
  std::size_t operator()(const TypedId<Tag>& typed) const {
    return (*this)(typed.id);
  }
};

}  // namespace tocsin
