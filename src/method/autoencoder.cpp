// The autoencoder: an encoder, a code that is narrower than the input (or held back otherwise), and a
// decoder that is to give the input back (Rumelhart, Hinton and Williams 1986; Bourlard and Kamp 1988).
#include "method/methods.h"
#include "method/trunk.h"

namespace hourglass {
namespace {

class Autoencoder final : public Method {
 public:
  Autoencoder(const Settings& settings, Shape example)
      : settings_(settings), example_(example), loss_(make_loss(settings, example.features())) {}

  std::vector<Module> modules() const override {
    return make_trunk(settings_, example_, 1, *loss_);
  }
  std::vector<Series> series() const override {
    return {{"reconstruction", "Reconstruction", "How badly a picture is rebuilt from its code",
             loss_->unit()}};
  }
  std::string unit() const override { return loss_->unit(); }
  Diagram diagram() const override { return draw_trunk(modules(), settings_, "code", *loss_); }

  // x → code → y; the loss compares y with x.
  std::vector<Phase> record(const Studio& studio) override {
    Shape shape = example_;
    shape.n = settings_.batch;
    x_ = OwnedTensor(studio.backend, shape);
    encoder_.emplace(studio.network, "encoder", x_, studio.clock, Pass::Options{});
    decoder_.emplace(
        studio.network, "decoder", encoder_->y(), studio.clock,
        Pass::Options{.input_activation = encoder_->activation(), .dx = encoder_->dy()});
    Program step;
    studio.gather(step, x_);
    encoder_->forward(step);
    decoder_->forward(step);
    loss_->record(step, decoder_->y(), x_, studio.row(0, shape.n), decoder_->dy());
    decoder_->backward(step);
    encoder_->backward(step);
    studio.end(step, shape.n, studio.players[0]);

    codec_ = std::make_unique<Codec>(studio.network, *loss_, settings_.code, false, series(),
                                     settings_.seed);
    Program full;
    codec_->encoder.forward(full);
    codec_->decoder.forward(full);
    loss_->record(full, codec_->y(), codec_->x(), codec_->row(0), {});
    codec_->full = prepared(studio.backend, full);
    return {{"training", std::move(step), {}}};
  }

  Job<Evaluation> evaluating(const Dataset& data, uint32_t limit, const Settings& now) override {
    return codec_->evaluating(data, limit, now);
  }
  Codec* codec() const override { return codec_.get(); }

 private:
  Settings settings_;
  Shape example_;
  std::unique_ptr<Loss> loss_;
  OwnedTensor x_;
  std::optional<Pass> encoder_, decoder_;
  std::unique_ptr<Codec> codec_;
};

}  // namespace

std::unique_ptr<Method> make_autoencoder(const Settings& settings, Shape example) {
  return std::make_unique<Autoencoder>(settings, example);
}

}  // namespace hourglass
