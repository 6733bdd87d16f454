#include <array>

#include "reading/page_tree.h"

namespace tocsin::reading {
namespace {

struct Entry {
  std::string_view name;
  Tag tag;
  std::uint8_t traits;
};

constexpr std::uint8_t block = trait_block | trait_ends_p;

// WHATWG HTML, "optional tags", "void elements", "raw text elements" and the rendering section's blocks.
constexpr std::array entries = {Entry{"a", Tag::a, trait_inline},
                                Entry{"address", Tag::address, block},
                                Entry{"article", Tag::article, block},
                                Entry{"aside", Tag::aside, block},
                                Entry{"audio", Tag::audio, trait_silent},
                                Entry{"b", Tag::b, trait_inline},
                                Entry{"blockquote", Tag::blockquote, block},
                                Entry{"body", Tag::body, trait_block},
                                Entry{"br", Tag::br, trait_void},
                                Entry{"button", Tag::button, trait_block | trait_silent},
                                Entry{"canvas", Tag::canvas, trait_silent},
                                Entry{"caption", Tag::caption, trait_block},
                                Entry{"center", Tag::center, block},
                                Entry{"cite", Tag::cite, trait_inline},
                                Entry{"code", Tag::code, trait_inline},
                                Entry{"dd", Tag::dd, block},
                                Entry{"details", Tag::details, block},
                                Entry{"div", Tag::div, block},
                                Entry{"dl", Tag::dl, block},
                                Entry{"dt", Tag::dt, block},
                                Entry{"em", Tag::em, trait_inline},
                                Entry{"embed", Tag::embed, trait_void},
                                Entry{"fieldset", Tag::fieldset, block},
                                Entry{"figcaption", Tag::figcaption, block},
                                Entry{"figure", Tag::figure, block},
                                Entry{"font", Tag::font, trait_inline},
                                Entry{"footer", Tag::footer, block},
                                Entry{"form", Tag::form, block},
                                Entry{"h1", Tag::h1, block},
                                Entry{"h2", Tag::h2, block},
                                Entry{"h3", Tag::h3, block},
                                Entry{"h4", Tag::h4, block},
                                Entry{"h5", Tag::h5, block},
                                Entry{"h6", Tag::h6, block},
                                Entry{"head", Tag::head, trait_block},
                                Entry{"header", Tag::header, block},
                                Entry{"hr", Tag::hr, block | trait_void},
                                Entry{"html", Tag::html, trait_block},
                                Entry{"i", Tag::i, trait_inline},
                                Entry{"iframe", Tag::iframe, trait_raw | trait_silent},
                                Entry{"img", Tag::img, trait_void},
                                Entry{"input", Tag::input, trait_void},
                                Entry{"label", Tag::label, trait_inline},
                                Entry{"li", Tag::li, block},
                                Entry{"link", Tag::link, trait_void},
                                Entry{"main", Tag::main, block},
                                Entry{"map", Tag::map, 0},
                                Entry{"math", Tag::math, trait_silent},
                                Entry{"menu", Tag::menu, block},
                                Entry{"meta", Tag::meta, trait_void},
                                Entry{"nav", Tag::nav, block},
                                Entry{"noscript", Tag::noscript, trait_silent},
                                Entry{"object", Tag::object, trait_silent},
                                Entry{"ol", Tag::ol, block},
                                Entry{"optgroup", Tag::optgroup, trait_silent},
                                Entry{"option", Tag::option, trait_silent},
                                Entry{"p", Tag::p, block},
                                Entry{"picture", Tag::picture, 0},
                                Entry{"pre", Tag::pre, block},
                                Entry{"s", Tag::s, trait_inline},
                                Entry{"script", Tag::script, trait_raw | trait_silent},
                                Entry{"section", Tag::section, block},
                                Entry{"select", Tag::select, trait_silent},
                                Entry{"small", Tag::small, trait_inline},
                                Entry{"source", Tag::source, trait_void},
                                Entry{"span", Tag::span, trait_inline},
                                Entry{"strong", Tag::strong, trait_inline},
                                Entry{"style", Tag::style, trait_raw | trait_silent},
                                Entry{"sub", Tag::sub, trait_inline},
                                Entry{"summary", Tag::summary, block},
                                Entry{"sup", Tag::sup, trait_inline},
                                Entry{"svg", Tag::svg, trait_silent},
                                Entry{"table", Tag::table, block},
                                Entry{"tbody", Tag::tbody, trait_block},
                                Entry{"td", Tag::td, trait_block},
                                Entry{"template", Tag::template_, trait_silent},
                                Entry{"textarea", Tag::textarea, trait_raw | trait_silent},
                                Entry{"tfoot", Tag::tfoot, trait_block},
                                Entry{"th", Tag::th, trait_block},
                                Entry{"thead", Tag::thead, trait_block},
                                Entry{"time", Tag::time, trait_inline},
                                Entry{"title", Tag::title, trait_block | trait_raw | trait_silent},
                                Entry{"tr", Tag::tr, trait_block},
                                Entry{"u", Tag::u, trait_inline},
                                Entry{"ul", Tag::ul, block},
                                Entry{"video", Tag::video, trait_silent},
                                Entry{"wbr", Tag::wbr, trait_void}};

constexpr std::array<std::uint8_t, tags_count> make_traits() {
  std::array<std::uint8_t, tags_count> traits{};
  for (const Entry& entry : entries) traits[static_cast<std::size_t>(entry.tag)] = entry.traits;
  return traits;
}
constexpr std::array<std::uint8_t, tags_count> traits = make_traits();

// The longest name above has ten letters.
constexpr std::size_t name_bytes_max = 10;
constexpr std::size_t slots = 512;

constexpr std::size_t slot_of(std::string_view lower) {
  std::uint32_t hash = 2166136261;
  for (const char c : lower) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
  return (hash ^ hash >> 11) % slots;
}

// Open addressing: pages ask for some thousand names each.
constexpr std::array<std::uint8_t, slots> make_table() {
  std::array<std::uint8_t, slots> table{};
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::size_t slot = slot_of(entries[i].name);
    while (table[slot] != 0) slot = (slot + 1) % slots;
    table[slot] = static_cast<std::uint8_t>(i + 1);
  }
  return table;
}
constexpr std::array<std::uint8_t, slots> name_table = make_table();

}  // namespace

std::uint8_t traits_of(Tag tag) { return traits[static_cast<std::size_t>(tag)]; }

Tag tag_of(std::string_view name) {
  if (name.empty() || name.size() > name_bytes_max) return Tag::other;
  char lower[name_bytes_max];
  for (std::size_t i = 0; i < name.size(); ++i)
    lower[i] = name[i] >= 'A' && name[i] <= 'Z' ? static_cast<char>(name[i] + 32) : name[i];
  const std::string_view key(lower, name.size());
  for (std::size_t slot = slot_of(key); name_table[slot] != 0; slot = (slot + 1) % slots) {
    const Entry& entry = entries[name_table[slot] - 1];
    if (entry.name == key) return entry.tag;
  }
  return Tag::other;
}

}  // namespace tocsin::reading
