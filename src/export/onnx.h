// ONNX (onnx.ai/onnx/repo-docs/IR.html), opset 17: what onnxruntime and most other programs run.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "export/graph.h"
#include "export/weights.h"

namespace hourglass {

// Any number of examples at once: pictures [n, h, w, c] as .npy has them, all else [n, features]; labels [n].
std::vector<uint8_t> write_onnx(const Graph&, const Weights&,
                                const std::map<std::string, std::string>& metadata);

}  // namespace hourglass
