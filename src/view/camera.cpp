#include "view/camera.h"

#include <algorithm>
#include <cmath>
#include <format>

#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {
constexpr double every = 1;  // seconds
}

float Camera::draw(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  if (context.camera_refused) {
    open = by_itself_ = false;
    return 0;
  }
  context.wishes->camera = true;
  const float line = paint::target(context) + 6, words = paint::caption_line;
  const float side = std::floor(std::max(96.0f, std::min(size.x, size.y - 4 * line - words)));
  const ImVec2 low = paint::snap({at.x + (size.x - side) / 2, at.y}),
               high{low.x + side, low.y + side};
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (context.seen) {
    const uint32_t multiple =
        whole_multiple(side, std::max(context.seen->width, 1u), paint::device_scale());
    seen_.update(*context.seen, ++version_, multiple);
    const ImVec2 wide = seen_.size();
    seen_.draw(list, 0, {low.x + (side - wide.x) / 2, low.y + (side - wide.y) / 2});
  } else {
    list.AddRect(low, high, theme.line);
    paint::empty(context, low, {side, side}, "The browser asks whether the camera may be used");
  }
  const auto take = [&] {
    if (!context.seen) return;
    collection_.add(context, *context.seen);
    taken_at_ = context.now;
  };
  paint::Row row(context, {at.x, high.y + 6}, size.x);
  if (row.button("Take##camera.take", "A picture of the class that is chosen")) take();
  if (row.chip("Every second##camera.every", by_itself_,
               "Takes one each second, until it is pressed again"))
    by_itself_ = !by_itself_;
  if (by_itself_) {
    context.wishes->moving = true;
    if (context.now - taken_at_ >= every) take();
  }
  const bool learns = collection_.draw_end(context, row, "camera", names_);
  if (row.button("Close##camera.close", "Turns the camera off") || learns)
    open = by_itself_ = false;
  paint::Row chips(context, {at.x, row.bottom() + 6}, size.x);
  collection_.draw_chips(context, chips, names_);
  if (chips.remaining() > 60) {
    ImGui::SetCursorScreenPos({chips.left(), chips.bottom() - paint::target(context)});
    std::string& name = names_[collection_.chosen()];
    if (const auto typed = text_field(context, keypad_, "camera.name", name, "The class's name",
                                      chips.remaining()))
      if (!typed->empty() && std::ranges::find(names_, *typed) == names_.end())
        name = typed->substr(0, 24);
  }
  paint::caption(context, {at.x, chips.bottom() + 6}, "Nothing leaves this machine.");
  return chips.bottom() + 6 + paint::caption_line - at.y;
}

}  // namespace hourglass::view
