#include "view/unit_bars.h"

#include <algorithm>
#include <cmath>

#include "share/texts.h"
#include "share/ticks.h"
#include "view/figure_tips.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

void unit_tooltip(const Context& context, size_t unit, float kl) {
  tooltip(context,
          tr("Unit {}: {} nats of KL. {}", unit + 1, three_figures(kl), figure_tip("unit kl")),
          unit_kl_formula);
}

void unit_bars(const Context& context, ImVec2 at, ImVec2 size) {
  const Snapshot& snapshot = context.snapshot;
  const std::vector<float>& kl = snapshot.unit_kl;
  const float height = size.y - 2 * paint::caption_line - 8;
  if (kl.empty() || height < 8) return;
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  float most = 0;
  for (const float nats : kl)
    if (std::isfinite(nats)) most = std::max(most, nats);
  const auto words = [&](float y, const std::string& text) {
    paint::caption(context, {at.x, y}, paint::fitted(context, text, theme.caption_size, size.x));
  };
  // Short, so that its unit is seen.
  words(at.y, tr("KL to {} nats", most < 0.1F ? fixed(most, 3) : three_figures(most)));
  const ImVec2 low = paint::snap({at.x, at.y + paint::caption_line + 4});
  const float base = paint::snap(low.y + height);
  // Side by side without a gap where they are many.
  const float slot = size.x / static_cast<float>(kl.size()), wide = std::min(slot, 24.0F);
  const float gap = wide >= 3 ? std::min(wide * 0.3F, 3.0F) : 0;
  ImGui::SetCursorScreenPos(low);
  ImGui::InvisibleButton("units", {size.x, height});
  const bool hovered = ImGui::IsItemHovered();
  const auto under = static_cast<size_t>(std::clamp((ImGui::GetIO().MousePos.x - low.x) / wide,
                                                    0.0F, static_cast<float>(kl.size()) - 1));
  for (size_t i = 0; i < kl.size(); ++i) {
    if (!std::isfinite(kl[i])) continue;
    const float x = low.x + wide * static_cast<float>(i), share = most > 0 ? kl[i] / most : 0;
    const float right = std::max(x + wide - gap, x + 1);
    list.AddRectFilled({x, base - share * height}, {right, base},
                       fade(theme.second, hovered && i != under ? 0.5F : 1));
    // Where there is next to nothing, something to point at.
    list.AddLine({x, base + 1}, {right, base + 1}, mix(theme.line, theme.muted, 0.5F));
  }
  if (hovered) unit_tooltip(context, under, kl[under]);
  words(base + 4, tr("{} of {} active", snapshot.active_units, kl.size()));
  hint_at(context, {at.x, base + 4}, {size.x, paint::caption_line}, figure_tip("active units"));
}

}  // namespace hourglass::view
