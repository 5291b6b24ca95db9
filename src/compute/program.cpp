// Signatures of the kernels, and the rules a program must keep.
#include "compute/program.h"

#include "compute/error.h"

namespace hourglass {
namespace {

constexpr Access R = Access::read, W = Access::write, RW = Access::read_write;

constexpr std::array<Signature, kernel_count> table{{
    // data (bytes, 4 a word; shape [count, …]), state → x [batch, …].   integers: count, Order
    {Kernel::gather, "gather", {R, R, W}},
    // x [n, i], parameters [i+1, o] (last row: bias) → y [n, o].   integers: Activation
    {Kernel::dense_forward, "dense_forward", {R, R, W}},
    // x [n, i], parameters [i+1, o], dy [n, o] → dparameters [i+1, o], dx [n, i] or absent.
    // integers: Activation whose output x is: dx is taken back through it
    {Kernel::dense_backward, "dense_backward", {R, R, R, W, W}, 1u << 4},
    // heads [n, 2k] (μ, then log σ²), state → z [n, k], kl [n].   integers: Stream
    {Kernel::reparameterise, "reparameterise", {R, R, W, W}},
    // heads [n, 2k], z [n, k], dz [n, k], state → dheads [n, 2k].   numbers: scale of the KL term
    {Kernel::reparameterise_backward, "reparameterise_backward", {R, R, R, R, W}},
    // logits y [n, d], x [n, d] → loss [n], dy [n, d] or absent.   numbers: scale of dy
    {Kernel::loss_bernoulli, "loss_bernoulli", {R, R, W, W}, 1u << 3},
    // y [n, d], x [n, d] → loss [n], dy [n, d] or absent.
    // integers: Activation of y.   numbers: scale of dy, weight, constant
    {Kernel::loss_squared, "loss_squared", {R, R, W, W}, 1u << 3},
    // parameters, gradients, first moment, second moment, player, after next_step.
    // numbers: β₁, β₂, ε
    {Kernel::adam, "adam", {RW, R, RW, RW, R}},
    // parameters, gradients, velocity, player.   numbers: momentum
    {Kernel::sgd, "sgd", {RW, R, RW, R}},
    // terms [series, stride], clock, ring [slots, series], player or absent.
    // integers: count, n.   numbers: β₁, β₂
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
}};

constexpr bool in_order() {
  for (uint32_t i = 0; i < kernel_count; ++i)
    if (static_cast<uint32_t>(table[i].kernel) != i) return false;
  return true;
}
static_assert(in_order());

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
      const uint64_t words = dispatch.kernel == Kernel::gather && i == 0 ? (count + 3) / 4 : count;
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
