// Weights as pictures.
#include "model/filters.h"

#include <doctest/doctest.h>

#include "compute/error.h"
#include "data/sources.h"
#include "train/trainer.h"

using namespace hourglass;

namespace {

constexpr Shape picture{1, 28, 28, 1};

std::unique_ptr<Backend> cpu() { return make_cpu_backend({1, true}); }

Settings settings_of(std::string_view preset) {
  Settings s = preset_settings(preset);
  s.batch = 32;
  return s;
}

}  // namespace

TEST_CASE(
    "a dense layer's filters are its columns, and those above go back through the weights below") {
  const auto backend = cpu();
  Settings s = settings_of("deep");
  s.hidden = {12, 7};
  const Trainer trainer(*backend, s, make_strokes(64, 1));
  const Network& network = trainer.network();
  // To the code, and no further: the decoder makes pictures, it looks at none.
  CHECK(filter_units(network, picture) == std::vector<uint32_t>{12, 7, s.code});
  const std::vector<float> all = network.read_parameters();
  const FilterSheet first = filters(network, picture, 0, 5),
                    second = filters(network, picture, 1, 99);
  CHECK(first.height == 28);
  CHECK(first.weights.size() == 5 * 784);
  CHECK(second.weights.size() == 7 * 784);
  const float* w2 = all.data() + 785 * 12;
  for (const size_t pixel : {0u, 300u, 783u}) {
    CHECK(first.weights[3 * 784 + pixel] == all[pixel * 12 + 3]);
    float sum = 0;
    for (size_t j = 0; j < 12; ++j) sum += all[pixel * 12 + j] * w2[j * 7 + 4];
    CHECK(second.weights[4 * 784 + pixel] == doctest::Approx(sum).epsilon(1e-4));
  }
  CHECK_THROWS_AS(filters(network, picture, 3, 5), Error);
}

TEST_CASE("a convolution's filters are its kernels; a stack's go from layer to layer") {
  const auto backend = cpu();
  const Dataset strokes = make_strokes(64, 1);
  const Settings conv = settings_of("conv");
  const Trainer convolutional(*backend, conv, strokes);
  const Network& network = convolutional.network();
  REQUIRE(filter_units(network, picture).size() == 1);
  const uint32_t channels = filter_units(network, picture)[0];
  const FilterSheet sheet = filters(network, picture, 0, 4);
  CHECK(sheet.weights.size() == size_t{4} * sheet.height * sheet.width);
  CHECK(sheet.height < 8);
  CHECK(sheet.weights[1] == network.read_parameters()[channels]);

  Settings stacked = settings_of("stacked");
  stacked.hidden = {9, 8};
  const Trainer stack(*backend, stacked, strokes);
  CHECK(filter_units(stack.network(), picture) == std::vector<uint32_t>{9, 8, 10});
  // Of an adversarial network those of who sees pictures; points have none of their own shape here.
  Settings gan = settings_of("gan-2d");
  const Trainer adversarial(*backend, gan, load_dataset("ring", 1).train);
  CHECK(filter_units(adversarial.network(), picture).empty());
}
