#include "doors/pages/marked_text.h"

#include <algorithm>
#include <map>
#include <set>

namespace tocsin::doors::pages {

using wire::Html;
using wire::html;

namespace {

struct Decoded {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0: these bytes are no UTF-8
};

// One code point of RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF.
Decoded decode(std::string_view at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(at[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at.size() < length) return {};
  char32_t code = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3Fu);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[length] || (code >= 0xD800 && code < 0xE000) || code > 0x10FFFF) return {};
  return {code, length};
}

// Has no shape of its own, or changes how its neighbours are read.
bool is_invisible(char32_t code) {
  if (code < 0x20) return code != '\n' && code != '\t';
  return (code >= 0x7F && code < 0xA0) || code == 0xAD || code == 0x61C || code == 0x180E ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF || (code >= 0xFFF9 && code <= 0xFFFB) ||
         (code >= 0xE0000 && code <= 0xE0FFF);
}

// The stretches between all places where some span begins or ends.
std::set<std::size_t> edges_of(std::size_t size, std::span<const world::Proposal> proposals) {
  std::set<std::size_t> edges{0, size};
  const auto put = [&](const world::Span& span) {
    if (!span.known() || span.begin >= size) return;
    edges.insert(span.begin);
    edges.insert(std::min<std::size_t>(span.end, size));
  };
  for (const auto& proposal : proposals) {
    put(proposal.span);
    for (const auto& field : proposal.fields) put(field.span);
  }
  return edges;
}

struct Stretch {
  std::vector<std::size_t> starts;    // proposals that begin here
  std::set<std::size_t> proposals;    // that cover it
  std::set<std::string_view> fields;  // read from it
};

std::map<std::size_t, Stretch> stretches_of(std::size_t size, std::span<const world::Proposal> proposals,
                                            const std::set<std::size_t>& edges) {
  std::map<std::size_t, Stretch> stretches;
  const auto cover = [&](const world::Span& span, auto&& put) {
    if (!span.known() || span.begin >= size) return;
    for (auto it = edges.lower_bound(span.begin);
         it != edges.end() && *it < std::min<std::size_t>(span.end, size); ++it)
      put(stretches[*it]);
  };
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    cover(proposals[i].span, [&](Stretch& stretch) { stretch.proposals.insert(i); });
    if (proposals[i].span.known() && proposals[i].span.begin < size)
      stretches[proposals[i].span.begin].starts.push_back(i);
    for (const auto& field : proposals[i].fields) {
      cover(field.span, [&](Stretch& stretch) {
        stretch.proposals.insert(i);
        stretch.fields.insert(world::to_string(field.field));
      });
    }
  }
  return stretches;
}

}  // namespace

Html visible_text(std::string_view bytes) {
  Html out;
  std::size_t plain = 0;
  const auto flush = [&](std::size_t end) {
    if (end > plain) out += Html::words(bytes.substr(plain, end - plain));
  };
  for (std::size_t i = 0; i < bytes.size();) {
    // A line end of two bytes is one line end.
    if (bytes[i] == '\r' && bytes.substr(i + 1, 1) == "\n") {
      flush(i);
      plain = ++i;
      continue;
    }
    const auto [code, length] = decode(bytes.substr(i));
    if (length != 0 && !is_invisible(code)) {
      i += length;
      continue;
    }
    flush(i);
    const std::string name = length == 0 ? fmt::format("{:02X}", static_cast<unsigned char>(bytes[i]))
                                         : fmt::format("U+{:04X}", static_cast<std::uint32_t>(code));
    out.add("<span class=\"ctl\">{}</span>", Html::words(name));
    plain = i += std::max<std::size_t>(length, 1);
  }
  flush(bytes.size());
  return out;
}

Html marked_text(std::string_view bytes, std::span<const world::Proposal> proposals) {
  const auto edges = edges_of(bytes.size(), proposals);
  const auto stretches = stretches_of(bytes.size(), proposals, edges);
  Html out;
  for (auto it = edges.begin(); it != edges.end() && *it < bytes.size(); ++it) {
    const Html text = visible_text(bytes.substr(*it, *std::next(it) - *it));
    const auto found = stretches.find(*it);
    if (found == stretches.end()) {
      out += text;
      continue;
    }
    for (const auto index : found->second.starts) {
      out.add(R"(<a class="ref" id="t{}" href="{}">{}</a>)", index, wire::url("#p{}", fmt::to_string(index)),
              index + 1);
    }
    if (found->second.proposals.empty()) {
      out += text;
    } else if (found->second.fields.empty()) {
      out.add("<mark>{}</mark>", text);
    } else {
      out.add(R"(<mark class="field" title="{}">{}</mark>)",
              fmt::format("{}", fmt::join(found->second.fields, ", ")), text);
    }
  }
  return out;
}

}  // namespace tocsin::doors::pages
