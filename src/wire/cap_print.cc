#include "wire/cap_print.h"

#include <fmt/format.h>

#include <cmath>

#include "wire/cap_dates.h"
#include "wire/xml.h"

namespace tocsin::wire::cap {
namespace {

// Indented elements.
class Writer {
 public:
  void open(std::string_view name) { indent(), out_ += fmt::format("<{}>\n", name), ++depth_; }
  void close(std::string_view name) { --depth_, indent(), out_ += fmt::format("</{}>\n", name); }
  void required(std::string_view name, std::string_view text) {
    indent();
    out_ += fmt::format("<{}>", name);
    xml::append_escaped(out_, text);
    out_ += fmt::format("</{}>\n", name);
  }
  void optional(std::string_view name, std::string_view text) {
    if (!text.empty()) required(name, text);
  }
  void time(std::string_view name, const Time& time) {
    if (time.at.known() || !time.literal.empty()) required(name, conforming_date(time.literal, time.at));
  }
  void pair(std::string_view name, std::string_view value_name, std::string_view value) {
    open(name);
    required("valueName", value_name);
    required("value", value);
    close(name);
  }
  void raw(std::string_view text) { out_ += text; }
  std::string take() { return std::move(out_); }

 private:
  void indent() { out_.append(static_cast<std::size_t>(depth_) * 2, ' '); }
  std::string out_;
  int depth_ = 0;
};

std::string join_quoted(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) {
    if (!text.empty()) text += ' ';
    const bool quotes = item.find_first_of(" \t\r\n\v\f") != std::string::npos;
    text += quotes ? fmt::format("\"{}\"", item) : item;
  }
  return text;
}

std::string join_references(const std::vector<Reference>& references) {
  std::string text;
  for (const Reference& r : references) {
    if (!text.empty()) text += ' ';
    text += fmt::format("{},{}", r.sender, r.identifier);
    if (!r.sent.empty() || r.sent_at.known()) text += fmt::format(",{}", conforming_date(r.sent, r.sent_at));
  }
  return text;
}

// Shortest digits that read back equal, never with an exponent: xs:decimal has none.
std::string number(double value) {
  std::string text = fmt::format("{}", value == 0 ? 0.0 : value);
  if (text.find('e') == std::string::npos) return text;
  text = fmt::format("{:.17f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

// Closed again: CAP 1.2 s3.2.4 wants the first pair once more at the end.
std::string ring(const std::vector<geo::Point>& points) {
  std::string text;
  for (const geo::Point& p : points) text += fmt::format("{},{} ", number(p.lat), number(p.lon));
  if (!points.empty()) text += fmt::format("{},{}", number(points.front().lat), number(points.front().lon));
  return text;
}

// Kilometres that read back as exactly these metres: dividing and multiplying by 1000 rounds twice.
double to_km(double metres) {
  const double km = metres / 1000;
  for (const double guess : {km, std::nextafter(km, 0.0), std::nextafter(km, 1e9)}) {
    if (guess * 1000 == metres) return guess;
  }
  return km;
}

void write_area(Writer& out, const AreaBlock& area) {
  out.open("area");
  out.required("areaDesc", area.description);
  for (const geo::Polygon& polygon : area.shape.polygons) out.required("polygon", ring(polygon.outer));
  for (const geo::Circle& c : area.shape.circles)
    out.required("circle", fmt::format("{},{} {}", number(c.center.lat), number(c.center.lon),
                                       number(to_km(c.radius_m))));
  for (const Geocode& geocode : area.geocodes) out.pair("geocode", geocode.name, geocode.value);
  // CAP has no holes; the DWD profile's geocode says them.
  for (const geo::Polygon& polygon : area.shape.polygons) {
    for (const auto& hole : polygon.holes) out.pair("geocode", "EXCLUDE_POLYGON", ring(hole));
  }
  for (const geo::Polygon& polygon : area.shape.excluded)
    out.pair("geocode", "EXCLUDE_POLYGON", ring(polygon.outer));
  if (area.altitude_ft) out.required("altitude", number(*area.altitude_ft));
  if (area.ceiling_ft) out.required("ceiling", number(*area.ceiling_ft));
  out.close("area");
}

void write_resource(Writer& out, const Resource& resource) {
  out.open("resource");
  out.required("resourceDesc", resource.description);
  out.required("mimeType", resource.mime_type);
  if (resource.size_bytes) out.required("size", fmt::format("{}", *resource.size_bytes));
  out.optional("uri", resource.uri);
  out.optional("derefUri", resource.deref_uri);
  out.optional("digest", resource.digest);
  out.close("resource");
}

void write_info(Writer& out, const Info& info, Instant sent_at) {
  out.open("info");
  out.optional("language", info.language);
  for (const auto& category : info.categories) out.required("category", to_string(category.value));
  out.required("event", info.event);
  for (const auto& response : info.response_types) out.required("responseType", to_string(response.value));
  out.required("urgency", to_string(info.urgency.value));
  out.required("severity", to_string(info.severity.value));
  out.required("certainty", to_string(info.certainty.value));
  out.optional("audience", info.audience);
  for (const NamedValue& code : info.event_codes) out.pair("eventCode", code.name, code.value);
  if (!info.effective.literal.empty() || info.effective.at != sent_at) out.time("effective", info.effective);
  out.time("onset", info.onset);
  out.time("expires", info.expires);
  out.optional("senderName", info.sender_name);
  out.optional("headline", info.headline);
  out.optional("description", info.description);
  out.optional("instruction", info.instruction);
  out.optional("web", info.web);
  out.optional("contact", info.contact);
  for (const NamedValue& parameter : info.parameters) out.pair("parameter", parameter.name, parameter.value);
  for (const Resource& resource : info.resources) write_resource(out, resource);
  for (const AreaBlock& area : info.areas) write_area(out, area);
  out.close("info");
}

template <class E>
void canonical(Coded<E>& coded) {
  coded.text = to_string(coded.value);
}

void canonical(Time& time) {
  if (time.at.known()) time.literal = conforming_date(time.literal, time.at);
}

void canonical(AreaBlock& area) {
  for (geo::Polygon& polygon : area.shape.polygons) {
    std::vector<geo::Polygon> holes;
    for (auto& hole : polygon.holes) holes.push_back({std::move(hole), {}});
    area.shape.excluded.insert(area.shape.excluded.begin(), holes.begin(), holes.end());
    polygon.holes.clear();
  }
}

}  // namespace

std::string print(const Message& message) {
  Writer out;
  out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  out.open("alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"");
  out.required("identifier", message.identifier);
  out.required("sender", message.sender);
  out.required("sent", conforming_date(message.sent, message.sent_at));
  out.required("status", to_string(message.status));
  out.required("msgType", to_string(message.type));
  out.optional("source", message.source);
  out.required("scope", to_string(message.scope));
  out.optional("restriction", message.restriction);
  out.optional("addresses", join_quoted(message.addresses));
  for (const std::string& code : message.codes) out.required("code", code);
  out.optional("note", message.note);
  out.optional("references", join_references(message.references));
  out.optional("incidents", join_quoted(message.incidents));
  for (const Info& info : message.infos) write_info(out, info, message.sent_at);
  out.close("alert");
  return out.take();
}

Message as_printed(Message message) {
  message.version = "1.2";
  message.has_signature = false;
  message.sent = conforming_date(message.sent, message.sent_at);
  for (Reference& reference : message.references)
    reference.sent = conforming_date(reference.sent, reference.sent_at);
  for (Info& info : message.infos) {
    if (info.language.empty()) info.language = "en-US";
    for (auto& category : info.categories) canonical(category);
    for (auto& response : info.response_types) canonical(response);
    canonical(info.urgency), canonical(info.severity), canonical(info.certainty);
    if (!info.effective.literal.empty() || info.effective.at != message.sent_at) canonical(info.effective);
    if (!info.effective.at.known()) info.effective = {{}, message.sent_at};
    canonical(info.onset), canonical(info.expires);
    for (AreaBlock& area : info.areas) canonical(area);
  }
  return message;
}

}  // namespace tocsin::wire::cap
