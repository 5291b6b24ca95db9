// Sums over the rows of a matrix, a column each: lanes are columns, so that the order of a sum is the
// same at every vector width, and threads share out columns.
#if defined(HOURGLASS_CPU_COLUMNS_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_CPU_COLUMNS_H_
#undef HOURGLASS_CPU_COLUMNS_H_
#else
#define HOURGLASS_CPU_COLUMNS_H_
#endif

#include "compute/cpu/rows.h"
#include "compute/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// term(row, column, valid) gives a vector of terms, done(sum, column, valid) takes their sums.
// In sums of 32 rows and a sum of those, as shaders/shared/column_terms.wgsl: a long sum loses less.
template <class Term, class Done>
HWY_INLINE void for_column_sums(ThreadPool& pool, uint32_t rows, uint32_t columns, uint32_t cost,
                                Term&& term, Done&& done) {
  constexpr uint32_t strip = 64;  // columns
  for_rows(
      pool, (columns + strip - 1) / strip, rows * strip * cost / 4, [&](uint32_t part) HWY_ATTR {
        const size_t first = size_t{part} * strip;
        for_vectors(std::min<size_t>(strip, columns - first),
                    [&](size_t offset, size_t valid) HWY_ATTR {
                      const D d;
                      V total = hn::Zero(d);
                      for (size_t row = 0; row < rows;) {
                        V sum = hn::Zero(d);
                        for (const size_t end = std::min<size_t>(rows, row + 32); row < end; ++row)
                          sum = hn::Add(sum, term(row, first + offset, valid));
                        total = hn::Add(total, sum);
                      }
                      done(total, first + offset, valid);
                    });
      });
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
