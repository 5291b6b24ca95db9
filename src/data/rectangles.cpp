// `rect`: is a rectangle tall or wide? The outlines of Larochelle et al. 2007: sides uniform, those that differ
// by less than 3 pixels drawn again, and a place uniform among those where it fits.
#include "data/rectangles.h"

#include "data/making.h"
#include "data/sources.h"

namespace hourglass {

Rectangle draw_rectangle(uint32_t least, uint32_t difference, Draws& draws) {
  constexpr uint32_t side = Rectangle::canvas;
  for (;;) {
    const uint32_t width = least + draws.below(side - least + 1);
    const uint32_t height = least + draws.below(side - least + 1);
    if (std::max(width, height) - std::min(width, height) < difference) continue;
    const uint32_t left = draws.below(side - width + 1);
    const uint32_t top = draws.below(side - height + 1);
    return {left, top, width, height};
  }
}

namespace {

constexpr uint32_t side = Rectangle::canvas;
// As many to train on as there; of their 50,000 for testing a fifth.
constexpr Counts counts{1'000, 200, 10'000};

Dataset make(uint32_t first, uint32_t count, uint64_t seed) {
  return make_classes("rect", side, Rectangle::classes(), first, count, seed,
                      [](Draws& draws, std::span<uint8_t> picture) {
                        const Rectangle r = draw_rectangle(2, 3, draws);
                        for (uint32_t x = 0; x < r.width; ++x)
                          picture[r.top * side + r.left + x] =
                              picture[(r.top + r.height - 1) * side + r.left + x] = 255;
                        for (uint32_t y = 0; y < r.height; ++y)
                          picture[(r.top + y) * side + r.left] =
                              picture[(r.top + y) * side + r.left + r.width - 1] = 255;
                        return Label{r.wide()};
                      });
}

}  // namespace

namespace source {

extern const Source rect{
    .name = "rect",
    .argument = {},
    .title = "Rectangles",
    .about = "White outlines: is the rectangle tall or wide?",
    .made =
        "Larochelle et al. 2007: 1,000 to train on, 200 for validation; "
        "10,000 to test on, there 50,000.",
    .example = "rect",
    .open = [](const Asked& asked) { return split_of_row(counts, asked.seed, make); }};

}  // namespace source
}  // namespace hourglass
