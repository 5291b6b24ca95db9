// C[m,n] = Σₖ A[m,k] B[k,n], and what a dense layer does to C while it is still in the cache.
// Blocked after Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication":
// a tile of C stays in registers while k runs; A and B come from packed panels.
// An element is summed in order of k whatever the blocks, tiles and threads: so its bits depend on
// none of them.
#if defined(HOURGLASS_CPU_PRODUCT_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_CPU_PRODUCT_H_
#undef HOURGLASS_CPU_PRODUCT_H_
#else
#define HOURGLASS_CPU_PRODUCT_H_
#endif

#include <algorithm>

#include "compute/cpu/kernels.h"
#include "compute/cpu/packing.h"
#include "compute/cpu/product_sizes.h"
#include "compute/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// Rows of a tile; its columns are two vectors. As many sums as registers allow: 24 of 32 with
// AVX-512, 12 of 16 with AVX2, 8 of 16 with 128 bits (WebAssembly's compilers spill beyond 12).
constexpr size_t lanes_of_target = HWY_MAX_LANES_D(D);
constexpr size_t full_rows = lanes_of_target >= 16 ? 12 : lanes_of_target >= 8 ? 6 : 4;
constexpr size_t middle_rows = lanes_of_target >= 16 ? 8 : lanes_of_target >= 8 ? 4 : 2;
constexpr size_t few_rows = lanes_of_target >= 16 ? 4 : lanes_of_target >= 8 ? 2 : 1;
constexpr size_t full_columns = 2 * lanes_of_target;
static_assert(full_rows <= most_tile_rows && full_columns <= most_tile_columns);

// The packed height of a panel that has `rows` rows left.
HWY_INLINE size_t panel_rows(size_t rows) {
  return rows > middle_rows ? full_rows : rows > few_rows ? middle_rows : few_rows;
}
HWY_INLINE size_t panel_columns(size_t columns) {
  return columns > lanes_of_target ? full_columns : lanes_of_target;
}

// What becomes of a finished C.
struct Epilogue {
  const float* bias = nullptr;    // C + bias[n], then activation
  const float* output = nullptr;  // C times the activation's derivative, from its output [m,n]
  size_t output_stride = 0;
  Activation activation = Activation::linear;
  float* column_sums = nullptr;  // [n] ← Σₖ B[k,n]: a bias's gradient

  bool any() const { return bias || (output && activation != Activation::linear); }
};

struct Product {
  size_t m, n, k;
  Factor a, b;
  float* c;
  size_t c_stride;
  Epilogue epilogue;
  bool adds = false;  // to what lies in C and in the column sums, in place of writing them
};

// c[rows, vectors·lanes] (+)= Σₖ a[k, rows] b[k, vectors·lanes]
template <class A, size_t rows, size_t vectors>
HWY_NOINLINE void multiply_tile(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b,
                                size_t depth, bool first, float* HWY_RESTRICT c, size_t stride) {
  const D d;
  constexpr size_t lanes = lanes_of_target;
  V sums[rows][vectors];
  if (first) {
    HWY_UNROLL(12)
    for (size_t r = 0; r < rows; ++r) HWY_UNROLL(2)
    for (size_t v = 0; v < vectors; ++v) sums[r][v] = hn::Zero(d);
  } else {
    HWY_UNROLL(12)
    for (size_t r = 0; r < rows; ++r) HWY_UNROLL(2)
    for (size_t v = 0; v < vectors; ++v) sums[r][v] = hn::LoadU(d, c + r * stride + v * lanes);
  }
  for (size_t k = 0; k < depth; ++k) {
    V row[vectors];
    HWY_UNROLL(2)
    for (size_t v = 0; v < vectors; ++v) row[v] = hn::Load(d, b + v * lanes);
    HWY_UNROLL(12)
    for (size_t r = 0; r < rows; ++r) {
      const V factor = hn::Set(d, a[r]);
      HWY_UNROLL(2)
      for (size_t v = 0; v < vectors; ++v) sums[r][v] = A::multiply_add(factor, row[v], sums[r][v]);
    }
    a += rows;
    b += vectors * lanes;
  }
  HWY_UNROLL(12)
  for (size_t r = 0; r < rows; ++r) HWY_UNROLL(2)
  for (size_t v = 0; v < vectors; ++v) hn::StoreU(sums[r][v], d, c + r * stride + v * lanes);
}

template <class A>
HWY_INLINE void multiply_tile(size_t rows, size_t columns, const float* a, const float* b,
                              size_t depth, bool first, float* c, size_t stride) {
  if (columns == full_columns) {
    if (rows == full_rows) return multiply_tile<A, full_rows, 2>(a, b, depth, first, c, stride);
    if (rows == middle_rows) return multiply_tile<A, middle_rows, 2>(a, b, depth, first, c, stride);
    return multiply_tile<A, few_rows, 2>(a, b, depth, first, c, stride);
  }
  if (rows == full_rows) return multiply_tile<A, full_rows, 1>(a, b, depth, first, c, stride);
  if (rows == middle_rows) return multiply_tile<A, middle_rows, 1>(a, b, depth, first, c, stride);
  return multiply_tile<A, few_rows, 1>(a, b, depth, first, c, stride);
}

// The epilogue over a row of a tile, which begins at C's `column`; y: the same row of e.output.
template <class A>
HWY_INLINE void finish_row(const Epilogue& e, size_t column, size_t columns, const float* y,
                           float* out) {
  if (e.bias) {
    for_vectors(columns, [&](size_t j, size_t valid) HWY_ATTR {
      const V sum = hn::Add(load(out + j, valid), load(e.bias + column + j, valid));
      store(activate<A>(e.activation, sum), out + j, valid);
    });
  } else {
    for_vectors(columns, [&](size_t j, size_t valid) HWY_ATTR {
      store(back_through<A>(e.activation, load(y + j, valid), load(out + j, valid)), out + j,
            valid);
    });
  }
}

// The epilogue over c[rows, columns], which begins at C's (row, column).
template <class A>
HWY_NOINLINE void finish_tile(const Epilogue& e, size_t row, size_t column, size_t rows,
                              size_t columns, float* c, size_t stride) {
  for (size_t r = 0; r < rows; ++r)
    finish_row<A>(e, column, columns,
                  e.output ? e.output + (row + r) * e.output_stride + column : nullptr,
                  c + r * stride);
}

// One tile of C, by way of a buffer where it hangs over C's edge.
template <class A>
HWY_INLINE void make_tile(const Product& p, size_t row, size_t column, size_t rows, size_t columns,
                          const float* a, const float* b, size_t depth, bool first, bool last) {
  const size_t valid_rows = std::min(rows, p.m - row),
               valid_columns = std::min(columns, p.n - column);
  float* c = p.c + row * p.c_stride + column;
  if (valid_rows == rows && valid_columns == columns) {
    multiply_tile<A>(rows, columns, a, b, depth, first, c, p.c_stride);
  } else {
    alignas(64) float tile[full_rows * full_columns];
    if (!first)
      for (size_t r = 0; r < valid_rows; ++r)
        for (size_t j = 0; j < valid_columns; ++j) tile[r * columns + j] = c[r * p.c_stride + j];
    multiply_tile<A>(rows, columns, a, b, depth, first, tile, columns);
    for (size_t r = 0; r < valid_rows; ++r)
      for (size_t j = 0; j < valid_columns; ++j) c[r * p.c_stride + j] = tile[r * columns + j];
  }
  if (last && p.epilogue.any())
    finish_tile<A>(p.epilogue, row, column, valid_rows, valid_columns, c, p.c_stride);
}

// sums[n] (+)= Σₖ b[k, n], in order of k
HWY_INLINE void add_columns(const float* b, size_t width, size_t depth, bool first, float* sums,
                            size_t valid) {
  const D d;
  constexpr size_t lanes = lanes_of_target;
  for (size_t j = 0; j < valid; j += lanes) {
    const size_t here = std::min(lanes, valid - j);
    V sum = first ? hn::Zero(d) : load(sums + j, here);
    for (size_t k = 0; k < depth; ++k) sum = hn::Add(sum, hn::Load(d, b + k * width + j));
    store(sum, sums + j, here);
  }
}

// sums[n] (+)= Σₖ b[k, n] for a b [depth, width] as it lies in memory, in order of k
HWY_INLINE void sum_rows(const float* b, size_t depth, size_t width, bool adds, float* sums) {
  for_vectors(width, [&](size_t j, size_t valid) HWY_ATTR {
    if (valid < lanes_of_target) {
      for (size_t i = j; i < width; ++i) {
        float sum = adds ? sums[i] : 0.0f;
        for (size_t k = 0; k < depth; ++k) sum += b[k * width + i];
        sums[i] = sum;
      }
      return;
    }
    V sum = adds ? load(sums + j, valid) : hn::Zero(D());
    for (size_t k = 0; k < depth; ++k) sum = hn::Add(sum, load(b + k * width + j, valid));
    store(sum, sums + j, valid);
  });
}

// Rows [first_row, end_row) and columns [first_column, end_column) of C.
template <class A>
HWY_INLINE void make_block(const Product& p, const float* packed_a, float* panel, size_t first_row,
                           size_t end_row, size_t first_column, size_t end_column) {
  const size_t padded_rows = round_up(p.m, most_tile_rows);
  for (size_t k = 0; k < p.k; k += k_block) {
    const size_t depth = std::min(k_block, p.k - k);
    const float* a_block = packed_a + padded_rows * k;
    const bool first = k == 0 && !p.adds, last = k + depth == p.k;
    for (size_t column = first_column; column < end_column; column += full_columns) {
      const size_t valid = std::min(full_columns, p.n - column), columns = panel_columns(valid);
      pack(p.b, column, valid, columns, k, depth, panel);
      if (p.epilogue.column_sums && first_row == 0)
        add_columns(panel, columns, depth, first, p.epilogue.column_sums + column, valid);
      for (size_t row = first_row; row < end_row; row += full_rows)
        make_tile<A>(p, row, column, panel_rows(p.m - row), columns, a_block + row * depth, panel,
                     depth, first, last);
    }
  }
}

template <class A>
void multiply(const Product& p, const Machine& machine) {
  float* packed_a = machine.workspace;
  float* panels = packed_a + packed_a_floats(p.m, p.k);
  const size_t padded_rows = round_up(p.m, most_tile_rows);

  const size_t a_panels = divide_up(p.m, full_rows);
  const auto pack_a = [&](size_t panel) HWY_ATTR {
    const size_t row = panel * full_rows, valid = std::min(full_rows, p.m - row);
    for (size_t k = 0; k < p.k; k += k_block) {
      const size_t depth = std::min(k_block, p.k - k);
      pack(p.a, row, valid, panel_rows(valid), k, depth, packed_a + padded_rows * k + row * depth);
    }
  };

  const bool alone = machine.pool.threads() == 1 || small_product(p.m, p.n, p.k);
  if (alone) {
    for (size_t panel = 0; panel < a_panels; ++panel) pack_a(panel);
  } else {
    machine.pool.parallel_for(static_cast<uint32_t>(a_panels),
                              [&](uint32_t panel, uint32_t) HWY_ATTR { pack_a(panel); });
  }

  // Blocks of rows for the second-level cache; columns by threads, twice as many parts for balance.
  const size_t b_panels = divide_up(p.n, full_columns);
  const size_t row_blocks = divide_up(p.m, row_block);
  const size_t wanted = alone ? 1 : divide_up(2 * machine.pool.threads(), row_blocks);
  const size_t part = divide_up(b_panels, std::min(b_panels, wanted)) * full_columns;
  const size_t parts = divide_up(p.n, part);
  const auto make = [&](size_t index, size_t thread) HWY_ATTR {
    const size_t row = index / parts * row_block, column = index % parts * part;
    make_block<A>(p, packed_a, panels + thread * panel_floats, row, std::min(p.m, row + row_block),
                  column, std::min(p.n, column + part));
  };
  if (alone) {
    for (size_t index = 0; index < row_blocks * parts; ++index) make(index, 0);
  } else {
    machine.pool.parallel_for(static_cast<uint32_t>(row_blocks * parts),
                              [&](uint32_t index, uint32_t thread)
                                  HWY_ATTR { make(index, thread); });
  }
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
