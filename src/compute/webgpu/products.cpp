// The choice of a product's variant.
#include "compute/webgpu/products.h"

#include <algorithm>
#include <array>

namespace hourglass::webgpu {
namespace {

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

const Variant& variant_for(const Products& products, const Adapter& adapter, bool has_quads) {
  if (adapter.quads && has_quads) return quads;
  if (adapter.software) return tile32;  // where threads take turns, more of them only wait more
  return *std::ranges::min_element(std::span(variants).subspan(1), {},  // quads are software's
                                   [&](const Variant& v) { return microseconds(products, v); });
}

uint32_t places(const Shape& picture) { return picture.n * picture.h * picture.w; }

// Those of shared/phases.wgsl: one a remainder modulo the stride, downwards and across.
void add_phases(Products& to, const Shape& large, const Shape& small,
                const std::array<uint32_t, 8>& integers) {
  const uint32_t kernel = integers[2], stride = integers[3], padding = integers[4];
  const auto taps = [&](uint32_t phase) {
    const uint32_t tap = (phase + padding) % stride;
    return tap < kernel ? parts(kernel - tap, stride) : 0;
  };
  const auto count = [&](uint32_t phase, uint32_t side) {
    return phase < side ? parts(side - phase, stride) : 0;
  };
  for (uint32_t down = 0; down < stride; ++down)
    for (uint32_t across = 0; across < stride; ++across)
      to.all.push_back({large.n * count(down, large.h) * count(across, large.w), large.c,
                        taps(down) * taps(across) * small.c});
}

}  // namespace

std::span<const Variant> product_variants() { return variants; }

Products products_of(const Launch& launch) {
  const auto& t = launch.tensors;
  const auto& integers = launch.constants.integers;
  const std::string_view stem = launch.shader->stem;
  const Shape x = t[0].shape, third = t[2].shape;  // y, or dy
  const uint32_t n = x.n, i = x.features(), o = third.features();
  const uint32_t kernel = integers[2], taps = kernel * kernel;
  Products products{{}, {x.c, third.c}};

  if (stem == "convolution") {
    products.all = {{places(third), third.c, taps * x.c}};
  } else if (stem == "convolution_backward") {
    if (t[3]) products.all = {{taps * x.c + 1, third.c, places(third)}};
    if (t[4]) add_phases(products, x, third, integers);
  } else if (stem == "transposed_convolution") {
    add_phases(products, third, x, integers);
  } else if (stem == "transposed_convolution_backward") {
    if (t[3]) products.all = {{taps * third.c, x.c, places(x)}};
    if (t[3]) products.more_groups = third.c;
    if (t[4]) products.all.push_back({places(x), x.c, taps * third.c});
  } else if (stem == "dense_tied") {
    const uint32_t made = t[3].shape.features();
    products = {{{n, made, i}}, {i, made}};
  } else if (stem == "dense_tied_backward") {
    products.widths = {i, o};
    if (t[3]) products.all = {{o, i, n}};
    if (t[4]) products.more_groups = o;
    if (t[5]) products.all.push_back({n, i, o});
  } else if (stem == "dense_forward") {
    products = {{{n, o, i}}, {i, o}};
  } else {
    products.widths = {i, o};
    if (t[3]) products.all = {{i + 1, o, n}};
    if (launch.access[4] == Access::write && t[4]) products.all.push_back({n, i, o});
  }
  return products;
}

void size_product(Launch& launch, const Adapter& adapter, const Variant* forced) {
  Products products = products_of(launch);
  const std::string_view stem = launch.shader->stem;
  const bool vectors =
      std::ranges::all_of(products.widths, [](uint32_t width) { return width % 4 == 0; });
  const Shader* by_quads =
      vectors && !launch.without_bias ? find_shader(std::string(stem) + "_quads") : nullptr;
  const bool forceable = forced && (!forced->quads || by_quads);
  const Variant& v = forceable ? *forced : variant_for(products, adapter, by_quads);
  if (v.quads) {
    launch.shader = by_quads;
    if (stem != "dense_forward") {
      launch.overrides.emplace_back("whole", launch.tensors[0].shape.n % 4 == 0);
      if (launch.tensors[3]) {
        // db has workgroups of its own there, dW no row for it.
        Product& dw = products.all[0];
        products.more_groups = parts(dw.columns, quad_columns);
        --dw.rows;
      }
    }
  } else {
    launch.overrides = {{"tile", v.tile}, {"depth", v.depth}, {"slices", v.slices}};
    launch.overrides.emplace_back("vectors", vectors);
  }
  // What was fused has integers of its own, and no activation.
  const bool fused = stem.starts_with("dense_backward_");
  const bool curved =
      !fused && !about(static_cast<Activation>(launch.constants.integers[0])).straight;
  if (!fused || !v.quads) launch.overrides.emplace_back("curved", curved);
  if (launch.adds) launch.overrides.emplace_back("adds", true);
  if (launch.without_bias) launch.overrides.emplace_back("without_bias", true);
  const uint32_t groups = groups_of(products, v) + products.more_groups + launch.groups[0];
  launch.groups = {std::min(groups, most_groups), parts(groups, most_groups), 1};
}

}  // namespace hourglass::webgpu
