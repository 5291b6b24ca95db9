// A track of bounded length: when it is full, neighbours are averaged and the spacing doubles.
#pragma once
#include <algorithm>

#include "train/series.h"

namespace hourglass {

class Curve {
 public:
  explicit Curve(uint32_t series = 0, size_t most = 2000) : most_(most), sum_(series) {
    track_.series = series;
  }

  // One that goes on.
  explicit Curve(Track track) : Curve(track.series) {
    track_ = std::move(track);
    if (track_.size() > 1)
      spacing_ = std::max(1u, (track_.steps.back() - track_.steps.front()) /
                                  static_cast<uint32_t>(track_.size() - 1));
  }

  void add(uint32_t step, std::span<const float> row) {
    for (size_t s = 0; s < sum_.size(); ++s) sum_[s] += row[s];
    if (++summed_ < spacing_) return;
    for (float& value : sum_) value /= static_cast<float>(summed_);
    track_.add(step, sum_);
    forget();
    if (track_.size() < most_) return;
    const size_t half = track_.size() / 2;
    for (size_t i = 0; i < half; ++i) {
      track_.steps[i] = track_.steps[2 * i + 1];
      for (uint32_t s = 0; s < track_.series; ++s)
        track_.row(i)[s] = 0.5f * (track_.row(2 * i)[s] + track_.row(2 * i + 1)[s]);
    }
    shorten(half);
    spacing_ *= 2;
  }

  // Forgets the points of this step and later ones: they will be trained once more.
  void cut(uint32_t step) {
    const auto end = std::ranges::lower_bound(track_.steps, step);
    shorten(static_cast<size_t>(end - track_.steps.begin()));
    forget();
  }

  const Track& points() const { return track_; }

 private:
  void shorten(size_t points) {
    track_.steps.resize(points);
    track_.values.resize(points * track_.series);
  }
  void forget() {
    std::ranges::fill(sum_, 0.0f);
    summed_ = 0;
  }

  size_t most_;
  uint32_t spacing_ = 1, summed_ = 0;  // steps a point; of the point in the making
  std::vector<float> sum_;
  Track track_;
};

}  // namespace hourglass
