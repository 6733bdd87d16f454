// Feeds: any bytes are refused or give items within the limit.
#include "base/check.h"
#include "wire/feed_read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  const auto feed = wire::read_feed({reinterpret_cast<const char*>(data), size});
  TOCSIN_CHECK(!feed || feed->items.size() <= wire::feed_items_max);
  return 0;
}
