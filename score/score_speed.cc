#include <ctime>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "reading/reader.h"
#include "score/score.h"

namespace tocsin::score {

std::vector<Goal> score_speed(const std::string& shared) {
  const std::string path = shared + "/data/article/article.txt";
  if (!std::filesystem::exists(path)) return {};
  std::ifstream in(path, std::ios::binary);
  const std::string article{std::istreambuf_iterator<char>(in), {}};
  // The whole reader, from bytes to proposals, on reports of this size one after the other.
  constexpr int rounds = 200;
  (void)reading::read(article, {});
  // The thread's own time: what else the machine does at the moment is not the reader's.
  const auto spent_s = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  };
  const double begin_s = spent_s();
  std::size_t proposals = 0;
  for (int i = 0; i < rounds; ++i) proposals += reading::read(article, {})->proposals.size();
  const double mb_s = static_cast<double>(article.size()) * rounds / (spent_s() - begin_s) / 1e6;
  constexpr std::size_t page_rounds = 1;
  return {
      {"pages stripped, MB/s on one core", "data/pages", strip_mb_s(shared, page_rounds), 20.0, false, ""},
      {"text read, MB/s on one core", "data/article", mb_s, proposals > 0 ? 5.0 : 1e9, false, ""}};
}

}  // namespace tocsin::score
