// Figures as JSON: the words that `train --json`, `eval --json`, evaluate() and bench share.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>

#include "compute/backend.h"
#include "data/dataset.h"
#include "train/trainer.h"

namespace hourglass {

// {loss, mse where there is one, images, and every series by its name}
nlohmann::json to_json(const Figures&, std::span<const Series>);
// A report as a sentence: "105.4 nats/image (reconstruction 80.2, KL 25.1), 20 units active, 0.0123 MSE/pixel".
std::string in_words(const nlohmann::json& report, const Trainer&);
nlohmann::json to_json(
    const BackendInfo&);  // {backend, reproducible}, of cpu {simd, threads}, of webgpu {adapter, vendor, software}; and why
                          // auto did not take webgpu {remark}

// to_json(Figures), unit, and for a sampled code active_units and, when k is given,
// importance_weighted_nll over the first `importance_images`.
Job<nlohmann::json> evaluation_reporting(Trainer&, const Dataset&, uint32_t importance_samples = 0,
                                         uint32_t importance_images = 1000);
nlohmann::json evaluation_report(Trainer&, const Dataset&, uint32_t importance_samples = 0,
                                 uint32_t importance_images = 1000, const Watch& = {});

}  // namespace hourglass
