// What the layers of a network are like at one moment: how their weights and the gradients of the last step are
// spread, how far that step moved them, and what they make of examples. Changes nothing.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "compute/activation.h"
#include "train/trainer.h"

namespace hourglass {

inline constexpr uint32_t report_examples = 256;  // examples, by which units are told dead
inline constexpr uint32_t spread_bins = 48;
// Gradients are counted by the logarithm of their size, over these powers of ten.
inline constexpr int least_decade = -9, most_decade = 1;

// Numbers counted in equal parts of a scale; what lies beyond its ends is in the first or last.
struct Spread {
  std::vector<uint32_t> bins;  // spread_bins; empty: there are no numbers
  uint32_t count = 0;          // all of them
  uint32_t zeros = 0;  // just 0, which no logarithm has a place for: only gradients have them apart
  float rms = 0;
};

struct LayerReport {
  std::string module, name;  // "encoder", "dense relu"
  Shape input, output;       // n = 1
  std::string shares;        // the part whose weights it uses besides, "encoder.0"
  // The weights, by how far they are from where they would be without any pull: 0, or 1 where they scale. Biases
  // only where there is nothing else.
  Spread weights;
  Spread gradients;  // no bins: none were left yet
  float update = 0;  // rms of the last update by that of the weights; 0: there was none
  Activation activation = Activation::linear;
  // Units: numbers of a dense layer, channels where each place has the same weights. 0: it has no end to be stuck at, or
  // its numbers are an example's.
  uint32_t units = 0;
  std::vector<uint32_t>
      dead;  // whose output is 0, or at one end of the activation, for all that was looked at
  // What the first example becomes here, h × w × c; empty: examples do not come through. `of_noise`: a generator's
  // layer, where noise takes the example's place.
  std::vector<float> activations;
  bool of_noise = false;
};

struct LayersReport {
  uint32_t step = 0;
  uint32_t examples = 0;  // that were looked at
  float reach = 0;        // weights are counted within ± this
  std::vector<LayerReport> layers;
};

// In evaluation: what is drawn is its mean, nothing is spoilt or left out. The first example is the one that
// activations are of; at most report_examples count.
LayersReport report_layers(Trainer&, const Dataset& examples);

}  // namespace hourglass
