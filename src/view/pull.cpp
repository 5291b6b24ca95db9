// Where a network puts every place of the plane: an arrow from x to r(x). What was trained to undo noise points
// to where the data lie, along the score: r(x) − x ≈ σ² ∂ log p(x)/∂x (Alain and Bengio 2014, "What regularized
// auto-encoders learn from the data-generating distribution"; the picture is Vincent et al.'s of 2008).
#include <imgui.h>
#include <algorithm>
#include <cmath>
#include <span>

#include "view/paint.h"
#include "view/panel.h"
#include "view/scatter.h"
#include "view/theme.h"

namespace hourglass::view {

namespace {

class Pull : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  PointPlot plot_;
};

void Pull::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  const Theme& theme = context.theme;
  const float headline = paint::caption_line + 4;
  const Scatter& scatter =
      plot_.draw_ground(context, {at.x, at.y + headline}, {size.x, size.y - headline});
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRect(scatter.low, scatter.high, true);
  plot_.dots(snapshot.data->test, 1.6f, [&](uint32_t) { return fade(theme.muted, 0.6f); });
  // No longer than the way to the next one: what counts is the direction.
  const std::array<float, 2> lowest = scatter.lowest(), highest = scatter.highest();
  const float most = 0.9f * (scatter.high.x - scatter.low.x) / (highest[0] - lowest[0]) * 2 *
                     snapshot.field_extent / (pull_side - 1);
  for (size_t i = 0; i + 3 < snapshot.pull.size(); i += 4) {
    const ImVec2 from = scatter.at(std::span(snapshot.pull).subspan(i, 2));
    ImVec2 to = scatter.at(std::span(snapshot.pull).subspan(i + 2, 2));
    const float length = std::hypot(to.x - from.x, to.y - from.y);
    if (!std::isfinite(length)) continue;
    const float kept = std::min(1.0f, most / std::max(length, 1e-3f));
    to = {from.x + kept * (to.x - from.x), from.y + kept * (to.y - from.y)};
    paint::arrow(list, from, to, fade(theme.accent, 0.9f));
  }
  list.PopClipRect();
  paint::text(
      context, at,
      paint::fitted(context,
                    "x → r(x): where the network puts every place, no further than to the next",
                    theme.caption_size, size.x),
      theme.muted, theme.caption_size);
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
}

}  // namespace

namespace panel {

extern const PanelRow pull{
    .name = "pull",
    .title = "Reconstruction field",
    .tab = "Field",
    .about = "Where the network puts every place of the plane: an arrow from x to r(x).",
    .place = Place::centre,
    .make = make<Pull>,
    .needs = [](const Context& context) { return !context.snapshot.pull.empty(); }};

}  // namespace panel
}  // namespace hourglass::view
