// Rates of arithmetic. Trains nothing.
#include "compute/bench.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/bench.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include <algorithm>
#include <vector>

#include "compute/clock.h"
#include "compute/cpu/vector_math.h"
#include "compute/owned.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// As many independent sums as hide the latency, beside two constants, in 32 or 16 registers.
constexpr size_t chains = HWY_MAX_LANES_D(D) >= 16 ? 24 : 12;

// Flops done. All values come from `memory`, [chains + 2, lanes], and go back there out of line: a
// compiler that foresees them drops the loop, and V8 makes a vector constant anew at every use.
template <class A>
HWY_NOINLINE double multiply_adds(size_t times, float* memory) {
  const D d;
  const size_t lanes = hn::Lanes(d);
  V sums[chains];
  HWY_UNROLL(24)
  for (size_t i = 0; i < chains; ++i) sums[i] = hn::LoadU(d, memory + i * lanes);
  const V factor = hn::LoadU(d, memory + chains * lanes);
  const V term = hn::LoadU(d, memory + (chains + 1) * lanes);
  for (size_t t = 0; t < times; ++t) {
    HWY_UNROLL(24)
    for (size_t i = 0; i < chains; ++i) sums[i] = A::multiply_add(sums[i], factor, term);
  }
  HWY_UNROLL(24)
  for (size_t i = 0; i < chains; ++i) hn::StoreU(sums[i], d, memory + i * lanes);
  return 2.0 * static_cast<double>(times * chains * lanes);
}

double adds(bool fused, size_t times, float* memory) {
  return fused ? multiply_adds<Fused>(times, memory) : multiply_adds<Separate>(times, memory);
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass {
namespace cpu {
namespace {
HWY_EXPORT(adds);
double best_adds(bool fused, size_t times, float* memory) {
  return HWY_DYNAMIC_DISPATCH(adds)(fused, times, memory);
}
}  // namespace
}  // namespace cpu

namespace {

// The best of many short tries: what else runs on the machine only ever takes time.
template <class Body>
double best_rate(double seconds, Body&& body) {
  double best = 0.0;
  const double end = seconds_now() + seconds;
  double start = seconds_now();
  do {
    const double flops = body(), stop = seconds_now();
    best = std::max(best, flops / (stop - start) * 1e-9);
    start = stop;
  } while (start < end);
  return best;
}

}  // namespace

double multiply_add_peak(bool fused, double seconds) {
  constexpr size_t times = 20'000;
  std::vector<float> memory(26 * 16, 0.5f);
  return best_rate(seconds, [&] { return cpu::best_adds(fused, times, memory.data()); });
}

double product_rate(Backend& backend, uint32_t n, uint32_t i, uint32_t o, double seconds) {
  const OwnedTensor x(backend, Shape{n, 1, 1, i}), w(backend, Shape{i + 1, 1, 1, o}),
      y(backend, Shape{n, 1, 1, o});
  const OwnedProgram forward = prepared(backend, {{Kernel::dense_forward, {x, w, y}, {}, {}}});
  return best_rate(seconds, [&] {
    backend.run(forward.get(), 1);
    read_now(backend, {y->buffer, 0, {}});  // a backend may only have queued the work
    return 2.0 * n * i * o;
  });
}

}  // namespace hourglass
#endif
