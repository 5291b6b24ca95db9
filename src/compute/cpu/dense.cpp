// The dense layer: products with the bias, the activation and the bias's gradient taken along.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/dense.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include "compute/cpu/product.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// y[n,o] = act(b[o] + Σᵢ x[n,i] W[i,o])
template <class A>
void dense_forward(const Call& call, const Machine& machine) {
  const auto [x, parameters, y] = std::tuple(call.data[0], call.data[1], call.data[2]);
  const size_t n = call.shapes[0].n, i = call.shapes[0].features(), o = call.shapes[2].features();
  Epilogue epilogue;
  epilogue.bias = parameters + i * o;
  epilogue.activation = static_cast<Activation>(call.integers[0]);
  multiply<A>({n, o, i, {x, i, false}, {parameters, o, true}, y, o, epilogue}, machine);
}

// dW[i,o] (+)= Σₙ x[n,i] dy[n,o]     db[o] (+)= Σₙ dy[n,o], 0 where there is no bias
// dx[n,i] = act'(x[n,i]) Σₒ dy[n,o] W[i,o]
template <class A>
void dense_backward(const Call& call, const Machine& machine) {
  const float *x = call.data[0], *parameters = call.data[1], *dy = call.data[2];
  float *dparameters = call.data[3], *dx = call.data[4];
  const size_t n = call.shapes[0].n, i = call.shapes[0].features(), o = call.shapes[2].features();
  if (dparameters) {
    Epilogue sums;
    float* dbias = dparameters + i * o;
    if (call.integers[2] == 0)
      sums.column_sums = dbias;
    else if (!adds(call))
      std::fill_n(dbias, o, 0.0f);
    multiply<A>({i, o, n, {x, i, true}, {dy, o, true}, dparameters, o, sums, adds(call)}, machine);
  }
  if (!dx) return;
  Epilogue through;
  through.output = x;
  through.output_stride = i;
  through.activation = static_cast<Activation>(call.integers[0]);
  multiply<A>({n, i, o, {dy, o, false}, {parameters, o, false}, dx, i, through}, machine);
}

// y[n,j] = act(b[j] + Σₒ x[n,o] W[j,o])
template <class A>
void dense_tied(const Call& call, const Machine& machine) {
  const auto [x, parameters, bias, y] =
      std::tuple(call.data[0], call.data[1], call.data[2], call.data[3]);
  const size_t n = call.shapes[0].n, o = call.shapes[0].features(), i = call.shapes[3].features();
  Epilogue epilogue;
  epilogue.bias = bias;
  epilogue.activation = static_cast<Activation>(call.integers[0]);
  multiply<A>({n, i, o, {x, o, false}, {parameters, o, false}, y, i, epilogue}, machine);
}

// dW[j,o] (+)= Σₙ dy[n,j] x[n,o]     db[j] (+)= Σₙ dy[n,j]     dx[n,o] = act'(x[n,o]) Σⱼ dy[n,j] W[j,o]
template <class A>
void dense_tied_backward(const Call& call, const Machine& machine) {
  const float *x = call.data[0], *parameters = call.data[1], *dy = call.data[2];
  const size_t n = call.shapes[0].n, o = call.shapes[0].features(), i = call.shapes[2].features();
  if (float* dparameters = call.data[3]) {
    multiply<A>({i, o, n, {dy, i, true}, {x, o, true}, dparameters, o, {}, adds(call)}, machine);
    if (!adds(call)) std::fill_n(dparameters + i * o, o, 0.0f);
  }
  if (float* dbias = call.data[4]) sum_rows(dy, n, i, call.integers[2] != 0, dbias);
  if (!call.data[5]) return;
  Epilogue through;
  through.output = x;
  through.output_stride = o;
  through.activation = static_cast<Activation>(call.integers[0]);
  multiply<A>({n, o, i, {dy, i, false}, {parameters, o, true}, call.data[5], o, through}, machine);
}

void add_dense_here(Functions& to) {
  to[Kernel::dense_forward] = {dense_forward<Fused>, dense_forward<Separate>};
  to[Kernel::dense_backward] = {dense_backward<Fused>, dense_backward<Separate>};
  to[Kernel::dense_tied] = {dense_tied<Fused>, dense_tied<Separate>};
  to[Kernel::dense_tied_backward] = {dense_tied_backward<Fused>, dense_tied_backward<Separate>};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_dense_here);
void add_dense(Functions& to) { HWY_DYNAMIC_DISPATCH(add_dense_here)(to); }
}  // namespace hourglass::cpu
#endif
