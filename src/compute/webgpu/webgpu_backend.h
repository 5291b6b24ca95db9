// The backend that computes on a GPU by way of WebGPU: the same in a page and natively.
#pragma once
#include <memory>

#include "compute/backend.h"
#include "compute/webgpu/device.h"

namespace hourglass {

// `progress` is called while its programs' shaders are compiled.
std::unique_ptr<Backend> make_webgpu_backend(std::shared_ptr<webgpu::Device>,
                                             webgpu::Progress progress = {});

}  // namespace hourglass
