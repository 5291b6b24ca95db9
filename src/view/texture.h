// A picture in the graphics memory, through Dear ImGui's own texture requests: no graphics API is
// called here, so it is the same natively and in the page. Filtering is linear, always: what must
// stay sharp is magnified before it comes here and drawn one texel a device pixel.
#pragma once
#include <imgui.h>

#include <cstdint>
#include <span>
#include <vector>

namespace hourglass::view {

// Lives in the ImGui context that was current when it was first resized; dies before it.
class Texture {
 public:
  Texture() = default;
  Texture(const Texture&) = delete;
  Texture& operator=(const Texture&) = delete;
  ~Texture();

  // RGBA, row by row, to be written and then upload()ed. Contents are lost when the size changes.
  std::span<ImU32> resize(uint32_t width, uint32_t height);
  void upload();

  bool empty() const { return data_ == nullptr; }
  uint32_t width() const;
  uint32_t height() const;
  ImTextureRef reference() const { return data_->GetTexRef(); }

 private:
  void collect();
  ImTextureData* data_ = nullptr;
  std::vector<ImTextureData*> retired_;  // waiting until no frame draws with them
};

}  // namespace hourglass::view
