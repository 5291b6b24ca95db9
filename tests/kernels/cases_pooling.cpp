// Cases of pooling and of upsampling.
#include <cmath>
#include <format>

#include "kernels/cases.h"
#include "reference/pooling.h"

namespace cases {

using namespace hourglass;
using reference::Window;

namespace {

// So coarse that many are equal: of equal ones the first is the maximum.
std::vector<float> coarse(size_t count, uint32_t seed) {
  auto out = random_floats(count, seed, -2, 2);
  for (float& value : out) value = 0.5f * std::floor(2.0f * value);
  return out;
}

std::string name_of(Kernel kernel, const Shape& s, Window k, Activation before) {
  return std::format("{} [{}, {}, {}, {}] by {} at {}, padding {}, after {}",
                     signature(kernel).stem, s.n, s.h, s.w, s.c, k.size, k.stride, k.padding,
                     about(before).name);
}

std::vector<double> within(const std::vector<double>& sums_of_sizes, double factor) {
  std::vector<double> out;
  for (const double sum : sums_of_sizes) out.push_back(factor * epsilon * sum + 1e-30);
  return out;
}
std::vector<double> sizes_of(std::vector<double> values) {
  for (double& value : values) value = std::abs(value);
  return values;
}

void add_pool(std::vector<Case>& to, const Shape& s, Window k, Activation before) {
  const Shape t = reference::pooled(s, k);
  const auto x =
      before == Activation::linear ? coarse(s.count(), 61) : random_outputs(before, s.count(), 61);
  const auto dy = random_floats(t.count(), 62, -1, 1);
  const auto xd = doubles_of(x), g = doubles_of(dy);
  const std::array<uint32_t, 8> integers{static_cast<uint32_t>(before), k.size, k.stride,
                                         k.padding};
  const auto add = [&](Kernel kernel, std::initializer_list<Shape> shapes,
                       std::vector<std::vector<uint32_t>> before_words, Expected expected) {
    Case one = start(kernel, name_of(kernel, s, k, before), shapes);
    one.dispatch.integers = integers;
    for (size_t i = 0; i < before_words.size(); ++i) one.before[i] = std::move(before_words[i]);
    one.after.push_back(std::move(expected));
    to.push_back(std::move(one));
  };
  const double terms = k.size * k.size;
  const auto largest = reference::max_pool(s, k, xd), mean = reference::average_pool(s, k, xd);
  add(Kernel::max_pool, {s, t}, {words_of(x)},
      {1, largest, std::vector<double>(largest.size(), 0.0)});
  add(Kernel::average_pool, {s, t}, {words_of(x)},
      {1, mean, within(reference::average_pool(s, k, sizes_of(xd)), terms + 2)});
  const auto linear = Activation::linear;
  add(Kernel::max_pool_backward, {s, t, s}, {words_of(x), words_of(dy)},
      {2, reference::max_pool_backward(s, k, xd, g, before),
       within(reference::max_pool_backward(s, k, xd, sizes_of(g), linear), terms + 8)});
  add(Kernel::average_pool_backward, {s, t, s}, {words_of(x), words_of(dy)},
      {2, reference::average_pool_backward(s, k, xd, g, before),
       within(reference::average_pool_backward(s, k, xd, sizes_of(g), linear), terms + 8)});
}

void add_upsample(std::vector<Case>& to, const Shape& s, uint32_t f, Activation before) {
  const Shape t{s.n, f * s.h, f * s.w, s.c};
  const auto x = random_outputs(before, s.count(), 63);
  const auto dy = random_floats(t.count(), 64, -1, 1);
  const auto xd = doubles_of(x), g = doubles_of(dy);
  Case up = start(Kernel::upsample,
                  std::format("upsample [{}, {}, {}, {}] by {}", s.n, s.h, s.w, s.c, f), {s, t});
  up.before[0] = words_of(x);
  up.after.push_back({1, {}, {}, words_of(reference::upsample(s, f, x))});
  to.push_back(std::move(up));

  Case back = start(Kernel::upsample_backward,
                    std::format("upsample_backward [{}, {}, {}, {}] by {} after {}", s.n, s.h, s.w,
                                s.c, f, about(before).name),
                    {s, t, s});
  back.before[0] = words_of(x);
  back.before[1] = words_of(dy);
  back.dispatch.integers[0] = static_cast<uint32_t>(before);
  const auto sums = reference::upsample_backward(s, f, xd, sizes_of(g), Activation::linear);
  back.after.push_back({2, reference::upsample_backward(s, f, xd, g, before),
                        within(sums, static_cast<double>(f * f) + 8)});
  to.push_back(std::move(back));
}

}  // namespace

void add_pooling(std::vector<Case>& to) {
  // Apart, side by side, overlapping; with places that no window covers; over the whole picture.
  const Window windows[] = {{1, 1, 0}, {2, 2, 0}, {3, 2, 1}, {3, 1, 1}, {2, 3, 0}, {5, 3, 2}};
  const Shape shapes[] = {
      {1, 5, 5, 1}, {2, 7, 11, 3}, {3, 8, 6, 64}, {1, 13, 5, 65}, {5, 6, 9, 17}};
  for (const Shape& s : shapes)
    for (const Window k : windows) add_pool(to, s, k, Activation::linear);
  add_pool(to, {63, 1, 1, 1}, {1, 1, 0}, Activation::linear);
  add_pool(to, {2, 7, 7, 63}, {7, 7, 0}, Activation::linear);
  add_pool(to, {65, 14, 14, 32}, {2, 2, 0}, Activation::relu);
  add_pool(to, {3, 9, 7, 13}, {3, 2, 1}, Activation::relu);
  add_pool(to, {3, 9, 7, 13}, {3, 2, 1}, Activation::tanh);

  add_upsample(to, {1, 1, 1, 1}, 1, Activation::linear);
  add_upsample(to, {2, 5, 3, 63}, 2, Activation::linear);
  add_upsample(to, {65, 7, 7, 16}, 2, Activation::relu);
  add_upsample(to, {3, 3, 5, 7}, 3, Activation::sigmoid);
}

}  // namespace cases
