// The same cases, and a training, on the webgpu backend where there is an adapter: a GPU, or a
// processor that plays one.
#include <doctest/doctest.h>

#include <cstdio>

#include "compute/webgpu/shaders.h"
#include "compute/webgpu/webgpu_backend.h"
#include "kernels/cases.h"

using namespace hourglass;

namespace {

// One for all tests: opening it and compiling for it takes a second. Null where there is none.
std::shared_ptr<webgpu::Device> device(const char* what) {
  static std::string why;
  static const std::shared_ptr<webgpu::Device> opened = [] {
    try {
      return webgpu::open_device();
    } catch (const Error& error) {
      why = error.what();
      return std::shared_ptr<webgpu::Device>();
    }
  }();
  if (!opened) std::printf("skipped: %s: %s\n", what, why.c_str());
  return opened;
}

}  // namespace

TEST_CASE("every kernel has a shader") {
  for (const Signature& s : signatures()) {
    CAPTURE(s.stem);
    CHECK(webgpu::find_shader(s.stem) != nullptr);
  }
}

TEST_CASE("kernels agree with the scalar reference on webgpu") {
  const auto gpu = device("kernels on webgpu");
  if (!gpu) return;
  const auto backend = make_webgpu_backend(gpu);
  size_t count = 0;
  for (const cases::Case& one : cases::all()) {
    if (!webgpu::find_shader(signature(one.dispatch.kernel).stem)) continue;
    const std::string verdict = cases::verdict(one, cases::run(*backend, one));
    CHECK_MESSAGE(verdict.empty(), verdict);
    ++count;
  }
  std::printf("webgpu: %zu kernel cases on %s (%s)\n", count, gpu->adapter().name.c_str(),
              gpu->adapter().software ? "software" : "hardware");
}
