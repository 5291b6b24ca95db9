// The autoencoder: an encoder, a code that is narrower than the input or held back otherwise, and a
// decoder that is to give the input back (Rumelhart, Hinton and Williams 1986; Bourlard and Kamp 1988).
// With a corruption the input is spoilt first and the loss compares with what it was: the denoising
// autoencoder of Vincent et al. 2008, "Extracting and composing robust features".
#include "method/code_terms.h"
#include "method/methods.h"
#include "method/trunk.h"

namespace hourglass {
namespace {

class Autoencoder final : public Method {
 public:
  Autoencoder(const Settings& settings, Shape example)
      : settings_(settings),
        example_(example),
        loss_(make_loss(settings, example.features())),
        terms_(make_code_terms(settings)),
        corruption_(corruption_of(settings)) {}

  std::vector<Module> modules() const override {
    return make_trunk(settings_, example_, 1, *loss_);
  }
  std::vector<Series> series() const override {
    std::vector<Series> all{{"reconstruction", "Reconstruction",
                             "How badly the image is rebuilt from its code", loss_->unit()}};
    for (const auto& term : terms_) all.push_back(term->series());
    return all;
  }
  std::vector<Measure> measures() const override { return Codec::measures(settings_); }
  std::string unit() const override { return loss_->unit(); }
  std::string nll_unit() const override { return loss_->nll_unit(); }
  Diagram diagram() const override { return draw_trunk(modules(), settings_, "code", *loss_); }
  std::vector<Excerpt> excerpts() const override { return excerpts_of_codec(*loss_, false, 0); }

  // x → x̃ → code → y; the loss compares y with x.
  std::vector<Phase> record(const Studio& studio) override {
    Shape shape = example_;
    const uint32_t n = shape.n = settings_.batch;
    x_ = OwnedTensor(studio.backend, shape);
    if (corrupts()) spoilt_ = OwnedTensor(studio.backend, shape);
    encoder_.emplace(studio.network, "encoder", corrupts() ? spoilt_ : x_, studio.clock,
                     Pass::Options{.add = is_tied(settings_)});
    decoder_.emplace(
        studio.network, "decoder", encoder_->y(), studio.clock,
        Pass::Options{.input_activation = encoder_->activation(), .dx = encoder_->dy()});
    loss_now_.emplace(studio.network, *loss_,
                      LossSlots{decoder_->y(), x_, studio.row(0, n), decoder_->dy(), {}, {}});
    CodeSlots slots{encoder_->y(), encoder_->activation(), {}, encoder_->dy(), {}, {}, {}};
    make_scratch(studio, slots);
    for (const auto& term : terms_)
      term->bind({studio.network, encoder_->x(), studio.clock, Mode::training});
    Program step;
    studio.begin(step, settings_, studio.players[0]);
    studio.gather(step, x_);
    if (corrupts()) corrupt(step, x_, studio.clock, spoilt_, Stream::corruption);
    encoder_->forward(step);
    decoder_->forward(step);
    loss_now_->record(step);
    decoder_->backward(step);
    for (uint32_t t = 0; t < terms_.size(); ++t) {
      slots.row = studio.row(1 + t, n);
      terms_[t]->record(step, slots);
    }
    encoder_->backward(step);
    for (const auto& term : terms_) term->add_to_weights(step, slots);
    studio.end(step, n, studio.players[0]);

    codec_ = std::make_unique<Codec>(
        studio.network, *loss_, series(),
        Codec::Options{.code = settings_.code, .seed = settings_.seed, .spoilt = corrupts()});
    for (const auto& term : terms_)
      term->bind({studio.network, codec_->input(), codec_->state(), Mode::evaluation});
    Program full;
    if (corrupts())
      corrupt(full, codec_->x(), codec_->state(), codec_->input(), Stream::evaluation);
    codec_->encoder.forward(full);
    codec_->decoder.forward(full);
    codec_->loss().record(full);
    slots.code = codec_->heads();
    slots.dpre = {};
    for (uint32_t t = 0; t < terms_.size(); ++t) {
      slots.row = codec_->row(1 + t);
      terms_[t]->record(full, slots);
    }
    codec_->full = prepared(studio.backend, full);
    return {{"training", std::move(step), {}}};
  }

  Job<Evaluation> evaluating(const Dataset& data, uint32_t limit, const Settings& now) override {
    return codec_->evaluating(data, limit, now);
  }
  Codec* codec() const override { return codec_.get(); }

 private:
  bool corrupts() const { return corruption_ != Corruption::none; }
  void corrupt(Program& program, Tensor x, Tensor state, Tensor spoilt, Stream stream) const {
    program.push_back({Kernel::corrupt,
                       {x, state, spoilt},
                       {static_cast<uint32_t>(corruption_), static_cast<uint32_t>(stream), 0},
                       {settings_.corruption_amount}});
  }
  void make_scratch(const Studio& studio, CodeSlots& slots) {
    if (terms_.empty()) return;
    const Shape units{1, 1, 1, settings_.code};
    slots.units = units_ = OwnedTensor(studio.backend, units);
    slots.more_units = more_units_ = OwnedTensor(studio.backend, units);
    for (const auto& layer : studio.network.layout("encoder").parameters)
      if (!layer.empty()) slots.weights = layer[0];
  }

  Settings settings_;
  Shape example_;
  std::unique_ptr<Loss> loss_;
  std::vector<std::unique_ptr<CodeTerm>> terms_;
  Corruption corruption_;
  OwnedTensor x_, spoilt_, units_, more_units_;
  std::optional<Pass> encoder_, decoder_;
  std::optional<BoundLoss> loss_now_;
  std::unique_ptr<Codec> codec_;
};

}  // namespace

std::unique_ptr<Method> make_autoencoder(const Settings& settings, const Example& example) {
  return std::make_unique<Autoencoder>(settings, example.shape);
}

}  // namespace hourglass
