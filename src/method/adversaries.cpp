// Recording and asking.
#include "method/adversaries.h"

#include <algorithm>

#include "method/trunk.h"

namespace hourglass {
namespace {

enum : uint32_t { discriminator_series, generator_series, real_series, generated_series, all };

// The choices stand in the order of the enumerators.
uint32_t place(std::string_view property, std::string_view chosen) {
  const std::vector<Choice>& choices = find_property(property)->choices;
  return static_cast<uint32_t>(std::ranges::find(choices, chosen, &Choice::name) - choices.begin());
}

}  // namespace

Adversaries::Adversaries(const Settings& settings, Shape example, std::vector<uint32_t> widths)
    : settings_(settings),
      example_(example),
      widths_(std::move(widths)),
      contest_(static_cast<Contest>(place("adversarial_loss", settings.adversarial_loss))) {}

std::vector<Module> Adversaries::modules() const {
  std::vector<Module> both;
  both.push_back(make_dense_row(settings_, "generator", {1, 1, 1, settings_.code}, widths_,
                                example_.features(), Activation::linear));
  const std::vector<uint32_t> mirrored(settings_.hidden.rbegin(), settings_.hidden.rend());
  both.push_back(
      make_dense_row(settings_, "discriminator", example_, mirrored, 1, Activation::linear));
  return both;
}

std::vector<Series> Adversaries::series() const {
  const std::string seen = logits() ? "" : "score";
  return {{"discriminator", "Discriminator", "What it pays for taking one for the other", unit()},
          {"generator", "Generator", "What it pays for being found out", unit()},
          {"real", "D(x)", "What the discriminator says of real examples", seen, 0},
          {"generated", "D(G(z))", "What the discriminator says of generated examples", seen, 0}};
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
  if (widths_.empty()) d.first_hidden = static_cast<uint32_t>(d.widths.size());
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
                     {place("noise", settings_.noise), static_cast<uint32_t>(stream), index}});
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
  through_.emplace(studio.network, "discriminator", generator_->y(), studio.clock,
                   Pass::Options{.dx = generator_->dy(), .frozen = true});
  const Parameter weights = studio.network.stretch("discriminator", "discriminator");
  Program step;
  studio.begin(step, settings_, discriminator);
  studio.begin(step, settings_, generator);
  for (uint32_t i = 0; i < k; ++i) {
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
    studio.update(step, discriminator);
    if (contest_ == Contest::wasserstein)
      step.push_back({Kernel::clip_weights, {weights.value}, {}, {settings_.clip_weights}});
  }
  draw(step, studio.clock, Stream::noise, k, z_);
  generator_->forward(step);
  through_->forward(step);
  pay(step, Turn::generator, *through_, studio.row(generator_series, n), false, {}, {});
  through_->backward(step);
  generator_->backward(step);
  studio.end(step, n, generator, k * n);

  examiner_.emplace(studio.backend, example_, all);
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
      std::make_unique<Drawing>(*examiner_, prepared(studio.backend, sampling), generating_->y());
  judging_->forward(judging);
  pay(judging, Turn::real, *judging_, lost, false, asked_seen_, examiner_->row(real_series));
  std::vector<float> opinion(all);
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
  evaluate_ = prepared(studio.backend, evaluating);
  return {"training", std::move(step), {}};
}

Job<Evaluation> Adversaries::evaluating(const Dataset& data, uint32_t limit, const Settings& now) {
  return examiner_->evaluating(evaluate_, series(), data, limit, now);
}

}  // namespace hourglass
