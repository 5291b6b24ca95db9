// What of a saved training is words and not tensors: the shape of its examples, and where in its phases it was.
#pragma once
#include <nlohmann/json.hpp>

#include "train/trainer.h"

namespace hourglass {

// [28,28,1], and behind it the classes where the network is told labels.
nlohmann::json words_of(const Example&);
// [phase, its steps], and of what has several [phase, its steps, [steps of those that are over]], and in early
// stopping behind them the best judgement and how many came since.
nlohmann::json words_of_phase(const Trainer::State&);

// From somebody else's text. Both throw nlohmann::json::exception where it is no such list; the first throws Error
// for sizes that are not possible.
Example example_of(const nlohmann::json& words);
void read_phase(const nlohmann::json& words, Trainer::State&);

}  // namespace hourglass
