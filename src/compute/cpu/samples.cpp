// Several samples of the code for each example: rows L times, and the weights of the L
// (Burda, Grosse and Salakhutdinov 2016, "Importance weighted autoencoders"); the label beside a code.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/samples.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include <algorithm>
#include <cstring>

#include "compute/cpu/kernels.h"
#include "compute/cpu/rows.h"
#include "compute/cpu/terms.h"
#include "compute/cpu/vector_math.h"
#include "compute/scalar_math.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// y[n·L + l, i] = x[n,i]
void repeat_rows(const Call& call, const Machine& machine) {
  const float* x = call.data[0];
  float* y = call.data[1];
  const uint32_t d = call.shapes[0].features(), times = call.shapes[1].n / call.shapes[0].n;
  for_rows(machine.pool, call.shapes[1].n, d / 4, [&](uint32_t n) {
    std::memcpy(y + size_t{n} * d, x + size_t{n / times} * d, d * sizeof(float));
  });
}

// dx[n,i] = act'(x[n,i]) Σₗ dy[n·L + l, i]
template <class A>
void repeat_rows_backward(const Call& call, const Machine& machine) {
  const float *repeated = call.data[0], *outputs = call.data[1];
  float* gradient = call.data[2];
  const uint32_t d = call.shapes[1].features(), times = call.shapes[0].n / call.shapes[1].n;
  const auto activation = static_cast<Activation>(call.integers[0]);
  const bool add = call.integers[1] != 0;
  for_rows(machine.pool, call.shapes[1].n, (times + 1) * d, [&](uint32_t n) HWY_ATTR {
    const float *dy = repeated + size_t{n} * times * d, *x = outputs + size_t{n} * d;
    for_vectors(d, [&](size_t i, size_t valid) HWY_ATTR {
      V sum = load(dy + i, valid);
      for (uint32_t l = 1; l < times; ++l) sum = hn::Add(sum, load(dy + size_t{l} * d + i, valid));
      const V back = back_through<A>(activation, load(x + i, valid), sum);
      store_or_add(add, back, gradient + size_t{n} * d + i, valid);
    });
  });
}

// x[n,i] ← w[n] x[n,i]
void scale_rows(const Call& call, const Machine& machine) {
  const float* weights = call.data[0];
  float* rows = call.data[1];
  const uint32_t d = call.shapes[1].features();
  for_rows(machine.pool, call.shapes[1].n, d, [&](uint32_t n) HWY_ATTR {
    float* x = rows + size_t{n} * d;
    for_vectors(d, [&](size_t i, size_t valid) HWY_ATTR {
      store(hn::Mul(hn::Set(D(), weights[n]), load(x + i, valid)), x + i, valid);
    });
  });
}

// log w[n,l] = −reconstruction[n·L + l] − β kl[n·L + l]
// loss[n] = −log(1/L Σₗ w[n,l])     weight[n·L + l] = w[n,l] / Σ w[n,·]
// The loss's gradient is that of Σ weight (reconstruction + β kl) with the weights as constants:
// equation 14. So rows of dy are scaled by their weights, and the latent's backward by the same.
void loss_importance(const Call& call, const Machine& machine) {
  const float *reconstruction = call.data[0], *kl = call.data[1];
  float *loss = call.data[3], *weights = call.data[4];
  const uint32_t n = call.shapes[3].n, times = call.shapes[0].n / n;
  const float beta = term_scale(call, 2);
  for_rows(machine.pool, n, 40 * times, [&](uint32_t row) {
    const size_t first = size_t{row} * times;
    float* w = weights + first;
    float most = 0.0f, sum = 0.0f;
    for (uint32_t l = 0; l < times; ++l) {
      w[l] = -reconstruction[first + l] - beta * kl[first + l];
      most = l == 0 ? w[l] : std::max(most, w[l]);
    }
    for (uint32_t l = 0; l < times; ++l) sum += w[l] = scalar::exp(w[l] - most);
    for (uint32_t l = 0; l < times; ++l) w[l] /= sum;
    loss[row] = -(most + scalar::log(sum / static_cast<float>(times)));
  });
}

// y[n·L + l] = (z[n·L + l], 1 at labels[n], 0 at the other classes)
void append_label(const Call& call, const Machine& machine) {
  const float *z = call.data[0], *labels = call.data[1];  // integers by their bits
  float* y = call.data[2];
  const uint32_t k = call.shapes[0].features(), width = call.shapes[2].features();
  const uint32_t times = call.shapes[0].n / call.shapes[1].n;
  for_rows(machine.pool, call.shapes[0].n, width, [&](uint32_t n) {
    uint32_t label;
    std::memcpy(&label, labels + n / times, sizeof label);
    float* row = y + size_t{n} * width;
    std::memcpy(row, z + size_t{n} * k, k * sizeof(float));
    std::fill(row + k, row + width, 0.0f);
    if (label < width - k) row[k + label] = 1.0f;
  });
}

// dz[n,j] = dy[n,j], j < k
void append_label_backward(const Call& call, const Machine& machine) {
  const float* dy = call.data[0];
  float* dz = call.data[1];
  const uint32_t width = call.shapes[0].features(), k = call.shapes[1].features();
  for_rows(machine.pool, call.shapes[1].n, k, [&](uint32_t n) {
    std::memcpy(dz + size_t{n} * k, dy + size_t{n} * width, k * sizeof(float));
  });
}

void add_samples_here(Functions& to) {
  to[Kernel::repeat_rows] = {repeat_rows, repeat_rows};
  to[Kernel::repeat_rows_backward] = {repeat_rows_backward<Fused>, repeat_rows_backward<Separate>};
  to[Kernel::scale_rows] = {scale_rows, scale_rows};
  to[Kernel::loss_importance] = {loss_importance, loss_importance};
  to[Kernel::append_label] = {append_label, append_label};
  to[Kernel::append_label_backward] = {append_label_backward, append_label_backward};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_samples_here);
void add_samples(Functions& to) { HWY_DYNAMIC_DISPATCH(add_samples_here)(to); }
}  // namespace hourglass::cpu
#endif
