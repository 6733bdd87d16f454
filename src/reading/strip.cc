#include "reading/strip.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "reading/strip_page.h"
#include "reading/strip_plain.h"

namespace tocsin::reading {
namespace {

// Past this many bytes a source that shows no tag is not a page with a long comment before it.
constexpr std::size_t guess_bytes_max = 64 << 10;

bool begins_with_any_case(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && to_lower_ascii(text.substr(0, lower.size())) == lower;
}

}  // namespace

MediaType guess_media_type(std::string_view source) {
  source = source.substr(0, guess_bytes_max);
  if (source.starts_with("\xEF\xBB\xBF")) source.remove_prefix(3);
  for (;;) {
    source = trim(source);
    const std::string_view end = source.starts_with("<!--") ? "-->" : source.starts_with("<?") ? ">" : "";
    if (end.empty()) break;
    const auto at = source.find(end);
    if (at == std::string_view::npos) return MediaType::plain;
    source.remove_prefix(at + end.size());
  }
  static constexpr std::string_view tags =
      "!doctype html head body title meta link script style base div p article main section header h1 h2 h3 "
      "table ul ol span a img br center font blockquote figure strong em b i";
  for (const std::string_view tag : split(tags, ' ')) {
    if (!source.starts_with('<') || !begins_with_any_case(source.substr(1), tag)) continue;
    const std::string_view after = source.substr(1 + tag.size());
    if (after.empty() || after[0] == '>' || after[0] == '/' || trim(after.substr(0, 1)).empty())
      return MediaType::html;
  }
  return MediaType::plain;
}

std::string_view to_string(RegionKind kind) {
  switch (kind) {
    case RegionKind::body:
      return "body";
    case RegionKind::title:
      return "title";
    case RegionKind::published:
      return "published";
    case RegionKind::byline:
      return "byline";
    case RegionKind::duplicate_title:
      return "duplicate_title";
    case RegionKind::promo_link:
      return "promo_link";
    case RegionKind::icon_sprite:
      return "icon_sprite";
    case RegionKind::trailer:
      return "trailer";
    case RegionKind::navigation:
      return "navigation";
  }
  TOCSIN_CHECK(false);  // every kind has a name
  return "";
}

std::uint32_t Stripped::source_offset(std::uint32_t offset) const {
  const auto after =
      std::upper_bound(runs.begin(), runs.end(), offset,
                       [](std::uint32_t at, const SourceRun& run) { return at < run.text_begin; });
  if (after == runs.begin()) return offset;
  const SourceRun& run = *(after - 1);
  return run.source_begin + (offset - run.text_begin);
}

Result<Stripped> strip(std::string_view source, MediaType type) {
  if (type == MediaType::html) {
    if (source.size() > page_bytes_max)
      return fail(Errc::too_large,
                  fmt::format("the page has {} bytes; at most {} are read", source.size(), page_bytes_max));
    return strip_page(source);
  }
  if (source.size() > text_bytes_max)
    return fail(Errc::too_large,
                fmt::format("the text has {} bytes; at most {} are read", source.size(), text_bytes_max));
  if (!is_utf8(source)) return fail(Errc::invalid, "the text is not UTF-8; save it as UTF-8");
  if (source.find('\0') != std::string_view::npos)
    return fail(Errc::invalid, "the text holds NUL bytes; it is not a plain text");
  return strip_plain(source);
}

}  // namespace tocsin::reading
