// A linear probe: what a code is worth, told by the simplest classifier on it (Alain and Bengio 2017, "Understanding
// intermediate layers using linear classifier probes").
#pragma once
#include "train/trainer.h"

namespace hourglass {

// Softmax regression on the codes of `train`, ten passes or 1,000 steps, without changing the encoder; its accuracy on those of
// `test`, 0 … 1. Throws Error where there is no code, or there are no labels.
Job<double> probing(Trainer&, Dataset train, Dataset test);

}  // namespace hourglass
