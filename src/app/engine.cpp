// Building, training by time, and snapshots.
#include "app/engine.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "compute/error.h"
#include "data/known.h"
#include "model/prior.h"

namespace hourglass {

namespace {

constexpr double first_guess = 0.01;  // seconds a step
constexpr double most_steps = 1024;   // at once; the losses of so many are kept

Dataset head_of(const Dataset& data, uint32_t most) {
  Dataset head{data.name, data.example, std::min(most, data.count), {}, {}, data.classes};
  head.pixels.assign(data.pixels.begin(),
                     data.pixels.begin() + size_t{head.count} * data.example.features());
  if (!data.labels.empty())
    head.labels.assign(data.labels.begin(), data.labels.begin() + head.count);
  return head;
}

Pictures pictures_of(const Dataset& data) {
  return {data.count, data.example.h, data.example.w, pixels_of(data, 0, data.count)};
}

}  // namespace

bool Engine::apply(const Settings& settings) {
  validate(settings);
  const auto frozen = [](Settings s) {
    s.learning_rate = s.beta = 0;
    s.epochs = 0;
    return s;
  };
  if (ready() && frozen(settings) == frozen(settings_)) {
    trainer().set_learning_rate(settings.learning_rate);
    trainer().set_beta(settings.beta);
    settings_ = settings;
    return false;
  }
  std::shared_ptr<const Split> split = split_;
  // Strokes are drawn from the seed; files stay what they are.
  const bool generated = settings.data == "strokes" && settings.seed != settings_.seed;
  Settings next = settings;
  if (!split || settings.data != settings_.data || generated) {
    split = std::make_shared<Split>(load_dataset(settings.data, settings.seed));
    if (const auto name = known_name(*split); !name.empty()) next.data = name;
  }
  rebuild(next, std::move(split));
  return true;
}

void Engine::use(Split split) {
  Settings settings = settings_;
  const std::string_view name = known_name(split);
  settings.data = name.empty() ? "files" : name;
  rebuild(settings, std::make_shared<Split>(std::move(split)));
}

void Engine::reset() { rebuild(settings_, split_); }

void Engine::rebuild(const Settings& settings, std::shared_ptr<const Split> split) {
  training_.build(settings, cpu_options(settings), split->train);
  const std::shared_ptr<const Split> before = split_;  // until its trainer is gone
  if (split != split_) {
    Dataset plane = head_of(split->test, plane_points);
    std::vector<float> pixels = pixels_of(plane, 0, plane.count);
    const Dataset first = head_of(split->train, 64);
    data_view_ = std::make_shared<DataView>(
        DataView{settings.data, split->train.count, split->test.count, split->train.classes,
                 pictures_of(first), first.labels, pictures_of(plane), plane.labels});
    plane_data_ = std::move(plane);
    plane_pixels_ = std::move(pixels);
    split_ = std::move(split);
  }
  settings_ = settings;
  describe();
  train_curve_ = test_curve_ = Curve();
  test_mse_ = next_test_ = 0;
  tested_step_ = 0;
  manifold_extent_ = 3;
  step_seconds_ = first_guess;
}

CpuOptions Engine::cpu_options(const Settings& settings) const {
  CpuOptions options{settings.threads, settings.reproducible};
  if (options.threads > 0) return options;
  // A processor that cannot be counted is taken for one core. The page starts at most nine threads.
  const uint32_t cores = std::clamp(std::thread::hardware_concurrency(), 1u, 9u);
  options.threads = cores > spare_cores_ ? cores - spare_cores_ : 1;
  return options;
}

std::unique_ptr<Backend> Engine::another_backend(const std::string& wanted) {
  CpuOptions options{std::max(1u, settings_.threads), settings_.reproducible};
  return training_.backends().make(wanted, options);
}

std::string Engine::recover(const std::string& reason) {
  const std::string told = training_.recover(reason);
  settings_.backend = trainer().settings().backend;
  train_curve_.cut(trainer().step());
  test_curve_.cut(trainer().step());
  return told;
}

void Engine::describe() {
  auto model = std::make_shared<Model>();
  model->widths = trainer().widths();
  model->layer_names = trainer().layer_names();
  model->code_layer = trainer().code_layer();
  model->parameters = trainer().network().parameter_count();
  model->loss_unit = trainer().loss().unit();
  model->variational = settings_.latent == "gaussian";
  model->batch = settings_.batch;
  model->train_count = split_->train.count;
  model->test_count = split_->test.count;
  model_ = std::move(model);
}

void Engine::train(double seconds, std::optional<uint32_t> until) {
  const double start = seconds_now();
  uint32_t steps = static_cast<uint32_t>(std::clamp(seconds / step_seconds_, 1.0, most_steps));
  if (until) steps = std::min(steps, *until - trainer().step());
  trainer().advance(steps);
  const std::vector<LossPoint> losses = trainer().take_losses();
  // With the losses: a GPU may only have queued the steps until they are asked for.
  const double each = (seconds_now() - start) / std::max(1u, steps);
  step_seconds_ = std::max(each, step_seconds_ / 4);  // one lucky chunk must not swell the next
  for (const LossPoint& point : losses) {
    if (!std::isfinite(point.reconstruction + point.kl))
      fail("Training diverged at step {}: reset, and lower the learning rate ({})", point.step,
           settings_.learning_rate);
    train_curve_.add(point);
  }
  training_.keep();
}

Pictures Engine::pictures(std::vector<float> pixels) const {
  const Shape e = split_->train.example;
  for (float& v : pixels) v = v > 0 ? std::min(v, 1.0f) : 0;  // NaN too
  return {static_cast<uint32_t>(pixels.size() / e.features()), e.h, e.w, std::move(pixels)};
}

std::vector<float> Engine::prior_codes(uint32_t count, uint64_t seed) {
  const uint32_t k = settings_.code;
  std::vector<float> codes = normal_draws(seed, 0, count * k);
  if (model_->variational) return codes;
  return fit_gaussian(trainer().encode(plane_pixels_).mean, plane_data_.count, k).colour(codes);
}

std::shared_ptr<const Snapshot> Engine::snapshot(bool training, double samples_per_second) {
  const double start = seconds_now();
  if (!training) training_.keep(true);
  auto s = std::make_shared<Snapshot>();
  s->model = model_;
  s->data = data_view_;
  s->training = training;
  s->step = trainer().step();
  s->epoch = trainer().epoch();
  s->samples_per_second = samples_per_second;

  const bool first = test_curve_.points().empty();
  if (first || (tested_step_ != s->step && (!training || start > next_test_))) {
    const Figures f = trainer().evaluate(plane_data_).figures;
    test_curve_.add({s->step, static_cast<float>(f.reconstruction), static_cast<float>(f.kl)});
    test_mse_ = f.mse;
    tested_step_ = s->step;
    next_test_ = start + std::max(1.0, 10 * (seconds_now() - start));
  }
  s->train_curve = train_curve_.points();
  s->test_curve = test_curve_.points();
  s->test_mse = static_cast<float>(test_mse_);

  Trainer::Codes codes = trainer().encode(plane_pixels_);
  const uint32_t k = settings_.code;
  s->code_count = plane_data_.count;
  s->code_size = k;
  if (model_->variational) s->active_units = active_units(codes.mean, k);
  std::vector<float> outputs = trainer().decode(
      std::span(codes.mean).first(std::min<size_t>(codes.mean.size(), size_t{reconstructed} * k)));
  const size_t features = split_->train.example.features();
  for (size_t i = 0; i < outputs.size(); i += features)
    s->output_mse.push_back(
        static_cast<float>(squared_distance(std::span(outputs).subspan(i, features),
                                            std::span(plane_pixels_).subspan(i, features)) /
                           static_cast<double>(features)));
  s->outputs = pictures(std::move(outputs));

  if (k == 2) {
    // Room for nearly all codes, but never less than the prior's 3σ; slowly, so that the picture
    // beneath the points does not jump.
    std::vector<float> sizes(codes.mean.size());
    std::ranges::transform(codes.mean, sizes.begin(), [](float v) { return std::abs(v); });
    std::erase_if(sizes, [](float v) { return !std::isfinite(v); });
    if (sizes.empty()) sizes.push_back(0);
    const auto at = sizes.begin() + static_cast<ptrdiff_t>(sizes.size() * 99 / 100);
    std::ranges::nth_element(sizes, at);
    const float wanted = std::clamp(*at * 1.1f, model_->variational ? 3.0f : 0.5f, 1e4f);
    manifold_extent_ = first ? wanted : manifold_extent_ + 0.3f * (wanted - manifold_extent_);
    std::vector<float> grid;
    const float pitch = 2 * manifold_extent_ / (manifold_side - 1);
    for (uint32_t row = 0; row < manifold_side; ++row)
      for (uint32_t column = 0; column < manifold_side; ++column)
        grid.insert(grid.end(), {-manifold_extent_ + pitch * static_cast<float>(column),
                                 manifold_extent_ - pitch * static_cast<float>(row)});
    s->manifold = pictures(trainer().decode(grid));
    s->manifold_extent = manifold_extent_;
  }
  s->codes = std::move(codes.mean);
  s->log_variances = std::move(codes.log_variance);
  snapshot_seconds_ = seconds_now() - start;
  return s;
}

}  // namespace hourglass
