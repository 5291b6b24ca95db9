// Encoding, decoding, and the figures of a split.
#include "train/evaluator.h"

#include <algorithm>
#include <cmath>

#include "compute/error.h"
#include "compute/memory.h"
#include "compute/state.h"

namespace hourglass {

Evaluator::Evaluator(Backend& device, Network& network, const Settings& settings, const Loss& loss)
    : backend(device),
      state(device, Shape{state::words, 1, 1, 1}),
      row_loss(device, Shape{batch, 1, 1, 1}),
      sampled(network, batch, Pass::Use::evaluation, state, Stream::evaluation),
      halves(network, batch, Pass::Use::evaluation, state),
      seed(settings.seed) {
  Program program;
  halves.encode(program);
  encode = prepared(backend, program);
  program.clear();
  halves.decode(program);
  decode = prepared(backend, program);
  program.clear();
  sampled.latent(program);
  sampled.decode(program);
  loss.record(program, sampled.y, sampled.x, row_loss, {});
  latent = prepared(backend, program);
  Program all;
  sampled.encode(all);
  all.insert(all.end(), program.begin(), program.end());
  full = prepared(backend, all);
}

void Evaluator::draw(uint32_t index) {
  std::vector<uint32_t> words(state::words);
  words[state::step] = index;
  words[state::seed_low] = static_cast<uint32_t>(seed);
  words[state::seed_high] = static_cast<uint32_t>(seed >> 32);
  write(backend, state, words);
}

namespace {

// The batch that begins at row `first`.
uint32_t batch_at(uint64_t first, uint64_t rows) {
  return static_cast<uint32_t>(std::min<uint64_t>(Evaluator::batch, rows - first));
}

std::span<const float> rows_of(std::span<const float> all, uint64_t first, uint32_t count,
                               uint32_t width) {
  return all.subspan(static_cast<size_t>(first) * width, size_t{count} * width);
}

// heads [n, 2k] = (μ, log σ²), or [n, k]: a plain code. Takes the first `count` rows.
void append(Trainer::Codes& codes, const std::vector<float>& heads, uint32_t count, uint32_t width,
            uint32_t k) {
  for (uint32_t r = 0; r < count; ++r) {
    const auto row = heads.begin() + r * width;
    codes.mean.insert(codes.mean.end(), row, row + k);
    codes.log_variance.insert(codes.log_variance.end(), row + k, row + width);
  }
}

}  // namespace

Trainer::Codes Trainer::encode(std::span<const float> images) {
  const uint32_t features = network_->example.features(), k = settings_.code;
  if (images.size() % features != 0)
    fail("encode: {} numbers are no whole number of images of {} pixels; give count × {}",
         images.size(), features, features);
  Evaluator& e = *evaluator_;
  Codes codes;
  const uint64_t rows = images.size() / features;
  for (uint64_t first = 0; first < rows; first += Evaluator::batch) {
    const uint32_t count = batch_at(first, rows);
    write(backend_, e.halves.x, rows_of(images, first, count, features));
    backend_.run(e.encode.get(), 1);
    append(codes, read_now(backend_, e.halves.heads), count, e.halves.heads.shape.features(), k);
  }
  return codes;
}

std::vector<float> Trainer::decode(std::span<const float> codes) {
  const uint32_t features = network_->example.features(), k = settings_.code;
  if (codes.size() % k != 0)
    fail("decode: {} numbers are no whole number of codes of {}; give count × {}", codes.size(), k,
         k);
  Evaluator& e = *evaluator_;
  const uint64_t rows = codes.size() / k;
  require_memory("decode", rows * features * sizeof(float), "send fewer codes");
  std::vector<float> pictures;
  pictures.reserve(static_cast<size_t>(rows) * features);
  for (uint64_t first = 0; first < rows; first += Evaluator::batch) {
    const uint32_t count = batch_at(first, rows);
    write(backend_, e.halves.z, rows_of(codes, first, count, k));
    backend_.run(e.decode.get(), 1);
    const std::vector<float> y = read_now(backend_, e.halves.y);
    std::transform(y.begin(), y.begin() + size_t{count} * features, std::back_inserter(pictures),
                   [&](float v) { return loss_->pixel(v); });
  }
  return pictures;
}

Job<Trainer::Evaluation> Trainer::evaluating(const Dataset& data, uint32_t limit) {
  const uint32_t count = limit == 0 ? data.count : std::min(limit, data.count);
  const uint32_t features = network_->example.features();
  if (data.example.features() != features)
    fail("evaluate: images have {} pixels, the network expects {}; choose its own data",
         data.example.features(), features);
  Evaluator& e = *evaluator_;
  Evaluation result;
  double reconstruction = 0, kl = 0, squares = 0;
  for (uint64_t first = 0; first < count; first += Evaluator::batch) {
    const uint32_t rows = batch_at(first, count);
    const std::vector<float> x = pixels_of(data, static_cast<uint32_t>(first), rows);
    e.draw(static_cast<uint32_t>(first / Evaluator::batch));
    write(backend_, e.sampled.x, x);
    backend_.run(e.full.get(), 1);
    const std::vector<float> losses = read_now(backend_, e.row_loss);
    for (uint32_t r = 0; r < rows; ++r) reconstruction += losses[r];
    if (e.sampled.kl) {
      const std::vector<float> kls = read_now(backend_, e.sampled.kl);
      for (uint32_t r = 0; r < rows; ++r) kl += kls[r];
    }
    const Tensor heads = e.sampled.heads;
    append(result.codes, read_now(backend_, heads), rows, heads.shape.features(), settings_.code);
    squares += squared_distance(decode(rows_of(result.codes.mean, first, rows, settings_.code)), x);
    co_yield static_cast<double>(first + rows) / count;
  }
  Figures& f = result.figures;
  f.images = count;
  f.reconstruction = reconstruction / count;
  f.kl = kl / count;
  f.loss = f.reconstruction + settings_.beta * f.kl;
  f.mse = squares / (static_cast<double>(count) * features);
  co_return result;
}

Trainer::Evaluation Trainer::evaluate(const Dataset& data, uint32_t limit, const Watch& watch) {
  return finish(evaluating(data, limit), watch);
}

Job<double> Trainer::importance_weighting(const Dataset& data, uint32_t most_images, uint32_t k) {
  if (settings_.latent != "gaussian")
    fail(
        "importance samples: a plain code has no likelihood; choose a preset with a Gaussian "
        "latent");
  const uint32_t images = std::min(most_images, data.count);
  const uint32_t features = network_->example.features(), code = settings_.code;
  const std::vector<float> pixels = pixels_of(data, 0, images);
  const Codes codes = encode(pixels);
  Evaluator& e = *evaluator_;
  LogMeanExp bound;  // of the image in work
  double total = 0;
  std::vector<float> x(size_t{Evaluator::batch} * features),
      heads(size_t{Evaluator::batch} * 2 * code);
  const uint64_t all = uint64_t{images} * k;
  for (uint64_t first = 0; first < all; first += Evaluator::batch) {
    const uint32_t rows = batch_at(first, all);
    for (uint32_t r = 0; r < rows; ++r) {
      const auto image = static_cast<size_t>((first + r) / k);
      std::copy_n(pixels.begin() + image * features, features, x.begin() + r * features);
      std::copy_n(codes.mean.begin() + image * code, code, heads.begin() + r * 2 * code);
      std::copy_n(codes.log_variance.begin() + image * code, code,
                  heads.begin() + (r * 2 + 1) * code);
    }
    write(backend_, e.sampled.x, x);
    write(backend_, e.sampled.heads, heads);
    e.draw(static_cast<uint32_t>(first / Evaluator::batch));
    backend_.run(e.latent.get(), 1);
    const std::vector<float> z = read_now(backend_, e.sampled.z);
    const std::vector<float> losses = read_now(backend_, e.row_loss);
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

double Trainer::importance_weighted_nll(const Dataset& data, uint32_t images, uint32_t k,
                                        const Watch& watch) {
  return finish(importance_weighting(data, images, k), watch);
}

}  // namespace hourglass
