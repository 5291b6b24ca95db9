// The losses on their kernels.
#include "train/loss.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "compute/scalar_math.h"

namespace hourglass {
namespace {

float per_example(const LossSlots& s) {
  return 1.0f / static_cast<float>(s.over > 0 ? s.over : s.y.shape.n);
}

constexpr const char* density = "nats/image, of a density";

struct Bernoulli : Loss {
  std::string unit() const override { return "nats/image"; }
  std::string output() const override { return "logits"; }
  Mean mean() const override { return Mean::logits; }
  void record(Program& program, const LossSlots& s) const override {
    program.push_back({Kernel::loss_bernoulli, {s.y, s.target, s.row, s.dy}, {}, {per_example(s)}});
  }
};

struct Squared : Loss {
  Squared(Activation activation, float weight, float constant, std::string unit,
          std::string nll_unit)
      : activation_(activation),
        weight_(weight),
        constant_(constant),
        unit_(std::move(unit)),
        nll_unit_(std::move(nll_unit)) {}
  std::string unit() const override { return unit_; }
  std::string nll_unit() const override { return nll_unit_; }
  std::string output() const override { return std::string(about(activation_).name); }
  Activation activation() const override { return activation_; }
  void record(Program& program, const LossSlots& s) const override {
    program.push_back({Kernel::loss_squared,
                       {s.y, s.target, s.row, s.dy},
                       {static_cast<uint32_t>(activation_)},
                       {per_example(s), weight_, constant_}});
  }

 private:
  Activation activation_;
  float weight_, constant_;
  std::string unit_, nll_unit_;
};

// log σ² never falls below this: σ ≥ 0.0025, half a step of 256 grey levels.
constexpr float least_log_variance = -12.0f;

// One number to be learnt: log σ² of all pixels.
struct LogVariance : Layer {
  explicit LogVariance(float start) : start_(start) {}
  std::string name() const override { return "log σ²"; }
  Shape output(Shape input) const override { return input; }
  std::vector<ParameterPlan> parameters(Shape) const override {
    return {{{1, 1, 1, 1}, {{"log_variance", {1}, 0, start_}}}};
  }
  void forward(Program&, const Slots&) const override {}
  void backward(Program&, const Slots&) const override {}

 private:
  float start_;
};

// Rybkin et al. 2021, "Simple and effective VAE training with calibrated decoders".
struct OneSigma : Loss {
  OneSigma(Activation activation, float sigma)
      : activation_(activation), log_variance_(2 * scalar::log(sigma)) {}
  std::string unit() const override { return "nats/image"; }
  std::string nll_unit() const override { return density; }
  std::string output() const override { return "means"; }
  Activation activation() const override { return activation_; }
  std::vector<Module> modules() const override {
    std::vector<Module> all;
    all.push_back({"likelihood", {1, 1, 1, 1}, {}});
    all.back().layers.push_back(std::make_unique<LogVariance>(log_variance_));
    return all;
  }
  Shape scratch(uint32_t n) const override { return {n, 1, 1, 1}; }
  void record(Program& program, const LossSlots& s) const override {
    const Tensor share = s.dy ? s.scratch : Tensor{};
    program.push_back({Kernel::loss_gaussian,
                       {s.y, s.target, s.learnt.value, {}, s.row, s.dy, share},
                       {static_cast<uint32_t>(activation_)},
                       {per_example(s), least_log_variance}});
  }
  void learn(Program& program, const LossSlots& s, Tensor weights) const override {
    if (weights) program.push_back({Kernel::scale_rows, {weights, s.scratch}});
    program.push_back({Kernel::column_sum,
                       {s.scratch, s.learnt.gradient},
                       {0, written, static_cast<uint32_t>(Summand::value)},
                       {1}});
  }

 private:
  Activation activation_;
  float log_variance_;  // where it begins
};

struct PixelSigma : Loss {
  std::string unit() const override { return "nats/image"; }
  std::string nll_unit() const override { return density; }
  std::string output() const override { return "means and log σ²"; }
  uint32_t outputs(uint32_t features) const override { return 2 * features; }
  Mean mean() const override { return Mean::channels; }
  void record(Program& program, const LossSlots& s) const override {
    Tensor target = s.target;
    target.shape = {s.y.shape.n, s.y.shape.h, s.y.shape.w, s.y.shape.c / 2};
    program.push_back({Kernel::loss_gaussian,
                       {s.y, target, {}, {}, s.row, s.dy},
                       {},
                       {per_example(s), least_log_variance}});
  }
};

struct Categorical : Loss {
  explicit Categorical(uint32_t levels) : levels_(levels) {}
  std::string unit() const override { return "nats/image"; }
  std::string output() const override { return "logits of levels"; }
  uint32_t outputs(uint32_t features) const override { return levels_ * features; }
  Mean mean() const override { return Mean::levels; }
  void record(Program& program, const LossSlots& s) const override {
    program.push_back({Kernel::loss_categorical,
                       {s.y, s.target, {}, s.row, s.dy},
                       {0, written, 0, levels_},
                       {per_example(s)}});
  }

 private:
  uint32_t levels_;
};

std::vector<float> first_halves(std::span<const float> y, size_t channels) {
  std::vector<float> means;
  for (size_t place = 0; place < y.size(); place += 2 * channels) {
    const auto first = y.subspan(place, channels);
    means.insert(means.end(), first.begin(), first.end());
  }
  return means;
}

std::vector<float> means_of_levels(std::span<const float> y, uint32_t levels) {
  std::vector<float> means;
  for (size_t at = 0; at < y.size(); at += levels) {
    const auto logits = y.subspan(at, levels);
    const float largest = *std::ranges::max_element(logits);
    float sum = 0, weighted = 0;
    for (uint32_t k = 0; k < levels; ++k) {
      const float p = scalar::exp(logits[k] - largest);
      sum += p;
      weighted += p * (static_cast<float>(k) + 0.5f) / static_cast<float>(levels);
    }
    means.push_back(weighted / sum);
  }
  return means;
}

}  // namespace

std::vector<float> Loss::pictures(std::span<const float> y, Shape of_y) const {
  switch (mean()) {
    case Mean::channels: return first_halves(y, of_y.c / 2);
    case Mean::levels: return means_of_levels(y, outputs(1));
    default: break;
  }
  std::vector<float> means(y.begin(), y.end());
  if (mean() == Mean::logits)
    for (float& v : means) v = 1.0f / (1.0f + scalar::exp(-v));
  return means;
}

std::unique_ptr<Loss> make_loss(const Settings& settings, uint32_t features) {
  const auto d = static_cast<float>(features);
  if (settings.loss == "bernoulli") return std::make_unique<Bernoulli>();
  const Activation activation =
      settings.output_activation == "sigmoid" ? Activation::sigmoid : Activation::linear;
  if (settings.loss == "mse")
    return std::make_unique<Squared>(activation, 1.0f / d, 0.0f, "MSE/pixel", "");
  if (settings.loss == "categorical") return std::make_unique<Categorical>(settings.levels);
  if (settings.decoder_sigma == "one")
    return std::make_unique<OneSigma>(activation, settings.sigma);
  if (settings.decoder_sigma == "pixel") return std::make_unique<PixelSigma>();
  const float variance = settings.sigma * settings.sigma;
  // The constant is for the reader: it reaches no gradient, so libm's log may differ in a last bit.
  const float constant = 0.5f * d * std::log(2.0f * std::numbers::pi_v<float> * variance);
  return std::make_unique<Squared>(activation, 0.5f / variance, constant, "nats/image", density);
}

bool fit_loss(Settings& settings, float low, float high) {
  const auto of_shares = [](std::string_view loss) {
    return loss == "bernoulli" || loss == "categorical";
  };
  const Property& loss = *find_property("loss");
  if ((low >= 0 && high <= 1) || !of_shares(settings.loss) || !loss.acts_in(settings)) return false;
  for (const Choice& choice : loss.choices)
    if (!of_shares(choice.name) && fits(choice, settings)) {
      settings.loss = choice.name;
      return true;
    }
  return false;
}

BoundLoss::BoundLoss(Network& network, const Loss& loss, const LossSlots& slots)
    : loss_(loss), slots_(slots) {
  if (const Shape shape = loss.scratch(slots.y.shape.n); shape.count() > 0)
    slots_.scratch = scratch_ = OwnedTensor(network.backend, shape);
  for (const Module& module : loss.modules())
    slots_.learnt = network.layout(module.name).parameters[0][0];
}

}  // namespace hourglass
