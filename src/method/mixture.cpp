// A mixture of Gaussians in the plane, learnt by expectation and maximisation (Dempster, Laird and Rubin 1977,
// "Maximum likelihood from incomplete data via the EM algorithm"). A step is one iteration over all examples.
//
// A component's energy −log(π N(x; μ, Σ)) is a polynomial of x, so that its coefficients are a dense layer's
// weights: energies are that layer of the monomials of x, shares are their softmax, and the sums that the M step
// wants are the layer's backward of the shares.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "compute/error.h"
#include "compute/random.h"
#include "data/pixels.h"
#include "data/points.h"
#include "method/examiner.h"
#include "method/methods.h"
#include "model/dense.h"

namespace hourglass {
namespace {

constexpr uint32_t monomials = 5;
constexpr float least_variance = 1e-5f;  // no component falls onto a single point
constexpr double log_two_pi = 1.8378770664093453;

// The components, out of the coefficients of their energies.
struct Component {
  double share;
  std::array<double, 2> mean;
  double l00, l10, l11;  // Σ = L Lᵀ
};

std::vector<Component> components_of(std::span<const float> energies, uint32_t k) {
  std::vector<Component> all;
  for (uint32_t j = 0; j < k; ++j) {
    const auto coefficient = [&](uint32_t row) { return double{energies[row * k + j]}; };
    const double p00 = 2 * coefficient(2), p01 = coefficient(3), p11 = 2 * coefficient(4);
    const double determinant = p00 * p11 - p01 * p01;
    const double s00 = p11 / determinant, s01 = -p01 / determinant, s11 = p00 / determinant;
    const double m0 = -(s00 * coefficient(0) + s01 * coefficient(1));
    const double m1 = -(s01 * coefficient(0) + s11 * coefficient(1));
    const double squares = p00 * m0 * m0 + 2 * p01 * m0 * m1 + p11 * m1 * m1;
    const double log_share =
        log_two_pi - 0.5 * std::log(determinant) + 0.5 * squares - coefficient(5);
    const double l00 = std::sqrt(s00), l10 = s01 / l00;
    all.push_back({std::exp(log_share) / k, {m0, m1}, l00, l10, std::sqrt(s11 - l10 * l10)});
  }
  return all;
}

// μ + L (a, b), behind the other points.
void place(const Component& c, double a, double b, std::vector<float>& points) {
  points.push_back(static_cast<float>(c.mean[0] + c.l00 * a));
  points.push_back(static_cast<float>(c.mean[1] + c.l10 * a + c.l11 * b));
}

// In two stages: which component, then where in it.
class TwoStages final : public Generator {
 public:
  TwoStages(const Network& network, uint32_t k) : network_(network), k_(k) {}
  std::vector<float> sample(uint32_t count, uint64_t seed) override {
    const std::vector<Component> all = components_of(network_.read_parameters(), k_);
    std::vector<float> points;
    for (uint32_t i = 0; i < count; ++i) {
      const Words words = random_words(seed, Stream::sampling, 0, i);
      double left = static_cast<double>(uniform(words[0]));
      const auto chosen =
          std::ranges::find_if(all, [&](const Component& c) { return (left -= c.share) < 0; });
      const Component& c = chosen == all.end() ? all.back() : *chosen;
      const auto drawn = normals({words[1], words[2], words[3], 0});
      place(c, static_cast<double>(drawn[0]), static_cast<double>(drawn[1]), points);
    }
    return points;
  }
  // One and two standard deviations around each mean.
  NoiseLines noise_lines() override {
    constexpr int pieces = 48;
    NoiseLines all{"components, 1σ and 2σ", {}};
    for (const Component& c : components_of(network_.read_parameters(), k_))
      for (const double radius : {1.0, 2.0}) {
        NoiseLines::Line& line = all.lines.emplace_back();
        line.share = static_cast<float>(c.share);
        for (int i = 0; i <= pieces; ++i) {
          const double turn = 2 * std::numbers::pi * i / pieces;
          place(c, radius * std::cos(turn), radius * std::sin(turn), line.points);
        }
      }
    return all;
  }

 private:
  const Network& network_;
  uint32_t k_;
};

class Mixture final : public Method {
 public:
  Mixture(const Settings& settings, Shape example) : settings_(settings), k_(settings.components) {
    if (example.features() != 2)
      fail("mixture: examples have {} numbers; choose points in the plane, such as ring",
           example.features());
    knows_ = settings.classes.empty() && known_log_density(settings.data, {});
  }

  std::vector<Module> modules() const override {
    std::vector<Module> one(1);
    one[0] = {"mixture", {1, 1, 1, monomials}, {}};
    add_layer(one[0].layers,
              std::make_unique<Dense>(k_, Activation::linear, Initialisation::glorot, true),
              Activation::linear);
    return one;
  }
  std::vector<Series> series() const override {
    return {
        {"nll", "−log p(x)", "Of the mixture: log Σ π N(x; μ, Σ) is what EM makes grow", unit()}};
  }
  std::string unit() const override { return "nats/image"; }
  std::string nll_unit() const override { return unit(); }
  std::vector<Measure> measures() const override {
    if (!knows_) return {};
    return {{"truth_nll", "by the truth", unit()}};
  }
  Diagram diagram() const override { return {{2, k_}, {"x", "components"}, 1}; }

  std::vector<Phase> record(const Studio& studio) override {
    if (studio.numbers != Content::words)
      fail("mixture: the data are pictures; choose points in the plane, such as ring");
    if (studio.count < k_)
      fail("mixture: {} components of {} points; choose fewer components", k_, studio.count);
    const uint32_t n = studio.count;
    const Tensor energies = studio.network.layout("mixture").parameters[0][0].value;
    const Room& all = all_.emplace(studio, n, k_);
    sums_ = OwnedTensor(studio.backend, energies.shape);
    // Rows of a step are as long as a batch: one number, the mean, stands for all.
    const Tensor mean = studio.row(0, 1);
    const auto tell = [&](Program& program) {
      program.push_back({Kernel::column_sum,
                         {all.nll, mean},
                         {0, 0, static_cast<uint32_t>(Summand::value)},
                         {1.0f / static_cast<float>(n)}});
    };
    Program start, step;
    start.push_back({Kernel::mixture_start, {studio.data, studio.clock, energies}});
    expect(start, studio.data, all, energies);
    tell(start);
    studio.end(start, 1, n);
    expect(step, studio.data, all, energies);
    tell(step);
    step.push_back({Kernel::dense_backward, {all.monomials, energies, all.shares, sums_, {}}});
    step.push_back({Kernel::mixture_update, {sums_, energies}, {}, {least_variance}});
    studio.end(step, 1, n);

    examiner_.emplace(studio.backend, Shape{1, 1, 1, 2}, 1);
    asked_.emplace(studio, Examiner::batch, k_);
    asked_->nll = examiner_->row(0);
    Program density;
    expect(density, examiner_->x(), *asked_, energies);
    asking_ = std::make_unique<Asking>(*examiner_, prepared(studio.backend, density), "log p(x)",
                                       std::vector<float>{-1});
    drawing_ = std::make_unique<TwoStages>(studio.network, k_);
    std::vector<Phase> phases;
    phases.push_back({"start", std::move(start), 1});
    phases.push_back({"EM", std::move(step), {}});
    return phases;
  }

  Job<Evaluation> evaluating(const Dataset& data, uint32_t limit, const Settings& now) override {
    return likelihood(data, limit, now);
  }
  // Of energies the shares: what each component has of an example.
  std::vector<std::vector<float>> activations(std::string_view,
                                              std::span<const float> examples) const override {
    return {asking_->look(asked_->shares, examples)};
  }
  Generator* generator() const override { return drawing_.get(); }
  Field* field() const override { return asking_.get(); }

 private:
  // What n examples take.
  struct Room {
    OwnedTensor monomials, energies, shares, none, own_nll;
    Tensor nll;
    Room(const Studio& studio, uint32_t n, uint32_t k)
        : monomials(studio.backend, Shape{n, 1, 1, hourglass::monomials}),
          energies(studio.backend, Shape{n, 1, 1, k}),
          shares(studio.backend, Shape{n, 1, 1, k}),
          none(studio.backend, Shape{n * k, 1, 1, 1}),
          own_nll(studio.backend, Shape{n, 1, 1, 1}),
          nll(own_nll) {
      write(studio.backend, none, std::vector<float>(size_t{n} * k));
    }
  };

  // The E step: nll[n] = −log Σⱼ π N(x), shares[n,j] = what component j has of example n
  static void expect(Program& program, Tensor x, const Room& room, Tensor energies) {
    const auto column = [](Tensor t) {
      t.shape = {t.shape.n * t.shape.features(), 1, 1, 1};
      return t;
    };
    program.push_back({Kernel::monomials, {x, room.monomials}});
    program.push_back({Kernel::dense_forward, {room.monomials, energies, room.energies}});
    program.push_back({Kernel::loss_importance,
                       {column(room.energies), room.none, {}, room.nll, column(room.shares)},
                       {},
                       {1.0f}});
  }

  Job<Evaluation> likelihood(const Dataset& data, uint32_t limit, Settings now) {
    Job<Evaluation> asking = examiner_->evaluating(asking_->program(), series(), data, limit, now);
    while (asking.step()) co_yield asking.share();
    Evaluation found = asking.take();
    if (knows_) {
      double sum = 0;
      for (uint32_t i = 0; i < found.figures.images; ++i) {
        const std::vector<float> x = pixels_of(data, i, 1);
        sum -= *known_log_density(settings_.data, {x[0], x[1]});
      }
      found.figures.measures = {sum / found.figures.images};
    }
    co_return found;
  }

  Settings settings_;
  uint32_t k_;
  bool knows_ = false;
  std::optional<Room> all_, asked_;
  OwnedTensor sums_;
  std::optional<Examiner> examiner_;
  std::unique_ptr<Asking> asking_;
  std::unique_ptr<TwoStages> drawing_;
};

}  // namespace

std::unique_ptr<Method> make_mixture(const Settings& settings, const Example& example) {
  return std::make_unique<Mixture>(settings, example.shape);
}

}  // namespace hourglass
