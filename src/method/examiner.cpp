// Batch by batch.
#include "method/examiner.h"

#include <algorithm>

#include "compute/error.h"
#include "compute/state.h"
#include "data/pixels.h"

namespace hourglass {
namespace {

Shape of_batch(Shape shape) {
  shape.n = Examiner::batch;
  return shape;
}

}  // namespace

Examiner::Examiner(Backend& backend, Shape example, uint32_t series)
    : backend_(backend),
      x_(backend, of_batch(example)),
      terms_(backend, Shape{series, 1, 1, batch}),
      clock_(backend, Shape{state::words, 1, 1, 1}) {}

Tensor Examiner::row(uint32_t series) const {
  static_assert(batch % tensor_alignment == 0);
  return {terms_->buffer, series * batch, {batch, 1, 1, 1}};
}

Job<Evaluation> Examiner::evaluating(const OwnedProgram& full, std::vector<Series> series,
                                     const Dataset& data, uint32_t limit, Settings now) {
  const uint32_t count = limit == 0 ? data.count : std::min(limit, data.count);
  const uint32_t features = x_->shape.features();
  if (data.example.features() != features)
    fail("evaluate: examples have {} numbers, the network expects {}; choose its own data",
         data.example.features(), features);
  Evaluation result;
  Figures& f = result.figures;
  f.terms.assign(series.size(), 0);
  for (uint64_t first = 0; first < count; first += batch) {
    const auto rows = static_cast<uint32_t>(std::min<uint64_t>(batch, count - first));
    write_clock(backend_, clock_, now.seed, static_cast<uint32_t>(first / batch));
    write(backend_, x_, pixels_of(data, static_cast<uint32_t>(first), rows));
    backend_.run(full.get(), 1);
    const std::vector<float> terms = read_now(backend_, terms_);
    for (size_t s = 0; s < series.size(); ++s)
      for (uint32_t r = 0; r < rows; ++r) f.terms[s] += terms[s * batch + r];
    co_yield static_cast<double>(first + rows) / count;
  }
  f.images = count;
  for (size_t s = 0; s < series.size(); ++s) {
    f.terms[s] /= count;
    f.loss += series[s].of(now) * f.terms[s];
  }
  co_return result;
}

Job<Evaluation> Examiner::likelihood(const OwnedProgram& full, std::vector<Series> series,
                                     const Dataset& data, uint32_t limit, Settings now) {
  Job<Evaluation> asking = evaluating(full, std::move(series), data, limit, std::move(now));
  while (asking.step()) co_yield asking.share();
  Evaluation found = asking.take();
  found.figures.measures = {found.figures.loss};
  co_return found;
}

std::vector<float> Examiner::ask(const OwnedProgram& program, std::span<const float> examples,
                                 std::span<const float> weights) {
  const size_t features = x_->shape.features(), count = examples.size() / features;
  std::vector<float> answers(count);
  for (size_t first = 0; first < count; first += batch) {
    const size_t rows = std::min<size_t>(batch, count - first);
    write(backend_, x_, examples.subspan(first * features, rows * features));
    backend_.run(program.get(), 1);
    const std::vector<float> terms = read_now(backend_, terms_);
    for (size_t s = 0; s < weights.size(); ++s)
      for (size_t r = 0; weights[s] != 0 && r < rows; ++r)
        answers[first + r] += weights[s] * terms[s * batch + r];
  }
  return answers;
}

std::vector<float> Examiner::look(const OwnedProgram& program, Tensor y,
                                  std::span<const float> examples) {
  return answers(backend_, "layers", program, x_, y, examples);
}

std::vector<float> Examiner::draw(const OwnedProgram& program, Tensor y, uint32_t count,
                                  uint64_t seed) {
  const size_t features = y.shape.features();
  std::vector<float> examples;
  for (uint32_t first = 0; first < count; first += batch) {
    write_clock(backend_, clock_, seed, first / batch);
    backend_.run(program.get(), 1);
    const std::vector<float> some = read_now(backend_, y);
    const size_t rows = std::min(batch, count - first);
    examples.insert(examples.end(), some.begin(),
                    some.begin() + static_cast<ptrdiff_t>(rows * features));
  }
  return examples;
}

Drawing::Drawing(Backend& backend, Examiner& examiner, Program program, Tensor z, Tensor y)
    : backend_(backend), examiner_(examiner), program_(prepared(backend, program)), z_(z), y_(y) {
  if (z.shape.features() != 2 || y.shape.features() != 2) return;
  program.erase(program.begin());
  after_noise_ = prepared(backend, program);
}

NoiseLines Drawing::noise_lines() {
  if (z_.shape.features() != 2 || y_.shape.features() != 2) return {};
  constexpr int most = 5, steps = 120;  // half units either way; pieces of a line
  std::vector<float> grid;
  for (const bool upright : {false, true})
    for (int line = -most; line <= most; ++line)
      for (int i = 0; i <= steps; ++i) {
        const float across = 0.5f * static_cast<float>(line);
        const float along = 0.5f * most * static_cast<float>(2 * i - steps) / steps;
        grid.insert(grid.end(), {upright ? across : along, upright ? along : across});
      }
  const std::vector<float> bent = answers(backend_, "generated", after_noise_, z_, y_, grid);
  NoiseLines all{"noise's grid", {}};
  constexpr ptrdiff_t length = 2 * (steps + 1);
  for (auto at = bent.begin(); at != bent.end(); at += length)
    all.lines.push_back({{at, at + length}});
  return all;
}

uint32_t evaluated(const Dataset& data, uint32_t limit, Shape x) {
  if (data.example.features() != x.features())
    fail("evaluate: images have {} pixels, the network expects {}; choose its own data",
         data.example.features(), x.features());
  return limit == 0 ? data.count : std::min(limit, data.count);
}

std::vector<float> answers(Backend& backend, std::string_view verb, const OwnedProgram& program,
                           Tensor asked, Tensor answer, std::span<const float> examples) {
  const size_t features = asked.shape.features(), width = answer.shape.features();
  if (examples.size() % features != 0)
    fail("{}: {} numbers are no whole number of images of {} pixels; give count × {}", verb,
         examples.size(), features, features);
  const size_t at_once = asked.shape.n * features;
  std::vector<float> all;
  for (size_t first = 0; first < examples.size(); first += at_once) {
    const auto some = examples.subspan(first, std::min(at_once, examples.size() - first));
    write(backend, asked, some);
    backend.run(program.get(), 1);
    const std::vector<float> found = read_now(backend, answer);
    all.insert(all.end(), found.begin(),
               found.begin() + static_cast<ptrdiff_t>(some.size() / features * width));
  }
  return all;
}

}  // namespace hourglass
