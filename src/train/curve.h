// A loss curve of bounded length: when it is full, neighbours are averaged and the spacing doubles.
#pragma once
#include <vector>

#include "train/metrics.h"

namespace hourglass {

class Curve {
 public:
  explicit Curve(size_t most = 2000) : most_(most) {}

  void add(const LossPoint& point) {
    sum_.reconstruction += point.reconstruction;
    sum_.kl += point.kl;
    sum_.step = point.step;
    if (++summed_ < spacing_) return;
    const auto n = static_cast<float>(summed_);
    points_.push_back({sum_.step, sum_.reconstruction / n, sum_.kl / n});
    sum_ = {};
    summed_ = 0;
    if (points_.size() < most_) return;
    for (size_t i = 0; i < points_.size() / 2; ++i) {
      const LossPoint &a = points_[2 * i], &b = points_[2 * i + 1];
      points_[i] = {b.step, 0.5f * (a.reconstruction + b.reconstruction), 0.5f * (a.kl + b.kl)};
    }
    points_.resize(points_.size() / 2);
    spacing_ *= 2;
  }

  // Forgets the points of this step and later ones: they will be trained once more.
  void cut(uint32_t step) {
    std::erase_if(points_, [step](const LossPoint& point) { return point.step >= step; });
    sum_ = {};
    summed_ = 0;
  }

  const std::vector<LossPoint>& points() const { return points_; }

 private:
  size_t most_;
  uint32_t spacing_ = 1, summed_ = 0;  // steps a point; of the point in the making
  LossPoint sum_{};
  std::vector<LossPoint> points_;
};

}  // namespace hourglass
