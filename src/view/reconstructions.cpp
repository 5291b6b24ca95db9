// Chooses by the kind of the data; pictures in columns, with a headline that reads the one under the
// pointer. Points and rows are in reconstructions_others.cpp.
#include "view/reconstructions.h"

#include <algorithm>

#include "share/texts.h"
#include "view/classes.h"
#include "view/figure_tips.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr float name_line = 17;  // height of a row's name
constexpr float legible = 48;    // pictures narrower than this lose in worth, logical pixels

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

}  // namespace

ColumnFit fit_columns(ImVec2 room, uint32_t count, uint32_t height, uint32_t width, uint32_t least,
                      float gap, float scale, uint32_t rows_needed) {
  ColumnFit fit;
  if (count == 0 || height == 0 || width == 0) return fit;
  const auto whole = [](float x) { return x >= 1 ? static_cast<uint32_t>(x + 1e-3f) : 0u; };
  float best = -1;
  for (uint32_t multiple = whole_multiple(room.x, width, scale); multiple >= 1; --multiple) {
    for (const uint32_t rows : {rows_needed + 1, rows_needed}) {
      for (const float above : {name_line, gap}) {
        ColumnFit f;
        f.multiple = multiple, f.rows = rows, f.above = above;
        f.cell_width = static_cast<float>(width * multiple) / scale;
        f.cell_height = static_cast<float>(height * multiple) / scale;
        const float band = static_cast<float>(rows) * (f.cell_height + above);
        f.columns = std::min(count, whole((room.x + gap) / (f.cell_width + gap)));
        if (f.columns > 0)
          f.bands =
              std::min(whole((room.y + gap) / (band + gap)), (count + f.columns - 1) / f.columns);
        const float shown = static_cast<float>(std::min(f.columns * f.bands, count) * rows);
        float worth = shown * f.cell_width * f.cell_height * std::min(1.0f, f.cell_width / legible);
        if (rows > rows_needed) worth *= 1.35f;
        if (above > gap) worth *= 1.02f;
        if (f.columns < std::min(least, count)) worth *= 0.1f;
        if (worth > best) best = worth, fit = f;
      }
    }
  }
  return fit;
}

void Reconstructions::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  const uint32_t count = snapshot.data
                             ? std::min({snapshot.outputs.count, snapshot.data->test.count,
                                         static_cast<uint32_t>(snapshot.output_mse.size())})
                             : 0;
  if (count == 0) {
    paint::empty(context, at, size,
                 tr("Test {} and their reconstructions appear here", context.noun().many));
    ImGui::Dummy(size);
    return;
  }
  ImGui::PushID(this);
  switch (snapshot.data->kind) {
    case Kind::pictures: draw_pictures(context, size, count); break;
    case Kind::points: draw_points(context, size); break;
    case Kind::table: draw_rows(context, size); break;
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

void Reconstructions::draw_pictures(const Context& context, ImVec2 size, uint32_t count) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  const Theme& theme = context.theme;
  const float headline = paint::caption_line + 4, gap = 4;
  const uint32_t height = snapshot.outputs.height, width = snapshot.outputs.width;
  const bool spoils = snapshot.spoilt.count >= count;
  const uint32_t needed = spoils ? 3 : 2;
  const ColumnFit fit = fit_columns({size.x - 4, size.y - headline - 2}, count, height, width, 4,
                                    gap, paint::device_scale(), needed);
  struct Row {
    const char* name;
    PictureSet& set;
  };
  std::vector<Row> shown{{"input", inputs_}};
  if (spoils) shown.push_back({"spoilt", spoilt_});
  shown.push_back({"output", outputs_});
  if (fit.rows > needed) shown.push_back({"difference", differences_});

  if (seen_ != context.snapshot_number) {
    seen_ = context.snapshot_number;
    shown_inputs_ = snapshot.data->test.part(0, count);
    const uint32_t channels = shown_inputs_.channels;
    difference_ = {count, height, width, std::vector<float>(size_t{count} * height * width)};
    // Of the channels' mean: has it become lighter or darker.
    for (size_t i = 0; i < shown_inputs_.pixels.size(); ++i)
      difference_.pixels[i / channels] +=
          (snapshot.outputs.pixels[i] - shown_inputs_.pixels[i]) / static_cast<float>(channels);
    for (float& v : difference_.pixels) v = 0.5f + 0.5f * v;
  }
  // Inputs change with the data only, but are few: one version for all.
  inputs_.update(shown_inputs_, seen_, fit.multiple);
  if (spoils) spoilt_.update(snapshot.spoilt, seen_, fit.multiple);
  outputs_.update(snapshot.outputs, seen_, fit.multiple);
  differences_.update(difference_, seen_, fit.multiple, diverging_palette(theme.dark));

  // What is left over goes between the rows and the columns, up to a point.
  const bool named = fit.above > gap;
  const float rows = static_cast<float>(fit.rows), bands = static_cast<float>(fit.bands);
  const float spare = size.y - headline - 2 - bands * (rows * (fit.cell_height + fit.above) + gap);
  const float above = fit.above + std::clamp(spare / std::max(bands * rows, 1.0f), 0.0f, 5.0f);
  const float left_over = size.y - headline - 2 - bands * (rows * (fit.cell_height + above) + gap);
  const float between_bands = gap + std::clamp(left_over / std::max(bands - 1, 1.0f), 0.0f, 12.0f);
  const float used = static_cast<float>(fit.columns) * (fit.cell_width + gap) - gap;
  const float between =
      fit.columns > 1
          ? std::min(gap + (size.x - 4 - used) / static_cast<float>(fit.columns - 1), 14.0f)
          : gap;
  const float band = rows * (fit.cell_height + above);
  int64_t hovered = -1;
  for (uint32_t b = 0; b < fit.bands; ++b) {
    const float top = at.y + headline + static_cast<float>(b) * (band + between_bands);
    for (uint32_t row = 0; named && row < fit.rows; ++row)
      paint::caption(
          context,
          {at.x + 2, top + static_cast<float>(row) * (fit.cell_height + above) + above - 18},
          shown[row].name);
    for (uint32_t c = 0; c < fit.columns; ++c) {
      const uint32_t i = b * fit.columns + c;
      if (i >= count) break;
      const float x = paint::snap(at.x + 2 + static_cast<float>(c) * (fit.cell_width + between));
      for (uint32_t row = 0; row < fit.rows; ++row) {
        const ImVec2 place{x, top + static_cast<float>(row) * (fit.cell_height + above) + above};
        shown[row].set.draw(list(), i, place);
      }
      ImGui::SetCursorScreenPos({x, top + above});
      const bool clicked = press_in_row(context, "pictures", i,
                                        context.chosen_image < count ? context.chosen_image : 0,
                                        {fit.cell_width, std::max(1.0f, band - above)});
      const bool over = ImGui::IsItemHovered();
      if (clicked && context.wishes) context.wishes->choose_image = i;
      if (over) hovered = i;
      if (over || context.chosen_image == i) {
        const ImU32 colour = over ? theme.text : theme.second;
        for (uint32_t row = 0; row < fit.rows; ++row) {
          const ImVec2 low =
              paint::snap({x, top + static_cast<float>(row) * (fit.cell_height + above) + above});
          list().AddRect({low.x - 1.5f, low.y - 1.5f},
                         {low.x + fit.cell_width + 1.5f, low.y + fit.cell_height + 1.5f}, colour, 1,
                         0, 1.5f);
        }
      }
    }
  }

  std::string words = tr("MSE {} /pixel on test images", three_figures(snapshot.test_mse));
  if (!named) {
    words.clear();
    // The difference says by its legend what it is.
    for (const Row& row : std::span(shown).first(needed))
      words.append(words.empty() ? "" : ", ").append(tr(words.empty() ? "Input" : row.name));
    words += tr(" · MSE {} /pixel", three_figures(snapshot.test_mse));
  }
  if (hovered >= 0) {
    const uint32_t i = static_cast<uint32_t>(hovered);
    words = snapshot.data->test_name(i) + " · ";
    if (const std::string of = class_words(*snapshot.data, Of::test, i); !of.empty())
      words += of + " · ";
    words += tr("MSE {} /pixel", three_figures(snapshot.output_mse[i]));
  }
  float right = at.x + size.x;
  if (fit.rows > needed)
    right = palette_legend(context, {right, at.y}, diverging_palette(theme.dark), "−1", "+1") - 8;
  paint::text(context, at, paint::fitted(context, words, theme.caption_size, right - at.x),
              theme.text, theme.caption_size);
  hint_at(context, at, {right - at.x, paint::caption_line}, figure_tip("mse"));
}

namespace panel {

extern const PanelRow pictures{
    .name = "pictures",
    .title = "Pictures",
    .tab = "Pictures",
    .about = "Test examples, and what comes out of the network.",
    .place = Place::examples,
    .make = make<Reconstructions>,
    .needs = [](const Context& context) { return context.snapshot.outputs.count > 0; },
    .named = [](Kind kind) -> std::string_view {
      return kind == Kind::points ? "Points" : kind == Kind::table ? "Rows" : "Pictures";
    }};

}  // namespace panel
}  // namespace hourglass::view
