// Event codec: any bytes are refused or become an event that encodes and decodes to the same bytes.
#include "base/check.h"
#include "world/event_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  const auto event = world::decode({reinterpret_cast<const char*>(data), size});
  if (!event) return 0;
  const Bytes once = world::encode(*event);
  const auto again = world::decode(once);
  TOCSIN_CHECK(again && world::encode(*again) == once);
  return 0;
}
