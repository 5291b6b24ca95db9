// How the two pictures of a convolution lie to each other, and what its kernels need to compute with;
// the same for every instruction set.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "compute/cpu/product_sizes.h"
#include "compute/program.h"

namespace hourglass::cpu {

// The large picture is a convolution's input and a transposed convolution's output, the small one the
// other. Tap (a, b) of the small picture's place (r, q) is the large one's
//   (r stride + a − padding, q stride + b − padding)
struct Convolution {
  Shape large, small;
  size_t kernel, stride, padding;

  size_t taps() const { return kernel * kernel; }
};

// Integers 2, 3 and 4 of the dispatch are kernel, stride and padding.
inline Convolution convolution_of(Shape large, Shape small,
                                  const std::array<uint32_t, 8>& integers) {
  return {large, small, integers[2], integers[3], integers[4]};
}

// A part of a picture, which may begin before it and end after it: what lies outside is zero.
struct Frame {
  ptrdiff_t top, left;
  size_t rows, columns;

  bool inside(const Shape& picture) const {
    return top >= 0 && left >= 0 && static_cast<size_t>(top) + rows <= picture.h &&
           static_cast<size_t>(left) + columns <= picture.w;
  }
};

// What all taps of all places reach of the large picture.
inline Frame large_frame(const Convolution& c) {
  const auto before = -static_cast<ptrdiff_t>(c.padding);
  return {before, before, (c.small.h - 1) * c.stride + c.kernel,
          (c.small.w - 1) * c.stride + c.kernel};
}

// One side of a phase: the places of the large picture that are the same modulo the stride. They are
// first, first + stride, …; each is reached by `taps` taps, from `taps` neighbours in the small picture,
// of which the first place's begin at `from`. Neighbour j lies at tap `last_tap` − j·stride.
struct Phase {
  size_t first, count, taps;
  ptrdiff_t from;
  size_t last_tap;
};
inline Phase phase_of(const Convolution& c, size_t phase, size_t large_side) {
  const size_t place = phase + c.padding, tap = place % c.stride;
  const size_t taps = tap < c.kernel ? divide_up(c.kernel - tap, c.stride) : 0;
  const size_t count = phase < large_side ? divide_up(large_side - phase, c.stride) : 0;
  if (taps == 0) return {phase, count, 0, 0, 0};
  return {phase, count, taps,
          static_cast<ptrdiff_t>(place / c.stride) - static_cast<ptrdiff_t>(taps - 1),
          tap + (taps - 1) * c.stride};
}

// What all phases reach of the small picture.
inline Frame small_frame(const Convolution& c) {
  const auto before = static_cast<ptrdiff_t>(c.padding / c.stride) -
                      static_cast<ptrdiff_t>(divide_up(c.kernel, c.stride) - 1);
  const auto side = [&](size_t large_side) {
    const auto last = static_cast<ptrdiff_t>((large_side - 1 + c.padding) / c.stride);
    return static_cast<size_t>(last - before + 1);
  };
  return {before, before, side(c.large.h), side(c.large.w)};
}

// Pictures that are done together, lest a product have too few rows. By sizes alone, never by threads:
// so are all numbers of this file on which sums depend.
inline size_t pictures_together(size_t places, size_t wanted, size_t n) {
  return std::clamp<size_t>(divide_up(wanted, places), 1, n);
}
constexpr size_t few_places = 48;    // of the product whose rows are places
constexpr size_t deep_places = 256;  // of the one that sums over places

inline size_t frame_floats(const Frame& frame, const Shape& picture, size_t pictures) {
  return round_up(frame.rows * frame.columns * picture.c * pictures, 16);
}

// So few output channels would leave most of a vector empty: then all taps of a place are made at once,
// and added up afterwards.
constexpr bool narrow(size_t channels) { return channels < 8; }

constexpr size_t packed_weights_floats(const Convolution& c, size_t summed, size_t made) {
  return c.taps() * summed * round_up(made, most_tile_columns);
}
// Large to small; c.small counts the channels that are made.
inline size_t reduce_workspace(const Convolution& c, size_t threads) {
  const size_t pictures = pictures_together(size_t{c.small.h} * c.small.w, few_places, c.small.n);
  return packed_weights_floats(c, c.large.c, c.small.c) +
         threads * frame_floats(large_frame(c), c.large, pictures);
}
// Small to large.
inline size_t enlarge_workspace(const Convolution& c, size_t threads) {
  const size_t places = size_t{c.small.h} * c.small.w;
  if (narrow(c.large.c)) {
    const size_t taps = c.taps() * c.large.c;
    return c.small.c * round_up(taps, most_tile_columns) + threads * round_up(places * taps, 16);
  }
  const size_t pictures = pictures_together(places, few_places, c.small.n);
  return packed_weights_floats(c, c.small.c, c.large.c) +
         threads * frame_floats(small_frame(c), c.small, pictures);
}

// Gradients of weights are summed a group of pictures at a time, then over groups: threads share the
// groups out.
inline size_t gradient_rows(const Convolution& c) { return c.taps() * c.large.c; }
inline size_t gradient_floats(const Convolution& c, size_t biases) {
  return round_up(gradient_rows(c) * c.small.c + biases, 16);
}
inline size_t picture_groups(const Convolution& c, size_t biases) {
  constexpr size_t most = 4'000'000;  // floats
  return std::min<size_t>(c.small.n, std::clamp<size_t>(most / gradient_floats(c, biases), 1, 8));
}
// Rows of the small picture that are summed over at once: all, where it is small.
inline size_t lines_together(const Convolution& c) {
  return size_t{c.small.h} * c.small.w <= deep_places
             ? c.small.h
             : std::clamp<size_t>(deep_places / c.small.w, 1, c.small.h);
}
inline size_t gradient_workspace(const Convolution& c, size_t biases, size_t threads) {
  const size_t places = size_t{c.small.h} * c.small.w;
  const size_t pictures = pictures_together(places, deep_places, c.small.n);
  const size_t depth = pictures * lines_together(c) * c.small.w;
  return picture_groups(c, biases) * gradient_floats(c, biases) +
         threads * (frame_floats(large_frame(c), c.large, pictures) + depth * most_tile_columns);
}

}  // namespace hourglass::cpu
