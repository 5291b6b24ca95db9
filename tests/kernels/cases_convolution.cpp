// Cases of convolution and transposed convolution.
#include <cmath>
#include <format>

#include "kernels/cases.h"
#include "reference/convolution.h"

namespace cases {

using namespace hourglass;
using reference::ConvolutionSizes;

namespace {

// What of it a backward kernel is asked for.
enum class Wanted { all, added, only_dparameters, only_dx };

struct Picture {
  size_t n, h, w;
};
struct Window {
  size_t kernel, stride, padding, output_padding = 0;
};
ConvolutionSizes convolution_sizes(Picture x, size_t i, size_t o, Window v) {
  const auto side = [&](size_t large) { return (large + 2 * v.padding - v.kernel) / v.stride + 1; };
  return {x.n, x.h, x.w, side(x.h), side(x.w), i, o, v.kernel, v.stride, v.padding};
}
ConvolutionSizes transposed_sizes(Picture x, size_t i, size_t o, Window v) {
  const auto side = [&](size_t small) {
    return (small - 1) * v.stride + v.kernel + v.output_padding - 2 * v.padding;
  };
  return {x.n, side(x.h), side(x.w), x.h, x.w, i, o, v.kernel, v.stride, v.padding};
}

Shape picture(size_t n, size_t h, size_t w, size_t c) {
  return {static_cast<uint32_t>(n), static_cast<uint32_t>(h), static_cast<uint32_t>(w),
          static_cast<uint32_t>(c)};
}
// x and y of either kernel.
std::pair<Shape, Shape> shapes(const ConvolutionSizes& s, bool transposed) {
  const auto large = [&](size_t c) { return picture(s.n, s.h, s.w, c); };
  const auto small = [&](size_t c) { return picture(s.n, s.rows, s.columns, c); };
  return transposed ? std::pair(small(s.i), large(s.o)) : std::pair(large(s.i), small(s.o));
}
std::string name_of(std::string_view stem, const ConvolutionSizes& s, Activation activation) {
  return std::format(
      "{} {}×{}×{} {}×{}, channels {} to {}, kernel {}, stride {}, padding {}, activation {}", stem,
      s.n, s.h, s.w, s.rows, s.columns, s.i, s.o, s.kernel, s.stride, s.padding,
      static_cast<uint32_t>(activation));
}
void set_integers(Case& one, const ConvolutionSizes& s, Activation activation) {
  one.dispatch.integers = {static_cast<uint32_t>(activation), 0, static_cast<uint32_t>(s.kernel),
                           static_cast<uint32_t>(s.stride), static_cast<uint32_t>(s.padding)};
}

void add_forward(std::vector<Case>& to, const ConvolutionSizes& s, bool transposed,
                 Activation activation) {
  const auto [x_shape, y_shape] = shapes(s, transposed);
  const auto x = random_floats(x_shape.count(), 1, -1, 1);
  const auto parameters = random_floats((s.weights() + 1) * s.o, 2, -1, 1);
  const Kernel kernel = transposed ? Kernel::transposed_convolution : Kernel::convolution;
  Case one = start(kernel, name_of(signature(kernel).stem, s, activation),
                   {x_shape, rows(s.weights() + 1, s.o), y_shape});
  set_integers(one, s, activation);
  one.before[0] = words_of(x);
  one.before[1] = words_of(parameters);
  const auto forward =
      transposed ? reference::transposed_convolution<double> : reference::convolution<double>;
  const auto xd = doubles_of(x), pd = doubles_of(parameters);
  const auto y = forward(s, xd, pd, activation);
  auto bounds = bounds_of(forward(s, absolute(xd), absolute(pd), Activation::linear), s.weights());
  for (size_t e = 0; e < y.size(); ++e) bounds[e] += 8 * epsilon * std::abs(y[e]);
  one.after.push_back({2, y, bounds});
  to.push_back(std::move(one));
}

void add_backward(std::vector<Case>& to, const ConvolutionSizes& s, bool transposed,
                  Activation activation_of_x, Wanted wanted) {
  const auto [x_shape, y_shape] = shapes(s, transposed);
  const auto x = random_outputs(activation_of_x, x_shape.count(), 3);
  const auto parameters = random_floats((s.weights() + 1) * s.o, 4, -1, 1);
  const auto dy = random_floats(y_shape.count(), 5, -1, 1);
  const Kernel kernel =
      transposed ? Kernel::transposed_convolution_backward : Kernel::convolution_backward;
  const Shape weights = rows(s.weights() + 1, s.o);
  Case one = start(kernel,
                   name_of(signature(kernel).stem, s, activation_of_x) +
                       std::format(", wanted {}", static_cast<uint32_t>(wanted)),
                   {x_shape, weights, y_shape, wanted == Wanted::only_dx ? none : weights,
                    wanted == Wanted::only_dparameters ? none : x_shape});
  set_integers(one, s, activation_of_x);
  one.before[0] = words_of(x);
  one.before[1] = words_of(parameters);
  one.before[2] = words_of(dy);
  const auto xd = doubles_of(x), pd = doubles_of(parameters), dyd = doubles_of(dy);
  if (wanted != Wanted::only_dx) {
    const auto backward = transposed ? reference::transposed_convolution_backward_parameters<double>
                                     : reference::convolution_backward_parameters<double>;
    one.after.push_back(gradient(one, 3, 1, wanted == Wanted::added, backward(s, xd, dyd),
                                 backward(s, absolute(xd), absolute(dyd)),
                                 transposed ? s.large_places() : s.small_places()));
  }
  if (wanted != Wanted::only_dparameters) {
    const auto backward = transposed ? reference::transposed_convolution_backward_input<double>
                                     : reference::convolution_backward_input<double>;
    one.after.push_back({4, backward(s, xd, pd, dyd, activation_of_x),
                         bounds_of(backward(s, xd, absolute(pd), absolute(dyd), Activation::linear),
                                   s.kernel * s.kernel * s.o, 10)});
  }
  to.push_back(std::move(one));
}

void add_both(std::vector<Case>& to, const ConvolutionSizes& s, bool transposed,
              Activation activation = Activation::relu, Wanted wanted = Wanted::all) {
  add_forward(to, s, transposed, activation);
  add_backward(to, s, transposed, activation, wanted);
}

}  // namespace

void add_convolutions(std::vector<Case>& to) {
  struct One {
    Picture x;
    size_t i, o;
    Window window;
  };
  // Every kernel size and stride, paddings from 0 to kernel − 1, no picture square but the first;
  // channels one short of, at and one past vectors; more pictures than groups; pictures whose places
  // are not summed over at once.
  const One convolutions[] = {{{1, 1, 1}, 1, 1, {1, 1, 0}},    {{2, 7, 5}, 1, 32, {3, 2, 1}},
                              {{9, 6, 9}, 32, 64, {3, 2, 1}},  {{3, 5, 7}, 63, 65, {1, 1, 0}},
                              {{2, 9, 4}, 65, 63, {2, 2, 1}},  {{2, 8, 11}, 3, 17, {5, 3, 2}},
                              {{3, 11, 8}, 7, 9, {7, 4, 6}},   {{1, 19, 23}, 5, 13, {4, 1, 3}},
                              {{19, 3, 2}, 13, 31, {3, 1, 2}}, {{2, 10, 9}, 4, 1, {3, 4, 0}},
                              {{5, 4, 6}, 8, 12, {2, 3, 0}},   {{1, 13, 21}, 1, 2, {6, 2, 5}},
                              {{2, 5, 300}, 2, 33, {3, 1, 1}}, {{17, 7, 6}, 16, 32, {3, 1, 1}}};
  for (const auto& [x, i, o, window] : convolutions)
    add_both(to, convolution_sizes(x, i, o, window), false);
  const One transposed[] = {{{1, 1, 1}, 1, 1, {1, 1, 0}},      {{2, 4, 3}, 32, 1, {3, 2, 1, 1}},
                            {{9, 3, 5}, 64, 32, {3, 2, 1, 1}}, {{3, 5, 7}, 63, 65, {1, 1, 0}},
                            {{2, 5, 3}, 65, 63, {2, 2, 1, 1}}, {{2, 3, 4}, 17, 3, {5, 3, 2, 1}},
                            {{3, 3, 4}, 9, 7, {7, 4, 6, 3}},   {{1, 17, 21}, 13, 9, {4, 1, 3}},
                            {{19, 3, 2}, 31, 13, {3, 1, 0}},   {{2, 3, 2}, 1, 11, {3, 4, 0, 2}},
                            {{5, 4, 6}, 12, 8, {2, 3, 0, 0}},  {{1, 11, 12}, 2, 1, {6, 2, 5, 1}},
                            {{17, 4, 3}, 32, 16, {3, 2, 1}}};
  for (const auto& [x, i, o, window] : transposed)
    add_both(to, transposed_sizes(x, i, o, window), true);
  const ConvolutionSizes plain = convolution_sizes({3, 6, 5}, 9, 11, {3, 2, 1});
  const ConvolutionSizes turned = transposed_sizes({3, 4, 3}, 11, 9, {3, 2, 1, 1});
  const ConvolutionSizes few = transposed_sizes({3, 4, 3}, 8, 3, {3, 2, 1, 1});
  for (uint32_t a = 0; a <= static_cast<uint32_t>(Activation::softplus); ++a) {
    add_both(to, plain, false, static_cast<Activation>(a), Wanted::added);
    add_both(to, turned, true, static_cast<Activation>(a), Wanted::added);
    add_forward(to, few, true, static_cast<Activation>(a));
  }
  for (const Wanted wanted : {Wanted::only_dparameters, Wanted::only_dx}) {
    add_backward(to, plain, false, Activation::tanh, wanted);
    add_backward(to, turned, true, Activation::tanh, wanted);
  }
}

}  // namespace cases
