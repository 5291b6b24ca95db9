// Our own exp, log, tanh, sigmoid and softplus: accuracy, ends, and that vectors and scalars agree
// to the bit where they must.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/math_test.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include <vector>

#include "compute/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// 0 exp, 1 log, 2 and up: the activations. In place.
template <class A>
void apply(int which, std::vector<float>& values) {
  for_vectors(values.size(), [&](size_t i, size_t valid) HWY_ATTR {
    const V x = load(values.data() + i, valid);
    const V y = which == 0   ? exp<A>(x)
                : which == 1 ? log<A>(x)
                             : activate<A>(static_cast<Activation>(which - 2), x);
    store(y, values.data() + i, valid);
  });
}

void apply_here(bool fused, int which, std::vector<float>& values) {
  fused ? apply<Fused>(which, values) : apply<Separate>(which, values);
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "compute/scalar_math.h"
#include "reference/activation.h"

namespace hourglass::cpu {
namespace {

HWY_EXPORT(apply_here);

std::vector<float> applied(bool fused, int which, std::vector<float> values) {
  HWY_DYNAMIC_DISPATCH(apply_here)(fused, which, values);
  return values;
}

// Many, evenly and by powers; an odd number of them.
std::vector<float> arguments(float low, float high) {
  std::vector<float> out;
  for (int i = 0; i <= 20'000; ++i)
    out.push_back(low + (high - low) * static_cast<float>(i) / 20'000.0f);
  for (float size = 1e-30f; size < high; size *= 1.37f) {
    out.push_back(size);
    if (low < -size) out.push_back(-size);
  }
  return out;
}

double d(float x) { return static_cast<double>(x); }
constexpr double ulp = 0x1p-23;

}  // namespace

TEST_CASE("exp and log are good to 2 ulp, scalar and vector") {
  const auto x = arguments(-86.9f, 86.9f);
  for (const bool fused : {false, true}) {
    const auto y = applied(fused, 0, x);
    for (size_t i = 0; i < x.size(); ++i) {
      const double truth = std::exp(d(x[i]));
      CHECK(std::abs(d(y[i]) - truth) <= 2 * ulp * truth);
      CHECK(std::abs(d(scalar::exp(x[i])) - truth) <= 2 * ulp * truth);
    }
  }
  const auto positive = arguments(1e-30f, 1e4f);
  for (const bool fused : {false, true}) {
    const auto y = applied(fused, 1, positive);
    for (size_t i = 0; i < positive.size(); ++i) {
      const double truth = std::log(d(positive[i])), bound = 2 * ulp * std::abs(truth) + 1e-9;
      CHECK(std::abs(d(y[i]) - truth) <= bound);
      CHECK(std::abs(d(scalar::log(positive[i])) - truth) <= bound);
    }
  }
}

TEST_CASE("separate vectors give the scalars' bits") {
  const auto x = arguments(-90.0f, 90.0f), positive = arguments(1e-30f, 1e4f);
  const auto exps = applied(false, 0, x), logs = applied(false, 1, positive);
  for (size_t i = 0; i < x.size(); ++i)
    CHECK(std::bit_cast<uint32_t>(exps[i]) == std::bit_cast<uint32_t>(scalar::exp(x[i])));
  for (size_t i = 0; i < positive.size(); ++i)
    CHECK(std::bit_cast<uint32_t>(logs[i]) == std::bit_cast<uint32_t>(scalar::log(positive[i])));
}

TEST_CASE("activations are good to 6 ulp, relative") {
  const auto x = arguments(-30.0f, 30.0f);
  for (uint32_t a = 0; a < activation_count; ++a) {
    CAPTURE(a);
    for (const bool fused : {false, true}) {
      const auto y = applied(fused, static_cast<int>(a) + 2, x);
      for (size_t i = 0; i < x.size(); ++i) {
        const auto activation = static_cast<Activation>(a);
        const double truth = reference::activate(activation, d(x[i]));
        double bound = 6 * ulp * std::abs(truth);
        // A product with what falls like e^−x² knows its argument no better than x does.
        if (!about(activation).from_output)
          bound += 6 * ulp * std::abs(d(x[i]) * reference::derivative(activation, d(x[i]))) + 1e-30;
        CHECK(std::abs(d(y[i]) - truth) <= bound);
      }
    }
  }
}

TEST_CASE("sines and cosines of turns are good to 1e-7 and lie on the circle") {
  for (int i = 0; i < 10'000; ++i) {
    const float u = static_cast<float>(i) / 10'000.0f;
    const auto [sine, cosine] = scalar::sine_cosine_turns(u);
    const double angle = 2 * 3.14159265358979323846 * d(u);
    CHECK(std::abs(d(sine) - std::sin(angle)) < 2.5e-7);
    CHECK(std::abs(d(cosine) - std::cos(angle)) < 2.5e-7);
  }
}

TEST_CASE("infinities and NaN do no harm") {
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> ends{infinity, -infinity, nan,    0.0f,   -0.0f,
                                3e38f,    -3e38f,    1e-45f, 100.0f, -100.0f};
  for (const bool fused : {false, true}) {
    const auto exps = applied(fused, 0, ends);
    CHECK(exps[0] > 1e37f);
    CHECK(exps[1] < 1e-37f);
    CHECK(std::isnan(exps[2]));
    CHECK(exps[3] == 1.0f);
    CHECK(std::isfinite(exps[8]));
    applied(fused, 1, ends);
    for (uint32_t a = 0; a < activation_count; ++a) {
      CAPTURE(a);
      const auto y = applied(fused, static_cast<int>(a) + 2, ends);
      CHECK(std::isnan(y[2]));  // a diverged training shows it
      for (size_t i = 3; i < ends.size(); ++i) CHECK(std::isfinite(y[i]));
    }
  }
  CHECK(std::isnan(scalar::exp(nan)));
  CHECK(scalar::exp(infinity) > 1e37f);
  CHECK(scalar::exp(-infinity) < 1e-37f);
}

}  // namespace hourglass::cpu
#endif
