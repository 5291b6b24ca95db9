// Cases of dropout.
#include <cmath>
#include <format>

#include "kernels/cases.h"
#include "reference/activation.h"
#include "reference/dropout.h"

namespace cases {

using namespace hourglass;

namespace {

void add_both(std::vector<Case>& to, const Shape& s, float share, uint32_t index,
              Activation before) {
  const uint64_t seed = 0x123456789ABCDEFull;
  const auto x = random_outputs(before, s.count(), 81);
  const auto dy = random_floats(s.count(), 82, -1, 1);
  const auto scales =
      reference::dropout_scales(s.count(), share, seed, Stream::dropout, 1234, index);
  const auto name = [&](Kernel kernel) {
    return std::format("{} of {} from [{}, {}, {}, {}], layer {}, after {}", signature(kernel).stem,
                       share, s.n, s.h, s.w, s.c, index, about(before).name);
  };
  Case one = start(Kernel::dropout, name(Kernel::dropout), {s, state_shape, s});
  Case back =
      start(Kernel::dropout_backward, name(Kernel::dropout_backward), {s, s, state_shape, s});
  one.before = {words_of(x), state_words(1234, 2, 3, seed)};
  back.before = {words_of(x), words_of(dy), state_words(1234, 2, 3, seed)};
  one.dispatch.integers = {0, static_cast<uint32_t>(Stream::dropout), index};
  back.dispatch.integers = {static_cast<uint32_t>(before), static_cast<uint32_t>(Stream::dropout),
                            index};
  one.dispatch.numbers[0] = back.dispatch.numbers[0] = share;
  std::vector<double> y, dx, y_bounds, dx_bounds;
  for (size_t e = 0; e < x.size(); ++e) {
    const auto value = static_cast<double>(x[e]), g = static_cast<double>(dy[e]);
    y.push_back(scales[e] * value);
    dx.push_back(scales[e] * g * reference::derivative_from_output(before, value));
    y_bounds.push_back(8 * epsilon * std::abs(y[e]));
    dx_bounds.push_back(16 * epsilon * scales[e] * std::abs(g));
  }
  one.after.push_back({2, y, y_bounds});
  back.after.push_back({3, dx, dx_bounds});
  to.push_back(std::move(one));
  to.push_back(std::move(back));
}

}  // namespace

void add_dropout(std::vector<Case>& to) {
  const Shape shapes[] = {{1, 1, 1, 1},  {1, 1, 1, 63}, {64, 1, 1, 1},   {5, 13, 1, 1},
                          {3, 7, 5, 11}, {65, 1, 1, 3}, {2, 101, 127, 3}};
  for (const Shape& s : shapes) add_both(to, s, 0.5f, 3, Activation::linear);
  for (const float share : {0.0f, 0.2f, 1.0f})
    add_both(to, {17, 1, 1, 29}, share, 1, Activation::relu);
  add_both(to, {17, 1, 1, 29}, 0.25f, 0, Activation::tanh);
}

}  // namespace cases
