// Pictures made smaller, by the maximum or the mean of windows, or larger, by repeating; and back.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/pooling.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include "compute/cpu/kernels.h"
#include "compute/cpu/pool_windows.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// The channels of one place.
HWY_INLINE size_t place(const Shape& s, size_t n, size_t i, size_t j) {
  return ((n * s.h + i) * s.w + j) * s.c;
}

// Whether x takes a maximum over: only where it is larger, so that the first one stays. A NaN does.
HWY_INLINE hn::Mask<D> wins(V x, V best) { return hn::Or(hn::Gt(x, best), hn::IsNaN(x)); }

// y[n,i,j,c] = max of x[n, window i, window j, c]
void max_pool(const Call& call, const Machine& machine) {
  const Shape from = call.shapes[0], to = call.shapes[1];
  const Windows windows(call);
  const uint32_t cost = to.w * to.c * windows.size * windows.size;
  for_rows(machine.pool, to.n * to.h, cost, [&](uint32_t row) HWY_ATTR {
    const uint32_t n = row / to.h, i = row % to.h;
    const Span tall = windows.places(i, from.h);
    for (uint32_t j = 0; j < to.w; ++j) {
      const Span wide = windows.places(j, from.w);
      for_vectors(to.c, [&](size_t c, size_t valid) HWY_ATTR {
        V best = load(call.data[0] + place(from, n, tall.first, wide.first) + c, valid);
        for (uint32_t a = tall.first; a < tall.last; ++a)
          for (uint32_t b = wide.first; b < wide.last; ++b) {
            const V x = load(call.data[0] + place(from, n, a, b) + c, valid);
            best = hn::IfThenElse(wins(x, best), x, best);
          }
        store(best, call.data[1] + place(to, n, i, j) + c, valid);
      });
    }
  });
}

// dx[n,a,b,c] = in'(x) Σ of dy[n,i,j,c] over the windows (i, j) whose first maximum lies at (a, b)
template <class A>
void max_pool_backward(const Call& call, const Machine& machine) {
  const Shape from = call.shapes[0], to = call.shapes[1];
  const Windows windows(call);
  const auto before = static_cast<Activation>(call.integers[0]);
  const uint32_t cost = from.features() + 2 * to.features() * windows.size * windows.size;
  // By pictures: windows may share places.
  for_rows(machine.pool, from.n, cost, [&](uint32_t n) HWY_ATTR {
    const D d;
    float* dx = call.data[2];
    std::fill_n(dx + place(from, n, 0, 0), from.features(), 0.0f);
    for (uint32_t i = 0; i < to.h; ++i)
      for (uint32_t j = 0; j < to.w; ++j) {
        const Span tall = windows.places(i, from.h), wide = windows.places(j, from.w);
        for_vectors(to.c, [&](size_t c, size_t valid) HWY_ATTR {
          V best = load(call.data[0] + place(from, n, tall.first, wide.first) + c, valid);
          V winner = hn::Zero(d), number = hn::Zero(d);  // places by number, exact in a float
          for (uint32_t a = tall.first; a < tall.last; ++a)
            for (uint32_t b = wide.first; b < wide.last; ++b) {
              const V x = load(call.data[0] + place(from, n, a, b) + c, valid);
              const auto won = wins(x, best);
              best = hn::IfThenElse(won, x, best);
              winner = hn::IfThenElse(won, number, winner);
              number = hn::Add(number, hn::Set(d, 1.0f));
            }
          const V dy = load(call.data[1] + place(to, n, i, j) + c, valid);
          number = hn::Zero(d);
          for (uint32_t a = tall.first; a < tall.last; ++a)
            for (uint32_t b = wide.first; b < wide.last; ++b) {
              float* here = dx + place(from, n, a, b) + c;
              const V share = hn::IfThenElseZero(hn::Eq(number, winner), dy);
              store(hn::Add(load(here, valid), share), here, valid);
              number = hn::Add(number, hn::Set(d, 1.0f));
            }
        });
      }
    if (before == Activation::linear) return;
    const float* x = call.data[0] + place(from, n, 0, 0);
    float* there = dx + place(from, n, 0, 0);
    for_vectors(from.features(), [&](size_t e, size_t valid) HWY_ATTR {
      store(back_through<A>(before, load(x + e, valid), load(there + e, valid)), there + e, valid);
    });
  });
}

// y[n,i,j,c] = 1/size² Σ x[n, window i, window j, c]: padding counts, as zeros
void average_pool(const Call& call, const Machine& machine) {
  const Shape from = call.shapes[0], to = call.shapes[1];
  const Windows windows(call);
  const float share = 1.0f / static_cast<float>(windows.size * windows.size);
  const uint32_t cost = to.w * to.c * windows.size * windows.size;
  for_rows(machine.pool, to.n * to.h, cost, [&](uint32_t row) HWY_ATTR {
    const uint32_t n = row / to.h, i = row % to.h;
    const Span tall = windows.places(i, from.h);
    for (uint32_t j = 0; j < to.w; ++j) {
      const Span wide = windows.places(j, from.w);
      for_vectors(to.c, [&](size_t c, size_t valid) HWY_ATTR {
        V sum = hn::Zero(D());
        for (uint32_t a = tall.first; a < tall.last; ++a)
          for (uint32_t b = wide.first; b < wide.last; ++b)
            sum = hn::Add(sum, load(call.data[0] + place(from, n, a, b) + c, valid));
        store(hn::Mul(sum, hn::Set(D(), share)), call.data[1] + place(to, n, i, j) + c, valid);
      });
    }
  });
}

// dx[n,a,b,c] = in'(x) 1/size² Σ of dy[n,i,j,c] over the windows (i, j) that cover (a, b)
template <class A>
void average_pool_backward(const Call& call, const Machine& machine) {
  const Shape from = call.shapes[0], to = call.shapes[1];
  const Windows windows(call);
  const auto before = static_cast<Activation>(call.integers[0]);
  const float share = 1.0f / static_cast<float>(windows.size * windows.size);
  for_rows(machine.pool, from.n * from.h, 8 * from.w * from.c, [&](uint32_t row) HWY_ATTR {
    const uint32_t n = row / from.h, a = row % from.h;
    const Span tall = windows.windows(a, to.h);
    for (uint32_t b = 0; b < from.w; ++b) {
      const Span wide = windows.windows(b, to.w);
      for_vectors(from.c, [&](size_t c, size_t valid) HWY_ATTR {
        V sum = hn::Zero(D());
        for (uint32_t i = tall.first; i < tall.last; ++i)
          for (uint32_t j = wide.first; j < wide.last; ++j)
            sum = hn::Add(sum, load(call.data[1] + place(to, n, i, j) + c, valid));
        const size_t here = place(from, n, a, b) + c;
        const V back = hn::Mul(sum, hn::Set(D(), share));
        store(back_through<A>(before, load(call.data[0] + here, valid), back), call.data[2] + here,
              valid);
      });
    }
  });
}

// y[n,i,j,c] = x[n, ⌊i/f⌋, ⌊j/f⌋, c], f the quotient of the sides
void upsample(const Call& call, const Machine& machine) {
  const Shape from = call.shapes[0], to = call.shapes[1];
  const uint32_t factor = to.h / from.h;
  for_rows(machine.pool, to.n * to.h, to.w * to.c, [&](uint32_t row) {
    const uint32_t n = row / to.h, i = row % to.h;
    for (uint32_t j = 0; j < to.w; ++j)
      std::copy_n(call.data[0] + place(from, n, i / factor, j / factor), to.c,
                  call.data[1] + place(to, n, i, j));
  });
}

// dx[n,a,b,c] = in'(x) Σ of dy[n, fa…fa+f−1, fb…fb+f−1, c]
template <class A>
void upsample_backward(const Call& call, const Machine& machine) {
  const Shape from = call.shapes[0], to = call.shapes[1];
  const uint32_t factor = to.h / from.h;
  const auto before = static_cast<Activation>(call.integers[0]);
  for_rows(machine.pool, from.n * from.h, to.w * to.c * factor, [&](uint32_t row) HWY_ATTR {
    const uint32_t n = row / from.h, a = row % from.h;
    for (uint32_t b = 0; b < from.w; ++b)
      for_vectors(from.c, [&](size_t c, size_t valid) HWY_ATTR {
        V sum = hn::Zero(D());
        for (uint32_t i = a * factor; i < (a + 1) * factor; ++i)
          for (uint32_t j = b * factor; j < (b + 1) * factor; ++j)
            sum = hn::Add(sum, load(call.data[1] + place(to, n, i, j) + c, valid));
        const size_t here = place(from, n, a, b) + c;
        store(back_through<A>(before, load(call.data[0] + here, valid), sum), call.data[2] + here,
              valid);
      });
  });
}

void add_pooling_here(Functions& to) {
  to[Kernel::max_pool] = {max_pool, max_pool};
  to[Kernel::max_pool_backward] = {max_pool_backward<Fused>, max_pool_backward<Separate>};
  to[Kernel::average_pool] = {average_pool, average_pool};
  to[Kernel::average_pool_backward] = {average_pool_backward<Fused>,
                                       average_pool_backward<Separate>};
  to[Kernel::upsample] = {upsample, upsample};
  to[Kernel::upsample_backward] = {upsample_backward<Fused>, upsample_backward<Separate>};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_pooling_here);
void add_pooling(Functions& to) { HWY_DYNAMIC_DISPATCH(add_pooling_here)(to); }
}  // namespace hourglass::cpu
#endif
