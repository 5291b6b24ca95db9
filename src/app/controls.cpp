#include "app/controls.h"

#include <imgui_internal.h>

#include <nlohmann/json.hpp>

#include "app/session.h"

namespace hourglass {

void keyboard(const view::Context& context) {
  const ImGuiIO& io = ImGui::GetIO();
  // What is open over the page, a list, a gallery or a card, has the keys for itself.
  if (!ImGui::GetCurrentContext()->OpenPopupStack.empty()) return;
  const bool free = context.ring.empty();
  if (free) {
    // Where Tab has not begun, Dear ImGui's navigation has no keys: an arrow shows no ring.
    for (const ImGuiKey key :
         {ImGuiKey_LeftArrow, ImGuiKey_RightArrow, ImGuiKey_UpArrow, ImGuiKey_DownArrow,
          ImGuiKey_PageUp, ImGuiKey_PageDown, ImGuiKey_Home, ImGuiKey_End}) {
      ImGui::SetKeyOwner(key, ImGui::GetID("keyboard"));
    }
  }
  const bool chord = (io.KeyCtrl || io.KeySuper) && !io.KeyAlt;
  if (chord && !io.KeyShift && ImGui::IsKeyPressed(ImGuiKey_K, false))
    context.wishes->toggle_search = true;
  if (chord && context.status->ready) {
    const bool z = !io.WantTextInput && ImGui::IsKeyPressed(ImGuiKey_Z, false);
    const bool y = !io.WantTextInput && ImGui::IsKeyPressed(ImGuiKey_Y, false);
    if (z && !io.KeyShift) context.command("undo", nlohmann::json::object());
    if ((z && io.KeyShift) || y) context.command("redo", nlohmann::json::object());
    if (!io.KeyShift && ImGui::IsKeyPressed(ImGuiKey_S, false))
      context.wishes->save = {"saveModel", ""};
    if (!io.KeyShift && ImGui::IsKeyPressed(ImGuiKey_O, false)) context.wishes->open = true;
  }
  // Ctrl+R is the browser's.
  if (io.WantTextInput || io.KeyCtrl || io.KeyAlt || io.KeySuper) return;
  if (free && ImGui::IsKeyPressed(ImGuiKey_Escape, false)) {
    if (context.status->cancellable)
      context.command("cancel", nlohmann::json::object());
    else
      context.wishes->leave = true;
  }
  const bool question = ImGui::IsKeyPressed(ImGuiKey_Slash, false) && io.KeyShift;
  if (question || ImGui::IsKeyPressed(ImGuiKey_F1, false)) context.wishes->toggle_help = true;
  if (ImGui::IsKeyPressed(ImGuiKey_F, false) && !context.phone) context.wishes->enlarge = true;
  if (ImGui::IsKeyPressed(ImGuiKey_T, false)) context.wishes->toggle_theme = true;
  if (!context.status->ready) return;
  if (context.ring.empty() && ImGui::IsKeyPressed(ImGuiKey_Space, false)) {
    context.command(context.status->training ? "pause" : "train", nlohmann::json::object());
  }
  // Held, these step on and on.
  if (ImGui::IsKeyPressed(ImGuiKey_S) || (free && ImGui::IsKeyPressed(ImGuiKey_RightArrow))) {
    context.command("step", nlohmann::json::object());
  }
  if (ImGui::IsKeyPressed(ImGuiKey_R, false)) context.command("reset", nlohmann::json::object());
}

}  // namespace hourglass
