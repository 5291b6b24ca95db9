#include "webgpu/device.h"

#include <cstdio>

#include "compute/error.h"

using namespace hourglass;

std::shared_ptr<webgpu::Device> test_device(const char* what_is_skipped) {
  static std::string why;
  static const std::shared_ptr<webgpu::Device> opened = [] {
    try {
      return webgpu::open_device();
    } catch (const Error& error) {
      why = error.what();
      return std::shared_ptr<webgpu::Device>();
    }
  }();
  if (!opened) std::printf("skipped: %s: %s\n", what_is_skipped, why.c_str());
  return opened;
}
