// The code as sliders, a unit each, decoded while they are moved: the code that is held, or else the chosen image's.
// Steps of 1, 10 and 100 go where no example ever was.
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <format>
#include <string>
#include <vector>

#include "share/texts.h"
#include "share/ticks.h"
#include "view/classes.h"
#include "view/examples.h"
#include "view/figure_tips.h"
#include "view/focus.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/question.h"
#include "view/theme.h"
#include "view/unit_bars.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr float farthest = 1e5f;  // what lies further out says nothing any more
constexpr float steps[] = {1, 10, 100};

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

class Code : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  void take(const Context&);
  void change(const Context&, size_t unit, float value);
  float draw_controls(const Context&, ImVec2 at, float width);
  void draw_pictures(const Context&, ImVec2 at, ImVec2 size, bool across);
  void draw_units(const Context&, ImVec2 at, ImVec2 size);
  void draw_unit(const Context&, ImVec2 at, float width, uint32_t unit, float most_kl);

  std::vector<float> code_, range_;  // of each unit its slider's end
  float usual_ = 3;                  // a slider's end to begin with
  bool held_ = false;
  uint32_t image_ = 0;
  int step_ = 0;
  uint64_t seen_ = ~uint64_t{0};
  std::shared_ptr<const Model> model_;
  Question question_;
  std::vector<float> asked_;
  uint64_t asked_snapshot_ = ~uint64_t{0};
  ExampleSet decoded_, input_;
};

// −0 is 0.
std::string shown(float value) {
  const float size = std::abs(value);
  return fixed(value, size < 9.995f ? 2 : size < 99.95f ? 1 : 0);
}

void Code::take(const Context& context) {
  const Snapshot& s = context.snapshot;
  const uint32_t size = s.code_size;
  if (seen_ != context.snapshot_number) {
    seen_ = context.snapshot_number;
    float most = s.model->variational ? 3.0f : 0.0f;
    for (const float v : s.codes)
      if (std::isfinite(v)) most = std::max(most, std::abs(v));
    usual_ = s.model->variational ? std::ceil(std::min(most, 10.0f))
                                  : static_cast<float>(tick_step(std::max(most, 1e-3f), 1));
  }
  if (s.model != model_ || range_.size() != size || image_ != context.chosen_image)
    range_.assign(size, 0);
  model_ = s.model;
  image_ = context.chosen_image < s.code_count ? context.chosen_image : 0;
  held_ = context.held.size() == size;
  const std::span<const float> from =
      held_ ? context.held : std::span(s.codes).subspan(size_t{image_} * size, size);
  code_.assign(from.begin(), from.end());
  for (size_t i = 0; i < size; ++i) {
    if (!std::isfinite(code_[i])) code_[i] = 0;
    const float away = std::abs(code_[i]);
    if (away > std::max(range_[i], usual_)) range_[i] = static_cast<float>(tick_step(away, 1));
  }
}

void Code::change(const Context& context, size_t unit, float value) {
  code_[unit] = std::clamp(value, -farthest, farthest);
  held_ = true;
  if (context.wishes) context.wishes->hold = code_;
}

void Code::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& s = context.snapshot;
  if (!s.model || !s.data || s.code_count == 0 ||
      s.codes.size() < size_t{s.code_count} * s.code_size) {
    paint::empty(context, at, size, "The code and its sliders appear here");
    ImGui::Dummy(size);
    return;
  }
  ImGui::PushID(this);
  take(context);
  const float top = draw_controls(context, at, size.x) + 8;
  const ImVec2 below{at.x, at.y + top}, room{size.x, size.y - top};
  // Pictures beside the sliders, or above them where that leaves room for some.
  const bool across = room.y > 1.1f * room.x;
  float side = across ? std::min(room.y * 0.34f, room.x * 0.46f) : room.x * 0.34f;
  if (!across) {
    // As wide as the pictures are, one above the other.
    const uint32_t longest = std::max(cell_of(s.data->test).longest(), 1u);
    const float scale = paint::device_scale();
    side = static_cast<float>(
               longest *
               whole_multiple(std::min(side, std::max(room.y / 2 - paint::caption_line - 4, 56.0f)),
                              longest, scale)) /
           scale;
  }
  if (across) {
    const float height = side + paint::caption_line + 8;
    draw_pictures(context, below, {room.x, height}, true);
    draw_units(context, {below.x, below.y + height}, {room.x, room.y - height});
  } else {
    draw_pictures(context, below, {side, room.y}, false);
    draw_units(context, {below.x + side + 12, below.y}, {room.x - side - 12, room.y});
  }
  // After the sliders: what was moved is asked in the same frame.
  if (question_.ready(context.now) &&
      (code_ != asked_ || asked_snapshot_ != context.snapshot_number)) {
    asked_ = code_;
    asked_snapshot_ = context.snapshot_number;
    question_.decode(context, code_, 0, context.test_label(image_));
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

float Code::draw_controls(const Context& context, ImVec2 at, float width) {
  const Snapshot& s = context.snapshot;
  const uint32_t count = std::min(s.code_count, s.data->test.count);
  const std::string_view noun = context.noun().one;
  paint::Row row(context, at, width);
  const auto move = [&](uint32_t by) {
    if (!context.wishes || count == 0) return;
    context.wishes->choose_image = (image_ + by) % count;
    context.wishes->hold = std::vector<float>{};
  };
  if (row.arrow("##code.before", -1, tr("The code of the test {} before", noun).c_str()))
    move(count - 1);
  if (row.arrow("##code.after", 1, tr("The code of the next test {}", noun).c_str())) move(1);
  for (int i = 0; i < 3; ++i) {
    const std::string label = std::format("±{0:.0f}##code.step{0:.0f}", steps[i]);
    if (row.chip(label.c_str(), step_ == i, "How far − and + move a unit")) step_ = i;
  }
  if (row.chip("Reset##code.reset", false, tr("Back to the code of {} {}", noun, image_).c_str()) &&
      context.wishes) {
    context.wishes->hold = std::vector<float>{};
    range_.assign(range_.size(), 0);
  }
  return row.bottom() - at.y;
}

void Code::draw_pictures(const Context& context, ImVec2 at, ImVec2 size, bool across) {
  const Snapshot& s = context.snapshot;
  const Theme& theme = context.theme;
  const Pictures& tests = s.data->test;
  const float scale = paint::device_scale();
  const uint32_t longest = std::max(cell_of(tests).longest(), 1u);
  const float half = across ? (size.x - 12) / 2 : size.x;
  const float high =
      across ? size.y - paint::caption_line - 8 : size.y / 2 - paint::caption_line - 4;
  // The decoded one is the larger where both would be small.
  const bool both = across || high >= 40;
  const uint32_t multiple = whole_multiple(
      std::min(half, both ? high : size.y - 2 * paint::caption_line - 4), longest, scale);
  if (question_.answers() > 0) decoded_.update(question_.answer(), question_.answers(), multiple);
  input_.update(tests.part(image_, 1), reinterpret_cast<uintptr_t>(s.data.get()) + image_,
                multiple);
  const ImVec2 wide{static_cast<float>(cell_of(tests).width * multiple) / scale,
                    static_cast<float>(cell_of(tests).height * multiple) / scale};
  decoded_.draw(context, 0, at);
  list().AddRect({at.x - 0.5f, at.y - 0.5f}, {at.x + wide.x + 0.5f, at.y + wide.y + 0.5f},
                 held_ ? theme.accent : theme.line);
  double square = 0;
  for (const float v : code_) square += double{v} * v;
  const std::string length = three_figures(std::sqrt(square));
  const std::string words = std::format("‖z‖ {}", length);
  paint::caption(context, {at.x, at.y + wide.y + 2},
                 paint::fitted(context, words, theme.caption_size, half));
  ImGui::SetCursorScreenPos(at);
  ImGui::InvisibleButton("decoded", {wide.x, wide.y + paint::caption_line});
  tooltip(context, s.model->variational
                       ? tr("The decoded code. Its length ‖z‖ is {}; draws of the prior are about "
                            "√{} = {} from the middle.",
                            length, code_.size(),
                            three_figures(std::sqrt(static_cast<double>(code_.size()))))
                       : tr("The decoded code. Its length ‖z‖ is {}.", length));
  if (!both) return;
  const ImVec2 other = across ? ImVec2{at.x + half + 12, at.y}
                              : ImVec2{at.x, at.y + wide.y + paint::caption_line + 6};
  input_.draw(context, 0, other);
  std::string name = std::format("{} {}", context.noun().one, image_);
  if (const std::string of = class_words(*s.data, Of::test, image_); !of.empty())
    name = across ? name + " · " + of : of;
  paint::caption(context, {other.x, other.y + wide.y + 2},
                 paint::fitted(context, name, theme.caption_size, half));
}

void Code::draw_units(const Context& context, ImVec2 at, ImVec2 size) {
  const std::vector<float>& kl = context.snapshot.unit_kl;
  float most_kl = 0;
  for (const float nats : kl)
    if (std::isfinite(nats)) most_kl = std::max(most_kl, nats);
  ImGui::SetCursorScreenPos(at);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleColor(ImGuiCol_ChildBg, 0U);
  ImGui::BeginChild("units", size, ImGuiChildFlags_NavFlattened);
  const float row = paint::target(context) + 2;
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const auto count = static_cast<uint32_t>(code_.size());
  const float width = size.x - (row * static_cast<float>(count) > size.y ? 12.0f : 0.0f);
  for (uint32_t i = 0; i < count; ++i)
    draw_unit(context, {from.x, from.y + row * static_cast<float>(i)}, width, i, most_kl);
  ImGui::SetCursorScreenPos(from);
  ImGui::Dummy({1, row * static_cast<float>(count)});
  touch_scroll(context);
  ImGui::EndChild();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
}

void Code::draw_unit(const Context& context, ImVec2 at, float width, uint32_t unit, float most_kl) {
  const Theme& theme = context.theme;
  const std::vector<float>& kl = context.snapshot.unit_kl;
  const float height = paint::target(context), button = context.touch ? 44.0f : 22.0f;
  const float name = 30, value = 46;
  const float middle = at.y + height / 2;
  // Below the name, how much the unit says.
  paint::text(context, {at.x, middle - 9}, std::format("z{}", unit + 1), theme.muted,
              theme.caption_size);
  if (unit < kl.size() && std::isfinite(kl[unit]) && most_kl > 0) {
    const float low = middle + 7, long_one = name - 6;
    list().AddRectFilled({at.x, low}, {at.x + long_one, low + 3},
                         mix(theme.line, theme.muted, 0.2f));
    list().AddRectFilled({at.x, low}, {at.x + long_one * kl[unit] / most_kl, low + 3},
                         theme.second);
    ImGui::SetCursorScreenPos(at);
    ImGui::PushID(static_cast<int>(unit));
    ImGui::InvisibleButton("kl", {name, height});
    ImGui::PopID();
    unit_tooltip(context, unit, kl[unit]);
  }
  const float track = width - name - value - 2 * button - 6, end = std::max(range_[unit], usual_);
  float now = code_[unit];
  ImGui::PushID(static_cast<int>(unit));
  if (paint::slider(context, "slider", {at.x + name, at.y}, track, now, -end, end))
    change(context, unit, now);
  context.note(std::format("code.unit.{}", unit));
  ImGui::PopID();
  paint::text(context, {at.x + name + track + value - 4, middle - 8}, shown(code_[unit]),
              theme.text, theme.caption_size, 1);
  const auto press = [&](const char* row, Icon icon, float x, float by) {
    ImGui::SetCursorScreenPos({x, at.y});
    const bool pressed = press_in_row(context, row, unit, 0, {button, height});
    const bool hovered = ImGui::IsItemHovered() && !context.touch;
    tooltip(context, by < 0 ? tr("Less by {:.0f}", -by) : tr("More by {:.0f}", by));
    draw_icon(list(), icon, {x + button / 2, middle}, 14, hovered ? theme.text : theme.muted);
    if (pressed) change(context, unit, code_[unit] + by);
  };
  const float x = at.x + name + track + value;
  press("code.less", Icon::minus, x, -steps[step_]);
  press("code.more", Icon::plus, x + button + 4, steps[step_]);
}

}  // namespace

namespace panel {

extern const PanelRow code{.name = "code",
                           .title = "Code",
                           .tab = "Code",
                           .about = "A slider for each unit of a code, decoded while it is moved.",
                           .place = Place::play,
                           .make = make<Code>,
                           .needs = has_code,
                           .late = true};

}  // namespace panel
}  // namespace hourglass::view
