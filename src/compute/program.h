// What a device can do (Kernel), one use of it (Dispatch), and a recorded list of uses (Program).
// Layers, losses and optimisers record; a Backend runs. Formula and shapes of every kernel stand at
// the head of its function in compute/cpu/ and of shaders/<stem>.wgsl.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "compute/activation.h"
#include "compute/tensor.h"

namespace hourglass {

// Which examples a gather takes: this step's share of the epoch's shuffle, or position, position+1, ….
enum class Order : uint32_t { shuffled, sequential };

// What an example consists of, for gather: bytes, which become floats in [0, 1]; words, which stay as they are:
// floats, or labels; or labels of a byte each, which become words.
enum class Content : uint32_t { bytes, words, byte_labels };

// What column_sum adds up of each number x: x, x², or act'(pre)² by x = act(pre).
enum class Summand : uint32_t { value, square, squared_slope };

// What corrupt does to an example, by an amount a:
//   gaussian     x + a ε
//   mask         each number is 0 with probability a
//   salt_pepper  each number is 0 or 1 with probability ½a each
//   block        a rectangle of a share a of the picture's area is 0, in all channels
enum class Corruption : uint32_t { none, gaussian, mask, salt_pepper, block };

// What schedule makes of a base value b at step t, by steps w and T and a number f:
//   constant  b
//   cosine    b (t + 1) / w while t < w; then b (f + (1 − f) ½ (1 + cos πp)), p = (t − w) / (T − w) to 1
//   steps     b f^⌊t / T⌋
//   linear    b min(1, t / w)
enum class Schedule : uint32_t { constant, cosine, steps, linear };

// What noise draws: N(0, 1), or evenly from (−1, 1).
enum class Noise : uint32_t { normal, uniform };

// Losses of two players, by the logit y that a discriminator gives an example (loss_adversarial).
enum class Contest : uint32_t { minimax, non_saturating, least_squares, wasserstein };
// Whose turn it is: the discriminator's at a real example or at a generated one, or the generator's.
enum class Turn : uint32_t { real, generated, generator };

// One stem everywhere: the enumerator, the function in compute/cpu/, shaders/<stem>.wgsl.
enum class Kernel : uint8_t {
  gather,
  dense_forward,
  dense_backward,
  dense_tied,
  dense_tied_backward,
  convolution,
  convolution_backward,
  transposed_convolution,
  transposed_convolution_backward,
  reparameterise,
  reparameterise_backward,
  loss_bernoulli,
  loss_squared,
  adam,
  sgd,
  next_step,
  // layers of few numbers a place
  activate,
  activate_backward,
  max_pool,
  max_pool_backward,
  average_pool,
  average_pool_backward,
  upsample,
  upsample_backward,
  batch_norm,
  batch_norm_evaluate,
  batch_norm_backward,
  layer_norm,
  layer_norm_backward,
  dropout,
  dropout_backward,
  // terms of the loss
  loss_gaussian,
  loss_categorical,
  loss_classes,
  column_sum,
  sparsity_l1,
  sparsity_kl,
  contraction,
  contraction_backward,
  unit_kl,
  // several samples an example
  repeat_rows,
  repeat_rows_backward,
  scale_rows,
  sampled_kl,
  sampled_kl_backward,
  loss_importance,
  append_label,
  append_label_backward,
  // players against each other
  noise,
  loss_adversarial,
  clip_weights,
  interpolate,
  gradient_penalty,
  tangent,
  // units that are on or off
  draw_units,
  // densities
  affine_inverse,
  affine_inverse_backward,
  monomials,
  mixture_start,
  mixture_update,
  take_half,
  coupling,
  coupling_backward,
  mask_gradient,
  // the way in, and the way on
  corrupt,
  rmsprop,
  square_sum,
  clip_gradient,
  count_update,
  schedule,  // the last
};
inline constexpr uint32_t kernel_count = static_cast<uint32_t>(Kernel::schedule) + 1;

inline constexpr uint32_t most_kernel_size = 7, most_stride = 4;  // of convolutions

enum class Access : uint8_t { none, read, write, read_write };

inline constexpr uint32_t max_bindings = 8;  // storage buffers a WebGPU stage has by default

inline constexpr uint32_t most_components = 64;  // of a mixture
inline constexpr uint32_t most_levels = 256;     // of loss_categorical: a byte has no more

// The bindings of a kernel in order, by name, as comments in program.cpp tell. `optional` bindings
// may be empty tensors (Buffer::none).
struct Signature {
  Kernel kernel;
  std::string_view stem;
  std::array<Access, max_bindings> access{};
  uint32_t optional = 0;  // bit i: binding i may be absent
};

const Signature& signature(Kernel);
std::span<const Signature> signatures();

struct Dispatch {
  Kernel kernel{};
  std::array<Tensor, max_bindings> tensors{};
  std::array<uint32_t, 8> integers{};
  std::array<float, 4> numbers{};
};

using Program = std::vector<Dispatch>;

// Throws Error where a dispatch breaks a rule that WebGPU has, on every backend, so that tests
// without a GPU catch it: a missing or superfluous binding, an unaligned offset, a view past the
// end of its buffer, a buffer both read-only and writable within one dispatch.
// `buffer_words(b)` is the size of buffer b in words.
void check(const Program&, std::span<const uint32_t> buffer_words);

// The part of it that asks whether a dispatch's shapes, integers and numbers fit together.
void check_shapes(const Dispatch&);

}  // namespace hourglass
