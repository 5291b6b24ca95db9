// Colours beyond ten, and the turning of pages.
#include "view/classes.h"

#include <algorithm>
#include <format>

#include "share/texts.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

ImU32 class_colour(const Theme& theme, uint32_t label) {
  const ImU32 colour = theme.classes[label % theme.classes.size()];
  switch (label / theme.classes.size() % 3) {
    case 0: return colour;
    case 1: return mix(colour, IM_COL32_WHITE, 0.5f);
    default: return mix(colour, IM_COL32_BLACK, 0.4f);
  }
}

ImU32 factor_colour(const Theme& theme, float share) {
  const float t = 2 * std::clamp(share, 0.0f, 1.0f);
  return t < 1 ? mix(theme.classes[0], theme.second, t) : mix(theme.second, theme.accent, t - 1);
}

namespace {

const std::vector<Label>& labels(const DataView& data, Of of) {
  return of == Of::train ? data.train_labels : data.test_labels;
}

}  // namespace

ImU32 example_colour(const Context& context, Of of, uint32_t i) {
  const DataView& data = *context.snapshot.data;
  const std::vector<Label>& classes = labels(data, of);
  const std::vector<float>& factor = of == Of::train ? data.train_factor : data.test_factor;
  if (data.classes > 0 && i < classes.size()) return class_colour(context.theme, classes[i]);
  return i < factor.size() ? factor_colour(context.theme, factor[i]) : context.theme.second;
}

bool faded(const Context& context, Of of, uint32_t i) {
  const std::vector<Label>& classes = labels(*context.snapshot.data, of);
  return context.chosen_class >= 0 && i < classes.size() && classes[i] != context.chosen_class;
}

std::string class_words(const DataView& data, Of of, uint32_t i) {
  const std::vector<Label>& classes = labels(data, of);
  if (data.classes == 0 || i >= classes.size()) return {};
  const std::string name = data.class_name(classes[i]);
  return data.class_names.empty() ? tr("class {}", name) : name;
}

void ClassPage::update(const Context& context) {
  classes_ = context.snapshot.data ? context.snapshot.data->classes : 0;
  const auto chosen = static_cast<uint32_t>(context.chosen_class);
  if (context.chosen_class != chosen_ && context.chosen_class >= 0 && chosen < classes_)
    page_ = chosen / most;
  chosen_ = context.chosen_class;
  if (first() >= classes_) page_ = 0;
}

void ClassPage::turn(int by) {
  const uint32_t pages = (classes_ + most - 1) / most;
  page_ = (page_ + pages + static_cast<uint32_t>(by)) % pages;
}

void ClassPage::arrows(const Context& context, const char* id, ImVec2& at, float& width,
                       float height) {
  if (!turns()) return;
  const float wide = context.touch ? 44 : 22;
  for (const int by : {-1, 1}) {
    ImGui::SetCursorScreenPos({by < 0 ? at.x : at.x + width - wide, at.y});
    const std::string name = std::format("{}.{}", id, by < 0 ? "before" : "after");
    const bool pressed = press_area(name.c_str(), {wide, height});
    context.note(name);
    tooltip(context, tr("{} classes, ten at a time", classes_));
    const ImU32 ink = ImGui::IsItemHovered() ? context.theme.text : context.theme.muted;
    const ImVec2 middle{ImGui::GetItemRectMin().x + wide / 2, at.y + height / 2};
    const float way = 3.5f * static_cast<float>(by);
    const ImVec2 corners[] = {
        {middle.x - way, middle.y - 5}, {middle.x + way, middle.y}, {middle.x - way, middle.y + 5}};
    ImGui::GetWindowDrawList()->AddPolyline(corners, 3, ink, 0, 1.75f);
    if (pressed) turn(by);
  }
  at.x += wide + 4;
  width -= 2 * (wide + 4);
}

std::vector<float> class_widths(const Context& context, const ClassPage& page, uint32_t columns,
                                float width, float letters, float beside) {
  std::vector<float> widths;
  for (uint32_t i = 0; i < page.count(); ++i) {
    const auto label = static_cast<Label>(page.first() + i);
    widths.push_back(
        text_size(context, context.snapshot.data->class_name(label), letters, Weight::semibold).x +
        beside);
  }
  float longest = widths.empty() ? 0 : *std::ranges::max_element(widths);
  const auto too_wide = [&] {
    for (size_t i = 0; i < widths.size(); i += columns) {
      float used = 0;
      for (size_t k = i; k < std::min<size_t>(i + columns, widths.size()); ++k)
        used += std::min(widths[k], longest);
      if (used > width) return true;
    }
    return false;
  };
  while (too_wide() && longest > beside + 20) longest -= 2;
  for (float& w : widths) w = std::min(w, longest);
  return widths;
}

}  // namespace hourglass::view
