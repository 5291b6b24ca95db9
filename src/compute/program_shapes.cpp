// Shapes that fit together, kernel by kernel: what keeps a wrong program from reading past a tensor.
#include "compute/error.h"
#include "compute/program.h"
#include "compute/state.h"

namespace hourglass {
namespace {

struct Checker {
  const Dispatch& dispatch;
  std::string_view stem = signature(dispatch.kernel).stem;

  const Shape& shape(uint32_t binding) const { return dispatch.tensors[binding].shape; }
  bool present(uint32_t binding) const { return static_cast<bool>(dispatch.tensors[binding]); }

  // One row an example, `features` in each.
  void rows(uint32_t binding, std::string_view name, uint32_t n, uint64_t features) const {
    if (!present(binding)) return;
    const Shape& s = shape(binding);
    if (s.n != n || s.features() != features)
      fail("{}: {} is [{}, {}], the other tensors ask for [{}, {}]; record it in that shape", stem,
           name, s.n, s.features(), n, features);
  }
  void count(uint32_t binding, std::string_view name, uint64_t wanted) const {
    if (present(binding) && shape(binding).count() != wanted)
      fail("{}: {} has {} elements, the parameters have {}; allocate it like the parameters", stem,
           name, shape(binding).count(), wanted);
  }
  void state(uint32_t binding) const {
    if (shape(binding).count() < state::words)
      fail("{}: state has {} words; allocate state::words = {}", stem, shape(binding).count(),
           uint32_t{state::words});
  }
  void choice(uint32_t integer, std::string_view name, uint32_t last) const {
    if (dispatch.integers[integer] > last)
      fail("{}: {} {} does not exist; choose 0 to {}", stem, name, dispatch.integers[integer],
           last);
  }
  // Side by side, not only in number.
  void same(uint32_t binding, std::string_view name, const Shape& wanted) const {
    if (!present(binding)) return;
    const Shape& s = shape(binding);
    if (s != wanted)
      fail("{}: {} is [{}, {}, {}, {}], the other tensors ask for [{}, {}, {}, {}]; record it so",
           stem, name, s.n, s.h, s.w, s.c, wanted.n, wanted.h, wanted.w, wanted.c);
  }
  // integers: -, size, stride, padding of a window on the picture of binding 0
  void windows() const {
    const Shape& s = shape(0);
    const uint32_t size = dispatch.integers[1], stride = dispatch.integers[2],
                   padding = dispatch.integers[3];
    if (size == 0 || size > 64 || stride == 0 || stride > 64)
      fail("{}: size {} and stride {}; give 1 to 64", stem, size, stride);
    if (padding > size / 2)
      fail("{}: padding {} is more than half the size {}; give at most {}", stem, padding, size,
           size / 2);
    if (size > s.h + 2 * padding || size > s.w + 2 * padding)
      fail("{}: a window of {} on a picture of {} × {} with padding {}; take a smaller one", stem,
           size, s.h, s.w, padding);
  }
  uint32_t windows_on(uint32_t side) const {
    return (side + 2 * dispatch.integers[3] - dispatch.integers[1]) / dispatch.integers[2] + 1;
  }
  void share(uint32_t number) const {
    if (!(dispatch.numbers[number] >= 0 && dispatch.numbers[number] <= 1))
      fail("{}: a share of {} is left out; give 0 to 1", stem, dispatch.numbers[number]);
  }
  // An activation that a kernel takes along, or takes a gradient back through.
  void fused(uint32_t integer) const {
    choice(integer, "activation", activation_count - 1);
    const ActivationFacts& facts = activations[dispatch.integers[integer]];
    if (!facts.from_output)
      fail("{}: {}'s derivative is no function of its output; record it on its own, after linear",
           stem, facts.name);
  }
  void parameters(uint32_t binding, std::string_view name, uint32_t i, uint32_t o) const {
    const Shape& s = shape(binding);
    if (s.n != i + 1 || s.features() != o)
      fail(
          "{}: input has {} features and output {}, {} are [{}, {}] and should be [{}, {}] with "
          "the bias; rebuild the layer",
          stem, i, o, name, s.n, s.features(), i + 1, o);
  }
};

}  // namespace

void check_shapes(const Dispatch& dispatch) {
  const Checker c{dispatch};
  const Shape a = c.shape(0), b = c.shape(1), d = c.shape(2);
  for (const Tensor& tensor : dispatch.tensors)
    if (tensor && tensor.shape.count() == 0)
      fail("{}: a tensor has no elements; give every side at least 1", c.stem);
  switch (dispatch.kernel) {
    case Kernel::gather:
      if (dispatch.integers[0] == 0 || dispatch.integers[0] > a.n)
        fail("gather: {} examples are asked for, the data set has {}; give 1 to {}",
             dispatch.integers[0], a.n, a.n);
      c.choice(1, "order", static_cast<uint32_t>(Order::sequential));
      c.state(1);
      c.rows(2, "x", d.n, a.features());
      return;
    case Kernel::dense_forward:
      c.fused(0);
      c.parameters(1, "parameters", a.features(), d.features());
      c.rows(2, "y", a.n, d.features());
      return;
    case Kernel::dense_backward:
      c.fused(0);
      c.parameters(1, "parameters", a.features(), d.features());
      c.parameters(3, "dparameters", a.features(), d.features());
      c.rows(2, "dy", a.n, d.features());
      c.rows(4, "dx", a.n, a.features());
      return;
    case Kernel::reparameterise:
      c.state(1);
      c.rows(0, "heads", d.n, 2ull * d.features());
      c.rows(3, "kl", d.n, 1);
      return;
    case Kernel::reparameterise_backward:
      c.rows(0, "heads", b.n, 2ull * b.features());
      c.rows(2, "dz", b.n, b.features());
      c.state(3);
      c.rows(4, "dheads", b.n, 2ull * b.features());
      return;
    case Kernel::loss_bernoulli:
    case Kernel::loss_squared:
      if (dispatch.kernel == Kernel::loss_squared) c.fused(0);
      c.rows(1, "x", a.n, a.features());
      c.rows(2, "loss", a.n, 1);
      c.rows(3, "dy", a.n, a.features());
      return;
    case Kernel::adam:
      c.count(1, "gradients", a.count());
      c.count(2, "first moment", a.count());
      c.count(3, "second moment", a.count());
      c.state(4);
      return;
    case Kernel::sgd:
      c.count(1, "gradients", a.count());
      c.count(2, "velocity", a.count());
      c.state(3);
      return;
    case Kernel::next_step:
      if (dispatch.integers[0] == 0) fail("next_step: a data set of 0 examples; give its count");
      if (dispatch.integers[1] == 0 || dispatch.integers[1] > a.features())
        fail("next_step: {} examples, the terms have room for {}; give 1 to {}",
             dispatch.integers[1], a.features(), a.features());
      c.state(1);
      c.rows(2, "ring", d.n, a.n);
      if (c.present(3)) c.state(3);
      return;
    case Kernel::activate:
      c.choice(0, "activation", activation_count - 1);
      c.same(1, "y", a);
      return;
    case Kernel::activate_backward:
      c.fused(0);
      c.choice(1, "activation", activation_count - 1);
      c.same(1, "dy", a);
      c.same(2, "dx", a);
      return;
    case Kernel::max_pool:
    case Kernel::max_pool_backward:
    case Kernel::average_pool:
    case Kernel::average_pool_backward:
      c.fused(0);
      c.windows();
      c.same(1, "y", {a.n, c.windows_on(a.h), c.windows_on(a.w), a.c});
      c.same(2, "dx", a);
      return;
    case Kernel::upsample:
    case Kernel::upsample_backward: {
      c.fused(0);
      const uint32_t factor = b.h / a.h;
      if (factor == 0)
        fail("{}: {} rows become {}; give a whole number of rows for one", c.stem, a.h, b.h);
      c.same(1, "y", {a.n, a.h * factor, a.w * factor, a.c});
      c.same(2, "dx", a);
      return;
    }
    case Kernel::batch_norm:
    case Kernel::batch_norm_evaluate:
      c.fused(0);
      c.rows(1, "parameters", 2, a.c);
      c.rows(2, "statistics", 2, a.c);
      c.same(3, "y", a);
      if (dispatch.kernel == Kernel::batch_norm) {
        c.rows(4, "mean and 1/σ", 2, a.c);
        if (a.count() == a.c)
          fail("batch_norm: one number a channel has no variance; take a batch of at least 2");
      }
      return;
    case Kernel::layer_norm:
      c.fused(0);
      c.rows(1, "parameters", 2, a.c);
      c.same(2, "y", a);
      c.rows(3, "mean and 1/σ", a.count() / a.c, 2);
      return;
    case Kernel::batch_norm_backward:
    case Kernel::layer_norm_backward:
      c.fused(0);
      c.choice(1, "add", 1);
      c.rows(1, "parameters", 2, a.c);
      if (dispatch.kernel == Kernel::batch_norm_backward)
        c.rows(2, "mean and 1/σ", 2, a.c);
      else
        c.rows(2, "mean and 1/σ", a.count() / a.c, 2);
      c.same(3, "dy", a);
      c.rows(4, "dparameters", 2, a.c);
      c.same(5, "dx", a);
      return;
    case Kernel::dropout:
      c.share(0);
      c.state(1);
      c.same(2, "y", a);
      return;
    case Kernel::dropout_backward:
      c.fused(0);
      c.share(0);
      c.same(1, "dy", a);
      c.state(2);
      c.same(3, "dx", a);
      return;
  }
}

}  // namespace hourglass
