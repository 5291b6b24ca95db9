#include "train/beginning.h"

#include <algorithm>

#include "compute/error.h"

namespace hourglass {
namespace {

bool same(const ParameterPlan& a, const ParameterPlan& b) {
  const auto alike = [](const Piece& p, const Piece& q) {
    return p.name == q.name && p.shape == q.shape;
  };
  return a.shape == b.shape && std::ranges::equal(a.pieces, b.pieces, alike);
}

// A layer with something of its own.
struct Own {
  std::vector<ParameterPlan> parameters, statistics;

  bool operator==(const Own& other) const {
    return std::ranges::equal(parameters, other.parameters, same) &&
           std::ranges::equal(statistics, other.statistics, same);
  }
};

// In the order of the parameters.
std::vector<Own> own_of(std::span<const Module> modules) {
  std::vector<Own> all;
  for (const Module& module : modules) {
    const std::vector<Shape> inputs = module.inputs();
    for (size_t i = 0; i < inputs.size(); ++i) {
      Own own{module.layers[i]->parameters(inputs[i]), module.layers[i]->statistics(inputs[i])};
      if (!own.parameters.empty() || !own.statistics.empty()) all.push_back(std::move(own));
    }
  }
  return all;
}

std::string text_of(Shape shape) {
  return shape.n == 1 ? std::format("{}", shape.features())
                      : std::format("{}×{}", shape.n, shape.features());
}

}  // namespace

Beginning begin_from(const Trainer& fresh, std::span<const Module> other, const Trainer::State& its,
                     const std::string& name) {
  const std::vector<Own> mine = own_of(fresh.network().modules), theirs = own_of(other);
  Beginning begun{fresh.save(), 0};
  size_t parameters = 0, statistics = 0;
  for (; begun.layers < std::min(mine.size(), theirs.size()); ++begun.layers) {
    const Own& own = mine[begun.layers];
    if (!(own == theirs[begun.layers])) break;
    for (const ParameterPlan& plan : own.parameters) parameters += plan.shape.count();
    for (const ParameterPlan& plan : own.statistics) statistics += aligned(plan.shape.count());
  }
  if (begun.layers == 0) {
    const auto first = [](const std::vector<Own>& all) {
      return all.empty() || all[0].parameters.empty() ? std::string("none")
                                                      : text_of(all[0].parameters[0].shape);
    };
    fail(
        "{}: its first layer has {} weights, this network's {}; choose the same data, hidden "
        "layers and "
        "convolutions",
        name, first(theirs), first(mine));
  }
  std::copy_n(its.parameters.begin(), parameters, begun.state.parameters.begin());
  std::copy_n(its.statistics.begin(), statistics, begun.state.statistics.begin());
  return begun;
}

Beginning begin_from(const Trainer& fresh, const Checkpoint& other, const std::string& name) {
  const std::vector<Module> modules = make_method(other.settings, other.example)->modules();
  return begin_from(fresh, modules, other.state, name);
}

}  // namespace hourglass
