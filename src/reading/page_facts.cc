#include "reading/page_facts.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.h"

namespace tocsin::reading {
namespace {

namespace json = boost::json;

// schema.org types that are a report; their other kinds (WebPage, Product) name other things.
bool is_report_type(std::string_view type) {
  static constexpr std::array types = {"Article",
                                       "NewsArticle",
                                       "ReportageNewsArticle",
                                       "BlogPosting",
                                       "LiveBlogPosting",
                                       "AnalysisNewsArticle",
                                       "OpinionNewsArticle",
                                       "BackgroundNewsArticle",
                                       "AdvertiserContentArticle",
                                       "Report"};
  return std::find(types.begin(), types.end(), type) != types.end();
}

std::string text_of_value(const json::value* value) {
  if (value == nullptr) return {};
  if (value->is_string()) return std::string(value->get_string());
  if (value->is_array() && !value->get_array().empty() && value->get_array()[0].is_string())
    return std::string(value->get_array()[0].get_string());
  return {};
}

void fill(std::string& fact, std::string value) {
  if (fact.empty()) fact = std::string(trim(value));
}

class StructuredData {
 public:
  explicit StructuredData(PageFacts& facts) : facts_(facts) {}

  void read(std::string_view script) {
    json::parse_options options;
    options.allow_invalid_utf8 = false;
    options.max_depth = structured_depth_max;
    boost::system::error_code error;
    const json::value value = json::parse(script, error, {}, options);
    if (!error) visit(value);  // what is not JSON says nothing
  }

 private:
  // Depth is bounded by the parser.
  void visit(const json::value& value) {
    if (value.is_array()) {
      for (const json::value& each : value.get_array()) visit(each);
      return;
    }
    if (!value.is_object()) return;
    const json::object& object = value.get_object();
    if (const json::value* graph = object.if_contains("@graph")) visit(*graph);
    if (const json::value* entity = object.if_contains("mainEntity")) visit(*entity);
    if (!is_report(object)) return;
    fill(facts_.title, text_of_value(object.if_contains("headline")));
    fill(facts_.published, text_of_value(object.if_contains("datePublished")));
    fill(facts_.language, text_of_value(object.if_contains("inLanguage")));
    fill(facts_.url, text_of_value(object.if_contains("url")));
    if (const json::value* publisher = object.if_contains("publisher")) {
      if (publisher->is_object())
        fill(facts_.outlet, text_of_value(publisher->get_object().if_contains("name")));
    }
  }

  static bool is_report(const json::object& object) {
    const json::value* type = object.if_contains("@type");
    if (type == nullptr) return false;
    if (type->is_string()) return is_report_type(type->get_string());
    if (!type->is_array()) return false;
    return std::any_of(type->get_array().begin(), type->get_array().end(), [](const json::value& each) {
      return each.is_string() && is_report_type(each.get_string());
    });
  }

  PageFacts& facts_;
};

struct MetaName {
  std::string_view name;  // of property, name or itemprop, in lower case
  std::string PageFacts::* fact;
};

// In the order of trust.
constexpr std::array meta_names = {MetaName{"og:title", &PageFacts::title},
                                   MetaName{"twitter:title", &PageFacts::title},
                                   MetaName{"headline", &PageFacts::title},
                                   MetaName{"dc.title", &PageFacts::title},
                                   MetaName{"og:site_name", &PageFacts::outlet},
                                   MetaName{"application-name", &PageFacts::outlet},
                                   MetaName{"dc.publisher", &PageFacts::outlet},
                                   MetaName{"publisher", &PageFacts::outlet},
                                   MetaName{"article:published_time", &PageFacts::published},
                                   MetaName{"datepublished", &PageFacts::published},
                                   MetaName{"og:published_time", &PageFacts::published},
                                   MetaName{"parsely-pub-date", &PageFacts::published},
                                   MetaName{"sailthru.date", &PageFacts::published},
                                   MetaName{"dc.date.issued", &PageFacts::published},
                                   MetaName{"dc.date", &PageFacts::published},
                                   MetaName{"dcterms.created", &PageFacts::published},
                                   MetaName{"pubdate", &PageFacts::published},
                                   MetaName{"publish-date", &PageFacts::published},
                                   MetaName{"date", &PageFacts::published},
                                   MetaName{"og:locale", &PageFacts::language},
                                   MetaName{"content-language", &PageFacts::language},
                                   MetaName{"og:url", &PageFacts::url}};

class MetaElements {
 public:
  void add(const PageTree& tree, std::uint32_t node) {
    std::string_view content;
    std::array<std::string_view, 4> names;
    for_each_attribute(tree.text(node), [&](std::string_view name, std::string_view value) {
      const std::string key = to_lower_ascii(name);
      if (key == "content") content = value;
      if (key == "property") names[0] = value;
      if (key == "name") names[1] = value;
      if (key == "itemprop") names[2] = value;
      if (key == "http-equiv") names[3] = value;
      return true;
    });
    if (content.empty()) return;
    for (const std::string_view name : names) {
      if (name.empty() || name.size() > 40) continue;
      const std::string key = to_lower_ascii(name);
      for (std::size_t i = 0; i < meta_names.size(); ++i) {
        if (meta_names[i].name == key && found_[i].empty()) found_[i] = content;
      }
    }
  }

  void fill_into(PageFacts& facts, PageEncoding encoding) const {
    for (std::size_t i = 0; i < meta_names.size(); ++i) {
      if (!found_[i].empty()) fill(facts.*meta_names[i].fact, plain_text(found_[i], encoding));
    }
  }

 private:
  std::array<std::string_view, meta_names.size()> found_;
};

}  // namespace

PageFacts find_facts(const PageTree& tree, PageEncoding encoding) {
  PageFacts facts;
  StructuredData structured(facts);
  MetaElements meta;
  std::string document_title, time, canonical, language;
  std::size_t scripts = 0;
  for (std::uint32_t i = 0; i < tree.nodes().size(); ++i) {
    const Node& node = tree[i];
    switch (node.tag) {
      case Tag::script: {
        if (node.end <= i + 1 || scripts >= structured_scripts_max) break;
        const auto type = tree.attribute(i, "type");
        if (!type || type->find("ld+json") == std::string_view::npos) break;
        ++scripts;
        const std::string_view script = trim(tree.text(i + 1));
        if (script.size() <= structured_bytes_max) structured.read(script);
        break;
      }
      case Tag::meta:
        meta.add(tree, i);
        break;
      case Tag::title:
        if (document_title.empty() && node.end > i + 1)
          document_title = plain_text(tree.text(i + 1), encoding);
        break;
      case Tag::time:
        if (time.empty()) time = tree.attribute(i, "datetime").value_or("");
        break;
      case Tag::link:
        if (canonical.empty() && tree.attribute(i, "rel") == "canonical")
          canonical = plain_text(tree.attribute(i, "href").value_or(""), encoding);
        break;
      case Tag::html:
        if (language.empty()) language = tree.attribute(i, "lang").value_or("");
        break;
      default:
        break;
    }
  }
  const std::string structured_language = std::exchange(facts.language, {});
  meta.fill_into(facts, encoding);
  if (!language.empty()) facts.language = language;
  fill(facts.language, structured_language);
  if (!canonical.empty()) facts.url = canonical;
  fill(facts.title, document_title);
  fill(facts.published, time);
  return facts;
}

}  // namespace tocsin::reading
