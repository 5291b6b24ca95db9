// The panel of layers, with answers that are known.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "view/layer_maps.h"
#include "view/layer_words.h"
#include "view/panels.h"
#include "view/paper.h"

using namespace hourglass;
using namespace hourglass::view;

namespace {

// A convolution with a dead channel, what pools it, and two units.
std::shared_ptr<const LayersReport> small_report() {
  auto report = std::make_shared<LayersReport>();
  report->examples = 10;
  report->reach = 0.5f;
  LayerReport conv;
  conv.module = "encoder", conv.name = "conv 3×3 relu";
  conv.input = {1, 2, 2, 1}, conv.output = {1, 2, 2, 3};
  conv.activation = Activation::relu;
  conv.weights.bins.assign(spread_bins, 2);
  conv.weights.count = 2 * spread_bins;
  conv.units = 3, conv.dead = {1};
  // A place after the other, of each its three channels.
  conv.activations = {0.5f, 0, 1, 1.5f, 0, 2, 2.5f, 0, 3, 3.5f, 0, 4};
  LayerReport pool = conv;
  pool.name = "max pool", pool.weights = {}, pool.units = 0, pool.dead = {};
  LayerReport dense;
  dense.module = "decoder", dense.name = "dense";
  dense.input = {1, 1, 1, 4}, dense.output = {1, 1, 1, 2};
  dense.weights = conv.weights;
  dense.gradients = conv.weights;
  dense.activations = {-1, 0.25f};
  report->layers = {conv, pool, dense};
  return report;
}

struct Shown {
  Paper paper;
  Snapshot snapshot;
  std::vector<NamedRect> rects;
  uint32_t asked = 0;
  std::shared_ptr<const LayersReport> answer = small_report();
  std::unique_ptr<Panel> panel = find_panel("layers")->make(*find_panel("layers"));
  std::optional<size_t> moment;
  uint64_t number = 1;

  Shown() {
    snapshot.model = std::make_shared<Model>();
    auto data = std::make_shared<DataView>();
    data->test = {4, 2, 2, std::vector<float>(16), 1, hourglass::Kind::pictures};
    snapshot.data = data;
  }
  // Without its textures a frame is drawn, so that ImGui has no list of them that are gone.
  ~Shown() {
    panel.reset();
    paper.frame([] {});
  }
  Context context() {
    Context context{snapshot, number, paper.theme};
    context.now = ImGui::GetTime();
    context.rects = &rects;
    context.moment = moment;
    context.layers =
        [this](uint32_t,
               const std::function<void(const std::shared_ptr<const LayersReport>&)>& then) {
          ++asked;
          then(answer);
        };
    return context;
  }
  void draw(ImVec2 size = {640, 420}) {
    rects.clear();
    paper.frame([&] { panel->draw(context(), size); });
  }
  bool has(std::string_view id) const { return std::ranges::count(rects, id, &NamedRect::id) == 1; }
  void click(std::string_view id) {
    const NamedRect& rect = *std::ranges::find(rects, id, &NamedRect::id);
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent((rect.from.x + rect.to.x) / 2, (rect.from.y + rect.to.y) / 2);
    for (const bool down : {false, true, false}) {
      io.AddMouseButtonEvent(0, down);
      draw(last);
    }
  }
  ImVec2 last{640, 420};
};

}  // namespace

TEST_CASE("layers are asked about once a snapshot, and of now alone") {
  Shown shown;
  shown.draw();
  CHECK(shown.asked == 1);
  shown.draw();
  CHECK(shown.asked == 1);
  for (const char* row : {"layers.row.0", "layers.row.1", "layers.row.2"}) CHECK(shown.has(row));
  ++shown.number;
  shown.draw();
  CHECK(shown.asked == 2);
  // Another network's report says nothing of this one.
  shown.snapshot.model = std::make_shared<Model>();
  shown.answer = nullptr;
  shown.draw();
  CHECK(shown.asked == 3);
  CHECK_FALSE(shown.has("layers.row.0"));
  // An error is asked about again with the next snapshot, and in the past nothing is.
  shown.answer = small_report();
  shown.moment = 0;
  ++shown.number;
  shown.draw();
  CHECK(shown.asked == 3);
  CHECK_FALSE(shown.has("layers.row.0"));
  shown.moment.reset();
  shown.draw();
  shown.draw();
  CHECK(shown.has("layers.row.0"));
}

TEST_CASE("where there is no room for both, a press opens a layer, and All goes back") {
  Shown shown;
  shown.last = {300, 180};
  shown.draw(shown.last);
  shown.draw(shown.last);
  REQUIRE(shown.has("layers.row.0"));
  CHECK_FALSE(shown.has("views.layers.all"));
  shown.click("layers.row.0");
  shown.draw(shown.last);
  CHECK_FALSE(shown.has("layers.row.0"));
  REQUIRE(shown.has("views.layers.all"));
  CHECK(shown.has("views.layers.after"));
  shown.click("views.layers.all");
  shown.draw(shown.last);
  CHECK(shown.has("layers.row.0"));
}

TEST_CASE("under the pointer a map's numbers are read, each at its place") {
  Shown shown;
  LayerMaps maps;
  const ImVec2 at{100, 100};
  const auto under = [&](const LayerReport& layer, uint64_t version, ImVec2 mouse) {
    ImGui::GetIO().AddMousePosEvent(mouse.x, mouse.y);
    std::string words;
    for (int frame = 0; frame < 2; ++frame)
      shown.paper.frame([&] {
        const Context context = shown.context();
        maps.update(context, layer, version);
        words = maps.draw(context, layer, at, {200, 60});
      });
    return words;
  };
  const auto report = small_report();
  // Three maps of 2×2 at the largest whole multiple that fits three into 200×60: 30 times.
  const LayerReport& conv = report->layers[0];
  CHECK(under(conv, 1, {101, 101}) == "map 1, row 1, column 1: 0.500");
  CHECK(under(conv, 1, {131, 101}) == "map 1, row 1, column 2: 1.50");
  CHECK(under(conv, 1, {101, 131}) == "map 1, row 2, column 1: 2.50");
  CHECK(under(conv, 1, {163, 101}) == "map 2, row 1, column 1: 0, dead");
  CHECK(under(conv, 1, {225, 101}) == "map 3, row 1, column 1: 1.00");
  CHECK(under(conv, 1, {90, 101}).empty());
  CHECK(maps.shown() == 3);
  // Cells of a dense layer, 28 wide: few of them one below the other.
  CHECK(under(report->layers[2], 2, {101, 101}) == "unit 1: −1.00");
  CHECK(under(report->layers[2], 2, {101, 131}) == "unit 2: 0.250");
  // As many numbers as a picture has are one.
  LayerReport out = report->layers[2];
  out.output.c = 4;
  out.activations = {1, 2, 3, 4};
  CHECK(under(out, 3, {101, 131}) == "row 2, column 1: 3.00");
  // Nothing comes through.
  out.activations.clear();
  CHECK(under(out, 4, {101, 101}).empty());
  CHECK(maps.empty());
}

TEST_CASE("a layer is told of in words") {
  const auto report = small_report();
  LayerReport layer = report->layers[0];
  const Noun& images = noun(hourglass::Kind::pictures);
  CHECK(layer_facts(layer, 10, images) ==
        std::vector<std::string>{"2×2×1 → 2×2×3", "96 weights of rms 0",
                                 "1 of 3 dead: 0 for 10 test images"});
  layer.dead.clear();
  CHECK(layer_facts(layer, 10, images).back() == "none of 3 units dead");
  // What has two ends is stuck at one of them.
  layer.dead = {0, 2};
  layer.activation = Activation::tanh;
  layer.of_noise = true;
  CHECK(layer_facts(layer, 10, images).back() == "2 of 3 stuck: at one end for 10 draws of noise");
  layer.gradients.count = 200, layer.gradients.zeros = 50, layer.gradients.rms = 0.0123f;
  layer.update = 0.001f;
  const auto facts = layer_facts(layer, 10, images);
  CHECK(facts[2] == "gradients 0.0123, 25 % just 0");
  CHECK(facts[3] == "last update 0.00100 of the weights");
  layer.output = layer.input;
  CHECK(shapes_of(layer) == "2×2×1");
  CHECK(module_title("encoder") == "Encoder");
  CHECK(module_title("layer12") == "Layer 12");
}
