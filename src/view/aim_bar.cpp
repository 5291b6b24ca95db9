#include "view/aim_bar.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "share/texts.h"
#include "snapshot/status.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr float margin = 12, gap = 12;

std::string words(const SessionStatus& status, const Aim& aim) {
  if (!aim.words.empty()) return aim.words;
  if (status.step == aim.step) return tr("Step {}", thousands(aim.step));
  if (status.step < aim.step && status.training)
    return tr("Step {} of {}", thousands(status.step), thousands(aim.step));
  return tr("This link was trained to step {}, to weights {}", thousands(aim.step), aim.hash);
}

}  // namespace

float aim_bar_height(const Context& context) {
  if (!context.status->aim || !context.status->ready) return 0;
  return context.touch ? 56 : 44;
}

void aim_bar(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  const SessionStatus& status = *context.status;
  const Aim& aim = *status.aim;
  const bool there = status.step == aim.step, under_way = status.training && status.step < aim.step;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(at, {at.x + size.x, at.y + size.y}, theme.card);
  list.AddLine({at.x, at.y + size.y}, {at.x + size.x, at.y + size.y}, theme.line);

  const float middle = at.y + size.y / 2, tall = control_height(context);
  float right = at.x + size.x - (context.touch ? 4.0F : margin) - tall;
  ImGui::SetCursorScreenPos({right, middle - tall / 2});
  if (button(context, "forget-aim", {.icon = Icon::close, .look = Look::quiet, .width = tall}))
    context.command("forgetAim", nlohmann::json::object());
  context.note("forget-aim");
  tooltip(context, "Put this away");

  if (!there && !under_way) {
    const std::string text = tr("Train to step {}", thousands(aim.step));
    const ButtonShape shape{.icon = Icon::play, .text = text, .look = Look::filled};
    right -= button_width(context, shape) + gap;
    ImGui::SetCursorScreenPos({right, middle - tall / 2});
    if (button(context, "train-to", shape)) context.command("train", {{"to", aim.step}});
    context.note("train-to");
    tooltip(context, status.step > aim.step
                         ? "Resets, and trains as far: then the weights are compared"
                         : "Trains as far: then the weights are compared");
  } else if (under_way) {
    const float wide = std::min(320.0F, size.x * 0.4F);
    right -= wide + gap;
    const ImVec2 low = paint::snap({right, middle - 3}),
                 high = paint::snap({right + wide, middle + 3});
    const float share = static_cast<float>(status.step) / static_cast<float>(aim.step);
    list.AddRectFilled(low, high, theme.line, 3);
    list.AddRectFilled(low, {low.x + (high.x - low.x) * share, high.y}, theme.accent, 3);
    ImGui::SetCursorScreenPos({right, middle - tall / 2});
    ImGui::Dummy({wide, tall});
    context.note("aim-progress");
  }

  const bool same = aim.reached == Aim::Reached::same,
             differs = aim.reached == Aim::Reached::differs;
  float x = at.x + margin;
  if (same || differs) {
    if (same)
      draw_icon(list, Icon::check, {x + 9, middle}, 18, theme.accent);
    else
      list.AddCircleFilled({x + 8, middle}, 4, theme.trouble);
    x += 26;
  }
  // Two lines where one is too short.
  const std::string text = words(status, aim);
  const float letters = context.touch ? 13.0F : theme.body_size, room = right - gap - x;
  const bool wraps = text_size(context, text, letters).x > room;
  const float size_of = wraps ? 12.0F : letters;
  const float lines = wraps ? 2 * paint::caption_line : size_of + 2;
  ImGui::PushClipRect({x, at.y}, {x + room, at.y + size.y - 1}, true);
  if (wraps)
    paint::paragraph(context, {x, middle - lines / 2}, room, text, theme.text, size_of);
  else
    draw_text(context, {x, middle - lines / 2}, text, theme.text, size_of);
  ImGui::PopClipRect();
  ImGui::SetCursorScreenPos({x, at.y});
  ImGui::InvisibleButton("aim", {std::max(room, 1.0F), size.y});
  context.note("aim");
  if (wraps) tooltip(context, text);
}

}  // namespace hourglass::view
