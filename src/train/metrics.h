// The figures that say how well a network has learnt, computed on the host.
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace hourglass {

// What a figure of a method's own is.
struct Measure {
  std::string name, label;  // "iou", as in JSON; "intersection over union", for people
  std::string unit{};       // "%"
};

// What is known of the likelihood: nothing, itself, or a number that −log p(x) does not exceed.
enum class Likelihood : uint8_t { none, exact, bound };

// Means over a split's images.
struct Figures {
  std::vector<double> terms;  // in the order of the method's series
  double loss = 0;            // their weighted sum; with β = 1 and a likelihood, −ELBO (one z each)
  // MSE/pixel of what is decoded from μ, or from the plain code. Of the decoder's own values, as the loss
  // `mse` has them: not cut off at black and white, as they are for showing. Every MSE is this one.
  std::optional<double> mse;
  uint32_t images = 0;
  std::vector<double> measures{};  // in the order of the method's
};

// Σ (a − b)²; both of the same length.
double squared_distance(std::span<const float> a, std::span<const float> b);

// Units whose mean moves with the data: Var over x of μ_u(x) > 0.01 (Burda et al. 2016, section 5.2).
// means: [count, units].
uint32_t active_units(std::span<const float> means, uint32_t units);

// Share of a code's numbers that are not 0. codes: [count, units].
double active_share(std::span<const float> codes);

// Units that are 0 for every example. codes: [count, units].
uint32_t dead_units(std::span<const float> codes, uint32_t units);

// KL(N(μ_u, σ_u²) ‖ N(0, 1)) of every unit, nats, the mean over the examples. Both: [count, units].
std::vector<double> unit_kl(std::span<const float> means, std::span<const float> log_variances,
                            uint32_t units);

// The mutual information gap (Chen et al. 2018, "Isolating sources of disentanglement in VAEs", equation
// 6): over the factors, the mean of (I(z₁; v) − I(z₂; v)) / H(v) with z₁, z₂ the two units that tell most
// of a factor v. A unit is taken in 20 bins of equal width (Locatello et al. 2019). 1: a unit a factor.
// Factors that never change are left out; 0 where none is left. means: [count, units].
double mutual_information_gap(std::span<const float> means, uint32_t units,
                              std::span<const Factor> factors);

// How well a score tells two kinds apart: the share of pairs of one each in which the positive example has the
// higher score, ties counted half (Hanley and McNeil 1982, "The meaning and use of the area under a ROC curve").
// ½: no better than chance; NaN where a kind is missing. A score that is NaN counts as the highest.
double area_under_roc(std::span<const float> scores, const std::vector<bool>& positive);

// log (1/k Σ exp w) of k numbers that come one by one: with w = log p(x, z) − log q(z|x), the bound
// of Burda et al. 2016, equation 8, in nats.
class LogMeanExp {
 public:
  void add(double w);
  double value() const;

 private:
  double largest_ = -std::numeric_limits<double>::infinity();
  double sum_ = 0;  // Σ exp(w − largest)
  uint64_t count_ = 0;
};

// FNV-1a, 64 bits.
class Hash {
 public:
  void add(std::span<const uint8_t> bytes);
  std::string text() const;  // 16 hexadecimal digits

 private:
  uint64_t value_ = 0xcbf29ce484222325u;
};

// The text() of the floats' little-endian bytes.
std::string hash_of(std::span<const float>);

}  // namespace hourglass
