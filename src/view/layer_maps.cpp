// From numbers, place by place, to maps, channel by channel.
#include "view/layer_maps.h"

#include <algorithm>
#include <cmath>
#include <format>

#include "share/texts.h"
#include "view/color_maps.h"
#include "view/numbers.h"
#include "view/paint.h"

namespace hourglass::view {

namespace {

constexpr float gap = 2, largest_cell = 28, largest_map = 168;  // logical pixels
// Few cells stand one below the other, each with its number beside it.
constexpr uint32_t few = 16;
constexpr float beside = 156;  // a cell with its number

// As a picture where there are as many numbers as in one.
Shape shape_of(const Context& context, const LayerReport& layer) {
  const Pictures& one = context.snapshot.data->test;
  if (layer.output.h * layer.output.w > 1 || one.kind != hourglass::Kind::pictures ||
      layer.output.features() != one.features())
    return layer.output;
  return {1, one.height, one.width, one.channels};
}

// "unit 7", "map 3, row 5, column 9"; of a Gaussian code's heads "μ of unit 7".
std::string words_of(const Context& context, const LayerReport& layer, const Pictures& maps,
                     uint32_t map, uint32_t row, uint32_t column) {
  const uint32_t code = context.snapshot.code_size;
  if (maps.features() > 1)
    return tr("{}row {}, column {}", maps.count > 1 ? tr("map {}, ", map + 1) : "", row + 1,
              column + 1);
  if (context.snapshot.model->variational && layer.module == "encoder" && maps.count == 2 * code &&
      layer.activation == Activation::linear)
    return tr("{} of unit {}", std::string_view(map < code ? "μ" : "log σ²"), map % code + 1);
  return tr("unit {}", map + 1);
}

}  // namespace

const Palette& LayerMaps::palette(const Context& context) const {
  return sign_ ? diverging_palette(context.theme.dark) : cividis_palette();
}

void LayerMaps::update(const Context& context, const LayerReport& layer, uint64_t version) {
  if (version == version_) return;
  version_ = version;
  const Shape shape = shape_of(context, layer);
  const size_t places = size_t{shape.h} * shape.w;
  values_ = {};
  most_ = 0;
  sign_ = false;
  if (layer.activations.empty()) return;
  values_.count = shape.c, values_.height = shape.h, values_.width = shape.w;
  values_.pixels.resize(layer.activations.size());
  for (size_t i = 0; i < layer.activations.size(); ++i) {
    const float value = layer.activations[i];
    values_.pixels[i % shape.c * places + i / shape.c] = value;
    if (!std::isfinite(value)) continue;
    most_ = std::max(most_, std::abs(value));
    sign_ = sign_ || value < 0;
  }
  shades_ = values_;
  const float by = 1 / std::max(most_, 1e-12f);
  for (float& shade : shades_.pixels) shade = sign_ ? 0.5f + 0.5f * shade * by : shade * by;
}

float LayerMaps::legend(const Context& context, ImVec2 right) const {
  const std::string most = three_figures(static_cast<double>(most_));
  return palette_legend(context, right, palette(context), sign_ ? ("−" + most).c_str() : "0",
                        most.c_str());
}

std::string LayerMaps::words_at(const Context& context, const LayerReport& layer, uint32_t map,
                                uint32_t row, uint32_t column) const {
  const float value = values_.picture(map)[size_t{row} * values_.width + column];
  return std::format("{}: {}", words_of(context, layer, values_, map, row, column),
                     three_figures(static_cast<double>(value)));
}

std::string LayerMaps::draw(const Context& context, const LayerReport& layer, ImVec2 at,
                            ImVec2 room) {
  const float scale = paint::device_scale();
  const uint32_t h = values_.height, w = values_.width;
  GridFit fit = fit_grid(room, values_.count, h, w, values_.count, gap, scale);
  if (fit.columns == 0 || fit.rows == 0) return {};
  const float largest = values_.features() == 1 ? largest_cell
                        : values_.count == 1    ? 2 * largest_map
                                                : largest_map;
  if (const uint32_t most = whole_multiple(largest, std::max(h, w), scale); fit.multiple > most) {
    fit.multiple = most;
    fit.cell = {static_cast<float>(w * most) / scale, static_cast<float>(h * most) / scale};
    fit.columns =
        std::min(values_.count, static_cast<uint32_t>((room.x + gap) / (fit.cell.x + gap)));
    fit.rows = (values_.count + fit.columns - 1) / fit.columns;
  }
  const bool cells = values_.features() == 1;
  const auto lines = static_cast<uint32_t>((room.y + gap) / (fit.cell.y + gap));
  const bool told = cells && values_.count <= few && lines > 0 &&
                    static_cast<float>((values_.count + lines - 1) / lines) * beside <= room.x;
  shown_ = told ? values_.count : std::min(fit.columns * fit.rows, values_.count);
  set_.update(shades_, version_, fit.multiple, palette(context));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const char* is_stuck = about(layer.activation).high < no_limit ? ", stuck" : ", dead";
  std::string words;
  for (uint32_t i = 0; i < shown_; ++i) {
    const uint32_t column_of = told ? i / lines : i % fit.columns,
                   row_of = told ? i % lines : i / fit.columns;
    const ImVec2 low =
        paint::snap({at.x + static_cast<float>(column_of) * (told ? beside : fit.cell.x + gap),
                     at.y + static_cast<float>(row_of) * (fit.cell.y + gap)});
    const ImVec2 high{low.x + fit.cell.x, low.y + fit.cell.y};
    set_.draw(list, i, low);
    if (cells && fit.cell.x >= 10) list.AddRect(low, high, context.theme.line);
    if (told)
      paint::caption(context, {high.x + 8, (low.y + high.y) / 2 - 8},
                     paint::fitted(context, words_at(context, layer, i, 0, 0),
                                   context.theme.caption_size, beside - fit.cell.x - 12));
    const bool dead = layer.units == values_.count && std::ranges::binary_search(layer.dead, i);
    if (dead) list.AddRect(low, high, context.theme.trouble, 0, 0, 1);
    if (!ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem) ||
        mouse.x < low.x || mouse.x >= high.x || mouse.y < low.y || mouse.y >= high.y)
      continue;
    const float cell = fit.cell.x / static_cast<float>(w);
    const uint32_t row = std::min(h - 1, static_cast<uint32_t>((mouse.y - low.y) / cell)),
                   column = std::min(w - 1, static_cast<uint32_t>((mouse.x - low.x) / cell));
    words = words_at(context, layer, i, row, column) + (dead ? is_stuck : "");
    list.AddRect({low.x - 1, low.y - 1}, {high.x + 1, high.y + 1}, context.theme.text);
  }
  return words;
}

}  // namespace hourglass::view
