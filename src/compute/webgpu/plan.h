// From a recorded program to what the device runs: which shader, in which variant, with how many
// workgroups; neighbours that one shader does together become one.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "compute/program.h"
#include "compute/webgpu/device.h"
#include "compute/webgpu/shaders.h"

namespace hourglass::webgpu {

// What a shader finds at `constants` (shaders/shared/constants.wgsl).
struct Constants {
  std::array<std::array<uint32_t, 4>, max_bindings> shapes{};
  std::array<uint32_t, 4> integers{};
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

  std::string name() const;  // the shader and its variant: equal names, equal pipelines
};

std::vector<Launch> plan(const Program&, const Adapter&);

}  // namespace hourglass::webgpu
