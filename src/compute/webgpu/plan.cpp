// The choice of shaders and the size of their grids.
#include "compute/webgpu/plan.h"

#include <algorithm>
#include <format>
#include <optional>

#include "compute/error.h"

namespace hourglass::webgpu {
namespace {

constexpr uint32_t most_groups = 65535;  // a side, by default

uint32_t parts(uint32_t whole, uint32_t part) { return (whole + part - 1) / part; }

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

// C [rows, columns], a sum of k.
struct Product {
  uint32_t rows, columns, k;
};

// The products of a dispatch, side by side in one launch; the widths of the rows they are read by.
struct Products {
  std::vector<Product> all;
  std::vector<uint32_t> widths;
};
Products products_of(const Launch& launch) {
  const auto& t = launch.tensors;
  const uint32_t n = t[0].shape.n, i = t[0].shape.features(), o = t[2].shape.features();
  if (launch.shader->stem == "dense_forward") return {{{n, o, i}}, {i, o}};
  Products products{{{i + 1, o, n}}, {i, o}};
  if (launch.access[4] == Access::write && t[4]) products.all.push_back({n, i, o});
  return products;
}

// ---- neighbours that one shader does together: where a dispatch costs more than its arithmetic

bool is(const Dispatch& dispatch, Kernel kernel) { return dispatch.kernel == kernel; }
bool same(const Tensor& a, const Tensor& b) { return a.buffer == b.buffer && a.offset == b.offset; }

// dense_backward, reparameterise_backward: dz is made and used up in one place.
std::optional<Launch> fuse_latent(const Dispatch& dense, const Dispatch& latent) {
  if (!is(dense, Kernel::dense_backward) || !is(latent, Kernel::reparameterise_backward)) return {};
  const auto &d = dense.tensors, &l = latent.tensors;
  const bool linear = dense.integers[0] == static_cast<uint32_t>(Activation::linear);
  if (!linear || l[5] || !d[4] || !same(d[4], l[2]) || !same(d[0], l[1])) return {};
  constexpr Access R = Access::read, W = Access::write;
  return launch_of("dense_backward_reparameterise_backward", {R, R, R, W, W, R, R},
                   {d[0], d[1], d[2], d[3], l[4], l[0], l[3]}, {}, latent.numbers);
}

// dense_backward of the first layer, next_step: neither waits for the other.
std::optional<Launch> fuse_end(const Dispatch& dense, const Dispatch& end) {
  if (!is(dense, Kernel::dense_backward) || !is(end, Kernel::next_step) || dense.tensors[4])
    return {};
  const auto &d = dense.tensors, &e = end.tensors;
  constexpr Access R = Access::read, W = Access::write;
  Launch launch =
      launch_of("dense_backward_next_step", {R, R, R, W, R, W, W, W},
                {d[0], d[1], d[2], d[3], e[0], e[1], e[2], e[3]}, end.integers, end.numbers);
  launch.groups[0] = 1;  // beside the product's
  return launch;
}

// Large tiles read least, but a GPU wants workgroups for each of its hundred cores, and one alone goes
// through a long sum slowly: so the sums are shared out where tiles are few. The costs are fitted to
// what tests/speed measured on an NVIDIA H200 (Dawn on Vulkan), and choose there the fastest of these,
// or one within 7 % of it, for every size of its list. On other GPUs nothing has been measured.
constexpr Variant quads{"quads", true, 0, 0, 0, {}};
constexpr Variant tile32{"tile32", false, 32, 32, 1, {4.9, 64.4, 1.9, 91}};
constexpr std::array variants{quads,
                              tile32,
                              Variant{"tile64", false, 64, 32, 1, {6.8, 57.1, 8.5, 135}},
                              Variant{"split32", false, 32, 64, 4, {5.4, 19.6, 2.4, 89}},
                              Variant{"split16", false, 16, 64, 8, {5.1, 10.5, 1.7, 30}},
                              Variant{"split16_by_16", false, 16, 128, 16, {5.9, 6.5, 1.8, 30}},
                              Variant{"split8", false, 8, 256, 64, {4.9, 3.6, 4.3, 15}}};

constexpr uint32_t quad_rows = 12, quad_columns = 16;  // a workgroup, as shared/quads.wgsl has them

uint32_t groups_of(const Products& products, const Variant& v) {
  const uint32_t tall = v.quads ? quad_rows : v.tile, wide = v.quads ? quad_columns : v.tile;
  uint32_t groups = 0;
  for (const Product& p : products.all) groups += parts(p.rows, tall) * parts(p.columns, wide);
  return groups;
}

double microseconds(const Products& products, const Variant& v) {
  double longest = 0, groups = 0, terms = 0;
  for (const Product& p : products.all) {
    const double k = parts(p.k, v.depth) * v.depth;
    const double tiles = static_cast<double>(parts(p.rows, v.tile)) * parts(p.columns, v.tile);
    longest = std::max(longest, k);
    groups += tiles;
    terms += tiles * k;
  }
  const Cost& c = v.cost;
  return c.launch + (c.k * longest + c.group * groups) * 1e-3 + c.group_k * terms * 1e-6;
}

const Variant& variant_for(const Products& products, const Adapter& adapter, bool vectors) {
  if (adapter.quads && vectors) return quads;
  if (adapter.software) return tile32;  // where threads take turns, more of them only wait more
  return *std::ranges::min_element(std::span(variants).subspan(1), {},  // quads are software's
                                   [&](const Variant& v) { return microseconds(products, v); });
}

void size_product(Launch& launch, const Adapter& adapter, const Variant* forced) {
  Products products = products_of(launch);
  const bool vectors =
      std::ranges::all_of(products.widths, [](uint32_t width) { return width % 4 == 0; });
  const bool forceable = forced && (!forced->quads || vectors);
  const Variant& v = forceable ? *forced : variant_for(products, adapter, vectors);
  const bool forward = launch.shader->stem == "dense_forward";
  const bool plain = forward || launch.shader->stem == "dense_backward";
  if (v.quads) {
    launch.shader = find_shader(std::string(launch.shader->stem) + "_quads");
    if (!forward) {
      launch.overrides.emplace_back("whole", launch.tensors[0].shape.n % 4 == 0);
      // db has workgroups of its own there, dW no row for it.
      const Product& dw = products.all[0];
      launch.groups[0] += parts(dw.columns, quad_columns);
      --products.all[0].rows;
    }
  } else {
    launch.overrides = {{"tile", v.tile}, {"depth", v.depth}, {"slices", v.slices}};
    launch.overrides.emplace_back("vectors", vectors);
  }
  // What was fused has integers of its own, and no activation.
  const bool curved =
      plain && !about(static_cast<Activation>(launch.constants.integers[0])).straight;
  if (plain || !v.quads) launch.overrides.emplace_back("curved", curved);
  const uint32_t groups = groups_of(products, v) + launch.groups[0];
  launch.groups = {std::min(groups, most_groups), parts(groups, most_groups), 1};
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

std::span<const Variant> product_variants() { return variants; }

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
    size_grid(launches.back(), adapter, forced);
  }
  return launches;
}

}  // namespace hourglass::webgpu
