// Shapes that fit together, kernel by kernel: what keeps a wrong program from reading past a tensor.
#include <utility>

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
  // A float of the state that a kernel is told the place of.
  void word(uint32_t integer, std::string_view name) const {
    if (dispatch.integers[integer] < state::live || dispatch.integers[integer] >= state::words)
      fail("{}: {} is word {} of the state; choose {} to {}", stem, name,
           dispatch.integers[integer], uint32_t{state::live}, state::words - 1);
  }
  // Somebody wants something of a kernel that goes backward.
  void gradients(uint32_t dparameters, uint32_t dx) const {
    if (!present(dparameters) && !present(dx))
      fail("{}: neither dparameters nor dx is there; leave the dispatch out", stem);
  }
  void parameters(uint32_t binding, std::string_view name, uint64_t i, uint32_t o) const {
    if (!present(binding)) return;
    const Shape& s = shape(binding);
    if (s.n != i + 1 || s.features() != o)
      fail(
          "{}: input has {} features and output {}, {} are [{}, {}] and should be [{}, {}] with "
          "the bias; rebuild the layer",
          stem, i, o, name, s.n, s.features(), i + 1, o);
  }
  // `large` is the picture that a convolution reads and a transposed one makes, `small` the other.
  void convolution(const Shape& large, const Shape& small) const {
    const auto& integers = dispatch.integers;
    const uint32_t kernel = integers[2], stride = integers[3], padding = integers[4];
    if (kernel < 1 || kernel > most_kernel_size || stride < 1 || stride > most_stride)
      fail("{}: a kernel of {} with stride {}; take a kernel of 1 to {} and a stride of 1 to {}",
           stem, kernel, stride, most_kernel_size, most_stride);
    if (padding >= kernel)
      fail("{}: a padding of {} with a kernel of {}; take 0 to {}", stem, padding, kernel,
           kernel - 1);
    for (const auto& [l, s] : {std::pair(large.h, small.h), std::pair(large.w, small.w)}) {
      const uint64_t reach = uint64_t{l} + 2 * padding;
      if (reach < kernel || (reach - kernel) / stride + 1 != s)
        fail(
            "{}: sides of {} and {} do not belong together with kernel {}, stride {}, padding {}; "
            "give x and y the sides that the layer says",
            stem, l, s, kernel, stride, padding);
    }
    if (large.n != small.n)
      fail("{}: {} and {} examples; give x and y the same batch", stem, large.n, small.n);
  }
  void convolution_parameters(uint32_t binding, std::string_view name, uint32_t i,
                              uint32_t o) const {
    const uint64_t kernel = dispatch.integers[2];
    if (present(binding) && shape(binding).features() != shape(binding).c)
      fail("{}: {} are no matrix; record them as [k·k·i + 1, o]", stem, name);
    parameters(binding, name, kernel * kernel * i, o);
  }
};

// What the terms of the loss agree on; `binding` of the state, which may be absent.
void term(const Checker& c, uint32_t binding) {
  c.fused(0);
  c.choice(1, "add", 1);
  if (!c.present(binding)) return;
  c.state(binding);
  c.word(2, "the weight");
}

void samples(const Checker& c, std::string_view name, uint32_t repeated, uint32_t n) {
  if (repeated % n != 0)
    fail("{}: {} has {} rows, no multiple of {}; record the same number for each example", c.stem,
         name, repeated, n);
}

void check_term(const Checker& c);
void check_samples(const Checker& c);
void check_updates(const Checker& c);

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
      c.choice(2, "kind of numbers", static_cast<uint32_t>(Content::words));
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
      c.choice(1, "adding", 1);
      c.gradients(3, 4);
      c.parameters(3, "dparameters", a.features(), d.features());
      c.rows(2, "dy", a.n, d.features());
      c.rows(4, "dx", a.n, a.features());
      return;
    case Kernel::dense_tied:
      c.fused(0);
      c.parameters(1, "parameters", c.shape(3).features(), a.features());
      c.rows(2, "bias", 1, c.shape(3).features());
      c.rows(3, "y", a.n, c.shape(3).features());
      return;
    case Kernel::dense_tied_backward:
      c.fused(0);
      c.choice(1, "adding", 1);
      c.choice(2, "adding", 1);
      if (!c.present(4)) c.gradients(3, 5);
      c.parameters(1, "parameters", d.features(), a.features());
      c.rows(2, "dy", a.n, d.features());
      c.parameters(3, "dparameters", d.features(), a.features());
      c.rows(4, "dbias", 1, d.features());
      c.rows(5, "dx", a.n, a.features());
      return;
    case Kernel::convolution:
    case Kernel::transposed_convolution:
    case Kernel::convolution_backward:
    case Kernel::transposed_convolution_backward: {
      const bool backward = dispatch.kernel == Kernel::convolution_backward ||
                            dispatch.kernel == Kernel::transposed_convolution_backward;
      const bool transposed = dispatch.kernel == Kernel::transposed_convolution ||
                              dispatch.kernel == Kernel::transposed_convolution_backward;
      c.fused(0);
      c.convolution(transposed ? d : a, transposed ? a : d);
      c.convolution_parameters(1, "parameters", a.c, d.c);
      if (!backward) return;
      c.choice(1, "adding", 1);
      c.gradients(3, 4);
      c.convolution_parameters(3, "dparameters", a.c, d.c);
      c.same(4, "dx", a);
      return;
    }
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
      c.rows(5, "unit kl", 1, b.features());
      return;
    case Kernel::loss_bernoulli:
    case Kernel::loss_squared:
      term(c, 4);
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
      c.choice(0, "momentum", 1);
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
    case Kernel::loss_gaussian:
    case Kernel::loss_categorical:
    case Kernel::loss_classes:
    case Kernel::column_sum:
    case Kernel::sparsity_l1:
    case Kernel::sparsity_kl:
    case Kernel::contraction:
    case Kernel::contraction_backward:
    case Kernel::unit_kl: return check_term(c);
    case Kernel::repeat_rows:
    case Kernel::repeat_rows_backward:
    case Kernel::scale_rows:
    case Kernel::sampled_kl:
    case Kernel::sampled_kl_backward:
    case Kernel::loss_importance: return check_samples(c);
    case Kernel::corrupt:
    case Kernel::rmsprop:
    case Kernel::square_sum:
    case Kernel::clip_gradient:
    case Kernel::schedule: return check_updates(c);
  }
}

namespace {

void check_term(const Checker& c) {
  const Dispatch& dispatch = c.dispatch;
  const Shape a = c.shape(0), b = c.shape(1);
  switch (dispatch.kernel) {
    case Kernel::loss_gaussian:
      term(c, 3);
      if (c.present(2)) {
        c.rows(0, "y", b.n, b.features());
        c.rows(2, "log variance", 1, 1);
        c.rows(6, "share of dlog variance", b.n, 1);
      } else {
        c.rows(0, "y", b.n, 2ull * b.features());
        if (a.c % 2 != 0)
          fail("loss_gaussian: y has {} channels; give a mean and a log variance for each of x",
               a.c);
        if (dispatch.integers[0] != 0 || c.present(6))
          fail("loss_gaussian: a variance a pixel goes with linear outputs and no shared variance");
      }
      c.rows(4, "loss", b.n, 1);
      c.rows(5, "dy", b.n, a.features());
      return;
    case Kernel::loss_categorical: {
      term(c, 2);
      const uint32_t levels = dispatch.integers[3];
      if (levels < 2 || levels > most_levels)
        fail("loss_categorical: {} levels; choose 2 to {}", levels, most_levels);
      c.rows(0, "y", b.n, uint64_t{levels} * b.features());
      c.rows(3, "loss", b.n, 1);
      c.rows(4, "dy", b.n, a.features());
      return;
    }
    case Kernel::loss_classes:
      term(c, 2);
      c.rows(1, "labels", a.n, 1);
      c.rows(3, "loss", a.n, 1);
      c.rows(4, "right", a.n, 1);
      c.rows(5, "dy", a.n, a.features());
      return;
    case Kernel::column_sum:
      c.fused(0);
      c.choice(1, "add", 1);
      c.choice(2, "summand", static_cast<uint32_t>(Summand::squared_slope));
      c.rows(1, "sum", 1, a.features());
      return;
    case Kernel::sparsity_l1:
      term(c, 1);
      c.rows(2, "row", a.n, 1);
      c.rows(3, "dpre", a.n, a.features());
      return;
    case Kernel::sparsity_kl:
    case Kernel::contraction:
      term(c, 2);
      c.rows(1, dispatch.kernel == Kernel::contraction ? "norms" : "means", 1, a.features());
      c.rows(3, "row", a.n, 1);
      c.rows(4, "dpre", a.n, a.features());
      return;
    case Kernel::contraction_backward:
      term(c, 2);
      c.rows(1, "squared slopes", 1, a.features());
      c.rows(3, "dW", a.n, a.features());
      return;
    default:  // unit_kl
      c.rows(0, "heads", a.n, 2ull * b.features());
      c.rows(1, "unit kl", 1, b.features());
      return;
  }
}

void check_samples(const Checker& c) {
  const Shape a = c.shape(0), b = c.shape(1);
  switch (c.dispatch.kernel) {
    case Kernel::repeat_rows:
      samples(c, "y", b.n, a.n);
      c.rows(1, "y", b.n, a.features());
      return;
    case Kernel::repeat_rows_backward:
      c.fused(0);
      c.choice(1, "add", 1);
      samples(c, "dy", a.n, b.n);
      c.rows(0, "dy", a.n, b.features());
      c.rows(2, "dx", b.n, b.features());
      return;
    case Kernel::scale_rows: c.rows(0, "weights", b.n, 1); return;
    case Kernel::loss_importance:
      term(c, 2);
      samples(c, "reconstruction", a.n, c.shape(3).n);
      c.rows(0, "reconstruction", a.n, 1);
      c.rows(1, "kl", a.n, 1);
      c.rows(3, "loss", c.shape(3).n, 1);
      c.rows(4, "weights", a.n, 1);
      return;
    default:  // sampled_kl, sampled_kl_backward
      c.rows(0, "heads", b.n, 2ull * b.features());
      if (c.dispatch.kernel == Kernel::sampled_kl) return c.rows(2, "kl", b.n, 1);
      term(c, 4);
      c.rows(2, "dz", b.n, b.features());
      c.rows(3, "weights", b.n, 1);
      c.rows(5, "dheads", b.n, 2ull * b.features());
      return;
  }
}

void check_updates(const Checker& c) {
  const Shape a = c.shape(0);
  const auto& integers = c.dispatch.integers;
  switch (c.dispatch.kernel) {
    case Kernel::corrupt:
      c.choice(0, "corruption", static_cast<uint32_t>(Corruption::block));
      c.state(1);
      c.rows(2, "the corrupted x", a.n, a.features());
      return;
    case Kernel::rmsprop:
      c.count(1, "gradients", a.count());
      c.count(2, "mean square", a.count());
      c.count(3, "velocity", a.count());
      c.state(4);
      if (c.present(3) != (c.dispatch.numbers[3] != 0.0f))
        fail("rmsprop: momentum {} {} a velocity; bind one exactly where there is momentum",
             c.dispatch.numbers[3], c.present(3) ? "with" : "without");
      return;
    case Kernel::square_sum: return;
    case Kernel::clip_gradient:
      c.rows(2, "norm", 1, 1);
      if (!(c.dispatch.numbers[0] > 0.0f))
        fail("clip_gradient: the largest norm is {}; give one above 0", c.dispatch.numbers[0]);
      return;
    default: {  // schedule
      c.choice(0, "schedule", static_cast<uint32_t>(Schedule::linear));
      c.state(0);
      if (c.present(1)) c.state(1);
      c.word(1, "the base value");
      c.word(2, "the value to write");
      const auto kind = static_cast<Schedule>(integers[0]);
      if (kind == Schedule::cosine && integers[4] <= integers[3])
        fail("schedule: a warm-up of {} steps of {}; give more steps", integers[3], integers[4]);
      if ((kind == Schedule::steps && integers[4] == 0) ||
          (kind == Schedule::linear && integers[3] == 0))
        fail("schedule: a change every 0 steps; give at least 1");
      return;
    }
  }
}

}  // namespace

}  // namespace hourglass
