// Batch normalisation (Ioffe and Szegedy 2015, "Batch normalization", algorithm 1 and section 3) and
// layer normalisation (Ba, Kiros and Hinton 2016). A picture's places are rows: x is [r, c] here,
// r = n·h·w; x̂ = (x − mean)/σ, σ² = variance + ε.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/normalisation.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include "compute/cpu/column_blocks.h"
#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// `count` sums of every column over the rows, [count, columns], in the workspace: those of a block of
// rows, then over blocks. term(row, column, valid, sums) adds a row's.
template <size_t count, class Term>
float* column_sums(const Machine& machine, uint32_t rows, uint32_t columns, Term&& term) {
  const uint32_t blocks = column_blocks(rows, columns), tall = block_rows(columns);
  const size_t width = count * columns;
  float *totals = machine.workspace, *parts = totals + width;
  for_rows(machine.pool, blocks, 2 * tall * columns, [&](uint32_t block) HWY_ATTR {
    const uint32_t end = std::min(rows, (block + 1) * tall);
    for_vectors(columns, [&](size_t c, size_t valid) HWY_ATTR {
      V sums[count];
      for (V& sum : sums) sum = hn::Zero(D());
      for (uint32_t r = block * tall; r < end; ++r) term(r, c, valid, sums);
      for (size_t k = 0; k < count; ++k)
        store(sums[k], parts + block * width + k * columns + c, valid);
    });
  });
  for_vectors(width, [&](size_t c, size_t valid) HWY_ATTR {
    V sum = load(parts + c, valid);
    for (uint32_t block = 1; block < blocks; ++block)
      sum = hn::Add(sum, load(parts + block * width + c, valid));
    store(sum, totals + c, valid);
  });
  return totals;
}

HWY_INLINE uint32_t rows_of(const Shape& s) { return s.n * s.h * s.w; }

// y = act(γ (x − mean) 1/σ + β), the numbers of a column, or of a row
template <class A>
HWY_INLINE V scaled(Activation activation, V x, V mean, V inverse, const float* parameters,
                    size_t columns, size_t c, size_t valid) {
  const V gamma = load(parameters + c, valid), beta = load(parameters + columns + c, valid);
  const V y = A::multiply_add(hn::Sub(x, mean), hn::Mul(gamma, inverse), beta);
  return activate<A>(activation, y);
}

template <class A>
void scale_columns(const Call& call, const Machine& machine, const float* mean,
                   const float* inverse, float* y) {
  const uint32_t rows = rows_of(call.shapes[0]), columns = call.shapes[0].c;
  const auto activation = static_cast<Activation>(call.integers[0]);
  for_rows(machine.pool, rows, 4 * columns, [&](uint32_t r) HWY_ATTR {
    const size_t at = size_t{r} * columns;
    for_vectors(columns, [&](size_t c, size_t valid) HWY_ATTR {
      const V x = load(call.data[0] + at + c, valid);
      store(scaled<A>(activation, x, load(mean + c, valid), load(inverse + c, valid), call.data[1],
                      columns, c, valid),
            y + at + c, valid);
    });
  });
}

// mean[c] = 1/r Σ x[·,c]     variance[c] = 1/r Σ (x[·,c] − mean[c])²     y = act(γ[c] x̂ + β[c])
// running mean ← (1 − m) running mean + m mean
// running variance ← (1 − m) running variance + m r/(r − 1) variance
template <class A>
void batch_norm(const Call& call, const Machine& machine) {
  const float* x = call.data[0];
  float *statistics = call.data[2], *saved = call.data[4];
  const uint32_t rows = rows_of(call.shapes[0]), columns = call.shapes[0].c;
  const float share = 1.0f / static_cast<float>(rows), momentum = call.numbers[1];
  const float spread = 1.0f / static_cast<float>(rows - 1);
  float *mean = saved, *inverse = saved + columns;

  const auto at = [&](uint32_t r, size_t c) { return x + size_t{r} * columns + c; };
  const auto towards = [&](float* running, V value, size_t valid) HWY_ATTR {
    const V old = load(running, valid), m = hn::Set(D(), momentum);
    store(A::multiply_add(m, hn::Sub(value, old), old), running, valid);
  };
  const float* sums = column_sums<1>(machine, rows, columns,
                                     [&](uint32_t r, size_t c, size_t valid, V* sum) HWY_ATTR {
                                       sum[0] = hn::Add(sum[0], load(at(r, c), valid));
                                     });
  for_vectors(columns, [&](size_t c, size_t valid) HWY_ATTR {
    const V m = hn::Mul(load(sums + c, valid), hn::Set(D(), share));
    store(m, mean + c, valid);
    towards(statistics + c, m, valid);
  });
  const float* squares = column_sums<1>(
      machine, rows, columns, [&](uint32_t r, size_t c, size_t valid, V* sum) HWY_ATTR {
        const V off = hn::Sub(load(at(r, c), valid), load(mean + c, valid));
        sum[0] = A::multiply_add(off, off, sum[0]);
      });
  for_vectors(columns, [&](size_t c, size_t valid) HWY_ATTR {
    const V square = load(squares + c, valid);
    const V variance = A::multiply_add(square, hn::Set(D(), share), hn::Set(D(), call.numbers[0]));
    store(hn::Div(hn::Set(D(), 1.0f), hn::Sqrt(variance)), inverse + c, valid);
    towards(statistics + columns + c, hn::Mul(square, hn::Set(D(), spread)), valid);
  });
  scale_columns<A>(call, machine, mean, inverse, call.data[3]);
}

// y = act(γ[c] (x − running mean[c]) / √(running variance[c] + ε) + β[c])
template <class A>
void batch_norm_evaluate(const Call& call, const Machine& machine) {
  const uint32_t columns = call.shapes[0].c;
  const float* statistics = call.data[2];
  float* inverse = machine.workspace;
  for_vectors(columns, [&](size_t c, size_t valid) HWY_ATTR {
    const V variance =
        hn::Add(load(statistics + columns + c, valid), hn::Set(D(), call.numbers[0]));
    store(hn::Div(hn::Set(D(), 1.0f), hn::Sqrt(variance)), inverse + c, valid);
  });
  scale_columns<A>(call, machine, statistics, inverse, call.data[3]);
}

// dγ[c] = Σ dy[·,c] x̂[·,c]     dβ[c] = Σ dy[·,c]
// dx = in'(x) γ[c]/σ[c] (dy − 1/r dβ[c] − 1/r dγ[c] x̂), the sums over the batch
template <class A>
void batch_norm_backward(const Call& call, const Machine& machine) {
  const float *x = call.data[0], *gamma = call.data[1], *mean = call.data[2], *dy = call.data[3];
  float *dparameters = call.data[4], *dx = call.data[5];
  const uint32_t rows = rows_of(call.shapes[0]), columns = call.shapes[0].c;
  const float* inverse = mean + columns;
  const auto before = static_cast<Activation>(call.integers[0]);
  const bool add = call.integers[1] != 0;

  const auto normal = [&](size_t at, size_t c, size_t valid) HWY_ATTR {
    return hn::Mul(hn::Sub(load(x + at, valid), load(mean + c, valid)), load(inverse + c, valid));
  };
  const float* sums = column_sums<2>(machine, rows, columns,
                                     [&](uint32_t r, size_t c, size_t valid, V* sum) HWY_ATTR {
                                       const size_t at = size_t{r} * columns + c;
                                       const V g = load(dy + at, valid);
                                       sum[0] = A::multiply_add(g, normal(at, c, valid), sum[0]);
                                       sum[1] = hn::Add(sum[1], g);
                                     });
  if (dparameters)
    for_vectors(2 * size_t{columns}, [&](size_t c, size_t valid) HWY_ATTR {
      const V sum = load(sums + c, valid);
      store(add ? hn::Add(load(dparameters + c, valid), sum) : sum, dparameters + c, valid);
    });
  if (!dx) return;
  const float share = 1.0f / static_cast<float>(rows);
  for_rows(machine.pool, rows, 8 * columns, [&](uint32_t r) HWY_ATTR {
    for_vectors(columns, [&](size_t c, size_t valid) HWY_ATTR {
      const size_t at = size_t{r} * columns + c;
      const V minus = hn::Set(D(), -share);
      V back = A::multiply_add(minus, load(sums + columns + c, valid), load(dy + at, valid));
      back = A::multiply_add(hn::Mul(minus, load(sums + c, valid)), normal(at, c, valid), back);
      back = hn::Mul(hn::Mul(load(gamma + c, valid), load(inverse + c, valid)), back);
      store(back_through<A>(before, load(x + at, valid), back), dx + at, valid);
    });
  });
}

// mean[r] = 1/c Σ x[r,·]     variance[r] = 1/c Σ (x[r,·] − mean[r])²     y = act(γ[c] x̂ + β[c])
template <class A>
void layer_norm(const Call& call, const Machine& machine) {
  float *y = call.data[2], *saved = call.data[3];
  const uint32_t columns = call.shapes[0].c;
  const float share = 1.0f / static_cast<float>(columns);
  const auto activation = static_cast<Activation>(call.integers[0]);
  for_rows(machine.pool, rows_of(call.shapes[0]), 6 * columns, [&](uint32_t r) HWY_ATTR {
    const size_t at = size_t{r} * columns;
    const float* x = call.data[0] + at;
    const float mean = share * fixed_sum(columns, [&](size_t c, size_t valid)
                                                      HWY_ATTR { return load(x + c, valid); });
    const float squares = fixed_sum(columns, [&](size_t c, size_t valid) HWY_ATTR {
      const V off = hn::Sub(load(x + c, valid), hn::Set(D(), mean));
      return hn::Mul(off, off);
    });
    const V variance = hn::Set(D(), share * squares + call.numbers[0]);
    const V inverse = hn::Div(hn::Set(D(), 1.0f), hn::Sqrt(variance));
    saved[2 * size_t{r}] = mean;
    saved[2 * size_t{r} + 1] = hn::GetLane(inverse);
    for_vectors(columns, [&](size_t c, size_t valid) HWY_ATTR {
      store(scaled<A>(activation, load(x + c, valid), hn::Set(D(), mean), inverse, call.data[1],
                      columns, c, valid),
            y + at + c, valid);
    });
  });
}

// dγ[c] = Σ dy[·,c] x̂[·,c]     dβ[c] = Σ dy[·,c]
// dx = in'(x) 1/σ[r] (g − 1/c Σ g[r,·] − x̂ 1/c Σ g[r,·] x̂[r,·]), g = γ[c] dy
template <class A>
void layer_norm_backward(const Call& call, const Machine& machine) {
  const float *x = call.data[0], *gamma = call.data[1], *saved = call.data[2], *dy = call.data[3];
  float *dparameters = call.data[4], *dx = call.data[5];
  const uint32_t rows = rows_of(call.shapes[0]), columns = call.shapes[0].c;
  const auto before = static_cast<Activation>(call.integers[0]);
  const bool add = call.integers[1] != 0;

  const auto normal = [&](uint32_t r, size_t c, size_t valid) HWY_ATTR {
    const V mean = hn::Set(D(), saved[2 * size_t{r}]);
    const V inverse = hn::Set(D(), saved[2 * size_t{r} + 1]);
    return hn::Mul(hn::Sub(load(x + size_t{r} * columns + c, valid), mean), inverse);
  };
  if (dparameters) {
    const float* sums = column_sums<2>(machine, rows, columns,
                                       [&](uint32_t r, size_t c, size_t valid, V* sum) HWY_ATTR {
                                         const V g = load(dy + size_t{r} * columns + c, valid);
                                         sum[0] = A::multiply_add(g, normal(r, c, valid), sum[0]);
                                         sum[1] = hn::Add(sum[1], g);
                                       });
    for_vectors(2 * size_t{columns}, [&](size_t c, size_t valid) HWY_ATTR {
      const V sum = load(sums + c, valid);
      store(add ? hn::Add(load(dparameters + c, valid), sum) : sum, dparameters + c, valid);
    });
  }
  if (!dx) return;
  const float share = 1.0f / static_cast<float>(columns);
  for_rows(machine.pool, rows, 12 * columns, [&](uint32_t r) HWY_ATTR {
    const size_t at = size_t{r} * columns;
    const auto g = [&](size_t c, size_t valid) HWY_ATTR {
      return hn::Mul(load(gamma + c, valid), load(dy + at + c, valid));
    };
    const float sum = fixed_sum(columns, g);
    const float along = fixed_sum(columns, [&](size_t c, size_t valid) HWY_ATTR {
      return hn::Mul(g(c, valid), normal(r, c, valid));
    });
    const V level = hn::Set(D(), share * sum), slope = hn::Set(D(), -share * along);
    const V inverse = hn::Set(D(), saved[2 * size_t{r} + 1]);
    for_vectors(columns, [&](size_t c, size_t valid) HWY_ATTR {
      const V even = hn::Sub(g(c, valid), level);
      const V back = hn::Mul(inverse, A::multiply_add(slope, normal(r, c, valid), even));
      store(back_through<A>(before, load(x + at + c, valid), back), dx + at + c, valid);
    });
  });
}

void add_normalisation_here(Functions& to) {
  to[Kernel::batch_norm] = {batch_norm<Fused>, batch_norm<Separate>};
  to[Kernel::batch_norm_evaluate] = {batch_norm_evaluate<Fused>, batch_norm_evaluate<Separate>};
  to[Kernel::batch_norm_backward] = {batch_norm_backward<Fused>, batch_norm_backward<Separate>};
  to[Kernel::layer_norm] = {layer_norm<Fused>, layer_norm<Separate>};
  to[Kernel::layer_norm_backward] = {layer_norm_backward<Fused>, layer_norm_backward<Separate>};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_normalisation_here);
void add_normalisation(Functions& to) { HWY_DYNAMIC_DISPATCH(add_normalisation_here)(to); }
}  // namespace hourglass::cpu
#endif
