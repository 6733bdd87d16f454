// Score: how well the reader reads, as a table of goals. Each part reads real input from ../shared and says
// so when it is not there.
#pragma once

#include <string>
#include <vector>

namespace tocsin::score {

struct Goal {
  std::string what = {};  // "article body, 4-gram F1"
  std::string set = {};   // "data/pages (181)"
  double reached = 0;
  double at_least = 0;   // 0: shown, not judged
  bool at_most = false;  // the goal is an upper bound
  std::string note = {};
  bool skipped = false;  // the input is absent; `note` says which

  bool met() const { return skipped || (at_most ? reached <= at_least : reached >= at_least); }
};

// `shared` is the folder with the real input.
std::vector<Goal> score_pages(const std::string& shared);
std::vector<Goal> score_places(const std::string& shared);
std::vector<Goal> score_article(const std::string& shared);
// `spec` is spec/reading: articles of our own; those of held_out/ were written by somebody who does not write
// rules.
std::vector<Goal> score_corpus(const std::string& spec);
std::vector<Goal> score_speed(const std::string& shared);

// Megabytes of pages (data/pages) that strip reads in a second on this core; 0 when they are not there.
double strip_mb_s(const std::string& shared, std::size_t rounds);

// The tables of the reader checked against themselves and the texts of `spec` that are not held out; prints
// what it finds and how often each frame fired. 0 when nothing is wrong.
int lint(const std::string& spec);

}  // namespace tocsin::score
