// Reader: any bytes, as a plain text and as a page, are refused or give proposals whose spans lie in the
// text, and the same ones each time.
#include "base/check.h"
#include "reading/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto type : {reading::MediaType::plain, reading::MediaType::html}) {
    const reading::ReadOptions options{.media_type = type, .published = {}, .outlet = {}, .explain = true};
    const auto first = reading::read(bytes, options);
    if (!first) continue;
    TOCSIN_CHECK(first->proposals.size() <= reading::proposals_max);
    for (const reading::Proposal& one : first->proposals) {
      TOCSIN_CHECK(one.span.begin < one.span.end && one.span.end <= first->stripped.text.size());
      TOCSIN_CHECK(one.sentence.end <= first->stripped.text.size());
      TOCSIN_CHECK(!one.chain.empty());
    }
    const auto second = reading::read(bytes, options);
    TOCSIN_CHECK(second &&
                 reading::to_json(bytes, *first, options) == reading::to_json(bytes, *second, options));
  }
  return 0;
}
