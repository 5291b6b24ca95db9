// Pool and Upsample: forward, then backward.
#include "model/pooling.h"

#include <format>

#include "compute/error.h"

namespace hourglass {

std::string Pool::name() const {
  return std::format("{} pool {}×{}", kind_ == Pooling::maximum ? "max" : "average", size_, size_);
}

Shape Pool::output(Shape x) const {
  if (size_ == 0 || x.h + 2 * padding_ < size_ || x.w + 2 * padding_ < size_)
    fail("pool: a window of {} on a picture of {} × {}; take a smaller one", size_, x.h, x.w);
  const auto windows = [&](uint32_t side) { return (side + 2 * padding_ - size_) / stride_ + 1; };
  return {x.n, windows(x.h), windows(x.w), x.c};
}

// y = the maximum, or the mean, of each window
void Pool::forward(Program& program, const Slots& s) const {
  const Kernel kernel = kind_ == Pooling::maximum ? Kernel::max_pool : Kernel::average_pool;
  program.push_back({kernel, {s.x, s.y}, {0, size_, stride_, padding_}});
}

// dx = dy where the maximum was, or its share of dy
void Pool::backward(Program& program, const Slots& s) const {
  if (!s.dx) return;
  const Kernel kernel =
      kind_ == Pooling::maximum ? Kernel::max_pool_backward : Kernel::average_pool_backward;
  program.push_back({kernel,
                     {s.x, s.dy, s.dx},
                     {static_cast<uint32_t>(s.input_activation), size_, stride_, padding_}});
}

std::string Upsample::name() const { return std::format("upsample {}×", factor_); }

// y[i,j] = x[⌊i/f⌋, ⌊j/f⌋]
void Upsample::forward(Program& program, const Slots& s) const {
  program.push_back({Kernel::upsample, {s.x, s.y}});
}

// dx = Σ dy over the f × f pixels
void Upsample::backward(Program& program, const Slots& s) const {
  if (!s.dx) return;
  program.push_back(
      {Kernel::upsample_backward, {s.x, s.dy, s.dx}, {static_cast<uint32_t>(s.input_activation)}});
}

}  // namespace hourglass
