// Products whose left factor lies in a picture: a row is a place, a column a tap and a channel, and no
// copy of them is made. Rows are read where they lie, in a frame: a picture with its zeros around it.
#if defined(HOURGLASS_CPU_WINDOWS_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_CPU_WINDOWS_H_
#undef HOURGLASS_CPU_WINDOWS_H_
#else
#define HOURGLASS_CPU_WINDOWS_H_
#endif

#include <cstring>

#include "compute/cpu/convolution_sizes.h"
#include "compute/cpu/product.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// The way along k through a picture, the same from every row's start, in floats.
struct Walk {
  size_t pictures, picture_step;
  size_t lines, line_step;
  size_t length, step;
};

// c[r][0, vectors·lanes) (+)= Σₖ starts[r][k-th of the walk] b[k, vectors·lanes)
// adjacent: starts[r] = starts[0] + r, which needs fewer registers.
template <class A, size_t rows, size_t vectors, bool adjacent>
HWY_NOINLINE void walk_tile(const float* const* starts, const Walk& walk,
                            const float* HWY_RESTRICT b, size_t b_stride, bool first,
                            float* const* c) {
  const D d;
  constexpr size_t lanes = lanes_of_target;
  const float* a[rows];
  HWY_UNROLL(12)
  for (size_t r = 0; r < rows; ++r) a[r] = starts[r];
  V sums[rows][vectors];
  HWY_UNROLL(12)
  for (size_t r = 0; r < rows; ++r) HWY_UNROLL(2)
  for (size_t v = 0; v < vectors; ++v)
    sums[r][v] = first ? hn::Zero(d) : hn::LoadU(d, c[r] + v * lanes);
  const Walk w = walk;
  for (size_t p = 0; p < w.pictures; ++p)
    for (size_t l = 0; l < w.lines; ++l) {
      size_t at = p * w.picture_step + l * w.line_step;
      for (size_t j = 0; j < w.length; ++j, at += w.step, b += b_stride) {
        V row[vectors];
        HWY_UNROLL(2)
        for (size_t v = 0; v < vectors; ++v) row[v] = hn::LoadU(d, b + v * lanes);
        HWY_UNROLL(12)
        for (size_t r = 0; r < rows; ++r) {
          const V factor = hn::Set(d, adjacent ? a[0][at + r] : a[r][at]);
          HWY_UNROLL(2)
          for (size_t v = 0; v < vectors; ++v)
            sums[r][v] = A::multiply_add(factor, row[v], sums[r][v]);
        }
      }
    }
  HWY_UNROLL(12)
  for (size_t r = 0; r < rows; ++r) HWY_UNROLL(2)
  for (size_t v = 0; v < vectors; ++v) hn::StoreU(sums[r][v], d, c[r] + v * lanes);
}

template <class A, bool adjacent>
HWY_INLINE void walk_tile(size_t rows, size_t columns, const float* const* starts, const Walk& walk,
                          const float* b, size_t b_stride, bool first, float* const* c) {
  const auto with = [&](auto vectors) HWY_ATTR {
    constexpr size_t v = decltype(vectors)::value;
    if (rows == full_rows)
      walk_tile<A, full_rows, v, adjacent>(starts, walk, b, b_stride, first, c);
    else if (rows == middle_rows)
      walk_tile<A, middle_rows, v, adjacent>(starts, walk, b, b_stride, first, c);
    else
      walk_tile<A, few_rows, v, adjacent>(starts, walk, b, b_stride, first, c);
  };
  if (columns == full_columns)
    with(std::integral_constant<size_t, 2>());
  else
    with(std::integral_constant<size_t, 1>());
}

// The same, by way of a buffer where the tile is larger than what is wanted of it.
template <class A, bool adjacent>
HWY_INLINE void walk_tile(size_t rows, size_t valid_rows, size_t columns, size_t valid_columns,
                          const float* const* starts, const Walk& walk, const float* b,
                          size_t b_stride, bool first, float* const* c) {
  if (valid_rows == rows && valid_columns == columns)
    return walk_tile<A, adjacent>(rows, columns, starts, walk, b, b_stride, first, c);
  alignas(64) float tile[full_rows * full_columns];
  float* in_tile[full_rows];
  for (size_t r = 0; r < rows; ++r) {
    in_tile[r] = tile + r * columns;
    if (!first && r < valid_rows) std::memcpy(in_tile[r], c[r], valid_columns * sizeof(float));
  }
  walk_tile<A, adjacent>(rows, columns, starts, walk, b, b_stride, first, in_tile);
  for (size_t r = 0; r < valid_rows; ++r)
    std::memcpy(c[r], in_tile[r], valid_columns * sizeof(float));
}

// Pictures as they are read: from a frame's copy, or where they lie if nothing is outside of them.
struct Source {
  const float* first;    // the frame's corner in the first picture
  size_t line, picture;  // floats from row to row, from picture to picture
};
HWY_INLINE Source frame_pictures(const float* pictures, const Shape& shape, const Frame& frame,
                                 size_t count, float* HWY_RESTRICT copy) {
  const size_t c = shape.c, line = shape.w * c, picture = shape.h * line;
  if (frame.inside(shape))
    return {pictures + static_cast<size_t>(frame.top) * line + static_cast<size_t>(frame.left) * c,
            line, picture};
  const size_t framed_line = frame.columns * c, framed_picture = frame.rows * framed_line;
  // Columns before the picture, of it, and after it.
  const size_t before =
      std::min(frame.columns, static_cast<size_t>(std::max<ptrdiff_t>(-frame.left, 0)));
  const size_t skipped = static_cast<size_t>(std::max<ptrdiff_t>(frame.left, 0));
  const size_t inside =
      std::min(frame.columns - before, shape.w - std::min<size_t>(skipped, shape.w));
  const size_t after = frame.columns - before - inside;
  for (size_t p = 0; p < count; ++p)
    for (size_t r = 0; r < frame.rows; ++r) {
      float* to = copy + p * framed_picture + r * framed_line;
      const ptrdiff_t row = frame.top + static_cast<ptrdiff_t>(r);
      if (row < 0 || row >= static_cast<ptrdiff_t>(shape.h)) {
        std::memset(to, 0, framed_line * sizeof(float));
        continue;
      }
      const float* from = pictures + p * picture + static_cast<size_t>(row) * line + skipped * c;
      std::memset(to, 0, before * c * sizeof(float));
      std::memcpy(to + before * c, from, inside * c * sizeof(float));
      std::memset(to + (before + inside) * c, 0, after * c * sizeof(float));
    }
  return {copy, framed_line, framed_picture};
}

// Places of a picture that are made alike, each from its taps in the frame of another.
struct Sweep {
  size_t rows, columns;        // of places
  size_t top, left, step;      // where the places lie in the picture that is made
  size_t from_top, from_left;  // of the first place's first tap in the frame
  size_t from_step;
  size_t taps_down, taps_across;
  const float* weights;  // packed: panels of columns, [taps, channels] in each

  size_t places() const { return rows * columns; }
};

// Where a sweep is, place by place.
struct Place {
  size_t picture = 0, row = 0, column = 0;

  HWY_INLINE void next(const Sweep& s) {
    if (++column < s.columns) return;
    column = 0;
    if (++row < s.rows) return;
    row = 0;
    ++picture;
  }
};

// to[p, place, j] = finish(Σ taps, i: from[p, tap, i] weights[tap, i, j]), in order of taps and channels.
template <class A>
HWY_INLINE void make_places(const Sweep& s, const Source& from, size_t channels, size_t pictures,
                            float* to, const Shape& shape, const Epilogue& epilogue) {
  const size_t total = pictures * s.places(), made = shape.c;
  const size_t depth = s.taps_down * s.taps_across * channels;
  const Walk walk{1, 0, s.taps_down, from.line, s.taps_across * channels, 1};
  for (size_t column = 0; column < made; column += full_columns) {
    const size_t valid_columns = std::min(full_columns, made - column);
    const size_t columns = panel_columns(valid_columns);
    const float* panel = s.weights + depth * column;
    Place place;
    for (size_t row = 0; row < total; row += full_rows) {
      const size_t rows = panel_rows(total - row), valid_rows = std::min(rows, total - row);
      const float* a[full_rows];
      float* c[full_rows];
      for (size_t r = 0; r < valid_rows; ++r, place.next(s)) {
        a[r] = from.first + place.picture * from.picture +
               (s.from_top + place.row * s.from_step) * from.line +
               (s.from_left + place.column * s.from_step) * channels;
        const size_t y = s.top + place.row * s.step, x = s.left + place.column * s.step;
        c[r] = to + ((place.picture * shape.h + y) * shape.w + x) * made + column;
      }
      for (size_t r = valid_rows; r < rows; ++r) a[r] = a[0];
      walk_tile<A, false>(rows, valid_rows, columns, valid_columns, a, walk, panel, columns, true,
                          c);
      if (epilogue.any())
        for (size_t r = 0; r < valid_rows; ++r)
          finish_row<A>(epilogue, column, valid_columns,
                        epilogue.output ? epilogue.output + (c[r] - to) : nullptr, c[r]);
    }
  }
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
