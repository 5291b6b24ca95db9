// What can be done to data before anything is learnt, written behind their name: "mnist:DIR+rot", "images:DIR+size28".
// Some are how examples are prepared, some the digit variations of Larochelle et al. 2007, "An empirical evaluation of
// deep architectures on problems with many factors of variation".
#pragma once
#include <optional>

#include "data/dataset.h"
#include "data/fitting.h"

namespace hourglass {

struct Variation {
  std::string_view name{};  // "rot"
  std::string_view
      value{};  // the form of what stands behind it: "N" of size28; empty: nothing does
  std::string_view about{};  // one line
  bool random = false;       // its result depends on the seed
  // One of the two. What prepares is done as files are read, too, whose pictures may then be of any size.
  Split (*apply)(const Split&, uint64_t seed, std::string_view value) = nullptr;
  void (*prepare)(Preparation&, std::string_view value) = nullptr;
  bool (*takes)(std::string_view value) = nullptr;  // of those with a value
};

std::span<const Variation> variations();

// As it is written once: "size28".
struct Written {
  const Variation* variation = nullptr;
  std::string_view value{};
};
// Nothing where there is no such variation, or it does not take the value.
std::optional<Written> read_variation(std::string_view text);

Preparation preparation_of(std::span<const Written>);  // of those that prepare
std::string behind(const Preparation&);                // "+crop+grey+size28"

// One after the other; those that prepare and stand side by side are one step. Changes nothing that is already so.
Split apply(Split, std::span<const Written>, uint64_t seed);

}  // namespace hourglass
