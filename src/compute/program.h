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

// One stem everywhere: the enumerator, the function in compute/cpu/, shaders/<stem>.wgsl.
enum class Kernel : uint8_t {
  gather,
  dense_forward,
  dense_backward,
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
};
inline constexpr uint32_t kernel_count = 25;

enum class Access : uint8_t { none, read, write, read_write };

inline constexpr uint32_t max_bindings = 8;  // storage buffers a WebGPU stage has by default

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
