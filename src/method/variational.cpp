// The variational autoencoder (Kingma and Welling 2014, "Auto-encoding variational Bayes"): the encoder
// gives q(z|x) = N(μ, σ²), a draw of it is decoded, and the loss is −ELBO = −log p(x|z) + β KL(q ‖ N(0, I)).
#include <algorithm>
#include <cmath>

#include "compute/error.h"
#include "compute/state.h"
#include "method/methods.h"
#include "method/trunk.h"

namespace hourglass {
namespace {

class Variational final : public Method {
 public:
  Variational(const Settings& settings, const Example& example)
      : settings_(settings),
        example_(example.shape),
        classes_(settings.conditional ? example.classes : 0),
        loss_(make_loss(settings, example_.features())) {
    if (settings.conditional && classes_ == 0)
      fail("conditional: the data have no labels; choose labelled data, or turn conditional off");
  }

  std::vector<Module> modules() const override {
    return make_trunk(settings_, example_, 2, *loss_, classes_);
  }
  std::vector<Series> series() const override {
    const bool bound = settings_.importance;  // which takes their place in the loss
    std::vector<Series> all{
        {"reconstruction", "Reconstruction",
         "−log p(x|z): how badly the image is rebuilt from its code, on average over ε",
         loss_->unit(), bound ? 0.0f : 1.0f},
        {"kl", "KL",
         "KL(q(z|x) ‖ N(0, I)) = ½ Σ (μ² + σ² − 1 − log σ²): how much of the image the code "
         "tells",
         loss_->unit(), bound ? 0.0f : 1.0f, bound ? nullptr : &Settings::beta}};
    if (bound)
      all.push_back({"bound", "Bound", "−log 1/L Σ p(x,z)/q(z|x): the tighter bound of L samples",
                     loss_->unit()});
    return all;
  }
  std::vector<Measure> measures() const override { return Codec::measures(settings_); }
  std::string unit() const override { return loss_->unit(); }
  std::string nll_unit() const override { return loss_->nll_unit(); }
  Likelihood likelihood_kind() const override {
    return nll_unit().empty() ? Likelihood::none : Likelihood::bound;
  }
  // Without β and free bits, which are no part of the bound.
  double nll_of(const Figures& figures) const override {
    return settings_.importance ? figures.terms[2] : figures.terms[0] + figures.terms[1];
  }
  Diagram diagram() const override {
    return draw_trunk(modules(), settings_, classes_ > 0 ? "z = μ + σ·ε, label" : "z = μ + σ·ε",
                      *loss_);
  }

  std::vector<Phase> record(const Studio& studio) override {
    Program step;
    studio.begin(step, settings_, studio.players[0]);
    if (settings_.samples == 1 && !settings_.importance)
      record_one(studio, step);
    else
      record_samples(studio, step);
    encoder_->backward(step);
    studio.end(step, settings_.batch, studio.players[0]);

    codec_ = std::make_unique<Codec>(
        studio.network, *loss_, series(),
        Codec::Options{
            .code = settings_.code, .seed = settings_.seed, .sampled = true, .classes = classes_});
    Program latent;
    sample(latent, codec_->heads(), codec_->state(), codec_->z(), codec_->row(1),
           Stream::evaluation);
    codec_->decoding(latent);
    codec_->loss().record(latent);
    latent_ = prepared(studio.backend, latent);
    Program full;
    codec_->encoder.forward(full);
    full.insert(full.end(), latent.begin(), latent.end());
    codec_->full = prepared(studio.backend, full);
    return {{"training", std::move(step), {}}};
  }

  Job<Evaluation> evaluating(const Dataset&, uint32_t limit, const Settings&) override;
  uint32_t classes() const override { return classes_; }
  std::vector<Excerpt> excerpts() const override {
    return excerpts_of_codec(*loss_, true, classes_);
  }
  Codec* codec() const override { return codec_.get(); }
  Job<double> importance_weighting(const Dataset&, uint32_t examples, uint32_t k) override;

 private:
  // x, its labels, the heads: once an example.
  void record_encoder(const Studio& studio, Program& step) {
    Shape shape = example_;
    shape.n = settings_.batch;
    x_ = OwnedTensor(studio.backend, shape);
    studio.gather(step, x_);
    if (classes_ > 0) {
      labels_ = OwnedTensor(studio.backend, Shape{settings_.batch, 1, 1, 1});
      studio.gather_labels(step, labels_);
    }
    encoder_.emplace(studio.network, "encoder", x_, studio.clock, Pass::Options{});
    encoder_->forward(step);
  }

  // z, dz and the decoder: once a sample.
  void make_decoder(const Studio& studio, uint32_t rows) {
    z_ = OwnedTensor(studio.backend, Shape{rows, 1, 1, settings_.code});
    dz_ = OwnedTensor(studio.backend, z_->shape);
    if (classes_ > 0) {
      told_ = OwnedTensor(studio.backend, Shape{rows, 1, 1, settings_.code + classes_});
      dtold_ = OwnedTensor(studio.backend, told_->shape);
    }
    decoder_.emplace(studio.network, "decoder", classes_ > 0 ? told_ : z_, studio.clock,
                     Pass::Options{.dx = classes_ > 0 ? dtold_ : dz_});
  }
  void decode(Program& step) const {
    if (classes_ > 0) step.push_back({Kernel::append_label, {z_, labels_, told_}});
    decoder_->forward(step);
  }
  void decode_backward(Program& step) const {
    decoder_->backward(step);
    if (classes_ > 0) step.push_back({Kernel::append_label_backward, {dtold_, dz_}});
  }

  // dμ = dz + β μ/n;  d log σ² = ½ (dz·(z − μ) + β (σ² − 1)/n)
  // With free bits a unit's KL costs nothing below them (Kingma et al. 2016, appendix C.8).
  void latent_backward(const Studio& studio, Program& step, Tensor heads, Tensor dheads) {
    if (settings_.free_bits > 0) {
      unit_kl_ = OwnedTensor(studio.backend, Shape{1, 1, 1, settings_.code});
      step.push_back({Kernel::unit_kl, {heads, unit_kl_}});
    }
    step.push_back({Kernel::reparameterise_backward,
                    {heads, z_, dz_, studio.clock, dheads, unit_kl_},
                    {},
                    {1.0f / static_cast<float>(heads.shape.n), settings_.free_bits}});
  }

  void record_one(const Studio& studio, Program& step) {
    const uint32_t n = settings_.batch;
    record_encoder(studio, step);
    make_decoder(studio, n);
    loss_now_.emplace(studio.network, *loss_,
                      LossSlots{decoder_->y(), x_, studio.row(0, n), decoder_->dy(), {}, {}});
    sample(step, encoder_->y(), studio.clock, z_, studio.row(1, n), Stream::noise);
    decode(step);
    loss_now_->record(step);
    loss_now_->learn(step);
    decode_backward(step);
    latent_backward(studio, step, encoder_->y(), encoder_->dy());
  }

  // L draws an example, each a row. Their mean is the bound of Kingma and Welling 2014, equation 7; with
  // importance weights it is that of Burda et al. 2016, equation 8, and its gradient equation 14.
  void record_samples(const Studio& studio, Program& step) {
    const uint32_t n = settings_.batch, k = settings_.code, times = settings_.samples;
    const uint32_t rows = n * times;
    record_encoder(studio, step);
    make_decoder(studio, rows);
    Shape pictures = example_;
    pictures.n = rows;
    const auto make = [&](Shape shape) -> Tensor {
      return owned_.emplace_back(studio.backend, shape);
    };
    const Tensor target = make(pictures);
    const Tensor heads = make({rows, 1, 1, 2 * k}), dheads = make(heads.shape);
    const Tensor reconstruction = make({rows, 1, 1, 1}), kl = make({rows, 1, 1, 1});
    LossSlots slots{decoder_->y(), target, reconstruction, decoder_->dy(), {}, {}};
    slots.over = settings_.importance ? n : rows;
    loss_now_.emplace(studio.network, *loss_, slots);
    step.push_back({Kernel::repeat_rows, {x_, target}});
    step.push_back({Kernel::repeat_rows, {encoder_->y(), heads}});
    sample(step, heads, studio.clock, z_, kl, Stream::noise);
    decode(step);
    loss_now_->record(step);
    tell_mean(studio, step, reconstruction, 0);
    tell_mean(studio, step, kl, 1);
    if (settings_.importance) {
      const Tensor weights = make({rows, 1, 1, 1});
      // Of the samples themselves, in place of their expectation.
      step.push_back({Kernel::sampled_kl, {heads, z_, kl}});
      step.push_back({Kernel::loss_importance,
                      {reconstruction, kl, studio.clock, studio.row(2, n), weights},
                      {0, 0, state::beta},
                      {1}});
      step.push_back({Kernel::scale_rows, {weights, decoder_->dy()}});
      loss_now_->learn(step, weights);
      decode_backward(step);
      step.push_back({Kernel::sampled_kl_backward,
                      {heads, z_, dz_, weights, studio.clock, dheads},
                      {0, 0, state::beta},
                      {1.0f / static_cast<float>(n)}});
    } else {
      loss_now_->learn(step);
      decode_backward(step);
      latent_backward(studio, step, heads, dheads);
    }
    step.push_back({Kernel::repeat_rows_backward, {dheads, encoder_->y(), encoder_->dy()}});
  }

  // The mean of each example's samples, for the series: a product with 1/L, …, 1/L and no bias.
  void tell_mean(const Studio& studio, Program& step, Tensor samples, uint32_t series) {
    const uint32_t n = settings_.batch, times = settings_.samples;
    std::vector<float> weights(times + 1, 1.0f / static_cast<float>(times));
    weights.back() = 0;
    const Tensor mean = owned_.emplace_back(studio.backend, Shape{times + 1, 1, 1, 1});
    write(studio.backend, mean, weights);
    samples.shape = {n, 1, 1, times};
    step.push_back({Kernel::dense_forward, {samples, mean, studio.row(series, n)}});
  }

  // z = μ + exp(½ log σ²)·ε, ε ~ N(0, I);  KL[n] = −½ Σⱼ (1 + log σ² − μ² − σ²), section 2.4, appendix B
  static void sample(Program& program, Tensor heads, Tensor state, Tensor z, Tensor kl,
                     Stream stream) {
    program.push_back(
        {Kernel::reparameterise, {heads, state, z, kl}, {static_cast<uint32_t>(stream)}});
  }

  Settings settings_;
  Shape example_;
  uint32_t classes_;  // whose labels the decoder is told
  std::unique_ptr<Loss> loss_;
  OwnedTensor x_, labels_, z_, dz_, told_, dtold_, unit_kl_;
  std::vector<OwnedTensor> owned_;  // of several samples
  std::optional<Pass> encoder_, decoder_;
  std::optional<BoundLoss> loss_now_;
  std::unique_ptr<Codec> codec_;
  OwnedProgram latent_;  // the codec's heads, x → z, y, terms
};

// Of the loss with importance weights, its bound with as many samples as in training.
Job<Evaluation> Variational::evaluating(const Dataset& data, uint32_t limit, const Settings& now) {
  Job<Evaluation> parts = codec_->evaluating(data, limit, now);
  const double first = settings_.importance ? 1.0 / (1 + settings_.samples) : 1;
  while (parts.step()) co_yield first* parts.share();
  Evaluation result = parts.take();
  if (settings_.importance) {
    Job<double> bound = importance_weighting(data, result.figures.images, settings_.samples);
    while (bound.step()) co_yield first + (1 - first) * bound.share();
    result.figures.terms[2] = result.figures.loss = bound.take();
  }
  co_return result;
}

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
  std::vector<Label> labels(classes_ > 0 ? batch : 0);
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
    if (classes_ > 0) {
      for (uint32_t r = 0; r < batch; ++r)
        labels[r] = data.labels[static_cast<size_t>(std::min(first + r, all - 1) / k)];
      codec_->tell(labels);
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

std::unique_ptr<Method> make_variational(const Settings& settings, const Example& example) {
  return std::make_unique<Variational>(settings, example);
}

}  // namespace hourglass
