// One affine layer from noise to points: x = zW + μ with z ~ N(0, I), which is N(μ, WᵀW). Learnt by the
// likelihood that the change of variables gives, −log p(x) = ½ ‖u‖² + log 2π + log|det W| with
// u = (x − μ) W⁻¹, or against a discriminator.
#include <algorithm>
#include <cmath>

#include "compute/error.h"
#include "data/points.h"
#include "method/adversaries.h"
#include "method/methods.h"
#include "model/dense.h"

namespace hourglass {
namespace {

enum : uint32_t { distance_series, volume_series, all };

using Matrix = std::array<double, 4>;

// L of L Lᵀ, lower triangular.
Matrix cholesky(const Matrix& m) {
  const double a = std::sqrt(m[0]), b = m[2] / a;
  return {a, 0, b, std::sqrt(std::max(m[3] - b * b, 0.0))};
}

// ‖a − b‖ / ‖b‖
double off(const Matrix& a, const Matrix& b) {
  double difference = 0, size = 0;
  for (size_t i = 0; i < 4; ++i) {
    difference += (a[i] - b[i]) * (a[i] - b[i]);
    size += b[i] * b[i];
  }
  return std::sqrt(difference / size);
}

class AffineGenerator final : public Method {
 public:
  AffineGenerator(const Settings& settings, Shape example)
      : settings_(settings), known_(known_gaussian(settings.data)) {
    if (example.features() != 2)
      fail("affine: examples have {} numbers; choose points in the plane, such as gaussian-2d",
           example.features());
    settings_.code = 2;
    settings_.noise = "normal";
    settings_.channels = {};
    settings_.output_activation = "linear";
    settings_.discriminator_activation = "same";
    if (settings.adversarial) against_.emplace(settings_, example, std::vector<uint32_t>{});
  }

  std::vector<Module> modules() const override {
    if (against_) return against_->modules();
    std::vector<Module> one(1);
    one[0] = {"generator", {1, 1, 1, 2}, {}};
    add_layer(one[0].layers,
              std::make_unique<Dense>(2, Activation::linear, Initialisation::glorot, true),
              Activation::linear);
    return one;
  }
  std::vector<Series> series() const override {
    if (against_) return against_->series();
    return {{"distance", "Distance", "½ ‖u‖² + log 2π: how far from 0 the noise lies that gives x",
             unit()},
            {"volume", "Volume", "log|det W|: by how much the layer spreads the noise", unit()}};
  }
  std::string unit() const override { return against_ ? against_->unit() : "nats/image"; }
  std::string nll_unit() const override { return against_ ? "" : unit(); }
  bool encodes() const override { return !against_; }  // u = (x − μ) W⁻¹
  std::vector<Measure> measures() const override {
    if (against_) return {};
    return {{"nll", "−log p(x)", unit()}};
  }
  Diagram diagram() const override {
    return against_ ? against_->diagram() : Diagram{{2, 2}, {"z", "x = zW + μ"}};
  }
  std::vector<Excerpt> excerpts() const override { return {generator_excerpt()}; }
  std::vector<PlayerPlan> players() const override {
    return against_ ? against_->players() : Method::players();
  }

  std::vector<Phase> record(const Studio& studio) override {
    network_ = &studio.network;
    examiner_.emplace(studio.backend, Shape{1, 1, 1, 2}, all);
    const Tensor w = weights().value;
    asked_u_ = OwnedTensor(studio.backend, examiner_->x().shape);
    asked_zeros_ = zeros(studio, Examiner::batch);
    Program density;
    record_density(density, examiner_->x(), w, asked_u_, asked_zeros_,
                   examiner_->row(distance_series), {}, examiner_->row(volume_series));
    asking_ = std::make_unique<Asking>(*examiner_, prepared(studio.backend, density), "log p(x)",
                                       std::vector<float>{-1, -1});
    std::vector<Phase> phases;
    if (against_) {
      phases.push_back(against_->record(studio));
      return phases;
    }
    const uint32_t n = settings_.batch;
    x_ = OwnedTensor(studio.backend, Shape{n, 1, 1, 2});
    u_ = OwnedTensor(studio.backend, x_->shape);
    du_ = OwnedTensor(studio.backend, x_->shape);
    zeros_ = zeros(studio, n);
    sums_ = OwnedTensor(studio.backend, Shape{3, 1, 1, 2});
    Program step;
    studio.begin(step, settings_, studio.players[0]);
    studio.gather(step, x_);
    record_density(step, x_, w, u_, zeros_, studio.row(distance_series, n), du_,
                   studio.row(volume_series, n));
    step.push_back({Kernel::dense_backward, {u_, w, du_, sums_, {}}});
    step.push_back({Kernel::affine_inverse_backward, {sums_, w, weights().gradient}, {}, {1.0f}});
    studio.end(step, n, studio.players[0]);
    asked_z_ = OwnedTensor(studio.backend, examiner_->x().shape);
    asked_x_ = OwnedTensor(studio.backend, examiner_->x().shape);
    drawing_ = std::make_unique<Drawing>(
        studio.backend, *examiner_,
        Program{{Kernel::noise,
                 {examiner_->clock(), asked_z_},
                 {static_cast<uint32_t>(Noise::normal), static_cast<uint32_t>(Stream::sampling)}},
                {Kernel::dense_forward, {asked_z_, w, asked_x_}}},
        asked_z_, asked_x_);
    phases.push_back({"training", std::move(step), {}});
    return phases;
  }

  Job<Evaluation> evaluating(const Dataset& data, uint32_t limit, const Settings& now) override {
    if (against_) return against_->evaluating(data, limit, now);
    return examiner_->likelihood(asking_->program(), series(), data, limit, now);
  }
  Generator* generator() const override {
    return against_ ? against_->generator() : drawing_.get();
  }
  Field* field() const override { return asking_.get(); }

  // How far WᵀW is from the data's Σ and its Cholesky factor from Σ's, by Frobenius norms, and μ from the mean.
  std::vector<Measure> outcomes() const override {
    if (!known_) return {};
    return {{"covariance_error", "‖WᵀW − Σ‖ / ‖Σ‖"},
            {"cholesky_error", "of the Cholesky factors"},
            {"mean_error", "‖μ − mean‖"}};
  }
  std::vector<double> outcome() override {
    if (!known_) return {};
    const std::vector<float> p = network_->read_parameters();
    const double a = p[0], b = p[1], c = p[2], d = p[3];
    const Matrix found{a * a + c * c, a * b + c * d, a * b + c * d, b * b + d * d};
    const Matrix& sigma = known_->covariance;
    return {off(found, sigma), off(cholesky(found), cholesky(sigma)),
            std::hypot(double{p[4]} - known_->mean[0], double{p[5]} - known_->mean[1])};
  }

 private:
  Parameter weights() const { return network_->layout("generator").parameters[0][0]; }
  static OwnedTensor zeros(const Studio& studio, uint32_t n) {
    OwnedTensor tensor(studio.backend, Shape{n, 1, 1, 2});
    write(studio.backend, tensor, std::vector<float>(size_t{n} * 2));
    return tensor;
  }
  static void record_density(Program& program, Tensor x, Tensor w, Tensor u, Tensor zeros,
                             Tensor distance, Tensor du, Tensor volume) {
    program.push_back({Kernel::affine_inverse, {x, w, u, volume}});
    program.push_back({Kernel::loss_squared,
                       {u, zeros, distance, du, {}},
                       {},
                       {1.0f / static_cast<float>(x.shape.n), 0.5f, 1.83787706641f}});
  }

  Settings settings_;
  std::optional<Gaussian> known_;
  std::optional<Adversaries> against_;
  const Network* network_ = nullptr;
  OwnedTensor x_, u_, du_, zeros_, sums_;
  OwnedTensor asked_u_, asked_zeros_, asked_z_, asked_x_;
  std::optional<Examiner> examiner_;
  std::unique_ptr<Drawing> drawing_;
  std::unique_ptr<Asking> asking_;
};

}  // namespace

std::unique_ptr<Method> make_affine(const Settings& settings, const Example& example) {
  return std::make_unique<AffineGenerator>(settings, example.shape);
}

}  // namespace hourglass
