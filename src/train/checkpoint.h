// A training as a safetensors file: weights by name, what each player keeps, the clock, and the settings
// as JSON in the metadata, with hashes over it all. Resumes to the same bits. Written as format 2; format
// 1, which had one player and no phases, is read too.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "train/trainer.h"

namespace hourglass {

struct Checkpoint {
  Settings settings;
  Example example;  // of the data it was trained on; classes where the network is told labels
  std::string hash;
  Trainer::State state;
  Curves curves{};  // so far, where they were saved

  bool operator==(const Checkpoint&) const = default;
};

Example example_of(const Trainer&);  // as Checkpoint has it

// Tensors: encoder.0.weight [i, o], encoder.0.bias [o], …; clock; statistics, where layers have some; of
// every player player.all.0, … (moments) and player.all.state; curve.train and curve.test [points, 1 + series]
// with the step before the numbers.
std::vector<uint8_t> write_checkpoint(const Trainer&, const Curves& = {});

// Throws Error of one line that begins with `name`.
Checkpoint read_checkpoint(const std::vector<uint8_t>&, const std::string& name);

// Throws Error where the data has another example shape than what it was trained on, or other classes
// where those matter.
void check_fits(const Checkpoint&, const Dataset&);

// A trainer in the checkpoint's state. `train` may be other data of the same example shape.
std::unique_ptr<Trainer> resume(Backend&, const Checkpoint&, const Dataset& train);

}  // namespace hourglass
