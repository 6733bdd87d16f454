#include "wire/atom.h"

#include <pugixml.hpp>

#include <sstream>

namespace tocsin::wire {
namespace {

// XML 1.0 section 2.2: of the control characters only tab, line feed and carriage return.
std::string xml_text(const std::string& text) {
  std::string clean;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r') clean += c;
  }
  return clean;
}

void add_text(pugi::xml_node parent, const char* name, const std::string& text) {
  parent.append_child(name).append_child(pugi::node_pcdata).set_value(xml_text(text).c_str());
}

void add_links(pugi::xml_node parent, const std::vector<AtomLink>& links) {
  for (const auto& link : links) {
    auto node = parent.append_child("link");
    node.append_attribute("rel") = xml_text(link.relation).c_str();
    node.append_attribute("href") = xml_text(link.href).c_str();
    if (!link.type.empty()) node.append_attribute("type") = xml_text(link.type).c_str();
  }
}

}  // namespace

std::string print(const AtomFeed& feed) {
  pugi::xml_document document;
  auto root = document.append_child("feed");
  root.append_attribute("xmlns") = "http://www.w3.org/2005/Atom";
  add_text(root, "id", feed.id);
  add_text(root, "title", feed.title);
  add_text(root, "updated", to_rfc3339(feed.updated));
  add_text(root.append_child("author"), "name", feed.author);
  add_links(root, feed.links);
  for (const auto& entry : feed.entries) {
    auto node = root.append_child("entry");
    add_text(node, "id", entry.id);
    add_text(node, "title", entry.title);
    add_text(node, "updated", to_rfc3339(entry.updated));
    if (entry.published.known()) add_text(node, "published", to_rfc3339(entry.published));
    if (!entry.author.empty()) add_text(node.append_child("author"), "name", entry.author);
    for (const auto& category : entry.categories)
      node.append_child("category").append_attribute("term") = xml_text(category).c_str();
    add_text(node, "summary", entry.summary);
    add_links(node, entry.links);
  }
  std::ostringstream out;
  document.save(out, " ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

}  // namespace tocsin::wire
