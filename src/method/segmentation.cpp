// Segmentation: a convolutional encoder and decoder, and a softmax at every place of the picture over what it may
// belong to, the background or a class (Long, Shelhamer and Darrell 2015, "Fully convolutional networks for semantic
// segmentation"; Badrinarayanan, Kendall and Cipolla 2017, "SegNet").
#include <algorithm>
#include <limits>

#include "compute/error.h"
#include "compute/state.h"
#include "data/pixels.h"
#include "method/examiner.h"
#include "method/methods.h"
#include "method/trunk.h"
#include "model/pass.h"

namespace hourglass {
namespace {

constexpr uint32_t at_once = Codec::batch;  // examples of a question

enum : uint32_t { nll_series, error_series };

// A picture's places as rows: [n, h, w, c] → [n·h·w, c].
Tensor by_place(Tensor t) {
  t.shape = {t.shape.n * t.shape.h * t.shape.w, 1, 1, t.shape.c};
  return t;
}

// x → logits of every place, and what they cost, at one batch size.
class Labelling {
 public:
  Labelling(Network& network, Shape example, uint32_t n, Tensor clock, Mode mode)
      : backend_(network.backend) {
    example.n = n;
    const Shape places{n, example.h, example.w, 1};
    x_ = OwnedTensor(backend_, example);
    regions_ = OwnedTensor(backend_, places);
    nll_ = OwnedTensor(backend_, places);
    right_ = OwnedTensor(backend_, places);
    const float count = static_cast<float>(places.features());
    to_mean_ = weights(count, 1 / count, 0);
    to_percent_ = weights(count, -100 / count, 100);
    encoder_.emplace(network, "encoder", x_, clock, Pass::Options{.mode = mode});
    decoder_.emplace(
        network, "decoder", encoder_->y(), clock,
        Pass::Options{
            .mode = mode, .input_activation = encoder_->activation(), .dx = encoder_->dy()});
  }

  Tensor x() const { return x_; }
  Tensor regions() const { return regions_; }
  Tensor logits() const { return decoder_->y(); }

  void forward(Program& program) const {
    encoder_->forward(program);
    decoder_->forward(program);
  }
  // nll, error: rows of an example's mean over its places. In training the gradient is left behind.
  void pay(Program& program, Tensor nll, Tensor error) const {
    const Tensor dy = decoder_->dy();
    program.push_back({Kernel::loss_classes,
                       {by_place(logits()),
                        by_place(regions_),
                        {},
                        by_place(nll_),
                        by_place(right_),
                        dy ? by_place(dy) : Tensor{}},
                       {},
                       {1.0f / static_cast<float>(nll_->shape.count())}});
    program.push_back({Kernel::dense_forward, {nll_, to_mean_, nll}});
    program.push_back({Kernel::dense_forward, {right_, to_percent_, error}});
  }
  void backward(Program& program) const {
    decoder_->backward(program);
    encoder_->backward(program);
  }

 private:
  OwnedTensor weights(float count, float each, float bias) {
    OwnedTensor tensor(backend_, Shape{static_cast<uint32_t>(count) + 1, 1, 1, 1});
    std::vector<float> values(tensor->shape.n, each);
    values.back() = bias;
    write(backend_, tensor, values);
    return tensor;
  }

  Backend& backend_;
  OwnedTensor x_, regions_, nll_, right_, to_mean_, to_percent_;
  std::optional<Pass> encoder_, decoder_;
};

class Segmentation final : public Method, public Segmenter {
 public:
  Segmentation(const Settings& settings, const Example& example)
      : settings_(settings), example_(example), outputs_(example.classes + 1) {
    if (settings.channels.empty())
      fail("segmentation: wants convolutions; give channels, such as 32,64");
  }

  std::vector<Module> modules() const override {
    return make_segmenter(settings_, example_.shape, outputs_);
  }
  std::vector<Series> series() const override {
    return {
        {"nll", "Places", "−log p(what a place belongs to | x), the mean over the places", unit()},
        {"error", "Error", "Share of the places that are taken for something else", "%", 0.0f}};
  }
  std::string unit() const override { return "nats/pixel"; }
  std::vector<Measure> measures() const override { return {{"iou", "mean IoU"}}; }
  Diagram diagram() const override {
    const std::vector<Module> both = modules();
    Diagram d{{both[0].input.features()}, {"input"}};
    draw_layers(both[0], d);
    d.code_layer = static_cast<uint32_t>(d.widths.size()) - 1;
    d.first_hidden = 1 + static_cast<uint32_t>(settings_.channels.size());
    draw_layers(both[1], d);
    d.layer_names.back() = "regions, softmax";
    return d;
  }
  uint32_t classes() const override { return example_.classes; }
  std::vector<Excerpt> excerpts() const override {
    using Kind = Stage::Kind;
    return {{"whole",
             "x",
             {"probabilities"},
             {{Kind::module, "encoder"}, {Kind::module, "decoder"}, {Kind::softmax}}}};
  }

  std::vector<Phase> record(const Studio& studio) override {
    if (!studio.regions)
      fail(
          "segmentation: of these data nobody knows what their places belong to; choose shapes, or "
          "shapes+clutter");
    const uint32_t n = settings_.batch;
    learning_.emplace(studio.network, example_.shape, n, studio.clock, Mode::training);
    Phase phase{"training", {}, {}};
    studio.begin(phase.step, settings_, studio.players[0]);
    studio.gather(phase.step, learning_->x());
    studio.gather_regions(phase.step, learning_->regions());
    learning_->forward(phase.step);
    learning_->pay(phase.step, studio.row(nll_series, n), studio.row(error_series, n));
    learning_->backward(phase.step);
    studio.end(phase.step, n, studio.players[0]);

    backend_ = &studio.backend;
    clock_ = OwnedTensor(studio.backend, Shape{state::words, 1, 1, 1});
    rows_ = OwnedTensor(studio.backend, Shape{2, 1, 1, at_once});
    answering_.emplace(studio.network, example_.shape, at_once, clock_, Mode::evaluation);
    Program program;
    answering_->forward(program);
    forward_ = prepared(studio.backend, program);
    answering_->pay(program, row(nll_series), row(error_series));
    figures_ = prepared(studio.backend, program);
    std::vector<Phase> phases;
    phases.push_back(std::move(phase));
    return phases;
  }

  // The IoU is of all places together, and its mean over what they may belong to (Everingham et al. 2015, "The PASCAL
  // visual object classes challenge: a retrospective").
  Job<Evaluation> evaluating(const Dataset& data, uint32_t limit, const Settings&) override {
    if (data.regions.empty())
      fail("evaluate: of {} nobody knows what its places belong to; choose shapes", data.name);
    const uint32_t count = evaluated(data, limit, answering_->x().shape);
    const size_t places = data.places();
    double nll = 0, error = 0;
    std::vector<uint64_t> both(outputs_), either(outputs_);
    for (uint32_t first = 0; first < count; first += at_once) {
      const uint32_t rows = std::min(at_once, count - first);
      std::vector<uint32_t> regions(at_once * places);
      const auto from = data.regions.begin() + first * places;
      std::copy(from, from + rows * places, regions.begin());
      write(*backend_, answering_->x(), pixels_of(data, first, rows));
      write(*backend_, answering_->regions(), regions);
      backend_->run(figures_.get(), 1);
      const std::vector<float> terms = read_now(*backend_, rows_);
      for (uint32_t r = 0; r < rows; ++r) {
        nll += terms[r];
        error += terms[at_once + r];
      }
      const std::vector<float> logits = read_now(*backend_, answering_->logits());
      const std::vector<uint8_t> found =
          likeliest(std::span(logits).first(rows * places * outputs_));
      for (size_t p = 0; p < found.size(); ++p) {
        const uint32_t right = regions[p], told = found[p];
        ++either[told];
        if (told == right)
          ++both[told];
        else
          ++either[right];
      }
      co_yield static_cast<double>(first + rows) / count;
    }
    double sum = 0;
    uint32_t there = 0;
    for (uint32_t k = 0; k < outputs_; ++k) {
      if (either[k] == 0) continue;
      sum += static_cast<double>(both[k]) / static_cast<double>(either[k]);
      ++there;
    }
    co_return Evaluation{
        {{nll / count, error / count}, nll / count, {}, count, {sum / there}}, {}, {}};
  }
  Segmenter* segmenter() const override { return const_cast<Segmentation*>(this); }

  std::vector<uint8_t> segment(std::span<const float> examples) override {
    return likeliest(
        answers(*backend_, "segment", forward_, answering_->x(), answering_->logits(), examples));
  }

 private:
  Tensor row(uint32_t series) const {
    static_assert(at_once % tensor_alignment == 0);
    return {rows_->buffer, series * at_once, {at_once, 1, 1, 1}};
  }
  // Of each place, by its logits.
  std::vector<uint8_t> likeliest(std::span<const float> logits) const {
    std::vector<uint8_t> found(logits.size() / outputs_);
    for (size_t p = 0; p < found.size(); ++p) {
      const auto of_place = logits.subspan(p * outputs_, outputs_);
      found[p] = static_cast<uint8_t>(std::ranges::max_element(of_place) - of_place.begin());
    }
    return found;
  }

  Settings settings_;
  Example example_;
  uint32_t outputs_;
  std::optional<Labelling> learning_, answering_;
  Backend* backend_ = nullptr;
  OwnedTensor clock_, rows_;
  OwnedProgram forward_, figures_;
};

}  // namespace

std::unique_ptr<Method> make_segmentation(const Settings& settings, const Example& example) {
  return std::make_unique<Segmentation>(settings, example);
}

}  // namespace hourglass
