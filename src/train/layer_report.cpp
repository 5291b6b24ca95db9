// First what examples become, module by module; then the numbers that are learnt.
#include "train/layer_report.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "compute/state.h"
#include "data/pixels.h"
#include "model/pass.h"
#include "share/ticks.h"

namespace hourglass {
namespace {

constexpr uint32_t at_once = 64;  // examples

// A module on the way, and where its input comes from.
struct Station {
  enum class From : uint8_t { example, before, noise };
  Station(Network& network, std::string_view name, From source, Tensor clock)
      : from(source),
        module(network.module(name)),
        first(network.layout(name).first_layer),
        x(network.backend, input()),
        pass(network, name, x, clock, {.mode = Mode::evaluation}) {}

  Shape input() const {
    Shape shape = module.input;
    shape.n = at_once;
    return shape;
  }

  From from;
  size_t source = 0;  // before: the number of that station
  const Module& module;
  uint32_t first;  // its first layer's number in the network
  OwnedTensor x;
  Pass pass;
  OwnedProgram program{};
  uint32_t classes = 0;  // whose label it is told, behind its other inputs
};

bool leads_through(std::span<const Station> way, const Module& module) {
  return std::ranges::any_of(way, [&](const Station& s) { return &s.module == &module; });
}

// The modules that examples come through, in the order of that.
std::vector<Station> way_of(Trainer& trainer, Tensor clock) {
  Network& network = trainer.network();
  const std::vector<Excerpt> excerpts = trainer.method().excerpts();
  const auto whole = std::ranges::find(excerpts, "whole", &Excerpt::name);
  const bool of_example = whole != excerpts.end() && whole->input == "x";
  std::vector<Station> way;
  way.reserve(network.modules.size());  // passes hold on to where they are
  uint32_t classes = 0;
  for (const Stage& stage : whole != excerpts.end() ? whole->stages : std::vector<Stage>{}) {
    if (stage.kind == Stage::Kind::label) classes = stage.count;
    if (stage.kind != Stage::Kind::module) continue;
    const auto from = !way.empty() ? Station::From::before
                      : of_example ? Station::From::example
                                   : Station::From::noise;
    Station& station = way.emplace_back(network, stage.module, from, clock);
    station.classes = std::exchange(classes, 0);
    if (way.size() > 1) station.source = way.size() - 2;
  }
  const auto there = [&](const Module& module) { return leads_through(way, module); };
  // A mirror takes what the layer gives whose weights it has.
  for (const Module& module : network.modules) {
    if (there(module) || module.layers.empty()) continue;
    const std::string part = module.layers[0]->shares();
    for (size_t i = 0; i < way.size(); ++i)
      if (part.starts_with(way[i].module.name + ".") && way[i].module.output() == module.input) {
        way.emplace_back(network, module.name, Station::From::before, clock).source = i;
        break;
      }
  }
  // Who judges what others make takes examples, too.
  const Shape x = trainer.example();
  for (const Module& module : network.modules) {
    const Shape& in = module.input;
    if (!of_example && !there(module) && !module.layers.empty() && in.h == x.h && in.w == x.w &&
        in.c == x.c)
      way.emplace_back(network, module.name, Station::From::example, clock);
  }
  for (Station& station : way) {
    Program program;
    if (station.from == Station::From::noise)
      program.push_back(
          {Kernel::noise,
           {clock, station.x},
           {place_of("noise", trainer.settings().noise), static_cast<uint32_t>(Stream::sampling)}});
    station.pass.forward(program);
    station.program = prepared(network.backend, program);
  }
  return way;
}

// Of heads the means go on, with the label behind them where the decoder is told it.
std::vector<float> handed_on(const std::vector<float>& y, const Station& to, const Dataset& data,
                             uint32_t first) {
  const size_t width = y.size() / at_once, wanted = to.input().features(),
               kept = wanted - to.classes;
  if (kept == width) return y;
  std::vector<float> x(at_once * wanted);
  for (size_t r = 0; r < at_once; ++r) {
    std::copy_n(y.begin() + static_cast<ptrdiff_t>(r * width), kept,
                x.begin() + static_cast<ptrdiff_t>(r * wanted));
    const size_t example = first + r;
    if (to.classes > 0 && example < data.labels.size())
      if (const Label label = data.labels[example]; label < to.classes)
        x[r * wanted + kept + label] = 1;
  }
  return x;
}

// The least and the most that each unit gave.
struct Range {
  std::vector<float> low, high;
};

void look(std::span<const float> y, uint32_t units, Range& range) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  range.low.resize(units, infinity);
  range.high.resize(units, -infinity);
  for (size_t i = 0; i < y.size(); ++i) {
    float &low = range.low[i % units], &high = range.high[i % units];
    low = std::min(low, y[i]);
    high = std::max(high, y[i]);
  }
}

// Within a hundredth of one end of the activation; of one that is made of straight pieces, just there.
std::vector<uint32_t> stuck(Activation activation, const Range& range) {
  const ActivationFacts& facts = about(activation);
  const bool bounded = facts.high < no_limit;
  const float slack = facts.straight ? 0 : 0.01f * (bounded ? facts.high - facts.low : 1);
  std::vector<uint32_t> units;
  for (uint32_t u = 0; u < range.low.size(); ++u)
    if (range.high[u] <= facts.low + slack || range.low[u] >= facts.high - slack)
      units.push_back(u);
  return units;
}

// Of which dead ones are looked for.
uint32_t units_of(const Layer& layer, const LayerReport& l, bool last, Shape example) {
  const ActivationFacts& facts = about(layer.activation());
  if (facts.low == -no_limit || (last && l.output.features() == example.features())) return 0;
  const std::vector<ParameterPlan> plans = layer.parameters(l.input);
  const bool dense =
      !layer.shares().empty() || (!plans.empty() && plans[0].pieces[0].shape.size() == 2);
  return dense ? l.output.features() : l.output.c;
}

void look_at_examples(Trainer& trainer, const Dataset& examples, LayersReport& report) {
  Backend& backend = trainer.network().backend;
  const OwnedTensor clock(backend, Shape{state::words, 1, 1, 1});
  const std::vector<Station> way = way_of(trainer, clock);
  std::vector<Range> ranges(report.layers.size());
  // y: [rows, …] of the layer of that number.
  const auto take = [&](size_t number, std::span<const float> y, bool of_noise) {
    LayerReport& l = report.layers[number];
    if (l.units > 0) look(y, l.units, ranges[number]);
    if (!l.activations.empty()) return;
    l.activations.assign(y.begin(), y.begin() + l.output.features());
    l.of_noise = of_noise;
  };
  report.examples = std::min(report_examples, examples.count);
  for (uint32_t first = 0; first < report.examples; first += at_once) {
    const uint32_t rows = std::min(at_once, report.examples - first);
    const std::vector<float> x = pixels_of(examples, first, rows);
    write_clock(backend, clock, trainer.settings().seed, first / at_once);
    std::vector<std::vector<float>> given(way.size());  // by each station
    for (size_t s = 0; s < way.size(); ++s) {
      const Station& station = way[s];
      if (station.from == Station::From::example)
        write(backend, station.x, x);
      else if (station.from == Station::From::before)
        write(backend, station.x, handed_on(given[station.source], station, examples, first));
      backend.run(station.program.get(), 1);
      for (size_t i = 0; i < station.pass.layers(); ++i) {
        const LayerReport& l = report.layers[station.first + i];
        if (first > 0 && l.units == 0 && i + 1 < station.pass.layers()) continue;
        given[s] = read_now(backend, station.pass.slots(i).y);
        take(station.first + i, std::span(given[s]).first(given[s].size() / at_once * rows),
             station.from == Station::From::noise);
      }
    }
    size_t number = 0;
    for (const Module& module : trainer.network().modules) {
      size_t layer = number;
      if (!leads_through(way, module))
        for (const std::vector<float>& y : trainer.method().activations(module.name, x))
          take(layer++, y, false);
      number += module.layers.size();
    }
  }
  for (size_t i = 0; i < ranges.size(); ++i) {
    LayerReport& l = report.layers[i];
    if (ranges[i].low.empty())
      l.units = 0;  // nothing came through
    else
      l.dead = stuck(l.activation, ranges[i]);
  }
}

// The weights of a layer, wherever they lie in the arena.
struct Weights {
  std::vector<float> from_centre;
  std::vector<size_t> places;  // words
};

void collect(const Network::Part& part, const std::vector<float>& arena, Weights& to) {
  const auto is_bias = [](const Piece& piece) { return piece.name == "bias"; };
  const bool biases = std::ranges::all_of(part.plan.pieces, is_bias);
  size_t at = part.parameter.value.offset;
  for (const Piece& piece : part.plan.pieces) {
    const auto count = static_cast<size_t>(piece.count());
    const auto columns = static_cast<uint32_t>(piece.shape.back());
    for (size_t k = 0; k < count && (biases || !is_bias(piece)); ++k) {
      const auto number = static_cast<uint32_t>(k);
      if (piece.there && !piece.there(number / columns, number % columns)) continue;
      to.from_centre.push_back(arena[at + k] - piece.centre);
      to.places.push_back(at + k);
    }
    at += count;
  }
}

double rms(double squares, size_t count) {
  return count > 0 ? std::sqrt(squares / static_cast<double>(count)) : 0;
}

double rms_of(const std::vector<float>& all, const std::vector<size_t>& places) {
  double squares = 0;
  for (const size_t i : places) squares += double{all[i]} * double{all[i]};
  return rms(squares, places.size());
}

// share: of the way from one end of the scale to the other; no number at all is in the first part.
void count_in(Spread& spread, double share) {
  spread.bins.resize(spread_bins);
  const double place = share * spread_bins;
  ++spread.bins[!(place > 0)               ? 0
                : place >= spread_bins - 1 ? spread_bins - 1
                                           : static_cast<size_t>(place)];
}

Spread spread_of_gradients(const std::vector<float>& all, const std::vector<size_t>& places) {
  Spread spread;
  spread.rms = static_cast<float>(rms_of(all, places));
  if (spread.rms == 0) return spread;
  spread.count = static_cast<uint32_t>(places.size());
  for (const size_t i : places) {
    if (all[i] == 0)
      ++spread.zeros;
    else
      count_in(spread, (std::log10(std::abs(double{all[i]})) - least_decade) /
                           (most_decade - least_decade));
  }
  return spread;
}

void look_at_weights(const Trainer& trainer, LayersReport& report) {
  const Network& network = trainer.network();
  const std::vector<float> values = read_now(network.backend, network.arena.value),
                           gradients = read_now(network.backend, network.arena.gradient),
                           update = trainer.last_update();
  std::vector<Weights> all(report.layers.size());
  size_t layer = 0, part = 0;
  for (const Module& module : network.modules) {
    const std::vector<Shape> inputs = module.inputs();
    for (size_t i = 0; i < inputs.size(); ++i, ++layer)
      for (size_t k = module.layers[i]->parameters(inputs[i]).size(); k > 0; --k, ++part)
        collect(network.parts[part], values, all[layer]);
  }
  double reach = 0;
  for (const Weights& weights : all) {
    double most = 0, squares = 0;
    for (const float w : weights.from_centre) {
      most = std::max(most, std::abs(double{w}));
      squares += double{w} * double{w};
    }
    // Few that are far out press no others together.
    reach = std::max(reach, std::min(most, 4 * rms(squares, weights.from_centre.size())));
  }
  reach = reach > 0 && std::isfinite(reach) ? tick_step(reach, 1) : 1;
  report.reach = static_cast<float>(reach);
  for (size_t i = 0; i < all.size(); ++i) {
    LayerReport& l = report.layers[i];
    const std::vector<size_t>& places = all[i].places;
    l.weights.count = static_cast<uint32_t>(places.size());
    l.weights.rms = static_cast<float>(rms_of(values, places));
    for (const float w : all[i].from_centre) count_in(l.weights, (double{w} + reach) / (2 * reach));
    l.gradients = spread_of_gradients(gradients, places);
    if (l.weights.rms > 0)
      l.update = static_cast<float>(rms_of(update, places) / double{l.weights.rms});
  }
}

}  // namespace

LayersReport report_layers(Trainer& trainer, const Dataset& examples) {
  LayersReport report;
  report.step = trainer.step();
  for (const Module& module : trainer.network().modules) {
    const std::vector<Shape> inputs = module.inputs();
    for (size_t i = 0; i < inputs.size(); ++i) {
      const Layer& layer = *module.layers[i];
      LayerReport& l = report.layers.emplace_back();
      l.module = module.name;
      l.name = layer.name();
      l.input = inputs[i];
      l.output = layer.output(inputs[i]);
      l.shares = layer.shares();
      l.activation = layer.activation();
      l.units = units_of(layer, l, i + 1 == inputs.size(), trainer.example());
    }
  }
  look_at_weights(trainer, report);
  look_at_examples(trainer, examples, report);
  return report;
}

}  // namespace hourglass
