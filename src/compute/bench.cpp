// Rates of arithmetic. Trains nothing.
#include "compute/bench.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/bench.cpp"
#include "compute/cpu/targets.h"
#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include <algorithm>
#include <chrono>

#include "compute/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// As many independent sums as hide the latency; 12 fit into 16 registers.
constexpr size_t chains = HWY_MAX_LANES_D(D) >= 16 ? 24 : 12;

// Flops done.
template <class A>
double multiply_adds(size_t times) {
  const D d;
  V sums[chains];
  HWY_UNROLL(24)
  for (size_t i = 0; i < chains; ++i) sums[i] = hn::Set(d, static_cast<float>(i));
  const V factor = hn::Set(d, 0.999f), term = hn::Set(d, 1e-3f);
  for (size_t t = 0; t < times; ++t) {
    HWY_UNROLL(24)
    for (size_t i = 0; i < chains; ++i) sums[i] = A::multiply_add(sums[i], factor, term);
  }
  V sum = hn::Zero(d);
  HWY_UNROLL(24)
  for (size_t i = 0; i < chains; ++i) sum = hn::Add(sum, sums[i]);
  hwy::PreventElision(hn::GetLane(sum));
  return 2.0 * static_cast<double>(times * chains * hn::Lanes(d));
}

double adds(bool fused, size_t times) {
  return fused ? multiply_adds<Fused>(times) : multiply_adds<Separate>(times);
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass {
namespace cpu {
namespace {
HWY_EXPORT(adds);
double best_adds(bool fused, size_t times) { return HWY_DYNAMIC_DISPATCH(adds)(fused, times); }
}  // namespace
}  // namespace cpu

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The best of many short tries: what else runs on the machine only ever takes time.
template <class Body>
double best_rate(double seconds, Body&& body) {
  double best = 0.0;
  const double end = now() + seconds;
  double start = now();
  do {
    const double flops = body(), stop = now();
    best = std::max(best, flops / (stop - start) * 1e-9);
    start = stop;
  } while (start < end);
  return best;
}

}  // namespace

double multiply_add_peak(bool fused, double seconds) {
  constexpr size_t times = 50'000;
  return best_rate(seconds, [&] { return cpu::best_adds(fused, times); });
}

ProductRate product_rate(Backend& backend, uint32_t n, uint32_t i, uint32_t o, double seconds) {
  const Tensor x = allocate(backend, {n, 1, 1, i}), w = allocate(backend, {i + 1, 1, 1, o});
  const Tensor y = allocate(backend, {n, 1, 1, o}), dx = allocate(backend, x.shape);
  const Tensor dw = allocate(backend, w.shape);
  const ProgramId forward = backend.prepare({{Kernel::dense_forward, {x, w, y}, {}, {}}});
  const ProgramId backward = backend.prepare({{Kernel::dense_backward, {x, w, y, dw, dx}, {}, {}}});

  const double flops = 2.0 * n * i * o;
  const auto rate = [&](ProgramId program, double each) {
    return best_rate(seconds, [&] {
      backend.run(program, 1);
      read_now(backend, {dw.buffer, 0, {}});  // a backend may only have queued the work
      return each;
    });
  };
  const ProductRate rates{rate(forward, flops), rate(backward, 2.0 * flops)};
  backend.release(forward);
  backend.release(backward);
  for (const Tensor& tensor : {x, w, y, dx, dw}) backend.release(tensor.buffer);
  return rates;
}

}  // namespace hourglass
#endif
