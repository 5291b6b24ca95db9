#include "train/probe.h"

#include <algorithm>

#include "compute/error.h"
#include "data/pixels.h"

namespace hourglass {
namespace {

constexpr double passes = 10;
constexpr uint32_t least_steps = 1000;  // where ten passes are over few examples

}  // namespace

Job<double> probing(Trainer& trainer, Dataset train, Dataset test) {
  Codec& codec = trainer.codec();
  for (const Dataset* data : {&train, &test})
    if (data->labels.empty()) fail("probe: {} has no labels; choose labelled data", data->name);
  const double all = double{1} * train.count + test.count;
  std::array<Dataset, 2> codes;
  for (size_t k = 0; k < codes.size(); ++k) {
    const Dataset& data = k == 0 ? train : test;
    const double before = k == 0 ? 0 : train.count;
    Job<std::vector<float>> encoding = encoding_all(codec, data);
    while (encoding.step()) co_yield 0.8 * (before + encoding.share() * data.count) / all;
    codes[k].name = data.name;
    codes[k].example = {1, 1, 1, codec.code()};
    codes[k].count = data.count;
    codes[k].labels = data.labels;
    codes[k].classes = data.classes;
    codes[k].values = encoding.take();
    codes[k].kind = Kind::table;
  }
  Settings settings = preset_settings("classifier");
  settings.hidden = {};
  settings.optimizer = "adam";
  settings.learning_rate = 1e-2f;
  settings.batch = 128;
  settings.dropout = 0;
  settings.patience = 0;
  settings.fine_tune_epochs = 0;
  settings.seed = trainer.settings().seed;
  const auto backend = make_cpu_backend({1, trainer.settings().reproducible});
  Trainer probe(*backend, settings, codes[0]);
  const uint32_t steps = std::max(least_steps, probe.steps_in(passes));
  while (probe.step() < steps) {
    probe.advance(std::min(500u, steps - probe.step()));
    co_yield 0.8 + 0.2 * probe.step() / steps;
  }
  co_return probe.evaluate(codes[1]).figures.measures[0];
}

}  // namespace hourglass
