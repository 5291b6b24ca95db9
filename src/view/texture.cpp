// Creation, update and a graceful end of textures.
#include "view/texture.h"

#include <imgui_internal.h>  // RegisterUserTexture

#include <algorithm>

namespace hourglass::view {

namespace {

void forget(ImTextureData* data) {
  if (ImGui::GetCurrentContext() != nullptr) ImGui::UnregisterUserTexture(data);
  IM_DELETE(data);
}

}  // namespace

Texture::~Texture() {
  // The graphics memory itself goes with the graphics context: views live as long as the program.
  for (ImTextureData* data : retired_) forget(data);
  if (data_ != nullptr) forget(data_);
}

uint32_t Texture::width() const { return data_ ? static_cast<uint32_t>(data_->Width) : 0; }
uint32_t Texture::height() const { return data_ ? static_cast<uint32_t>(data_->Height) : 0; }

void Texture::collect() {
  for (ImTextureData* data : retired_)
    if (data->UnusedFrames < ImGui::GetFrameCount() &&
        data->Status != ImTextureStatus_WantDestroy && data->Status != ImTextureStatus_Destroyed)
      data->SetStatus(data->Status == ImTextureStatus_WantCreate ? ImTextureStatus_Destroyed
                                                                 : ImTextureStatus_WantDestroy);
  std::erase_if(retired_, [](ImTextureData* data) {
    const bool gone = data->Status == ImTextureStatus_Destroyed;
    if (gone) forget(data);
    return gone;
  });
}

std::span<ImU32> Texture::resize(uint32_t width, uint32_t height) {
  collect();
  const int w = static_cast<int>(std::max(width, 1u)), h = static_cast<int>(std::max(height, 1u));
  if (data_ == nullptr || data_->Width != w || data_->Height != h) {
    if (data_ != nullptr) {
      // What was drawn with it in this frame is still to be seen.
      data_->UnusedFrames = ImGui::GetFrameCount();
      retired_.push_back(data_);
    }
    data_ = IM_NEW(ImTextureData)();
    data_->Create(ImTextureFormat_RGBA32, w, h);
    data_->UseColors = true;
    ImGui::RegisterUserTexture(data_);
  }
  return {reinterpret_cast<ImU32*>(data_->Pixels), static_cast<size_t>(w) * static_cast<size_t>(h)};
}

void Texture::upload() {
  if (data_ == nullptr || data_->Status == ImTextureStatus_WantCreate) return;
  const ImTextureRect all{0, 0, static_cast<unsigned short>(data_->Width),
                          static_cast<unsigned short>(data_->Height)};
  data_->Updates.resize(0);
  data_->Updates.push_back(all);
  data_->UpdateRect = all;
  data_->UsedRect = all;
  if (data_->Status == ImTextureStatus_OK) data_->SetStatus(ImTextureStatus_WantUpdates);
}

}  // namespace hourglass::view
