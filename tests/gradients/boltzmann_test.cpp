// Contrastive divergence by its formulas, in double and with the random words that the device draws, beside what a
// training's step leaves as gradients on every backend.
#include <doctest/doctest.h>

#include <format>

#include "compute/random.h"
#include "gradients/judge.h"
#include "reference/activation.h"
#include "train/trainer.h"

using namespace gradients;
using namespace hourglass;

namespace {

using Row = std::vector<double>;

Dataset tiny() {
  constexpr uint32_t count = 20, features = 6;
  Dataset data;
  data.name = "tiny";
  data.example = {1, 2, 3, 1};
  data.count = count;
  data.classes = 2;
  std::vector<uint8_t> pixels;
  std::vector<Label> labels;
  for (uint32_t i = 0; i < count * features; ++i)
    pixels.push_back(static_cast<uint8_t>(i * 83 % 256));
  for (uint32_t i = 0; i < count; ++i) labels.push_back(static_cast<Label>(i % 2));
  data.pixels = std::move(pixels);
  data.labels = std::move(labels);
  return data;
}

// Of a layer and its mirror: p(h|v) = sigmoid(vW + b), p(v|h) = sigmoid(hWᵀ + c).
struct Machine {
  size_t visible, hidden;
  Row weights, c;  // [visible + 1, hidden], its last row b; [visible]

  double w(size_t i, size_t j) const { return weights[i * hidden + j]; }
  Row up(const Row& v) const {
    Row p(hidden);
    for (size_t j = 0; j < hidden; ++j) {
      double x = w(visible, j);
      for (size_t i = 0; i < visible; ++i) x += v[i] * w(i, j);
      p[j] = reference::sigmoid(x);
    }
    return p;
  }
  Row down(const Row& h) const {
    Row v(visible);
    for (size_t i = 0; i < visible; ++i) {
      double x = c[i];
      for (size_t j = 0; j < hidden; ++j) x += h[j] * w(i, j);
      v[i] = reference::sigmoid(x);
    }
    return v;
  }
};

Row numbers(Backend& backend, const Tensor& tensor) {
  return cases::doubles_of(read_now(backend, tensor));
}

Machine machine(Backend& backend, const Network& network, uint32_t number) {
  const Parameter& p = network.layout(std::format("layer{}", number)).parameters[0][0];
  const Parameter& c = network.layout(std::format("decoder{}", number)).parameters[0][0];
  return {p.value.shape.n - 1u, p.value.shape.features(), numbers(backend, p.value),
          numbers(backend, c.value)};
}

}  // namespace

TEST_CASE("a Boltzmann machine's step is contrastive divergence by its formulas") {
  Judge judge("contrastive divergence on webgpu");
  const Dataset data = tiny();
  for (const bool bias : {true, false})
    for (const uint32_t k : {1u, 3u})
      for (const Judge::Present& present : judge.backends()) {
        Settings s = preset_settings("dbn");
        s.hidden = {5, 4};
        s.batch = 7;
        s.gibbs_steps = k;
        s.pretrain_epochs = 1;
        s.pretrain_rate = 1;
        s.bias = bias;
        s.seed = 12;
        Backend& backend = *present.backend;
        Trainer trainer(backend, s, data);
        const Network& network = trainer.network();
        trainer.advance(1);  // away from biases of 0
        for (uint32_t layer = 1; layer <= 2; ++layer) {
          const Machine it = machine(backend, network, layer);
          const uint32_t step = trainer.step(), place = layer == 1 ? step * s.batch : 0;
          std::vector<Row> v, first, last, rebuilt;  // an example
          for (uint32_t r = 0; r < s.batch; ++r) {
            const auto image = data.image(shuffled(place + r, data.count, s.seed, 0));
            Row units;
            for (const uint8_t byte : image) units.push_back(byte / 255.0);
            if (layer == 2) units = machine(backend, network, 1).up(units);
            v.push_back(units);
            first.push_back(it.up(units));
          }
          last = first;
          for (uint32_t gibbs = 0; gibbs < k; ++gibbs) {
            rebuilt.clear();
            for (uint32_t r = 0; r < s.batch; ++r) {
              Row h(it.hidden);
              for (size_t j = 0; j < it.hidden; ++j) {
                const auto e = static_cast<uint32_t>(r * it.hidden + j);
                const Words words =
                    random_words(s.seed, Stream::noise, step, e / 4, (layer - 1) * 100 + gibbs);
                h[j] = double{uniform(words[e % 4])} < last[r][j] ? 1 : 0;
              }
              rebuilt.push_back(it.down(h));
              last[r] = it.up(rebuilt[r]);
            }
          }
          Row weights((it.visible + 1) * it.hidden), visible(it.visible);
          for (uint32_t r = 0; r < s.batch; ++r)
            for (size_t i = 0; i <= it.visible; ++i) {
              const bool is_bias = i == it.visible;
              if (is_bias && !bias) continue;
              for (size_t j = 0; j < it.hidden; ++j)
                weights[i * it.hidden + j] += ((is_bias ? 1 : rebuilt[r][i]) * last[r][j] -
                                               (is_bias ? 1 : v[r][i]) * first[r][j]) /
                                              s.batch;
              if (!is_bias && bias) visible[i] += (rebuilt[r][i] - v[r][i]) / s.batch;
            }
          trainer.advance(1);
          const auto gradient = [&](const char* module) {
            const auto& layout = network.layout(std::format("{}{}", module, layer));
            return numbers(backend, layout.parameters[0][0].gradient);
          };
          judge.check("contrastive divergence", present, gradient("layer"), weights);
          if (bias) judge.check("contrastive divergence", present, gradient("decoder"), visible);
          if (layer == 1) trainer.advance(1);  // three steps a pass
          CHECK(trainer.phases()[1].done == layer - 1);
        }
      }
}
