// Shapes that fit together, kernel by kernel: what keeps a wrong program from reading past a tensor. Terms of
// the loss, repeated samples and updates are in program_shapes_terms.cpp.
#include "compute/shape_checker.h"

namespace hourglass {

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
      c.choice(2, "kind of numbers", static_cast<uint32_t>(Content::byte_labels));
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
      c.choice(2, "lack of a bias", 1);
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
      c.term(4);
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
    case Kernel::draw_units:
      c.state(1);
      c.same(2, "h", a);
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
    case Kernel::loss_importance:
    case Kernel::append_label:
    case Kernel::append_label_backward: return check_samples(c);
    case Kernel::noise:
    case Kernel::loss_adversarial:
    case Kernel::clip_weights:
    case Kernel::interpolate:
    case Kernel::gradient_penalty:
    case Kernel::tangent: return check_players(c);
    case Kernel::affine_inverse:
    case Kernel::affine_inverse_backward:
    case Kernel::monomials:
    case Kernel::mixture_start:
    case Kernel::mixture_update:
    case Kernel::take_half:
    case Kernel::coupling:
    case Kernel::coupling_backward:
    case Kernel::mask_gradient: return check_density(c);
    case Kernel::corrupt:
    case Kernel::rmsprop:
    case Kernel::square_sum:
    case Kernel::clip_gradient:
    case Kernel::count_update:
    case Kernel::schedule: return check_updates(c);
  }
}

}  // namespace hourglass
