// From a recorded program to what the device runs: which shader, in which variant, with how many
// workgroups; neighbours that one shader does together become one.
#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compute/program.h"
#include "compute/webgpu/device.h"
#include "compute/webgpu/shaders.h"

namespace hourglass::webgpu {

// What a shader finds at `constants` (shaders/shared/constants.wgsl).
struct Constants {
  std::array<std::array<uint32_t, 4>, max_bindings> shapes{};
  std::array<uint32_t, 8> integers{};
  std::array<float, 4> numbers{};
};
static_assert(sizeof(Constants) == constants_bytes);

struct Launch {
  const Shader* shader = nullptr;
  std::vector<std::pair<std::string, double>> overrides;
  std::array<Access, max_bindings> access{};
  std::array<Tensor, max_bindings> tensors{};
  Constants constants;
  std::array<uint32_t, 3> groups{1, 1, 1};
  bool adds = false;  // gradients of parameters, in place of writing them
  bool without_bias = false;

  std::string name() const;  // the shader and its variant: equal names, equal pipelines
};

// What a launch takes, added up: fitted to measurements, see products.cpp.
struct Cost {
  double launch = 0;   // µs
  double k = 0;        // ns for each term of the longest sum
  double group = 0;    // ns for each workgroup
  double group_k = 0;  // ps for each term of each workgroup
};

// A way to compute matrix products: which part of the output a workgroup makes.
struct Variant {
  std::string_view name;
  bool quads;       // shared/quads.wgsl; else shared/product.wgsl, and its overrides:
  uint32_t tile;    // rows and columns
  uint32_t depth;   // of the sum in workgroup memory at a time
  uint32_t slices;  // ways that the sum is shared out to threads
  Cost cost;
};
std::span<const Variant> product_variants();

// `forced` in place of the variant that suits the size and the adapter: for tests.
std::vector<Launch> plan(const Program&, const Adapter&, const Variant* forced = nullptr);

}  // namespace hourglass::webgpu
