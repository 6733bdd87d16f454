// Reports against their gold annotation: the seed article, and our own articles in spec/reading.
//
// A proposal matches a gold measure when kind (or one of kind_alt), country and at least half of the shorter
// span agree. Gold records about unnamed groups of states, and those outside the core, are neutral: finding
// them is neither right nor wrong.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "geo/distance.h"
#include "reading/reader.h"
#include "score/score.h"

namespace tocsin::score {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

std::string file_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Party {
  std::string role, name;
};

struct Record {
  std::string kind, iso, status, place, words;
  std::vector<std::string> kinds;  // kind and what else is right
  std::size_t begin = 0, end = 0;  // bytes
  bool neutral = false;
  std::optional<geo::Point> point;
  std::vector<Party> chain;
  bool taken = false;
};

std::string string_of(const json::value& value) {
  return value.is_string() ? std::string(value.as_string()) : std::string{};
}

const json::value& member(const json::object& object, std::string_view name) {
  static const json::value none;
  const auto* found = object.if_contains(name);
  return found != nullptr ? *found : none;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const std::string_view article : {"the ", "an ", "a "})
    if (text.starts_with(article)) text.erase(0, article.size());
  return text;
}

// One name holds the other.
bool same_name(const std::string& a, const std::string& b) {
  const std::string x = lower(a), y = lower(b);
  return !x.empty() && !y.empty() && (x.find(y) != std::string::npos || y.find(x) != std::string::npos);
}

void read_chain(Record& record, const json::value& chain) {
  if (!chain.is_array()) return;
  for (const auto& one : chain.as_array()) {
    const auto& party = one.as_object();
    record.chain.push_back({string_of(member(party, "role")), string_of(member(party, "name"))});
  }
}

std::vector<Record> seed_gold(const std::string& path) {
  const json::value gold = json::parse(file_text(path));
  std::vector<Record> records;
  for (const auto& value : gold.at("records").as_array()) {
    const auto& r = value.as_object();
    const std::string cls = string_of(r.at("class"));
    Record record;
    record.kind = string_of(r.at("kind"));
    record.kinds = {record.kind};
    record.iso = string_of(r.at("jurisdiction").at("iso"));
    record.status = string_of(r.at("status"));
    record.begin = r.at("span").at("bytes").at(0).to_number<std::size_t>();
    record.end = r.at("span").at("bytes").at(1).to_number<std::size_t>();
    record.words = string_of(r.at("span").at("text"));
    record.neutral = cls != "measure" || r.at("summary").as_bool() || !r.at("core").as_bool();
    if (const auto& place = r.at("place"); place.is_object()) {
      record.place = string_of(place.at("name"));
      if (place.at("lat").is_number())
        record.point = geo::Point{place.at("lat").to_number<double>(), place.at("lon").to_number<double>()};
    }
    read_chain(record, r.at("source_chain"));
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<Record> own_gold(const fs::path& path, const std::string& text) {
  const json::value gold = json::parse(file_text(path));
  std::vector<Record> records;
  for (const auto& value : gold.at("records").as_array()) {
    const auto& r = value.as_object();
    Record record;
    record.kind = string_of(r.at("kind"));
    record.kinds = {record.kind};
    if (const auto& others = member(r, "kind_alt"); others.is_array())
      for (const auto& other : others.as_array()) record.kinds.push_back(string_of(other));
    record.iso = string_of(member(r, "iso"));
    record.status = string_of(member(r, "status"));
    record.place = string_of(member(r, "place"));
    record.words = string_of(r.at("span"));
    const auto& occurrence = member(r, "occurrence");
    std::size_t at = std::string::npos;
    for (std::int64_t n = occurrence.is_number() ? occurrence.to_number<std::int64_t>() : 1; n > 0; --n)
      at = text.find(record.words, at == std::string::npos ? 0 : at + 1);
    record.begin = at;
    record.end = at + record.words.size();
    const auto& summary = member(r, "summary");
    record.neutral = (summary.is_bool() && summary.as_bool()) || record.kind == "safety_check";
    read_chain(record, member(r, "chain"));
    records.push_back(std::move(record));
  }
  return records;
}

struct Tally {
  int gold = 0, proposed = 0, matched = 0, status = 0, place = 0, places = 0, chain = 0;
  int any_country = 0, any_kind = 0, any = 0;  // gold that a looser rule would call found

  double precision() const { return proposed == 0 ? 1 : static_cast<double>(matched) / proposed; }
  double recall() const { return gold == 0 ? 1 : static_cast<double>(matched) / gold; }
  double f1() const {
    return precision() + recall() == 0 ? 0 : 2 * precision() * recall() / (precision() + recall());
  }
  static double share(int part, int whole) { return whole == 0 ? 1 : static_cast<double>(part) / whole; }
  void add(const Tally& other) {
    gold += other.gold, proposed += other.proposed, matched += other.matched, status += other.status;
    place += other.place, places += other.places, chain += other.chain;
    any_country += other.any_country, any_kind += other.any_kind, any += other.any;
  }
};

bool half_overlap(std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
  const std::size_t begin = std::max(a, c), end = std::min(b, d);
  return end > begin && 2 * (end - begin) >= std::min(b - a, d - c);
}

bool place_right(const Record& record, const reading::Proposal& proposal, std::string_view text) {
  if (!proposal.place) return false;
  const auto& place = proposal.place->place;
  constexpr double near_m = 161'000;
  if (record.point && place.located && geo::distance_m(*record.point, {place.lat, place.lon}) <= near_m)
    return true;
  if (!proposal.place->span.empty() &&
      same_name(record.place, std::string(reading::text_of(text, proposal.place->span))))
    return true;
  return same_name(record.place, std::string(place.name)) ||
         same_name(record.place, proposal.jurisdiction.name);
}

bool chain_right(const Record& record, const reading::Proposal& proposal) {
  if (record.chain.size() != proposal.chain.size()) return false;
  for (std::size_t i = 0; i < record.chain.size(); ++i)
    if (record.chain[i].role != to_string(proposal.chain[i].role) ||
        !same_name(record.chain[i].name, proposal.chain[i].name))
      return false;
  return true;
}

std::string chain_words(const reading::Proposal& proposal) {
  std::string words;
  for (const auto& party : proposal.chain) words += fmt::format("{}:{} ", to_string(party.role), party.name);
  return words;
}

class Report {
 public:
  Report(std::string name, std::vector<Record> gold, const reading::Reading& reading)
      : name_(std::move(name)), gold_(std::move(gold)), reading_(reading) {}

  Tally run() {
    for (const Record& record : gold_) tally_.gold += record.neutral ? 0 : 1;
    for (const auto& proposal : reading_.proposals)
      if (proposal.cls == reading::Class::measure) judge(proposal);
    for (const Record& record : gold_)
      if (!record.neutral) loosely(record);
    for (const Record& record : gold_)
      if (!record.neutral && !record.taken)
        say(fmt::format("MISSED {} {} {} | {}", record.kind, record.iso, record.status, record.words));
    return tally_;
  }

 private:
  void say(const std::string& line) const {
    if (std::getenv("TOCSIN_SCORE_ERRORS") != nullptr) fmt::print("{}: {}\n", name_, line);
  }

  // What the misses lack: the country, the kind, or everything.
  void loosely(const Record& record) {
    bool country = false, kind = false, any = false;
    for (const auto& p : reading_.proposals) {
      if (p.cls != reading::Class::measure) continue;
      const std::size_t begin = reading_.stripped.source_offset(p.span.begin),
                        end = reading_.stripped.source_offset(p.span.end - 1) + 1;
      if (!half_overlap(record.begin, record.end, begin, end)) continue;
      any = true;
      country |= agrees(record, p, begin, end);
      kind |= record.iso == p.jurisdiction.iso;
    }
    tally_.any_country += country ? 1 : 0;
    tally_.any_kind += kind ? 1 : 0;
    tally_.any += any ? 1 : 0;
  }

  bool agrees(const Record& record, const reading::Proposal& p, std::size_t begin, std::size_t end) const {
    return half_overlap(record.begin, record.end, begin, end) &&
           std::find(record.kinds.begin(), record.kinds.end(), p.kind) != record.kinds.end();
  }

  void judge(const reading::Proposal& p) {
    const std::size_t begin = reading_.stripped.source_offset(p.span.begin),
                      end = reading_.stripped.source_offset(p.span.end - 1) + 1;
    Record* found = nullptr;
    for (Record& record : gold_)
      if (!record.neutral && !record.taken && agrees(record, p, begin, end) &&
          record.iso == p.jurisdiction.iso && (found == nullptr || record.kind == p.kind))
        found = &record;
    if (found == nullptr) {
      for (const Record& record : gold_)
        if (record.neutral && half_overlap(record.begin, record.end, begin, end)) return;
      ++tally_.proposed;
      say(fmt::format("WRONG {} {} {} [{}] | {}", p.kind, p.jurisdiction.iso, to_string(p.status), p.rule,
                      reading::text_of(reading_.stripped.text, p.span)));
      return;
    }
    ++tally_.proposed;
    ++tally_.matched;
    found->taken = true;
    tally_.status += found->status == to_string(p.status) ? 1 : 0;
    if (found->status != to_string(p.status))
      say(fmt::format("STATUS {} is not {} [{}] | {}", to_string(p.status), found->status, p.rule,
                      found->words));
    if (!found->place.empty()) {
      ++tally_.places;
      tally_.place += place_right(*found, p, reading_.stripped.text) ? 1 : 0;
      if (!place_right(*found, p, reading_.stripped.text))
        say(fmt::format("PLACE {} is not {} | {}", p.place ? p.place->place.name : "none", found->place,
                        found->words));
    }
    const bool chain = chain_right(*found, p);
    tally_.chain += chain ? 1 : 0;
    if (!chain) {
      std::string wanted;
      for (const auto& party : found->chain) wanted += party.role + ":" + party.name + " ";
      say(fmt::format("CHAIN {}is not {}| {}", chain_words(p), wanted, found->words));
    }
  }

  std::string name_;
  std::vector<Record> gold_;
  const reading::Reading& reading_;
  Tally tally_;
};

void add_goals(std::vector<Goal>& goals, const std::string& set, const Tally& t, double f1, double precision,
               double status, double place, double chain) {
  const std::string counts = fmt::format("{} of {} gold, {} proposed", t.matched, t.gold, t.proposed);
  goals.push_back({"measures, F1", set, t.f1(), f1, false, counts});
  const std::string looser = fmt::format("recall with any country {:.3f}, any kind {:.3f}, both {:.3f}",
                                         Tally::share(t.any_country, t.gold),
                                         Tally::share(t.any_kind, t.gold), Tally::share(t.any, t.gold));
  goals.push_back({"measures, precision", set, t.precision(), precision, false, looser});
  goals.push_back({"status of the matched", set, Tally::share(t.status, t.matched), status, false, ""});
  goals.push_back({"place of the matched", set, Tally::share(t.place, t.places), place, false, ""});
  goals.push_back(
      {"complete source chain of the matched", set, Tally::share(t.chain, t.matched), chain, false, ""});
}

// Body characters lost and boilerplate characters kept, against the gold's paragraphs.
void add_strip_goals(std::vector<Goal>& goals, const std::string& gold_path, const reading::Reading& reading,
                     const std::string& text) {
  const json::value gold = json::parse(file_text(gold_path));
  std::vector<char> body(text.size(), 0), junk(text.size(), 0), kept(text.size(), 0);
  const auto mark = [](std::vector<char>& in, const json::value& list) {
    for (const auto& one : list.as_array())
      for (auto i = one.at("bytes").at(0).to_number<std::size_t>();
           i < one.at("bytes").at(1).to_number<std::size_t>(); ++i)
        in[i] = 1;
  };
  mark(body, gold.at("body_paragraphs"));
  mark(junk, gold.at("boilerplate"));
  for (const auto& region : reading.stripped.regions)
    if (region.kind == reading::RegionKind::body)
      for (std::size_t i = region.span.begin; i < region.span.end; ++i) kept[i] = 1;
  double lost = 0, wrong = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    lost += body[i] != 0 && kept[i] == 0 ? 1 : 0;
    wrong += junk[i] != 0 && kept[i] != 0 ? 1 : 0;
  }
  goals.push_back({"body characters lost", "data/article", lost, 0, true, ""});
  goals.push_back({"boilerplate characters kept", "data/article", wrong, 0, true, ""});
}

}  // namespace

std::vector<Goal> score_article(const std::string& shared) {
  const std::string text_path = shared + "/data/article/article.txt",
                    gold_path = shared + "/data/article/gold.json";
  std::vector<Goal> goals;
  if (!fs::exists(text_path)) {
    Goal skipped{"measures, F1", "data/article", 0, 0.9, false, "no " + text_path};
    skipped.skipped = true;
    return {skipped};
  }
  const std::string text = file_text(text_path);
  const auto reading = reading::read(text, {});
  if (!reading) return {{"measures, F1", "data/article", 0, 0.9, false, reading.error().detail}};
  const Tally tally = Report("article", seed_gold(gold_path), *reading).run();
  add_goals(goals, "data/article", tally, 0.90, 0.90, 0.90, 0.90, 0.85);
  add_strip_goals(goals, gold_path, *reading, text);
  return goals;
}

std::vector<Goal> score_corpus(const std::string& spec) {
  std::vector<Goal> goals;
  for (const std::string set : {"dev", "dev2", "held_out"}) {
    Tally all;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(spec + "/" + set))
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (fs::path path : files) {
      const std::string text = file_text(fs::path(path).replace_extension(".txt"));
      const auto reading = reading::read(text, {});
      if (!reading) continue;
      // The held-out articles are for their author and the table: their sentences are not shown.
      const bool shown = set != "held_out";
      const std::string name = shown ? path.stem().string() : std::string{};
      const char* errors = std::getenv("TOCSIN_SCORE_ERRORS");
      if (!shown && errors != nullptr) unsetenv("TOCSIN_SCORE_ERRORS");
      const Tally one = Report(name, own_gold(path, text), *reading).run();
      if (!shown && errors != nullptr) setenv("TOCSIN_SCORE_ERRORS", "1", 1);
      all.add(one);
    }
    // The goal for unseen articles is F1 0.80 at precision 0.85. The development sets hold it against going
    // back; the held-out set is shown as it is: it tells how far the rules reach, and are judged by whoever
    // reads the table.
    const bool judged = set == "dev";
    add_goals(goals, "spec/reading/" + set, all, judged ? 0.80 : 0, judged ? 0.85 : 0, 0, 0, 0);
  }
  return goals;
}

}  // namespace tocsin::score
