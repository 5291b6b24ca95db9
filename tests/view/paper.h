// What a view draws without a window: shapes are compared, nothing is looked at.
#pragma once
#include <imgui.h>

#include <vector>

#include "view/theme.h"

namespace hourglass::view {

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
    load_math_font(theme);
  }
  ~Paper() {
    // The letters'; others have died before.
    for (ImTextureData* texture : ImGui::GetIO().Fonts->TexList) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    }
    ImGui::DestroyContext();
  }
  Paper(const Paper&) = delete;
  Paper& operator=(const Paper&) = delete;

  // Where the lines of a frame go that `draw` fills.
  template <class Draw>
  std::vector<float> frame(Draw draw) const {
    ImGui::GetIO().DeltaTime = 1.0f / 60;
    ImGui::NewFrame();
    ImGui::SetNextWindowSize({700, 500});
    ImGui::Begin("paper");
    draw();
    std::vector<float> places;
    for (const ImDrawVert& corner : ImGui::GetWindowDrawList()->VtxBuffer)
      places.insert(places.end(), {corner.pos.x, corner.pos.y});
    ImGui::End();
    ImGui::Render();
    return places;
  }
};

}  // namespace hourglass::view
