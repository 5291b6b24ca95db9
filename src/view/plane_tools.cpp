// The row above the plane, what it opens, and what is measured of the codes in the plane's two directions.
#include <algorithm>
#include <cmath>
#include <format>
#include <span>

#include "share/texts.h"
#include "train/plane_measures.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/plane.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr uint32_t neighbours = 5;

std::string percent(double share) {
  return std::isfinite(share) ? std::format("{:.0f} %", 100 * share) : "…";
}

}  // namespace

float Plane::draw_tools(const Context& context, ImVec2 at, float width) {
  paint::Row row(context, at, width);
  const auto tool = [&](const char* label, Tool which, const char* words) {
    if (row.chip(label, tool_ == which, words)) tool_ = which;
  };
  tool("Hold##plane.hold", Tool::hold, "Click or drag: that code is held and decoded");
  tool("Path##plane.path", Tool::path,
       "Drag a way through the codes, or click its corners, and play it");
  tool("Area##plane.region", Tool::region,
       "Drag around codes, or click corners, and see their images; Shift and a drag do so too");
  // As little as a phone's row has room for.
  if (playing_ && row.chip("Stop##plane.play", true, "Stands still"))
    playing_ = false;
  else if (!playing_ && line_.size() > 1 && !line_is_region_ &&
           row.arrow("##plane.play", 1, "Goes along the path, there and back")) {
    playing_ = true;
    play_from_ = context.now;
  }
  if (!line_.empty() && !playing_ && row.button("Clear##plane.clear", "Esc clears it, too"))
    clear_line();
  if (row.chip("View##plane.view", options_, "Which directions, and what is shown in them"))
    options_ = !options_;
  if (context.touch || axes_.kind() != PlaneAxes::Kind::plane || row.remaining() < 60)
    return row.bottom() - at.y + 4;
  // What is measured, from the right, as far as there is room.
  const float size = context.theme.caption_size;
  float right = at.x + width;
  struct Reading {
    std::string words, help;
    bool there;
  };
  const bool classes = context.snapshot.data && context.snapshot.data->classes > 1;
  const Reading readings[] = {{tr("told apart {}", percent(apart_)), apart_words(context), classes},
                              {tr("empty {}", percent(empty_)), gap_words(context), true}};
  for (const Reading& reading : readings) {
    const ImVec2 wide = paint::text_size(context, size, reading.words);
    if (!reading.there || right - wide.x < row.left() + 6) continue;
    right -= wide.x;
    ImGui::SetCursorScreenPos({right, at.y + 4});
    ImGui::InvisibleButton(reading.words.c_str(), {wide.x, 18});
    tooltip(context, reading.help);
    paint::caption(context, {right, at.y + 5}, reading.words);
    right -= 14;
  }
  return row.bottom() - at.y + 4;
}

std::string Plane::gap_words(const Context& context) const {
  return tr(
      "Empty: {} of {} within 2σ has none of these {} codes near. Σ e^(−r²/2) over the cells of ¼σ "
      "without a code "
      "within ¼σ of their middle, r from the centre, over the same of all cells.",
      percent(empty_),
      tr(axes_.variational() ? "the prior’s mass"
                             : "the mass of a normal distribution that is fitted to the codes"),
      thousands(context.snapshot.code_count));
}

std::string Plane::apart_words(const Context&) const {
  return tr(
      "Classes told apart by {} neighbours: {} of the test codes have the class that most of their "
      "{} nearest ones in "
      "this plane have.",
      neighbours, percent(apart_), neighbours);
}

void Plane::forget_measures() {
  empty_ = apart_ = std::numeric_limits<double>::quiet_NaN();
  telling_.reset();
  measured_ = ~uint64_t{0};
}

// A piece a frame. Where that takes longer than a snapshot lasts, some snapshots are passed over.
void Plane::measure(const Context& context) {
  if (telling_) {
    if (telling_->step()) {
      if (context.wishes) context.wishes->moving = true;
      return;
    }
    apart_ = telling_->take();
    telling_.reset();
  }
  if (measured_ == context.snapshot_number || axes_.kind() != PlaneAxes::Kind::plane) return;
  measured_ = context.snapshot_number;
  const Snapshot& snapshot = context.snapshot;
  std::vector<float> places = axes_.places(snapshot);
  const auto count = static_cast<uint32_t>(places.size() / 2);
  empty_ = axes_.variational() ? empty_share(places)
                               : empty_share(fit_gaussian(places, count, 2).whiten(places));
  const std::vector<uint16_t>& labels = snapshot.data->test_labels;
  if (count > 1 && labels.size() >= count)
    telling_.emplace(
        telling_apart(std::move(places), {labels.begin(), labels.begin() + count}, neighbours));
}

void Plane::draw_options(const Context& context, const Frame& frame) {
  const Theme& theme = context.theme;
  const bool plane = axes_.kind() == PlaneAxes::Kind::plane;
  const bool pictures =
      context.snapshot.data && context.snapshot.data->kind == hourglass::Kind::pictures;
  constexpr float inset = 12;
  const float width = std::min(frame.width() - 8, 420.0f);
  const ImVec2 corner{frame.low.x + 4, frame.low.y + 4};
  ImDrawList& list = *ImGui::GetWindowDrawList();
  // The plate is as high as what stands on it, which is drawn first.
  list.ChannelsSplit(2);
  list.ChannelsSetCurrent(1);
  const float left = corner.x + inset, room = width - 2 * inset;
  float y = corner.y + inset - 4;
  const auto line = [&](const char* words, auto fill) {
    constexpr float column = 58;
    paint::caption(context, {left, y + (paint::target(context) - 16) / 2}, words);
    paint::Row row(context, {left + column, y}, room - column);
    fill(row);
    y = row.bottom() + (context.touch ? 0.0f : 6.0f);
  };
  if (plane)
    for (const size_t axis : {size_t{0}, size_t{1}})
      line(axis == 0 ? "→ Across" : "↑ Up", [&](paint::Row& row) {
        const auto turn = [&](int by) {
          axes_.turn(axis, by);
          seen_ = ~uint64_t{0};
          forget_measures();
          clear_line();
        };
        const std::string before = std::format("##plane.axis{}.before", axis),
                          after = std::format("##plane.axis{}.after", axis);
        if (row.arrow(before.c_str(), -1, "Another direction of the code")) turn(-1);
        if (row.arrow(after.c_str(), 1, "Another direction of the code")) turn(1);
        row.label(axes_.name(axis), theme.text);
      });
  line("Codes", [&](paint::Row& row) {
    if (pictures && plane &&
        row.chip(thumbnails_ ? "Images##plane.images" : "Points##plane.images", thumbnails_,
                 "Test images where their codes are, those that hide no other"))
      thumbnails_ = !thumbnails_;
    if (plane && axes_.variational() &&
        row.chip("μ ± 2σ##plane.ellipses", ellipses_,
                 "How far a code lets z be: of the first 150 test images, or of the chosen class"))
      ellipses_ = !ellipses_;
    if (!plane) row.label("a lane for each class", theme.muted);
  });
  if (pictures && plane) {
    line("Behind", [&](paint::Row& row) {
      if (row.chip("Decoded##plane.ground", ground_, "What the decoder makes of each place"))
        ground_ = !ground_;
      if (context.snapshot.code_size > 2 &&
          row.chip(
              axes_.through_mean ? "others at mean##plane.others" : "others at 0##plane.others",
              !axes_.through_mean,
              "Where the plane lies in the other directions: through the mean of the codes, or "
              "through 0"))
        axes_.through_mean = !axes_.through_mean;
    });
  }
  if (plane && axes_.variational())
    line("Spaced", [&](paint::Row& row) {
      if (row.chip("evenly##plane.even", !quantiles_, "One scale everywhere")) quantiles_ = false;
      if (row.chip(
              "as the prior##plane.quantiles", quantiles_,
              "At Φ⁻¹ of equal steps: equal areas have equal shares of N(0, I), as in figure 4 of "
              "Kingma and Welling 2014"))
        quantiles_ = true;
    });
  if (plane) {
    y += 2;
    y += paint::paragraph(context, {left, y}, room, gap_words(context), theme.muted,
                          theme.caption_size) +
         6;
    if (context.snapshot.data && context.snapshot.data->classes > 1)
      y += paint::paragraph(context, {left, y}, room, apart_words(context), theme.muted,
                            theme.caption_size) +
           6;
  }
  list.ChannelsSetCurrent(0);
  paint::plate(context, corner, {width, y - corner.y + inset - 6});
  list.ChannelsMerge();
  if (ImGui::IsKeyPressed(ImGuiKey_Escape, false)) options_ = false;
}

}  // namespace hourglass::view
