#include "data/select.h"

#include <algorithm>

#include "compute/error.h"
#include "compute/memory.h"

namespace hourglass {

namespace {

Dataset binarised(const Dataset& data, float threshold) {
  if (threshold == 0 || data.count == 0) return data;
  if (data.floats())
    fail("threshold: {} consists of numbers, not of pixels; leave threshold out", data.name);
  require_memory(data.name, data.pixels.size(), "leave threshold out");
  std::vector<uint8_t> pixels(data.pixels.size());
  std::ranges::transform(data.pixels, pixels.begin(), [&](uint8_t pixel) {
    return static_cast<uint8_t>(static_cast<float>(pixel) > threshold * 255 ? 255 : 0);
  });
  Dataset result = data;
  result.pixels = std::move(pixels);
  return result;
}

}  // namespace

Dataset select(const Dataset& data, std::span<const uint32_t> classes, uint32_t limit) {
  if (classes.empty()) return limit == 0 || limit >= data.count ? data : part(data, 0, limit);
  if (data.labels.empty())
    fail("classes: {} has no labels; leave classes out, or choose data with labels", data.name);
  for (const uint32_t c : classes)
    if (c >= data.classes)
      fail("classes: {} has no class {}; choose from 0 to {}", data.name, c, data.classes - 1);
  std::vector<uint32_t> chosen;
  for (uint32_t i = 0; i < data.count && (limit == 0 || chosen.size() < limit); ++i)
    if (std::ranges::find(classes, data.labels[i]) != classes.end()) chosen.push_back(i);
  if (chosen.empty())
    fail("classes: {} has no example of class {}; choose others", data.name, classes.front());
  return pick(data, chosen);
}

Split select(const Split& split, const Selection& selection) {
  const auto chosen = [&](const Dataset& data, uint32_t limit) {
    if (data.count == 0) return data;
    return binarised(select(data, selection.classes, limit), selection.threshold);
  };
  Split all{split.train, split.test, split.validation};
  if (!selection.normal.empty()) all.train = select(split.train, selection.normal, 0);
  all = {chosen(all.train, selection.limit), chosen(all.test, 0), chosen(all.validation, 0)};
  if (all.validation.count > 0)
    all.train.validation = std::make_shared<const Dataset>(all.validation);
  return all;
}

}  // namespace hourglass
