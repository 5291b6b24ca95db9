// Layers that make pictures smaller or larger, channel by channel. None has parameters.
#pragma once
#include "model/layer.h"

namespace hourglass {

enum class Pooling : uint8_t { maximum, average };

// x [n, h, w, c] → y [n, h', w', c], h' = ⌊(h + 2 padding − size)/stride⌋ + 1.
// Padding never is a maximum; in a mean it counts, as zeros (PyTorch's defaults).
struct Pool : Layer {
  // stride 0: windows side by side
  explicit Pool(Pooling kind, uint32_t size, uint32_t stride = 0, uint32_t padding = 0)
      : kind_(kind), size_(size), stride_(stride ? stride : size), padding_(padding) {}

  std::string name() const override;
  Shape output(Shape input) const override;
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;

 private:
  Pooling kind_;
  uint32_t size_, stride_, padding_;  // pixels
};

// x [n, h, w, c] → y [n, fh, fw, c]: each pixel f × f times.
struct Upsample : Layer {
  explicit Upsample(uint32_t factor) : factor_(factor) {}

  std::string name() const override;
  Shape output(Shape x) const override { return {x.n, factor_ * x.h, factor_ * x.w, x.c}; }
  void forward(Program&, const Slots&) const override;
  void backward(Program&, const Slots&) const override;

 private:
  uint32_t factor_;
};

}  // namespace hourglass
