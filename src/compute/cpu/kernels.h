// What a kernel's function sees, and the table of functions for the processor at hand.
// Every function is compiled for each instruction set of targets.h and in two arithmetics:
//   fused     multiply-adds round once where the processor can
//   separate  multiply, then add: the bits of WebAssembly, at every vector width
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "compute/cpu/thread_pool.h"
#include "compute/program.h"
#include "compute/state.h"

namespace hourglass::cpu {

// A dispatch with its handles resolved. Tensors start at 64-byte boundaries.
struct Call {
  std::array<float*, max_bindings> data{};  // null where an optional binding is absent
  std::array<Shape, max_bindings> shapes{};
  std::array<uint32_t, 8> integers{};
  std::array<float, 4> numbers{};
};

// Of a kernel that goes backward: its gradients of parameters are added to what lies there.
inline bool adds(const Call& call) { return call.integers[1] != 0; }

struct Machine {
  ThreadPool& pool;
  float* workspace;  // as long as the longest `workspace_floats` of the prepared dispatches
};

using Function = void (*)(const Call&, const Machine&);

struct Functions {
  struct Pair {
    Function fused = nullptr, separate = nullptr;
  };
  std::array<Pair, kernel_count> table{};

  Pair& operator[](Kernel kernel) { return table[static_cast<size_t>(kernel)]; }
  const Pair& operator[](Kernel kernel) const { return table[static_cast<size_t>(kernel)]; }
};

// One a family, in the file of that name; together they fill the table.
void add_gather(Functions&);
void add_dense(Functions&);
void add_convolution(Functions&);
void add_latent(Functions&);
void add_losses(Functions&);
void add_optimisers(Functions&);
void add_next_step(Functions&);
void add_activations(Functions&);
void add_pooling(Functions&);
void add_normalisation(Functions&);
void add_dropout(Functions&);
void add_likelihoods(Functions&);
void add_penalties(Functions&);
void add_samples(Functions&);
void add_adversarial(Functions&);
void add_densities(Functions&);
void add_corruption(Functions&);
void add_schedule(Functions&);
Functions all_functions();

size_t workspace_floats(const Dispatch&, uint32_t threads);

struct Simd {
  const char* name;
  uint32_t lanes;
};
Simd simd();

// The state tensor's words are integers and floats by turns.
inline uint32_t load_integer(const float* words, state::Word word) {
  uint32_t value;
  std::memcpy(&value, words + word, sizeof value);
  return value;
}
inline void store_integer(float* words, state::Word word, uint32_t value) {
  std::memcpy(words + word, &value, sizeof value);
}
inline uint64_t load_seed(const float* words) {
  return uint64_t{load_integer(words, state::seed_high)} << 32 |
         load_integer(words, state::seed_low);
}

}  // namespace hourglass::cpu
