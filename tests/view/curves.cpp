// What the curves show, drawn without a window: shapes are compared, nothing is looked at.
#include <doctest/doctest.h>

#include <array>

#include "model/settings.h"
#include "view/panels.h"
#include "view/theme.h"

using namespace hourglass;
using namespace hourglass::view;

namespace {

// ImGui with nothing behind it.
struct Paper {
  Theme theme = make_theme(true);
  Paper() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {800, 600};
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    load_fonts(theme);
  }
  ~Paper() {
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures)
      texture->SetStatus(ImTextureStatus_Destroyed);
    ImGui::DestroyContext();
  }
  Paper(const Paper&) = delete;
  Paper& operator=(const Paper&) = delete;

  // Where the lines of a frame go.
  std::vector<float> frame(Panel& curves, const Context& context) const {
    ImGui::GetIO().DeltaTime = 1.0f / 60;
    ImGui::NewFrame();
    ImGui::SetNextWindowSize({700, 500});
    ImGui::Begin("paper");
    curves.draw(context, {600, 400});
    std::vector<float> places;
    for (const ImDrawVert& corner : ImGui::GetWindowDrawList()->VtxBuffer)
      places.insert(places.end(), {corner.pos.x, corner.pos.y});
    ImGui::End();
    ImGui::Render();
    return places;
  }
};

}  // namespace

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
  paper.frame(curves, context);
  const std::vector<float> before = paper.frame(curves, context);
  const auto as_before = [&] { return paper.frame(curves, context) == before; };
  CHECK(as_before());
  settings.beta = 4;
  CHECK_FALSE(as_before());
}
