// The same cases as the cpu backend's, on webgpu where there is an adapter: a GPU, or a processor that
// plays one.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "compute/error.h"
#include "compute/webgpu/plan.h"
#include "compute/webgpu/webgpu_backend.h"
#include "kernels/cases.h"
#include "webgpu/device.h"

using namespace hourglass;

TEST_CASE("every kernel has a shader") {
  for (const Signature& s : signatures()) {
    CAPTURE(s.stem);
    CHECK(webgpu::find_shader(s.stem) != nullptr);
  }
}

TEST_CASE("kernels agree with the scalar reference on webgpu") {
  const auto device = test_device("kernels on webgpu");
  if (!device) return;
  const auto backend = make_webgpu_backend(device);
  size_t count = 0;
  for (const cases::Case& one : cases::everything()) {
    const std::string verdict = cases::verdict(one, cases::run(*backend, one));
    CHECK_MESSAGE(verdict.empty(), verdict);
    ++count;
  }
  std::printf("webgpu: %zu kernel cases on %s (%s)\n", count, device->adapter().name.c_str(),
              device->adapter().software ? "software" : "hardware");
}

// Hardware takes other variants of the products than software, and each of them by size.
TEST_CASE("every variant of the products agrees with the scalar reference") {
  const auto device = test_device("variants of the products on webgpu");
  if (!device) return;
  for (const webgpu::Variant& variant : webgpu::product_variants()) {
    if (variant.quads && !device->adapter().quads) {
      std::printf("skipped: products by quads: the adapter is hardware, or has no subgroups\n");
      continue;
    }
    const auto backend = make_webgpu_backend(device, {}, &variant);
    for (const cases::Case& one : cases::everything()) {
      const std::string_view stem = signature(one.dispatch.kernel).stem;
      if (webgpu::find_shader(stem)->grid != webgpu::Grid::product) continue;
      // Where the variant was not forced all activations were tried; pipelines take long to compile.
      if (!about(static_cast<Activation>(one.dispatch.integers[0])).straight) continue;
      const std::string verdict = cases::verdict(one, cases::run(*backend, one));
      CHECK_MESSAGE(verdict.empty(), variant.name, ": ", verdict);
    }
  }
}

TEST_CASE("hardware shares out the sums of small products, and takes large tiles for large ones") {
  webgpu::Adapter hardware;
  const auto chosen = [&](uint32_t n, uint32_t i, uint32_t o) {
    const auto tensor = [](uint32_t buffer, uint32_t rows, uint32_t features) {
      return Tensor{static_cast<Buffer>(buffer), 0, {rows, 1, 1, features}};
    };
    const Dispatch forward{
        Kernel::dense_forward, {tensor(1, n, i), tensor(2, i + 1, o), tensor(3, n, o)}, {}, {}};
    const webgpu::Launch launch = webgpu::plan({forward}, hardware)[0];
    std::map<std::string, double> overrides(launch.overrides.begin(), launch.overrides.end());
    return std::pair(overrides.at("tile"), overrides.at("slices"));
  };
  CHECK(chosen(32, 784, 256).second > 1);
  CHECK(chosen(128, 784, 400).second > 1);
  CHECK(chosen(1024, 1024, 1024) == std::pair(64.0, 1.0));
  CHECK(chosen(50176, 9, 32).second == 1);
  hardware.software = true;
  CHECK(chosen(32, 784, 256) == std::pair(32.0, 1.0));
}

TEST_CASE("neighbours become one launch only where one takes what the other gives") {
  const auto tensor = [](uint32_t buffer, uint32_t n, uint32_t features) {
    return Tensor{static_cast<Buffer>(buffer), 0, {n, 1, 1, features}};
  };
  const Tensor z = tensor(1, 8, 4), dz = tensor(2, 8, 4), other = tensor(3, 8, 4);
  const Dispatch dense{Kernel::dense_backward,
                       {z, tensor(4, 5, 12), tensor(5, 8, 12), tensor(6, 5, 12), dz}};
  const auto latent = [&](Tensor codes, Tensor gradient) {
    return Dispatch{Kernel::reparameterise_backward,
                    {tensor(7, 8, 8), codes, gradient, tensor(8, 1, 64), tensor(9, 8, 8)}};
  };
  const auto launches = [](const Program& program) { return webgpu::plan(program, {}).size(); };
  CHECK(launches({dense, latent(z, dz)}) == 1);
  CHECK(launches({dense, latent(z, other)}) == 2);
  CHECK(launches({dense, latent(other, dz)}) == 2);
  Dispatch curved = dense;
  curved.integers[0] = static_cast<uint32_t>(Activation::tanh);
  CHECK(launches({curved, latent(z, dz)}) == 2);

  const Dispatch end{Kernel::next_step, {tensor(10, 1, 64), tensor(8, 1, 64), tensor(11, 32, 1)}};
  Dispatch first = dense;
  first.tensors[4] = {};
  CHECK(launches({first, end}) == 1);
  // What the dense layer is asked for, the launch does.
  const auto name_of = [](const Program& program) { return webgpu::plan(program, {})[0].name(); };
  const auto adding = [](Dispatch dispatch) {
    dispatch.integers[1] = 1;
    return dispatch;
  };
  CHECK(name_of({adding(first), end}) == name_of({first, end}) + " adds=1");
  CHECK(name_of({adding(dense), latent(z, dz)}) == name_of({dense, latent(z, dz)}) + " adds=1");
  Dispatch frozen = dense;
  frozen.tensors[3] = {};
  CHECK(webgpu::plan({frozen, latent(z, dz)}, {})[0].groups[0] <
        webgpu::plan({dense, latent(z, dz)}, {})[0].groups[0]);
  CHECK(launches({dense, end}) == 2);
}

TEST_CASE("a shader's error names its file, its line, and the text there") {
  const webgpu::Shader* shader = webgpu::find_shader("gather");
  REQUIRE(shader != nullptr);
  const std::string code = webgpu::code_of(*shader);
  const auto line = static_cast<uint64_t>(std::count(
      code.begin(), code.begin() + static_cast<ptrdiff_t>(code.find("let byte =")), '\n'));
  CHECK(webgpu::place_of(*shader, line + 1).starts_with("shaders/gather.wgsl:"));
  CHECK(webgpu::place_of(*shader, line + 1).ends_with("& 0xFFu;"));

  const auto device = test_device("a wrong shader on webgpu");
  if (!device) return;
  static constexpr webgpu::Part part{"shaders/wrong.wgsl", 7, "// fine\nlet x = ;\n"};
  const webgpu::Shader wrong{"wrong", webgpu::Grid::one, 0, 1, {&part, 1}};
  const webgpu::Pipeline pipeline{"wrong", &wrong, {}, "r-------"};
  CHECK_THROWS_WITH_AS(device->compile(1000, {&pipeline, 1}, {}),
                       doctest::Contains("shaders/wrong.wgsl:8: let x = ; ("), Error);
}

TEST_CASE("a tensor that no binding can see is refused before it is made") {
  const auto device = test_device("a tensor too large for webgpu");
  if (!device) return;
  const auto backend = make_webgpu_backend(device);
  const uint64_t words = std::min(device->adapter().largest_binding / 4 + 1, uint64_t{most_words});
  if (words * 4 <= device->adapter().largest_binding) {
    std::printf(
        "skipped: a tensor too large for webgpu: this adapter takes the largest there is\n");
    return;
  }
  CHECK_THROWS_WITH_AS(backend->allocate(static_cast<uint32_t>(words)),
                       doctest::Contains("takes at most"), Error);
}
