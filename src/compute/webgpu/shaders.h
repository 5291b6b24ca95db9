// The WGSL of shaders/, embedded by embed_shaders.py.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace hourglass::webgpu {

// How many workgroups a shader wants, as the line `// grid:` in its head says.
enum class Grid : uint8_t {
  one,       // one workgroup
  rows,      // one a row of the tensor at `binding`
  elements,  // one for every `per` elements of it; threads stride over what is left
  product,   // tiles: product.h
};

struct Part {
  std::string_view file;    // "shaders/adam.wgsl"
  uint32_t first_line;      // of this part in that file
  std::string_view text{};  // whole lines, where they are not among embedded::shaders()
};

struct Shader {
  std::string_view stem;
  Grid grid;
  uint32_t binding, per;
  std::span<const Part> parts;
};

std::span<const Shader> shaders();
const Shader* find_shader(std::string_view stem);  // null where there is none

// Throws Error where the page cannot fetch the text; waits for it, which a page's first thread may not.
std::string code_of(const Shader&);
// "shaders/adam.wgsl:12: let x = y;" for a line of code_of(), the first being 1.
std::string place_of(const Shader&, uint64_t line);

}  // namespace hourglass::webgpu
