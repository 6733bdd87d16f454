// The text of 181 news pages against what a person marked as their body.
//
// The measure is the one of the benchmark that the pages come from: each text is its runs of letters, digits
// and low lines, its 4-word shingles are counted, and F1 is of mean precision and mean recall over the pages.
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <zlib.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <unordered_map>

#include "base/files.h"
#include "reading/strip.h"
#include "score/score.h"

namespace tocsin::score {
namespace {

namespace json = boost::json;

constexpr double f1_goal = 0.93;
constexpr std::size_t shingle_words = 4;
// The largest page of the set has 1.6 MB, all that was marked has one.
constexpr std::size_t truth_bytes_max = 64 << 20;

std::uint64_t hash_of(std::uint64_t hash, std::uint64_t next) {
  hash = (hash ^ next) * 0x9E3779B97F4A7C15;
  return hash ^ hash >> 29;
}

// ICU's macro narrows.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
UChar32 next_code_point(std::string_view text, std::size_t& at) {
  UChar32 c = 0;
  U8_NEXT(text.data(), at, text.size(), c);
  return c;
}
#pragma GCC diagnostic pop

// Hashes of the words.
std::vector<std::uint64_t> words_of(std::string_view text) {
  std::vector<std::uint64_t> words;
  std::uint64_t word = 0;
  for (std::size_t at = 0; at < text.size();) {
    const UChar32 c = next_code_point(text, at);
    if (c == '_' || (c >= 0 && (U_MASK(u_charType(c)) & (U_GC_L_MASK | U_GC_N_MASK)) != 0)) {
      word = hash_of(word + 1, static_cast<std::uint64_t>(c));
    } else if (word != 0) {
      words.push_back(std::exchange(word, 0));
    }
  }
  if (word != 0) words.push_back(word);
  return words;
}

using Shingles = std::unordered_map<std::uint64_t, int>;

Shingles shingles_of(std::string_view text) {
  const auto words = words_of(text);
  Shingles shingles;
  if (words.empty()) return shingles;
  const std::size_t count = words.size() > shingle_words ? words.size() - shingle_words + 1 : 1;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t shingle = 1;
    for (std::size_t k = i; k < std::min(i + shingle_words, words.size()); ++k)
      shingle = hash_of(shingle, words[k]);
    ++shingles[shingle];
  }
  return shingles;
}

struct Counts {
  double both = 0, ours = 0, theirs = 0;  // shingles in both, only in ours, only in the truth
};

Counts compare(std::string_view ours, std::string_view truth) {
  const Shingles a = shingles_of(ours), b = shingles_of(truth);
  Counts counts;
  for (const auto& [shingle, count] : a) {
    const auto found = b.find(shingle);
    const int shared = found == b.end() ? 0 : std::min(count, found->second);
    counts.both += shared;
    counts.ours += count - shared;
  }
  for (const auto& [shingle, count] : b) {
    const auto found = a.find(shingle);
    counts.theirs += count - (found == a.end() ? 0 : std::min(count, found->second));
  }
  return counts;
}

struct Means {
  double precision = 0, recall = 0;
  double f1() const { return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall); }
};

// A page where we found nothing has no precision; one where there was nothing to find has no recall.
Means means_of(const std::vector<Counts>& pages) {
  Means means;
  std::size_t with_precision = 0, with_recall = 0;
  for (const Counts& page : pages) {
    if (page.both + page.ours > 0) {
      ++with_precision;
      means.precision += page.both / (page.both + page.ours);
    }
    if (page.both + page.theirs > 0) {
      ++with_recall;
      means.recall += page.both / (page.both + page.theirs);
    }
  }
  means.precision /= static_cast<double>(std::max<std::size_t>(with_precision, 1));
  means.recall /= static_cast<double>(std::max<std::size_t>(with_recall, 1));
  return means;
}

struct GzClose {
  void operator()(gzFile file) const { gzclose(file); }
};

std::string read_gz(const std::string& path) {
  const std::unique_ptr<gzFile_s, GzClose> file(gzopen(path.c_str(), "rb"));
  std::string bytes;
  if (file == nullptr) return bytes;
  char part[1 << 16];
  for (int count = 0; (count = gzread(file.get(), part, sizeof part)) > 0;)
    bytes.append(part, static_cast<std::size_t>(count));
  return bytes;
}

std::string body_of(const std::string& page) {
  std::string body;
  const auto stripped = reading::strip(page, reading::MediaType::html);
  if (!stripped) return body;
  for (const reading::Region& region : stripped->regions) {
    if (region.kind != reading::RegionKind::body) continue;
    body += text_of(stripped->text, region.span);
    body += "\n\n";
  }
  return body;
}

Goal shown(std::string what, const std::string& set, double reached) {
  Goal goal;
  goal.what = std::move(what);
  goal.set = set;
  goal.reached = reached;
  return goal;
}

}  // namespace

std::vector<Goal> score_pages(const std::string& shared) {
  const std::string folder = shared + "/data/pages";
  Goal goal = shown("article body, 4-gram F1", "data/pages", 0);
  goal.at_least = f1_goal;
  const auto file = read_file(folder + "/ground-truth.json", truth_bytes_max);
  if (!file) {
    goal.skipped = true;
    goal.note = folder + " is not there";
    return {goal};
  }
  const json::value truth = json::parse(*file);
  std::vector<Counts> all, halves[2];
  for (const auto& [name, page] : truth.as_object()) {
    const std::string source = read_gz(folder + "/html/" + std::string(name) + ".html.gz");
    const json::value* body = page.as_object().if_contains("articleBody");
    const std::string_view expected =
        body != nullptr && body->is_string() ? body->get_string() : std::string_view();
    all.push_back(compare(body_of(source), expected));
    // the name is a hash, so that its last digit tells chance halves apart
    halves[static_cast<std::size_t>(name.back()) & 1].push_back(all.back());
  }
  const std::string set = fmt::format("data/pages ({})", all.size());
  goal.set = set;
  const Means means = means_of(all);
  goal.reached = means.f1();
  return {goal, shown("  precision", set, means.precision), shown("  recall", set, means.recall),
          shown("  F1 of one half, by hash", fmt::format("{}", halves[0].size()), means_of(halves[0]).f1()),
          shown("  F1 of the other half", fmt::format("{}", halves[1].size()), means_of(halves[1]).f1())};
}

double strip_mb_s(const std::string& shared, std::size_t rounds) {
  std::vector<std::string> pages;
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator(shared + "/data/pages/html", absent))
    pages.push_back(read_gz(entry.path().string()));
  std::size_t bytes = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t round = 0; round < rounds; ++round) {
    for (const std::string& page : pages) {
      if (reading::strip(page, reading::MediaType::html)) bytes += page.size();
    }
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(bytes) / 1e6 / std::max(seconds.count(), 1e-9);
}

}  // namespace tocsin::score
