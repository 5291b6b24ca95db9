// Decoders with more to learn than a mean: a Gaussian with its variance, grey levels, classes.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/likelihoods.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include <algorithm>
#include <cstring>

#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/terms.h"
#include "compute/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// Vectors of numbers that lie in groups of g with a group of another kind behind each:
// [h, w, 2c] as [h·w, 2, g = c]. One group is one stretch.
struct Interleaved {
  uint32_t group, count;  // numbers in a group, and of one kind

  V load_from(const float* from, size_t e, size_t valid) const {
    if (group == count) return load(from + e, valid);
    alignas(64) float lanes[HWY_MAX_LANES_D(D)] = {};
    for (size_t i = 0; i < valid; ++i) lanes[i] = from[place(e + i)];
    return hn::Load(D(), lanes);
  }
  void give(bool add, V v, float* to, size_t e, size_t valid) const {
    if (group == count) return store_or_add(add, v, to + e, valid);
    alignas(64) float lanes[HWY_MAX_LANES_D(D)];
    hn::Store(v, D(), lanes);
    for (size_t i = 0; i < valid; ++i) {
      float& here = to[place(e + i)];
      here = add ? here + lanes[i] : lanes[i];
    }
  }

 private:
  size_t place(size_t e) const {
    const auto element = static_cast<uint32_t>(e);
    return element + element / group * group;
  }
};

// loss[n] = ½ Σⱼ (log 2π + l + (y − x)² e⁻ˡ), l = m + softplus(log σ² − m): never below m
// dy = s (y − x) e⁻ˡ act'(y)     dlogσ² = s ½ (1 − (y − x)² e⁻ˡ) sigmoid(log σ² − m)
// One log σ² for all pixels, of whose gradient this gives each example's share, or one a pixel:
// y's channels are then means, and as many log σ² behind them.
// Rybkin, Daniilidis and Levine 2021, "Simple and effective VAE training with calibrated decoders".
template <class A>
void loss_gaussian(const Call& call, const Machine& machine) {
  const float *outputs = call.data[0], *targets = call.data[1], *shared = call.data[2];
  float *loss = call.data[4], *gradient = call.data[5], *share = call.data[6];
  const uint32_t d = call.shapes[1].features(), wide = shared ? d : 2 * d;
  const Interleaved places{shared ? d : call.shapes[0].c / 2, d};
  const auto activation = static_cast<Activation>(call.integers[0]);
  const bool add = call.integers[1] != 0;
  const float scale = term_scale(call, 3), least = call.numbers[1];

  for_rows(machine.pool, call.shapes[1].n, (shared ? 8 : 50) * d, [&](uint32_t n) HWY_ATTR {
    const D tag;
    const V one = hn::Set(tag, 1.0f), half = hn::Set(tag, 0.5f), m = hn::Set(tag, least);
    const V s = hn::Set(tag, scale);
    const float *y = outputs + size_t{n} * wide, *x = targets + size_t{n} * d;
    const float* raw = shared ? shared : y + places.group;
    float* dy = gradient ? gradient + size_t{n} * wide : nullptr;
    V l = hn::Zero(tag), precision = l;
    const auto soften = [&](V above) HWY_ATTR {
      l = hn::Add(m, softplus<A>(above));
      precision = exp<A>(hn::Neg(l));
    };
    if (shared) soften(hn::Sub(hn::Set(tag, *shared), m));
    const float sum = fixed_sum(d, [&](size_t j, size_t valid) HWY_ATTR {
      const V output = places.load_from(y, j, valid);
      const V error = hn::Sub(output, load(x + j, valid));
      V above = error;
      if (!shared) soften(above = hn::Sub(places.load_from(raw, j, valid), m));
      const V weighted = hn::Mul(error, precision);
      if (dy)
        places.give(add, back_through<A>(activation, output, hn::Mul(s, weighted)), dy, j, valid);
      const V square = hn::Mul(error, weighted);
      if (!shared && dy) {
        const V back = hn::Mul(hn::Mul(s, half), hn::Sub(one, square));
        places.give(add, hn::Mul(back, sigmoid<A>(above)), dy + places.group, j, valid);
      }
      return shared ? square : hn::Add(l, square);
    });
    const auto pixels = static_cast<float>(d);
    const float level = shared ? 1.83787706641f + hn::GetLane(l) : 1.83787706641f;  // log 2π
    loss[n] = 0.5f * (sum + pixels * level);
    if (share) {
      const V slope = sigmoid<A>(hn::Sub(hn::Set(tag, *shared), m));
      share[n] = scale * 0.5f * (pixels - sum) * hn::GetLane(slope);
    }
  });
}

// loss[n] = Σⱼ (log Σₖ exp(y[n,j,k]) − y[n,j,class]), class = ⌊K x[n,j]⌋, at most K − 1
// dy[n,j,k] = s (softmaxₖ(y[n,j,·]) − [k = class])
// Sixteen pixels side by side, so that a lane is a pixel whatever K and the vector's width are.
template <class A>
void loss_categorical(const Call& call, const Machine& machine) {
  constexpr uint32_t together = 16;
  const float *outputs = call.data[0], *targets = call.data[1];
  float *loss = call.data[3], *gradient = call.data[4];
  const uint32_t d = call.shapes[1].features(), levels = call.integers[3];
  const bool add = call.integers[1] != 0;
  const float scale = term_scale(call, 2);

  for_rows(machine.pool, call.shapes[1].n, 30 * d * levels, [&](uint32_t n) HWY_ATTR {
    const D tag;
    const size_t lanes = hn::Lanes(tag);
    const float *y = outputs + size_t{n} * d * levels, *x = targets + size_t{n} * d;
    float* dy = gradient ? gradient + size_t{n} * d * levels : nullptr;
    alignas(64) float turned[most_levels * together];
    alignas(64) float sums[together] = {}, value[together], target[together];
    for (uint32_t first = 0; first < d; first += together) {
      const uint32_t count = std::min(together, d - first);
      for (uint32_t p = 0; p < together; ++p) {
        target[p] = p < count ? x[first + p] : 0.0f;
        for (uint32_t k = 0; k < levels; ++k)
          turned[k * together + p] = p < count ? y[size_t{first + p} * levels + k] : 0.0f;
      }
      for (size_t p = 0; p < together; p += lanes) {
        const V top = hn::Set(tag, static_cast<float>(levels - 1));
        const V scaled =
            hn::Mul(hn::Set(tag, static_cast<float>(levels)), hn::Load(tag, target + p));
        const V chosen = hn::Floor(hn::Min(top, hn::Max(hn::Zero(tag), scaled)));
        V most = hn::Load(tag, turned + p), wanted = most, sum = hn::Zero(tag);
        for (uint32_t k = 1; k < levels; ++k) {
          const V logit = hn::Load(tag, turned + k * together + p);
          most = hn::Max(most, logit);
          wanted =
              hn::IfThenElse(hn::Eq(chosen, hn::Set(tag, static_cast<float>(k))), logit, wanted);
        }
        for (uint32_t k = 0; k < levels; ++k) {
          float* here = turned + k * together + p;
          const V power = exp<A>(hn::Sub(hn::Load(tag, here), most));
          sum = hn::Add(sum, power);
          hn::Store(power, tag, here);
        }
        hn::Store(hn::Add(log<A>(sum), hn::Sub(most, wanted)), tag, value + p);
        for (uint32_t k = 0; dy && k < levels; ++k) {
          float* here = turned + k * together + p;
          const V one = hn::IfThenElseZero(hn::Eq(chosen, hn::Set(tag, static_cast<float>(k))),
                                           hn::Set(tag, 1.0f));
          const V off = hn::Sub(hn::Div(hn::Load(tag, here), sum), one);
          hn::Store(hn::Mul(hn::Set(tag, scale), off), tag, here);
        }
      }
      for (uint32_t p = 0; p < count; ++p) {
        sums[p] += value[p];
        for (uint32_t k = 0; dy && k < levels; ++k) {
          float& to = dy[size_t{first + p} * levels + k];
          to = add ? to + turned[k * together + p] : turned[k * together + p];
        }
      }
    }
    for (uint32_t half = together / 2; half > 0; half /= 2)
      for (uint32_t p = 0; p < half; ++p) sums[p] += sums[p + half];
    loss[n] = sums[0];
  });
}

// loss[n] = log Σₖ exp(y[n,k]) − y[n,label]     right[n] = 1 where label has the first largest y
// dy[n,k] = s (softmaxₖ(y[n,·]) − [k = label])
// An example whose label is no class has none: loss, right and gradient are 0.
template <class A>
void loss_classes(const Call& call, const Machine& machine) {
  const float* outputs = call.data[0];
  const float* labels = call.data[1];  // integers by their bits
  float *loss = call.data[3], *right = call.data[4], *gradient = call.data[5];
  const uint32_t classes = call.shapes[0].features();
  const bool add = call.integers[1] != 0;
  const float scale = term_scale(call, 2);

  for_rows(machine.pool, call.shapes[0].n, 30 * classes, [&](uint32_t n) HWY_ATTR {
    const D tag;
    const float* y = outputs + size_t{n} * classes;
    float* dy = gradient ? gradient + size_t{n} * classes : nullptr;
    uint32_t label;
    std::memcpy(&label, labels + n, sizeof label);
    if (label >= classes) {
      loss[n] = right[n] = 0.0f;
      for (uint32_t k = 0; dy && !add && k < classes; ++k) dy[k] = 0.0f;
      return;
    }
    uint32_t best = 0;
    for (uint32_t k = 1; k < classes; ++k)
      if (y[k] > y[best]) best = k;
    const V most = hn::Set(tag, y[best]);
    const V sum = hn::Set(tag, fixed_sum(classes, [&](size_t k, size_t valid) HWY_ATTR {
                            return exp<A>(hn::Sub(load(y + k, valid), most));
                          }));
    loss[n] = hn::GetLane(log<A>(sum)) + (y[best] - y[label]);
    right[n] = best == label ? 1.0f : 0.0f;
    if (!dy) return;
    const V s = hn::Set(tag, scale), wanted = hn::Set(tag, static_cast<float>(label));
    for_vectors(classes, [&](size_t k, size_t valid) HWY_ATTR {
      const V power = exp<A>(hn::Sub(load(y + k, valid), most));
      const V own = hn::Iota(tag, static_cast<float>(k));
      const V one = hn::IfThenElseZero(hn::Eq(own, wanted), hn::Set(tag, 1.0f));
      store_or_add(add, hn::Mul(s, hn::Sub(hn::Div(power, sum), one)), dy + k, valid);
    });
  });
}

void add_likelihoods_here(Functions& to) {
  to[Kernel::loss_gaussian] = {loss_gaussian<Fused>, loss_gaussian<Separate>};
  to[Kernel::loss_categorical] = {loss_categorical<Fused>, loss_categorical<Separate>};
  to[Kernel::loss_classes] = {loss_classes<Fused>, loss_classes<Separate>};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_likelihoods_here);
void add_likelihoods(Functions& to) { HWY_DYNAMIC_DISPATCH(add_likelihoods_here)(to); }
}  // namespace hourglass::cpu
#endif
