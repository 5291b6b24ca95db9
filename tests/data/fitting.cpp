// Pictures cut, scaled and coloured.
#include "data/fitting.h"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

namespace hourglass {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes fit(const Bytes& picture, const Shape& found, const Preparation& how) {
  Bytes result(fitted(found, how).features());
  hourglass::fit(std::span<const uint8_t>(picture), found, how, result);
  return result;
}

// Any bytes, the same every time.
Bytes noise(size_t count) {
  Bytes bytes;
  for (uint32_t i = 0; i < count; ++i)
    bytes.push_back(static_cast<uint8_t>((i * 2654435761u) >> 24));
  return bytes;
}

TEST_CASE("a picture of the size asked for stays as it is") {
  const Bytes picture = noise(8 * 8 * 3);
  CHECK(fit(picture, {1, 8, 8, 3}, {.crop = true, .channels = 3, .size = 8}) == picture);
}

TEST_CASE("scaled down a pixel is the mean of those that it covers, scaled up they are repeated") {
  Bytes picture(16 * 16);
  for (size_t i = 0; i < picture.size(); ++i)
    picture[i] = static_cast<uint8_t>(10 * (i / 16 / 2) + i % 16 / 2 + (i % 2 ? 3 : 0));
  const Bytes half = fit(picture, {1, 16, 16, 1}, {.size = 8});
  for (size_t i = 0; i < half.size(); ++i)
    CHECK(half[i] == 10 * (i / 8) + i % 8 + 2);  // 1.5, rounded
  const Bytes twice = fit(half, {1, 8, 8, 1}, {.size = 16});
  for (size_t i = 0; i < twice.size(); ++i) CHECK(twice[i] == half[i / 16 / 2 * 8 + i % 16 / 2]);
}

TEST_CASE("scaled by any factor the mean brightness stays, and what is even stays even") {
  for (const uint32_t size : {8u, 13u, 28u, 31u, 64u}) {
    const Shape found{1, 29, 37, 1};
    const Bytes picture = noise(found.features()), scaled = fit(picture, found, {.size = size});
    const auto mean = [](const Bytes& all) {
      return std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
    };
    CHECK(mean(scaled) == doctest::Approx(mean(picture)).epsilon(0.005));
    CHECK(fit(Bytes(found.features(), 77), found, {.size = size}) == Bytes(size * size, 77));
  }
}

TEST_CASE("the cut is the square in the middle") {
  Bytes picture;
  for (uint8_t i = 0; i < 12; ++i) picture.push_back(i);
  CHECK(fit(picture, {1, 2, 6, 1}, {.crop = true}) == Bytes{2, 3, 8, 9});
  CHECK(fit(picture, {1, 6, 2, 1}, {.crop = true}) == Bytes{4, 5, 6, 7});
}

TEST_CASE(
    "grey is what eyes see of a colour, and grey pictures in colour have three times the same") {
  CHECK(fit({255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255}, {1, 1, 4, 3}, {.channels = 1}) ==
        Bytes{255, 76, 149, 28});
  CHECK(fit({9, 200}, {1, 1, 2, 1}, {.channels = 3}) == Bytes{9, 9, 9, 200, 200, 200});
}

TEST_CASE("pictures of numbers are fitted as those of bytes are") {
  const std::vector<float> picture{0, 1, 0.5f, 0.5f};
  std::vector<float> one(64);
  hourglass::fit(std::span(picture), {1, 2, 2, 1}, {.size = 8}, std::span(one));
  CHECK(one[0] == 0);
  CHECK(one[7] == 1);
  CHECK(one[63] == 0.5f);
}

}  // namespace
}  // namespace hourglass
