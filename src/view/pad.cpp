#include "view/pad.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "share/texts.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/pictures.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr uint32_t points_a_touch = 4;
constexpr float spread = 0.05f;    // standard deviation around the pen
constexpr float way = 4;           // logical pixels between two touches
constexpr double rest = 1.0 / 20;  // seconds between two where the pen stands still

}  // namespace

void Pad::touch(float x, float y) {
  for (uint32_t i = 0; i < points_a_touch && points_.size() < 2 * size_t{most_drawn}; ++i) {
    // Sums of uniform numbers: the same on every machine, unlike std::normal_distribution.
    std::array<float, 2> off{};
    for (float& v : off) {
      for (int k = 0; k < 4; ++k)
        v += static_cast<float>(words_()) / static_cast<float>(std::minstd_rand::max()) - 0.5f;
      v *= spread * 1.732f;
    }
    for (const float v : {x + off[0], y + off[1]})
      points_.push_back(std::clamp(v, -pad_extent, pad_extent));
  }
}

void Pad::paint_at(ImVec2 low, float side) {
  // A finger that draws does not scroll.
  ImGui::ResetMouseDragDelta(ImGuiMouseButton_Left);
  const ImVec2 pen = ImGui::GetIO().MousePos;
  const double now = ImGui::GetTime();
  const bool first = ImGui::IsItemActivated();
  const float gone = first ? 0 : std::hypot(pen.x - last_.x, pen.y - last_.y);
  if (!digits && !first && gone < way && now - touched_at_ < rest) return;
  if (digits) {
    if (first || gone > 0.5f) write((pen.x - low.x) / side, (pen.y - low.y) / side, first);
    last_ = pen;
    touched_at_ = now;
    return;
  }
  // A quick stroke is touched all along.
  const int touches = std::clamp(static_cast<int>(gone / way), 1, 200);
  const ImVec2 from = first ? pen : last_;
  for (int i = 1; i <= touches; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(touches);
    const float x = (from.x + t * (pen.x - from.x) - low.x) / side,
                y = (from.y + t * (pen.y - from.y) - low.y) / side;
    if (x < 0 || x > 1 || y < 0 || y > 1) continue;
    touch(pad_extent * (2 * x - 1), pad_extent * (1 - 2 * y));
  }
  last_ = pen;
  touched_at_ = now;
}

void Pad::write(float x, float y, bool begins) {
  if (begins || strokes_.empty()) strokes_.emplace_back();
  strokes_.back().push_back({std::clamp(x, 0.0f, 1.0f), std::clamp(y, 0.0f, 1.0f)});
  ++version_;
}

Pictures Pad::written() const {
  Pictures one{1, drawn_side, drawn_side, {}};
  for (const uint8_t v : drawn_digit(strokes_)) one.pixels.push_back(static_cast<float>(v) / 255);
  return one;
}

void Pad::draw_square(const Context& context, ImVec2 low, float side) {
  const Theme& theme = context.theme;
  const ImVec2 high{low.x + side, low.y + side};
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, high, theme.dark ? mix(theme.card, theme.ground, 0.6f) : theme.card);
  list.AddRect(low, high, theme.accent);
  ImGui::SetCursorScreenPos(low);
  ImGui::InvisibleButton("pad", {side, side});
  context.note("data.pad");
  if (ImGui::IsItemActive()) paint_at(low, side);
  if (digits ? strokes_.empty() : points_.empty())
    paint::text(context, {low.x + side / 2, low.y + side / 2 - 24}, "Drag to draw", theme.muted,
                theme.body_size, 0.5f);
}

float Pad::draw(const Context& context, ImVec2 at, ImVec2 size) {
  return digits ? draw_digits(context, at, size) : draw_points(context, at, size);
}

float Pad::draw_points(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  const float buttons = paint::target(context) + 6;
  const float side = std::floor(std::max(40.0f, std::min(size.x, size.y - buttons)));
  const ImVec2 low = paint::snap({at.x + (size.x - side) / 2, at.y}),
               high{low.x + side, low.y + side};
  draw_square(context, low, side);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto place = [&](float x, float y) {
    return ImVec2{low.x + side * (x / pad_extent + 1) / 2, low.y + side * (1 - y / pad_extent) / 2};
  };
  const ImU32 faint = fade(theme.text, 0.10f);
  list.AddLine(place(0, pad_extent), place(0, -pad_extent), faint);
  list.AddLine(place(-pad_extent, 0), place(pad_extent, 0), faint);
  for (size_t i = 0; i + 1 < points_.size(); i += 2) {
    const ImVec2 p = place(points_[i], points_[i + 1]);
    list.AddRectFilled({p.x - 1, p.y - 1}, {p.x + 1, p.y + 1}, fade(theme.second, 0.9f));
  }
  const auto count = static_cast<uint32_t>(points_.size() / 2);
  paint::Row row(context, {at.x, high.y + 6}, size.x);
  if (row.button("Use", "Learns from these points")) {
    if (count < least_drawn) {
      context.wishes->message =
          tr("Draw more: {} points at least, there are {}", least_drawn, count);
    } else {
      context.wishes->drawn = points_;
      open = false;
    }
  }
  if (row.button("Clear", "Takes all points away")) points_.clear();
  if (row.button("Cancel", "Back to the data of before")) open = false;
  const std::string words =
      count < least_drawn ? tr("{} of {}", count, least_drawn) : thousands(count);
  if (row.remaining() > 30)
    row.label(paint::fitted(context, words, theme.caption_size + 1, row.remaining()), theme.muted);
  return size.y;
}

float Pad::draw_digits(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  const DataView& data = *context.snapshot.data;
  // Of the data's classes where they have names for what is drawn.
  std::vector<std::string> names;
  const uint32_t classes = data.classes > 0 ? std::min(data.classes, 10u) : 10;
  for (uint32_t c = 0; c < classes; ++c) names.push_back(data.class_name(static_cast<Label>(c)));
  const float line = paint::target(context) + 6;
  const float beside = 2.0f * drawn_side + 8;  // the picture, twice as large
  const float rows = 3 * line;
  const float side = std::floor(std::max(120.0f, std::min(size.x - beside, size.y - rows)));
  const ImVec2 low = paint::snap({at.x + (size.x - side - beside) / 2, at.y});
  draw_square(context, low, side);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (const Stroke& stroke : strokes_) {
    std::vector<ImVec2> line_of;
    for (const auto& [x, y] : stroke) line_of.push_back({low.x + side * x, low.y + side * y});
    const float thick = side / 12;
    list.AddPolyline(line_of.data(), static_cast<int>(line_of.size()), theme.text, 0, thick);
    for (const ImVec2& one : {line_of.front(), line_of.back()})
      list.AddCircleFilled(one, thick / 2, theme.text);
  }
  const ImVec2 picture{low.x + side + 8, low.y};
  seen_.update(written(), version_,
               whole_multiple(2 * drawn_side, drawn_side, paint::device_scale()));
  seen_.draw(list, 0, picture);
  list.AddRect({picture.x - 1, picture.y - 1},
               {picture.x + 2 * drawn_side + 1, picture.y + 2 * drawn_side + 1}, theme.line);
  paint::caption(context, {picture.x, picture.y + 2 * drawn_side + 3}, "as MNIST");
  const auto clear = [&] {
    strokes_.clear();
    ++version_;
  };
  const auto drawn = [&] {
    if (strokes_.empty()) context.wishes->message = "Draw something first";
    return !strokes_.empty();
  };
  paint::Row chips(context, {at.x, low.y + side + 6}, size.x);
  collection_.draw_chips(context, chips, names);
  paint::Row row(context, {at.x, chips.bottom() + 6}, size.x);
  if (row.button("Use",
                 "Puts it in front of the test images, to see what the network makes of it") &&
      drawn()) {
    context.wishes->yours = {written(), static_cast<Label>(collection_.chosen())};
    clear();
  }
  if (row.button("Add", "Collects it, to learn from later") && drawn()) {
    collection_.add(context, written());
    clear();
  }
  if (row.button(
          "Clear",
          "Takes away what is drawn; pressed again, what was put in front of the test images")) {
    if (strokes_.empty() && data.yours > 0) context.wishes->yours = {Pictures{}, Label{0}};
    clear();
  }
  const bool learns = collection_.draw_end(context, row, "drawn", names);
  if (row.button("Cancel", "Back to the data") || learns) open = false;
  return row.bottom() - at.y;
}

}  // namespace hourglass::view
