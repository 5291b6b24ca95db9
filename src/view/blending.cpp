// The two ends with the slider between, the pixel blend above the latent blend, and the choice of an
// end among the test images. What is blended is in blending_ends.cpp, points, which have no rows of pictures, in
// blending_points.cpp.
#include "view/blending.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <utility>

#include "model/paths.h"
#include "share/texts.h"
#include "share/ticks.h"
#include "view/formula.h"
#include "view/paint.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

uint64_t version(const void* data, uint64_t number) {
  return reinterpret_cast<uintptr_t>(data) * 31 + number;
}

}  // namespace

void Blending::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  if (!snapshot.data || snapshot.data->test.count < 2) {
    paint::empty(context, at, size,
                 tr("Two {} and the way between them appear here", context.noun().many));
    ImGui::Dummy(size);
    return;
  }
  ImGui::PushID(this);
  start(context);
  mix(context);
  ask(context);
  if (choosing_ >= 0) {
    draw_choice(context, at, size);
  } else {
    const float ends = context.touch ? 48.0f : 36.0f;
    const float modes = draw_modes(context, at, size.x) + 4;
    draw_ends(context, {at.x, at.y + modes}, size.x, ends);
    const float top = modes + ends + 8;
    const ImVec2 below{at.x, at.y + top}, room{size.x, size.y - top};
    if (snapshot.data->kind == Kind::points)
      draw_ways(context, below, room);
    else
      draw_rows(context, below, room);
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

void Blending::draw_rows(const Context& context, ImVec2 at, ImVec2 size) {
  const Snapshot& snapshot = context.snapshot;
  const Pictures& tests = snapshot.data->test;
  const float scale = paint::device_scale(), gap = 8;
  const uint32_t pixels = cell_of(tests).longest();

  // Steps beside the large picture, unless they are larger beneath it.
  const auto side = [&](uint32_t multiple) {
    return static_cast<float>(pixels * multiple) / scale;
  };
  const float near =
      near_ ? paint::caption_line + side(whole_multiple((size.x - 16) / steps, pixels, scale)) + 4
            : 0;
  // Where there is room for one way, what is near is seen of the code's.
  const bool both = near == 0 || (size.y - near) / 2 > side(1) + 2 * paint::caption_line;
  const float row = both ? (size.y - near) / 2 : size.y - near;
  Cells cells;
  cells.big_multiple = whole_multiple(std::min(row - gap, 168.0f), pixels, scale);
  cells.step_multiple =
      whole_multiple((size.x - side(cells.big_multiple) - 12 - 8) / steps, pixels, scale);
  cells.beside = side(cells.big_multiple) + 12 + steps * side(cells.step_multiple) <= size.x;
  const uint32_t beneath = whole_multiple((size.x - 16) / steps, pixels, scale);
  if (!cells.beside || (beneath > cells.step_multiple && row - gap - side(beneath) - 10 > 84)) {
    cells.beside = false;
    cells.step_multiple = beneath;
    cells.big_multiple =
        whole_multiple(std::min(row - gap - side(beneath) - 10, 0.58f * size.x), pixels, scale);
  }
  cells.big = side(cells.big_multiple), cells.step = side(cells.step_multiple);
  const float room = cells.beside ? size.x - cells.big - 12 : size.x;
  cells.gap = std::clamp((room - steps * cells.step) / (steps - 1), 0.0f, 12.0f);

  crossfade_ = ends_pictures_.part(0, 1);
  crossfade_.pixels =
      between(ends_pictures_.picture(0), ends_pictures_.picture(1), t_, Way::linear);
  const uint64_t place = static_cast<uint64_t>(t_ * 4096) << 40 ^ mixes_;
  big_[0].update(crossfade_, version(data_.get(), place), cells.big_multiple);
  big_[1].update(place_question_.answer(), place_question_.answers(), cells.big_multiple);
  steps_[0].update(pixel_steps_, mixes_, cells.step_multiple);
  steps_[1].update(steps_question_.answer(), steps_question_.answers(), cells.step_multiple);
  if (both) draw_row(context, at, size.x, cells, false);
  draw_row(context, {at.x, at.y + (both ? row : 0)}, size.x, cells, true);
  if (near_) draw_nearest(context, {at.x, at.y + size.y - near}, size.x, cells);
}

float Blending::draw_modes(const Context& context, ImVec2 at, float width) {
  const DataView& data = *context.snapshot.data;
  paint::Row row(context, at, width);
  const auto mode = [&](const char* label, Mode which, const char* words) {
    if (row.chip(label, mode_ == which, words)) mode_ = which;
  };
  mode("Straight##blend.straight", Mode::straight, "In the code straight from one to the other");
  mode("Arc##blend.arc", Mode::arc,
       "In the code along the arc between them: as far from the prior’s middle as the ends are");
  if (data.classes > 1)
    mode("± class##blend.classes", Mode::classes,
         "What tells one class from another, added to the example: the mean code of the one less "
         "that "
         "of the other");
  if (data.kind == Kind::pictures &&
      row.chip("Nearest##blend.nearest", near_,
               "Below each step the training image that is most like it: is it new?")) {
    near_ = !near_;
    asked_nearest_ = 0;
  }
  return row.bottom() - at.y;
}

// What is added and what is taken away, to the left of `end`; where they begin.
float Blending::draw_classes(const Context& context, ImVec2 end) {
  const DataView& data = *context.snapshot.data;
  const auto choose = [&](const char* sign, const char* id, uint32_t& label, uint32_t other) {
    const std::string words =
        std::format("{} {}##blend.{}", sign, data.class_name(static_cast<Label>(label)), id);
    const float wide = paint::pill_width(context, words.c_str());
    end.x -= wide;
    if (paint::pill(context, words.c_str(), end, wide, false, "The next class")) {
      do label = (label + 1) % data.classes;
      while (label == other);
    }
    end.x -= 6;
  };
  choose("−", "minus", minus_, plus_);
  choose("+", "plus", plus_, minus_);
  return end.x;
}

// Under the steps of the code.
void Blending::draw_nearest(const Context& context, ImVec2 at, float width, const Cells& cells) {
  paint::caption(context, {at.x, at.y - 2},
                 paint::fitted(context, "Most like each step of the code in the training data",
                               context.theme.caption_size, width));
  nearest_.update(nearest_question_.answer(), nearest_question_.answers(), cells.step_multiple);
  const float left = cells.beside ? at.x + cells.big + 12 : at.x;
  for (uint32_t i = 0; i < std::min(nearest_.count(), steps); ++i)
    nearest_.draw(context, i,
                  paint::snap({left + static_cast<float>(i) * (cells.step + cells.gap),
                               at.y + paint::caption_line}));
}

std::string Blending::title(const Context& context, bool latent) const {
  const DataView& data = *context.snapshot.data;
  if (adds_classes())
    return tr("{}: more of {}, less of {}",
              latent ? std::string(tr("In the code")) : tr("In {}s", context.noun().number),
              data.class_name(static_cast<Label>(plus_)),
              data.class_name(static_cast<Label>(minus_)));
  if (!latent) return tr("Blended in {}s: both at once", context.noun().number);
  return find_property("condition")->acts_in(*context.settings)
             ? "Blended in the code, as the nearer end’s class"
             : "Blended in the code: one turns into the other";
}

// Of examples x, and codes z or their means μ; g decodes. + and − are the classes.
std::string Blending::tex(const Context& context, bool latent) const {
  const std::string_view of = !latent ? "x" : context.snapshot.model->variational ? "\\mu" : "z";
  const std::string mixed =
      adds_classes() ? std::format(R"({0}_a + t \, (\bar{{{0}}}_+ - \bar{{{0}}}_-))", of)
      : latent && mode_ == Mode::arc
          ? std::format(
                R"((\sin((1 - t) \Omega) \, {0}_a + \sin(t \Omega) \, {0}_b) / \sin \Omega)", of)
          : std::format(R"((1 - t) \, {0}_a + t \, {0}_b)", of);
  return latent ? std::format("g({})", mixed) : mixed;
}

void Blending::draw_ends(const Context& context, ImVec2 at, float width, float height) {
  const Pictures& tests = context.snapshot.data->test;
  const uint32_t multiple =
      whole_multiple(height - 4, cell_of(tests).longest(), paint::device_scale());
  for (int end = 0; end < (adds_classes() ? 1 : 2); ++end) {
    ExampleSet& set = thumbs_[end];
    const uint32_t image = ends_[end];
    set.update(tests.part(image, 1), version(data_.get(), image), multiple);
    const ImVec2 wide = set.size(), low{end == 0 ? at.x : at.x + width - height, at.y};
    ImGui::SetCursorScreenPos(low);
    if (press_area(end == 0 ? "from" : "to", {height, height})) choosing_ = end;
    context.note(end == 0 ? "blend.from" : "blend.to");
    const bool hovered = ImGui::IsItemHovered() && !context.touch;
    tooltip(context, tr("Choose another test {}", context.noun().one));
    const ImVec2 place =
        paint::snap({low.x + (end == 0 ? 2 : height - wide.x - 2), low.y + (height - wide.y) / 2});
    set.draw(context, 0, place);
    list().AddRect({place.x - 1.5f, place.y - 1.5f},
                   {place.x + wide.x + 1.5f, place.y + wide.y + 1.5f},
                   hovered ? context.theme.text : context.theme.second, 2, 0, 1.5f);
  }
  const float left = at.x + height + 8, line = paint::target(context);
  float right = at.x + width - height - 8;
  if (adds_classes()) right = draw_classes(context, {at.x + width, at.y + (height - line) / 2});
  const std::string words = std::format("t = {}", fixed(t_, 2));
  const float wide = paint::text_size(context, context.theme.caption_size, "t = 0.00").x + 10;
  paint::slider(context, "t", {left, at.y + (height - line) / 2}, right - left - wide, t_, 0, 1);
  context.note("blend.t");
  paint::text(context, {right - wide + 10, at.y + height / 2 - 7}, words, context.theme.text,
              context.theme.caption_size);
}

void Blending::draw_row(const Context& context, ImVec2 at, float width, const Cells& cells,
                        bool latent) {
  const Theme& theme = context.theme;
  const size_t which = latent ? 1 : 0;
  const std::string title = this->title(context, latent);
  if (big_[which].count() > 0)
    big_[which].draw(context, 0, at);
  else
    list().AddRect(at, {at.x + cells.big, at.y + cells.big}, theme.line);

  const float right = at.x + cells.big + 12, room = width - cells.big - 12,
              size = theme.caption_size;
  ImVec2 strip{at.x, at.y + cells.big + 6};
  if (cells.beside) {
    strip = {right, at.y + (cells.big - cells.step) / 2 + 1};
    paint::text(context, {right, strip.y - 19}, paint::fitted(context, title, size, room),
                theme.text, size);
    if (cells.big > cells.step + 44)
      formula(context, {right, strip.y + cells.step + 7},
              set_formula(theme, tex(context, latent), size + 2, room), theme.muted);
  } else {
    const float used =
        paint::paragraph(context, {right, at.y}, room, title, theme.text, theme.body_size);
    formula(context, {right, at.y + used + 8},
            set_formula(theme, tex(context, latent), size + 2, room), theme.muted);
  }
  const auto chosen = static_cast<uint32_t>(std::lround(t_ * (steps - 1)));
  for (uint32_t i = 0; i < steps; ++i) {
    const ImVec2 low =
        paint::snap({strip.x + static_cast<float>(i) * (cells.step + cells.gap), strip.y});
    steps_[which].draw(context, i, low);
    ImGui::SetCursorScreenPos(low);
    ImGui::PushID(static_cast<int>(2 * i + (latent ? 1 : 0)));
    if (ImGui::InvisibleButton("step", {cells.step, cells.step}))
      t_ = static_cast<float>(i) / (steps - 1);
    ImGui::PopID();
    if (i == chosen)
      list().AddRectFilled({low.x, low.y + cells.step + 2},
                           {low.x + cells.step, low.y + cells.step + 4}, theme.accent);
  }
}

void Blending::draw_choice(const Context& context, ImVec2 at, ImVec2 size) {
  const DataView& data = *context.snapshot.data;
  paint::Row row(context, at, size.x);
  if (row.button("Back", nullptr) || ImGui::IsKeyPressed(ImGuiKey_Escape, false)) {
    choosing_ = -1;
    return;
  }
  row.label(tr("Blend {} which {}?", tr(choosing_ == 0 ? "from" : "to"), context.noun().one),
            context.theme.text);
  const float top = row.bottom() + 8, gap = context.touch ? 6.0f : 4.0f,
              scale = paint::device_scale();
  const ImVec2 room{size.x - 4, at.y + size.y - top - 2};
  if (data.kind == Kind::points) return draw_point_choice(context, {at.x, top}, room);
  const Cell one = cell_of(data.test);
  const GridFit fit =
      fit_grid(room, data.test.count, one.height, one.width, context.touch ? 20 : 32, gap, scale);
  const uint32_t count = std::min(fit.columns * fit.rows, data.test.count);
  if (count == 0) return;
  choice_.update(data.test.part(0, count), version(data_.get(), 0), fit.multiple);
  for (uint32_t i = 0; i < count; ++i) {
    const ImVec2 low =
        paint::snap({at.x + 2 + static_cast<float>(i % fit.columns) * (fit.cell.x + gap),
                     top + static_cast<float>(i / fit.columns) * (fit.cell.y + gap)});
    choice_.draw(context, i, low);
    ImGui::SetCursorScreenPos(low);
    const uint32_t first = ends_[choosing_] < count ? ends_[choosing_] : 0;
    const bool clicked = press_in_row(context, "blend.choice", i, first, fit.cell);
    const bool hovered = ImGui::IsItemHovered() && !context.touch;
    if (hovered || ends_[choosing_] == i)
      list().AddRect({low.x - 1.5f, low.y - 1.5f},
                     {low.x + fit.cell.x + 1.5f, low.y + fit.cell.y + 1.5f},
                     hovered ? context.theme.text : context.theme.second, 1, 0, 1.5f);
    if (clicked) {
      ends_[choosing_] = i;
      choosing_ = -1;
      return;
    }
  }
}

namespace panel {

extern const PanelRow blend{
    .name = "blend",
    .title = "Blend",
    .tab = "Blend",
    .about = "From one example to another: through its numbers, and through the code.",
    .place = Place::play,
    .make = make<Blending>,
    .needs = has_code};

}  // namespace panel
}  // namespace hourglass::view
