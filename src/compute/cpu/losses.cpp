// Losses a row, each with the gradient that starts the way back.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/losses.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/terms.h"
#include "compute/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// loss[n] = Σⱼ (softplus(y[n,j]) − x[n,j] y[n,j])     dy[n,j] = s (sigmoid(y[n,j]) − x[n,j])
// From logits: the cross entropy of sigmoid(y) with x, finite for any finite y.
template <class A>
void loss_bernoulli(const Call& call, const Machine& machine) {
  const float *logits = call.data[0], *targets = call.data[1];
  float *loss = call.data[2], *gradient = call.data[3];
  const uint32_t d = call.shapes[0].features();
  const bool add = call.integers[1] != 0;
  const float scale = term_scale(call, 4);

  for_rows(machine.pool, call.shapes[0].n, 20 * d, [&](uint32_t n) HWY_ATTR {
    const size_t at = size_t{n} * d;
    const float *y = logits + at, *x = targets + at;
    float* dy = gradient ? gradient + at : nullptr;
    loss[n] = fixed_sum(d, [&](size_t j, size_t valid) HWY_ATTR {
      const D tag;
      const V one = hn::Set(tag, 1.0f), logit = load(y + j, valid), target = load(x + j, valid);
      const V t = exp<A>(hn::Neg(hn::Abs(logit)));
      if (dy) {
        // sigmoid(y) = 1 / (1 + t) for y ≥ 0, else t / (1 + t)
        const V above = hn::IfThenElse(hn::Lt(logit, hn::Zero(tag)), t, one);
        const V probability = hn::Div(above, hn::Add(one, t));
        store_or_add(add, hn::Mul(hn::Set(tag, scale), hn::Sub(probability, target)), dy + j,
                     valid);
      }
      return A::multiply_add(hn::Neg(target), logit, softplus_from<A>(logit, t));
    });
  });
}

// loss[n] = w Σⱼ (y[n,j] − x[n,j])² + c     dy[n,j] = s 2w (y[n,j] − x[n,j]) act'(y[n,j])
template <class A>
void loss_squared(const Call& call, const Machine& machine) {
  const float *outputs = call.data[0], *targets = call.data[1];
  float *loss = call.data[2], *gradient = call.data[3];
  const uint32_t d = call.shapes[0].features();
  const auto activation = static_cast<Activation>(call.integers[0]);
  const float weight = call.numbers[1], constant = call.numbers[2];
  const bool add = call.integers[1] != 0;
  const float scale = term_scale(call, 4) * (2.0f * weight);

  for_rows(machine.pool, call.shapes[0].n, 4 * d, [&](uint32_t n) HWY_ATTR {
    const size_t at = size_t{n} * d;
    const float *y = outputs + at, *x = targets + at;
    float* dy = gradient ? gradient + at : nullptr;
    const float sum = fixed_sum(d, [&](size_t j, size_t valid) HWY_ATTR {
      const V output = load(y + j, valid), error = hn::Sub(output, load(x + j, valid));
      if (dy) {
        const V back = hn::Mul(hn::Set(D(), scale), error);
        store_or_add(add, back_through<A>(activation, output, back), dy + j, valid);
      }
      return hn::Mul(error, error);
    });
    loss[n] = weight * sum + constant;
  });
}

void add_losses_here(Functions& to) {
  to[Kernel::loss_bernoulli] = {loss_bernoulli<Fused>, loss_bernoulli<Separate>};
  to[Kernel::loss_squared] = {loss_squared<Fused>, loss_squared<Separate>};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_losses_here);
void add_losses(Functions& to) { HWY_DYNAMIC_DISPATCH(add_losses_here)(to); }
}  // namespace hourglass::cpu
#endif
