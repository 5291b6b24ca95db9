// Principal components: what the best linear autoencoder finds (Bourlard and Kamp 1988; Baldi and Hornik
// 1989), exactly, to compare with.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "train/job.h"

namespace hourglass {

inline constexpr uint32_t most_pca_features = 1024;  // a decomposition takes their cube

struct PrincipalComponents {
  uint32_t features = 0, components = 0;
  std::vector<double> centre;      // [features]: the mean, or zeros
  std::vector<double> directions;  // [components, features], orthonormal, by falling variance
};

// centred: about the mean; else of the numbers as they are, as a singular value decomposition has it.
// Throws Error where an example has more than most_pca_features numbers, or fewer than components.
Job<PrincipalComponents> finding_components(const Dataset&, uint32_t components, bool centred);

// MSE a number of what is left of the examples in the components.
double projection_mse(const PrincipalComponents&, const Dataset&);

// Of the principal angles between the components and the span of `rows`, [components, features]: 1 where
// they span the same (Björck and Golub 1973).
double mean_squared_cosine(const PrincipalComponents&, std::span<const float> rows);

}  // namespace hourglass
