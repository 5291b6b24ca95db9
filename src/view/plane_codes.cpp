// The codes of the test images: points by class, or their pictures, and where a Gaussian code lets z be.
#include <algorithm>
#include <cmath>

#include "view/paint.h"
#include "view/plane.h"
#include "view/theme.h"

namespace hourglass::view {

namespace {

constexpr uint32_t most_ellipses = 150;

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

}  // namespace

void Plane::draw_codes(const Context& context, const Frame& frame) {
  if (ellipses_) draw_ellipses(context, frame);
  std::vector<bool> pictured;
  if (thumbnails_) pictured = draw_thumbnails(context, frame);
  draw_points(context, frame, pictured);
  draw_chosen(context, frame);
}

// Those that hide nobody, in the order of the test set and the chosen class first; the others stay points.
std::vector<bool> Plane::draw_thumbnails(const Context& context, const Frame& frame) {
  const std::vector<float>& places = places_.at(context.now);
  const Snapshot& snapshot = context.snapshot;
  if (!snapshot.data || snapshot.data->kind != hourglass::Kind::pictures) return {};
  const Pictures& tests = snapshot.data->test;
  const auto multiple = static_cast<uint32_t>(std::max(
      1.0f, std::round(28 * paint::device_scale() / static_cast<float>(cell_of(tests).longest()))));
  thumbs_.update(tests, reinterpret_cast<uintptr_t>(snapshot.data.get()), multiple);
  const ImVec2 wide = thumbs_.size();
  const size_t count = std::min<size_t>(thumbs_.count(), places.size() / 2);
  std::vector<bool> pictured(count);
  if (count == 0) return pictured;
  // Cells as large as a picture: what overlaps lies in the nine around it.
  const auto columns = static_cast<int>((frame.high.x - frame.low.x) / wide.x) + 1,
             rows = static_cast<int>((frame.high.y - frame.low.y) / wide.y) + 1;
  std::vector<std::vector<ImVec2>> taken(static_cast<size_t>(columns * rows));
  for (const bool first : {true, false})
    for (uint32_t i = 0; i < count; ++i) {
      if (faded(context, Of::test, i) == first) continue;
      const ImVec2 centre = frame.at({places[2 * size_t{i}], places[2 * size_t{i} + 1]});
      const ImVec2 low{centre.x - wide.x / 2, centre.y - wide.y / 2};
      if (!(low.x >= frame.low.x && low.y >= frame.low.y && low.x + wide.x <= frame.high.x &&
            low.y + wide.y <= frame.high.y))
        continue;
      const int column = static_cast<int>((centre.x - frame.low.x) / wide.x),
                row = static_cast<int>((centre.y - frame.low.y) / wide.y);
      bool free = true;
      for (int r = std::max(0, row - 1); r <= std::min(rows - 1, row + 1); ++r)
        for (int k = std::max(0, column - 1); k <= std::min(columns - 1, column + 1); ++k)
          for (const ImVec2 other : taken[static_cast<size_t>(r * columns + k)])
            free = free && (std::abs(other.x - centre.x) >= wide.x + 1 ||
                            std::abs(other.y - centre.y) >= wide.y + 1);
      if (!free) continue;
      taken[static_cast<size_t>(row * columns + column)].push_back(centre);
      pictured[i] = true;
      const ImVec2 at = paint::snap(low);
      thumbs_.draw(list(), i, at, fade(IM_COL32_WHITE, first ? 1 : 0.3f));
      list().AddRect({at.x - 0.5f, at.y - 0.5f}, {at.x + wide.x + 0.5f, at.y + wide.y + 0.5f},
                     fade(example_colour(context, Of::test, i), first ? 1 : 0.3f), 1, 0, 1.5f);
    }
  return pictured;
}

// The posterior's outline at so many σ, or nothing.
std::vector<ImVec2> Plane::ellipse(const Context& context, const Frame& frame, size_t i,
                                   float sigmas, int corners) {
  const Snapshot& snapshot = context.snapshot;
  const std::vector<float>& places = places_.at(context.now);
  const size_t size = snapshot.code_size;
  std::vector<ImVec2> outline;
  if (axes_.kind() != PlaneAxes::Kind::plane || 2 * i + 1 >= places.size() ||
      snapshot.log_variances.size() < (i + 1) * size)
    return outline;
  const auto axes = axes_.spread({snapshot.log_variances.data() + i * size, size});
  for (int k = 0; k < corners; ++k) {
    const float angle = 6.2831853f * static_cast<float>(k) / static_cast<float>(corners);
    const float c = sigmas * std::cos(angle), s = sigmas * std::sin(angle);
    const ImVec2 corner = frame.at({places[2 * i] + axes[0][0] * c + axes[1][0] * s,
                                    places[2 * i + 1] + axes[0][1] * c + axes[1][1] * s});
    if (!(std::abs(corner.x) < 1e6f && std::abs(corner.y) < 1e6f)) return {};  // NaN as well
    outline.push_back(corner);
  }
  return outline;
}

void Plane::draw_ellipses(const Context& context, const Frame& frame) {
  // More would be a carpet; of a chosen class all are asked for.
  uint32_t left = most_ellipses;
  for (uint32_t i = 0; i < context.snapshot.code_count && left > 0; ++i) {
    if (faded(context, Of::test, i)) continue;
    const std::vector<ImVec2> outline = ellipse(context, frame, i, 2, 28);
    if (outline.empty()) continue;
    --left;
    list().AddPolyline(outline.data(), static_cast<int>(outline.size()),
                       fade(example_colour(context, Of::test, i), 0.6f), ImDrawFlags_Closed, 1);
  }
}

void Plane::draw_points(const Context& context, const Frame& frame,
                        const std::vector<bool>& pictured) {
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
      if (i < pictured.size() && pictured[i]) continue;
      const uint32_t label = context.test_label(i).value_or(0);
      const bool chosen =
          context.chosen_class >= 0 && label == static_cast<uint32_t>(context.chosen_class);
      if (context.chosen_class >= 0 && chosen != (pass == 1)) continue;
      ImVec2 centre = frame.at({places[2 * size_t{i}], places[2 * size_t{i} + 1]});
      if (!(std::abs(centre.x) < 1e6f) || !(std::abs(centre.y) < 1e6f)) continue;  // NaN as well
      float strength = context.chosen_class < 0 ? 0.95f : (chosen ? 1.0f : 0.22f);
      if (!pictured.empty()) strength *= 0.6f;
      // Strays wait at the edge, paler, rather than vanish.
      const ImVec2 kept = paint::inside(centre, frame.low, frame.high, 3);
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
  if (const std::vector<ImVec2> outline = ellipse(context, frame, i, 1, 64); !outline.empty()) {
    const auto corners = static_cast<int>(outline.size());
    list().AddConvexPolyFilled(outline.data(), corners, fade(context.theme.second, 0.16f));
    list().AddPolyline(outline.data(), corners, context.theme.second, ImDrawFlags_Closed, 1.5f);
  }
  list().AddCircleFilled(centre, 6.5f,
                         context.theme.dark ? context.theme.ground : context.theme.card);
  list().AddCircle(centre, 6.5f, context.theme.text, 0, 2);
  list().AddCircleFilled(centre, 4, example_colour(context, Of::test, context.chosen_image));
}

}  // namespace hourglass::view
