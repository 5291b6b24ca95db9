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

// {loss, mse where there is one, images, and every series and measure by its name}
nlohmann::json to_json(const Figures&, const Method&);
// A report as a sentence: "105.4 nats/image (reconstruction 80.2, KL 25.1), 20 units active, 0.0123 MSE/pixel".
std::string in_words(const nlohmann::json& report, const Trainer&);
nlohmann::json to_json(
    const BackendInfo&);  // {backend, reproducible}, of cpu {simd, threads}, of webgpu {adapter, vendor, software}; and why
                          // auto did not take webgpu {remark}

// What each unit of the code adds to the output, [code, features]; empty where the decoder is more than a
// linear layer, which spans no plane.
std::vector<float> decoder_rows(Trainer&);

// What is asked besides the figures themselves.
struct Questions {
  uint32_t importance_samples = 0, importance_images = 1000;  // 0: not asked
  const Dataset* pca_of = nullptr;        // training data to compare with the components of
  const Dataset* generated_of = nullptr;  // training data, whose like is to be generated
  uint32_t generated = 1000;              // so many
  const Dataset* probe_of = nullptr;  // training data on whose codes a linear classifier is taught
};
// to_json(Figures), unit, and of what there is: nll_unit of a likelihood; of a sampled code active_units,
// unit_kl, and mig where the data tell their factors; of one that rectifies active_share, dead_units. When
// asked, importance_weighted_nll over the first images, and pca {components, mse, train_mse, gap and
// train_gap: how much larger the network's are, and of a decoder that is one linear layer
// mean_squared_cosine} with train_mse of the network, probe {accuracy, error} (train/probe.h), and
// generated (train/generated.h).
Job<nlohmann::json> evaluation_reporting(Trainer&, const Dataset&, Questions = {});
nlohmann::json evaluation_report(Trainer&, const Dataset&, const Questions& = {},
                                 const Watch& = {});

// Of what was learnt as a whole: the method's outcomes by their names.
nlohmann::json outcome_report(Trainer&);
// [{name, steps (null: until stopped), done}]
nlohmann::json to_json(std::span<const PhaseState>);
// [{name, label, unit, weight}]: what the numbers by these names are, and their weight in the loss.
nlohmann::json to_json(std::span<const Series>, const Settings&);

}  // namespace hourglass
