// What the views drew, moment by moment, to be looked at again. Pictures are kept as bytes, other long rows of numbers as
// 16 bits between their least and their largest; curves are the newest snapshot's. At most `most` moments in
// `room` bytes: where there are more, every second one goes and the distances double.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "snapshot/snapshot.h"

namespace hourglass {

class Timeline {
 public:
  static constexpr size_t most = 200;
  static constexpr size_t room = 100'000'000;  // bytes

  // The newest moment, where it is far enough from the last one; of another training alone.
  void see(const std::shared_ptr<const Snapshot>&);

  size_t size() const { return moments_.size(); }
  uint32_t step(size_t i) const { return moments_[i].rest.step; }
  size_t bytes() const { return bytes_; }
  // The moment of the step nearest to this one. Pre: not empty.
  size_t nearest(double step) const;
  // As it was drawn, with the curves of `newest`. The same object while the same moment is asked for.
  std::shared_ptr<const Snapshot> at(size_t i, const Snapshot& newest);

 private:
  struct Row {
    std::vector<uint8_t> bytes;  // of a number one or two
    size_t count = 0;
    float low = 0, high = 0;
  };
  struct Moment {
    Snapshot rest;  // without the long rows
    std::vector<Row> rows;
    size_t bytes = 0;
  };
  void thin();

  std::vector<Moment> moments_;
  size_t bytes_ = 0;
  uint32_t training_ = 0, spacing_ = 1, since_ = 0;  // snapshots
  std::shared_ptr<const Snapshot> shown_;
  size_t shown_moment_ = 0;
};

}  // namespace hourglass
