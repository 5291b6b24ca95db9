// What a training left behind as plots, for papers and slides: SVG, dark on white. The page's panels save themselves as
// they look (view/vectors.h); these need no window.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "data/dataset.h"
#include "train/series.h"

namespace hourglass {

// The loss, of training as a line and of the test examples as dots, and what it is the sum of. Throws Error where there
// is no point.
std::string curves_as_svg(const Curves&, std::span<const Series>, const Settings&,
                          std::string_view unit, std::string_view title);

// Codes of two numbers, [count, 2], in their classes' colours. Throws Error where there are none.
std::string plane_as_svg(std::span<const float> codes, const Dataset& of, std::string_view title);

}  // namespace hourglass
