// Softmax and cross-entropy on their kernel, for steps and for questions.
#include "method/softmax.h"

#include <algorithm>

#include "compute/error.h"
#include "compute/scalar_math.h"
#include "compute/state.h"
#include "data/pixels.h"
#include "method/examiner.h"

namespace hourglass {
namespace {

constexpr uint32_t at_once = Codec::batch;  // examples of a question

}  // namespace

std::vector<Series> Softmax::series() {
  return {
      {"nll", "Classes", "−log p(label|x): how little is thought of the right class", "nats/image"},
      {"error", "Error", "Share of the examples for which another class is thought best", "%",
       0.0f}};
}

std::vector<Excerpt> Softmax::excerpts() const {
  std::vector<Stage> stages;
  for (const std::string& name : row_) stages.push_back({Stage::Kind::module, name});
  std::vector<Excerpt> all;
  if (stages.size() > 1)
    all.push_back({"encoder", "x", {"features"}, {stages.begin(), stages.end() - 1}});
  stages.push_back({Stage::Kind::softmax});
  all.push_back({"whole", "x", {"probabilities"}, std::move(stages)});
  return all;
}

std::vector<Pass> Softmax::passes(Network& network, Tensor x, Tensor state, Mode mode) const {
  std::vector<Pass> all;
  all.reserve(row_.size());
  Tensor dx;
  Activation activation = Activation::linear;
  for (const std::string& name : row_) {
    const Pass& pass =
        all.emplace_back(network, name, x, state,
                         Pass::Options{.mode = mode, .input_activation = activation, .dx = dx});
    x = pass.y();
    dx = pass.dy();
    activation = pass.activation();
  }
  return all;
}

void Softmax::record(const Studio& studio, Program& step, uint32_t batch, uint32_t first) {
  Shape shape = studio.network.module(row_.front()).input;
  shape.n = batch;
  const Shape one{batch, 1, 1, 1};
  x_ = OwnedTensor(studio.backend, shape);
  labels_ = OwnedTensor(studio.backend, one);
  right_ = OwnedTensor(studio.backend, one);
  to_percent_ = OwnedTensor(studio.backend, Shape{2, 1, 1, 1});
  write(studio.backend, to_percent_, std::vector{-100.0f, 100.0f});
  learning_ = passes(studio.network, x_, studio.clock, Mode::training);
  studio.gather(step, x_);
  studio.gather_labels(step, labels_);
  for (const Pass& pass : learning_) pass.forward(step);
  const Pass& last = learning_.back();
  step.push_back({Kernel::loss_classes,
                  {last.y(), labels_, {}, studio.row(first, batch), right_, last.dy()},
                  {},
                  {1.0f / static_cast<float>(batch)}});
  // The error is 100 − 100 right: a product and a bias.
  step.push_back({Kernel::dense_forward, {right_, to_percent_, studio.row(first + 1, batch)}});
  for (size_t i = learning_.size(); i-- > 0;) learning_[i].backward(step);
}

void Softmax::limit(const Studio& studio, const Settings& settings, Phase& phase) {
  if (settings.fine_tune_epochs > 0)
    phase.steps = steps_in(settings.fine_tune_epochs, studio.count, settings.batch);
  // A pass over few labels is over at once: not judged after each.
  constexpr uint32_t least = 50;
  if (settings.patience > 0)
    phase.stopping = {std::max(least, steps_in(1, studio.count, settings.batch)),
                      settings.patience};
}

void Softmax::prepare(Network& network) {
  backend_ = &network.backend;
  Shape shape = network.module(row_.front()).input;
  shape.n = at_once;
  const Shape one{at_once, 1, 1, 1};
  asked_ = OwnedTensor(*backend_, shape);
  asked_labels_ = OwnedTensor(*backend_, one);
  nll_ = OwnedTensor(*backend_, one);
  asked_right_ = OwnedTensor(*backend_, one);
  state_ = OwnedTensor(*backend_, Shape{state::words, 1, 1, 1});
  answering_ = passes(network, asked_, state_, Mode::evaluation);
  Program program;
  for (const Pass& pass : answering_) pass.forward(program);
  forward_ = prepared(*backend_, program);
  program.push_back(
      {Kernel::loss_classes, {answering_.back().y(), asked_labels_, {}, nll_, asked_right_, {}}});
  figures_ = prepared(*backend_, program);
}

Job<Evaluation> Softmax::evaluating(const Dataset& data, uint32_t limit) {
  if (data.labels.empty())
    fail("evaluate: classes want labels, and {} has none; choose labelled data", data.name);
  const uint32_t count = evaluated(data, limit, asked_->shape);
  double all_nll = 0, right = 0;
  for (uint32_t first = 0; first < count; first += at_once) {
    const uint32_t rows = std::min(at_once, count - first);
    std::vector<uint32_t> labels(at_once);
    for (uint32_t r = 0; r < rows; ++r) labels[r] = data.labels[first + r];
    write(*backend_, asked_, pixels_of(data, first, rows));
    write(*backend_, asked_labels_, labels);
    backend_->run(figures_.get(), 1);
    const std::vector<float> nll = read_now(*backend_, nll_);
    const std::vector<float> hits = read_now(*backend_, asked_right_);
    for (uint32_t r = 0; r < rows; ++r) {
      all_nll += nll[r];
      right += hits[r];
    }
    co_yield static_cast<double>(first + rows) / count;
  }
  const double mean = all_nll / count, error = 100 * (count - right) / count;
  co_return Evaluation{{{mean, error}, mean, {}, count, {1 - error / 100}}, {}, {}};
}

double Softmax::error(const Dataset& data) { return finish(evaluating(data, 0)).figures.terms[1]; }

std::vector<float> Softmax::features(std::span<const float> examples) {
  return answers(*backend_, "classify", forward_, asked_, answering_.back().x(), examples);
}

std::vector<float> Softmax::classify(std::span<const float> examples) {
  const Tensor logits = answering_.back().y();
  const size_t classes = logits.shape.features();
  std::vector<float> p = answers(*backend_, "classify", forward_, asked_, logits, examples);
  for (size_t row = 0; row < p.size(); row += classes) {
    const std::span<float> of_row = std::span(p).subspan(row, classes);
    const float most = *std::ranges::max_element(of_row);
    float sum = 0;
    for (float& v : of_row) sum += v = scalar::exp(v - most);
    for (float& v : of_row) v /= sum;
  }
  return p;
}

}  // namespace hourglass
