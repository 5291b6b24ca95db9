// Pictures cut, scaled and coloured as people ask for, so that those of any size become examples of one.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "compute/tensor.h"

namespace hourglass {

inline constexpr uint32_t smallest_side = 8;  // that pictures are scaled to, pixels

inline constexpr std::string_view no_label = "none";  // in the place of a column

// What is done to data as they are read: first the cut, then the colour, then the size.
struct Preparation {
  bool crop = false;      // the square in the middle
  uint32_t channels = 0;  // 1 grey, 3 red, green, blue; 0: as they are
  uint32_t size = 0;      // pixels a side, of a square; 0: as they are
  std::string
      label{};  // a table's column of labels: its name, its number from 1, no_label; empty: as found

  bool fits() const { return crop || channels != 0 || size != 0; }
  bool operator==(const Preparation&) const = default;
};

Shape fitted(const Shape&, const Preparation&);
// One picture of shape `found` into one of shape fitted(found, how). Each pixel is the mean of the area that it
// covers: in whole numbers, the same on every machine.
void fit(std::span<const uint8_t> picture, const Shape& found, const Preparation& how,
         std::span<uint8_t> result);
void fit(std::span<const float> picture, const Shape& found, const Preparation& how,
         std::span<float> result);

}  // namespace hourglass
