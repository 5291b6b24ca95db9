#include "view/data_panel.h"

#include <algorithm>
#include <array>
#include <format>
#include <nlohmann/json.hpp>

#include "data/sources.h"
#include "view/numbers.h"
#include "view/widgets.h"

namespace hourglass::view {

void dataset_choice(const Context& context, const char* id, float width) {
  // What everybody can have; files are dropped.
  static const auto offered = [] {
    std::array<std::vector<std::string_view>, 2> rows;
    for (const Source& source : sources()) {
      if (source.reach == Reach::files) continue;
      rows[0].push_back(source.name);
      rows[1].push_back(source.about);
    }
    return rows;
  }();
  const auto& [names, notes] = offered;
  const std::string& now = context.settings->data;
  const std::string kind = now.substr(0, now.find(':'));
  const auto found = std::ranges::find(names, kind);
  const int current = found == names.end() ? -1 : static_cast<int>(found - names.begin());
  const auto chosen = choice(context, id, kind, current, names, notes, width);
  if (!chosen || *chosen == current) return;
  context.command("loadDataset", {{"name", names[static_cast<size_t>(*chosen)]}});
}

void DataPanel::thumbnails(const Context& context, float width, float height) {
  const DataView& data = *context.snapshot.data;
  if (shown_ != &data) shown_ = &data, ++version_;
  const float scale = ImGui::GetIO().DisplayFramebufferScale.x;
  const float gap = 5;
  // As large as whole multiples allow while 32 are seen.
  const GridFit fit = fit_grid({width, height}, data.train.count, data.train.height,
                               data.train.width, 32, gap, scale);
  const uint32_t columns = std::max(1U, fit.columns), rows = std::max(1U, fit.rows);
  const float side = fit.cell.x;
  const float stride = columns > 1 ? (width - side) / static_cast<float>(columns - 1) : 0;
  pictures_.update(data.train, version_, fit.multiple);

  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (uint32_t i = 0; i < std::min(columns * rows, pictures_.count()); ++i) {
    const ImVec2 place(at.x + std::round(stride * static_cast<float>(i % columns) * scale) / scale,
                       at.y + static_cast<float>(i / columns) * (side + gap));
    const bool labelled = i < data.train_labels.size();
    const int label = labelled ? data.train_labels[i] : -1;
    const bool faded = context.chosen_class >= 0 && label != context.chosen_class;
    pictures_.draw(list, i, place, IM_COL32(255, 255, 255, faded ? 70 : 255));
    ImGui::SetCursorScreenPos(place);
    ImGui::PushID(static_cast<int>(i));
    if (ImGui::InvisibleButton("thumbnail", {side, side}) && label >= 0) {
      context.wishes->choose_class = context.chosen_class == label ? -1 : label;
    }
    ImGui::PopID();
    if (labelled && ImGui::IsItemHovered()) {
      list.AddRect({place.x - 2, place.y - 2}, {place.x + side + 2, place.y + side + 2},
                   context.theme.classes[static_cast<size_t>(label) % 10], 3, 0, 2);
      tooltip(context, std::format("Training image {}, a {}", i, label));
    }
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy({width, static_cast<float>(rows) * (side + gap) - gap});
}

void DataPanel::classes(const Context& context, float width) {
  const Theme& theme = context.theme;
  const uint32_t count = std::min(context.snapshot.data->classes, 10U);
  const uint32_t columns = context.touch ? std::min(count, 5U) : count;
  const float gap = 4, height = context.touch ? 44 : 28;
  const float wide = (width + gap) / static_cast<float>(columns) - gap;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (uint32_t i = 0; i < count; ++i) {
    const ImVec2 from(at.x + static_cast<float>(i % columns) * (wide + gap),
                      at.y + static_cast<float>(i / columns) * (height + gap));
    const ImVec2 to(from.x + wide, from.y + height);
    ImGui::SetCursorScreenPos(from);
    const bool chosen = context.chosen_class == static_cast<int32_t>(i);
    const auto first = static_cast<uint32_t>(std::max(context.chosen_class, 0));
    if (press_in_row(context, "class", i, first, {wide, height})) {
      context.wishes->choose_class = chosen ? -1 : static_cast<int32_t>(i);
    }
    const bool hovered = ImGui::IsItemHovered();
    tooltip(context, std::format("Show only the {}s, here and on the latent plane", i));
    const ImU32 colour = theme.classes[i];
    const float dim = context.chosen_class >= 0 && !chosen ? 0.6F : 1;
    if (chosen || hovered)
      list.AddRectFilled(from, to, fade(colour, chosen ? 0.28F : 0.14F), rounding);
    const std::string digit = std::to_string(i);
    const float text = text_size(context, digit, theme.body_size).x;
    draw_text(context, {(from.x + to.x - text) / 2, from.y + height / 2 - 11}, digit,
              fade(theme.text, dim), theme.body_size, chosen ? Weight::semibold : Weight::regular);
    const float bar = std::min(wide - 8, 16.0F);
    list.AddRectFilled({(from.x + to.x - bar) / 2, to.y - 5}, {(from.x + to.x + bar) / 2, to.y - 2},
                       fade(colour, dim), 1.5F);
  }
  ImGui::SetCursorScreenPos(at);
  const float rows = static_cast<float>((count + columns - 1) / columns);
  ImGui::Dummy({width, rows * (height + gap) - gap});
}

float DataPanel::draw(const Context& context, ImVec2 size, bool with_choice) {
  const float top = ImGui::GetCursorScreenPos().y;
  const DataView& data = *context.snapshot.data;
  if (with_choice) dataset_choice(context, "data", size.x);
  const float hint = context.touch ? 0 : 40,
              chips = data.classes > 0 ? (context.touch ? 100 : 36) : 0;
  const float used = ImGui::GetCursorScreenPos().y - top;
  thumbnails(context, size.x, std::max(127.0F, size.y - used - hint - chips));
  if (data.classes > 0) classes(context, size.x);
  if (!context.touch) {
    caption(context,
            data.classes > 0
                ? "Drop MNIST’s files on the window, plain or .gz, to learn from those."
                : "No labels: the points stay grey. Drop MNIST’s files on the window for more.");
  }
  return ImGui::GetCursorScreenPos().y - top - ImGui::GetStyle().ItemSpacing.y;
}

}  // namespace hourglass::view
