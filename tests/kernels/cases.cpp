// Runs a case on a backend and compares.
#include "kernels/cases.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <format>
#include <iterator>
#include <stdexcept>

#include "compute/random.h"
#include "compute/state.h"

namespace cases {

using namespace hourglass;

std::vector<uint32_t> words_of(const std::vector<float>& values) {
  std::vector<uint32_t> out;
  for (const float value : values) out.push_back(std::bit_cast<uint32_t>(value));
  return out;
}
std::vector<float> floats_of(const std::vector<uint32_t>& words) {
  std::vector<float> out;
  for (const uint32_t word : words) out.push_back(std::bit_cast<float>(word));
  return out;
}
std::vector<double> doubles_of(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

std::vector<float> random_floats(size_t count, uint32_t seed, float low, float high) {
  std::vector<float> out(count);
  for (size_t i = 0; i < count; ++i) {
    const Words words = philox({static_cast<uint32_t>(i), seed, 0, 0}, 0x7E57u, 0);
    out[i] = low + (high - low) * uniform(words[0]);
  }
  return out;
}

std::vector<float> random_outputs(Activation activation, size_t count, uint32_t seed) {
  const ActivationFacts& facts = about(activation);
  // Of straight pieces half may lie on its floor.
  const float low = facts.straight ? -1.0f : std::max(-1.0f, facts.low);
  auto out = random_floats(count, seed, low, std::min(2.0f, facts.high));
  for (float& value : out) value = std::max(value, facts.low);
  return out;
}

std::vector<uint32_t> state_words(uint32_t step, uint32_t epoch, uint32_t position, uint64_t seed,
                                  float rate, float beta, float beta1_power, float beta2_power) {
  std::vector<uint32_t> words(state::words);
  words[state::step] = step;
  words[state::epoch] = epoch;
  words[state::position] = position;
  words[state::seed_low] = static_cast<uint32_t>(seed);
  words[state::seed_high] = static_cast<uint32_t>(seed >> 32);
  words[state::learning_rate] = std::bit_cast<uint32_t>(rate);
  words[state::beta] = std::bit_cast<uint32_t>(beta);
  words[state::beta1_power] = std::bit_cast<uint32_t>(beta1_power);
  words[state::beta2_power] = std::bit_cast<uint32_t>(beta2_power);
  return words;
}

Shape rows(size_t n, size_t features) {
  return {static_cast<uint32_t>(n), 1, 1, static_cast<uint32_t>(features)};
}

Case start(Kernel kernel, std::string name, std::initializer_list<Shape> shapes) {
  Case one{std::move(name), {}, {}, {}};
  one.dispatch.kernel = kernel;
  for (Tensor& tensor : one.dispatch.tensors) tensor.shape = none;
  uint32_t i = 0;
  for (const Shape& shape : shapes) one.dispatch.tensors[i++].shape = shape;
  return one;
}

std::vector<Case> all() {
  std::vector<Case> out;
  add_dense(out);
  add_pointwise(out);
  add_arena(out);
  return out;
}

std::vector<Case> terms() {
  std::vector<Case> out;
  add_terms(out);
  add_samples(out);
  add_updates(out);
  return out;
}

std::vector<Case> places() {
  std::vector<Case> out;
  add_pooling(out);
  add_normalisation(out);
  add_dropout(out);
  return out;
}

std::vector<Case> pointwise_activations() {
  std::vector<Case> out;
  add_activations(out);
  return out;
}

std::vector<Case> everything() {
  std::vector<Case> out;
  for (auto list : {all(), whole_vectors(), places(), pointwise_activations(), terms(), products(),
                    words_gathered(), of_methods()})
    std::ranges::move(list, std::back_inserter(out));
  return out;
}

std::vector<Case> products() {
  std::vector<Case> out;
  add_dense_gradients(out);
  add_tied(out);
  add_convolutions(out);
  return out;
}

std::vector<Case> of_methods() {
  std::vector<Case> out;
  add_players(out);
  add_adversarial(out);
  add_densities(out);
  add_byte_labels(out);
  add_later_activations(out);
  add_later_outputs(out);
  return out;
}

std::vector<double> absolute(std::vector<double> values) {
  for (double& value : values) value = std::abs(value);
  return values;
}

// Higham 2002, "Accuracy and stability of numerical algorithms", section 2.8: rounding errors as a
// random walk.
std::vector<double> bounds_of(const std::vector<double>& sums_of_sizes, size_t k, double factor) {
  std::vector<double> out;
  for (const double sum : sums_of_sizes)
    out.push_back(factor * std::sqrt(static_cast<double>(k) + 1) * epsilon * sum + 1e-30);
  return out;
}

Expected gradient(Case& one, uint32_t binding, uint32_t adds_integer, bool adds,
                  const std::vector<double>& values, const std::vector<double>& sums_of_sizes,
                  size_t k) {
  Expected expected{binding, values, bounds_of(sums_of_sizes, k)};
  if (!adds) return expected;
  one.dispatch.integers[adds_integer] = 1;
  const auto before = random_floats(values.size(), 6, -1, 1);
  one.before[binding] = words_of(before);
  for (size_t e = 0; e < values.size(); ++e) {
    expected.values[e] += static_cast<double>(before[e]);
    // The sum may begin with what lies there, and is rounded with it at each of its steps.
    expected.bounds[e] += 6 * std::sqrt(static_cast<double>(k) + 1) * epsilon;
  }
  return expected;
}

// Each tensor lies between two margins that nobody may touch.
Outputs run(Backend& backend, const Case& one) {
  constexpr uint32_t margin = tensor_alignment, sentinel = 0x4640E400u;  // 12345.0f
  const Signature& s = signature(one.dispatch.kernel);
  Dispatch dispatch = one.dispatch;
  std::array<std::vector<uint32_t>, max_bindings> whole;
  for (uint32_t i = 0; i < max_bindings; ++i) {
    if (one.absent(i)) {
      dispatch.tensors[i] = {};
      continue;
    }
    const bool bytes = dispatch.kernel == Kernel::gather && i == 0 &&
                       static_cast<Content>(dispatch.integers[2]) != Content::words;
    const uint32_t elements = dispatch.tensors[i].shape.count();
    const uint32_t words = bytes ? (elements + 3) / 4 : elements;
    whole[i].assign(words + 2 * margin, sentinel);
    std::copy(one.before[i].begin(), one.before[i].end(), whole[i].begin() + margin);
    const Buffer buffer = backend.allocate(words + 2 * margin);
    write(backend, {buffer, 0, {1, 1, 1, words + 2 * margin}}, whole[i]);
    dispatch.tensors[i].buffer = buffer;
    dispatch.tensors[i].offset = margin;
  }
  const ProgramId program = backend.prepare({dispatch});
  backend.run(program, 1);
  backend.release(program);

  Outputs outputs;
  for (uint32_t i = 0; i < max_bindings; ++i) {
    const Buffer buffer = dispatch.tensors[i].buffer;
    if (buffer == Buffer::none) continue;
    const auto size = static_cast<uint32_t>(whole[i].size());
    const auto now = words_of(read_now(backend, {buffer, 0, {1, 1, 1, size}}));
    backend.release(buffer);
    const bool written = s.access[i] == Access::write || s.access[i] == Access::read_write;
    for (uint32_t w = 0; w < size; ++w)
      if (now[w] != whole[i][w] && (!written || w < margin || w >= size - margin))
        throw std::runtime_error(
            std::format("{}: wrote word {} of binding {}, which is not its own", one.name,
                        static_cast<int64_t>(w) - margin, i));
    if (written) outputs[i].assign(now.begin() + margin, now.end() - margin);
  }
  return outputs;
}

std::string verdict(const Case& one, const Outputs& outputs) {
  for (const Expected& expected : one.after) {
    const std::vector<uint32_t>& words = outputs[expected.binding];
    if (!expected.exact.empty()) {
      for (size_t i = 0; i < expected.exact.size(); ++i)
        if (words[i] != expected.exact[i])
          return std::format("{}: binding {}, word {} is {:#x}, expected {:#x}", one.name,
                             expected.binding, i, words[i], expected.exact[i]);
      continue;
    }
    const std::vector<float> values = floats_of(words);
    if (values.size() != expected.values.size())
      return std::format("{}: binding {} has {} elements, expected {}", one.name, expected.binding,
                         values.size(), expected.values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      const double off = std::abs(static_cast<double>(values[i]) - expected.values[i]);
      if (!(off <= expected.bounds[i]))  // a NaN fails
        return std::format("{}: binding {}, element {} is {}, expected {}; off by {}, bound {}",
                           one.name, expected.binding, i, values[i], expected.values[i], off,
                           expected.bounds[i]);
    }
  }
  return {};
}

}  // namespace cases
