// How codes of any size lie on a page: two units as they are, one unit in lanes by class, more by
// their two principal directions. Draws nothing.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "snapshot/snapshot.h"

namespace hourglass::view {

// Two orthonormal directions of most variance, by orthogonal iteration from the last ones, so that
// they neither flip nor swap from one snapshot to the next. codes: count × size.
struct Principal {
  std::vector<float> mean, first, second;  // size each
};
Principal principal(std::span<const float> codes, uint32_t count, uint32_t size,
                    const Principal* last = nullptr);

// From the middle to the outer edge of the manifold's pictures: the outermost ones have their middles
// at manifold_extent.
inline float manifold_reach(const Snapshot& snapshot) {
  return snapshot.manifold_extent * manifold_side / (manifold_side - 1);
}

class PlaneAxes {
 public:
  enum class Kind : uint8_t { none, lanes, plain, principal };

  // Takes over a snapshot; true where points cannot be compared with the last ones.
  bool update(const Snapshot&);

  Kind kind() const { return kind_; }
  bool variational() const { return variational_; }

  // u, v of every code, one pair after another. Lanes: v in [−1, 1], class 0 at the top.
  std::vector<float> places(const Snapshot&) const;
  std::array<float, 2> place(std::span<const float> code) const;
  std::vector<float> code_at(float u, float v) const;

  // Half axes (two vectors) of the ±1σ ellipse of a code's posterior, given its log σ².
  std::array<std::array<float, 2>, 2> spread(std::span<const float> log_variance) const;

  // Half a side of the square that shows the manifold and nearly all codes.
  float extent(const Snapshot&) const;

 private:
  Kind kind_ = Kind::none;
  bool variational_ = false;
  uint32_t size_ = 0, classes_ = 0;
  std::shared_ptr<const Model> model_;  // kept, so that another one cannot have the same address
  std::shared_ptr<const DataView> data_;
  Principal principal_;
};

}  // namespace hourglass::view
