#include "wire/feed_read.h"

#include <sstream>

#include "base/text.h"
#include "wire/mail_date.h"
#include "wire/xml.h"

namespace tocsin::wire {
namespace {

constexpr std::string_view atom_space = "http://www.w3.org/2005/Atom";
constexpr std::string_view rss1_space = "http://purl.org/rss/1.0/";
constexpr std::string_view rdf_space = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
constexpr std::string_view dublin_core_space = "http://purl.org/dc/elements/1.1/";
constexpr std::string_view content_space = "http://purl.org/rss/1.0/modules/content/";

std::string text_of(const pugi::xml_node& element) { return std::string(trim(xml::deep_text_of(element))); }

void fill(std::string& field, std::string value) {
  if (field.empty()) field = std::move(value);
}

Instant date_of(const std::string& text) { return parse_feed_date(text).value_or(Instant{}); }

// xml:lang of the element or the nearest round it.
std::string language_of(pugi::xml_node element) {
  for (; element.type() == pugi::node_element; element = element.parent()) {
    if (const auto language = element.attribute("xml:lang")) return language.value();
  }
  return {};
}

// Atom's text constructs (RFC 4287 section 3.1): text, html, or a div of XHTML.
std::string construct_of(const pugi::xml_node& element, bool& html) {
  const std::string type = to_lower_ascii(element.attribute("type").value());
  html = type == "html" || type == "text/html" || type == "xhtml" || type == "application/xhtml+xml";
  if (type != "xhtml" && type != "application/xhtml+xml") return text_of(element);
  std::ostringstream out;
  for (const pugi::xml_node& child : element.children())
    child.print(out, "", pugi::format_raw | pugi::format_no_declaration);
  return std::move(out).str();
}

std::string inner_text(const pugi::xml_node& element, std::string_view name) {
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_element && xml::name_of(child).local == name) return text_of(child);
  }
  return {};
}

void read_atom_link(const pugi::xml_node& element, std::string& link) {
  const std::string_view relation = element.attribute("rel").value();
  if (relation.empty() || relation == "alternate") fill(link, element.attribute("href").value());
}

void read_dublin_core(std::string_view local, const pugi::xml_node& element, FeedItem& item) {
  if (local == "date") fill(item.published_text, text_of(element));
  if (local == "creator") fill(item.author, text_of(element));
  if (local == "language") fill(item.language, text_of(element));
}

void read_rss_element(std::string_view local, const pugi::xml_node& element, FeedItem& item,
                      std::string& summary) {
  if (local == "title") fill(item.title, text_of(element));
  if (local == "link") fill(item.link, text_of(element));
  if (local == "guid") fill(item.id, text_of(element));
  if (local == "pubDate") item.published_text = text_of(element);
  if (local == "author") fill(item.author, text_of(element));
  if (local == "description") fill(summary, text_of(element));
}

FeedItem read_rss_item(const pugi::xml_node& node, const std::string& language) {
  FeedItem item;
  item.id = node.attribute("rdf:about").value();
  std::string summary;
  for (const pugi::xml_node& element : node.children()) {
    if (element.type() != pugi::node_element) continue;
    const xml::Name name = xml::name_of(element);
    if (name.space == dublin_core_space) read_dublin_core(name.local, element, item);
    if (name.space == content_space && name.local == "encoded") item.content = text_of(element);
    if (name.space == atom_space && name.local == "updated") item.updated = date_of(text_of(element));
    if (name.space.empty() || name.space == rss1_space) read_rss_element(name.local, element, item, summary);
  }
  fill(item.content, std::move(summary));
  item.html = true;  // RSS 2.0: "entity-encoded HTML is allowed"
  item.published = date_of(item.published_text);
  fill(item.language, language);
  fill(item.id, item.link);
  return item;
}

FeedItem read_atom_entry(const pugi::xml_node& node) {
  FeedItem item;
  std::string summary;
  bool summary_html = false, title_html = false;
  for (const pugi::xml_node& element : node.children()) {
    if (element.type() != pugi::node_element) continue;
    const xml::Name name = xml::name_of(element);
    if (name.space != atom_space) continue;
    if (name.local == "id") fill(item.id, text_of(element));
    if (name.local == "title") fill(item.title, construct_of(element, title_html));
    if (name.local == "link") read_atom_link(element, item.link);
    if (name.local == "published") fill(item.published_text, text_of(element));
    if (name.local == "updated") item.updated = date_of(text_of(element));
    if (name.local == "author") fill(item.author, inner_text(element, "name"));
    if (name.local == "summary") summary = construct_of(element, summary_html);
    // content that stands elsewhere is not fetched
    if (name.local == "content" && !element.attribute("src")) item.content = construct_of(element, item.html);
  }
  if (item.content.empty()) {
    item.content = std::move(summary);
    item.html = summary_html;
  }
  item.published = date_of(item.published_text);
  item.language = language_of(node);
  fill(item.id, item.link);
  return item;
}

class Reader {
 public:
  Result<Feed> run(const pugi::xml_node& root) {
    const xml::Name name = xml::name_of(root);
    if (name.local == "feed" && name.space == atom_space) return read_atom(root);
    if (name.local == "RDF" && name.space == rdf_space) return read_rss1(root);
    if (name.local == "rss") return read_rss2(root);
    return fail(Errc::unsupported, fmt::format("<{}> is neither RSS nor Atom", name.local.substr(0, 60)));
  }

 private:
  Feed read_atom(const pugi::xml_node& root) {
    feed_.kind = FeedKind::atom;
    feed_.language = language_of(root);
    bool html = false;
    for (const pugi::xml_node& element : root.children()) {
      if (element.type() != pugi::node_element) continue;
      const xml::Name name = xml::name_of(element);
      if (name.space != atom_space) continue;
      if (name.local == "title") fill(feed_.title, construct_of(element, html));
      if (name.local == "link") read_atom_link(element, feed_.link);
      if (name.local == "entry" && has_room()) feed_.items.push_back(read_atom_entry(element));
    }
    return std::move(feed_);
  }

  Feed read_rss1(const pugi::xml_node& root) {
    feed_.kind = FeedKind::rss1;
    for (const pugi::xml_node& element : root.children()) {
      const xml::Name name = xml::name_of(element);
      if (name.space == rss1_space && name.local == "channel") read_channel(element);
    }
    for (const pugi::xml_node& element : root.children()) {
      const xml::Name name = xml::name_of(element);
      if (name.space == rss1_space && name.local == "item" && has_room())
        feed_.items.push_back(read_rss_item(element, feed_.language));
    }
    return std::move(feed_);
  }

  Result<Feed> read_rss2(const pugi::xml_node& root) {
    const pugi::xml_node channel = root.child("channel");
    if (!channel) return fail(Errc::unsupported, "<rss> without a <channel>");
    read_channel(channel);
    for (const pugi::xml_node& element : channel.children("item")) {
      if (has_room()) feed_.items.push_back(read_rss_item(element, feed_.language));
    }
    return std::move(feed_);
  }

  void read_channel(const pugi::xml_node& channel) {
    for (const pugi::xml_node& element : channel.children()) {
      if (element.type() != pugi::node_element) continue;
      const xml::Name name = xml::name_of(element);
      if (name.space == dublin_core_space && name.local == "language") fill(feed_.language, text_of(element));
      if (!name.space.empty() && name.space != rss1_space) continue;
      if (name.local == "title") fill(feed_.title, text_of(element));
      if (name.local == "link") fill(feed_.link, text_of(element));
      if (name.local == "language") fill(feed_.language, text_of(element));
    }
    if (feed_.language.empty()) feed_.language = language_of(channel);
  }

  bool has_room() {
    if (feed_.items.size() < feed_items_max) return true;
    ++feed_.items_left;
    return false;
  }

  Feed feed_;
};

}  // namespace

Result<Feed> read_feed(std::string_view bytes) {
  const auto document = xml::parse(bytes);
  if (!document) {
    const bool large = document.error().code.starts_with("TOO_");
    return fail(large ? Errc::too_large : Errc::invalid, "the feed: " + document.error().detail);
  }
  return Reader().run(document->root());
}

}  // namespace tocsin::wire
