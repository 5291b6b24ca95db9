// The choice of shaders and the size of their grids.
#include "compute/webgpu/plan.h"

#include <algorithm>
#include <format>
#include <optional>

#include "compute/error.h"
#include "compute/webgpu/products.h"

namespace hourglass::webgpu {
namespace {

Launch launch_of(std::string_view stem, const std::array<Access, max_bindings>& access,
                 const std::array<Tensor, max_bindings>& tensors,
                 const std::array<uint32_t, 8>& integers, const std::array<float, 4>& numbers) {
  Launch launch;
  launch.shader = find_shader(stem);
  if (!launch.shader) fail("webgpu: there is no shaders/{}.wgsl; choose the backend cpu", stem);
  launch.access = access;
  launch.tensors = tensors;
  for (uint32_t i = 0; i < max_bindings; ++i)
    if (const Tensor& t = tensors[i])
      launch.constants.shapes[i] = {t.shape.n, t.shape.h, t.shape.w, t.shape.c};
  launch.constants.integers = integers;
  launch.constants.numbers = numbers;
  launch.groups = {0, 1, 1};
  return launch;
}

// ---- neighbours that one shader does together: where a dispatch costs more than its arithmetic

bool is(const Dispatch& dispatch, Kernel kernel) { return dispatch.kernel == kernel; }
// Gradients of parameters are added to what lies there.
bool adds(const Dispatch& dispatch) {
  switch (dispatch.kernel) {
    case Kernel::dense_backward:
    case Kernel::dense_tied_backward:
    case Kernel::convolution_backward:
    case Kernel::transposed_convolution_backward: return dispatch.integers[1] != 0;
    default: return false;
  }
}
bool lacks_bias(const Dispatch& dispatch) {
  return is(dispatch, Kernel::dense_backward) && dispatch.integers[2] != 0;
}
bool same(const Tensor& a, const Tensor& b) { return a.buffer == b.buffer && a.offset == b.offset; }

// dense_backward, reparameterise_backward: dz is made and used up in one place.
std::optional<Launch> fuse_latent(const Dispatch& dense, const Dispatch& latent) {
  if (!is(dense, Kernel::dense_backward) || !is(latent, Kernel::reparameterise_backward) ||
      lacks_bias(dense))
    return {};
  const auto &d = dense.tensors, &l = latent.tensors;
  const bool linear = dense.integers[0] == static_cast<uint32_t>(Activation::linear);
  if (!linear || l[5] || !d[4] || !same(d[4], l[2]) || !same(d[0], l[1])) return {};
  constexpr Access R = Access::read, W = Access::write;
  return launch_of("dense_backward_reparameterise_backward", {R, R, R, W, W, R, R},
                   {d[0], d[1], d[2], d[3], l[4], l[0], l[3]}, {}, latent.numbers);
}

// dense_backward of the first layer, next_step: neither waits for the other.
std::optional<Launch> fuse_end(const Dispatch& dense, const Dispatch& end) {
  if (!is(dense, Kernel::dense_backward) || !is(end, Kernel::next_step) || dense.tensors[4] ||
      lacks_bias(dense))
    return {};
  const auto &d = dense.tensors, &e = end.tensors;
  constexpr Access R = Access::read, W = Access::write;
  Launch launch =
      launch_of("dense_backward_next_step", {R, R, R, W, R, W, W, W},
                {d[0], d[1], d[2], d[3], e[0], e[1], e[2], e[3]}, end.integers, end.numbers);
  launch.groups[0] = 1;  // beside the product's
  return launch;
}

void size_grid(Launch& launch, const Adapter& adapter, const Variant* forced) {
  if (launch.shader->grid == Grid::product) return size_product(launch, adapter, forced);
  const Shape& shape = launch.tensors[launch.shader->binding].shape;
  switch (launch.shader->grid) {
    case Grid::one: launch.groups[0] = 1; break;
    case Grid::rows: launch.groups[0] = shape.n; break;
    case Grid::elements:
      launch.groups[0] = std::min(parts(shape.count(), launch.shader->per), most_groups);
      break;
    case Grid::product: break;
  }
  if (launch.groups[0] > most_groups)
    fail("webgpu: {} has {} rows, a dispatch at most {}; take a smaller batch", launch.shader->stem,
         launch.groups[0], most_groups);
}

}  // namespace

std::string Launch::name() const {
  std::string name(shader->stem);
  for (const auto& [key, value] : overrides) name += std::format(" {}={}", key, value);
  return name;
}

std::vector<Launch> plan(const Program& program, const Adapter& adapter, const Variant* forced) {
  std::vector<Launch> launches;
  for (size_t i = 0; i < program.size(); ++i) {
    const Dispatch& dispatch = program[i];
    std::optional<Launch> fused;
    if (i + 1 < program.size()) {
      fused = fuse_latent(dispatch, program[i + 1]);
      if (!fused) fused = fuse_end(dispatch, program[i + 1]);
    }
    if (fused) ++i;
    const Signature& s = signature(dispatch.kernel);
    launches.push_back(
        fused ? *std::move(fused)
              : launch_of(s.stem, s.access, dispatch.tensors, dispatch.integers, dispatch.numbers));
    launches.back().adds = adds(dispatch);  // the fused begin with theirs
    launches.back().without_bias = lacks_bias(dispatch);
    size_grid(launches.back(), adapter, forced);
  }
  return launches;
}

}  // namespace hourglass::webgpu
