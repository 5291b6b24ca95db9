// The two ends with the slider between, the pixel blend above the latent blend, and the choice of an
// end among the test images. Points, which have no rows of pictures, are in blending_points.cpp.
#include "view/blending.h"

#include <algorithm>
#include <cmath>
#include <format>

#include "view/paint.h"
#include "view/theme.h"
#include "view/ticks.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr uint32_t steps = 9;

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

uint64_t version(const void* data, uint64_t number) {
  return reinterpret_cast<uintptr_t>(data) * 31 + number;
}

}  // namespace

void Blending::start(const Context& context) {
  if (data_ == context.snapshot.data) return;
  data_ = context.snapshot.data;
  const DataView& data = *data_;
  choosing_ = -1;
  ends_[0] = 0;
  ends_[1] = data.test.count > 1 ? 1 : 0;
  // Two of different classes say more.
  for (uint32_t i = 1; i < std::min<size_t>(data.test.count, data.test_labels.size()); ++i) {
    if (data.test_labels[i] == data.test_labels[0]) continue;
    ends_[1] = i;
    break;
  }
}

void Blending::ask(const Context& context) {
  const Snapshot& snapshot = context.snapshot;
  const uint64_t pair = uint64_t{ends_[0]} << 32 | ends_[1];
  if (steps_question_.ready(context.now) &&
      (asked_steps_ != pair || asked_steps_snapshot_ != context.snapshot_number)) {
    asked_steps_ = pair;
    asked_steps_snapshot_ = context.snapshot_number;
    steps_question_.blend(context, ends_[0], ends_[1], steps, pair);
  }
  const size_t size = snapshot.code_size;
  const size_t a = ends_[0] * size, b = ends_[1] * size;
  if (!place_question_.ready(context.now) || size == 0 ||
      std::max(a, b) + size > snapshot.codes.size())
    return;
  std::vector<float> code(size);
  for (size_t k = 0; k < size; ++k)
    code[k] = (1 - t_) * snapshot.codes[a + k] + t_ * snapshot.codes[b + k];
  if (code == asked_place_ && asked_place_snapshot_ == context.snapshot_number) return;
  asked_place_ = code;
  asked_place_snapshot_ = context.snapshot_number;
  place_question_.decode(context, std::move(code), 0, context.test_label(ends_[t_ < 0.5f ? 0 : 1]));
}

void Blending::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  if (!snapshot.data || snapshot.data->test.count < 2) {
    paint::empty(context, at, size,
                 std::format("Two {} and the way between them appear here", context.noun().many));
    ImGui::Dummy(size);
    return;
  }
  ImGui::PushID(this);
  start(context);
  ask(context);
  if (choosing_ >= 0) {
    draw_choice(context, at, size);
  } else {
    const float ends = context.touch ? 48.0f : 36.0f;
    draw_ends(context, at, size.x, ends);
    const ImVec2 below{at.x, at.y + ends + 8}, room{size.x, size.y - ends - 8};
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
  const float scale = paint::device_scale(), row = size.y / 2, gap = 8;
  const uint32_t pixels = cell_of(tests).longest();

  // Steps beside the large picture, unless they are larger beneath it.
  const auto side = [&](uint32_t multiple) {
    return static_cast<float>(pixels * multiple) / scale;
  };
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

  crossfade_ = tests.part(ends_[0], 1);
  const std::span<const float> last = tests.picture(ends_[1]);
  for (size_t k = 0; k < last.size(); ++k)
    crossfade_.pixels[k] = (1 - t_) * crossfade_.pixels[k] + t_ * last[k];
  const uint64_t place =
      static_cast<uint64_t>(t_ * 4096) << 40 ^ (uint64_t{ends_[0]} << 20 | ends_[1]);
  big_[0].update(crossfade_, version(data_.get(), place), cells.big_multiple);
  big_[1].update(place_question_.answer(), place_question_.answers(), cells.big_multiple);
  steps_[0].update(steps_question_.second(), steps_question_.answers(), cells.step_multiple);
  steps_[1].update(steps_question_.answer(), steps_question_.answers(), cells.step_multiple);
  draw_row(context, at, size.x, cells, false);
  draw_row(context, {at.x, at.y + row}, size.x, cells, true);
}

void Blending::draw_ends(const Context& context, ImVec2 at, float width, float height) {
  const Pictures& tests = context.snapshot.data->test;
  const uint32_t multiple =
      whole_multiple(height - 4, cell_of(tests).longest(), paint::device_scale());
  for (int end = 0; end < 2; ++end) {
    ExampleSet& set = thumbs_[end];
    const uint32_t image = ends_[end];
    set.update(tests.part(image, 1), version(data_.get(), image), multiple);
    const ImVec2 wide = set.size(), low{end == 0 ? at.x : at.x + width - height, at.y};
    ImGui::SetCursorScreenPos(low);
    if (press_area(end == 0 ? "from" : "to", {height, height})) choosing_ = end;
    context.note(end == 0 ? "blend.from" : "blend.to");
    const bool hovered = ImGui::IsItemHovered() && !context.touch;
    tooltip(context, std::format("Choose another test {}", context.noun().one));
    const ImVec2 place =
        paint::snap({low.x + (end == 0 ? 2 : height - wide.x - 2), low.y + (height - wide.y) / 2});
    set.draw(context, 0, place);
    list().AddRect({place.x - 1.5f, place.y - 1.5f},
                   {place.x + wide.x + 1.5f, place.y + wide.y + 1.5f},
                   hovered ? context.theme.text : context.theme.second, 2, 0, 1.5f);
  }
  const float left = at.x + height + 8, right = at.x + width - height - 8,
              line = paint::target(context);
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
  const char* code = context.snapshot.model && context.snapshot.model->variational ? "μ" : "code";
  const bool told = find_property("condition")->acts_in(*context.settings);
  const std::string title =
      latent && told ? "Blended in the code, as the nearer end’s class"
      : latent       ? "Blended in the code: one turns into the other"
                     : std::format("Blended in {}s: both at once", context.noun().number);
  const std::string formula =
      latent ? std::format("decode((1 − t) · {0}(a) + t · {0}(b))", code) : "(1 − t) · a + t · b";
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
      paint::caption(context, {right, strip.y + cells.step + 7},
                     paint::fitted(context, formula, size, room));
  } else {
    const float used =
        paint::paragraph(context, {right, at.y}, room, title, theme.text, theme.body_size);
    paint::paragraph(context, {right, at.y + used + 8}, room, formula, theme.muted, size);
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
  row.label(std::format("Blend {} which {}?", choosing_ == 0 ? "from" : "to", context.noun().one),
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
