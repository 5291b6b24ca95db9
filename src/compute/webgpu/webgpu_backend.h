// The backend that computes on a GPU by way of WebGPU: the same in a page and natively.
#pragma once
#include <memory>

#include "compute/backend.h"
#include "compute/webgpu/device.h"

namespace hourglass {

namespace webgpu {
struct Variant;  // plan.h
}

// `progress` is called while its programs' shaders are compiled; `forced` as in plan().
std::unique_ptr<Backend> make_webgpu_backend(std::shared_ptr<webgpu::Device>,
                                             webgpu::Progress progress = {},
                                             const webgpu::Variant* forced = nullptr);

}  // namespace hourglass
