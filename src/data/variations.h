// What can be done to pictures before anything is learnt, written behind their name: "mnist:DIR+rot".
// The digit variations of Larochelle et al. 2007, "An empirical evaluation of deep architectures on
// problems with many factors of variation".
#pragma once
#include "data/dataset.h"

namespace hourglass {

struct Variation {
  std::string_view name;   // "rot"
  std::string_view about;  // one line
  bool random = false;     // its result depends on the seed
  Split (*apply)(const Split&, uint64_t seed) = nullptr;
};

std::span<const Variation> variations();

}  // namespace hourglass
