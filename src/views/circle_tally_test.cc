#include "views/circle_tally.h"

#include <gtest/gtest.h>

#include <map>

#include "base/random.h"

namespace tocsin::views {
namespace {

using world::CircleView;

constexpr unsigned safe_only = circle_label(CircleView::safe_only, false);
constexpr unsigned status = circle_label(CircleView::status, false);
constexpr unsigned helper = circle_label(CircleView::status, true);
constexpr unsigned note = circle_label(CircleView::note, true);

TEST(CircleTally, SafeOnlySeesNothingBeforeSafe) {
  for (const Said said : {Said::not_asked, Said::nothing, Said::need_help, Said::not_there, Said::wrong})
    EXPECT_FALSE(is_shown(safe_only, said));
  EXPECT_TRUE(is_shown(safe_only, Said::safe));
  EXPECT_TRUE(is_shown(circle_label(CircleView::safe_only, true), Said::safe));
  for (const unsigned label : {status, helper, note}) {
    EXPECT_FALSE(is_shown(label, Said::not_asked));
    for (const Said said : {Said::nothing, Said::safe, Said::need_help, Said::not_there, Said::wrong})
      EXPECT_TRUE(is_shown(label, said));
  }
}

TEST(CircleTally, CountsWhatTheWatcherMaySee) {
  CircleTally tally;
  Adjacency subjects;
  tally.set(1, Said::nothing, 5);
  tally.set(2, Said::need_help, 7);
  tally.set(3, Said::safe, 7);
  tally.set(4, Said::wrong, 9);
  for (const Row row : {Row{1}, Row{2}, Row{3}, Row{4}, Row{500'000}}) {
    subjects.append(10, row, status);
    subjects.append(11, row, safe_only);
  }
  EXPECT_EQ(tally.counts(subjects.list(10)), (CircleCounts{1, 1, 1, 1}));
  EXPECT_EQ(tally.counts(subjects.list(11)), (CircleCounts{1, 0, 0, 0}));
  EXPECT_EQ(tally.counts(subjects.list(12)), CircleCounts{});
  CircleNews news[3];
  ASSERT_EQ(tally.newest(subjects.list(10), 0, news), 3u);
  EXPECT_EQ(news[0], (CircleNews{4, Said::wrong, 9}));
  EXPECT_EQ(news[1], (CircleNews{2, Said::need_help, 7}));
  EXPECT_EQ(news[2], (CircleNews{3, Said::safe, 7}));
  EXPECT_EQ(tally.newest(subjects.list(10), 7, news), 1u);
  EXPECT_EQ(tally.newest(subjects.list(10), 9, news), 0u);
  ASSERT_EQ(tally.newest(subjects.list(11), 0, news), 1u);
  EXPECT_EQ(news[0].subject, 3u);
  // An answer changes.
  tally.set(2, Said::safe, 20);
  EXPECT_EQ(tally.counts(subjects.list(11)), (CircleCounts{2, 0, 0, 0}));
  // Forgotten.
  tally.set(2, Said::not_asked, 0);
  EXPECT_EQ(tally.counts(subjects.list(10)), (CircleCounts{1, 0, 1, 1}));
}

TEST(CircleTally, TimesEndAtTheirLimit) {
  CircleTally tally;
  tally.set(7, Said::safe, after_ds_max);
  EXPECT_EQ(tally.after_ds(7), after_ds_max);
  EXPECT_EQ(tally.said(7), Said::safe);
  tally.set(7, Said::wrong, after_ds_max + 1);
  EXPECT_EQ(tally.after_ds(7), after_ds_max) << "later counts as then";
  EXPECT_EQ(tally.said(7), Said::wrong);
  tally.set(Adjacency::rows_max - 1, Said::safe, 1);
  EXPECT_EQ(tally.said(Adjacency::rows_max - 1), Said::safe);
  EXPECT_DEATH(tally.set(Adjacency::rows_max, Said::safe, 1), "row 536870912");
}

TEST(CircleTally, ACircleMayBeLongerThanACounterOfTheSum) {
  // Past the 65,535 additions that one sum can take, for one watcher and in a pass.
  constexpr Row people = 65'535 * 2 + 11;
  CircleTally tally;
  Adjacency subjects;
  for (Row row = 0; row < people; ++row) {
    tally.set(row, row % 3 == 0 ? Said::nothing : Said::safe, row);
    subjects.append(5, row, status);
  }
  const CircleCounts expected{people - (people + 2) / 3, 0, 0, (people + 2) / 3};
  EXPECT_EQ(tally.counts(subjects.list(5)), expected);
  const CirclePass pass(tally, 0);
  int visits = 0;
  pass.newest(subjects, 0, subjects.row_end(),
              [&](Row watcher, const CircleCounts& counts, std::span<const CircleNews> news) {
                ++visits;
                EXPECT_EQ(watcher, 5u);
                EXPECT_EQ(counts, expected);
                ASSERT_EQ(news.size(), circle_news_max);
                EXPECT_EQ(news[0], (CircleNews{people - 1, tally.said(people - 1), people - 1}));
              });
  EXPECT_EQ(visits, 1);
}

// --- a life: people are asked, answer, answer again, join, leave and are forgotten; the whole is counted by
// hand after each stretch ---

struct Link {
  unsigned label = 0;
};

class Life {
 public:
  explicit Life(std::uint64_t seed, Row people) : random_(seed), people_(people) {}

  void live(int steps) {
    for (int i = 0; i < steps; ++i) step();
  }

  void compare(std::uint32_t since_ds) const {
    std::map<Row, std::pair<CircleCounts, std::vector<CircleNews>>> expected;
    for (const auto& [watcher, subjects] : links_) {
      if (!subjects.empty()) expected[watcher] = by_hand(subjects, since_ds);
    }
    for (const auto& [watcher, seen] : expected) {
      ASSERT_EQ(tally_.counts(subjects_.list(watcher)), seen.first) << watcher;
      CircleNews news[circle_news_max];
      const std::size_t count = tally_.newest(subjects_.list(watcher), since_ds, news);
      ASSERT_EQ(std::vector<CircleNews>(news, news + count), seen.second) << watcher;
    }
    const CirclePass pass(tally_, since_ds);
    std::size_t counted = 0, listed = 0;
    // In three parts, as threads would.
    for (const Row first : {Row{0}, people_ / 3, people_ / 2}) {
      const Row end = first == 0 ? people_ / 3 : first == people_ / 3 ? people_ / 2 : people_;
      pass.counts(subjects_, first, end, [&](Row watcher, const CircleCounts& counts) {
        ++counted;
        ASSERT_EQ(counts, expected.at(watcher).first);
      });
      pass.newest(subjects_, first, end,
                  [&](Row watcher, const CircleCounts& counts, std::span<const CircleNews> news) {
                    ++listed;
                    ASSERT_EQ(counts, expected.at(watcher).first);
                    ASSERT_EQ(std::vector<CircleNews>(news.begin(), news.end()), expected.at(watcher).second);
                  });
    }
    EXPECT_EQ(counted, expected.size());
    EXPECT_EQ(listed, expected.size());
  }

 private:
  struct Word {
    Said said = Said::not_asked;
    std::uint32_t after_ds = 0;
  };

  Row somebody() { return static_cast<Row>(random_.below(people_)); }

  void step() {
    now_ds_ += static_cast<std::uint32_t>(random_.below(3));
    const Row subject = somebody(), watcher = somebody();
    const auto label = circle_label(static_cast<CircleView>(1 + random_.below(3)), random_.chance(0.3));
    const auto kind = random_.below(100);
    if (kind < 45) {
      // Joins, or is given another view.
      if (links_[watcher].contains(subject)) {
        subjects_.set_label(watcher, subject, label);
      } else {
        subjects_.append(watcher, subject, label);
      }
      links_[watcher][subject].label = label;
    } else if (kind < 55) {
      subjects_.erase(watcher, subject);
      links_[watcher].erase(subject);
    } else if (kind < 65) {
      if (said_[subject].said == Said::not_asked) say(subject, Said::nothing);
    } else if (kind < 98) {
      if (said_[subject].said != Said::not_asked) say(subject, static_cast<Said>(2 + random_.below(4)));
    } else {
      forget(subject);
    }
  }
  void say(Row row, Said said) {
    tally_.set(row, said, now_ds_);
    said_[row] = {said, now_ds_};
  }
  void forget(Row person) {
    tally_.set(person, Said::not_asked, 0);
    said_.erase(person);
    subjects_.clear(person);
    links_.erase(person);
    for (auto& [watcher, subjects] : links_) {
      if (subjects.erase(person) > 0) {
        EXPECT_TRUE(subjects_.erase(watcher, person));
      }
    }
  }
  std::pair<CircleCounts, std::vector<CircleNews>> by_hand(const std::map<Row, Link>& subjects,
                                                           std::uint32_t since_ds) const {
    CircleCounts counts;
    std::vector<CircleNews> news;
    for (const auto& [subject, link] : subjects) {
      const auto it = said_.find(subject);
      if (it == said_.end()) continue;
      const auto [said, after_ds] = it->second;
      if ((link.label & 3) == 1 && said != Said::safe) continue;
      if (said == Said::safe) ++counts.safe;
      if (said == Said::need_help) ++counts.need_help;
      if (said == Said::not_there || said == Said::wrong) ++counts.other;
      if (said == Said::nothing) ++counts.no_answer;
      if (said != Said::nothing && said != Said::not_asked && after_ds > since_ds)
        news.push_back({subject, said, after_ds});
    }
    std::stable_sort(news.begin(), news.end(),
                     [](const CircleNews& a, const CircleNews& b) { return a.after_ds > b.after_ds; });
    if (news.size() > circle_news_max) news.resize(circle_news_max);
    return {counts, news};
  }

  SeededRandom random_;
  Row people_;
  std::uint32_t now_ds_ = 0;
  CircleTally tally_;
  Adjacency subjects_;
  std::map<Row, std::map<Row, Link>> links_;
  std::map<Row, Word> said_;
};

TEST(CircleTally, EqualsACountByHandThroughALife) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    Life life(seed, seed % 2 == 0 ? 40 : 300);
    for (int round = 0; round < 6; ++round) {
      life.live(3'000);
      life.compare(0);
      life.compare(static_cast<std::uint32_t>(round) * 2'500);
    }
  }
}

TEST(CirclePass, OfAnEmptyTallyShowsZeros) {
  Adjacency subjects;
  subjects.append(3, 9, status);
  const CircleTally tally;
  int visits = 0;
  CirclePass(tally, 0).newest(subjects, 0, subjects.row_end(),
                              [&](Row, const CircleCounts& counts, std::span<const CircleNews> news) {
                                ++visits;
                                EXPECT_EQ(counts, CircleCounts{});
                                EXPECT_TRUE(news.empty());
                              });
  EXPECT_EQ(visits, 1);
}

}  // namespace
}  // namespace tocsin::views
