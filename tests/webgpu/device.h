// The device of all tests on webgpu: opening one and compiling for it takes a second.
#pragma once
#include <memory>

#include "compute/webgpu/device.h"

// Null where there is no adapter, with a line that says so: skipped, not passed.
std::shared_ptr<hourglass::webgpu::Device> test_device(const char* what_is_skipped);
