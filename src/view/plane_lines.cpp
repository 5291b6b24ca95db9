// Lines drawn on the plane: a path through the codes, which is decoded in steps and played, or the edge of a region,
// whose images are shown.
#include <algorithm>
#include <cmath>
#include <format>
#include <map>

#include "model/paths.h"
#include "share/texts.h"
#include "view/paint.h"
#include "view/plane.h"
#include "view/theme.h"

namespace hourglass::view {

namespace {

constexpr uint32_t path_steps = 32;
constexpr double path_seconds = 3;  // there
constexpr float stride = 5;         // between a drawn line's places, logical pixels

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

// By the number of edges to the right of it.
bool inside(const std::vector<PlanePoint>& edge, float u, float v) {
  bool within = false;
  for (size_t i = 0, j = edge.size() - 1; i < edge.size(); j = i++) {
    const auto [ui, vi] = edge[i];
    const auto [uj, vj] = edge[j];
    if ((vi > v) != (vj > v) && u < (uj - ui) * (v - vi) / (vj - vi) + ui) within = !within;
  }
  return within;
}

}  // namespace

void Plane::clear_line() {
  line_.clear();
  inside_.clear();
  drawing_ = playing_ = false;
  ++region_version_;
}

// A drag draws freely and begins anew; clicks, or Space at the pin, add corners.
void Plane::draw_line(const Context& context, const Frame& frame, ImVec2 pointer, bool held,
                      bool ring, bool pressed) {
  const bool region =
      drawing_ ? line_is_region_
               : tool_ == Tool::region || (tool_ == Tool::hold && ImGui::GetIO().KeyShift);
  const auto add = [&](Place place) {
    if (line_is_region_ != region) clear_line();
    line_is_region_ = region;
    line_.push_back(place);
  };
  if (held && dragging_) {
    if (!drawing_) {
      clear_line();
      line_is_region_ = region;
      drawing_ = true;
      add(frame.under(pressed_at_));
    }
    const ImVec2 last = frame.at(line_.back());
    if (std::hypot(pointer.x - last.x, pointer.y - last.y) > stride) add(frame.under(pointer));
  } else if (drawing_) {  // let go
    drawing_ = false;
    look_into(context);
    if (!region && line_.size() > 1) playing_ = true, play_from_ = context.now;
  } else if (ring && pressed) {
    add(pin_.value_or(Place{0, 0}));
    look_into(context);
  } else if (!ring && pressed) {
    add(frame.under(pointer));
    look_into(context);
  }
}

void Plane::look_into(const Context& context) {
  if (!line_is_region_) return;
  inside_.clear();
  ++region_version_;
  if (line_.size() < 3) return;
  const std::vector<float> places = axes_.places(context.snapshot);
  for (uint32_t i = 0; 2 * size_t{i} + 1 < places.size(); ++i)
    if (inside(line_, places[2 * size_t{i}], places[2 * size_t{i} + 1])) inside_.push_back(i);
}

// All of the path's steps are asked for at once, again with each snapshot.
void Plane::play(const Context& context) {
  if (line_is_region_ || drawing_ || line_.size() < 2) {
    playing_ = false;
    return;
  }
  if (path_question_.ready(context.now)) {
    std::vector<float> corners, codes;
    for (const Place place : line_) corners.insert(corners.end(), place.begin(), place.end());
    const std::vector<float> steps = along(corners, 2, path_steps);
    for (size_t i = 0; i < steps.size(); i += 2) {
      const std::vector<float> code = axes_.code_at(steps[i], steps[i + 1]);
      codes.insert(codes.end(), code.begin(), code.end());
    }
    if (codes != asked_path_ || asked_path_snapshot_ != context.snapshot_number) {
      asked_path_ = codes;
      asked_path_snapshot_ = context.snapshot_number;
      path_question_.decode(context, std::move(codes), region_version_);
    }
  }
  if (!playing_) return;
  // There and back.
  const double turn = std::fmod((context.now - play_from_) / path_seconds, 2.0);
  played_ = static_cast<float>(turn < 1 ? turn : 2 - turn);
  if (context.wishes) context.wishes->moving = true;
}

void Plane::draw_path(const Context& context, const Frame& frame) {
  if (line_.empty()) return;
  const Theme& theme = context.theme;
  std::vector<ImVec2> corners;
  for (const Place place : line_) corners.push_back(frame.at(place));
  const auto count = static_cast<int>(corners.size());
  const ImDrawFlags flags = line_is_region_ && count > 2 ? ImDrawFlags_Closed : 0;
  list().AddPolyline(corners.data(), count, fade(theme.card, 0.8f), flags, 4);
  list().AddPolyline(corners.data(), count, line_is_region_ ? theme.second : theme.accent, flags,
                     2);
  for (const ImVec2 corner : {corners.front(), corners.back()})
    list().AddCircleFilled(corner, 3, line_is_region_ ? theme.second : theme.accent);
}

void Plane::draw_region(const Context& context, const Frame& frame) {
  if (playing_) {
    std::vector<float> corners;
    for (const Place place : line_) corners.insert(corners.end(), place.begin(), place.end());
    const auto step = static_cast<uint32_t>(std::lround(played_ * (path_steps - 1)));
    const std::vector<float> steps = along(corners, 2, path_steps);
    const Place place{steps[2 * size_t{step}], steps[2 * size_t{step} + 1]};
    const Pictures& answer = path_question_.answer();
    const bool its = path_question_.about() == region_version_;
    if (answer.count > 0 && its)
      path_pictures_.update(answer, path_question_.answers(), beside_multiple(frame, answer));
    draw_beside(context, frame, place, path_pictures_, its ? step : path_steps,
                tr("{} of {}", step + 1, path_steps));
    return;
  }
  if (!line_is_region_ || line_.size() < 3 || drawing_ || !context.snapshot.data) return;
  const Theme& theme = context.theme;
  const DataView& data = *context.snapshot.data;
  constexpr float inset = 8, gap = 3;
  const Cell one = cell_of(data.test);
  const uint32_t multiple =
      whole_multiple(context.touch ? 44.0f : 36.0f, one.longest(), paint::device_scale());
  const float room = frame.width() - 16;
  const float wide = static_cast<float>(one.width * multiple) / paint::device_scale(),
              high = static_cast<float>(one.height * multiple) / paint::device_scale();
  const auto fit = static_cast<size_t>(std::max(1.0f, (room - 2 * inset + gap) / (wide + gap)));
  const std::vector<uint32_t> shown(
      inside_.begin(),
      inside_.begin() + static_cast<std::ptrdiff_t>(std::min(inside_.size(), fit)));
  inside_pictures_.update(data.test.picked(shown), region_version_, multiple);
  // How many of each class, the most first.
  std::map<uint32_t, uint32_t> classes;
  for (const uint32_t i : inside_)
    if (const auto label = context.test_label(i)) ++classes[*label];
  std::vector<std::pair<uint32_t, uint32_t>> counts(classes.begin(), classes.end());
  std::ranges::stable_sort(counts, std::greater{}, [](const auto& one) { return one.second; });
  std::string words = std::format("{} {}", inside_.size(),
                                  inside_.size() == 1 ? context.noun().one : context.noun().many);
  for (const auto& [label, count] : counts)
    words += std::format("{}{} × {}", label == counts.front().first ? ": " : ", ",
                         data.class_name(static_cast<Label>(label)), count);
  const ImVec2 box{room, 2 * inset + paint::caption_line + (shown.empty() ? 0 : high + 4)};
  const ImVec2 corner{frame.low.x + 8, frame.high.y - box.y - 8};
  paint::plate(context, corner, box);
  paint::text(context, {corner.x + inset, corner.y + inset - 2},
              paint::fitted(context, words, theme.caption_size, room - 2 * inset), theme.text,
              theme.caption_size);
  for (uint32_t i = 0; i < inside_pictures_.count(); ++i)
    inside_pictures_.draw(context, i,
                          {corner.x + inset + static_cast<float>(i) * (wide + gap),
                           corner.y + inset + paint::caption_line + 2});
}

}  // namespace hourglass::view
