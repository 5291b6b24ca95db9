// Questions, batch by batch.
#include "method/codec.h"

#include <algorithm>

#include "compute/error.h"
#include "compute/memory.h"
#include "compute/state.h"
#include "method/examiner.h"

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

Codec::Codec(Network& network, const Loss& loss, std::vector<Series> series, const Options& options)
    : backend(network.backend),
      loss_(loss),
      series_(std::move(series)),
      options_(options),
      x_(backend, of_batch(network.module("encoder").input)),
      terms_(backend, Shape{static_cast<uint32_t>(series_.size()), 1, 1, batch}),
      state_(backend, Shape{state::words, 1, 1, 1}),
      encoder(network, "encoder", options.spoilt ? (input_ = OwnedTensor(backend, x_->shape)) : x_,
              state_, {.mode = Mode::evaluation}),
      decoder(network, "decoder", decoder_input(network), state_, {.mode = Mode::evaluation}),
      bound_loss_(network, loss, {decoder.y(), x_, row(0), {}, {}, {}}) {
  Program program;
  encoder.forward(program);
  encode_ = prepared(backend, program);
  program.clear();
  decoding(program);
  decode_ = prepared(backend, program);
}

Tensor Codec::decoder_input(const Network& network) {
  if (!sampled()) return encoder.y();
  const Shape input = of_batch(network.module("decoder").input);
  z_ = OwnedTensor(backend, Shape{batch, 1, 1, code()});
  if (classes() == 0) return z_;
  labels_ = OwnedTensor(backend, Shape{batch, 1, 1, 1});
  return told_ = OwnedTensor(backend, input);
}

void Codec::decoding(Program& program) const {
  if (classes() > 0) program.push_back({Kernel::append_label, {z_, labels_, told_}});
  decoder.forward(program);
}

void Codec::draw(uint32_t index) { write_clock(backend, state_, options_.seed, index); }

std::vector<Label> Codec::labels_in_turn(uint32_t count) const {
  std::vector<Label> labels;
  for (uint32_t i = 0; classes() > 0 && i < count; ++i)
    labels.push_back(static_cast<Label>(i % classes()));
  return labels;
}

void Codec::tell(std::span<const Label> labels) {
  if (classes() == 0) return;
  std::vector<uint32_t> words(batch, labels.empty() ? 0 : labels.front());
  std::ranges::copy(labels, words.begin());
  for (const uint32_t label : words)
    if (label >= classes())
      fail("label: {} is no class of the network's; choose from 0 to {}", label, classes() - 1);
  write(backend, labels_, words);
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
    append(codes, read_now(backend, heads()), count, heads().shape.features(), code());
  }
  return codes;
}

std::vector<float> Codec::decode(std::span<const float> codes, std::span<const Label> labels) {
  const uint32_t features = x_->shape.features(), outputs = y().shape.features();
  if (codes.size() % code() != 0)
    fail("decode: {} numbers are no whole number of codes of {}; give count × {}", codes.size(),
         code(), code());
  const uint64_t rows = codes.size() / code();
  if (labels.size() > 1 && labels.size() != rows)
    fail("decode: {} labels for {} codes; give one for each, or one for all", labels.size(), rows);
  require_memory("decode", rows * features * sizeof(float), "send fewer codes");
  std::vector<float> pictures;
  pictures.reserve(static_cast<size_t>(rows) * features);
  for (uint64_t first = 0; first < rows; first += batch) {
    const uint32_t count = batch_at(first, rows);
    tell(labels.size() > 1 ? labels.subspan(static_cast<size_t>(first), count) : labels);
    write(backend, z(), rows_of(codes, first, count, code()));
    backend.run(decode_.get(), 1);
    const std::vector<float> out = read_now(backend, y());
    const auto means = loss_.pictures(std::span(out).first(size_t{count} * outputs), y().shape);
    pictures.insert(pictures.end(), means.begin(), means.end());
  }
  return pictures;
}

std::vector<float> Codec::spoilt(std::span<const float> examples) {
  if (!options_.spoilt) return {};
  const uint32_t features = x_->shape.features();
  std::vector<float> all;
  const uint64_t rows = examples.size() / features;
  for (uint64_t first = 0; first < rows; first += batch) {
    const uint32_t count = batch_at(first, rows);
    draw(static_cast<uint32_t>(first / batch));
    write(backend, x_, rows_of(examples, first, count, features));
    backend.run(full.get(), 1);
    const std::vector<float> some = read_now(backend, input());
    all.insert(all.end(), some.begin(), some.begin() + count * features);
  }
  return all;
}

std::vector<Measure> Codec::measures(const Settings& settings) {
  if (settings.normal.empty()) return {};
  return {{"auc", "area under the ROC curve"}};
}

Job<Evaluation> Codec::evaluating(const Dataset& data, uint32_t limit, Settings now) {
  const uint32_t count = evaluated(data, limit, x_->shape), features = x_->shape.features();
  if (classes() > 0 && data.labels.empty())
    fail("evaluate: the decoder wants labels, and {} has none; choose labelled data", data.name);
  Evaluation result;
  Figures& f = result.figures;
  f.terms.assign(series_.size(), 0);
  double squares = 0;
  for (uint64_t first = 0; first < count; first += batch) {
    const uint32_t rows = batch_at(first, count);
    const std::vector<float> pixels = pixels_of(data, static_cast<uint32_t>(first), rows);
    draw(static_cast<uint32_t>(first / batch));
    std::span<const Label> labels;
    if (classes() > 0) labels = std::span(data.labels).subspan(static_cast<size_t>(first), rows);
    tell(labels);
    write(backend, x_, pixels);
    backend.run(full.get(), 1);
    const std::vector<float> terms = read_now(backend, terms_);
    for (size_t s = 0; s < series_.size(); ++s)
      for (uint32_t r = 0; r < rows; ++r) f.terms[s] += terms[s * batch + r];
    for (uint32_t r = 0; r < rows; ++r) {
      double loss = 0;
      for (size_t s = 0; s < series_.size(); ++s)
        loss += double{1} * series_[s].of(now) * terms[s * batch + r];
      result.losses.push_back(static_cast<float>(loss));
    }
    append(result.codes, read_now(backend, heads()), rows, heads().shape.features(), code());
    // Of μ where the code is drawn; else of the output that the loss was of, spoilt input or not.
    std::vector<float> out;
    if (!sampled()) {
      out = read_now(backend, y());
      out.resize(size_t{rows} * y().shape.features());
    }
    squares +=
        squared_distance(sampled() ? decode(rows_of(result.codes.mean, first, rows, code()), labels)
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
  if (!measures(now).empty()) {
    std::vector<bool> strange;
    for (uint32_t i = 0; i < count && !data.labels.empty(); ++i)
      strange.push_back(std::ranges::find(now.normal, data.labels[i]) == now.normal.end());
    strange.resize(count);
    f.measures.push_back(area_under_roc(result.losses, strange));
  }
  co_return result;
}

Job<std::vector<float>> encoding_all(Codec& codec, const Dataset& data) {
  std::vector<float> codes;
  for (uint32_t first = 0; first < data.count; first += Codec::batch) {
    const uint32_t rows = std::min(Codec::batch, data.count - first);
    const std::vector<float> some = codec.encode(pixels_of(data, first, rows)).mean;
    codes.insert(codes.end(), some.begin(), some.end());
    co_yield static_cast<double>(first + rows) / data.count;
  }
  co_return codes;
}

}  // namespace hourglass
