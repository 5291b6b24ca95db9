// Activations that no product takes along: those whose derivative only their input tells.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/activations.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// y[e] = act(x[e])
template <class A>
void activate_all(const Call& call, const Machine& machine) {
  const float* x = call.data[0];
  float* y = call.data[1];
  const auto activation = static_cast<Activation>(call.integers[0]);
  for_stretches(machine.pool, call.shapes[0].count(), [&](size_t first, size_t count) HWY_ATTR {
    for_vectors(count, [&](size_t e, size_t valid) HWY_ATTR {
      store(activate<A>(activation, load(x + first + e, valid)), y + first + e, valid);
    });
  });
}

// dx[e] = in'(x[e]) act'(x[e]) dy[e]
template <class A>
void activate_backward(const Call& call, const Machine& machine) {
  const float *x = call.data[0], *dy = call.data[1];
  float* dx = call.data[2];
  const auto before = static_cast<Activation>(call.integers[0]);
  const auto activation = static_cast<Activation>(call.integers[1]);
  for_stretches(machine.pool, call.shapes[0].count(), [&](size_t first, size_t count) HWY_ATTR {
    for_vectors(count, [&](size_t e, size_t valid) HWY_ATTR {
      const V input = load(x + first + e, valid);
      const V back = back_from_input<A>(activation, input, load(dy + first + e, valid));
      store(back_through<A>(before, input, back), dx + first + e, valid);
    });
  });
}

void add_activations_here(Functions& to) {
  to[Kernel::activate] = {activate_all<Fused>, activate_all<Separate>};
  to[Kernel::activate_backward] = {activate_backward<Fused>, activate_backward<Separate>};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_activations_here);
void add_activations(Functions& to) { HWY_DYNAMIC_DISPATCH(add_activations_here)(to); }
}  // namespace hourglass::cpu
#endif
