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
constexpr uint32_t train_count = 10'000, validation_count = 2'000, test_count = 10'000;

Dataset make(uint32_t first, uint32_t count, uint64_t seed) {
  const Backgrounds backgrounds(seed);
  std::vector<uint8_t> pixels(size_t{count} * side * side);
  std::vector<Label> labels(count);
  make_examples(count, [&](uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; ++i) {
      Draws draws(seed, "rect-img", first + i);
      const Rectangle r = draw_rectangle(10, 5, draws);
      labels[i] = r.wide();
      const auto picture = std::span(pixels).subspan(size_t{i} * side * side, side * side);
      std::array<uint8_t, side * side> inner;
      const uint32_t behind = backgrounds.patch(draws, side, side, picture);
      backgrounds.patch(draws, side, side, inner, behind);
      for (uint32_t y = r.top; y < r.top + r.height; ++y)
        for (uint32_t x = r.left; x < r.left + r.width; ++x)
          picture[y * side + x] = inner[y * side + x];
    }
  });
  return {.name = "rect-img",
          .example = {1, side, side, 1},
          .count = count,
          .pixels = std::move(pixels),
          .labels = std::move(labels),
          .classes = 2,
          .class_names = {"tall", "wide"}};
}

}  // namespace

namespace source {

extern const Source rect_img{.name = "rect-img",
                             .argument = {},
                             .title = "Rectangles in pictures",
                             .about = "A patch of one picture on another: is it tall or wide?",
                             .made =
                                 "After Larochelle et al. 2007, of textures: 10,000 to train on, "
                                 "2,000 for validation; 10,000 to test on, "
                                 "there 50,000.",
                             .example = "rect-img",
                             .open = [](const Asked& asked) -> Split {
                               return {make(0, train_count, asked.seed),
                                       make(test_first, test_count, asked.seed),
                                       make(train_count, validation_count, asked.seed)};
                             }};

}  // namespace source
}  // namespace hourglass
