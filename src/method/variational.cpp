// The variational autoencoder (Kingma and Welling 2014, "Auto-encoding variational Bayes"): the encoder
// gives q(z|x) = N(μ, σ²), a draw of it is decoded, and the loss is −ELBO = −log p(x|z) + β KL(q ‖ N(0, I)).
#include <algorithm>
#include <cmath>

#include "method/methods.h"
#include "method/trunk.h"

namespace hourglass {
namespace {

class Variational final : public Method {
 public:
  Variational(const Settings& settings, Shape example)
      : settings_(settings), example_(example), loss_(make_loss(settings, example.features())) {}

  std::vector<Module> modules() const override {
    return make_trunk(settings_, example_, 2, *loss_);
  }
  std::vector<Series> series() const override {
    return {{"reconstruction", "Reconstruction",
             "−log p(x|z): how badly a picture is rebuilt from its code, on average over ε",
             loss_->unit()},
            {"kl", "KL",
             "KL(q(z|x) ‖ N(0, I)) = ½ Σ (μ² + σ² − 1 − log σ²): how much of the picture the code "
             "tells",
             loss_->unit(), 1, &Settings::beta}};
  }
  std::string unit() const override { return loss_->unit(); }
  Diagram diagram() const override {
    return draw_trunk(modules(), settings_, "z = μ + σ·ε", *loss_);
  }

  std::vector<Phase> record(const Studio& studio) override {
    Shape shape = example_;
    const uint32_t n = shape.n = settings_.batch;
    x_ = OwnedTensor(studio.backend, shape);
    z_ = OwnedTensor(studio.backend, Shape{n, 1, 1, settings_.code});
    dz_ = OwnedTensor(studio.backend, z_->shape);
    encoder_.emplace(studio.network, "encoder", x_, studio.clock, Pass::Options{});
    decoder_.emplace(studio.network, "decoder", z_, studio.clock, Pass::Options{.dx = dz_});
    const Tensor heads = encoder_->y();
    loss_now_.emplace(studio.network, *loss_,
                      LossSlots{decoder_->y(), x_, studio.row(0, n), decoder_->dy(), {}, {}});
    if (settings_.free_bits > 0)
      unit_kl_ = OwnedTensor(studio.backend, Shape{1, 1, 1, settings_.code});
    Program step;
    studio.begin(step, settings_, studio.players[0]);
    studio.gather(step, x_);
    encoder_->forward(step);
    sample(step, heads, studio.clock, z_, studio.row(1, n), Stream::noise);
    decoder_->forward(step);
    loss_now_->record(step);
    decoder_->backward(step);
    // dμ = dz + β μ/n;  d log σ² = ½ (dz·(z − μ) + β (σ² − 1)/n)
    // With free bits a unit's KL costs nothing below them (Kingma et al. 2016, appendix C.8).
    if (settings_.free_bits > 0) step.push_back({Kernel::unit_kl, {heads, unit_kl_}});
    step.push_back({Kernel::reparameterise_backward,
                    {heads, z_, dz_, studio.clock, encoder_->dy(), unit_kl_},
                    {},
                    {1.0f / static_cast<float>(n), settings_.free_bits}});
    encoder_->backward(step);
    studio.end(step, n, studio.players[0]);

    codec_ = std::make_unique<Codec>(studio.network, *loss_, settings_.code, true, series(),
                                     settings_.seed, false);
    Program latent;
    sample(latent, codec_->heads(), codec_->state(), codec_->z(), codec_->row(1),
           Stream::evaluation);
    codec_->decoder.forward(latent);
    codec_->loss().record(latent);
    latent_ = prepared(studio.backend, latent);
    Program full;
    codec_->encoder.forward(full);
    full.insert(full.end(), latent.begin(), latent.end());
    codec_->full = prepared(studio.backend, full);
    return {{"training", std::move(step), {}}};
  }

  Job<Evaluation> evaluating(const Dataset& data, uint32_t limit, const Settings& now) override {
    return codec_->evaluating(data, limit, now);
  }
  Codec* codec() const override { return codec_.get(); }
  Job<double> importance_weighting(const Dataset&, uint32_t examples, uint32_t k) override;

 private:
  // z = μ + exp(½ log σ²)·ε, ε ~ N(0, I);  KL[n] = −½ Σⱼ (1 + log σ² − μ² − σ²), section 2.4, appendix B
  static void sample(Program& program, Tensor heads, Tensor state, Tensor z, Tensor kl,
                     Stream stream) {
    program.push_back(
        {Kernel::reparameterise, {heads, state, z, kl}, {static_cast<uint32_t>(stream)}});
  }

  Settings settings_;
  Shape example_;
  std::unique_ptr<Loss> loss_;
  OwnedTensor x_, z_, dz_, unit_kl_;
  std::optional<Pass> encoder_, decoder_;
  std::optional<BoundLoss> loss_now_;
  std::unique_ptr<Codec> codec_;
  OwnedProgram latent_;  // the codec's heads, x → z, y, terms
};

// Burda et al. 2016, "Importance weighted autoencoders", equation 8.
Job<double> Variational::importance_weighting(const Dataset& data, uint32_t most, uint32_t k) {
  constexpr uint32_t batch = Codec::batch;
  const uint32_t images = std::min(most, data.count);
  const uint32_t features = example_.features(), code = settings_.code;
  const std::vector<float> pixels = pixels_of(data, 0, images);
  const Codes codes = codec_->encode(pixels);
  Backend& backend = codec_->backend;
  LogMeanExp bound;  // of the image in work
  double total = 0;
  std::vector<float> x(size_t{batch} * features), heads(size_t{batch} * 2 * code);
  const uint64_t all = uint64_t{images} * k;
  for (uint64_t first = 0; first < all; first += batch) {
    const auto rows = static_cast<uint32_t>(std::min<uint64_t>(batch, all - first));
    for (uint32_t r = 0; r < rows; ++r) {
      const auto image = static_cast<size_t>((first + r) / k);
      std::copy_n(pixels.begin() + image * features, features, x.begin() + r * features);
      std::copy_n(codes.mean.begin() + image * code, code, heads.begin() + r * 2 * code);
      std::copy_n(codes.log_variance.begin() + image * code, code,
                  heads.begin() + (r * 2 + 1) * code);
    }
    write(backend, codec_->x(), x);
    write(backend, codec_->heads(), heads);
    codec_->draw(static_cast<uint32_t>(first / batch));
    backend.run(latent_.get(), 1);
    const std::vector<float> z = read_now(backend, codec_->z());
    const std::vector<float> losses = read_now(backend, codec_->row(0));
    for (uint32_t r = 0; r < rows; ++r) {
      // log p(x|z) + log N(z; 0, I) − log N(z; μ, σ²): the constants ½ log 2π cancel.
      double w = -losses[r];
      for (uint32_t j = 0; j < code; ++j) {
        const double mu = heads[r * 2 * code + j], log_variance = heads[(r * 2 + 1) * code + j];
        const double zj = z[r * code + j], d = zj - mu;
        w += 0.5 * (d * d / std::exp(log_variance) + log_variance - zj * zj);
      }
      bound.add(w);
      if ((first + r + 1) % k != 0) continue;
      total -= bound.value();
      bound = {};
    }
    co_yield static_cast<double>(first + rows) / static_cast<double>(all);
  }
  co_return total / images;
}

}  // namespace

std::unique_ptr<Method> make_variational(const Settings& settings, Shape example) {
  return std::make_unique<Variational>(settings, example);
}

}  // namespace hourglass
