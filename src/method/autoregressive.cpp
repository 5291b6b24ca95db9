// The autoregressive model: −log p(x) = −Σ log p(x_d | x_1 … x_{d−1}), all factors from one masked network
// (Germain, Gregor, Murray and Larochelle 2015, "MADE: masked autoencoder for distribution estimation"). The order is
// that of reading; a number is black or white, and what is said of one that is grey is the cross-entropy.
#include <algorithm>
#include <cmath>
#include <ranges>

#include "compute/error.h"
#include "compute/random.h"
#include "compute/scalar_math.h"
#include "compute/sight.h"
#include "method/examiner.h"
#include "method/methods.h"
#include "method/trunk.h"
#include "model/pass.h"

namespace hourglass {
namespace {

float logistic(float x) { return 1 / (1 + scalar::exp(-x)); }

float activate(Activation activation, float x) {
  switch (activation) {
    case Activation::linear: return x;
    case Activation::relu: return std::max(x, 0.0f);
    case Activation::leaky_relu: return x > 0 ? x : 0.01f * x;
    case Activation::tanh: return 2 * logistic(2 * x) - 1;
    case Activation::sigmoid: return logistic(x);
    case Activation::softplus:
      return std::max(x, 0.0f) + scalar::log(1 + scalar::exp(-std::abs(x)));
    case Activation::silu: return x * logistic(x);
    default: return x * logistic(1.59576912f * (x + 0.044715f * x * x * x));  // gelu
  }
}

// Draws one number after the other. A unit of degree m is known once x_m is drawn, and not computed before: a whole
// example costs one pass.
class InTurn final : public Generator {
 public:
  InTurn(const Network& network, Activation hidden) : network_(network), hidden_(hidden) {}

  bool in_turn() const override { return true; }
  std::vector<float> sample(uint32_t count, uint64_t seed) override {
    const std::vector<float> weights = network_.read_parameters();
    const Shape shape = network_.modules[0].input;
    const uint32_t d = shape.features();
    std::vector<float> all(size_t{count} * d);
    std::vector<Row> rows = rows_of(weights, d);
    for (uint32_t n = 0; n < count; ++n) {
      const std::span<float> x = std::span(all).subspan(size_t{n} * d, d);
      for (Row& row : rows) std::ranges::copy(row.bias, row.units.begin());
      for (uint32_t i = 0; i < d; ++i) {
        // What became known with x_{i−1}, layer by layer.
        if (i > 0) {
          rows[0].hear(i - 1, x[i - 1]);
          for (size_t l = 0; l + 1 < rows.size(); ++l)
            for (uint32_t u = rows[l].known(i - 1); u < rows[l].known(i); ++u)
              rows[l + 1].hear(u, activate(hidden_, rows[l].units[u]));
        }
        const Words words = random_words(seed, Stream::sampling, n, i / 4);
        x[i] = uniform(words[i % 4]) < logistic(rows.back().units[i]) ? 1.0f : 0.0f;
      }
    }
    return all;
  }

 private:
  struct Row {
    Sight sight;
    std::span<const float> weights, bias;
    std::vector<float> units;  // so far: b + Σ of the inputs that are known

    // Hidden units whose degree is at most m: the first so many.
    uint32_t known(uint32_t m) const {
      const auto count = static_cast<uint32_t>(units.size());
      const auto all = std::views::iota(0u, count);
      const auto unseen = std::ranges::partition_point(
          all, [&](uint32_t unit) { return sight.degree(unit, count) <= m; });
      return static_cast<uint32_t>(unseen - all.begin());
    }
    void hear(uint32_t input, float value) {
      if (value == 0) return;
      const float* w = weights.data() + size_t{input} * units.size();
      for (size_t o = 0; o < units.size(); ++o) units[o] += value * w[o];
    }
  };

  std::vector<Row> rows_of(std::span<const float> weights, uint32_t numbers) const {
    std::vector<Row> rows;
    for (const Network::Part& part : network_.parts) {
      const Shape shape = part.parameter.value.shape;
      const uint32_t outputs = shape.features(), inputs = shape.n - 1;
      rows.push_back({{numbers, rows.empty(), false},
                      weights.first(size_t{inputs} * outputs),
                      weights.subspan(size_t{inputs} * outputs, outputs),
                      std::vector<float>(outputs)});
      weights = weights.subspan(size_t{shape.n} * outputs);
    }
    return rows;
  }

  const Network& network_;
  Activation hidden_;
};

class Autoregressive final : public Method {
 public:
  Autoregressive(const Settings& settings, Shape example) : settings_(settings), example_(example) {
    example_.n = 1;
  }

  std::vector<Module> modules() const override {
    std::vector<Module> row;
    row.push_back(make_masked_row(settings_, example_));
    return row;
  }
  std::vector<Series> series() const override {
    return {{"nll", "−log p(x)",
             "−Σ log p(x_d | x_1 … x_d−1): how little is thought of each number, once those before "
             "it are known",
             unit()}};
  }
  std::string unit() const override { return "nats/image"; }
  // Of each number, by those before it.
  std::vector<Excerpt> excerpts() const override {
    return {{"whole",
             "x",
             {"probabilities"},
             {{Stage::Kind::module, "masked"}, {.kind = Stage::Kind::mean, .mean = Mean::logits}},
             true}};
  }
  std::string nll_unit() const override { return unit(); }
  std::vector<Measure> measures() const override { return {{"nll", "−log p(x)", unit()}}; }
  Diagram diagram() const override {
    const std::vector<Module> row = modules();
    Diagram d{{example_.features()}, {"x, in turn"}};
    draw_layers(row[0], d);
    d.code_layer = static_cast<uint32_t>(d.widths.size()) - 1;
    d.layer_names.back() = "p(x_d | x_1 … x_d−1)";
    return d;
  }

  std::vector<Phase> record(const Studio& studio) override {
    if (studio.numbers != Content::bytes)
      fail("autoregressive: wants pictures, black and white; choose mnist or strokes");
    const uint32_t n = settings_.batch;
    Shape shape = example_;
    shape.n = n;
    x_ = OwnedTensor(studio.backend, shape);
    learning_.emplace(studio.network, "masked", x_, studio.clock, Pass::Options{});
    Program step;
    studio.begin(step, settings_, studio.players[0]);
    studio.gather(step, x_);
    learning_->forward(step);
    step.push_back({Kernel::loss_bernoulli,
                    {learning_->y(), x_, studio.row(0, n), learning_->dy(), {}},
                    {},
                    {1.0f / static_cast<float>(n)}});
    learning_->backward(step);
    studio.end(step, n, studio.players[0]);

    examiner_.emplace(studio.backend, example_, 1);
    asked_.emplace(studio.network, "masked", examiner_->x(), examiner_->clock(),
                   Pass::Options{.mode = Mode::evaluation});
    Program density;
    asked_->forward(density);
    density.push_back(
        {Kernel::loss_bernoulli, {asked_->y(), examiner_->x(), examiner_->row(0), {}, {}}});
    density_ = prepared(studio.backend, density);
    drawing_ =
        std::make_unique<InTurn>(studio.network, find_activation(settings_.activation)->activation);
    std::vector<Phase> phases;
    phases.push_back({"training", std::move(step), {}});
    return phases;
  }

  Job<Evaluation> evaluating(const Dataset& data, uint32_t limit, const Settings& now) override {
    return examiner_->likelihood(density_, series(), data, limit, now);
  }
  Generator* generator() const override { return drawing_.get(); }

 private:
  Settings settings_;
  Shape example_;
  OwnedTensor x_;
  OwnedProgram density_;
  std::optional<Pass> learning_, asked_;
  std::optional<Examiner> examiner_;
  std::unique_ptr<InTurn> drawing_;
};

}  // namespace

std::unique_ptr<Method> make_autoregressive(const Settings& settings, const Example& example) {
  return std::make_unique<Autoregressive>(settings, example.shape);
}

}  // namespace hourglass
