// Recording and running of training steps. Evaluation is in evaluator.cpp.
#include "train/trainer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "compute/error.h"
#include "compute/state.h"
#include "train/evaluator.h"

namespace hourglass {
namespace {

constexpr uint32_t ring_slots = 1024;

Tensor place_for(Backend& backend, const std::string& name, Shape shape) {
  if (shape.n == 0) fail("data: {} has no images; choose another data set", name);
  const uint64_t bytes = shape.full_count();
  if (bytes > 0xFFFFFFF0u) fail("data: {} is larger than 4 GB; leave some images out", name);
  return {backend.allocate(static_cast<uint32_t>((bytes + 3) / 4)), 0, shape};
}

void upload(Backend& backend, Tensor to, const Dataset& data) {
  // Whole words, from aligned offsets: what is left over is written padded.
  const auto pixels = std::as_bytes(std::span(data.pixels));
  const size_t head = pixels.size() / (4 * tensor_alignment) * (4 * tensor_alignment);
  backend.write(to, pixels.first(head));
  if (head == pixels.size()) return;
  std::vector<std::byte> tail(pixels.begin() + static_cast<ptrdiff_t>(head), pixels.end());
  tail.resize((tail.size() + 3) / 4 * 4);
  backend.write({to.buffer, static_cast<uint32_t>(head / 4), {}}, tail);
}

}  // namespace

Trainer::Trainer(Backend& backend, const Settings& settings, const Dataset& train)
    : Trainer(backend, settings, Examples{train.name, train.example, train.count}) {
  upload(backend_, data_, train);
  network_->initialise(settings_.seed);
  std::vector<uint32_t> words(state::words);
  words[state::seed_low] = static_cast<uint32_t>(settings_.seed);
  words[state::seed_high] = static_cast<uint32_t>(settings_.seed >> 32);
  words[state::beta1_power] = words[state::beta2_power] = std::bit_cast<uint32_t>(1.0f);
  write(backend_, state_, words);
  write_live();
}

Trainer::Trainer(Backend& backend, const Settings& settings, const Examples& examples)
    : backend_(backend), settings_(settings), count_(examples.count) {
  validate(settings_);
  if (count_ > 0 && settings_.batch > count_)
    fail("batch: {} images, {} has {}; choose a smaller batch", settings_.batch, examples.name,
         count_);
  Shape all = examples.shape;
  all.n = count_;
  data_ = OwnedTensor(backend_, place_for(backend_, examples.name, all));
  network_ = std::make_unique<Network>(backend_, make_autoencoder(settings_, examples.shape),
                                       examples.shape);
  loss_ = make_loss(settings_, examples.shape.features());
  optimizer_ = make_optimizer(settings_);

  state_ = OwnedTensor(backend_, Shape{state::words, 1, 1, 1});
  ring_ = OwnedTensor(backend_, Shape{ring_slots, 1, 1, 2});
  row_loss_ = OwnedTensor(backend_, Shape{settings_.batch, 1, 1, 1});
  for (uint32_t i = 0; i < optimizer_->states(); ++i)
    optimizer_states_.emplace_back(backend_, network_->arena.value.shape);

  pass_ = std::make_unique<Pass>(*network_, settings_.batch, Pass::Use::training, state_);
  Program program;
  program.push_back({Kernel::gather,
                     {data_, state_, pass_->x},
                     {count_, static_cast<uint32_t>(Order::shuffled)}});
  pass_->encode(program);
  pass_->latent(program);
  pass_->decode(program);
  loss_->record(program, pass_->y, pass_->x, row_loss_, pass_->dy);
  pass_->backward(program);
  program.push_back({Kernel::next_step,
                     {row_loss_, pass_->kl, state_, ring_},
                     {count_},
                     {optimizer_->beta1(), optimizer_->beta2()}});
  const std::vector<Tensor> states(optimizer_states_.begin(), optimizer_states_.end());
  optimizer_->update(program, network_->arena, states, state_);
  phases_.push_back({"training", prepared(backend_, program), {}});
  // At once: a device that has no room for it refuses the network, not the first question.
  evaluator_ = std::make_unique<Evaluator>(backend_, *network_, settings_, *loss_);
}

Trainer::~Trainer() = default;

CountingBackend Trainer::count(const Settings& settings, Shape example, uint32_t count,
                               const BackendInfo& on) {
  CountingBackend counting(on.name == "cpu" ? on.threads : 0);
  Trainer(counting, settings, Examples{settings.data, example, count});
  return counting;
}

void Trainer::advance(uint32_t steps) {
  while (steps > 0) {
    const Phase& phase = phases_[phase_];
    const uint32_t left = phase.steps ? *phase.steps - phase_step_ : steps;
    const uint32_t now = std::min(steps, left);
    backend_.run(phase.step.get(), now);
    step_ += now;
    phase_step_ += now;
    steps -= now;
    if (phase.steps && phase_step_ == *phase.steps) {
      if (phase_ + 1 == phases_.size()) return;
      ++phase_;
      phase_step_ = 0;
    }
  }
}

double Trainer::epoch() const {
  return static_cast<double>(step_) * settings_.batch / static_cast<double>(count_);
}

uint32_t Trainer::steps_in(double epochs) const {
  constexpr double most = std::numeric_limits<uint32_t>::max();
  return static_cast<uint32_t>(std::min(most, std::ceil(epochs * count_ / settings_.batch)));
}

void Trainer::write_live() {
  const std::array<float, 2> live{settings_.learning_rate, settings_.beta};
  static_assert(state::beta == state::learning_rate + 1);
  write(backend_, {state_->buffer, state::live, {1, 1, 1, 2}}, live);
}

void Trainer::set_learning_rate(float value) {
  settings_.learning_rate = value;
  write_live();
}

void Trainer::set_beta(float value) {
  settings_.beta = value;
  write_live();
}

std::vector<LossPoint> Trainer::take_losses() {
  if (step_ - taken_ > ring_slots) taken_ = step_ - ring_slots;
  std::vector<LossPoint> points;
  if (taken_ == step_) return points;
  const std::vector<float> ring = read_now(backend_, ring_);
  for (; taken_ < step_; ++taken_) {
    const size_t slot = size_t{taken_ % ring_slots} * 2;
    points.push_back({taken_, ring[slot], ring[slot + 1]});
  }
  return points;
}

std::vector<uint32_t> Trainer::widths() const {
  std::vector<uint32_t> widths{network_->example.features()};
  const uint32_t heads = settings_.latent == "gaussian" ? 2 : 1;
  for (const Network::Part& part : network_->parts) {
    const uint32_t width = part.start.shape.features();
    widths.push_back(widths.size() == code_layer() ? width / heads : width);
  }
  return widths;
}

std::vector<std::string> Trainer::layer_names() const {
  const Autoencoder& a = network_->autoencoder;
  std::vector<std::string> names{"input"};
  for (const auto& layer : a.encoder) names.push_back(layer->name());
  names.back() = a.latent ? a.latent->name() : "code";
  for (const auto& layer : a.decoder) names.push_back(layer->name());
  names.back() = settings_.loss == "bernoulli" ? "output, logits" : "output, linear";
  return names;
}

uint32_t Trainer::code_layer() const {
  return static_cast<uint32_t>(network_->autoencoder.encoder.size());
}

Trainer::State Trainer::save() const {
  State s;
  s.parameters = network_->read_parameters();
  for (const OwnedTensor& tensor : optimizer_states_)
    s.optimizer.push_back(read_now(backend_, tensor));
  for (float word : read_now(backend_, state_)) s.words.push_back(std::bit_cast<uint32_t>(word));
  return s;
}

void Trainer::restore(const State& s) {
  if (s.optimizer.size() != optimizer_states_.size() || s.words.size() != state::words)
    fail("checkpoint: its optimiser is another one; train with the settings it was saved with");
  for (size_t i = 0; i < s.optimizer.size(); ++i)
    if (s.optimizer[i].size() != optimizer_states_[i]->shape.count())
      fail("checkpoint: its optimiser state belongs to another network; use its own settings");
  network_->write_parameters(s.parameters);
  for (size_t i = 0; i < s.optimizer.size(); ++i)
    write(backend_, optimizer_states_[i], s.optimizer[i]);
  write(backend_, state_, s.words);
  step_ = taken_ = phase_step_ = s.words[state::step];
}

std::vector<float> pixels_of(const Dataset& data, uint32_t first, uint32_t count) {
  const uint32_t features = data.example.features();
  const auto bytes =
      std::span(data.pixels).subspan(size_t{first} * features, size_t{count} * features);
  std::vector<float> pixels(bytes.size());
  std::ranges::transform(bytes, pixels.begin(),
                         [](uint8_t byte) { return static_cast<float>(byte) * (1.0f / 255.0f); });
  return pixels;
}

}  // namespace hourglass
