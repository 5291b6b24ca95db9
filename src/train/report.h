// Figures as JSON: the words that `train --json`, `eval --json`, evaluate() and bench share.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "compute/backend.h"
#include "data/dataset.h"
#include "train/trainer.h"

namespace hourglass {

nlohmann::json to_json(const Figures&);  // {loss, reconstruction, kl, mse, images}
nlohmann::json to_json(
    const BackendInfo&);  // {backend, reproducible}, of cpu {simd, threads}, of webgpu {adapter, vendor, software}; and why
                          // auto did not take webgpu {remark}

// to_json(Figures), unit, and for a Gaussian latent active_units and, when k is given,
// importance_weighted_nll over the first `importance_images`.
Job<nlohmann::json> evaluation_reporting(Trainer&, const Dataset&, uint32_t importance_samples = 0,
                                         uint32_t importance_images = 1000);
nlohmann::json evaluation_report(Trainer&, const Dataset&, uint32_t importance_samples = 0,
                                 uint32_t importance_images = 1000, const Watch& = {});

}  // namespace hourglass
