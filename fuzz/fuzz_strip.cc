// Strip: any bytes, as a plain text and as a page, are refused or give UTF-8 whose regions are in order and
// whose offsets stay inside the source.
#include "base/check.h"
#include "base/text.h"
#include "reading/strip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)reading::guess_media_type(bytes);
  for (const auto type : {reading::MediaType::plain, reading::MediaType::html}) {
    const auto stripped = reading::strip(bytes, type);
    if (!stripped) continue;
    TOCSIN_CHECK(is_utf8(stripped->text));
    TOCSIN_CHECK(type == reading::MediaType::html || stripped->text == bytes);
    std::uint32_t at = 0;
    for (const reading::Region& region : stripped->regions) {
      TOCSIN_CHECK(at <= region.span.begin && region.span.begin < region.span.end &&
                   region.span.end <= stripped->text.size());
      TOCSIN_CHECK(region.label.empty() || region.span.contains(region.label));
      TOCSIN_CHECK(region.content.empty() || region.span.contains(region.content));
      TOCSIN_CHECK(stripped->source_offset(region.span.begin) < size);
      at = region.span.end;
    }
  }
  return 0;
}
