// The settings that have an effect here, in groups by scope.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "view/panel.h"
#include "view/setting_rows.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

struct Group {
  Scope scope;
  std::string_view caption;
};
constexpr std::array<Group, 4> groups = {{{Scope::training, "Training"},
                                          {Scope::model, "Model"},
                                          {Scope::data, "Data"},
                                          {Scope::machine, "How it runs"}}};

// At the right of the line that the first caption is to take.
void dot_legend(const Context& context, float width) {
  constexpr std::string_view words = "acts at once";
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float size = context.theme.caption_size;
  const float left = at.x + width - text_size(context, words, size).x;
  draw_text(context, {left, at.y}, words, context.theme.muted, size);
  draw_dot(context, {left - 7, at.y + size / 2 + 2});
}

class SettingsPanel : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  SettingRows rows_;
};

void SettingsPanel::draw(const Context& context, ImVec2 size) {
  const float top = ImGui::GetCursorScreenPos().y;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {8, context.touch ? 8.0F : 4.0F});
  bool first = true;
  for (const Group& group : groups) {
    const auto belongs = [&](const Property& p) {
      return p.scope == group.scope && has_row(*context.settings, p);
    };
    if (std::ranges::none_of(properties(), belongs)) continue;
    if (std::exchange(first, false))
      dot_legend(context, size.x);
    else
      ImGui::Dummy({0, 0});
    caption(context, group.caption);
    for (const Property& p : properties())
      if (belongs(p)) rows_.draw(context, p, size.x);
  }
  if (has_code(context) && context.snapshot.data->classes > 0) {
    ImGui::Dummy({0, 4});
    if (button(context, "use-encoder", {.text = "Teach classes with this encoder"}))
      context.command("useEncoder", {});
    context.note("use-encoder");
    tooltip(context, "A classifier of the same layers, which begins with these weights.");
  }
  ImGui::PopStyleVar();
  height_ = ImGui::GetCursorScreenPos().y - top - 4;
}

}  // namespace

namespace panel {

extern const PanelRow settings{.name = "settings",
                               .title = "Settings",
                               .tab = "Settings",
                               .about = "Learning rate and β act at once; the rest starts afresh.",
                               .place = Place::side,
                               .make = make<SettingsPanel>,
                               .scrolls = true,
                               .late = true,
                               .height = 320};

}  // namespace panel
}  // namespace hourglass::view
