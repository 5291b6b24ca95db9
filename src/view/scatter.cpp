// Projection, axes and dots.
#include "view/scatter.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "share/ticks.h"
#include "view/paint.h"
#include "view/theme.h"

namespace hourglass::view {

namespace {

constexpr std::array<float, 2> back{0.24f, 0.16f};  // where a unit of the second of three axes goes
constexpr float margin = 0.06f;                     // of the data's extent, on each side

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

}  // namespace

std::array<float, 2> Scatter::project(std::span<const float> point) {
  const float x = point.empty() ? 0 : point[0], y = point.size() > 1 ? point[1] : 0;
  if (point.size() < 3) return {x, y};
  return {x + back[0] * y, point[2] + back[1] * y};
}

Scatter::Scatter(const DataView& data, ImVec2 from, ImVec2 to)
    : low(from), high(to), dimensions(data.test.channels) {
  constexpr float most = std::numeric_limits<float>::max();
  std::array<float, 2> least{most, most}, greatest{-most, -most};
  for (const Pictures* some : {&data.train, &data.test})
    for (uint32_t i = 0; i < some->count; ++i) {
      const auto uv = project(some->picture(i));
      for (size_t k = 0; k < 2; ++k) {
        least[k] = std::min(least[k], uv[k]);
        greatest[k] = std::max(greatest[k], uv[k]);
      }
    }
  if (least[0] > greatest[0]) least = {-1, -1}, greatest = {1, 1};
  middle_ = {(low.x + high.x) / 2, (low.y + high.y) / 2};
  const auto fit = [](float room, float span) {
    return room / std::max(span * (1 + 2 * margin), 1e-6f);
  };
  scale_ = std::min(fit(high.x - low.x, greatest[0] - least[0]),
                    fit(high.y - low.y, greatest[1] - least[1]));
  for (size_t k = 0; k < 2; ++k) centre_[k] = (least[k] + greatest[k]) / 2;
}

const Scatter& PointPlot::draw_ground(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  const bool flat = context.snapshot.data->test.channels < 3;
  const float left = flat ? 26 : 0, below = flat ? paint::caption_line : 0;
  const ImVec2 low = paint::snap({at.x + left, at.y}),
               high = paint::snap({at.x + size.x, at.y + size.y - below});
  const bool moved = low.x != scatter_.low.x || low.y != scatter_.low.y ||
                     high.x != scatter_.high.x || high.y != scatter_.high.y;
  if (data_ != context.snapshot.data || moved) {
    data_ = context.snapshot.data;
    scatter_ = Scatter(*data_, low, high);
  }
  list().AddRectFilled(low, high, theme.dark ? mix(theme.card, theme.ground, 0.6f) : theme.card);
  list().AddRect(low, high, theme.line);
  if (!flat) {
    // Which way the three axes go.
    const ImVec2 corner{low.x + 14, high.y - 14};
    static constexpr const char* names[] = {"x", "y", "z"};
    constexpr std::array<ImVec2, 3> ways{ImVec2{22, 0}, ImVec2{70 * back[0], -70 * back[1]},
                                         ImVec2{0, -22}};
    for (size_t k = 0; k < ways.size(); ++k) {
      const ImVec2 end{corner.x + ways[k].x, corner.y + ways[k].y};
      list().AddLine(corner, end, mix(theme.line, theme.muted, 0.6f), 1.5f);
      paint::caption(context, {end.x + (k == 2 ? -3.0f : 4.0f), end.y - (k == 2 ? 16.0f : 9.0f)},
                     names[k]);
    }
    return scatter_;
  }
  const std::array<float, 2> least = scatter_.lowest(), greatest = scatter_.highest();
  const auto most = [](float room, float each) {
    return static_cast<uint32_t>(std::clamp(room / each, 2.0f, 10.0f));
  };
  const ImU32 faint = fade(theme.text, 0.10f);
  for (const Tick& tick : linear_ticks(least[0], greatest[0], most(high.x - low.x, 34))) {
    const float x = paint::snap(scatter_.place({static_cast<float>(tick.value), 0}).x);
    if (tick.value == 0) list().AddLine({x, low.y}, {x, high.y}, faint);
    if (x > low.x + 6 && x < high.x - 6) paint::caption(context, {x, high.y + 2}, tick.label, 0.5f);
  }
  for (const Tick& tick : linear_ticks(least[1], greatest[1], most(high.y - low.y, 26))) {
    const float y = paint::snap(scatter_.place({0, static_cast<float>(tick.value)}).y);
    if (tick.value == 0) list().AddLine({low.x, y}, {high.x, y}, faint);
    if (y > low.y + 5 && y < high.y - 5) paint::caption(context, {low.x - 5, y - 8}, tick.label, 1);
  }
  return scatter_;
}

void PointPlot::dots(const Pictures& points, float radius,
                     const std::function<ImU32(uint32_t)>& colour) {
  Points& sprites = points_[radius > 1.8f ? 1 : 0];
  sprites.prepare(radius, radius, paint::device_scale());
  sprites.begin(list());
  for (uint32_t i = 0; i < points.count; ++i) {
    const ImVec2 place = scatter_.at(points.picture(i));
    // What an untrained decoder puts far outside waits at the edge.
    sprites.add(list(), paint::inside(place, scatter_.low, scatter_.high, 2), false, colour(i), 0);
  }
  sprites.end(list());
}

int32_t PointPlot::nearest(const Scatter& scatter, const Pictures& points, ImVec2 pointer,
                           float reach) {
  int32_t best = -1;
  float least = reach * reach;
  for (uint32_t i = 0; i < points.count; ++i) {
    const ImVec2 place = scatter.at(points.picture(i));
    const float dx = place.x - pointer.x, dy = place.y - pointer.y;
    if (dx * dx + dy * dy < least) least = dx * dx + dy * dy, best = static_cast<int32_t>(i);
  }
  return best;
}

}  // namespace hourglass::view
