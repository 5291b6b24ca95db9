#include "view/phase_bar.h"

#include <algorithm>

#include "share/texts.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

// The first that is not done, else the last.
size_t now_of(const Snapshot& snapshot) {
  const auto& phases = snapshot.phases;
  for (size_t i = 0; i < phases.size(); ++i)
    if (!phases[i].steps || phases[i].done < *phases[i].steps) return i;
  return phases.empty() ? 0 : phases.size() - 1;
}

}  // namespace

bool has_phases(const Context& context) { return context.snapshot.phases.size() > 1; }

bool is_taught(const Snapshot& snapshot, uint32_t layer) {
  if (snapshot.phases.size() < 2) return false;
  const std::vector<uint32_t>& layers = snapshot.phases[now_of(snapshot)].layers;
  return std::ranges::find(layers, layer) != layers.end();
}

void phase_bar(const Context& context, ImVec2 at, float width) {
  const Theme& theme = context.theme;
  const auto& phases = context.snapshot.phases;
  const size_t now = now_of(context.snapshot);
  double all = 0, longest = 1;
  for (const PhaseState& phase : phases)
    longest = std::max(longest, double{1} * phase.steps.value_or(0));
  const auto length = [&](const PhaseState& phase) {
    return std::max(double{1} * phase.steps.value_or(static_cast<uint32_t>(longest)), longest / 8);
  };
  for (const PhaseState& phase : phases) all += length(phase);
  const float gap = 3, room = width - gap * static_cast<float>(phases.size() - 1);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  float x = at.x;
  for (size_t i = 0; i < phases.size(); ++i) {
    const PhaseState& phase = phases[i];
    const float wide = room * static_cast<float>(length(phase) / all);
    const float share = phase.steps ? static_cast<float>(phase.done) /
                                          static_cast<float>(std::max(*phase.steps, 1u))
                                    : (phase.done > 0 ? 1.0f : 0.0f);
    const ImVec2 low = paint::snap({x, at.y + paint::caption_line + 2}),
                 high = paint::snap({x + wide, at.y + paint::caption_line + 8});
    list.AddRectFilled(low, high, theme.line, 3);
    if (share > 0)
      list.AddRectFilled(low, {low.x + (high.x - low.x) * std::min(share, 1.0f), high.y},
                         i == now ? theme.accent : mix(theme.accent, theme.card, 0.45f), 3);
    // A short segment has room for its number.
    const bool fits = paint::text_size(context, theme.caption_size, phase.name).x <= wide;
    paint::text(context, {x, at.y}, fits ? phase.name : std::to_string(i + 1),
                i == now ? theme.text : theme.muted, theme.caption_size);
    ImGui::SetCursorScreenPos({x, at.y});
    ImGui::PushID(static_cast<int>(i));
    ImGui::InvisibleButton("phase", {std::max(wide, 1.0f), phase_bar_height - 8});
    ImGui::PopID();
    tooltip(context, tr("{}: {}{} steps", phase.name, thousands(phase.done),
                        phase.steps ? tr(" of {}", thousands(*phase.steps)) : ""));
    x += wide + gap;
  }
}

}  // namespace hourglass::view
