// What the checks of shapes ask of a dispatch. Private to them.
#pragma once
#include <string_view>
#include <utility>

#include "compute/error.h"
#include "compute/program.h"
#include "compute/state.h"

namespace hourglass {

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
  // As many rows as `of` has, and more features.
  void wider(uint32_t binding, std::string_view name, const Shape& of) const {
    const Shape& s = shape(binding);
    if (s.n != of.n || s.features() <= of.features())
      fail("{}: {} is [{}, {}], the codes are [{}, {}]; record it with room for a class at least",
           stem, name, s.n, s.features(), of.n, of.features());
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
  // What the terms of the loss agree on; `binding` of the state, which may be absent.
  void term(uint32_t binding) const {
    fused(0);
    choice(1, "add", 1);
    if (!present(binding)) return;
    state(binding);
    word(2, "the weight");
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

// Families of kernels whose shapes are checked in program_shapes_terms.cpp.
void check_term(const Checker&);
void check_samples(const Checker&);
void check_players(const Checker&);
void check_density(const Checker&);
void check_updates(const Checker&);

}  // namespace hourglass
