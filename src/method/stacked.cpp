// Stacked autoencoders: hidden layers taught one after the other, each to rebuild what the layers below it give,
// spoilt first or not, or as a Boltzmann machine; then all together to tell classes (Vincent et al. 2008,
// "Extracting and composing robust features with denoising autoencoders", section 2.4; Bengio et al. 2007, "Greedy
// layer-wise training of deep networks"; Hinton, Osindero and Teh 2006, "A fast learning algorithm for deep belief
// nets").
#include <algorithm>
#include <cmath>
#include <limits>

#include "compute/error.h"
#include "compute/state.h"
#include "data/pixels.h"
#include "method/boltzmann.h"
#include "method/examiner.h"
#include "method/methods.h"
#include "method/softmax.h"
#include "method/trunk.h"

namespace hourglass {
namespace {

bool is_boltzmann(const Settings& settings) { return settings.pretraining == "rbm"; }

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// The layers below one that is taught, frozen and clean.
class Below {
 public:
  Below(Network& network, uint32_t layers, Tensor x, Tensor clock) : top_(x) {
    passes_.reserve(layers);
    for (uint32_t i = 0; i < layers; ++i)
      top_ = passes_
                 .emplace_back(network, std::format("layer{}", i + 1), top_, clock,
                               Pass::Options{.mode = Mode::evaluation})
                 .y();
  }
  Tensor top() const { return top_; }
  void forward(Program& program) const {
    for (const Pass& pass : passes_) pass.forward(program);
  }

 private:
  Tensor top_;
  std::vector<Pass> passes_;
};

// A layer with its mirror at one batch size: h, what the layers below make of x → h̃ → code → y; the loss compares
// y with h.
class Rebuilding {
 public:
  struct Slots {
    Tensor x, state, row;
    Mode mode;
    Stream stream;
  };
  Rebuilding(Network& network, const Settings& settings, const Loss& loss, uint32_t layer,
             const Slots& slots)
      : settings_(settings),
        layer_(layer),
        slots_(slots),
        below_(network, layer, slots.x, slots.state),
        clean_(below_.top()) {
    if (corrupts()) spoilt_ = OwnedTensor(network.backend, clean_.shape);
    // The mirror goes backward first, and the layer adds.
    code_.emplace(network, std::format("layer{}", layer + 1), corrupts() ? spoilt_ : clean_,
                  slots.state, Pass::Options{.mode = slots.mode, .add = true});
    mirror_.emplace(
        network, std::format("decoder{}", layer + 1), code_->y(), slots.state,
        Pass::Options{
            .mode = slots.mode, .input_activation = code_->activation(), .dx = code_->dy()});
    loss_.emplace(network, loss, LossSlots{mirror_->y(), clean_, slots.row, mirror_->dy(), {}, {}});
  }

  void forward(Program& program) const {
    below_.forward(program);
    if (corrupts())
      program.push_back({Kernel::corrupt,
                         {clean_, slots_.state, spoilt_},
                         {static_cast<uint32_t>(corruption_of(settings_)),
                          static_cast<uint32_t>(slots_.stream), layer_},
                         {settings_.corruption_amount}});
    code_->forward(program);
    mirror_->forward(program);
    loss_->record(program);
  }
  void backward(Program& program) const {
    mirror_->backward(program);
    code_->backward(program);
  }

 private:
  bool corrupts() const {
    return corruption_of(settings_) != Corruption::none && !is_boltzmann(settings_);
  }

  const Settings& settings_;
  uint32_t layer_;
  Slots slots_;
  Below below_;
  Tensor clean_;
  OwnedTensor spoilt_;
  std::optional<Pass> code_, mirror_;
  std::optional<BoundLoss> loss_;
};

class Stacked final : public Method {
 public:
  Stacked(const Settings& settings, const Example& example)
      : settings_(settings), example_(example), softmax_(row()) {
    if (example.classes == 0)
      fail("stacked: the data have no labels; choose labelled data, or the preset denoising");
    if (!pretrains()) return;
    if (settings.loss != "bernoulli" && settings.loss != "mse")
      fail("loss: {} wants a decoder of its own, and these are tied; choose bernoulli or mse",
           settings.loss);
    const ActivationFacts* facts = find_activation(settings.activation);
    if (settings.loss == "bernoulli" && depth() > 1 && facts && (facts->low < 0 || facts->high > 1))
      fail(
          "loss: bernoulli rebuilds numbers from 0 to 1, which {} passes; choose activation "
          "sigmoid, or loss mse",
          settings.activation);
    if (is_boltzmann(settings) &&
        (settings.activation != "sigmoid" || settings.loss != "bernoulli"))
      fail(
          "pretraining: Boltzmann machines have units that are on or off; choose activation "
          "sigmoid and loss bernoulli, or pretraining autoencoder");
    for (const Module& layer : make_stack(settings, example.shape))
      losses_.push_back(make_loss(settings, layer.input.features()));
  }

  std::vector<Module> modules() const override {
    // The mirrors last: the player of fine-tuning has all before them.
    std::vector<Module> all = make_stack(settings_, example_.shape);
    Shape input = example_.shape;
    input.n = 1;
    all.push_back(
        make_head(settings_, all.empty() ? input : all.back().output(), example_.classes));
    for (uint32_t i = 0; i < losses_.size(); ++i)
      all.push_back(make_mirror(settings_, all[i], std::format("decoder{}", i + 1), *losses_[i]));
    // Modules of their own, which no layer is pretrained with.
    for (uint32_t i = 0; drops() && i <= depth(); ++i)
      all.push_back(make_dropout(settings_, all[i].input, std::format("dropout{}", i)));
    return all;
  }
  std::vector<Series> series() const override {
    std::vector<Series> all = Softmax::series();
    if (pretrains())
      all.push_back({"reconstruction", "Reconstruction",
                     "How badly a layer's input is rebuilt from what the layer makes of it",
                     losses_[0]->unit()});
    return all;
  }
  std::string unit() const override { return "nats/image"; }
  std::vector<Measure> measures() const override { return {Softmax::accuracy()}; }
  Diagram diagram() const override {
    const std::vector<Module> all = modules();
    return draw_classifier(std::span(all).first(depth() + 1), settings_);
  }
  std::vector<PlayerPlan> players() const override {
    std::vector<PlayerPlan> all{{"all", depth() > 0 ? "layer1" : "classifier", "classifier"}};
    for (uint32_t i = 1; i <= losses_.size(); ++i)
      for (const char* part : {"layer", "decoder"}) {
        const std::string name = std::format("{}{}", part, i);
        all.push_back({name, name, name, &Settings::pretrain_rate});
      }
    return all;
  }
  uint32_t classes() const override { return example_.classes; }
  std::vector<Excerpt> excerpts() const override { return softmax_.excerpts(); }

  std::vector<Phase> record(const Studio& studio) override {
    std::vector<Phase> phases;
    Shape shape = example_.shape;
    shape.n = settings_.batch;
    if (pretrains()) {
      x_ = OwnedTensor(studio.backend, shape);
      shape.n = Codec::batch;
      asked_ = OwnedTensor(studio.backend, shape);
      row_ = OwnedTensor(studio.backend, Shape{Codec::batch, 1, 1, 1});
      state_ = OwnedTensor(studio.backend, Shape{state::words, 1, 1, 1});
    }
    teaching_.reserve(losses_.size());
    below_.reserve(losses_.size());
    machines_.reserve(losses_.size());
    judging_.reserve(losses_.size());
    for (uint32_t i = 0; i < losses_.size(); ++i) phases.push_back(record_layer(studio, i));
    phases.push_back(record_all(studio.of_first(settings_.labels)));
    softmax_.prepare(studio.network);
    backend_ = &studio.backend;
    return phases;
  }

  void enter(uint32_t phase) override { phase_ = phase; }
  Job<Evaluation> evaluating(const Dataset& data, uint32_t limit, const Settings&) override {
    return phase_ < losses_.size() ? evaluating_layer(data, limit, phase_)
                                   : evaluating_all(data, limit);
  }
  double judge(const Dataset& set_aside) override { return softmax_.error(set_aside); }
  Classifier* classifier() const override { return &softmax_; }

 private:
  static constexpr uint32_t reconstruction = 2;  // the series' number, behind the softmax's

  uint32_t depth() const { return static_cast<uint32_t>(settings_.hidden.size()); }
  bool drops() const { return settings_.dropout > 0; }
  bool pretrains() const { return settings_.pretrain_epochs > 0 && depth() > 0; }
  std::vector<std::string> row() const {
    std::vector<std::string> names;
    for (uint32_t i = 0; i <= depth(); ++i) {
      if (i > 0) names.push_back(std::format("layer{}", i));
      if (drops()) names.push_back(std::format("dropout{}", i));
    }
    names.emplace_back("classifier");
    return names;
  }

  Phase record_layer(const Studio& studio, uint32_t i) {
    const uint32_t n = settings_.batch;
    const Player &layer = studio.players[1 + 2 * i], &mirror = studio.players[2 + 2 * i];
    Phase phase{std::format("layer {}", i + 1), {}, {}};
    phase.steps = steps_in(settings_.pretrain_epochs, studio.count, n);
    phase.series = {reconstruction};
    phase.layers = {i + 1};
    studio.begin(phase.step, settings_, layer);
    studio.gather(phase.step, x_);
    teach(studio, phase.step, i);
    studio.end(phase.step, n, layer);
    studio.update(phase.step, mirror);

    const Rebuilding& judging = judging_.emplace_back(
        studio.network, settings_, *losses_[i], i,
        Rebuilding::Slots{asked_, state_, row_, Mode::evaluation, Stream::evaluation});
    Program program;
    judging.forward(program);
    judged_.push_back(prepared(studio.backend, program));
    return phase;
  }

  // x_ → gradients of layer i and its mirror, and the row.
  void teach(const Studio& studio, Program& step, uint32_t i) {
    const Tensor row = studio.row(reconstruction, settings_.batch);
    if (is_boltzmann(settings_)) {
      const Below& below = below_.emplace_back(studio.network, i, x_, studio.clock);
      below.forward(step);
      machines_
          .emplace_back(
              studio.network, *losses_[i], below.top(), studio.clock, row,
              Boltzmann::Options{std::format("layer{}", i + 1), std::format("decoder{}", i + 1),
                                 settings_.gibbs_steps, i, settings_.bias})
          .record(step);
      return;
    }
    const Rebuilding& teaching = teaching_.emplace_back(
        studio.network, settings_, *losses_[i], i,
        Rebuilding::Slots{x_, studio.clock, row, Mode::training, Stream::corruption});
    teaching.forward(step);
    teaching.backward(step);
  }

  Phase record_all(const Studio& studio) {
    Phase phase{pretrains() ? "fine-tuning" : "training", {}, {}};
    Softmax::limit(studio, settings_, phase);
    phase.series = {0, 1};
    studio.begin(phase.step, settings_, studio.players[0]);
    softmax_.record(studio, phase.step, settings_.batch, 0);
    studio.end(phase.step, settings_.batch, studio.players[0]);
    return phase;
  }

  Job<Evaluation> evaluating_layer(const Dataset& data, uint32_t limit, uint32_t layer) {
    const uint32_t count = evaluated(data, limit, asked_->shape);
    double sum = 0;
    for (uint32_t first = 0; first < count; first += Codec::batch) {
      const uint32_t rows = std::min(Codec::batch, count - first);
      write_clock(*backend_, state_, settings_.seed, first / Codec::batch);
      write(*backend_, asked_, pixels_of(data, first, rows));
      backend_->run(judged_[layer].get(), 1);
      const std::vector<float> row = read_now(*backend_, row_);
      for (uint32_t r = 0; r < rows; ++r) sum += row[r];
      co_yield static_cast<double>(first + rows) / count;
    }
    co_return Evaluation{{{none, none, sum / count}, sum / count, {}, count, {none}}, {}, {}};
  }

  Job<Evaluation> evaluating_all(const Dataset& data, uint32_t limit) {
    Job<Evaluation> job = softmax_.evaluating(data, limit);
    while (job.step()) co_yield job.share();
    Evaluation result = job.take();
    if (pretrains()) result.figures.terms.push_back(none);
    co_return result;
  }

  Settings settings_;
  Example example_;
  std::vector<std::unique_ptr<Loss>> losses_;  // of each layer that is taught alone
  mutable Softmax softmax_;
  uint32_t phase_ = 0;
  Backend* backend_ = nullptr;
  OwnedTensor x_, asked_, row_, state_;
  std::vector<Rebuilding> teaching_, judging_;
  std::vector<Below> below_;  // of machines
  std::vector<Boltzmann> machines_;
  std::vector<OwnedProgram> judged_;
};

}  // namespace

std::unique_ptr<Method> make_stacked(const Settings& settings, const Example& example) {
  return std::make_unique<Stacked>(settings, example);
}

}  // namespace hourglass
