// A Python script that has the network in PyTorch, reads the saved training, evaluates it and trains on.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "train/trainer.h"

namespace hourglass {

// model: the saved training's file name, which the script looks for beside itself. Throws Error of one line for a
// method that no script is written for.
std::vector<uint8_t> write_pytorch(const Trainer&, const std::string& model);

}  // namespace hourglass
