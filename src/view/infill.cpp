// Erase a part of an image and see what the network puts in its place, pass after pass: what was kept stays, what was
// erased becomes what the decoder makes of it (train/infill.h).
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "share/texts.h"
#include "view/classes.h"
#include "view/examples.h"
#include "view/focus.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/question.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr uint32_t passes = 16;
constexpr double seconds_a_pass = 0.12;
constexpr float eraser = 0.09f;  // its radius, as a share of the longer side

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

class Infill : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  void take(const Context&);
  void erase(float x, float y);  // in pixels
  float draw_controls(const Context&, ImVec2 at, float width);
  void draw_erased(const Context&, ImVec2 at, ImVec2 size);
  void ask(const Context&);

  std::shared_ptr<const DataView> data_;
  uint32_t image_ = ~0u;
  std::vector<bool> erased_;  // places of the picture, [height, width]
  uint64_t erasures_ = 0;     // changes with the mask and the image
  bool any_ = false, erasing_ = false;
  ImVec2 cursor_{-1, -1};  // the keyboard's eraser, pixels
  float pass_ = passes;    // shown
  double played_at_ = -1e9;
  Question question_;
  uint64_t asked_ = 0, asked_snapshot_ = ~uint64_t{0}, played_ = 0;
  ExampleSet left_, filled_, whole_;
};

void Infill::take(const Context& context) {
  const Snapshot& s = context.snapshot;
  const uint32_t image = context.chosen_image < s.data->test.count ? context.chosen_image : 0;
  if (data_ == s.data && image_ == image) return;
  data_ = s.data;
  image_ = image;
  erased_.assign(size_t{s.data->test.height} * s.data->test.width, false);
  any_ = false;
  cursor_ = {static_cast<float>(s.data->test.width) / 2,
             static_cast<float>(s.data->test.height) / 2};
  ++erasures_;
}

void Infill::erase(float x, float y) {
  const Pictures& tests = data_->test;
  const float radius =
      std::max(0.8f, eraser * static_cast<float>(std::max(tests.height, tests.width)));
  for (uint32_t row = 0; row < tests.height; ++row)
    for (uint32_t column = 0; column < tests.width; ++column) {
      const float dx = static_cast<float>(column) + 0.5f - x,
                  dy = static_cast<float>(row) + 0.5f - y;
      if (dx * dx + dy * dy > radius * radius) continue;
      const size_t place = size_t{row} * tests.width + column;
      if (!erased_[place]) ++erasures_;
      erased_[place] = true;
      any_ = true;
    }
}

// Once the eraser is lifted, and again with each snapshot, but not while it trains: the passes would hold it up.
void Infill::ask(const Context& context) {
  const bool stale = asked_ != erasures_ ||
                     (asked_snapshot_ != context.snapshot_number && !context.snapshot.training);
  if (!any_ || erasing_ || !stale || !question_.ready(context.now)) return;
  asked_ = erasures_;
  asked_snapshot_ = context.snapshot_number;
  const Pictures& tests = data_->test;
  std::vector<bool> all;
  for (const bool one : erased_) all.insert(all.end(), tests.channels, one);
  question_.infill(context, tests.part(image_, 1), std::move(all), passes,
                   context.test_label(image_), erasures_);
}

void Infill::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& s = context.snapshot;
  if (!s.data || s.data->test.count == 0) {
    paint::empty(context, at, size, "An image to erase a part of appears here");
    ImGui::Dummy(size);
    return;
  }
  ImGui::PushID(this);
  take(context);
  ask(context);
  const Theme& theme = context.theme;
  const bool answered = any_ && question_.answers() > 0 && question_.about() == erasures_;
  if (answered && played_ != erasures_) {
    // A new erasure is seen coming back; a new snapshot only replaces what is shown.
    played_ = erasures_;
    pass_ = passes;
    if (!context.reduced_motion) played_at_ = context.now;
  }
  const float since = static_cast<float>((context.now - played_at_) / seconds_a_pass);
  if (since < passes && played_at_ > 0) {
    pass_ = std::floor(since);
    if (context.wishes) context.wishes->moving = true;
  } else if (played_at_ > 0) {
    pass_ = passes;
    played_at_ = -1e9;
  }
  const float controls = draw_controls(context, at, size.x) + 6;

  // Erased, filled in, and the whole one: side by side, or two over one where it is tall.
  const Pictures& tests = s.data->test;
  const float scale = paint::device_scale(), gap = 10, line = paint::caption_line + 2;
  const uint32_t longest = std::max(cell_of(tests).longest(), 1u);
  const float slider = paint::target(context) + 4;
  const ImVec2 room{size.x, size.y - controls - slider};
  const bool tall = room.y > 1.1f * room.x;
  const float wanted = tall ? std::min((room.x - gap) / 2, room.y / 2 - line)
                            : std::min((room.x - 2 * gap) / 3, room.y - line);
  const uint32_t multiple = whole_multiple(wanted, longest, scale);
  const ImVec2 wide{static_cast<float>(tests.width * multiple) / scale,
                    static_cast<float>(tests.height * multiple) / scale};
  const float columns = tall ? 2 : 3;
  const float between = std::min(24.0f, (room.x - columns * wide.x) / std::max(columns - 1, 1.0f));
  const float top = at.y + controls + line;
  draw_erased(context, paint::snap({at.x, top}), wide);
  left_.update(
      [&] {
        Pictures kept = tests.part(image_, 1);
        for (size_t k = 0; k < kept.pixels.size(); ++k)
          if (erased_[k / kept.channels]) kept.pixels[k] = 0;
        return kept;
      }(),
      erasures_, multiple);
  const ImVec2 second = paint::snap({at.x + wide.x + between, top});
  const ImVec2 third = tall ? paint::snap({at.x, top + wide.y + line + 6})
                            : paint::snap({at.x + 2 * (wide.x + between), top});
  paint::caption(context, {at.x, top - line}, any_ ? "erase more" : "erase here");
  paint::caption(context, {second.x, top - line},
                 answered ? tr("pass {:.0f}", std::round(pass_)) : "filled in");
  std::string name = tr("image {}", image_);
  if (const std::string of = class_words(*s.data, Of::test, image_); !of.empty())
    name += " · " + of;
  paint::caption(context, {third.x, third.y - line},
                 paint::fitted(context, name, theme.caption_size, wide.x + between));
  if (answered) {
    filled_.update(question_.answer(), question_.answers(), multiple);
    filled_.draw(context, static_cast<uint32_t>(std::lround(pass_)), second);
  } else {
    list().AddRect(second, {second.x + wide.x, second.y + wide.y}, theme.line);
  }
  whole_.update(tests.part(image_, 1), reinterpret_cast<uintptr_t>(data_.get()) + image_, multiple);
  whole_.draw(context, 0, third);

  const float below = (tall ? third.y : top) + wide.y + 4;
  if (answered) {
    float now = pass_;
    paint::text(context, {at.x, below + slider / 2 - 10}, "pass", theme.muted, theme.caption_size);
    if (paint::slider(context, "pass", {at.x + 34, below}, size.x - 34, now, 0, passes)) {
      pass_ = std::round(now);
      played_at_ = -1e9;
    }
    context.note("infill.pass");
  } else {
    paint::caption(context, {at.x, below + 4},
                   paint::fitted(context, "x ← x where kept, decode(encode(x)) where erased",
                                 theme.caption_size, size.x));
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

float Infill::draw_controls(const Context& context, ImVec2 at, float width) {
  const uint32_t count = std::max(context.snapshot.data->test.count, 1u);
  paint::Row row(context, at, width);
  const auto move = [&](uint32_t by) {
    if (context.wishes) context.wishes->choose_image = (image_ + by) % count;
  };
  if (row.arrow("##infill.before", -1, "The test image before")) move(count - 1);
  if (row.arrow("##infill.after", 1, "The next test image")) move(1);
  if (row.button("Lower half##infill.half", "Erases the lower half")) {
    for (size_t k = erased_.size() / 2; k < erased_.size(); ++k) erased_[k] = true;
    any_ = true;
    ++erasures_;
  }
  if (any_ && row.button("Undo##infill.clear", "Nothing is erased any more")) {
    erased_.assign(erased_.size(), false);
    any_ = false;
    ++erasures_;
  }
  if (any_ && row.button("Again##infill.again", "Shows the passes once more") &&
      !context.reduced_motion)
    played_at_ = context.now;
  return row.bottom() - at.y;
}

void Infill::draw_erased(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  const Pictures& tests = data_->test;
  ImGui::SetCursorScreenPos(at);
  const bool pressed = press_area("erase", size);
  context.note("infill.picture");
  const float scale = size.x / static_cast<float>(tests.width);
  const ImVec2 way = arrows(true), mouse = ImGui::GetIO().MousePos;
  erasing_ = dragged();
  if (erasing_) {
    // From the last frame's place on, so that a fast stroke has no gaps.
    const ImVec2 moved = ImGui::GetIO().MouseDelta;
    const int steps = 1 + static_cast<int>(std::hypot(moved.x, moved.y) / scale);
    for (int i = 0; i < steps; ++i) {
      const float back = static_cast<float>(i) / static_cast<float>(steps);
      erase((mouse.x - back * moved.x - at.x) / scale, (mouse.y - back * moved.y - at.y) / scale);
    }
  }
  if (has_focus()) {
    cursor_.x = std::clamp(cursor_.x + way.x, 0.0f, static_cast<float>(tests.width));
    cursor_.y = std::clamp(cursor_.y - way.y, 0.0f, static_cast<float>(tests.height));
    if (pressed) erase(cursor_.x, cursor_.y);
  }
  left_.draw(context, 0, at);
  // What is erased is coloured: black alone could be the picture's own.
  for (uint32_t row = 0; row < tests.height; ++row) {
    const auto erased = [&](uint32_t column) {
      return column < tests.width && erased_[size_t{row} * tests.width + column];
    };
    const float y = at.y + scale * static_cast<float>(row);
    for (uint32_t column = 0; column < tests.width; ++column) {
      if (!erased(column)) continue;
      const uint32_t from = column;
      while (erased(column + 1)) ++column;
      list().AddRectFilled({at.x + scale * static_cast<float>(from), y},
                           {at.x + scale * static_cast<float>(column + 1), y + scale},
                           fade(theme.second, 0.45f));
    }
  }
  list().AddRect({at.x - 0.5f, at.y - 0.5f}, {at.x + size.x + 0.5f, at.y + size.y + 0.5f},
                 ImGui::IsItemHovered() || erasing_ ? theme.text : theme.line);
  const float radius = eraser * static_cast<float>(std::max(tests.height, tests.width)) * scale;
  if (has_focus())
    list().AddCircle({at.x + cursor_.x * scale, at.y + cursor_.y * scale}, radius, theme.accent, 0,
                     1.5f);
  else if (!context.touch && ImGui::IsItemHovered())
    list().AddCircle(mouse, radius, theme.accent, 0, 1.5f);
}

}  // namespace

namespace panel {

extern const PanelRow infill{
    .name = "infill",
    .title = "Erase and fill in",
    .tab = "Erase",
    .about = "Erase a part of an image: what the network puts in its place.",
    .place = Place::examples,
    .make = make<Infill>,
    .needs =
        [](const Context& context) {
          return has_code(context) && context.snapshot.data->kind == Kind::pictures;
        },
    .late = true};

}  // namespace panel
}  // namespace hourglass::view
