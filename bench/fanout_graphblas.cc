// SuiteSparse:GraphBLAS on the same circles. Each product gives one counter only: how many are safe.
#include <complex>
// The header of 7.4 does not say that its functions are C.
extern "C" {
#include <GraphBLAS.h>
}

#include <cstdlib>
#include <optional>

#include "bench/fanout_day.h"
#include "bench/harness.h"

namespace tocsin::bench {
namespace {

void start_once() {
  static const bool started = [] {
    GrB_init(GrB_NONBLOCKING);
    GxB_Global_Option_set(GxB_GLOBAL_NTHREADS, 2);
    return true;
  }();
  static_cast<void>(started);
}

// By rows, every value 1 (stored once). GraphBLAS takes over the arrays.
GrB_Matrix matrix_of(const Adjacency& lists, PersonRow people) {
  const std::uint64_t edges = lists.edge_count();
  auto* starts = static_cast<GrB_Index*>(std::malloc((people + 1) * sizeof(GrB_Index)));
  auto* others = static_cast<GrB_Index*>(std::malloc(edges * sizeof(GrB_Index)));
  auto* one = static_cast<std::uint16_t*>(std::malloc(sizeof(std::uint16_t)));
  if (starts == nullptr || others == nullptr || one == nullptr) return nullptr;
  *one = 1;
  std::uint64_t at = 0;
  for (PersonRow row = 0; row < people; ++row) {
    starts[row] = at;
    for (const auto word : lists.list(row)) others[at++] = word.other();
  }
  starts[people] = at;
  GrB_Matrix matrix = nullptr;
  auto* values = static_cast<void*>(one);
  const auto info = GxB_Matrix_import_CSR(&matrix, GrB_UINT16, people, people, &starts, &others, &values,
                                          (people + 1) * sizeof(GrB_Index), edges * sizeof(GrB_Index),
                                          sizeof(std::uint16_t), true, true, nullptr);
  return info == GrB_SUCCESS ? matrix : nullptr;
}

GrB_Vector safe_of(const Day& day) {
  GrB_Vector said = nullptr;
  GrB_Vector_new(&said, GrB_UINT16, day.people);
  GrB_Vector_assign_UINT16(said, nullptr, nullptr, 0, GrB_ALL, day.people, nullptr);
  for (const auto& answer : day.answers) {
    if (answer.said == views::Said::safe) GrB_Vector_setElement_UINT16(said, 1, answer.subject);
  }
  GrB_Vector_wait(said, GrB_MATERIALIZE);
  return said;
}

std::optional<double> product(const Day& day, bool push) {
  start_once();
  GrB_Matrix matrix = matrix_of(push ? day.viewers : day.subjects, day.people);
  if (matrix == nullptr) return std::nullopt;
  GrB_Vector said = safe_of(day), counts = nullptr;
  GrB_Vector_new(&counts, GrB_UINT16, day.people);
  GrB_Info info = GrB_SUCCESS;
  const double seconds = seconds_of([&] {
    // The semiring that reads only the vector's values: the matrix is all ones.
    info = push ? GrB_vxm(counts, nullptr, nullptr, GxB_PLUS_FIRST_UINT16, said, matrix, nullptr)
                : GrB_mxv(counts, nullptr, nullptr, GxB_PLUS_SECOND_UINT16, matrix, said, nullptr);
    GrB_Vector_wait(counts, GrB_MATERIALIZE);
  });
  GrB_Matrix_free(&matrix);
  GrB_Vector_free(&said);
  GrB_Vector_free(&counts);
  if (info != GrB_SUCCESS) return std::nullopt;
  return day.deliveries() / seconds;
}

}  // namespace

std::optional<double> graphblas_push(const Day& day) { return product(day, true); }
std::optional<double> graphblas_pull(const Day& day) { return product(day, false); }

}  // namespace tocsin::bench
