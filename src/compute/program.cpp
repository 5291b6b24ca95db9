// Signatures of the kernels, and the rules a program must keep.
#include "compute/program.h"

#include "compute/error.h"

namespace hourglass {
namespace {

constexpr Access R = Access::read, W = Access::write, RW = Access::read_write;

// Terms of the loss (loss_…, sparsity_…, contraction) agree on this: the row a term writes is not
// weighted; its gradient is, by numbers[0], times word integers[2] of the state where that is bound.
// integers[0]: Activation whose output the first tensor is: the gradient is taken back through it.
// integers[1]: 1 adds the gradient to what lies there.
constexpr std::array<Signature, kernel_count> table{{
    // data (bytes, 4 a word, or words; shape [count, …]), state → x [batch, …].
    // integers: count, Order, Content, places further on than the state's
    {Kernel::gather, "gather", {R, R, W}},
    // x [n, i], parameters [i+1, o] (last row: bias) → y [n, o].   integers: Activation
    {Kernel::dense_forward, "dense_forward", {R, R, W}},
    // x [n, i], parameters [i+1, o], dy [n, o] → dparameters [i+1, o] or absent, dx [n, i] or absent.
    // integers: Activation whose output x is: dx is taken back through it; 1: dparameters are added
    // to what lies there; 1: there is no bias, its gradient is 0
    {Kernel::dense_backward, "dense_backward", {R, R, R, RW, W}, 1u << 3 | 1u << 4},
    // x [n, o], parameters [i+1, o] of another dense layer, bias [1, i] → y [n, i].
    // integers: Activation
    {Kernel::dense_tied, "dense_tied", {R, R, R, W}},
    // x [n, o], parameters [i+1, o], dy [n, i]
    //   → dparameters [i+1, o] or absent, dbias [1, i] or absent, dx [n, o] or absent.
    // integers: Activation whose output x is; 1: dparameters are added to what lies there, else the
    // last row, the other layer's bias, becomes 0; 1: dbias is added
    {Kernel::dense_tied_backward,
     "dense_tied_backward",
     {R, R, R, RW, RW, W},
     1u << 3 | 1u << 4 | 1u << 5},
    // x [n, h, w, i], parameters [k·k·i + 1, o]: rows by kernel row, kernel column, input channel;
    // last row: bias → y [n, (h + 2p − k)/s + 1, (w + 2p − k)/s + 1, o].
    // integers: Activation, 0, kernel size k, stride s, padding p
    {Kernel::convolution, "convolution", {R, R, W}},
    // x, parameters, dy like y → dparameters or absent, dx or absent.
    // integers: Activation whose output x is; 1: dparameters are added; k, s, p
    {Kernel::convolution_backward, "convolution_backward", {R, R, R, RW, W}, 1u << 3 | 1u << 4},
    // x [n, h, w, i], parameters [k·k·i + 1, o] → y [n, (h − 1)s + k − 2p + output padding, …, o], where
    // the output padding is less than s: what y has.   integers: Activation, 0, k, s, p
    {Kernel::transposed_convolution, "transposed_convolution", {R, R, W}},
    // x, parameters, dy like y → dparameters or absent, dx or absent.
    // integers: Activation whose output x is; 1: dparameters are added; k, s, p
    {Kernel::transposed_convolution_backward,
     "transposed_convolution_backward",
     {R, R, R, RW, W},
     1u << 3 | 1u << 4},
    // heads [n, 2k] (μ, then log σ²), state → z [n, k], kl [n].   integers: Stream
    {Kernel::reparameterise, "reparameterise", {R, R, W, W}},
    // heads [n, 2k], z [n, k], dz [n, k], state → dheads [n, 2k]; with free bits: unit kl [k], of unit_kl.
    // numbers: scale of the KL term, free nats a unit
    {Kernel::reparameterise_backward, "reparameterise_backward", {R, R, R, R, W, R}, 1u << 5},
    // logits y [n, d], x [n, d] → loss [n], dy [n, d] or absent; state or absent.
    // integers: -, add, word.   numbers: scale of dy
    {Kernel::loss_bernoulli, "loss_bernoulli", {R, R, W, RW, R}, 1u << 3 | 1u << 4},
    // y [n, d], x [n, d] → loss [n], dy [n, d] or absent; state or absent.
    // integers: Activation of y, add, word.   numbers: scale of dy, weight, constant
    {Kernel::loss_squared, "loss_squared", {R, R, W, RW, R}, 1u << 3 | 1u << 4},
    // parameters, gradients, first moment, second moment, player, after next_step.
    // numbers: β₁, β₂, ε, decoupled weight decay
    {Kernel::adam, "adam", {RW, R, RW, RW, R}},
    // parameters, gradients, velocity, player.   integers: 1 is Nesterov's momentum.
    // numbers: momentum, weight decay
    {Kernel::sgd, "sgd", {RW, R, RW, R}},
    // terms [series, stride], clock, ring [slots, series], player or absent.
    // integers: count, n, examples used (0: n).   numbers: β₁, β₂
    {Kernel::next_step, "next_step", {R, RW, RW, RW}, 1u << 3},
    // x → y.   integers: Activation
    {Kernel::activate, "activate", {R, W}},
    // x, dy → dx.   integers: Activation whose output x is, Activation
    {Kernel::activate_backward, "activate_backward", {R, R, W}},
    // x [n, h, w, c] → y [n, h', w', c], h' = ⌊(h + 2 padding − size)/stride⌋ + 1.
    // integers: -, size, stride, padding
    {Kernel::max_pool, "max_pool", {R, W}},
    // x, dy → dx.   integers: Activation whose output x is, size, stride, padding
    {Kernel::max_pool_backward, "max_pool_backward", {R, R, W}},
    // as max_pool; padding counts, as zeros
    {Kernel::average_pool, "average_pool", {R, W}},
    {Kernel::average_pool_backward, "average_pool_backward", {R, R, W}},
    // x [n, h, w, c] → y [n, fh, fw, c], f any whole factor
    {Kernel::upsample, "upsample", {R, W}},
    // x, dy → dx.   integers: Activation whose output x is
    {Kernel::upsample_backward, "upsample_backward", {R, R, W}},
    // x [n, h, w, c], parameters [2, c] (γ, then β), running statistics [2, c] (mean, then variance)
    // → y, mean and 1/σ [2, c].   integers: Activation of y.   numbers: ε, momentum
    {Kernel::batch_norm, "batch_norm", {R, R, RW, W, W}},
    // x, parameters, running statistics → y.   integers: Activation of y.   numbers: ε
    {Kernel::batch_norm_evaluate, "batch_norm_evaluate", {R, R, R, W}},
    // x, parameters, mean and 1/σ, dy → dparameters or absent, dx or absent.
    // integers: Activation whose output x is, 1 adds to dparameters
    {Kernel::batch_norm_backward, "batch_norm_backward", {R, R, R, R, RW, W}, 1u << 4 | 1u << 5},
    // x [n, h, w, c], parameters [2, c] → y, mean and 1/σ [n·h·w, 2].
    // integers: Activation of y.   numbers: ε
    {Kernel::layer_norm, "layer_norm", {R, R, W, W}},
    // as batch_norm_backward
    {Kernel::layer_norm_backward, "layer_norm_backward", {R, R, R, R, RW, W}, 1u << 4 | 1u << 5},
    // x, state → y.   integers: -, Stream, index.   numbers: share left out
    {Kernel::dropout, "dropout", {R, R, W}},
    // x, dy, state → dx.   integers: Activation whose output x is, Stream, index.   numbers: the same
    {Kernel::dropout_backward, "dropout_backward", {R, R, R, W}},
    // y [n, d], x [n, d], log σ² [1], state or absent → loss [n], dy [n, d] or absent,
    // share of dlog σ² [n] or absent; column_sum adds the shares up.
    // A σ a pixel: y [n, h, w, 2c] (c means, then c log σ²), x [n, h, w, c], no log σ², no share.
    // integers: Activation of y (linear where σ is a pixel's), add, word.   numbers: scale, least log σ²
    {Kernel::loss_gaussian,
     "loss_gaussian",
     {R, R, R, R, W, RW, W},
     1u << 2 | 1u << 3 | 1u << 5 | 1u << 6},
    // logits y [n, d·K], x [n, d] in [0, 1], state or absent → loss [n], dy [n, d·K] or absent.
    // integers: -, add, word, K.   numbers: scale
    {Kernel::loss_categorical, "loss_categorical", {R, R, R, W, RW}, 1u << 2 | 1u << 4},
    // logits y [n, K], labels [n] (integers; K and above: none), state or absent → loss [n],
    // right [n], dy [n, K] or absent.   integers: -, add, word.   numbers: scale
    {Kernel::loss_classes, "loss_classes", {R, R, R, W, W, RW}, 1u << 2 | 1u << 5},
    // x [n, k] → sum [k].   integers: Activation, add, Summand.   numbers: scale
    {Kernel::column_sum, "column_sum", {R, RW}},
    // h [n, k], state or absent → row [n], dpre [n, k] or absent.
    // integers: Activation, add, word.   numbers: scale
    {Kernel::sparsity_l1, "sparsity_l1", {R, R, W, RW}, 1u << 1 | 1u << 3},
    // h [n, k] in (0, 1), its column means [k], state or absent → row [n], dpre [n, k] or absent.
    // integers: Activation, add, word.   numbers: scale, ρ
    {Kernel::sparsity_kl, "sparsity_kl", {R, R, R, W, RW}, 1u << 2 | 1u << 4},
    // h [n, k], squared norms of W's columns [k], state or absent → row [n], dpre [n, k] or absent.
    // integers: Activation, add, word.   numbers: scale
    {Kernel::contraction, "contraction", {R, R, R, W, RW}, 1u << 2 | 1u << 4},
    // W [i, k], Σₙ act'² [k] (column_sum of h), state or absent → dW [i, k].
    // integers: -, add, word.   numbers: scale
    {Kernel::contraction_backward, "contraction_backward", {R, R, R, RW}, 1u << 2},
    // heads [n, 2k] → the batch's mean KL of each unit [k]
    {Kernel::unit_kl, "unit_kl", {R, W}},
    // x [n, d] → y [n·L, d]
    {Kernel::repeat_rows, "repeat_rows", {R, W}},
    // dy [n·L, d], x [n, d] → dx [n, d].   integers: Activation whose output x is, add
    {Kernel::repeat_rows_backward, "repeat_rows_backward", {R, R, RW}},
    // weights [n], x [n, d] → x.
    {Kernel::scale_rows, "scale_rows", {R, RW}},
    // heads [n, 2k], z [n, k] → kl [n]
    {Kernel::sampled_kl, "sampled_kl", {R, R, W}},
    // heads [n, 2k], z [n, k], dz [n, k], weights [n] or absent, state or absent → dheads [n, 2k].
    // integers: -, -, word.   numbers: scale
    {Kernel::sampled_kl_backward, "sampled_kl_backward", {R, R, R, R, R, W}, 1u << 3 | 1u << 4},
    // reconstruction [n·L], kl [n·L], state or absent → loss [n], weights [n·L].
    // integers: -, -, word.   numbers: weight of kl
    {Kernel::loss_importance, "loss_importance", {R, R, R, W, W}, 1u << 2},
    // z [n·L, k], labels [n] (integers; C and above: none) → y [n·L, k + C]
    {Kernel::append_label, "append_label", {R, R, W}},
    // dy [n, k + C] → dz [n, k]
    {Kernel::append_label_backward, "append_label_backward", {R, W}},
    // state → z [n, k].   integers: Noise, Stream, index
    {Kernel::noise, "noise", {R, W}},
    // logits y [n] → row [n], opinion [n] or absent (sigmoid(y) where y is a logit of a probability, else y),
    // dy [n] or absent.   integers: Contest, 1 adds to the row, Turn.   numbers: scale of dy
    {Kernel::loss_adversarial, "loss_adversarial", {R, RW, W, W}, 1u << 2 | 1u << 3},
    // parameters.   numbers: c
    {Kernel::clip_weights, "clip_weights", {RW}},
    // x [n, d], x̃ [n, d], state → points between them [n, d].   integers: Stream, index
    {Kernel::interpolate, "interpolate", {R, R, R, W}},
    // g [n, d] → row [n], dg [n, d] or absent.   numbers: scale of dg, weight
    {Kernel::gradient_penalty, "gradient_penalty", {R, W, W}, 1u << 2},
    // y = tW + b [n, o], parameters [i+1, o], h [n, o], δ [n, o] → tangent of h [n, o], α [n, o] or absent.
    // integers: Activation whose output h is
    {Kernel::tangent, "tangent", {R, R, R, R, W, W}, 1u << 5},
    // p [n, k], state → h [n, k], 1 with probability p, else 0.   integers: -, Stream, index
    {Kernel::draw_units, "draw_units", {R, R, W}},
    // x [n, 2], parameters [3, 2] of x = uW + b → u [n, 2], log|det W| [n]
    {Kernel::affine_inverse, "affine_inverse", {R, R, W, W}},
    // sums [3, 2] = uᵀ du and Σ du, parameters [3, 2] → dparameters [3, 2].   numbers: weight of log|det W|
    {Kernel::affine_inverse_backward, "affine_inverse_backward", {R, R, W}},
    // x [n, 2] → y [n, 5]: x₀, x₁, x₀², x₀x₁, x₁²
    {Kernel::monomials, "monomials", {R, W}},
    // x [n, 2], clock → energies [6, k] of components that begin far from each other
    {Kernel::mixture_start, "mixture_start", {R, R, W}},
    // sums [6, k] of monomials by their components, and of shares → energies [6, k].
    // numbers: least variance
    {Kernel::mixture_update, "mixture_update", {R, W}},
    // x [n, 2h] → y [n, h].   integers: 0 first half, 1 second
    {Kernel::take_half, "take_half", {R, W}},
    // x [n, 2h], heads [n, 2h] → y [n, 2h], its moved half [n, h], row [n] or absent.
    // integers: half that is moved, 1 adds to the row, 1: the way back
    {Kernel::coupling, "coupling", {R, R, W, W, RW}, 1u << 4},
    // x [n, 2h], heads [n, 2h], dy [n, 2h], d of the moved half [n, h] or absent → dx [n, 2h], dheads [n, 2h].
    // integers: half that is moved.   numbers: scale of the row's gradient
    {Kernel::coupling_backward, "coupling_backward", {R, R, R, R, W, W}, 1u << 3},
    // dparameters [i+1, o] → the same, 0 where Sight (compute/sight.h) says that the output may not see the input.
    // integers: D, first, last
    {Kernel::mask_gradient, "mask_gradient", {RW}},
    // x [n, h, w, c], state → x̃.   integers: Corruption, Stream, index.   numbers: amount
    {Kernel::corrupt, "corrupt", {R, R, W}},
    // parameters, gradients, mean square, velocity (absent without momentum), player.
    // numbers: α, ε, weight decay, momentum
    {Kernel::rmsprop, "rmsprop", {RW, R, RW, RW, R}, 1u << 3},
    // gradients [count] → sums of squares of its parts, however many
    {Kernel::square_sum, "square_sum", {R, W}},
    // sums of squares of the parts → gradients, norm [1].   numbers: largest norm c
    {Kernel::clip_gradient, "clip_gradient", {R, RW, W}},
    // player.   numbers: β₁, β₂
    {Kernel::count_update, "count_update", {RW}},
    // player or clock, the clock whose step counts or absent: the same.
    // integers: Schedule, word of the base value, word to write, w, T.   numbers: f
    {Kernel::schedule, "schedule", {RW, R}, 1u << 1},
}};

constexpr bool in_order() {
  for (uint32_t i = 0; i < kernel_count; ++i)
    if (static_cast<uint32_t>(table[i].kernel) != i) return false;
  return true;
}
static_assert(in_order());

// Whether binding 0 holds four elements a word.
bool packed(const Dispatch& dispatch) {
  return dispatch.kernel == Kernel::gather &&
         static_cast<Content>(dispatch.integers[2]) != Content::words;
}

}  // namespace

const Signature& signature(Kernel kernel) { return table[static_cast<size_t>(kernel)]; }
std::span<const Signature> signatures() { return table; }

void check(const Program& program, std::span<const uint32_t> buffer_words) {
  for (const Dispatch& dispatch : program) {
    const Signature& s = signature(dispatch.kernel);
    for (uint32_t i = 0; i < max_bindings; ++i) {
      const Tensor& t = dispatch.tensors[i];
      if (s.access[i] == Access::none) {
        if (t) fail("{}: binding {} is not used by this kernel; leave it empty", s.stem, i);
        continue;
      }
      if (!t) {
        if (s.optional >> i & 1u) continue;
        fail("{}: binding {} is missing; record a tensor there", s.stem, i);
      }
      const auto buffer = static_cast<uint32_t>(t.buffer);
      if (buffer >= buffer_words.size())
        fail("{}: binding {} names buffer {}, which was never allocated", s.stem, i, buffer);
      if (t.offset % tensor_alignment != 0)
        fail("{}: binding {} starts at word {}; WebGPU binds at multiples of {} words", s.stem, i,
             t.offset, tensor_alignment);
      const uint64_t count = t.shape.full_count();
      if (count > most_words)  // no count() of what follows wraps
        fail("{}: binding {} has {} elements, more than {}; record it smaller", s.stem, i, count,
             most_words);
      const uint64_t words = i == 0 && packed(dispatch) ? (count + 3) / 4 : count;
      if (t.offset + words > buffer_words[buffer])
        fail("{}: binding {} needs words {} to {}, its buffer has {}", s.stem, i, t.offset,
             t.offset + words, buffer_words[buffer]);
      for (uint32_t j = 0; j < i; ++j) {
        const Tensor& other = dispatch.tensors[j];
        const bool both_read = s.access[i] == Access::read && s.access[j] == Access::read;
        if (other && other.buffer == t.buffer && !both_read)
          fail("{}: bindings {} and {} share a buffer and one is written; give each its own",
               s.stem, j, i);
      }
    }
    check_shapes(dispatch);
  }
}

}  // namespace hourglass
