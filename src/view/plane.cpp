// Puts the plane together: layout, ground, axes, points, legend. What follows the pointer is in
// plane_probe.cpp.
#include "view/plane.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numeric>
#include <span>

#include "view/paint.h"
#include "view/theme.h"
#include "view/ticks.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr float right_margin = 8;  // for half a tick's label
constexpr float strip_height = 50;

uint32_t most_ticks(float width) { return width > 380 ? 10 : 6; }

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

uint32_t label_of(const Context& context, uint32_t i) {
  const auto& labels = context.snapshot.data->test_labels;
  return i < labels.size() ? labels[i] : 0;
}

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
  const Frame frame = layout(context, at, size);
  draw_ground(context, frame);
  draw_axes(context, frame);
  list().PushClipRect(frame.low, frame.high, true);
  draw_points(context, frame);
  draw_circle_names(context, frame);
  draw_chosen(context, frame);
  list().PopClipRect();
  interact(context, frame);
  ask(context);
  if (axes_.kind() == PlaneAxes::Kind::lanes) draw_strip(context, frame);
  const float legend = legend_height(context, size);
  const float beneath = frame.low.y + std::max(frame.width(), frame.high.y - frame.low.y) +
                        2 * paint::caption_line + 8;
  if (legend > 0)
    draw_legend(context, {at.x, std::min(beneath, at.y + size.y - legend)}, size.x, legend);
  if (context.snapshot.step == 0 && !context.snapshot.training &&
      axes_.kind() != PlaneAxes::Kind::none) {
    const char* words = context.touch ? "Press play to train" : "Press Space to train";
    const ImVec2 wide = paint::text_size(context, context.theme.body_size, words);
    const ImVec2 box{wide.x + 24, wide.y + 12};
    const ImVec2 corner{(frame.low.x + frame.high.x - box.x) / 2, frame.high.y - box.y - 16};
    paint::plate(context, corner, box);
    paint::text(context, {corner.x + 12, corner.y + 6}, words, context.theme.text,
                context.theme.body_size);
  }
  draw_pin(context, frame);
  draw_pointer(context, frame);
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

void Plane::refresh(const Context& context) {
  const Theme& theme = context.theme;
  if (palette_theme_ != (theme.dark ? 1 : 0)) {
    palette_theme_ = theme.dark ? 1 : 0;
    // Dimmed, and in the theme's own ink, so that the points above it can be read.
    for (size_t i = 0; i < manifold_palette_.size(); ++i) {
      manifold_palette_[i] = mix(theme.card, theme.text,
                                 (theme.dark ? 0.50f : 0.48f) * static_cast<float>(i) / 255.0f);
      // Colours keep their own black and white.
      colour_palette_[i] = mix(theme.card, grey_palette()[i], 0.55f);
    }
  }
  const Snapshot& snapshot = context.snapshot;
  manifold_.update(snapshot.manifold, manifold_side, context.snapshot_number,
                   snapshot.manifold.channels == 3 ? colour_palette_ : manifold_palette_,
                   static_cast<uint64_t>(palette_theme_));
  page_.update(context);
  if (seen_ == context.snapshot_number) return;
  seen_ = context.snapshot_number;
  const bool fresh = axes_.update(snapshot);
  if (fresh) pin_.reset(), hovered_ = -1;
  const bool jump = fresh || context.reduced_motion;
  places_.aim(axes_.places(snapshot), context.now, jump);
  // The scale follows only what matters: a tenth more or less is not worth moving everything.
  const float wanted = axes_.extent(snapshot),
              shown = extent_.at(context.now).empty() ? 0 : extent_.at(context.now)[0];
  if (fresh || wanted > shown || wanted < 0.85f * shown) extent_.aim({wanted}, context.now, jump);
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

Plane::Frame Plane::layout(const Context& context, ImVec2 at, ImVec2 size) {
  const bool lanes = axes_.kind() == PlaneAxes::Kind::lanes;
  const std::vector<float>& extent = extent_.at(context.now);
  Frame frame;
  frame.u_extent = extent.empty() ? 3.0f : extent[0];
  frame.v_extent = lanes ? 1.0f : frame.u_extent;
  float left = 24;
  if (!lanes)
    for (const Tick& tick : linear_ticks(-frame.u_extent, frame.u_extent, most_ticks(size.x)))
      left = std::max(
          left, std::ceil(paint::text_size(context, context.theme.caption_size, tick.label).x) + 7);
  const float below = 2 * paint::caption_line + 6 + legend_height(context, size);
  const float side = std::max(40.0f, std::min(size.x - left - right_margin, size.y - below - 4));
  frame.low = paint::snap({at.x + std::max(left, (size.x - side) / 2), at.y + 2});
  frame.high = paint::snap({frame.low.x + side, frame.low.y + side - (lanes ? strip_height : 0)});
  return frame;
}

void Plane::draw_ground(const Context& context, const Frame& frame) {
  const Theme& theme = context.theme;
  list().AddRectFilled(frame.low, frame.high,
                       theme.dark ? mix(theme.card, theme.ground, 0.6f) : theme.card);
  if (manifold_.filled() && axes_.kind() == PlaneAxes::Kind::plain) {
    const float half = manifold_reach(context.snapshot);
    list().PushClipRect(frame.low, frame.high, true);
    manifold_.draw(list(), frame.at({-half, half}), frame.at({half, -half}));
    list().PopClipRect();
  }
}

void Plane::draw_axes(const Context& context, const Frame& frame) {
  const Theme& theme = context.theme;
  const bool lanes = axes_.kind() == PlaneAxes::Kind::lanes;
  const ImU32 faint = fade(theme.text, 0.10f), ring = fade(theme.text, theme.dark ? 0.38f : 0.45f);
  list().AddRect(frame.low, frame.high, theme.line);
  const ImVec2 origin = paint::snap(frame.at({0, 0}));
  list().AddLine({origin.x, frame.low.y}, {origin.x, frame.high.y}, faint);
  if (!lanes) list().AddLine({frame.low.x, origin.y}, {frame.high.x, origin.y}, faint);

  list().PushClipRect(frame.low, frame.high, true);
  if (axes_.variational() || axes_.kind() == PlaneAxes::Kind::none) {
    for (const float sigmas : {1.0f, 2.0f}) {
      if (lanes) {
        for (const float side : {-sigmas, sigmas}) {
          const float x = frame.at({side, 0}).x;
          list().AddLine({x, frame.low.y}, {x, frame.high.y}, fade(ring, 0.6f));
        }
        continue;
      }
      const float radius = frame.at({sigmas, 0}).x - origin.x;
      list().AddCircle(origin, radius, ring, 96);
    }
  }
  list().PopClipRect();

  const float below = frame.high.y + 3;
  for (const Tick& tick :
       linear_ticks(-frame.u_extent, frame.u_extent, most_ticks(frame.width() + 40))) {
    const ImVec2 x = frame.at({static_cast<float>(tick.value), 0});
    paint::caption(context, {x.x, below}, tick.label, 0.5f);
    if (lanes) continue;
    const float y = frame.at({0, static_cast<float>(tick.value)}).y;
    const float wide = paint::text_size(context, theme.caption_size, tick.label).x;
    paint::caption(context,
                   {frame.low.x - 5 - wide, std::clamp(y - 7, frame.low.y - 2, frame.high.y - 13)},
                   tick.label);
  }
  if (lanes && context.snapshot.data) {
    const uint32_t count = context.snapshot.data->classes;
    // No closer than lines of text.
    const float lane = (frame.high.y - frame.low.y) / static_cast<float>(std::max(count, 1u));
    const auto every = static_cast<uint32_t>(std::ceil(12 / std::max(lane, 0.01f)));
    for (uint32_t i = 0; i < count; i += every) {
      const float v = 1 - 2 * (static_cast<float>(i) + 0.5f) / static_cast<float>(count);
      paint::caption(context, {frame.low.x - 8, frame.at({0, v}).y - 7}, std::to_string(i), 1);
    }
  }

  std::string words;
  switch (axes_.kind()) {
    case PlaneAxes::Kind::none: words = "No network yet"; break;
    case PlaneAxes::Kind::lanes:
      words = axes_.variational()
                  ? "→ μ in standard deviations of the prior · a lane for each class"
                  : "→ the code · a lane for each class";
      break;
    case PlaneAxes::Kind::plain:
      words = axes_.variational() ? "→ μ₁  ↑ μ₂ in standard deviations of the prior"
                                  : "→ code 1  ↑ code 2";
      break;
    case PlaneAxes::Kind::principal:
      words = axes_.variational() ? "→ 1st  ↑ 2nd principal direction of μ (σ of the prior)"
                                  : "→ 1st  ↑ 2nd principal direction of the code";
      break;
  }
  const float strip = lanes ? strip_height : 0;
  paint::caption(context, {frame.low.x, below + paint::caption_line + strip},
                 paint::fitted(context, words, theme.caption_size, frame.width()));
}

// Over the points, which are densest here.
void Plane::draw_circle_names(const Context& context, const Frame& frame) {
  if (!axes_.variational() && axes_.kind() != PlaneAxes::Kind::none) return;
  const Theme& theme = context.theme;
  const bool lanes = axes_.kind() == PlaneAxes::Kind::lanes;
  for (const int sigmas : {1, 2}) {
    const std::string name = std::format("{}σ", sigmas);
    const ImVec2 wide = paint::text_size(context, theme.caption_size, name);
    const ImVec2 edge = frame.at(lanes ? Place{static_cast<float>(sigmas), 0}
                                       : Place{0, static_cast<float>(-sigmas)});
    const ImVec2 place =
        paint::snap({edge.x - wide.x / 2, (lanes ? frame.low.y + 10 : edge.y) - wide.y / 2});
    list().AddRectFilled({place.x - 3, place.y}, {place.x + wide.x + 3, place.y + wide.y},
                         fade(theme.card, 0.8f), 4);
    paint::text(context, place, name, theme.text, theme.caption_size);
  }
}

void Plane::draw_points(const Context& context, const Frame& frame) {
  const Snapshot& snapshot = context.snapshot;
  const std::vector<float>& places = places_.at(context.now);
  if (!snapshot.data || places.empty()) return;
  const Theme& theme = context.theme;
  // A thousand points on a phone's plane need smaller ones than on a desktop's.
  const float radius = std::clamp(frame.width() / 200, 1.9f, 2.8f);
  points_.prepare(radius, radius * 1.45f, paint::device_scale());
  points_.begin(list());
  // The chosen class last, above the others.
  for (int pass = 0; pass < (context.chosen_class >= 0 ? 2 : 1); ++pass) {
    for (uint32_t i = 0; 2 * size_t{i} + 1 < places.size(); ++i) {
      const uint32_t label = label_of(context, i);
      const bool chosen =
          context.chosen_class >= 0 && label == static_cast<uint32_t>(context.chosen_class);
      if (context.chosen_class >= 0 && chosen != (pass == 1)) continue;
      ImVec2 centre = frame.at({places[2 * size_t{i}], places[2 * size_t{i} + 1]});
      if (!(std::abs(centre.x) < 1e6f) || !(std::abs(centre.y) < 1e6f)) continue;  // NaN as well
      float strength = context.chosen_class < 0 ? 0.95f : (chosen ? 1.0f : 0.22f);
      // Strays wait at the edge, paler, rather than vanish.
      const ImVec2 kept{std::clamp(centre.x, frame.low.x + 3, frame.high.x - 3),
                        std::clamp(centre.y, frame.low.y + 3, frame.high.y - 3)};
      if (kept.x != centre.x || kept.y != centre.y) strength *= 0.5f;
      const ImU32 colour = example_colour(context, Of::test, i);
      // A dark rim: between neighbours on a dark ground, and round pale colours on a white one.
      const ImU32 rim = theme.dark ? fade(theme.ground, 0.75f) : mix(colour, theme.text, 0.45f);
      points_.add(list(), kept, chosen, fade(colour, strength),
                  context.chosen_class >= 0 && !chosen ? 0 : fade(rim, strength));
    }
  }
  points_.end(list());
}

void Plane::draw_chosen(const Context& context, const Frame& frame) {
  const Snapshot& snapshot = context.snapshot;
  const std::vector<float>& places = places_.at(context.now);
  const size_t i = context.chosen_image;
  if (2 * i + 1 >= places.size() || !snapshot.data) return;
  const ImVec2 centre = frame.at({places[2 * i], places[2 * i + 1]});
  if (!(std::abs(centre.x) < 1e6f) || !(std::abs(centre.y) < 1e6f)) return;  // NaN as well
  const size_t size = snapshot.code_size;
  if (axes_.kind() != PlaneAxes::Kind::lanes && snapshot.log_variances.size() >= (i + 1) * size) {
    const auto axes = axes_.spread({snapshot.log_variances.data() + i * size, size});
    constexpr int corners = 64;
    std::array<ImVec2, corners> outline;
    for (int k = 0; k < corners; ++k) {
      const float angle = 6.2831853f * static_cast<float>(k) / corners, c = std::cos(angle),
                  s = std::sin(angle);
      outline[static_cast<size_t>(k)] =
          frame.at({places[2 * i] + axes[0][0] * c + axes[1][0] * s,
                    places[2 * i + 1] + axes[0][1] * c + axes[1][1] * s});
    }
    list().AddConvexPolyFilled(outline.data(), corners, fade(context.theme.second, 0.16f));
    list().AddPolyline(outline.data(), corners, context.theme.second, ImDrawFlags_Closed, 1.5f);
  }
  list().AddCircleFilled(centre, 6.5f,
                         context.theme.dark ? context.theme.ground : context.theme.card);
  list().AddCircle(centre, 6.5f, context.theme.text, 0, 2);
  list().AddCircleFilled(centre, 4, example_colour(context, Of::test, context.chosen_image));
}

void Plane::draw_strip(const Context& context, const Frame& frame) {
  const Snapshot& snapshot = context.snapshot;
  if (!snapshot.data || snapshot.data->test.width == 0) return;
  const Cell one = cell_of(snapshot.data->test);
  const uint32_t multiple = whole_multiple(strip_height - 20, one.height, paint::device_scale());
  const float wide = static_cast<float>(one.width * multiple) / paint::device_scale();
  const uint32_t count = std::max(1u, static_cast<uint32_t>(frame.width() / (wide + 2)));
  const float cell = frame.width() / static_cast<float>(count);
  const auto middle = [&](uint32_t i) {
    return frame.low.x + cell * (static_cast<float>(i) + 0.5f);
  };
  if (strip_snapshot_ != context.snapshot_number && strip_question_.ready(context.now)) {
    strip_snapshot_ = context.snapshot_number;
    std::vector<float> codes;
    for (uint32_t i = 0; i < count; ++i) codes.push_back(frame.under({middle(i), frame.low.y})[0]);
    strip_question_.decode(context, std::move(codes), 0);
  }
  strip_.update(strip_question_.answer(), strip_question_.answers(), multiple);
  for (uint32_t i = 0; i < std::min(count, strip_.count()); ++i)
    strip_.draw(context, i, {middle(i) - wide / 2, frame.high.y + paint::caption_line + 4});
}

void Plane::draw_legend(const Context& context, ImVec2 at, float width, float legend) {
  const Theme& theme = context.theme;
  const DataView& data = *context.snapshot.data;
  const float height = paint::target(context), letters = theme.caption_size;
  page_.arrows(context, "plane.classes", at, width, height);
  const uint32_t classes = page_.count(), rows = legend > height ? 2 : 1,
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
                         : name_of(data, label) + ": show this class above the others");
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
