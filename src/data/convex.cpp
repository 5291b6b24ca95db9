// `convex`: is a white region convex? As Larochelle et al. 2007 have it. Convex: the common part of n half-planes
// whose place and direction are uniform, n geometric with parameter 0.195, of 19 pixels or more. Not convex: 2 to
// 4 such regions together, n geometric with 0.07 and each of 10 pixels or more, which fail the test of convexity.
#include <algorithm>
#include <array>
#include <bit>

#include "data/draws.h"
#include "data/making.h"
#include "data/sources.h"

namespace hourglass {
namespace {

constexpr uint32_t side = 28;  // pixels
constexpr Counts counts{6'500, 1'500, 10'000};

// A bit a pixel.
using Region = std::array<uint32_t, side>;

uint32_t size(const Region& region) {
  uint32_t count = 0;
  for (const uint32_t row : region) count += static_cast<uint32_t>(std::popcount(row));
  return count;
}

// The first success of draws that succeed with probability p.
uint32_t geometric(float p, Draws& draws) {
  uint32_t n = 1;
  while (draws.uniform() >= p) ++n;
  return n;
}

void cut(Region& region, Draws& draws) {
  const auto [ny, nx] = scalar::sine_cosine_turns(draws.uniform());
  const float x = draws.between(0, side), y = draws.between(0, side);
  for (uint32_t row = 0; row < side; ++row)
    for (uint32_t column = 0; column < side; ++column) {
      const float dx = static_cast<float>(column) + 0.5f - x,
                  dy = static_cast<float>(row) + 0.5f - y;
      if (nx * dx + ny * dy < 0) region[row] &= ~(1u << column);
    }
}

Region intersection(float p, uint32_t least, Draws& draws) {
  for (;;) {
    Region region;
    region.fill((1u << side) - 1);
    const uint32_t planes = geometric(p, draws);
    // What is too small already only gets smaller.
    for (uint32_t i = 0; i < planes && size(region) >= least; ++i) cut(region, draws);
    if (size(region) >= least) return region;
  }
}

struct Pixel {
  int32_t x, y;
};

// Which side of the line a → b c lies on: 0 on it.
int32_t turn(Pixel a, Pixel b, Pixel c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

// Whether the region holds every pixel of its own convex hull: a common part of half-planes does.
bool is_convex(const Region& region) {
  // Of each row the ends, from top to bottom: Andrew's monotone chains on either side.
  std::array<Pixel, side> left{}, right{};
  size_t lefts = 0, rights = 0;
  for (int32_t y = 0; y < static_cast<int32_t>(side); ++y) {
    const uint32_t row = region[static_cast<size_t>(y)];
    if (row == 0) continue;
    const Pixel first{std::countr_zero(row), y}, last{31 - std::countl_zero(row), y};
    while (lefts >= 2 && turn(left[lefts - 2], left[lefts - 1], first) >= 0) --lefts;
    left[lefts++] = first;
    while (rights >= 2 && turn(right[rights - 2], right[rights - 1], last) <= 0) --rights;
    right[rights++] = last;
  }
  for (int32_t y = left[0].y; y <= left[lefts - 1].y; ++y)
    for (int32_t x = 0; x < static_cast<int32_t>(side); ++x) {
      if (region[static_cast<size_t>(y)] >> x & 1u) continue;
      bool inside = true;
      for (size_t i = 0; i + 1 < lefts; ++i)
        if (y >= left[i].y && y <= left[i + 1].y) inside &= turn(left[i], left[i + 1], {x, y}) <= 0;
      for (size_t i = 0; i + 1 < rights; ++i)
        if (y >= right[i].y && y <= right[i + 1].y)
          inside &= turn(right[i], right[i + 1], {x, y}) >= 0;
      // One row has no chain: between its ends is inside.
      if (lefts == 1) inside = x > left[0].x && x < right[0].x;
      if (inside) return false;
    }
  return true;
}

Region draw(bool convex, Draws& draws) {
  if (convex) return intersection(0.195f, 19, draws);
  for (;;) {
    Region region{};
    const uint32_t pieces = 2 + draws.below(3);
    for (uint32_t i = 0; i < pieces; ++i) {
      const Region piece = intersection(0.07f, 10, draws);
      for (uint32_t row = 0; row < side; ++row) region[row] |= piece[row];
    }
    if (!is_convex(region)) return region;
  }
}

Dataset make(uint32_t first, uint32_t count, uint64_t seed) {
  return make_classes("convex", side, {"not convex", "convex"}, first, count, seed,
                      [](Draws& draws, std::span<uint8_t> picture) {
                        const auto label = static_cast<Label>(draws.below(2));
                        const Region region = draw(label == 1, draws);
                        for (uint32_t p = 0; p < side * side; ++p)
                          picture[p] = region[p / side] >> (p % side) & 1u ? 255 : 0;
                        return label;
                      });
}

}  // namespace

namespace source {

extern const Source convex{
    .name = "convex",
    .argument = {},
    .title = "Convex",
    .about = "White regions: is there a dent or a gap in it?",
    .made =
        "Larochelle et al. 2007: 6,500 to train on, 1,500 for validation; "
        "10,000 to test on, there 50,000.",
    .example = "convex",
    .open = [](const Asked& asked) { return split_of_row(counts, asked.seed, make); }};

}  // namespace source
}  // namespace hourglass
