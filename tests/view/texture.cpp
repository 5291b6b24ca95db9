// A texture that changes its size in the middle of a frame.
#include "view/texture.h"

#include <doctest/doctest.h>

#include "view/paper.h"

using namespace hourglass::view;

namespace {

// What the graphics card does with the list of a frame.
void upload_all() {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->Status == ImTextureStatus_WantDestroy) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    } else if (texture->Status != ImTextureStatus_Destroyed) {
      texture->SetTexID(1);
      texture->SetStatus(ImTextureStatus_OK);
    }
  }
}

}  // namespace

TEST_CASE("what was drawn with a texture before it was resized is still drawn") {
  const Paper paper;
  Texture texture;
  uint32_t side = 4;
  for (int frame = 0; frame < 6; ++frame) {
    CAPTURE(frame);
    const ImDrawList* list = nullptr;
    paper.frame([&] {
      ImDrawList& its = *ImGui::GetWindowDrawList();
      list = &its;
      for (int twice = 0; twice < 2; ++twice) {
        texture.resize(side, side);
        texture.upload();
        its.AddImage(texture.reference(), {0, 0}, {10, 10});
        ++side;
      }
    });
    if (frame % 2 == 1) continue;  // a frame that nobody sees
    upload_all();
    int drawn = 0;
    for (const ImDrawCmd& command : list->CmdBuffer) {
      if (command.ElemCount == 0) continue;
      CHECK(command.GetTexID() != ImTextureID_Invalid);
      ++drawn;
    }
    CHECK(drawn >= 2);
  }
}
