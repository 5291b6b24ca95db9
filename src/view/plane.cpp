// Puts the plane together: layout and legend. What lies in it is in plane_ground.cpp and plane_codes.cpp, what follows
// the pointer in plane_probe.cpp, what is done with it in plane_tools.cpp.
#include "view/plane.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numeric>
#include <span>

#include "share/texts.h"
#include "view/paint.h"
#include "view/plane_parts.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr float right_margin = 8;  // for half a tick's label
constexpr float legend_beside = 92;
ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

std::string name_of(const DataView& data, uint32_t label) {
  return data.class_name(static_cast<Label>(label));
}

constexpr float chip_room = 20;  // beside a class's name: its dot, and what keeps it from the next

// Short names have 64, if there is room.
std::vector<float> legend_widths(const Context& context, const ClassPage& page, uint32_t columns,
                                 float width, float letters) {
  std::vector<float> widths = class_widths(context, page, columns, width, letters, chip_room);
  float widest = 0;
  for (size_t i = 0; i < widths.size(); i += columns) {
    const auto row = std::span(widths).subspan(i, std::min<size_t>(columns, widths.size() - i));
    widest = std::max(widest, std::accumulate(row.begin(), row.end(), 0.0f));
  }
  const float spare = std::max(0.0f, width - widest) / static_cast<float>(columns);
  for (float& w : widths) w += std::min(spare, std::max(12.0f, 64 - w));
  return widths;
}

}  // namespace

void Plane::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::PushID(this);
  refresh(context);
  // In a low window the tools stand beside the plane, and so do the classes where they have short names.
  const bool low = size.y < 300 && size.x > size.y + 130;
  const float column = low ? 116 : 0;
  const float tools =
      axes_.kind() == PlaneAxes::Kind::none ? 0 : draw_tools(context, at, low ? column : size.x);
  ImVec2 top{at.x, at.y + tools}, room{size.x, size.y - tools};
  if (low) top = {at.x + column, at.y}, room = {size.x - column, size.y};
  const uint32_t rows = low ? rows_beside(context, room) : 0;
  if (rows > 0) room.x -= legend_beside;
  const float legend = rows > 0 ? 0 : legend_height(context, room);
  const Frame frame = layout(context, top, room, legend);
  draw_ground(context, frame);
  draw_axes(context, frame);
  list().PushClipRect(frame.low, frame.high, true);
  draw_codes(context, frame);
  draw_circle_names(context, frame);
  draw_path(context, frame);
  list().PopClipRect();
  if (!options_) interact(context, frame);
  ask(context);
  play(context);
  if (axes_.kind() == PlaneAxes::Kind::lanes) draw_strip(context, frame);
  const float beneath = frame.low.y + std::max(frame.width(), frame.high.y - frame.low.y) +
                        2 * paint::caption_line + 8;
  if (rows > 0)
    draw_legend(context, {top.x + room.x, at.y}, legend_beside,
                static_cast<float>(rows) * paint::target(context));
  else if (legend > 0)
    draw_legend(context, {at.x, std::min(beneath, at.y + size.y - legend)}, size.x, legend);
  if (context.snapshot.step == 0 && !context.snapshot.training && !options_ &&
      axes_.kind() != PlaneAxes::Kind::none) {
    const char* words = context.touch ? "Press play to train" : "Press Space to train";
    const ImVec2 wide = paint::text_size(context, context.theme.body_size, words);
    const ImVec2 box{wide.x + 24, wide.y + 12};
    const ImVec2 corner{(frame.low.x + frame.high.x - box.x) / 2, frame.high.y - box.y - 16};
    paint::plate(context, corner, box);
    paint::text(context, {corner.x + 12, corner.y + 6}, words, context.theme.text,
                context.theme.body_size);
  }
  if (!options_) {
    draw_region(context, frame);
    draw_pin(context, frame);
    draw_pointer(context, frame);
  } else {
    draw_options(context, frame);
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

void Plane::refresh(const Context& context) {
  const Snapshot& snapshot = context.snapshot;
  page_.update(context);
  if (seen_ != context.snapshot_number) {
    seen_ = context.snapshot_number;
    const bool fresh = axes_.update(snapshot);
    if (fresh) {
      hovered_ = -1;
      clear_line();
    }
    const bool jump = fresh || context.reduced_motion;
    places_.aim(axes_.places(snapshot), context.now, jump);
    // The scale follows only what matters: a tenth more or less is not worth moving everything.
    const float wanted = axes_.extent(snapshot),
                shown = extent_.at(context.now).empty() ? 0 : extent_.at(context.now)[0];
    if (fresh || wanted > shown || wanted < 0.85f * shown) extent_.aim({wanted}, context.now, jump);
    if (fresh) forget_measures();
    if (line_is_region_) look_into(context);
  }
  measure(context);
  pin_.reset();
  if (context.held.size() == snapshot.code_size && axes_.kind() != PlaneAxes::Kind::none) {
    pin_ = axes_.place(context.held);
    if (axes_.kind() == PlaneAxes::Kind::lanes) (*pin_)[1] = pin_lane_;
  }
}

float Plane::legend_height(const Context& context, ImVec2 size) const {
  const uint32_t classes = page_.count();
  if (classes == 0) return 0;
  // Fingers get two rows of broad targets, and so do names that one row would cut, unless the plane
  // would have to shrink much for the second.
  const std::vector<float> needed =
      class_widths(context, page_, classes, 1e6f, context.theme.caption_size, chip_room);
  const bool narrow = (context.touch && size.x < 44.0f * static_cast<float>(classes)) ||
                      std::accumulate(needed.begin(), needed.end(), 0.0f) > size.x;
  const bool two_rows = narrow && !page_.turns() &&
                        size.y > size.x + 2 * paint::caption_line + 2 * paint::target(context) - 48;
  return (two_rows ? 2 : 1) * paint::target(context);
}

// Of two columns of names that fit into them; 0: they do not.
uint32_t Plane::rows_beside(const Context& context, ImVec2 size) const {
  const uint32_t classes = page_.count(), rows = (classes + 1) / 2;
  if (classes == 0 || page_.turns() || static_cast<float>(rows) * paint::target(context) > size.y)
    return 0;
  const std::vector<float> needed =
      class_widths(context, page_, classes, 1e6f, context.theme.caption_size, chip_room);
  return *std::ranges::max_element(needed) <= legend_beside / 2 ? rows : 0;
}

Plane::Frame Plane::layout(const Context& context, ImVec2 at, ImVec2 size, float legend) {
  const bool lanes = axes_.kind() == PlaneAxes::Kind::lanes;
  const std::vector<float>& extent = extent_.at(context.now);
  Frame frame;
  frame.u_extent = extent.empty() ? 3.0f : extent[0];
  frame.v_extent = lanes ? 1.0f : frame.u_extent;
  frame.quantiles = !lanes && by_quantiles();
  float left = 24;
  if (!lanes)
    for (const Tick& tick : plane_ticks(frame, size.x))
      left = std::max(
          left, std::ceil(paint::text_size(context, context.theme.caption_size, tick.label).x) + 7);
  const float below = 2 * paint::caption_line + 6 + legend;
  const float side = std::max(40.0f, std::min(size.x - left - right_margin, size.y - below - 4));
  frame.low = paint::snap({at.x + std::max(left, (size.x - side) / 2), at.y + 2});
  frame.high = paint::snap({frame.low.x + side, frame.low.y + side - (lanes ? plane_strip : 0)});
  return frame;
}

void Plane::draw_legend(const Context& context, ImVec2 at, float width, float legend) {
  const Theme& theme = context.theme;
  const DataView& data = *context.snapshot.data;
  const float height = paint::target(context), letters = theme.caption_size;
  page_.arrows(context, "plane.classes", at, width, height);
  const uint32_t classes = page_.count(),
                 rows = std::max(1u, static_cast<uint32_t>(legend / height + 0.5f)),
                 columns = (classes + rows - 1) / rows;
  const std::vector<float> widths = legend_widths(context, page_, columns, width, letters);
  float x = at.x;
  for (uint32_t i = 0; i < classes; ++i) {
    const uint32_t label = page_.first() + i, row = i / columns;
    if (i % columns == 0) {
      float used = 0;
      for (uint32_t k = i; k < std::min(i + columns, classes); ++k) used += widths[k];
      x = at.x + (width - used) / 2;
    }
    const float cell = widths[i];
    const ImVec2 low{x, at.y + height * static_cast<float>(row)};
    x += cell;
    ImGui::SetCursorScreenPos(low);
    const auto first = static_cast<uint32_t>(std::max(context.chosen_class, 0));
    const bool clicked =
        press_in_row(context, "plane.class", label, std::max(first, page_.first()), {cell, height});
    const bool hovered = ImGui::IsItemHovered() && !context.touch;
    tooltip(context, data.class_names.empty()
                         ? "Show this class above the others"
                         : tr("{}: show this class above the others", name_of(data, label)));
    const bool chosen = context.chosen_class == static_cast<int32_t>(label);
    if (clicked && context.wishes)
      context.wishes->choose_class = chosen ? -1 : static_cast<int32_t>(label);
    const std::string name =
        paint::fitted(context, name_of(data, label), letters, cell - chip_room);
    const float wide = paint::text_size(context, letters, name).x, half = (wide + 9) / 2;
    const ImVec2 middle{low.x + cell / 2, low.y + height / 2};
    if (chosen || hovered)
      list().AddRectFilled({middle.x - half - 8, middle.y - 12},
                           {middle.x + half + 8, middle.y + 12},
                           chosen ? theme.line : fade(theme.line, 0.6f), rounding);
    const float strength = context.chosen_class < 0 || chosen ? 1.0f : 0.35f;
    list().AddCircleFilled({middle.x - half + 2, middle.y}, chosen ? 5.0f : 4.0f,
                           fade(class_colour(theme, label), strength));
    paint::text(context, {middle.x - half + 10, middle.y - 7.5f}, name,
                chosen ? theme.text : theme.muted, letters);
  }
}

namespace panel {

extern const PanelRow plane{.name = "plane",
                            .title = "Latent plane",
                            .tab = "Plane",
                            .about =
                                "Where the encoder puts the test examples; behind them, what the "
                                "decoder makes of each place.",
                            .place = Place::centre,
                            .make = make<Plane>,
                            .needs = has_code};

}  // namespace panel
}  // namespace hourglass::view
