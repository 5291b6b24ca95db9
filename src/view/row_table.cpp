// Sizes, names, cells.
#include "view/row_table.h"

#include <algorithm>
#include <cmath>

#include "share/texts.h"
#include "view/color_maps.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/theme.h"

namespace hourglass::view {

namespace {

constexpr float least_line = 3, legible_line = 13, most_line = 40;
constexpr float least_cell = 4, most_cell = 40;

float reach(const DataView& data) { return std::max({data.high, -data.low, 1e-12f}); }

ImU32 colour(const Context& context, float value) {
  const DataView& data = *context.snapshot.data;
  return data.low < 0 ? diverging(value / reach(data), context.theme.dark)
                      : cividis(value / reach(data));
}

}  // namespace

TableFit fit_table(ImVec2 room, uint32_t numbers, uint32_t rows, uint32_t sheets) {
  TableFit fit;
  if (numbers == 0 || rows == 0 || sheets == 0 || room.x < least_cell || room.y < least_line)
    return fit;
  const auto n = static_cast<float>(numbers), s = static_cast<float>(sheets);
  fit.line = std::clamp(std::floor(room.y / n), least_line, most_line);
  fit.lines = std::min(numbers, static_cast<uint32_t>(room.y / fit.line));
  fit.named = fit.line >= legible_line;
  const float wanted = std::floor((room.x + table_gap) / static_cast<float>(rows));
  fit.group = std::clamp(wanted, s * least_cell + table_gap, s * most_cell + table_gap);
  fit.groups = std::min(rows, static_cast<uint32_t>((room.x + table_gap) / fit.group));
  return fit;
}

std::string column_words(const DataView& data, uint32_t number) {
  return number < data.feature_names.size() ? data.feature_names[number]
                                            : tr("column {}", number + 1);
}

float table_legend(const Context& context, ImVec2 right) {
  const DataView& data = *context.snapshot.data;
  const std::string most = three_figures(reach(data));
  return data.low < 0 ? palette_legend(context, right, diverging_palette(context.theme.dark),
                                       ("−" + most).c_str(), most.c_str())
                      : palette_legend(context, right, cividis_palette(), "0", most.c_str());
}

TableHit draw_table(const Context& context, ImVec2 at, ImVec2 size,
                    std::span<const Pictures* const> sheets, std::optional<Of> of) {
  const Theme& theme = context.theme;
  const DataView& data = *context.snapshot.data;
  const Pictures& rows = *sheets[0];
  const auto numbers = static_cast<uint32_t>(rows.features());
  static const std::vector<Label> none;
  const std::vector<Label>& labels = !of               ? none
                                     : of == Of::train ? data.train_labels
                                                       : data.test_labels;
  ImDrawList& list = *ImGui::GetWindowDrawList();

  float names = 0;
  for (const std::string& name : data.feature_names)
    names = std::max(names, paint::text_size(context, theme.caption_size, name).x + 8);
  names = std::min(names, size.x * 0.3f);
  const auto fitted_to = [&](float left, float top) {
    return fit_table({size.x - left, size.y - top}, numbers, rows.count,
                     static_cast<uint32_t>(sheets.size()));
  };
  TableFit fit = fitted_to(names, 0);
  if (!fit.named) fit = fitted_to(names = 0, 0);
  // The rows' names, where they have some that are not cut to nothing.
  const bool headed = !data.class_names.empty() && !labels.empty() && fit.group >= 40;
  const float head = headed ? paint::caption_line : 0;
  if (headed) fit = fitted_to(names, head);
  if (!fit.named) names = 0;

  const float cell = (fit.group - table_gap) / static_cast<float>(sheets.size());
  const ImVec2 origin{at.x + names, at.y + head}, mouse = ImGui::GetIO().MousePos;
  TableHit hit;
  for (uint32_t k = 0; k < fit.lines && names > 0; ++k)
    paint::caption(context,
                   {origin.x - 8, origin.y + fit.line * static_cast<float>(k) + fit.line / 2 - 8},
                   paint::fitted(context, column_words(data, k), theme.caption_size, names - 8), 1);
  for (uint32_t g = 0; g < fit.groups; ++g) {
    const float left = origin.x + fit.group * static_cast<float>(g);
    const float strength = of && faded(context, *of, g) ? 0.3f : 1.0f;
    if (headed && g < labels.size())
      paint::caption(
          context, {left, at.y},
          paint::fitted(context, data.class_name(labels[g]), theme.caption_size, fit.group - 2));
    for (size_t sheet = 0; sheet < sheets.size(); ++sheet) {
      if (g >= sheets[sheet]->count) continue;
      const std::span<const float> row = sheets[sheet]->picture(g);
      for (uint32_t k = 0; k < fit.lines; ++k) {
        const ImVec2 low = paint::snap(
            {left + cell * static_cast<float>(sheet), origin.y + fit.line * static_cast<float>(k)});
        const float seam = fit.line > 6 ? 1.0f : 0.0f, across = cell > 6 ? 1.0f : 0.0f;
        list.AddRectFilled(low,
                           paint::snap({left + cell * static_cast<float>(sheet + 1) - across,
                                        origin.y + fit.line * static_cast<float>(k + 1) - seam}),
                           fade(colour(context, row[k]), strength));
      }
    }
    const ImVec2 end{left + fit.group - table_gap,
                     origin.y + fit.line * static_cast<float>(fit.lines)};
    if (ImGui::IsWindowHovered() && mouse.x >= left && mouse.x < end.x && mouse.y >= origin.y &&
        mouse.y < end.y) {
      hit.row = static_cast<int32_t>(g);
      hit.number = static_cast<uint32_t>((mouse.y - origin.y) / fit.line);
    }
    const bool over = hit.row == static_cast<int32_t>(g);
    if (over)
      list.AddRect({left - 1.5f, origin.y - 1.5f}, {end.x + 1.5f, end.y + 0.5f}, theme.text, 1, 0,
                   1.5f);
  }
  return hit;
}

}  // namespace hourglass::view
