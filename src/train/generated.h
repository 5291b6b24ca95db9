// What generated examples are worth, beside the data that they are to be like.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

#include "train/trainer.h"

namespace hourglass {

// Examples out of noise: a generator's, or those that a sampled code's prior is decoded to, [count, features].
// Throws Error where the method makes none.
std::vector<float> generate(Trainer&, uint32_t count, uint64_t seed);

// Two sets of points, [count, width] each, by balls around each point that reach to its k-th neighbour in its own
// set (k = 3). All shares are 0 … 1.
struct Manifolds {
  double precision = 0;  // generated points within a ball of a real one
  double recall =
      0;  // real points within a ball of a generated one: both Kynkäänniemi et al. 2019,
          // "Improved precision and recall metric for assessing generative models"
  double coverage =
      0;  // balls of real points with a generated one inside: Naeem et al. 2020, "Reliable
          // fidelity and diversity metrics for generative models"
};
Job<Manifolds> comparing_manifolds(std::vector<float> real, std::vector<float> generated,
                                   size_t width);

// Of each point the nearest of `among`, all [count, width]: which it is, and how far, as the root of the mean square.
struct Nearest {
  std::vector<uint32_t> which;
  std::vector<float> distance;
  double mean() const;
};
Job<Nearest> finding_nearest(std::vector<float> points, Dataset among);

// {count, precision, recall, coverage, nearest, test_nearest}: of `count` generated examples and as many test ones;
// nearest: the mean distance to the nearest training example, of the first 200, and the same of test examples, which
// what was learnt by heart falls far below. Of labelled pictures also {classes: how often each, entropy in nats,
// confident: the share with p > 0.9} by a classifier that is taught on the spot, in whose last hidden layer the
// neighbours are then looked for; else in the examples' own space.
Job<nlohmann::json> judging_generated(Trainer&, Dataset train, Dataset test, uint32_t count);

}  // namespace hourglass
