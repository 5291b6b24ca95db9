// Points and bars by strokes, pictures by their textures.
#include "view/examples.h"

#include <algorithm>

#include "view/paint.h"
#include "view/scatter.h"
#include "view/theme.h"

namespace hourglass::view {

namespace {

constexpr uint32_t drawn_side = 28;    // as large as the digits that the layouts were made for
constexpr uint32_t most_around = 200;  // of the data's points, to tell a place by

void draw_point(const Context& context, std::span<const float> point, ImVec2 low, ImVec2 high,
                float opacity) {
  const Theme& theme = context.theme;
  const Pictures& tests = context.snapshot.data->test;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Scatter scatter(*context.snapshot.data, {low.x + 2, low.y + 2}, {high.x - 2, high.y - 2});
  const ImU32 muted = fade(theme.muted, 0.6f * opacity);
  const float half = std::clamp((high.x - low.x) / 120, 0.5f, 1.0f);
  for (uint32_t i = 0; i < std::min(most_around, tests.count); ++i) {
    const ImVec2 place = scatter.at(tests.picture(i));
    list.AddRectFilled({place.x - half, place.y - half}, {place.x + half, place.y + half}, muted);
  }
  const ImVec2 place = scatter.at(point);
  const float radius = std::clamp((high.x - low.x) / 20, 2.0f, 4.0f);
  list.AddCircleFilled(paint::inside(place, low, high, radius), radius,
                       fade(theme.accent, opacity));
}

void draw_bars(const Context& context, std::span<const float> row, ImVec2 low, ImVec2 high,
               float opacity) {
  const Theme& theme = context.theme;
  const DataView& data = *context.snapshot.data;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float span = std::max(data.high - data.low, 1e-12f);
  const float wide = (high.x - low.x - 4) / static_cast<float>(std::max<size_t>(row.size(), 1));
  const float gap = wide >= 4 ? 1.0f : 0.0f;
  const auto y = [&](float value) {
    return high.y - 2 - (high.y - low.y - 4) * std::clamp((value - data.low) / span, 0.0f, 1.0f);
  };
  const float zero = y(0);
  for (size_t k = 0; k < row.size(); ++k) {
    const float x = low.x + 2 + wide * static_cast<float>(k), tip = y(row[k]);
    list.AddRectFilled({x, std::min(tip, zero)}, {x + wide - gap, std::max(tip, zero)},
                       fade(theme.accent, opacity));
  }
  list.AddLine({low.x + 2, zero}, {high.x - 2, zero}, fade(theme.muted, 0.7f * opacity));
}

}  // namespace

Cell cell_of(const Pictures& examples) {
  if (examples.kind != Kind::pictures) return {drawn_side, drawn_side};
  return {examples.height, examples.width};
}

void ExampleSet::update(const Pictures& examples, uint64_t version, uint32_t multiple,
                        const Palette& palette) {
  multiple_ = multiple;
  if (examples.kind == Kind::pictures) {
    others_ = {};
    version_ = ~uint64_t{0};
    pictures_.update(examples, version, multiple, palette);
  } else if (version != version_ || examples.count != others_.count) {
    version_ = version;
    others_ = examples;
  }
}

ImVec2 ExampleSet::size() const {
  if (!drawn()) return pictures_.size();
  const float side = static_cast<float>(drawn_side * multiple_) / paint::device_scale();
  return {side, side};
}

void ExampleSet::draw(const Context& context, uint32_t i, ImVec2 at, ImU32 tint) const {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (!drawn()) return pictures_.draw(list, i, at, tint);
  // An answer may still be about data that are gone.
  if (i >= others_.count || !context.snapshot.data || context.snapshot.data->kind != others_.kind)
    return;
  const Theme& theme = context.theme;
  const ImVec2 low = paint::snap(at), wide = size(), high{low.x + wide.x, low.y + wide.y};
  const float opacity = ImGui::ColorConvertU32ToFloat4(tint).w;
  list.AddRectFilled(low, high, fade(mix(theme.card, theme.ground, 0.6f), opacity), 2);
  list.AddRect(low, high, fade(theme.line, opacity), 2);
  const std::span<const float> numbers = others_.picture(i);
  others_.kind == Kind::points ? draw_point(context, numbers, low, high, opacity)
                               : draw_bars(context, numbers, low, high, opacity);
}

}  // namespace hourglass::view
