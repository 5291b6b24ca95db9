// What codes are worth in two of their directions: whether they fill the prior, and whether classes lie apart.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "train/job.h"

namespace hourglass {

// The share of the prior's mass within 2σ of its middle with no code near: of the cells of ¼σ whose middles m lie
// there, each with the weight e^(−|m|²/2), those with no place within ¼σ of m. places: [count, 2] in standard
// deviations of the prior. 0: no gaps, as of a thousand draws of the prior itself; 1: nothing is there.
double empty_share(std::span<const float> places);

// The share of places whose class is that of most of their k nearest neighbours, themselves left out; a tie goes to
// the nearest one's. places: [count, 2]. 1: classes lie apart; 1/classes or so: one upon the other. NaN for
// fewer than two places.
Job<double> telling_apart(std::vector<float> places, std::vector<Label> labels, uint32_t k);

}  // namespace hourglass
