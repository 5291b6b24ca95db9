// `rect-img`: is a rectangle tall or wide, where it has no outline? It and what is behind it are patches of two
// pictures. After Larochelle et al. 2007: sides of 10 pixels or more that differ by 5 or more.
#include "data/backgrounds.h"
#include "data/making.h"
#include "data/rectangles.h"
#include "data/sources.h"

namespace hourglass {
namespace {

constexpr uint32_t side = Rectangle::canvas;
// As many to train on as there; of their 50,000 for testing a fifth.
constexpr Counts counts{10'000, 2'000, 10'000};

Dataset make(uint32_t first, uint32_t count, uint64_t seed) {
  const Backgrounds backgrounds(seed);
  return make_classes("rect-img", side, Rectangle::classes(), first, count, seed,
                      [&](Draws& draws, std::span<uint8_t> picture) {
                        const Rectangle r = draw_rectangle(10, 5, draws);
                        std::array<uint8_t, side * side> inner;
                        const uint32_t behind = backgrounds.patch(draws, side, side, picture);
                        backgrounds.patch(draws, side, side, inner, behind);
                        for (uint32_t y = r.top; y < r.top + r.height; ++y)
                          for (uint32_t x = r.left; x < r.left + r.width; ++x)
                            picture[y * side + x] = inner[y * side + x];
                        return Label{r.wide()};
                      });
}

}  // namespace

namespace source {

extern const Source rect_img{
    .name = "rect-img",
    .argument = {},
    .title = "Rectangles in pictures",
    .about = "A patch of one picture on another: is it tall or wide?",
    .made =
        "After Larochelle et al. 2007, of textures: 10,000 to train on, "
        "2,000 for validation; 10,000 to test on, "
        "there 50,000.",
    .example = "rect-img",
    .open = [](const Asked& asked) { return split_of_row(counts, asked.seed, make); }};

}  // namespace source
}  // namespace hourglass
