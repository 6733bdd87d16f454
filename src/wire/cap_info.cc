// <info> and <resource>.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "base/text.h"
#include "wire/cap_enum.h"
#include "wire/cap_read.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tocsin::wire::cap {
namespace {

constexpr std::string_view section = "s3.2.2";
constexpr std::string_view resource_section = "s3.2.3";

constexpr Slot info_slots[] = {
    {.name = "language"},
    {.name = "category", .min = 1, .max = 0, .min_since = 11},
    {.name = "event", .min = 1},
    {.name = "responseType", .max = 0, .since = 11},
    {.name = "urgency", .min = 1},
    {.name = "severity", .min = 1},
    {.name = "certainty", .min = 1},
    {.name = "audience"},
    {.name = "eventCode", .max = 0},
    {.name = "effective"},
    {.name = "onset"},
    {.name = "expires"},
    {.name = "senderName"},
    {.name = "headline"},
    {.name = "description", .joined = true},
    {.name = "instruction", .joined = true},
    {.name = "web"},
    {.name = "contact"},
    {.name = "parameter", .max = 0},
    {.name = "resource", .max = 0},
    {.name = "area", .max = 0},
};

consteval std::size_t at(std::string_view name) { return slot_of(info_slots, name); }

constexpr Slot resource_slots[] = {
    {.name = "resourceDesc", .min = 1},
    {.name = "mimeType", .min = 1, .min_since = 12},
    {.name = "size"},
    {.name = "uri"},
    {.name = "derefUri", .since = 11},
    {.name = "digest"},
};

consteval std::size_t in_resource(std::string_view name) { return slot_of(resource_slots, name); }

bool is_alphanumeric(char c) { return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9'); }

// xs:language: [a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*
bool is_language(std::string_view text) {
  bool first = true;
  for (const std::string_view part : split(text, '-')) {
    if (part.empty() || part.size() > 8) return false;
    for (const char c : part) {
      if (!is_alphanumeric(c) || (first && c >= '0' && c <= '9')) return false;
    }
    first = false;
  }
  return true;
}

void read_language(Reading& reading, const Children& children, const Element& info, std::string& out) {
  const Element* element = children.first(at("language"));
  out = read_text(reading, element);
  if (out.empty()) {
    // MoWaS writes <info lang="DE"> and no <language>; UNSUPPORTED_ATTRIBUTE has been said.
    if (const std::string_view attribute = reading.tree().attribute(*info.node, "lang");
        !attribute.empty() && is_language(attribute)) {
      out = attribute;
      reading.info("LANGUAGE_FROM_ATTRIBUTE", info.path(), section,
                   fmt::format("no <language>, but lang=\"{}\"", out), fmt::format("read as {}", out));
      return;
    }
    out = "en-US";
    reading.info("LANGUAGE_DEFAULTED", element ? element->path() : info.path(), section,
                 "<language> is absent or empty", "read as en-US");
    return;
  }
  if (!is_language(out)) {
    std::string mended = out;
    std::replace(mended.begin(), mended.end(), '_', '-');
    if (!is_language(mended)) mended = "und";
    reading.error("INVALID_LANGUAGE", element->path(), section,
                  fmt::format("\"{}\" is no language tag", truncate_utf8(out, 40)),
                  fmt::format("read as {}", mended));
    out = mended;
  } else if (const auto primary = out.find('-') == std::string::npos ? out.size() : out.find('-');
             primary > 3 || (primary == 1 && (out[0] | 32) != 'x')) {
    reading.warning("INVALID_LANGUAGE", element->path(), section,
                    fmt::format("\"{}\" is not a code of ISO 639", out));
  }
}

// Required text: empty counts as absent.
std::string read_required(Reading& reading, const Element* element, std::string_view where) {
  std::string text(read_prose(reading, element));
  if (element && text.empty())
    reading.error("MISSING_REQUIRED_ELEMENT", element->path(), where,
                  fmt::format("<{}> is empty", element->name));
  return text;
}

std::string read_optional(Reading& reading, const Children& children, std::size_t slot) {
  std::string joined;
  for (const Element& element : children.all(slot)) {
    const std::string_view text = read_prose(reading, &element);
    if (text.empty())
      reading.info("EMPTY_ELEMENT", element.path(), section, fmt::format("<{}> is empty", element.name),
                   "read as absent");
    if (!text.empty() && !joined.empty()) joined += '\n';
    joined += text;
  }
  return joined;
}

void read_categories(Reading& reading, const Children& children, Info& info) {
  for (const Element& element : children.all(at("category"))) {
    if (auto coded = read_coded<Category>(reading, &element, section, "read as Other")) {
      info.categories.push_back(std::move(*coded));
    } else if (const std::string_view text = read_text(reading, &element); !text.empty()) {
      info.categories.push_back({Category::other, std::string(text)});
    }
  }
}

template <class E>
void read_level(Reading& reading, const Element* element, Coded<E>& out) {
  if (!element) return;
  if (auto coded = read_coded<E>(reading, element, section, "read as Unknown"))
    out = std::move(*coded);
  else
    out = {E::unknown, std::string(read_text(reading, element))};
}

void read_times(Reading& reading, const Children& children, const Message& message, Info& info) {
  info.effective = read_time(reading, children.first(at("effective")));
  info.onset = read_time(reading, children.first(at("onset")));
  info.expires = read_time(reading, children.first(at("expires")));
  for (Time* time : {&info.effective, &info.onset, &info.expires}) {
    if (!time->at.known()) *time = {};
  }
  // CAP 1.2 s3.2.2: absent effective is the time in sent.
  if (!info.effective.at.known()) info.effective.at = message.sent_at;
}

// A scheme of RFC 3986 section 3.1 and a colon.
bool is_absolute_uri(std::string_view text) {
  const auto is_outside = [](char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '<' || c == '>' || c == '"';
  };
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() ||
      std::ranges::any_of(text, is_outside))
    return false;
  for (const char c : text.substr(0, colon)) {
    if (!is_alphanumeric(c) && c != '+' && c != '-' && c != '.') return false;
  }
  return (text[0] | 32) >= 'a' && (text[0] | 32) <= 'z';
}

// What one byte is in base64 text: a digit, padding, white space; 0 for anything else.
constexpr std::uint8_t digit_64 = 1, padding_64 = 2, space_64 = 4;
constexpr std::array<std::uint8_t, 256> base64_bytes = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32] = digit_64;
  for (std::size_t c = '0'; c <= '9'; ++c) table[c] = digit_64;
  table['+'] = table['/'] = digit_64;
  table['='] = padding_64;
  table[' '] = table['\t'] = table['\n'] = table['\v'] = table['\f'] = table['\r'] = space_64;
  return table;
}();

#if defined(__SSE2__)
// How many of 16 bytes are digits of base64, where the others are white space; else -1.
int count_digits(const char* at) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const auto between = [](__m128i what, char low, char high) {
    return _mm_and_si128(_mm_cmpgt_epi8(what, _mm_set1_epi8(static_cast<char>(low - 1))),
                         _mm_cmplt_epi8(what, _mm_set1_epi8(static_cast<char>(high + 1))));
  };
  const __m128i letters = between(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
  const __m128i numbers = between(bytes, '/', '9');  // the slash stands before 0
  const __m128i plus = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('+'));
  const int digits = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letters, numbers), plus));
  if (digits == 0xFFFF) return 16;
  const __m128i breaks = between(bytes, '\t', '\r'), spaces = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(' '));
  if ((digits | _mm_movemask_epi8(_mm_or_si128(breaks, spaces))) != 0xFFFF) return -1;
  return std::popcount(static_cast<unsigned>(digits));
}
#endif

bool is_base64(std::string_view text) {
  std::size_t digits = 0, padding = 0, at = 0;
  while (at < text.size()) {
#if defined(__SSE2__)
    const int many = padding == 0 && at + 16 <= text.size() ? count_digits(text.data() + at) : -1;
    if (many >= 0) {
      digits += static_cast<std::size_t>(many), at += 16;
      continue;
    }
#endif
    const std::uint8_t kind = base64_bytes[static_cast<std::uint8_t>(text[at++])];
    if (kind == 0 || (kind == digit_64 && padding > 0)) return false;
    digits += kind & digit_64;
    padding += kind >> 1 & 1;
  }
  return (digits + padding) % 4 == 0 && padding <= 2;
}

bool is_mime_type(std::string_view text) {
  const std::string_view type = trim(text.substr(0, text.find(';')));  // RFC 2046: parameters follow
  const auto slash = type.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < type.size() &&
         type.find_first_of(" \t\r\n,") == std::string_view::npos;
}

void check_links(Reading& reading, const Children& children, const Resource& resource) {
  if (!resource.uri.empty() && !is_absolute_uri(resource.uri) && resource.deref_uri.empty()) {
    reading.error("RELATIVE_URI_MISSING_DEREF_URI", children.first(in_resource("uri"))->path(),
                  resource_section,
                  fmt::format("\"{}\" is relative and nothing is enclosed", truncate_utf8(resource.uri, 80)));
  }
  if (!resource.deref_uri.empty() && !is_base64(resource.deref_uri))
    reading.error("INVALID_DEREF_URI", children.first(in_resource("derefUri"))->path(), resource_section,
                  "not base64", "kept as written");
  if (!resource.digest.empty()) {
    const bool good = resource.digest.size() == 40 &&
                      resource.digest.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (!good)
      reading.warning("INVALID_DIGEST", children.first(in_resource("digest"))->path(), resource_section,
                      "not a SHA-1 digest in hexadecimal");
  }
}

Resource read_resource(Reading& reading, const Element& element) {
  const Children children(reading, element, resource_slots, resource_section);
  Resource resource;
  resource.description =
      read_required(reading, children.first(in_resource("resourceDesc")), resource_section);
  const Element* mime_type = children.first(in_resource("mimeType"));
  resource.mime_type = read_text(reading, mime_type);
  if (mime_type && !is_mime_type(resource.mime_type))
    reading.error("INVALID_MIME_TYPE", mime_type->path(), resource_section,
                  fmt::format("\"{}\" is no media type", truncate_utf8(resource.mime_type, 60)),
                  "kept as written");
  if (const Element* size = children.first(in_resource("size"))) {
    const std::string_view text = read_text(reading, size);
    const auto value = parse_int(text.starts_with('+') ? text.substr(1) : text);
    if (value && *value >= 0)
      resource.size_bytes = value;
    else
      reading.error("INVALID_RESOURCE_SIZE", size->path(), resource_section,
                    fmt::format("\"{}\" is no size in bytes", truncate_utf8(text, 40)), "read as absent");
  }
  resource.uri = read_text(reading, children.first(in_resource("uri")));
  resource.deref_uri = read_text(reading, children.first(in_resource("derefUri")));
  resource.digest = read_text(reading, children.first(in_resource("digest")));
  check_links(reading, children, resource);
  return resource;
}

void read_areas(Reading& reading, const Children& children, Info& info) {
  const auto areas = children.all(at("area"));
  reading.areas += areas.size();
  if (reading.areas > areas_max) {
    const Element* last = nullptr;
    for (const Element& area : areas) last = &area;
    reading.reject("TOO_MANY_AREAS", last->path(), section, fmt::format("more than {} <area>", areas_max));
    return;
  }
  info.areas.reserve(areas.size());
  for (const Element& area : areas) {
    if (reading.rejected()) break;
    read_area(reading, area, info.areas.emplace_back());
  }
}

}  // namespace

void read_info(Reading& reading, const Element& element, const Message& message, Info& info) {
  const Children children(reading, element, info_slots, section);
  read_language(reading, children, element, info.language);
  read_categories(reading, children, info);
  info.event = read_required(reading, children.first(at("event")), section);
  for (const Element& response : children.all(at("responseType"))) {
    // No word means "could not be read", and None would be advice.
    if (auto coded = read_coded<ResponseType>(reading, &response, section, "left out"))
      info.response_types.push_back(std::move(*coded));
  }
  read_level(reading, children.first(at("urgency")), info.urgency);
  read_level(reading, children.first(at("severity")), info.severity);
  read_level(reading, children.first(at("certainty")), info.certainty);
  info.audience = read_optional(reading, children, at("audience"));
  read_named_values(reading, children.all(at("eventCode")), info.event_codes);
  read_times(reading, children, message, info);
  info.sender_name = read_optional(reading, children, at("senderName"));
  info.headline = read_optional(reading, children, at("headline"));
  info.description = read_optional(reading, children, at("description"));
  info.instruction = read_optional(reading, children, at("instruction"));
  info.web = read_optional(reading, children, at("web"));
  if (!info.web.empty() && !is_absolute_uri(info.web))
    reading.error("INVALID_WEB", children.first(at("web"))->path(), section,
                  fmt::format("\"{}\" is not an absolute URI", truncate_utf8(info.web, 80)),
                  "kept as written");
  info.contact = read_optional(reading, children, at("contact"));
  read_named_values(reading, children.all(at("parameter")), info.parameters);
  for (const Element& resource : children.all(at("resource")))
    info.resources.push_back(read_resource(reading, resource));
  read_areas(reading, children, info);
}

}  // namespace tocsin::wire::cap
