#include "views/circle_tally.h"

#include <array>

#include "base/check.h"
#include "world/world.h"

namespace tocsin::views {
namespace {

using Word = Adjacency::Word;

// One addition counts a person: four counters of 16 bits in a word, emptied before any can be full.
constexpr std::size_t additions_max = 65'535;
constexpr std::array<std::uint64_t, 64> make_additions() {
  std::array<std::uint64_t, 64> table{};
  for (unsigned label = 0; label < Adjacency::labels_max; ++label) {
    for (unsigned said = 0; said <= static_cast<unsigned>(Said::wrong); ++said) {
      if (!is_shown(label, static_cast<Said>(said))) continue;
      unsigned shift = 32;
      if (said == static_cast<unsigned>(Said::safe)) shift = 0;
      if (said == static_cast<unsigned>(Said::need_help)) shift = 16;
      if (said == static_cast<unsigned>(Said::nothing)) shift = 48;
      table[label << 3 | said] = std::uint64_t{1} << shift;
    }
  }
  return table;
}
constexpr auto additions = make_additions();

void add_sum(CircleCounts& counts, std::uint64_t sum) {
  counts.safe += static_cast<std::uint16_t>(sum);
  counts.need_help += static_cast<std::uint16_t>(sum >> 16);
  counts.other += static_cast<std::uint16_t>(sum >> 32);
  counts.no_answer += static_cast<std::uint16_t>(sum >> 48);
}

// `said_of_row` gives the low three bits.
template <class SaidOfRow>
CircleCounts count(std::span<const Word> subjects, SaidOfRow said_of_row) {
  CircleCounts counts;
  while (!subjects.empty()) {
    const auto part = subjects.first(std::min(subjects.size(), additions_max));
    std::uint64_t sum = 0;
    for (const Word word : part) sum += additions[word.label() << 3 | said_of_row(word.other())];
    add_sum(counts, sum);
    subjects = subjects.subspan(part.size());
  }
  return counts;
}

bool is_news(unsigned label, std::uint32_t word, std::uint32_t since_ds) {
  const auto said = static_cast<Said>(word & 7);
  return said > Said::nothing && word >> 3 > since_ds && is_shown(label, said);
}

// The newest few of those that are offered.
class Newest {
 public:
  explicit Newest(std::span<CircleNews> out) : out_(out) {}

  void offer(Row subject, std::uint32_t word) {
    const CircleNews news{subject, static_cast<Said>(word & 7), word >> 3};
    if (count_ == out_.size()) {
      if (count_ == 0 || !is_before(news, out_[count_ - 1])) return;
    } else {
      ++count_;
    }
    std::size_t place = count_ - 1;
    for (; place > 0 && is_before(news, out_[place - 1]); --place) out_[place] = out_[place - 1];
    out_[place] = news;
  }
  std::size_t count() const { return count_; }

 private:
  static bool is_before(const CircleNews& a, const CircleNews& b) {
    return a.after_ds != b.after_ds ? a.after_ds > b.after_ds : a.subject < b.subject;
  }
  std::span<CircleNews> out_;
  std::size_t count_ = 0;
};

// Ranks of news in a glance: 1 to 31, about as many answers in each.
constexpr unsigned ranks = 32;

}  // namespace

void CircleTally::set(Row row, Said said, std::uint32_t after_ds) {
  TOCSIN_CHECK(row < Adjacency::rows_max, "row {}", row);
  const std::size_t chunk = row / chunk_rows;
  if (said == Said::not_asked && word(row) == 0) return;
  if (chunks_.size() <= chunk) chunks_.resize(chunk + 1);
  if (chunks_[chunk] == nullptr) chunks_[chunk] = std::make_unique<std::uint32_t[]>(chunk_rows);
  const std::uint32_t at_ds = said > Said::nothing ? std::min(after_ds, after_ds_max) : 0;
  chunks_[chunk][row % chunk_rows] = at_ds << 3 | static_cast<std::uint32_t>(said);
}

CircleCounts CircleTally::counts(std::span<const Word> subjects) const {
  return count(subjects, [this](Row row) { return word(row) & 7; });
}

std::size_t CircleTally::newest(std::span<const Word> subjects, std::uint32_t since_ds,
                                std::span<CircleNews> out) const {
  Newest newest(out);
  for (const Word subject : subjects) {
    const std::uint32_t found = word(subject.other());
    if (is_news(subject.label(), found, since_ds)) newest.offer(subject.other(), found);
  }
  return newest.count();
}

std::size_t CircleTally::memory_bytes() const {
  const auto used = std::count_if(chunks_.begin(), chunks_.end(), [](const auto& c) { return c != nullptr; });
  return static_cast<std::size_t>(used) * chunk_rows * sizeof(std::uint32_t) +
         chunks_.capacity() * sizeof(chunks_[0]);
}

CircleTally tally_of(const world::World& world, const world::Check& check) {
  CircleTally tally;
  for (const world::PersonId person : check.asks.in_order()) {
    const auto ask = person.is_zero() ? std::nullopt : check.asks.find(person);
    if (!ask) continue;
    const std::int64_t after_ds = (ask->current.at - check.opened_at) / 100;
    tally.set(world.people().row_of(person), said_of(ask->current.answer),
              static_cast<std::uint32_t>(std::clamp<std::int64_t>(after_ds, 0, after_ds_max)));
  }
  return tally;
}

CirclePass::CirclePass(const CircleTally& tally, std::uint32_t since_ds)
    : tally_(tally), since_ds_(since_ds), glances_(tally.row_end() + 1) {
  // The ranks' borders: how many answers were given in each stretch of time. The stretches are fine enough
  // that no rank holds many more answers than another, unless many answered in the same moment.
  constexpr std::uint32_t stretches = 1 << 13;
  std::uint32_t last_ds = since_ds;
  const auto each = [&tally](auto&& work) {
    for (std::size_t chunk = 0; chunk < tally.chunks_.size(); ++chunk) {
      if (tally.chunks_[chunk] == nullptr) continue;
      for (Row i = 0; i < CircleTally::chunk_rows; ++i)
        work(static_cast<Row>(chunk * CircleTally::chunk_rows + i), tally.chunks_[chunk][i]);
    }
  };
  each([&](Row, std::uint32_t word) { last_ds = std::max(last_ds, word >> 3); });
  const std::uint32_t span_ds = last_ds - since_ds;
  const auto stretch_of = [&](std::uint32_t at_ds) {
    return static_cast<std::uint32_t>(std::uint64_t{at_ds - since_ds - 1} * stretches / span_ds);
  };
  const auto is_new = [&](std::uint32_t word) {
    return static_cast<Said>(word & 7) > Said::nothing && word >> 3 > since_ds;
  };
  std::vector<std::uint64_t> in_stretch(stretches);
  std::uint64_t all = 0;
  each([&](Row, std::uint32_t word) {
    if (!is_new(word)) return;
    ++in_stretch[stretch_of(word >> 3)];
    ++all;
  });
  std::vector<std::uint8_t> rank_of(stretches);
  std::uint64_t before = 0;
  for (std::uint32_t i = 0; i < stretches; ++i) {
    rank_of[i] = static_cast<std::uint8_t>(1 + before * (ranks - 1) / std::max<std::uint64_t>(all, 1));
    before += in_stretch[i];
  }
  each([&](Row row, std::uint32_t word) {
    const unsigned rank = is_new(word) ? rank_of[stretch_of(word >> 3)] : 0;
    glances_[row] = static_cast<std::uint8_t>((word & 7) | rank << 3);
  });
}

void CirclePass::counts(const Adjacency& subjects, Row first, Row end, const CountsVisit& visit) const {
  for (Row row = first; row < end; ++row) {
    const auto list = subjects.list(row);
    subjects.prefetch_list(row + 2);
    if (!list.empty()) visit(row, count(list, [this](Row other) { return glance(other) & 7u; }));
  }
}

void CirclePass::newest(const Adjacency& subjects, Row first, Row end, const NewestVisit& visit) const {
  std::vector<std::uint8_t> rank_of;
  std::array<CircleNews, circle_news_max> found;
  for (Row row = first; row < end; ++row) {
    const auto list = subjects.list(row);
    subjects.prefetch_list(row + 2);
    if (list.empty()) continue;
    rank_of.resize(std::max(rank_of.size(), list.size()));
    std::array<std::uint32_t, ranks> in_rank{};
    CircleCounts counts;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const unsigned seen = glance(list[i].other());
      const std::uint64_t addition = additions[list[i].label() << 3 | (seen & 7)];
      sum += addition;
      if ((i + 1) % additions_max == 0) add_sum(counts, std::exchange(sum, 0));
      const auto rank = static_cast<std::uint8_t>(addition == 0 ? 0 : seen >> 3);
      rank_of[i] = rank;
      ++in_rank[rank];
    }
    add_sum(counts, sum);
    // The least rank that can be among the newest; only those are looked up in full.
    unsigned least = ranks;
    for (std::size_t enough = 0; least > 1 && enough < circle_news_max;) enough += in_rank[--least];
    Newest newest(found);
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (rank_of[i] >= least) newest.offer(list[i].other(), tally_.word(list[i].other()));
    }
    visit(row, counts, std::span(found).first(newest.count()));
  }
}

}  // namespace tocsin::views
