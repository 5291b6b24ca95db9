// The two ways between two points in one plot: straight through the plane, and through the code.
#include <algorithm>
#include <cmath>
#include <format>

#include "model/paths.h"
#include "view/blending.h"
#include "view/classes.h"
#include "view/paint.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

}  // namespace

void Blending::draw_ways(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  const Pictures& tests = context.snapshot.data->test;
  const float headline = paint::caption_line + 4;
  const Scatter& scatter =
      plot_.draw_ground(context, {at.x, at.y + headline}, {size.x, size.y - headline});
  plot_.dots(tests, 1.6f, [&](uint32_t) { return fade(theme.muted, 0.5f); });
  list().PushClipRect(scatter.low, scatter.high, true);
  const auto way = [&](const Pictures& steps, ImU32 colour) {
    if (steps.kind != tests.kind || steps.features() != tests.features()) return;
    for (uint32_t i = 0; i < steps.count; ++i) {
      const ImVec2 here = scatter.at(steps.picture(i));
      if (i > 0) list().AddLine(scatter.at(steps.picture(i - 1)), here, fade(colour, 0.7f), 1.5f);
      list().AddCircleFilled(here, 2.5f, colour);
    }
  };
  way(pixel_steps_, theme.second);
  way(steps_question_.answer(), theme.accent);
  const auto large = [&](std::span<const float> point, ImU32 colour) {
    const ImVec2 here = scatter.at(point);
    list().AddCircleFilled(here, 6.5f, theme.card);
    list().AddCircleFilled(here, 5, colour);
  };
  const std::span<const float> a = ends_pictures_.picture(0), b = ends_pictures_.picture(1);
  large(between(a, b, t_, Way::linear), theme.second);
  if (const Pictures& place = place_question_.answer();
      place.count > 0 && place.features() == tests.features())
    large(place.picture(0), theme.accent);
  for (const std::span<const float> end : {a, b})
    list().AddCircle(scatter.at(end), 7, theme.text, 0, 1.5f);
  list().PopClipRect();

  float x = at.x;
  const auto entry = [&](const std::string& words, ImU32 colour) {
    list().AddCircleFilled({x + 4, at.y + 8}, 3, colour);
    paint::caption(context, {x + 14, at.y}, words);
    x += paint::text_size(context, theme.caption_size, words).x + 34;
  };
  entry("straight across", theme.second);
  entry("through the code", theme.accent);
}

void Blending::draw_point_choice(const Context& context, ImVec2 at, ImVec2 size) {
  const DataView& data = *context.snapshot.data;
  const Theme& theme = context.theme;
  const Scatter& scatter = plot_.draw_ground(context, at, size);
  plot_.dots(data.test, 2.0f,
             [&](uint32_t i) { return fade(example_colour(context, Of::test, i), 0.9f); });
  ImGui::SetCursorScreenPos(scatter.low);
  const bool pressed =
      press_area("choice", {scatter.high.x - scatter.low.x, scatter.high.y - scatter.low.y});
  context.note("blend.choice");
  const int32_t nearest = PointPlot::nearest(scatter, data.test, ImGui::GetIO().MousePos,
                                             context.touch ? 24.0f : 12.0f);
  const auto ring = [&](uint32_t i, ImU32 colour) {
    list().AddCircle(scatter.at(data.test.picture(i)), 6, colour, 0, 1.5f);
  };
  ring(ends_[choosing_], theme.second);
  if (nearest < 0) return;
  if (ImGui::IsItemHovered() && !context.touch) ring(static_cast<uint32_t>(nearest), theme.text);
  if (!pressed) return;
  ends_[choosing_] = static_cast<uint32_t>(nearest);
  choosing_ = -1;
}

}  // namespace hourglass::view
