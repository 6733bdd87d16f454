// Random: the only source of chance. The World never sees one; what it draws enters commands as data.
#pragma once

#include <cstdint>
#include <span>

#include "base/id.h"

namespace tocsin {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;

  Id id() {
    Id id;
    fill(id.bytes);
    return id;
  }
};

// The operating system's generator by libsodium. Safe to call from any thread.
class SecureRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

// xoshiro256** 1.0 (Blackman and Vigna, 2018) seeded by splitmix64: one seed, one life. For simulations and
// made-up people; never for keys of a live realm. Not safe to share between threads.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed);
  std::uint64_t next();
  // Uniform in [0, bound); bound must be positive. Bias is below 2^-32 for bounds below 2^32.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  // Uniform in [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  // Normal distribution with mean 0 and deviation 1 (Box and Muller, 1958).
  double normal();
  bool chance(double probability) { return unit() < probability; }
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::uint64_t state_[4];
};

}  // namespace tocsin
