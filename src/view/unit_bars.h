// How much each unit of a Gaussian code says, as a bar: its KL over the test examples of the plane. A
// unit that is not used stands at nothing.
#pragma once
#include <string_view>

#include "view/context.h"

namespace hourglass::view {

inline constexpr std::string_view unit_kl_formula =
    R"(\operatorname{KL}(\mathcal{N}(\mu, \sigma^2) \parallel \mathcal{N}(0, 1)))"
    R"( = \frac{1}{2} (\mu^2 + \sigma^2 - 1 - \log \sigma^2))";

// With a line of words above and one beneath. Nothing where the snapshot has none.
void unit_bars(const Context&, ImVec2 at, ImVec2 size);

// What is said of one unit where the pointer is on the item before.
void unit_tooltip(const Context&, size_t unit, float kl);

}  // namespace hourglass::view
