// What lies under the codes: the decoder's pictures, axes, the prior's circles, and, of one unit, pictures along it.
#include <algorithm>
#include <array>
#include <cmath>
#include <format>

#include "share/texts.h"
#include "share/ticks.h"
#include "view/paint.h"
#include "view/plane.h"
#include "view/plane_parts.h"
#include "view/theme.h"

namespace hourglass::view {

namespace {

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

}  // namespace

std::vector<Tick> plane_ticks(const PlaneFrame& frame, float width) {
  if (frame.quantiles) return {{-2, "−2"}, {-1, "−1"}, {0, "0"}, {1, "1"}, {2, "2"}};
  return linear_ticks(-frame.u_extent, frame.u_extent, width > 380 ? 10 : 6);
}

void Plane::refresh_palettes(const Context& context) {
  const Theme& theme = context.theme;
  if (palette_theme_ == (theme.dark ? 1 : 0)) return;
  palette_theme_ = theme.dark ? 1 : 0;
  // Dimmed, and in the theme's own ink, so that the points above it can be read.
  for (size_t i = 0; i < ground_palette_.size(); ++i) {
    ground_palette_[i] =
        mix(theme.card, theme.text, (theme.dark ? 0.50f : 0.48f) * static_cast<float>(i) / 255.0f);
    // Colours keep their own black and white.
    colour_palette_[i] = mix(theme.card, grey_palette()[i], 0.55f);
  }
}

// The decoder's pictures of a grid of places, one beside the other. Of two units as they are, evenly spaced, the
// snapshot has them, also of the past; others are asked for. What is asked next to the last answer is shown stretched
// to where that was.
void Plane::draw_ground(const Context& context, const Frame& frame) {
  const Theme& theme = context.theme;
  refresh_palettes(context);
  list().AddRectFilled(frame.low, frame.high,
                       theme.dark ? mix(theme.card, theme.ground, 0.6f) : theme.card);
  const Snapshot& snapshot = context.snapshot;
  if (!ground_ || axes_.kind() != PlaneAxes::Kind::plane || !snapshot.data ||
      snapshot.data->kind != hourglass::Kind::pictures)
    return;
  const auto draw = [&](SmoothSheet& sheet, const Pictures& pictures, uint32_t side,
                        uint64_t version, ImVec2 low, ImVec2 high) {
    sheet.update(pictures, side, version,
                 pictures.channels == 3 ? colour_palette_ : ground_palette_,
                 static_cast<uint64_t>(palette_theme_));
    if (!sheet.filled()) return;
    list().PushClipRect(frame.low, frame.high, true);
    sheet.draw(list(), low, high);
    list().PopClipRect();
  };
  if (axes_.plain() && !frame.quantiles && snapshot.manifold.count > 0) {
    const float half = manifold_reach(snapshot);
    return draw(manifold_, snapshot.manifold, manifold_side, context.snapshot_number,
                frame.at({-half, half}), frame.at({half, -half}));
  }
  if (context.moment) return;  // today's decoder is no answer about the past
  if (ground_question_.answers() != ground_answers_) {
    ground_answers_ = ground_question_.answers();
    ground_extent_ = asked_extent_;
  }
  if (ground_question_.ready(context.now) && !extent_.moving(context.now)) {
    std::vector<float> codes;
    for (const Place place : frame.grid(ground_side)) {
      const std::vector<float> code = axes_.code_at(place[0], place[1]);
      codes.insert(codes.end(), code.begin(), code.end());
    }
    if (codes != asked_ground_ || asked_ground_snapshot_ != context.snapshot_number) {
      asked_ground_ = codes;
      asked_ground_snapshot_ = context.snapshot_number;
      asked_extent_ = frame.quantiles ? 0 : frame.u_extent;
      ground_question_.decode(context, std::move(codes), 0);
    }
  }
  const Pictures& answer = ground_question_.answer();
  if (answer.count != ground_side * ground_side || frame.quantiles != (ground_extent_ == 0)) return;
  const ImVec2 low = frame.quantiles ? frame.low : frame.at({-ground_extent_, ground_extent_}),
               high = frame.quantiles ? frame.high : frame.at({ground_extent_, -ground_extent_});
  draw(sheet_, answer, ground_side, ground_answers_, low, high);
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
      std::array<ImVec2, 96> outline;
      for (size_t k = 0; k < outline.size(); ++k) {
        const float angle = 6.2831853f * static_cast<float>(k) / outline.size();
        outline[k] = frame.at({sigmas * std::cos(angle), sigmas * std::sin(angle)});
      }
      list().AddPolyline(outline.data(), static_cast<int>(outline.size()), ring, ImDrawFlags_Closed,
                         1);
    }
  }
  list().PopClipRect();

  const float below = frame.high.y + 3;
  for (const Tick& tick : plane_ticks(frame, frame.width() + 40)) {
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

  const float strip = lanes ? plane_strip : 0;
  paint::caption(context, {frame.low.x, below + paint::caption_line + strip},
                 paint::fitted(context, axes_words(context), theme.caption_size, frame.width()));
}

std::string Plane::axes_words(const Context&) const {
  const bool variational = axes_.variational();
  switch (axes_.kind()) {
    case PlaneAxes::Kind::none: return "No network yet";
    case PlaneAxes::Kind::lanes:
      return variational ? "→ μ in standard deviations of the prior · a lane for each class"
                         : "→ the code · a lane for each class";
    case PlaneAxes::Kind::plane: break;
  }
  std::string words = std::format("→ {}  ↑ {}", axes_.name(0), axes_.name(1));
  if (axes_.direction(0).principal || axes_.direction(1).principal)
    words += tr(", principal directions of {}", variational ? "μ" : tr("the code"));
  if (variational)
    words += tr(by_quantiles() ? ", spaced as the prior’s quantiles"
                               : ", in standard deviations of the prior");
  return words;
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

void Plane::draw_strip(const Context& context, const Frame& frame) {
  const Snapshot& snapshot = context.snapshot;
  if (!snapshot.data || snapshot.data->test.width == 0) return;
  const Cell one = cell_of(snapshot.data->test);
  const uint32_t multiple = whole_multiple(plane_strip - 20, one.height, paint::device_scale());
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

}  // namespace hourglass::view
