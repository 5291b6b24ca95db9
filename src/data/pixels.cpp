// Bytes to floats; floats as they are.
#include "data/pixels.h"

#include <algorithm>
#include <span>

namespace hourglass {

std::vector<float> pixels_of(const Dataset& data, uint32_t first, uint32_t count) {
  const uint32_t features = data.example.features();
  if (data.floats()) {
    const auto values =
        std::span(data.values).subspan(size_t{first} * features, size_t{count} * features);
    return {values.begin(), values.end()};
  }
  const auto bytes =
      std::span(data.pixels).subspan(size_t{first} * features, size_t{count} * features);
  std::vector<float> pixels(bytes.size());
  std::ranges::transform(bytes, pixels.begin(),
                         [](uint8_t byte) { return static_cast<float>(byte) * (1.0f / 255.0f); });
  return pixels;
}

}  // namespace hourglass
