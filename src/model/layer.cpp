// What layers share.
#include "model/layer.h"

#include <algorithm>
#include <limits>

namespace hourglass {

uint64_t Piece::count() const {
  constexpr uint64_t most = std::numeric_limits<uint64_t>::max();
  uint64_t product = 1;
  for (const uint64_t side : shape)
    product = side != 0 && product > most / side ? most : product * side;
  return product;
}

std::string named(std::string_view kind, Activation fused) {
  std::string name = std::string(kind) + " " + std::string(about(fused).name);
  std::ranges::replace(name, '_', ' ');
  return name;
}

}  // namespace hourglass
