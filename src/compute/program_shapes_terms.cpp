// Shapes of terms of the loss, of repeated samples, of players, of densities, and of what
// updates.
#include <algorithm>

#include "compute/shape_checker.h"

namespace hourglass {
namespace {

void samples(const Checker& c, std::string_view name, uint32_t repeated, uint32_t n) {
  if (repeated % n != 0)
    fail("{}: {} has {} rows, no multiple of {}; record the same number for each example", c.stem,
         name, repeated, n);
}

}  // namespace

void check_term(const Checker& c) {
  const Dispatch& dispatch = c.dispatch;
  const Shape a = c.shape(0), b = c.shape(1);
  switch (dispatch.kernel) {
    case Kernel::loss_gaussian:
      c.term(3);
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
      c.term(2);
      const uint32_t levels = dispatch.integers[3];
      if (levels < 2 || levels > most_levels)
        fail("loss_categorical: {} levels; choose 2 to {}", levels, most_levels);
      c.rows(0, "y", b.n, uint64_t{levels} * b.features());
      c.rows(3, "loss", b.n, 1);
      c.rows(4, "dy", b.n, a.features());
      return;
    }
    case Kernel::loss_classes:
      c.term(2);
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
      c.term(1);
      c.rows(2, "row", a.n, 1);
      c.rows(3, "dpre", a.n, a.features());
      return;
    case Kernel::sparsity_kl:
    case Kernel::contraction:
      c.term(2);
      c.rows(1, dispatch.kernel == Kernel::contraction ? "norms" : "means", 1, a.features());
      c.rows(3, "row", a.n, 1);
      c.rows(4, "dpre", a.n, a.features());
      return;
    case Kernel::contraction_backward:
      c.term(2);
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
      c.term(2);
      samples(c, "reconstruction", a.n, c.shape(3).n);
      c.rows(0, "reconstruction", a.n, 1);
      c.rows(1, "kl", a.n, 1);
      c.rows(3, "loss", c.shape(3).n, 1);
      c.rows(4, "weights", a.n, 1);
      return;
    case Kernel::append_label:
      samples(c, "z", a.n, b.n);
      c.rows(1, "labels", b.n, 1);
      c.wider(2, "y", a);
      return;
    case Kernel::append_label_backward: c.wider(0, "dy", b); return;
    default:  // sampled_kl, sampled_kl_backward
      c.rows(0, "heads", b.n, 2ull * b.features());
      if (c.dispatch.kernel == Kernel::sampled_kl) return c.rows(2, "kl", b.n, 1);
      c.term(4);
      c.rows(2, "dz", b.n, b.features());
      c.rows(3, "weights", b.n, 1);
      c.rows(5, "dheads", b.n, 2ull * b.features());
      return;
  }
}

void check_players(const Checker& c) {
  const Shape a = c.shape(0);
  switch (c.dispatch.kernel) {
    case Kernel::noise:
      c.state(0);
      c.choice(0, "noise", static_cast<uint32_t>(Noise::uniform));
      return;
    case Kernel::loss_adversarial:
      c.choice(0, "contest", static_cast<uint32_t>(Contest::wasserstein));
      c.choice(1, "adding", 1);
      c.choice(2, "turn", static_cast<uint32_t>(Turn::generator));
      c.rows(0, "logits", a.n, 1);
      c.rows(1, "row", a.n, 1);
      c.rows(2, "opinion", a.n, 1);
      c.rows(3, "dy", a.n, 1);
      return;
    case Kernel::interpolate:
      c.rows(1, "generated", a.n, a.features());
      c.state(2);
      c.rows(3, "y", a.n, a.features());
      return;
    case Kernel::gradient_penalty:
      c.rows(1, "row", a.n, 1);
      c.rows(2, "dg", a.n, a.features());
      return;
    case Kernel::tangent:
      c.fused(0);
      c.parameters(1, "parameters", c.shape(1).n - 1, a.features());
      for (const uint32_t binding : {2u, 3u, 4u, 5u}) c.rows(binding, "h", a.n, a.features());
      return;
    default:  // clip_weights
      if (!(c.dispatch.numbers[0] > 0.0f))
        fail("clip_weights: the largest weight is {}; give one above 0", c.dispatch.numbers[0]);
      return;
  }
}

void check_density(const Checker& c) {
  const Shape a = c.shape(0), b = c.shape(1);
  const auto halves = [&](uint32_t moved) {
    c.choice(0, "half", 1);
    if (a.features() % 2 != 0)
      fail("{}: {} numbers have no halves; give an even number", c.stem, a.features());
    c.rows(moved, "half", a.n, a.features() / 2);
  };
  switch (c.dispatch.kernel) {
    case Kernel::affine_inverse:
      c.rows(0, "x", a.n, 2);
      c.rows(1, "parameters", 3, 2);
      c.rows(2, "u", a.n, 2);
      c.rows(3, "log det", a.n, 1);
      return;
    case Kernel::affine_inverse_backward:
      c.rows(0, "sums", 3, 2);
      c.rows(1, "parameters", 3, 2);
      c.rows(2, "dparameters", 3, 2);
      return;
    case Kernel::monomials:
      c.rows(0, "x", a.n, 2);
      c.rows(1, "y", a.n, 5);
      return;
    case Kernel::mixture_start:
      c.rows(0, "x", a.n, 2);
      c.state(1);
      c.rows(2, "energies", 6, c.shape(2).features());
      if (c.shape(2).features() > std::min(a.n, most_components))
        fail("mixture_start: {} components of {} points; give at most {}", c.shape(2).features(),
             a.n, std::min(a.n, most_components));
      return;
    case Kernel::mixture_update:
      c.rows(0, "sums", 6, a.features());
      c.rows(1, "energies", 6, a.features());
      if (!(c.dispatch.numbers[0] > 0.0f))
        fail("mixture_update: a least variance of {}; give one above 0", c.dispatch.numbers[0]);
      return;
    case Kernel::take_half: return halves(1);
    case Kernel::coupling:
      halves(3);
      c.choice(1, "adding", 1);
      c.choice(2, "way", 1);
      c.rows(1, "heads", a.n, a.features());
      c.rows(2, "y", a.n, a.features());
      c.rows(4, "row", a.n, 1);
      return;
    case Kernel::mask_gradient: {
      c.choice(1, "first", 1);
      c.choice(2, "last", 1);
      const auto& integers = c.dispatch.integers;
      if (integers[0] == 0 || (integers[1] != 0 && a.n - 1 != integers[0]) ||
          (integers[2] != 0 && a.features() != integers[0]))
        fail("mask_gradient: {} numbers do not fit weights of {} by {}; record it with the layer's",
             integers[0], a.n - 1, a.features());
      return;
    }
    default:  // coupling_backward
      halves(3);
      c.rows(1, "heads", a.n, a.features());
      c.rows(2, "dy", a.n, a.features());
      c.rows(4, "dx", a.n, a.features());
      c.rows(5, "dheads", a.n, b.features());
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
    case Kernel::count_update: c.state(0); return;
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

}  // namespace hourglass
