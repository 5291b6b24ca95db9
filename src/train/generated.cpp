#include "train/generated.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "compute/error.h"
#include "data/pixels.h"
#include "model/prior.h"

namespace hourglass {
namespace {

constexpr size_t neighbours = 3;
constexpr uint32_t looked_for = 200;  // examples whose nearest training example is looked for
constexpr uint32_t rows_at_once = 250;

// Σ (a − b)²; where that is no less than `enough`, any number that is not either.
float squared(const float* a, const float* b, size_t width,
              float enough = std::numeric_limits<float>::infinity()) {
  constexpr size_t lanes = 8, block = 7 * lanes;  // a block of two rows of a digit
  float all = 0;
  size_t i = 0;
  for (; i + block <= width && all < enough; i += block) {
    // Eight sums, which need not wait for each other.
    float sums[lanes] = {};
    for (size_t j = i; j < i + block; j += lanes)
      for (size_t k = 0; k < lanes; ++k) {
        const float d = a[j + k] - b[j + k];
        sums[k] += d * d;
      }
    for (const float sum : sums) all += sum;
  }
  for (; i < width && all < enough; ++i) all += (a[i] - b[i]) * (a[i] - b[i]);
  return all;
}

// The squared distance of point i to its k-th neighbour among the others.
float reach(std::span<const float> points, size_t width, size_t i) {
  std::vector<float> distances;
  for (size_t j = 0; j < points.size() / width; ++j)
    if (j != i) distances.push_back(squared(&points[i * width], &points[j * width], width));
  if (distances.size() < neighbours) return std::numeric_limits<float>::infinity();
  const auto k = distances.begin() + neighbours - 1;
  std::ranges::nth_element(distances, k);
  return *k;
}

struct Judged {
  std::vector<uint32_t> often;  // how many look most like each class
  double confident = 0;         // the share of which one class has more than 0.9
};

// p: p(class|x), [count, classes]
Judged judged(std::span<const float> p, uint32_t count) {
  const size_t classes = p.size() / count;
  Judged all{std::vector<uint32_t>(classes)};
  for (size_t first = 0; first < p.size(); first += classes) {
    const auto of_row = p.subspan(first, classes);
    const auto most = std::ranges::max_element(of_row);
    ++all.often[static_cast<size_t>(most - of_row.begin())];
    all.confident += *most > 0.9f;
  }
  all.confident /= count;
  return all;
}

// Who tells what generated pictures show: taught alike for whatever is judged.
Settings judge_settings() {
  Settings s = preset_settings("classifier");
  s.channels = {16, 32};
  s.hidden = {64};
  s.activation = "relu";
  s.optimizer = "adam";
  s.learning_rate = 1e-3f;
  s.batch = 128;
  s.fine_tune_epochs = 0;
  return s;
}

}  // namespace

std::vector<float> generate(Trainer& trainer, uint32_t count, uint64_t seed) {
  if (Generator* generator = trainer.method().generator()) return generator->sample(count, seed);
  Codec* codec = trainer.method().codec();
  if (!codec || !codec->sampled())
    fail(
        "generated: {} makes no examples of noise; choose a gaussian latent, a density or an "
        "adversarial preset",
        trainer.settings().preset);
  std::vector<float> all;
  for (uint32_t first = 0; first < count; first += Codec::batch) {
    const uint32_t rows = std::min(Codec::batch, count - first);
    const auto some = codec->decode(normal_draws(seed, first / Codec::batch, rows * codec->code()),
                                    codec->labels_in_turn(rows));
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

Job<Manifolds> comparing_manifolds(std::vector<float> real, std::vector<float> generated,
                                   size_t width) {
  const size_t n = real.size() / width, m = generated.size() / width;
  std::vector<float> of_real, of_generated;
  for (size_t i = 0; i < n; ++i) {
    of_real.push_back(reach(real, width, i));
    if (i % rows_at_once == 0) co_yield 0.3 * static_cast<double>(i) / static_cast<double>(n);
  }
  for (size_t j = 0; j < m; ++j) {
    of_generated.push_back(reach(generated, width, j));
    if (j % rows_at_once == 0) co_yield 0.3 + 0.3 * static_cast<double>(j) / static_cast<double>(m);
  }
  std::vector<bool> precise(m), recalled(n), covered(n);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < m; ++j) {
      const float far = squared(&real[i * width], &generated[j * width], width);
      if (far <= of_real[i]) precise[j] = covered[i] = true;
      if (far <= of_generated[j]) recalled[i] = true;
    }
    if (i % rows_at_once == 0) co_yield 0.6 + 0.4 * static_cast<double>(i) / static_cast<double>(n);
  }
  const auto share = [](const std::vector<bool>& of) {
    return static_cast<double>(std::ranges::count(of, true)) / static_cast<double>(of.size());
  };
  co_return Manifolds{share(precise), share(recalled), share(covered)};
}

double Nearest::mean() const {
  double sum = 0;
  for (const float far : distance) sum += far;
  return sum / static_cast<double>(distance.size());
}

Job<Nearest> finding_nearest(std::vector<float> points, Dataset among) {
  const size_t width = among.example.features(), count = points.size() / width;
  Nearest found{std::vector<uint32_t>(count),
                std::vector<float>(count, std::numeric_limits<float>::infinity())};
  for (uint32_t first = 0; first < among.count; first += rows_at_once) {
    const uint32_t rows = std::min(rows_at_once, among.count - first);
    const std::vector<float> some = pixels_of(among, first, rows);
    for (size_t i = 0; i < count; ++i)
      for (uint32_t r = 0; r < rows; ++r) {
        const float far = squared(&points[i * width], &some[r * width], width, found.distance[i]);
        if (far < found.distance[i]) found.distance[i] = far, found.which[i] = first + r;
      }
    co_yield static_cast<double>(first + rows) / among.count;
  }
  for (float& far : found.distance) far = std::sqrt(far / static_cast<float>(width));
  co_return found;
}

Job<nlohmann::json> judging_generated(Trainer& trainer, Dataset train, Dataset test,
                                      uint32_t count) {
  const size_t features = train.example.features();
  count = std::min(count, test.count);
  std::vector<float> samples = generate(trainer, count, trainer.settings().seed);
  co_yield 0.1;
  std::vector<float> real = pixels_of(test, 0, count);
  const size_t few = std::min(looked_for, count) * features;
  Job<Nearest> of_samples =
      finding_nearest({samples.begin(), samples.begin() + static_cast<ptrdiff_t>(few)}, train);
  while (of_samples.step()) co_yield 0.1 + 0.2 * of_samples.share();
  Job<Nearest> of_tests =
      finding_nearest({real.begin(), real.begin() + static_cast<ptrdiff_t>(few)}, train);
  while (of_tests.step()) co_yield 0.3 + 0.2 * of_tests.share();
  nlohmann::json report{{"count", count},
                        {"nearest", of_samples.take().mean()},
                        {"test_nearest", of_tests.take().mean()}};
  size_t width = features;
  if (train.kind == Kind::pictures && !train.labels.empty()) {
    const auto backend = make_cpu_backend({1, trainer.settings().reproducible});
    Trainer judge(*backend, judge_settings(), train);
    const uint32_t steps = std::max(1000u, judge.steps_in(5));
    while (judge.step() < steps) {
      judge.advance(std::min(200u, steps - judge.step()));
      co_yield 0.5 + 0.3 * judge.step() / steps;
    }
    Classifier& classifier = *judge.method().classifier();
    const auto [often, confident] = judged(classifier.classify(samples), count);
    double entropy = 0;
    for (const uint32_t some : often) {
      const double share = double{1} * some / count;
      if (some > 0) entropy -= share * std::log(share);
    }
    report["classes"] = often;
    report["entropy"] = entropy;
    report["confident"] = confident;
    report["test_confident"] = judged(classifier.classify(real), count).confident;
    samples = classifier.features(samples);
    real = classifier.features(real);
    width = samples.size() / count;
  }
  Job<Manifolds> comparing = comparing_manifolds(std::move(real), std::move(samples), width);
  while (comparing.step()) co_yield 0.8 + 0.2 * comparing.share();
  const Manifolds found = comparing.take();
  report["precision"] = found.precision;
  report["recall"] = found.recall;
  report["coverage"] = found.coverage;
  co_return report;
}

}  // namespace hourglass
