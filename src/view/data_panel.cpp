// What is learnt from: the first training examples, the classes, and how to bring other data.
#include <algorithm>
#include <cmath>
#include <format>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "data/sources.h"
#include "share/texts.h"
#include "view/camera.h"
#include "view/classes.h"
#include "view/dataset_choice.h"
#include "view/numbers.h"
#include "view/pad.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/pictures.h"
#include "view/preparing.h"
#include "view/row_table.h"
#include "view/scatter.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr float chip_padding = 10;  // of a class's chip with the gap to the next

// Data for which MNIST, whose files look alike, is the next step.
bool stands_for_mnist(const DataView& data) {
  return data.kind == Kind::pictures && data.train.height == 28 && data.train.width == 28 &&
         data.train.channels == 1 && data.classes == 10 && drawn_from_seed(data.name);
}

class DataPanel : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;
  std::string aside(const Context& context) const override {
    const DataView& data = *context.snapshot.data;
    return tr("{} to learn, {} to test", thousands(data.train_count), thousands(data.test_count));
  }

 private:
  void thumbnails(const Context&, float width, float height);
  void points(const Context&, float width, float height);
  void rows(const Context&, float width, float height);
  uint32_t chip_columns(const Context&, float width) const;
  std::string words(const Context&, uint32_t i) const;  // of a training example
  void classes(const Context&, float width);
  void actions(const Context&, float width);
  bool draw_instead(const Context&, ImVec2 size);
  PictureSet pictures_;
  PointPlot plot_;
  DatasetChoice choice_;
  Pad pad_;
  Camera camera_;
  Preparing preparing_;
  ClassPage page_;
  const DataView* shown_ = nullptr;
  uint64_t version_ = 0;
};

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
    pictures_.draw(list, i, place,
                   IM_COL32(255, 255, 255, faded(context, Of::train, i) ? 70 : 255));
    ImGui::SetCursorScreenPos(place);
    ImGui::PushID(static_cast<int>(i));
    if (ImGui::InvisibleButton("thumbnail", {side, side}) && label >= 0) {
      context.wishes->choose_class = context.chosen_class == label ? -1 : label;
    }
    ImGui::PopID();
    if (labelled && ImGui::IsItemHovered()) {
      list.AddRect({place.x - 2, place.y - 2}, {place.x + side + 2, place.y + side + 2},
                   class_colour(context.theme, static_cast<uint32_t>(label)), 3, 0, 2);
      tooltip(context, words(context, i));
    }
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy({width, static_cast<float>(rows) * (side + gap) - gap});
}

void DataPanel::points(const Context& context, float width, float all) {
  const DataView& data = *context.snapshot.data;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float height = all;
  const Scatter& scatter = plot_.draw_ground(context, at, {width, height});
  plot_.dots(data.train, 2.0f, [&](uint32_t i) {
    return fade(example_colour(context, Of::train, i), faded(context, Of::train, i) ? 0.2f : 0.9f);
  });
  ImGui::SetCursorScreenPos(scatter.low);
  const bool clicked = ImGui::InvisibleButton(
      "points", {scatter.high.x - scatter.low.x, scatter.high.y - scatter.low.y});
  const int32_t i = PointPlot::nearest(scatter, data.train, ImGui::GetIO().MousePos, 8);
  if (i >= 0 && ImGui::IsItemHovered()) {
    const auto k = static_cast<uint32_t>(i);
    ImGui::GetWindowDrawList()->AddCircle(scatter.at(data.train.picture(k)), 5, context.theme.text,
                                          0, 1.5f);
    tooltip(context, words(context, k));
    if (clicked && k < data.train_labels.size())
      context.wishes->choose_class =
          context.chosen_class == data.train_labels[k] ? -1 : data.train_labels[k];
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy({width, all});
}

void DataPanel::rows(const Context& context, float width, float height) {
  const DataView& data = *context.snapshot.data;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Pictures* sheet = &data.train;
  const TableHit hit = draw_table(context, at, {width, height}, {&sheet, 1}, Of::train);
  ImGui::InvisibleButton("rows", {width, height});
  if (hit.row >= 0) {
    const auto i = static_cast<uint32_t>(hit.row);
    tooltip(context, std::format("{} · {}: {}", words(context, i), column_words(data, hit.number),
                                 three_figures(data.train.picture(i)[hit.number])));
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy({width, height});
}

std::string DataPanel::words(const Context& context, uint32_t i) const {
  const DataView& data = *context.snapshot.data;
  const std::string of = class_words(data, Of::train, i);
  return tr("Training {} {}{}{}", context.noun().one, i, of.empty() ? "" : ", ", of);
}

// In one row, or in two where fingers or long names need more room.
uint32_t DataPanel::chip_columns(const Context& context, float width) const {
  const uint32_t count = page_.count();
  const std::vector<float> needed = class_widths(context, page_, std::max(count, 1U), 1e6F,
                                                 context.theme.caption_size, chip_padding);
  const bool broad = (context.touch && count > 5) ||
                     (count > 3 && std::accumulate(needed.begin(), needed.end(), 0.0F) > width);
  return broad ? (count + 1) / 2 : count;
}

void DataPanel::classes(const Context& context, float width) {
  const Theme& theme = context.theme;
  const DataView& data = *context.snapshot.data;
  const float gap = 4, height = context.touch ? 44 : 28;
  ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 start = at;
  page_.arrows(context, "classes", at, width, height);
  const uint32_t count = page_.count(), columns = chip_columns(context, width);
  // All in one size, the smaller one where names need it, and of one width where they can be.
  const float equal = (width + gap) / static_cast<float>(columns);
  std::vector<float> widths;
  float letters = theme.body_size;
  for (const float size : {theme.body_size, theme.caption_size}) {
    letters = size;
    widths = class_widths(context, page_, columns, width + gap, size, chip_padding);
    if (std::ranges::max(widths) <= equal) {
      widths.assign(count, equal);
      break;
    }
  }
  // What a row has over is shared out.
  for (uint32_t i = 0; i < count; i += columns) {
    const auto row = std::span(widths).subspan(i, std::min(columns, count - i));
    const float used = std::accumulate(row.begin(), row.end(), 0.0F),
                all = equal * static_cast<float>(row.size());
    for (float& w : row) w += (all - used) / static_cast<float>(row.size());
  }
  ImDrawList& list = *ImGui::GetWindowDrawList();
  float x = at.x;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t label = page_.first() + i;
    const std::string name = data.class_name(static_cast<Label>(label));
    if (i % columns == 0) x = at.x;
    const float wide = widths[i] - gap;
    const ImVec2 from(x, at.y + static_cast<float>(i / columns) * (height + gap));
    const ImVec2 to(from.x + wide, from.y + height);
    x += widths[i];
    ImGui::SetCursorScreenPos(from);
    const bool chosen = context.chosen_class == static_cast<int32_t>(label);
    const auto first = static_cast<uint32_t>(std::max(context.chosen_class, 0));
    if (press_in_row(context, "class", label, std::max(first, page_.first()), {wide, height})) {
      context.wishes->choose_class = chosen ? -1 : static_cast<int32_t>(label);
    }
    const bool hovered = ImGui::IsItemHovered();
    tooltip(context, tr("{}{}: only these, here and on the latent plane",
                        data.class_names.empty() ? tr("Class ") : std::string_view(), name));
    const ImU32 colour = class_colour(theme, label);
    const float dim = context.chosen_class >= 0 && !chosen ? 0.6F : 1;
    if (chosen || hovered)
      list.AddRectFilled(from, to, fade(colour, chosen ? 0.28F : 0.14F), rounding);
    const Weight weight = chosen ? Weight::semibold : Weight::regular;
    const float text = std::min(text_size(context, name, letters, weight).x, wide - 4);
    draw_text(context, {(from.x + to.x - text) / 2, from.y + height / 2 - letters / 2 - 3.5F}, name,
              fade(theme.text, dim), letters, weight, wide - 4);
    const float bar = std::min(wide - 8, 16.0F);
    list.AddRectFilled({(from.x + to.x - bar) / 2, to.y - 5}, {(from.x + to.x + bar) / 2, to.y - 2},
                       fade(colour, dim), 1.5F);
  }
  ImGui::SetCursorScreenPos(start);
  const float rows = static_cast<float>((count + columns - 1) / columns);
  ImGui::Dummy({width, rows * (height + gap) - gap});
}

// What else can be done with data of this kind, or brought in their place.
void DataPanel::actions(const Context& context, float width) {
  const DataView& data = *context.snapshot.data;
  const bool flat = data.kind == Kind::points && data.train.channels == 2;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  paint::Row row(context, at, width);
  if (Preparing::can(data) &&
      row.button("Adjust##adjust",
                 "Size, colour, labels, the share for testing: how they are learnt from"))
    preparing_.begin(context);
  if (flat && row.button("Draw your own", "Paint points, and learn from those"))
    pad_.open = true, pad_.digits = false;
  if (data.kind == Kind::pictures &&
      row.button("Draw##draw-digits", "Digits of your own, to learn from or to try"))
    pad_.open = pad_.digits = true;
  if (data.kind == Kind::pictures && context.has_camera &&
      row.button("Camera##camera", "Pictures of your own, to learn from"))
    camera_.open = true;
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy({width, row.bottom() - at.y});
}

// What takes the panel's place: how the data are read, a pad, the camera.
bool DataPanel::draw_instead(const Context& context, ImVec2 size) {
  const DataView& data = *context.snapshot.data;
  if (context.collect == Collect::digits) pad_.open = pad_.digits = true;
  if (context.collect == Collect::camera) camera_.open = true;
  if (context.collect != Collect::none) preparing_.close();
  if (pad_.open && !pad_.digits && !(data.kind == Kind::points && data.train.channels == 2))
    pad_.open = false;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  float height = std::max(context.touch ? 420.0F : 330.0F, size.y);
  if (camera_.open)
    height = camera_.draw(context, at, {size.x, height});
  else if (pad_.open)
    height = pad_.draw(context, at, {size.x, pad_.digits ? height : std::max(220.0F, size.y)});
  else if (preparing_.open() && Preparing::can(data))
    height = preparing_.draw(context, at, size.x);
  else
    return false;
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy({size.x, height});
  return true;
}

void DataPanel::draw(const Context& context, ImVec2 size) {
  const float top = ImGui::GetCursorScreenPos().y;
  const DataView& data = *context.snapshot.data;
  // A wide window's top bar has it.
  if (ImGui::GetIO().DisplaySize.x < 1280) choice_.draw(context, "data", size.x);
  page_.update(context);
  if (draw_instead(context, {size.x, size.y - (ImGui::GetCursorScreenPos().y - top)})) {
    height_ = ImGui::GetCursorScreenPos().y - top - ImGui::GetStyle().ItemSpacing.y;
    return;
  }
  const bool flat = data.kind == Kind::points && data.train.channels == 2;
  const bool classed = data.classes > 0;
  const bool two_rows = classed && chip_columns(context, size.x) < page_.count();
  const float hint = context.touch ? 0 : 40, chip = context.touch ? 48 : 32,
              chips = classed ? (two_rows ? 2 * chip : chip) + 4 : 0;
  const float used = ImGui::GetCursorScreenPos().y - top;
  const float buttons = flat || Preparing::can(data) ? paint::target(context) + 6 : 0;
  const float room = std::max(flat ? 133.0F : 127.0F, size.y - used - hint - chips - buttons);
  switch (data.kind) {
    case Kind::pictures: thumbnails(context, size.x, room); break;
    case Kind::points: points(context, size.x, room); break;
    case Kind::table: rows(context, size.x, room); break;
  }
  if (classed) classes(context, size.x);
  if (buttons > 0) actions(context, size.x);
  if (!context.touch) {
    const std::string drop =
        stands_for_mnist(data)
            ? "Drop MNIST’s files on the window, plain or .gz, to learn from those."
            : "Drop files to learn from those: .csv, .npy, IDX, CIFAR-10, PNG or JPEG.";
    const std::string colours = data.factor_name.empty()
                                    ? "No labels, so one colour for all. "
                                    : tr("Coloured by the {}. ", data.factor_name);
    caption(context, data.classes > 0 ? drop : colours + drop, size.x);
  }
  height_ = ImGui::GetCursorScreenPos().y - top - ImGui::GetStyle().ItemSpacing.y;
}

}  // namespace

namespace panel {

extern const PanelRow data{.name = "data",
                           .title = "Data",
                           .tab = "Data",
                           .about = "What is learnt from. A class can be singled out.",
                           .place = Place::side,
                           .make = make<DataPanel>,
                           .scrolls = true,
                           .height = 250};

}  // namespace panel
}  // namespace hourglass::view
