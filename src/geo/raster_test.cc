#include "geo/raster.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <span>

#include "geo/grid.h"
#include "geo/text_format.h"

namespace tocsin::geo {
namespace {

// A row of words with memory on either side that ends the process when it is read.
class GuardedRow : public Raster::Visitor {
 public:
  GuardedRow() {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    mapped_ = 3 * page;
    bytes_ = static_cast<char*>(
        ::mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    EXPECT_NE(bytes_, MAP_FAILED);
    EXPECT_EQ(::mprotect(bytes_, page, PROT_NONE), 0);
    EXPECT_EQ(::mprotect(bytes_ + 2 * page, page, PROT_NONE), 0);
    words_ = {reinterpret_cast<std::uint32_t*>(bytes_ + page), grid::tile_columns};
  }
  ~GuardedRow() override { ::munmap(bytes_, mapped_); }
  GuardedRow(const GuardedRow&) = delete;
  GuardedRow& operator=(const GuardedRow&) = delete;

  std::uint32_t& word(std::size_t tile) { return words_[tile]; }
  // From the beginning of the page, where it is at first, to its end.
  void move_to_end() {
    words_ = {reinterpret_cast<std::uint32_t*>(bytes_ + mapped_ / 3 * 2) - grid::tile_columns,
              grid::tile_columns};
  }

  const std::uint32_t* wanted(int) override { return words_.data(); }
  std::size_t points_of(int, int) override { return 1; }
  void inside(int, int first, int last) override { add(first, last); }
  void by_edges(int, int column, const CellTest&) override { add(column, column); }
  void by_area(int, int column) override { add(column, column); }
  int visited = 0;

 private:
  void add(int first, int last) {
    for (int column = first; column <= last; ++column)
      visited += words_[static_cast<std::size_t>(column / grid::tile_side)] >> column % grid::tile_side & 1;
  }
  char* bytes_ = nullptr;
  std::size_t mapped_ = 0;
  std::span<std::uint32_t> words_;
};

// The tiles of an area are all that is read of a row: what lies beside the row may be nobody's memory.
TEST(Raster, ReadsNoWordBeyondTheTilesOfItsArea) {
  for (const char* text :
       {"10,20 10,21 11,21 11,20", "circle 10.5,20.5 30000",
        "10,20 10,21 11,21 11,20; hole 10.2,20.2 10.2,20.4 10.4,20.4", "10,178 10,179.9 11,179.9",
        "10,-179.9 10,-178 11,-178", "circle 10.5,-179.5 30000"}) {
    const PreparedArea area_here(area(text));
    for (const bool at_end : {false, true}) {
      GuardedRow row;
      if (at_end) row.move_to_end();
      const int first = grid::column_of(area_here.bounds().west) / grid::tile_side;
      const int last = grid::column_of(area_here.bounds().east) / grid::tile_side;
      for (int tile = first; tile <= last; ++tile)
        row.word(static_cast<std::size_t>(tile)) = ~std::uint32_t{0};
      Raster(area_here).visit(row);
      EXPECT_GT(row.visited, 0) << text;
    }
  }
}

}  // namespace
}  // namespace tocsin::geo
