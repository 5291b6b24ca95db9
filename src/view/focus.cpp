#include "view/focus.h"

#include <imgui_internal.h>

#include <algorithm>

namespace hourglass::view {

namespace {

ImGuiContext& imgui() { return *ImGui::GetCurrentContext(); }

void move_to(const NamedRect& control) {
  ImGuiContext& g = imgui();
  const ImRect place(control.from, control.to);
  if (g.ActiveId != control.item) ImGui::ClearActiveID();
  ImGui::SetNavWindow(control.window);
  ImGui::SetNavID(control.item, ImGuiNavLayer_Main, control.scope,
                  ImGui::WindowRectAbsToRel(control.window, place));
  ImGui::SetNavCursorVisibleAfterMove();
  ImGui::ScrollToRectEx(control.window, place,
                        ImGuiScrollFlags_KeepVisibleEdgeX | ImGuiScrollFlags_KeepVisibleEdgeY);
  if (!control.text) return;
  // A field is typed into as soon as it is reached.
  g.NavNextActivateId = control.item;
  g.NavNextActivateFlags = ImGuiActivateFlags_PreferInput | ImGuiActivateFlags_TryToPreserveState |
                           ImGuiActivateFlags_FromTabbing;
}

}  // namespace

void Context::note(std::string_view id, std::string_view says) const {
  if (rects == nullptr) return;
  const ImGuiLastItemData& last = imgui().LastItemData;
  NamedRect named{std::string(prefix) + std::string(id), ImGui::GetItemRectMin(),
                  ImGui::GetItemRectMax()};
  constexpr ImGuiItemFlags out_of_reach = int{ImGuiItemFlags_NoNav} | int{ImGuiItemFlags_Disabled};
  if (last.ID != 0 && !(last.ItemFlags & out_of_reach)) {
    named.item = last.ID;
    named.window = imgui().CurrentWindow;
    named.scope = imgui().CurrentFocusScopeId;
    named.stop = !(last.ItemFlags & ImGuiItemFlags_NoTabStop);
    named.text = (last.ItemFlags & ImGuiItemFlags_Inputable) != 0;
  }
  named.says = says;
  rects->push_back(std::move(named));
}

const NamedRect* focused(std::span<const NamedRect> controls) {
  const ImGuiContext& g = imgui();
  if (g.NavId == 0 || !g.NavCursorVisible) return nullptr;
  const auto found = std::ranges::find(controls, g.NavId, &NamedRect::item);
  return found == controls.end() ? nullptr : &*found;
}

bool focus_on(std::span<const NamedRect> controls, std::string_view name) {
  const NamedRect* part = nullptr;
  for (const NamedRect& control : controls) {
    if (control.item == 0 || !control.id.starts_with(name)) continue;
    if (control.id.size() == name.size()) {
      move_to(control);
      return true;
    }
    if (!part && control.id[name.size()] == '.') part = &control;
  }
  if (part) move_to(*part);
  return part != nullptr;
}

bool walk(std::span<const NamedRect> controls, bool backwards, bool entering) {
  ImGuiContext& g = imgui();
  const ImGuiWindow* popup = g.OpenPopupStack.empty() ? nullptr : g.OpenPopupStack.back().Window;
  const NamedRect* from = focused(controls);
  const auto stops_at = [&](const NamedRect& control) {
    return control.item != 0 && control.stop &&
           (popup == nullptr || control.window->RootWindow == popup);
  };
  const NamedRect* to = nullptr;
  if (!backwards) {
    const auto rest =
        from ? controls.subspan(static_cast<size_t>(from - controls.data()) + 1) : controls;
    if (const auto next = std::ranges::find_if(rest, stops_at); next != rest.end()) to = &*next;
  } else if (from || entering) {
    const auto before =
        from ? controls.first(static_cast<size_t>(from - controls.data())) : controls;
    for (const NamedRect& control : before) {
      if (stops_at(control)) to = &control;
    }
  }
  if (to != nullptr) {
    move_to(*to);
  } else if (popup != nullptr) {
    ImGui::ClosePopupToLevel(0, true);
  } else {
    ImGui::ClearActiveID();
    g.NavId = 0;
    ImGui::SetNavCursorVisible(false);
    return false;
  }
  return true;
}

bool has_focus() { return ImGui::IsItemFocused() && imgui().NavCursorVisible; }

void take_focus() {
  const ImGuiContext& g = imgui();
  move_to({.id = {},
           .from = ImGui::GetItemRectMin(),
           .to = ImGui::GetItemRectMax(),
           .item = g.LastItemData.ID,
           .scope = g.CurrentFocusScopeId,
           .window = g.CurrentWindow});
}

bool dragged() { return ImGui::IsItemActive() && imgui().ActiveIdSource == ImGuiInputSource_Mouse; }

ImVec2 arrows(bool vertical) {
  ImVec2 way(0, 0);
  if (!has_focus()) return way;
  const ImGuiID item = ImGui::GetItemID();
  const auto pressed = [&](ImGuiKey key) {
    // Dear ImGui moves the ring by those arrows only that belong to nobody.
    ImGui::SetKeyOwner(key, item);
    return ImGui::IsKeyPressed(key) ? 1.0F : 0.0F;
  };
  way.x = pressed(ImGuiKey_RightArrow) - pressed(ImGuiKey_LeftArrow);
  if (vertical) way.y = pressed(ImGuiKey_UpArrow) - pressed(ImGuiKey_DownArrow);
  return way;
}

}  // namespace hourglass::view
