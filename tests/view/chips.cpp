// Chips of classes, and the bars of a code's units.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <numeric>

#include "view/classes.h"
#include "view/paper.h"
#include "view/unit_bars.h"

using namespace hourglass;
using namespace hourglass::view;

TEST_CASE("a row of chips is as wide as its names need, and only the longest are cut") {
  const Paper paper;
  Snapshot snapshot;
  auto data = std::make_shared<DataView>();
  data->class_names = {"airplane", "automobile", "bird",  "cat",  "deer",
                       "dog",      "frog",       "horse", "ship", "truck"};
  data->classes = 10;
  snapshot.data = data;
  const Context context{snapshot, 1, paper.theme};
  ClassPage page;
  page.update(context);
  std::vector<float> whole, cut;
  paper.frame([&] {
    whole = class_widths(context, page, 5, 1000, 12, 10);
    cut = class_widths(context, page, 5, 190, 12, 10);
  });
  const auto row = [](const std::vector<float>& widths) {
    return std::accumulate(widths.begin(), widths.begin() + 5, 0.0f);
  };
  REQUIRE(whole.size() == 10);
  CHECK(std::ranges::max_element(whole) == whole.begin() + 1);  // the longest name
  CHECK(row(whole) > 190);
  CHECK(row(cut) <= 190);
  CHECK(cut[1] < whole[1]);
  CHECK(cut[3] == whole[3]);  // "cat" keeps its width
}

TEST_CASE("a unit that carries nothing has no bar") {
  const Paper paper;
  Snapshot snapshot;
  snapshot.data = std::make_shared<DataView>();
  const Context context{snapshot, 1, paper.theme};
  const auto drawn = [&](std::vector<float> kl) {
    snapshot.unit_kl = std::move(kl);
    return paper.frame([&] { unit_bars(context, {220, 240}, {100, 120}); });
  };
  const size_t nothing = drawn({}).size();
  const std::vector<float> one = drawn({2, 0}), both = drawn({2, 2});
  CHECK(one.size() > nothing);
  CHECK(one.size() == both.size());
  // How high the highest corner of the second unit is, beneath the words.
  const auto top = [](const std::vector<float>& places) {
    float highest = 1000;
    for (size_t i = 0; i + 1 < places.size(); i += 2)
      if (places[i] > 243 && places[i] < 264 && places[i + 1] > 256)
        highest = std::min(highest, places[i + 1]);
    return highest;
  };
  CHECK(top(one) > top(both) + 50);
}
