// Recording and asking.
#include "method/adversaries.h"

#include <algorithm>

#include "method/trunk.h"

namespace hourglass {
namespace {

enum : uint32_t {
  discriminator_series,
  generator_series,
  real_series,
  generated_series,
  penalty_series  // the last, where there is one
};

}  // namespace

Adversaries::Adversaries(const Settings& settings, Shape example, std::vector<uint32_t> widths)
    : settings_(settings),
      example_(example),
      widths_(std::move(widths)),
      contest_(
          static_cast<Contest>(std::min(place_of("adversarial_loss", settings.adversarial_loss),
                                        static_cast<uint32_t>(Contest::wasserstein)))),
      penalised_(settings.adversarial_loss == "wasserstein_gp") {}

std::vector<Module> Adversaries::modules() const {
  return make_adversaries(settings_, example_, widths_);
}

std::vector<Series> Adversaries::series() const {
  const std::string seen = logits() ? "" : "score";
  std::vector<Series> told{
      {"discriminator", "Discriminator", "What it pays for taking one for the other", unit()},
      {"generator", "Generator", "What it pays for being found out", unit()},
      {"real", "D(x)", "What the discriminator says of real examples", seen, 0},
      {"generated", "D(G(z))", "What the discriminator says of generated examples", seen, 0}};
  if (penalised_)
    told.push_back({"penalty", "Penalty",
                    "(‖∇D‖ − 1)² between real and generated examples, weighted", unit()});
  return told;
}

std::string Adversaries::unit() const { return logits() ? "nats/image" : ""; }

std::vector<PlayerPlan> Adversaries::players() const {
  return {{"generator", "generator", "generator"},
          {"discriminator", "discriminator", "discriminator", &Settings::discriminator_rate}};
}

Diagram Adversaries::diagram() const {
  const std::vector<Module> both = modules();
  Diagram d{{settings_.code}, {"z"}};
  draw_layers(both[0], d);
  d.layer_names.back() = "generated, or real";
  d.code_layer = static_cast<uint32_t>(d.widths.size()) - 1;
  draw_layers(both[1], d);
  d.layer_names.back() = "real?";
  // One layer has no widths of the setting's, and what they then are of has no mirror.
  if (settings_.hidden.empty() || widths_.empty())
    d.first_hidden = static_cast<uint32_t>(d.widths.size());
  return d;
}

Shape Adversaries::of(uint32_t n) const {
  Shape shape = example_;
  shape.n = n;
  return shape;
}

void Adversaries::draw(Program& program, Tensor state, Stream stream, uint32_t index,
                       Tensor z) const {
  program.push_back({Kernel::noise,
                     {state, z},
                     {place_of("noise", settings_.noise), static_cast<uint32_t>(stream), index}});
}

void Adversaries::pay(Program& program, Turn turn, const Pass& discriminator, Tensor row, bool add,
                      Tensor seen, Tensor opinion) const {
  program.push_back({Kernel::loss_adversarial,
                     {discriminator.y(), row, seen, discriminator.dy()},
                     {static_cast<uint32_t>(contest_), add, static_cast<uint32_t>(turn)},
                     {1.0f / static_cast<float>(row.shape.n)}});
  // The rows are one buffer, of which a dispatch writes one place.
  if (seen) program.push_back({Kernel::repeat_rows, {seen, opinion}});
}

namespace {

// Points between real and generated ones → the discriminator's slope there, where its pass was told.
void record_slopes(Backend& backend, Program& program, Tensor x, Tensor generated, Tensor clock,
                   Stream stream, uint32_t index, const Pass& pass) {
  // The slope of D itself: at its end it is 1.
  write(backend, pass.dy(), std::vector<float>(pass.dy().shape.count(), 1.0f));
  program.push_back({Kernel::interpolate,
                     {x, generated, clock, pass.x()},
                     {static_cast<uint32_t>(stream), index}});
  pass.forward(program);
  pass.backward(program);
}

}  // namespace

// λ (‖∇D‖ − 1)² (Gulrajani et al. 2017, "Improved training of Wasserstein GANs", equation 3). With v the
// penalty's gradient at g = ∇D, its gradient at the weights is that of v·∇D, the slope of D along v: the tangent
// t of each layer along v goes forward (t ← act'(h) tW), the way back of D has left δ, and
//   dW = tᵀδ + hᵀα,   α = δ tW act''/act' + act' α Wᵀ of the layer behind
// where α is what the bends of the activations add; of straight pieces it is 0.
void Adversaries::penalise(const Studio& studio, Program& step, uint32_t index) {
  const uint32_t n = settings_.batch;
  const auto make = [&](Shape shape) -> Tensor {
    return tangents_.emplace_back(studio.backend, shape);
  };
  if (!between_pass_) {
    between_ = OwnedTensor(studio.backend, of(n));
    slopes_ = OwnedTensor(studio.backend, of(n));
    between_pass_.emplace(studio.network, "discriminator", between_, studio.clock,
                          Pass::Options{.dx = slopes_, .frozen = true});
  }
  const Pass& pass = *between_pass_;
  record_slopes(studio.backend, step, x_, generator_->y(), studio.clock, Stream::corruption, index,
                pass);
  Tensor t = make(of(n));
  step.push_back(
      {Kernel::gradient_penalty,
       {slopes_, studio.row(penalty_series, n), t},
       {},
       {settings_.gradient_penalty / static_cast<float>(n), settings_.gradient_penalty}});
  const auto& learnt = studio.network.layout("discriminator").parameters;
  const size_t last = pass.layers() - 1;
  std::vector<Tensor> bends(last);
  for (size_t l = 0; l <= last; ++l) {
    const Slots& layer = pass.slots(l);
    const Parameter& p = learnt[l][0];
    // Without a bias, which moves no slope.
    step.push_back({Kernel::dense_backward, {t, p.value, layer.dy, p.gradient, {}}, {0, 1, 1}});
    if (l == last) break;
    const Activation activation = pass.slots(l + 1).input_activation;
    const Tensor y = make(layer.y.shape), moved = make(layer.y.shape);
    if (!about(activation).straight) bends[l] = make(layer.y.shape);
    step.push_back({Kernel::dense_forward, {t, p.value, y}});
    step.push_back({Kernel::tangent,
                    {y, p.value, layer.y, layer.dy, moved, bends[l]},
                    {static_cast<uint32_t>(activation)}});
    t = moved;
  }
  for (size_t l = last; l-- > 0 && bends[l];) {
    const Slots& layer = pass.slots(l);
    const Parameter& p = learnt[l][0];
    const Tensor back = l > 0 ? make(layer.x.shape) : Tensor{};
    step.push_back({Kernel::dense_backward,
                    {layer.x, p.value, bends[l], p.gradient, back},
                    {static_cast<uint32_t>(layer.input_activation), 1}});
    if (l > 0)
      step.push_back({Kernel::repeat_rows_backward, {back, layer.x, bends[l - 1]}, {0, 1}});
  }
}

// z → x̃; D(x) and D(x̃): k times. Then z → x̃, D(x̃) once more and back through both.
Phase Adversaries::record(const Studio& studio) {
  const uint32_t n = settings_.batch, k = settings_.discriminator_steps;
  const Player &generator = studio.players[0], &discriminator = studio.players[1];
  x_ = OwnedTensor(studio.backend, of(n));
  z_ = OwnedTensor(studio.backend, Shape{n, 1, 1, settings_.code});
  seen_ = OwnedTensor(studio.backend, Shape{n, 1, 1, 1});
  generator_.emplace(studio.network, "generator", z_, studio.clock, Pass::Options{});
  on_real_.emplace(studio.network, "discriminator", x_, studio.clock, Pass::Options{});
  on_generated_.emplace(studio.network, "discriminator", generator_->y(), studio.clock,
                        Pass::Options{.add = true});
  through_.emplace(
      studio.network, "discriminator", generator_->y(), studio.clock,
      Pass::Options{
          .input_activation = generator_->activation(), .dx = generator_->dy(), .frozen = true});
  const Parameter weights = studio.network.stretch("discriminator", "discriminator");
  std::vector<PlayerTurn> turns;
  for (uint32_t i = 0; i < k; ++i) {
    Program& step = turns.emplace_back(discriminator.name()).program;
    if (i == 0) studio.begin(step, settings_, discriminator);
    studio.gather(step, x_, i * n);
    draw(step, studio.clock, Stream::noise, i, z_);
    generator_->forward(step);
    on_real_->forward(step);
    pay(step, Turn::real, *on_real_, studio.row(discriminator_series, n), false, seen_,
        studio.row(real_series, n));
    on_real_->backward(step);
    on_generated_->forward(step);
    pay(step, Turn::generated, *on_generated_, studio.row(discriminator_series, n), true, seen_,
        studio.row(generated_series, n));
    on_generated_->backward(step);
    if (penalised_) penalise(studio, step, i);
    studio.update(step, discriminator);
    if (contest_ == Contest::wasserstein && !penalised_)
      step.push_back({Kernel::clip_weights, {weights.value}, {}, {settings_.clip_weights}});
  }
  Program& step = turns.emplace_back(generator.name()).program;
  Program passed;
  studio.end(passed, n, k * n);
  studio.begin(step, settings_, generator);
  draw(step, studio.clock, Stream::noise, k, z_);
  generator_->forward(step);
  through_->forward(step);
  pay(step, Turn::generator, *through_, studio.row(generator_series, n), false, {}, {});
  through_->backward(step);
  generator_->backward(step);
  studio.end(step, n, generator, k * n);

  examiner_.emplace(studio.backend, example_, static_cast<uint32_t>(series().size()));
  asked_z_ = OwnedTensor(studio.backend, Shape{Examiner::batch, 1, 1, settings_.code});
  asked_seen_ = OwnedTensor(studio.backend, Shape{Examiner::batch, 1, 1, 1});
  const Tensor clock = examiner_->clock();
  const Pass::Options question{.mode = Mode::evaluation};
  generating_.emplace(studio.network, "generator", asked_z_, clock, question);
  judging_.emplace(studio.network, "discriminator", examiner_->x(), clock, question);
  judging_generated_.emplace(studio.network, "discriminator", generating_->y(), clock, question);
  const Tensor lost = examiner_->row(discriminator_series);
  Program sampling, judging, evaluating;
  draw(sampling, clock, Stream::sampling, 0, asked_z_);
  generating_->forward(sampling);
  drawing_ =
      std::make_unique<Drawing>(studio.backend, *examiner_, sampling, asked_z_, generating_->y());
  if (pulls()) {
    asked_pull_ = OwnedTensor(studio.backend, of(Examiner::batch));
    pulling_.emplace(studio.network, "discriminator", generating_->y(), clock,
                     Pass::Options{.dx = asked_pull_, .frozen = true});
    Program pull = sampling;
    pulling_->forward(pull);
    pay(pull, Turn::generator, *pulling_, examiner_->row(generator_series), false, {}, {});
    pulling_->backward(pull);
    // Each pays for itself, not its share of a batch's mean; the way down is against the gradient.
    drawing_->pulled_by(prepared(studio.backend, pull), asked_pull_,
                        -static_cast<float>(Examiner::batch));
  }
  judging_->forward(judging);
  pay(judging, Turn::real, *judging_, lost, false, asked_seen_, examiner_->row(real_series));
  std::vector<float> opinion(real_series + 1);
  opinion[real_series] = 1;
  asking_ = std::make_unique<Asking>(*examiner_, prepared(studio.backend, judging),
                                     logits() ? "Discriminator: real" : "Discriminator",
                                     std::move(opinion));
  draw(evaluating, clock, Stream::evaluation, 0, asked_z_);
  generating_->forward(evaluating);
  evaluating.insert(evaluating.end(), judging.begin(), judging.end());
  judging_generated_->forward(evaluating);
  pay(evaluating, Turn::generated, *judging_generated_, lost, true, asked_seen_,
      examiner_->row(generated_series));
  pay(evaluating, Turn::generator, *judging_generated_, examiner_->row(generator_series), false, {},
      {});
  if (penalised_) {
    asked_between_ = OwnedTensor(studio.backend, of(Examiner::batch));
    asked_slopes_ = OwnedTensor(studio.backend, of(Examiner::batch));
    asked_between_pass_.emplace(studio.network, "discriminator", asked_between_, clock,
                                Pass::Options{.dx = asked_slopes_, .frozen = true});
    record_slopes(studio.backend, evaluating, examiner_->x(), generating_->y(), clock,
                  Stream::evaluation, 1, *asked_between_pass_);
    evaluating.push_back({Kernel::gradient_penalty,
                          {asked_slopes_, examiner_->row(penalty_series), {}},
                          {},
                          {0, settings_.gradient_penalty}});
  }
  evaluate_ = prepared(studio.backend, evaluating);
  return phase_of_turns("training", std::move(turns), std::move(passed));
}

Job<Evaluation> Adversaries::evaluating(const Dataset& data, uint32_t limit, const Settings& now) {
  return examiner_->evaluating(evaluate_, series(), data, limit, now);
}

}  // namespace hourglass
