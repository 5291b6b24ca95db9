// What follows the pointer on the plane: the picture of the code under it, the test image of a point,
// and a code that is held by a click or a drag and decoded as training goes on.
#include <algorithm>
#include <cmath>
#include <format>

#include "share/texts.h"
#include "share/ticks.h"
#include "view/focus.h"
#include "view/paint.h"
#include "view/plane.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr uint64_t about_pin = 1, about_pointer = 2;
constexpr float probe_size = 112;  // logical pixels
constexpr float pad = 6;

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

float squared(ImVec2 a, ImVec2 b) { return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y); }

}  // namespace

int32_t Plane::nearest(const Context& context, const Frame& frame, ImVec2 pointer, float reach) {
  const std::vector<float>& places = places_.at(context.now);
  int32_t best = -1;
  float least = reach * reach;
  for (size_t i = 0; 2 * i + 1 < places.size(); ++i) {
    if (context.chosen_class >= 0 && context.snapshot.data &&
        i < context.snapshot.data->test_labels.size() &&
        context.snapshot.data->test_labels[i] != context.chosen_class)
      continue;  // faded ones are not in the way
    const float distance = squared(pointer, frame.at({places[2 * i], places[2 * i + 1]}));
    if (distance < least) least = distance, best = static_cast<int32_t>(i);
  }
  return best;
}

std::string Plane::coordinates(Place place) const {
  const char* unit = axes_.variational() ? " σ" : "";
  if (axes_.kind() == PlaneAxes::Kind::lanes) return fixed(place[0], 2) + unit;
  return std::format("({}, {}){}", fixed(place[0], 2), fixed(place[1], 2), unit);
}

void Plane::hold(const Context& context, std::optional<Place> place) {
  pin_ = place;
  if (place) pin_lane_ = (*place)[1];
  if (context.wishes)
    context.wishes->hold = place ? axes_.code_at((*place)[0], (*place)[1]) : std::vector<float>{};
}

void Plane::interact(const Context& context, const Frame& frame) {
  ImGui::SetCursorScreenPos(frame.low);
  const bool pressed =
      press_area("plane", {frame.high.x - frame.low.x, frame.high.y - frame.low.y});
  context.note("plane.area");
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const ImVec2 pointer = paint::inside(mouse, frame.low, frame.high);
  const bool held = dragged(), ring = has_focus();
  const ImVec2 way = arrows(true);
  pointer_.reset();
  if (!held) hovered_ = -1;
  if (axes_.kind() == PlaneAxes::Kind::none) return;
  const float reach = context.touch ? 14.0f : 6.0f;

  if (ImGui::IsItemActivated()) {
    pressed_at_ = mouse;
    dragging_ = drawing_ = false;
  }
  const bool began = held && !dragging_ && squared(mouse, pressed_at_) > 16;
  if (began) dragging_ = true;
  if (way.x != 0 || way.y != 0) {
    constexpr float stride = 6;  // logical pixels
    const ImVec2 from = frame.at(pin_.value_or(Place{0, 0}));
    hold(context, frame.under(paint::inside({from.x + stride * way.x, from.y - stride * way.y},
                                            frame.low, frame.high)));
  } else if (drawing_ || tool_ != Tool::hold || (began && ImGui::GetIO().KeyShift)) {
    draw_line(context, frame, pointer, held, ring, pressed);
  } else if (held) {
    if (dragging_) hold(context, frame.under(pointer));
  } else if (ring) {
    // The pointer, wherever it is, neither points nor has clicked.
  } else if (ImGui::IsItemDeactivated() && !dragging_) {
    const int32_t point = nearest(context, frame, pointer, reach);
    if (pin_ && squared(pointer, frame.at(*pin_)) < 4 * reach * reach) {
      hold(context, {});
    } else if (point >= 0) {
      if (context.wishes) context.wishes->choose_image = point;
    } else {
      hold(context, frame.under(pointer));
    }
  }
  // The strip of a region is not to be covered.
  const bool strip = line_is_region_ && line_.size() > 2 && pointer.y > frame.high.y - 90;
  if (!held && !ring && !playing_ && !strip && ImGui::IsItemHovered() && !context.touch &&
      !(pin_ && squared(pointer, frame.at(*pin_)) < 144)) {  // the pin shows that already
    hovered_ = nearest(context, frame, pointer, reach);
    const std::vector<float>& places = places_.at(context.now);
    pointer_ = hovered_ >= 0 ? Place{places[2 * static_cast<size_t>(hovered_)],
                                     places[2 * static_cast<size_t>(hovered_) + 1]}
                             : frame.under(pointer);
  }
  if (!held) dragging_ = false;
  if (!ImGui::IsKeyPressed(ImGuiKey_Escape, false)) return;
  if (!line_.empty())
    clear_line();
  else if (pin_)
    hold(context, {});
}

void Plane::ask(const Context& context) {
  const Snapshot& snapshot = context.snapshot;
  if (!question_.ready(context.now) || (!pin_ && !pointer_)) return;
  std::vector<float> codes;
  uint64_t about = 0;
  if (pin_) {
    // Taken up in this frame it is the app's in the next.
    if (context.wishes && context.wishes->hold)
      codes = *context.wishes->hold;
    else
      codes.assign(context.held.begin(), context.held.end());
    about |= about_pin;
  }
  if (pointer_) {
    const size_t size = snapshot.code_size,
                 from = static_cast<size_t>(std::max(hovered_, 0)) * size;
    std::vector<float> code = axes_.code_at((*pointer_)[0], (*pointer_)[1]);
    // A point stands for its whole code, not only for what the plane shows of it.
    if (hovered_ >= 0 && from + size <= snapshot.codes.size())
      code.assign(snapshot.codes.begin() + static_cast<std::ptrdiff_t>(from),
                  snapshot.codes.begin() + static_cast<std::ptrdiff_t>(from + size));
    codes.insert(codes.end(), code.begin(), code.end());
    about |= about_pointer;
  }
  if (codes == asked_codes_ && asked_snapshot_ == context.snapshot_number) return;
  asked_codes_ = codes;
  asked_snapshot_ = context.snapshot_number;
  question_.decode(context, std::move(codes), about);
}

// A mark, and its picture in the corner that the finger is not in, so that neither it nor the code is hidden.
void Plane::draw_beside(const Context& context, const Frame& frame, Place place, ExampleSet& set,
                        uint32_t picture, const std::string& words) {
  const Theme& theme = context.theme;
  const ImVec2 mark = frame.at(place);
  if (set.count() > picture) {
    const ImVec2 wide = set.size(), box{wide.x + 2 * pad, wide.y + 2 * pad + paint::caption_line};
    const bool right = mark.x < (frame.low.x + frame.high.x) / 2,
               bottom = mark.y < (frame.low.y + frame.high.y) / 2 && dragging_;
    const ImVec2 corner{right ? frame.high.x - box.x - 8 : frame.low.x + 8,
                        bottom ? frame.high.y - box.y - 8 : frame.low.y + 8};
    const ImVec2 join{right ? corner.x : corner.x + box.x,
                      std::clamp(mark.y, corner.y + 6, corner.y + box.y - 6)};
    list().PushClipRect(frame.low, frame.high, true);
    list().AddLine(mark, join, fade(theme.text, 0.5f), 1);
    list().PopClipRect();
    paint::plate(context, corner, box);
    set.draw(context, picture, {corner.x + pad, corner.y + pad});
    paint::caption(context, {corner.x + box.x / 2, corner.y + pad + wide.y + 2}, words, 0.5f);
  }
  list().PushClipRect(frame.low, frame.high, true);
  list().AddCircleFilled(mark, 4.5f, theme.card);
  list().AddCircleFilled(mark, 3, theme.accent);
  list().AddCircle(mark, 8, theme.card, 0, 3.5f);
  list().AddCircle(mark, 8, theme.accent, 0, 2);
  list().PopClipRect();
}

uint32_t Plane::beside_multiple(const Frame& frame, const Pictures& pictures) const {
  const float room = std::clamp(frame.width() * 0.30f, 84.0f, 168.0f);
  return whole_multiple(room, cell_of(pictures).longest(), paint::device_scale());
}

void Plane::draw_pin(const Context& context, const Frame& frame) {
  if (!pin_ || playing_) return;
  const Pictures& answer = question_.answer();
  if ((question_.about() & about_pin) != 0 && answer.count > 0)
    pin_picture_.update(answer.part(0, 1), question_.answers(), beside_multiple(frame, answer));
  draw_beside(context, frame, *pin_, pin_picture_, 0, coordinates(*pin_));
}

void Plane::draw_pointer(const Context& context, const Frame& frame) {
  if (!pointer_) return;
  const Theme& theme = context.theme;
  const Pictures& answer = question_.answer();
  const float scale = paint::device_scale();
  if ((question_.about() & about_pointer) != 0 && answer.count > 0)
    pointer_picture_.update(answer.part(answer.count - 1, 1), question_.answers(),
                            whole_multiple(probe_size, cell_of(answer).longest(), scale));
  if (pointer_picture_.count() == 0) return;

  const ImVec2 mark = frame.at(*pointer_), wide = pointer_picture_.size();
  const bool point = hovered_ >= 0 && context.snapshot.data &&
                     static_cast<uint32_t>(hovered_) < context.snapshot.data->test.count;
  std::string words = coordinates(*pointer_), more;
  if (point) {
    const DataView& data = *context.snapshot.data;
    const size_t i = static_cast<size_t>(hovered_);
    image_picture_.update(data.test.part(static_cast<uint32_t>(hovered_), 1),
                          i * 2654435761u + reinterpret_cast<uintptr_t>(&data),
                          whole_multiple(probe_size, cell_of(data.test).longest(), scale));
    more = tr("test {}", context.snapshot.data->test_name(static_cast<uint32_t>(hovered_)));
    if (const std::string of = class_words(data, Of::test, static_cast<uint32_t>(i)); !of.empty())
      more += " · " + of;
    list().AddCircle(mark, 6, theme.text, 0, 1.5f);
  }
  const float pictures = point ? wide.x + 4 + image_picture_.size().x : wide.x;
  const ImVec2 box{pictures + 2 * pad, wide.y + 2 * pad + paint::caption_line * (point ? 2 : 1)};
  // Beside the pointer, on the side where there is room.
  ImVec2 corner{mark.x + 18, mark.y + 18};
  if (corner.x + box.x > frame.high.x) corner.x = mark.x - 18 - box.x;
  if (corner.y + box.y > frame.high.y) corner.y = mark.y - 18 - box.y;
  corner.x = std::clamp(corner.x, frame.low.x, std::max(frame.low.x, frame.high.x - box.x));
  corner.y = std::clamp(corner.y, frame.low.y, std::max(frame.low.y, frame.high.y - box.y));
  paint::plate(context, corner, box);
  ImVec2 at{corner.x + pad, corner.y + pad};
  if (point) {
    image_picture_.draw(context, 0, at);
    paint::text(context, {at.x, at.y + wide.y + 2}, more, theme.text, theme.caption_size);
    paint::caption(context, {at.x, at.y + wide.y + 2 + paint::caption_line}, tr("μ at {}", words));
    at.x += image_picture_.size().x + 4;
    paint::caption(context, {at.x + wide.x, at.y + wide.y + 2}, "decoded", 1);
  } else {
    paint::text(context, {at.x + wide.x / 2, at.y + wide.y + 2}, words, theme.text,
                theme.caption_size, 0.5f);
  }
  pointer_picture_.draw(context, 0, at);
}

}  // namespace hourglass::view
