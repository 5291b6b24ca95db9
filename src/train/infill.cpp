#include "train/infill.h"

#include <algorithm>

#include "compute/error.h"

namespace hourglass {

Job<std::vector<float>> infilling(Codec& codec, std::vector<float> x, std::vector<bool> erased,
                                  uint32_t passes, std::optional<Label> label) {
  const size_t features = codec.x().shape.features();
  if (x.size() != features || erased.size() != features)
    fail("infill: {} numbers and {} marks, an example has {}; give as many of both", x.size(),
         erased.size(), features);
  for (size_t i = 0; i < features; ++i)
    if (erased[i]) x[i] = 0;
  std::vector<float> all = x;
  const Label told = label.value_or(0);
  for (uint32_t pass = 0; pass < passes; ++pass) {
    const std::vector<float> rebuilt = codec.decode(codec.encode(x).mean, std::span(&told, 1));
    for (size_t i = 0; i < features; ++i)
      if (erased[i]) x[i] = rebuilt[i];
    all.insert(all.end(), x.begin(), x.end());
    co_yield static_cast<double>(pass + 1) / passes;
  }
  co_return all;
}

}  // namespace hourglass
