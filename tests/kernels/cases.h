// One list of kernel cases for all backends: inputs, the scalar reference's answer in double, and how
// far a float may be from it.
#pragma once
#include <string>
#include <vector>

#include "compute/backend.h"
#include "compute/state.h"

namespace cases {

// What a binding should hold afterwards.
struct Expected {
  uint32_t binding;
  std::vector<double> values;
  std::vector<double> bounds;     // largest |difference|, an element
  std::vector<uint32_t> exact{};  // in place of both: the words, bit for bit
};

struct Case {
  std::string name;
  hourglass::Dispatch dispatch;  // buffers are still to be filled in; shapes and constants are here
  std::array<std::vector<uint32_t>, hourglass::max_bindings>
      before{};  // words; empty: not an input
  std::vector<Expected> after;

  bool absent(uint32_t binding) const { return dispatch.tensors[binding].shape.count() == 0; }
};

std::vector<Case> all();
// More products, for those who read rows four numbers at a time: such rows, and batches of every
// remainder. Beside all(), whose bits are recorded.
std::vector<Case> whole_vectors();
// Pooling, normalisation, dropout: beside all(), with a record of their own.
std::vector<Case> places();
// Activations on their own. No bits of theirs are recorded: the list grows with their table.
std::vector<Case> pointwise_activations();
// Terms of the loss, several samples, corruption, optimisers and schedules: a record of its own.
std::vector<Case> terms();
std::vector<Case> everything();  // the lists one after another
// Examples of floats and labels. Beside all() for the same reason.
std::vector<Case> words_gathered();

// Convolutions, tied layers, gradients that are added or that nobody wants: beside all(), with a record
// of their own.
std::vector<Case> products();
// What single methods need besides autoencoders: beside all(), with a record of their own.
std::vector<Case> of_methods();

// The words of the written bindings after one run on `backend`, all bindings otherwise empty.
// Throws std::runtime_error where the kernel wrote outside a tensor.
using Outputs = std::array<std::vector<uint32_t>, hourglass::max_bindings>;
Outputs run(hourglass::Backend& backend, const Case& one);

// Empty, or what is wrong with the outputs.
std::string verdict(const Case& one, const Outputs& outputs);

// For those who build cases.
inline constexpr hourglass::Shape none{0, 0, 0, 0};  // of a binding that is absent
inline constexpr hourglass::Shape state_shape{hourglass::state::words, 1, 1, 1};
hourglass::Shape rows(size_t n, size_t features);
Case start(hourglass::Kernel, std::string name, std::initializer_list<hourglass::Shape>);
std::vector<uint32_t> words_of(const std::vector<float>& values);
std::vector<float> floats_of(const std::vector<uint32_t>& words);
std::vector<double> doubles_of(const std::vector<float>& values);
std::vector<float> random_floats(size_t count, uint32_t seed, float low, float high);
// What an activation could have put out; no libm, whose last bits differ between machines.
std::vector<float> random_outputs(hourglass::Activation, size_t count, uint32_t seed);
std::vector<uint32_t> state_words(uint32_t step, uint32_t epoch, uint32_t position, uint64_t seed,
                                  float rate = 1e-3f, float beta = 0.5f, float beta1_power = 0.81f,
                                  float beta2_power = 0.998001f);
inline constexpr double epsilon = 0x1p-24;  // half a unit in a float's last place

// A sum of k products of floats is off by about √k ε Σ|a||b|; `sums_of_sizes` are those Σ|a||b|.
std::vector<double> absolute(std::vector<double> values);
std::vector<double> bounds_of(const std::vector<double>& sums_of_sizes, size_t k,
                              double factor = 6);
// What a gradient of parameters should be, added to something or written, with bounds for k products.
Expected gradient(Case&, uint32_t binding, uint32_t adds_integer, bool adds,
                  const std::vector<double>& values, const std::vector<double>& sums_of_sizes,
                  size_t k);

// What all() has recorded goes by the activations that there were; those that came later are of_methods()'s.
inline constexpr std::span<const hourglass::ActivationFacts> all_activations{
    hourglass::activations};
inline constexpr auto first_activations = all_activations.first(8);
inline constexpr auto later_activations = all_activations.subspan(8);

// The families, each in its file.
void add_dense(std::vector<Case>&);
void add_later_activations(std::vector<Case>&);  // behind a product
void add_later_outputs(std::vector<Case>&);      // before a loss
void add_dense_gradients(std::vector<Case>&);
void add_tied(std::vector<Case>&);
void add_convolutions(std::vector<Case>&);
void add_pointwise(std::vector<Case>&);  // latent, losses
void add_arena(std::vector<Case>&);      // optimisers, gather, next_step
void add_activations(std::vector<Case>&);
void add_pooling(std::vector<Case>&);
void add_normalisation(std::vector<Case>&);
void add_dropout(std::vector<Case>&);
void add_terms(std::vector<Case>&);        // of the loss
void add_samples(std::vector<Case>&);      // several an example
void add_updates(std::vector<Case>&);      // corruption, optimisers, clipping, schedules
void add_players(std::vector<Case>&);      // updates of several players in a step
void add_adversarial(std::vector<Case>&);  // their noise and their losses
void add_densities(std::vector<Case>&);    // affine maps, mixtures, couplings, masks
void add_byte_labels(std::vector<Case>&);  // gathered

}  // namespace cases
