// The reading as JSON: the field names of docs/reading.md.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/bytes.h"
#include "reading/frames.h"
#include "reading/reader.h"

namespace tocsin::reading {
namespace {

namespace json = boost::json;

// Offsets of the source in code points. Bytes that are not UTF-8 count as far as they begin one.
class CodePoints {
 public:
  explicit CodePoints(std::string_view source) : source_(source) {
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < source.size(); ++i) {
      if (i % step == 0) before_.push_back(count);
      count += is_start(source[i]) ? 1 : 0;
    }
    before_.push_back(count);
    total_ = count;
  }

  std::uint32_t at(std::uint32_t byte) const {
    if (byte >= source_.size()) return total_;
    std::uint32_t count = before_[byte / step];
    for (std::size_t i = byte - byte % step; i < byte; ++i) count += is_start(source_[i]) ? 1 : 0;
    return count;
  }
  std::uint32_t total() const { return total_; }

 private:
  static constexpr std::uint32_t step = 256;
  static bool is_start(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }
  std::string_view source_;
  std::vector<std::uint32_t> before_;
  std::uint32_t total_ = 0;
};

json::value or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

class Printer {
 public:
  Printer(std::string_view source, const Reading& reading, const ReadOptions& options)
      : source_(source), reading_(reading), options_(options), code_points_(source) {}

  std::string run() const {
    json::object out;
    out["schema"] = "tocsin-reading/1";
    out["reader"] = reader_version();
    out["chars"] = code_points_.total();
    out["bytes"] = source_.size();
    out["offsets"] =
        "start/end: Unicode code points of the source, end exclusive; bytes: the same span in its bytes";
    out["document"] = document();
    json::array sentences;
    for (const Span& sentence : reading_.sentences) sentences.push_back(span_only(sentence));
    out["sentences"] = std::move(sentences);
    add_regions(out);
    json::array times, places, proposals;
    for (const TimeMention& time : reading_.times)
      if (!time.value.empty()) times.push_back(timex(time));
    out["timex"] = std::move(times);
    for (const PlaceMention& place : reading_.places) places.push_back(toponym(place));
    out["toponyms"] = std::move(places);
    for (const Proposal& one : reading_.proposals) proposals.push_back(proposal(one));
    out["proposals"] = std::move(proposals);
    return json::serialize(out);
  }

 private:
  std::string_view text() const { return reading_.stripped.text; }

  void put_span(json::object& out, Span span) const {
    const std::uint32_t begin = reading_.stripped.source_offset(span.begin);
    // The end of the last byte, not the beginning of what follows: in a page, tags may stand between.
    const std::uint32_t end = span.empty() ? begin : reading_.stripped.source_offset(span.end - 1) + 1;
    out["start"] = code_points_.at(begin);
    out["end"] = code_points_.at(end);
    out["text"] = text_of(text(), span);
    out["bytes"] = {begin, end};
  }
  json::object span_only(Span span) const {
    json::object out;
    put_span(out, span);
    return out;
  }
  json::value span_or_null(Span span) const {
    return span.empty() ? json::value(nullptr) : json::value(span_only(span));
  }

  json::object document() const {
    json::object out;
    out["title"] = reading_.title ? json::value(span_only(*reading_.title)) : json::value(nullptr);
    json::object published;
    if (!reading_.published.span.empty()) put_span(published, reading_.published.span);
    published["value"] = or_null(reading_.published.value);
    published["zone"] = nullptr;
    out["published"] =
        reading_.published.value.empty() ? json::value(nullptr) : json::value(std::move(published));
    json::object outlet;
    outlet["name"] = or_null(reading_.outlet.name);
    outlet["basis"] = or_null(reading_.outlet.basis);
    out["outlet"] = std::move(outlet);
    out["language"] =
        reading_.stripped.language.empty() ? json::value("en") : json::value(reading_.stripped.language);
    return out;
  }

  void add_regions(json::object& out) const {
    json::array boilerplate, promo, body, links;
    for (const Region& region : reading_.stripped.regions) {
      json::object one = span_only(region.span);
      one["class"] = to_string(region.kind);
      switch (region.kind) {
        case RegionKind::body:
          body.push_back(std::move(one));
          break;
        case RegionKind::promo_link: {
          json::object link = span_only(region.span);
          link["label"] =
              region.label.empty() ? json::value(nullptr) : json::value(text_of(text(), region.label));
          link["title"] = span_or_null(region.content);
          links.push_back(std::move(link));
          promo.push_back(std::move(one));
          break;
        }
        case RegionKind::title:
        case RegionKind::published:
        case RegionKind::byline:
          break;
        case RegionKind::duplicate_title:
        case RegionKind::icon_sprite:
        case RegionKind::trailer:
        case RegionKind::navigation:
          boilerplate.push_back(std::move(one));
          break;
      }
    }
    out["boilerplate"] = std::move(boilerplate);
    out["promo_links"] = std::move(promo);
    out["body_paragraphs"] = std::move(body);
    out["links"] = std::move(links);
  }

  json::object timex(const TimeMention& time) const {
    json::object out = span_only(time.span);
    out["type"] = time.type_time ? "TIME" : "DATE";
    out["value"] = time.value;
    if (!time.mod.empty()) out["mod"] = time.mod;
    return out;
  }

  json::object toponym(const PlaceMention& mention) const {
    json::object out = span_only(mention.span);
    out["kind"] = mention.demonym ? "demonym" : mention.embedded ? "embedded" : "literal";
    out["iso"] = mention.place ? or_null(std::string(mention.place->country)) : json::value(nullptr);
    out["ref"] = mention.place ? or_null(std::string(mention.place->ref)) : json::value(nullptr);
    out["contested"] = mention.contested;
    return out;
  }

  json::object place_of(const Place& place) const {
    json::object out;
    out["name"] = place.name;
    out["lat"] = place.located ? json::value(place.lat) : json::value(nullptr);
    out["lon"] = place.located ? json::value(place.lon) : json::value(nullptr);
    out["granularity"] = granularity(place.kind);
    out["iso"] = or_null(std::string(place.country));
    out["ref"] = or_null(std::string(place.ref));
    return out;
  }
  static std::string_view granularity(PlaceKind kind) {
    static constexpr std::string_view names[] = {"continent", "country", "region", "district",
                                                 "city",      "airport", "other"};
    return names[static_cast<std::size_t>(kind)];
  }

  json::value site(const std::optional<Site>& site) const {
    if (!site) return nullptr;
    json::object out = place_of(site->place);
    out["basis"] = site->basis;
    out["span"] = span_or_null(site->span);
    out["runner_up"] = site->runner_up ? json::value(place_of(*site->runner_up)) : json::value(nullptr);
    return out;
  }

  json::value words(const std::optional<Words>& words) const {
    if (!words) return nullptr;
    json::object out;
    out["text"] = text_of(text(), words->span);
    out["norm"] = words->norm;
    out["type"] = or_null(words->type);
    out["span"] = span_or_null(words->span);
    return out;
  }

  json::object time_of(const Proposal& proposal) const {
    json::object out;
    const auto& time = proposal.time;
    out["value"] = time ? or_null(time->value) : json::value(nullptr);
    out["end"] = nullptr;
    out["granularity"] = time ? or_null(time->granularity) : json::value(nullptr);
    if (time && !time->mod.empty()) out["mod"] = time->mod;
    out["text"] = time ? json::value(text_of(text(), time->span)) : json::value(nullptr);
    out["span"] = time ? span_or_null(time->span) : json::value(nullptr);
    out["basis"] = time ? json::value(time->basis) : json::value("none-stated");
    out["as_of"] = or_null(reading_.published.value);
    out["statement_time"] =
        proposal.statement_time ? or_null(proposal.statement_time->value) : json::value(nullptr);
    if (proposal.statement_time) out["statement_span"] = span_or_null(proposal.statement_time->span);
    return out;
  }

  json::array chain(const Proposal& proposal) const {
    json::array out;
    for (const Party& party : proposal.chain) {
      json::object one;
      one["role"] = to_string(party.role);
      one["name"] = or_null(party.name);
      one["type"] = to_string(party.type);
      one["anonymous"] = party.anonymous;
      one["span"] = span_or_null(party.span);
      if (!party.note.empty()) one["note"] = party.note;
      out.push_back(std::move(one));
    }
    return out;
  }

  json::value quantity(const std::optional<Quantity>& quantity) const {
    if (!quantity) return nullptr;
    json::object out;
    out["kind"] = quantity->kind;
    out["min"] = quantity->min ? json::value(*quantity->min) : json::value(nullptr);
    out["max"] = quantity->max ? json::value(*quantity->max) : json::value(nullptr);
    out["exact"] = quantity->exact;
    out["text"] = text_of(text(), quantity->span);
    return out;
  }

  json::object proposal(const Proposal& p) const {
    json::object out;
    out["id"] = p.id;
    out["class"] = to_string(p.cls);
    out["kind"] = p.kind;
    out["rule"] = p.rule;
    out["core"] = p.core;
    out["summary"] = p.summary;
    out["promo"] = p.promo;
    out["span"] = span_only(p.span);
    out["sentence"] = span_only(p.sentence);
    out["trigger"] = span_or_null(p.trigger);
    json::object jurisdiction;
    jurisdiction["iso"] = or_null(p.jurisdiction.iso);
    jurisdiction["iso2"] = or_null(p.jurisdiction.iso2);
    jurisdiction["name"] = or_null(p.jurisdiction.name);
    jurisdiction["group"] = or_null(p.jurisdiction.group);
    jurisdiction["basis"] = p.jurisdiction.basis;
    jurisdiction["span"] = span_or_null(p.jurisdiction.span);
    out["jurisdiction"] = std::move(jurisdiction);
    out["actor"] = words(p.actor);
    out["target"] = words(p.target);
    out["place"] = site(p.place);
    out["time"] = time_of(p);
    out["status"] = to_string(p.status);
    out["source_chain"] = chain(p);
    json::array hedges;
    for (const Hedge& hedge : p.hedges) {
      json::object one = span_only(hedge.span);
      one["kind"] = hedge.kind;
      hedges.push_back(std::move(one));
    }
    out["hedge"] = std::move(hedges);
    out["certainty"] = to_string(p.certainty);
    out["admiralty_suggested"] = std::string{p.grade_letter, p.grade_digit};
    out["quantity"] = quantity(p.quantity);
    out["measure_code"] = or_null(p.measure_code);
    if (options_.explain) {
      json::array why;
      for (const std::string& line : p.explanation) why.push_back(json::value(line));
      out["explanation"] = std::move(why);
    }
    return out;
  }

  std::string_view source_;
  const Reading& reading_;
  const ReadOptions& options_;
  CodePoints code_points_;
};

}  // namespace

std::string to_json(std::string_view source, const Reading& reading, const ReadOptions& options) {
  return Printer(source, reading, options).run();
}

}  // namespace tocsin::reading
