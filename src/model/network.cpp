// The parameter arena.
#include "model/network.h"

#include <algorithm>

#include "compute/error.h"
#include "compute/random.h"

namespace hourglass {

Network::Network(Backend& device, std::vector<Module> of)
    : backend(device), modules(std::move(of)) {
  if (count_parameters(modules) > most_parameters)
    fail("network: more than {} parameters; choose narrower layers or smaller pictures",
         most_parameters);
  uint32_t words = 0, statistics = 0, number = 0;
  for (const Module& module : modules) {
    Layout& layout = layouts_.emplace_back();
    layout.first_layer = number;
    const std::vector<Shape> inputs = module.inputs();
    for (size_t i = 0; i < module.layers.size(); ++i, ++number) {
      layout.parameters.emplace_back();
      layout.statistics.emplace_back();
      for (ParameterPlan& plan : module.layers[i]->parameters(inputs[i])) {
        const Tensor place{Buffer::none, words, plan.shape};
        words += aligned(plan.shape.count());
        layout.parameters.back().push_back({place, place});
        parts.push_back({std::format("{}.{}", module.name, i), {place, place}, std::move(plan)});
      }
      for (const ParameterPlan& plan : module.layers[i]->statistics(inputs[i])) {
        layout.statistics.back().push_back({Buffer::none, statistics, plan.shape});
        statistics += aligned(plan.shape.count());
      }
    }
  }
  values_ = OwnedTensor(backend, Shape{words, 1, 1, 1});
  gradients_ = OwnedTensor(backend, Shape{words, 1, 1, 1});
  if (statistics > 0) statistics_ = OwnedTensor(backend, Shape{statistics, 1, 1, 1});
  arena = {values_, gradients_};
  const auto place = [&](Parameter& p) {
    p.value.buffer = arena.value.buffer;
    p.gradient.buffer = arena.gradient.buffer;
  };
  for (Part& part : parts) place(part.parameter);
  for (Layout& layout : layouts_) {
    for (auto& layer : layout.parameters) std::ranges::for_each(layer, place);
    for (auto& layer : layout.statistics)
      for (Tensor& tensor : layer) tensor.buffer = statistics_->buffer;
  }
  share();
}

void Network::share() {
  for (size_t m = 0; m < modules.size(); ++m)
    for (size_t i = 0; i < modules[m].layers.size(); ++i) {
      const std::string name = modules[m].layers[i]->shares();
      if (name.empty()) continue;
      const auto part = std::ranges::find(parts, name, &Part::name);
      if (part == parts.end()) fail("network: has no part '{}' to be shared", name);
      layouts_[m].parameters[i].push_back(part->parameter);
    }
}

void Network::initialise(uint64_t seed) {
  for (uint32_t p = 0; p < parts.size(); ++p) {
    std::vector<float> values(parts[p].plan.shape.count());
    uint32_t at = 0;
    for (const Piece& piece : parts[p].plan.pieces) {
      const uint32_t end = at + static_cast<uint32_t>(piece.count());
      Words words{};
      for (const uint32_t first = at; at < end; ++at) {
        values[at] = piece.centre;
        if (piece.bound == 0) continue;
        if (at == first || at % 4 == 0)
          words = random_words(seed, Stream::initialisation, p, at / 4);
        values[at] += (2.0f * uniform(words[at % 4]) - 1.0f) * piece.bound;
        const auto columns = static_cast<uint32_t>(piece.shape.back());
        if (piece.there && !piece.there((at - first) / columns, (at - first) % columns))
          values[at] = 0;
      }
    }
    write(backend, parts[p].parameter.value, values);
  }
  for (size_t m = 0; m < modules.size(); ++m) {
    const std::vector<Shape> inputs = modules[m].inputs();
    for (size_t i = 0; i < inputs.size(); ++i) {
      const auto plans = modules[m].layers[i]->statistics(inputs[i]);
      for (size_t k = 0; k < plans.size(); ++k) {
        std::vector<float> values;
        for (const Piece& piece : plans[k].pieces)
          values.insert(values.end(), static_cast<size_t>(piece.count()), piece.centre);
        write(backend, layouts_[m].statistics[i][k], values);
      }
    }
  }
}

size_t Network::find(std::string_view name) const {
  for (size_t i = 0; i < modules.size(); ++i)
    if (modules[i].name == name) return i;
  fail("network: has no module '{}'", name);
}

const Module& Network::module(std::string_view name) const { return modules[find(name)]; }
const Network::Layout& Network::layout(std::string_view name) const { return layouts_[find(name)]; }

Parameter Network::stretch(std::string_view first, std::string_view last) const {
  Parameter all = arena;
  uint32_t begin = 0, end = 0;
  for (size_t m = find(first); m <= find(last); ++m) {
    const std::string prefix = modules[m].name + ".";
    for (const Part& part : parts) {
      if (!part.name.starts_with(prefix)) continue;
      const Tensor& value = part.parameter.value;
      if (end == 0) begin = value.offset;
      end = value.offset + aligned(value.shape.count());
    }
  }
  if (end == 0) fail("network: modules '{}' to '{}' have no parameters", first, last);
  for (Tensor* tensor : {&all.value, &all.gradient}) {
    tensor->offset = begin;
    tensor->shape = {end - begin, 1, 1, 1};
  }
  return all;
}

uint32_t Network::parameter_count() const {
  uint32_t count = 0;
  for (const Part& part : parts) count += part.plan.shape.count();
  return count;
}

std::vector<float> Network::read_parameters() const {
  // Moved together where they are: large networks leave no room for a second copy.
  std::vector<float> values = read_now(backend, arena.value);
  auto end = values.begin();
  for (const Part& part : parts) {
    const auto begin = values.begin() + part.parameter.value.offset;
    const auto last = begin + part.plan.shape.count();
    end = begin == end ? last : std::copy(begin, last, end);
  }
  values.erase(end, values.end());
  return values;
}

void Network::write_parameters(std::span<const float> from) {
  if (from.size() != parameter_count())
    fail("weights: {} numbers for a network of {}; they belong to another one", from.size(),
         parameter_count());
  for (const Part& part : parts) {
    const uint32_t count = part.plan.shape.count();
    write(backend, part.parameter.value, from.first(count));
    from = from.subspan(count);
  }
}

std::vector<float> Network::read_statistics() const {
  return has_statistics() ? read_now(backend, statistics_) : std::vector<float>{};
}

void Network::write_statistics(std::span<const float> from) {
  const size_t count = has_statistics() ? statistics_->shape.count() : 0;
  if (from.size() != count)
    fail("statistics: {} numbers for a network of {}; they belong to another one", from.size(),
         count);
  if (count > 0) write(backend, statistics_, from);
}

}  // namespace hourglass
