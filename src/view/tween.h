// Numbers that move to their new values in a moment instead of jumping. Draws nothing.
#pragma once
#include <algorithm>
#include <span>
#include <vector>

namespace hourglass::view {

inline constexpr double tween_seconds = 0.15;

// 0 at the start, 1 from `duration` on; fast first, then slow: 1 − (1 − t)³.
inline float eased(double elapsed, double duration) {
  if (duration <= 0 || elapsed >= duration) return 1;
  const float left = 1 - static_cast<float>(std::max(elapsed, 0.0) / duration);
  return 1 - left * left * left;
}

class Tween {
 public:
  // Sets off from where the numbers are seen now; jumps where there is nothing to compare with.
  void aim(std::vector<float> goal, double now, bool jump) {
    if (jump || goal.size() != goal_.size()) {
      from_ = goal;
      started_ = now - tween_seconds;
    } else {
      from_ = at(now);
      started_ = now;
    }
    goal_ = std::move(goal);
    still_ = false;
  }

  // Valid until the next call.
  const std::vector<float>& at(double now) {
    const float t = eased(now - started_, tween_seconds);
    if (t < 1) {
      seen_.resize(goal_.size());
      for (size_t i = 0; i < goal_.size(); ++i) seen_[i] = from_[i] + (goal_[i] - from_[i]) * t;
    } else if (!still_) {
      seen_ = goal_;
      still_ = true;
    }
    return seen_;
  }

  bool moving(double now) const { return now - started_ < tween_seconds; }

 private:
  std::vector<float> from_, goal_, seen_;
  double started_ = -1e9;  // seconds
  bool still_ = false;     // seen_ is the goal already
};

}  // namespace hourglass::view
