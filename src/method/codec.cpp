// Questions, batch by batch.
#include "method/codec.h"

#include <algorithm>

#include "compute/error.h"
#include "compute/memory.h"
#include "compute/state.h"
#include "method/method.h"

namespace hourglass {
namespace {

Shape of_batch(Shape shape) {
  shape.n = Codec::batch;
  return shape;
}

// The batch that begins at row `first`.
uint32_t batch_at(uint64_t first, uint64_t rows) {
  return static_cast<uint32_t>(std::min<uint64_t>(Codec::batch, rows - first));
}

std::span<const float> rows_of(std::span<const float> all, uint64_t first, uint32_t count,
                               uint32_t width) {
  return all.subspan(static_cast<size_t>(first) * width, size_t{count} * width);
}

// heads [n, 2k] = (μ, log σ²), or [n, k]: a plain code. Takes the first `count` rows.
void append(Codes& codes, const std::vector<float>& heads, uint32_t count, uint32_t width,
            uint32_t k) {
  for (uint32_t r = 0; r < count; ++r) {
    const auto row = heads.begin() + r * width;
    codes.mean.insert(codes.mean.end(), row, row + k);
    codes.log_variance.insert(codes.log_variance.end(), row + k, row + width);
  }
}

}  // namespace

Codec::Codec(Network& network, const Loss& loss, uint32_t code, bool sampled,
             std::vector<Series> series, uint64_t seed, bool spoilt)
    : backend(network.backend),
      loss_(loss),
      code_(code),
      sampled_(sampled),
      series_(std::move(series)),
      seed_(seed),
      x_(backend, of_batch(network.module("encoder").input)),
      terms_(backend, Shape{static_cast<uint32_t>(series_.size()), 1, 1, batch}),
      state_(backend, Shape{state::words, 1, 1, 1}),
      encoder(network, "encoder", spoilt ? (input_ = OwnedTensor(backend, x_->shape)) : x_, state_,
              {.mode = Mode::evaluation}),
      decoder(network, "decoder",
              sampled ? (z_ = OwnedTensor(backend, of_batch(network.module("decoder").input)))
                      : encoder.y(),
              state_, {.mode = Mode::evaluation}),
      bound_loss_(network, loss, {decoder.y(), x_, row(0), {}, {}, {}}) {
  Program program;
  encoder.forward(program);
  encode_ = prepared(backend, program);
  program.clear();
  decoder.forward(program);
  decode_ = prepared(backend, program);
}

void Codec::draw(uint32_t index) {
  std::vector<uint32_t> words(state::words);
  words[state::step] = index;
  words[state::seed_low] = static_cast<uint32_t>(seed_);
  words[state::seed_high] = static_cast<uint32_t>(seed_ >> 32);
  write(backend, state_, words);
}

Tensor Codec::row(uint32_t series) const {
  static_assert(batch % tensor_alignment == 0);
  return {terms_->buffer, series * batch, {batch, 1, 1, 1}};
}

Codes Codec::encode(std::span<const float> examples) {
  const uint32_t features = x_->shape.features();
  if (examples.size() % features != 0)
    fail("encode: {} numbers are no whole number of images of {} pixels; give count × {}",
         examples.size(), features, features);
  Codes codes;
  const uint64_t rows = examples.size() / features;
  for (uint64_t first = 0; first < rows; first += batch) {
    const uint32_t count = batch_at(first, rows);
    write(backend, input(), rows_of(examples, first, count, features));
    backend.run(encode_.get(), 1);
    append(codes, read_now(backend, heads()), count, heads().shape.features(), code_);
  }
  return codes;
}

std::vector<float> Codec::decode(std::span<const float> codes) {
  const uint32_t features = x_->shape.features(), outputs = y().shape.features();
  if (codes.size() % code_ != 0)
    fail("decode: {} numbers are no whole number of codes of {}; give count × {}", codes.size(),
         code_, code_);
  const uint64_t rows = codes.size() / code_;
  require_memory("decode", rows * features * sizeof(float), "send fewer codes");
  std::vector<float> pictures;
  pictures.reserve(static_cast<size_t>(rows) * features);
  for (uint64_t first = 0; first < rows; first += batch) {
    const uint32_t count = batch_at(first, rows);
    write(backend, z(), rows_of(codes, first, count, code_));
    backend.run(decode_.get(), 1);
    const std::vector<float> out = read_now(backend, y());
    const auto means = loss_.pictures(std::span(out).first(size_t{count} * outputs), y().shape);
    pictures.insert(pictures.end(), means.begin(), means.end());
  }
  return pictures;
}

Job<Evaluation> Codec::evaluating(const Dataset& data, uint32_t limit, Settings now) {
  const uint32_t count = limit == 0 ? data.count : std::min(limit, data.count);
  const uint32_t features = x_->shape.features();
  if (data.example.features() != features)
    fail("evaluate: images have {} pixels, the network expects {}; choose its own data",
         data.example.features(), features);
  Evaluation result;
  Figures& f = result.figures;
  f.terms.assign(series_.size(), 0);
  double squares = 0;
  for (uint64_t first = 0; first < count; first += batch) {
    const uint32_t rows = batch_at(first, count);
    const std::vector<float> pixels = pixels_of(data, static_cast<uint32_t>(first), rows);
    draw(static_cast<uint32_t>(first / batch));
    write(backend, x_, pixels);
    backend.run(full.get(), 1);
    const std::vector<float> terms = read_now(backend, terms_);
    for (size_t s = 0; s < series_.size(); ++s)
      for (uint32_t r = 0; r < rows; ++r) f.terms[s] += terms[s * batch + r];
    append(result.codes, read_now(backend, heads()), rows, heads().shape.features(), code_);
    // Of μ where the code is drawn; else of the output that the loss was of, spoilt input or not.
    std::vector<float> out;
    if (!sampled_) {
      out = read_now(backend, y());
      out.resize(size_t{rows} * y().shape.features());
    }
    squares += squared_distance(sampled_ ? decode(rows_of(result.codes.mean, first, rows, code_))
                                         : loss_.pictures(out, y().shape),
                                pixels);
    co_yield static_cast<double>(first + rows) / count;
  }
  f.images = count;
  for (size_t s = 0; s < series_.size(); ++s) {
    f.terms[s] /= count;
    f.loss += series_[s].of(now) * f.terms[s];
  }
  f.mse = squares / (static_cast<double>(count) * features);
  co_return result;
}

}  // namespace hourglass
