// How codes of any size lie on a page: one unit in lanes by class, more in the plane of two directions, which are units
// or principal directions. Draws nothing.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "snapshot/snapshot.h"

namespace hourglass::view {

// Orthonormal directions of most variance, the first of most, by orthogonal iteration from the last ones, so that
// they neither flip nor swap from one snapshot to the next. codes: count × size.
struct Principal {
  std::vector<float> mean;                     // [size]
  std::vector<std::vector<float>> directions;  // size each
};
Principal principal(std::span<const float> codes, uint32_t count, uint32_t size,
                    uint32_t directions, const Principal* last = nullptr);

// From the middle to the outer edge of the manifold's pictures: the outermost ones have their middles
// at manifold_extent.
inline float manifold_reach(const Snapshot& snapshot) {
  return snapshot.manifold_extent * manifold_side / (manifold_side - 1);
}

class PlaneAxes {
 public:
  enum class Kind : uint8_t { none, lanes, plane };
  // One of the plane's two: a unit of the code, or a principal direction of the codes.
  struct Direction {
    bool principal = false;
    uint32_t number = 0;  // from 0

    bool operator==(const Direction&) const = default;
  };
  static constexpr uint32_t most_principal = 4;

  // Takes over a snapshot; true where points cannot be compared with the last ones.
  bool update(const Snapshot&);

  Kind kind() const { return kind_; }
  bool variational() const { return variational_; }
  Direction direction(size_t axis) const { return chosen_[axis]; }
  // All that there are, in the order of turning: principal ones, then units.
  std::vector<Direction> directions() const;
  // The next or the one before; what the other axis has is passed over. update() takes it up.
  void turn(size_t axis, int by);
  // "μ₂", "code 2", "PC1".
  std::string name(size_t axis) const;

  // u, v of every code, one pair after another. Lanes: v in [−1, 1], class 0 at the top.
  std::vector<float> places(const Snapshot&) const;
  std::array<float, 2> place(std::span<const float> code) const;
  // In the plane through the mean of the codes, or through 0.
  std::vector<float> code_at(float u, float v) const;
  bool through_mean = true;

  // The code's two units as they are: the snapshot's own manifold lies in this plane.
  bool plain() const {
    return size_ == 2 && chosen_[0] == Direction{false, 0} && chosen_[1] == Direction{false, 1};
  }

  // Half axes (two vectors) of the ±1σ ellipse of a code's posterior, given its log σ².
  std::array<std::array<float, 2>, 2> spread(std::span<const float> log_variance) const;

  // Half a side of the square that shows the prior and nearly all codes.
  float extent(const Snapshot&) const;

 private:
  std::vector<float> vector_of(Direction) const;

  Kind kind_ = Kind::none;
  bool variational_ = false;
  uint32_t size_ = 0, classes_ = 0;
  std::shared_ptr<const Model> model_;  // kept, so that another one cannot have the same address
  std::shared_ptr<const DataView> data_;
  Principal principal_;
  std::array<Direction, 2> chosen_{Direction{false, 0}, Direction{false, 1}};
  std::array<std::vector<float>, 2> axes_;  // of length 1
};

}  // namespace hourglass::view
