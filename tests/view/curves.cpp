// What the curves show, drawn without a window: shapes are compared, nothing is looked at.
#include <doctest/doctest.h>

#include <array>

#include "model/settings.h"
#include "view/panels.h"
#include "view/paper.h"

using namespace hourglass;
using namespace hourglass::view;

TEST_CASE("a change of β is seen in the curves though nothing trains and no snapshot comes") {
  const Paper paper;
  Snapshot snapshot;
  auto model = std::make_shared<Model>();
  model->series = {{"reconstruction", "Reconstruction", "", ""},
                   {"kl", "KL", "", "", 1, &Settings::beta}};
  snapshot.model = model;
  snapshot.train_curve.series = 2;
  for (uint32_t step = 0; step < 50; ++step)
    snapshot.train_curve.add(step,
                             std::array{200 - static_cast<float>(step), static_cast<float>(step)});
  Settings settings;
  Context context{snapshot, 1, paper.theme};
  context.settings = &settings;
  const auto made = find_panel("curves")->make(*find_panel("curves"));
  Panel& curves = *made;
  paper.frame([&] { curves.draw(context, {600, 400}); });
  const std::vector<float> before = paper.frame([&] { curves.draw(context, {600, 400}); });
  const auto as_before = [&] {
    return paper.frame([&] { curves.draw(context, {600, 400}); }) == before;
  };
  CHECK(as_before());
  settings.beta = 4;
  CHECK_FALSE(as_before());
}
