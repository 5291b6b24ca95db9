// What a generator makes of noise, the same noise in each snapshot: pictures, or points among the data's
// over a field that the method tells, such as a discriminator's opinion or a density.
#include <imgui.h>
#include <algorithm>
#include <cmath>
#include <format>
#include <span>
#include <string>
#include <vector>

#include "view/color_maps.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/pictures.h"
#include "view/question.h"
#include "view/row_table.h"
#include "view/scatter.h"
#include "view/texture.h"
#include "view/theme.h"
#include "view/turns.h"

namespace hourglass::view {

namespace {

class Generated : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  void draw_pictures(const Context&, ImVec2 at, ImVec2 size);
  void draw_points(const Context&, ImVec2 at, ImVec2 size);
  void refresh_field(const Context&);
  static void draw_pull(const Context&, const Scatter&);
  static void draw_noise_lines(const Context&, const Scatter&);
  bool draw_nearest(const Context&, ImVec2 at, ImVec2 size);

  PictureSet set_;
  // While a drawing in turn is watched.
  Pictures partly_;
  double watched_since_ = -1e9;
  uint64_t leap_ = ~uint64_t{0};
  // The nearest training example below each.
  bool nearest_ = false;
  uint64_t asked_snapshot_ = ~uint64_t{0}, paired_ = 0;
  std::shared_ptr<const Model> asked_model_;  // kept, so that another cannot have its address
  Question question_;
  Pictures pairs_;
  PointPlot plot_;
  Texture field_;
  float low_ = 0, high_ = 1;  // of the field, without its extremes
  uint64_t seen_ = ~uint64_t{0};
  bool dark_ = false;
};

void Generated::draw(const Context& context, ImVec2 all) {
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImGui::PushID(this);
  const float turns = turn_row(context, start, all.x);
  const ImVec2 at{start.x, start.y + turns}, size{all.x, all.y - turns};
  const Pictures& samples = context.snapshot.samples;
  switch (samples.kind) {
    case Kind::pictures: draw_pictures(context, at, size); break;
    case Kind::points: draw_points(context, at, size); break;
    case Kind::table: draw_table(context, at, size, {{&samples}}, std::nullopt); break;
  }
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy(all);
  ImGui::PopID();
}

void Generated::draw_pictures(const Context& context, ImVec2 at, ImVec2 size) {
  const Pictures& samples = context.snapshot.samples;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  paint::Row row(context, at, size.x);
  if (context.snapshot.samples_in_turn &&
      row.button("Watch it draw", "Pixel after pixel, each by those before it"))
    watched_since_ = context.now;
  if (row.chip("Nearest", nearest_,
               "Below each the training example that is most like it: is it learnt by heart?"))
    nearest_ = !nearest_;
  const float used = row.bottom() - at.y + 8;
  at.y += used;
  size.y -= used;
  if (nearest_ && draw_nearest(context, at, size)) return;
  constexpr double whole = 6;  // seconds
  const double share = (context.now - watched_since_) / whole;
  if (share >= 1) return set_.draw_all(list, samples, context.snapshot_number, at, size, 4, 14);
  // So many that each is seen to come, or a few leaps.
  const double leaps = context.reduced_motion ? 4 : 2.0 * samples.height;
  const auto leap = static_cast<uint64_t>(share * leaps);
  if (leap != leap_ || samples.count != partly_.count) {
    leap_ = leap;
    partly_ = samples;
    const size_t features = samples.features();
    const auto drawn =
        static_cast<size_t>(static_cast<double>(leap) / leaps * static_cast<double>(features));
    for (size_t e = 0; e < partly_.pixels.size(); ++e)
      if (e % features >= drawn) partly_.pixels[e] = 0.25f;
  }
  // Versions of its own, which no snapshot's number is.
  set_.draw_all(list, partly_, ~leap, at, size, 4, 14);
  context.wishes->moving = true;
}

// One above the other, with a line between.
Pictures paired(const Pictures& above, const Pictures& below) {
  Pictures pairs = above.part(0, 0);
  pairs.count = std::min(above.count, below.count);
  pairs.height = 2 * above.height + 1;
  for (uint32_t i = 0; i < pairs.count; ++i) {
    const auto first = above.picture(i), second = below.picture(i);
    pairs.pixels.insert(pairs.pixels.end(), first.begin(), first.end());
    pairs.pixels.insert(pairs.pixels.end(), size_t{above.width} * above.channels, 0.5f);
    pairs.pixels.insert(pairs.pixels.end(), second.begin(), second.end());
  }
  return pairs;
}

// Whether there is something to draw. All examples are gone through: while it trains, once.
bool Generated::draw_nearest(const Context& context, ImVec2 at, ImVec2 size) {
  constexpr uint32_t most = 32;  // samples
  const Snapshot& snapshot = context.snapshot;
  const bool other = asked_model_ != snapshot.model;
  if (question_.ready(context.now) && asked_snapshot_ != context.snapshot_number &&
      (other || !snapshot.training)) {
    asked_snapshot_ = context.snapshot_number;
    asked_model_ = snapshot.model;
    question_.nearest(context, snapshot.samples.part(0, most),
                      reinterpret_cast<uintptr_t>(snapshot.model.get()));
  }
  if (question_.answers() == 0 ||
      question_.about() != reinterpret_cast<uintptr_t>(snapshot.model.get()))
    return false;
  if (paired_ != question_.answers()) {
    paired_ = question_.answers();
    pairs_ = paired(question_.second(), question_.answer());
  }
  // Versions of their own, as above: leaps are few.
  set_.draw_all(*ImGui::GetWindowDrawList(), pairs_, ~(paired_ << 32), at, size, 6, 14);
  return true;
}

void Generated::refresh_field(const Context& context) {
  const Snapshot& snapshot = context.snapshot;
  if (seen_ == context.snapshot_number && dark_ == context.theme.dark) return;
  seen_ = context.snapshot_number;
  dark_ = context.theme.dark;
  std::vector<float> sorted = snapshot.field;
  std::erase_if(sorted, [](float v) { return !std::isfinite(v); });
  std::ranges::sort(sorted);
  if (sorted.empty()) sorted = {0, 1};
  low_ = sorted[sorted.size() / 50];
  high_ = std::max(sorted[sorted.size() - 1 - sorted.size() / 50], low_ + 1e-6f);
  // A log density falls without end: what counts is near its top.
  low_ = std::max(low_, high_ - 12);
  const std::span<ImU32> texels = field_.resize(field_side, field_side);
  const Palette& palette = diverging_palette(dark_);
  for (size_t i = 0; i < texels.size(); ++i) {
    const float share = std::clamp((snapshot.field[i] - low_) / (high_ - low_), 0.0f, 1.0f);
    texels[i] = palette[static_cast<size_t>(share * 255)];
  }
  field_.upload();
}

// Where each sample would have to go to be judged better: the longest arrows of one length, the others in
// proportion.
void Generated::draw_pull(const Context& context, const Scatter& scatter) {
  constexpr float longest = 26;  // logical pixels
  const std::span<const float> ways = context.snapshot.sample_pull;
  const Pictures& samples = context.snapshot.samples;
  const size_t count = std::min<size_t>(ways.size() / 2, samples.count);
  std::vector<float> lengths;
  for (size_t i = 0; i < count; ++i) lengths.push_back(std::hypot(ways[2 * i], ways[2 * i + 1]));
  std::erase_if(lengths, [](float v) { return !std::isfinite(v); });
  if (lengths.empty()) return;
  std::ranges::sort(lengths);
  const float scale = longest / std::max(lengths[lengths.size() * 9 / 10], 1e-20f);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRect(scatter.low, scatter.high, true);
  for (size_t i = 0; i < count; ++i) {
    const ImVec2 from = scatter.at(samples.picture(static_cast<uint32_t>(i)));
    const float x = scale * ways[2 * i], y = -scale * ways[2 * i + 1], length = std::hypot(x, y);
    if (!(length > 3)) continue;  // as good as there, or no number
    const float kept = std::min(1.0f, longest / length);
    paint::arrow(list, from, {from.x + kept * x, from.y + kept * y},
                 fade(context.theme.text, 0.8f));
  }
  list.PopClipRect();
}

// Fainter where less is generated; a line ends where it leaves the box or is no number.
void Generated::draw_noise_lines(const Context& context, const Scatter& scatter) {
  const std::vector<NoiseLines::Line>& lines = context.snapshot.noise_lines.lines;
  float most = 0;
  for (const auto& line : lines) most = std::max(most, line.share);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRect(scatter.low, scatter.high, true);
  std::vector<ImVec2> path;
  for (const auto& line : lines) {
    if (!(line.share > 0)) continue;
    const ImU32 colour = fade(context.theme.text, 0.15f + 0.4f * line.share / most);
    const auto draw_path = [&] {
      list.AddPolyline(path.data(), static_cast<int>(path.size()), colour, 0, 1);
      path.clear();
    };
    for (size_t i = 0; i + 1 < line.points.size(); i += 2) {
      const ImVec2 at = scatter.at(std::span(line.points).subspan(i, 2));
      if (std::abs(at.x) < 1e5f && std::abs(at.y) < 1e5f)
        path.push_back(at);
      else
        draw_path();
    }
    draw_path();
  }
  list.PopClipRect();
}

void Generated::draw_points(const Context& context, ImVec2 at, ImVec2 size) {
  const Snapshot& snapshot = context.snapshot;
  const Theme& theme = context.theme;
  const bool has_field = snapshot.field.size() == size_t{field_side} * field_side;
  const float headline = paint::caption_line + 4;
  const Scatter& scatter =
      plot_.draw_ground(context, {at.x, at.y + headline}, {size.x, size.y - headline});
  ImDrawList& list = *ImGui::GetWindowDrawList();
  float right = at.x + size.x;
  if (has_field) {
    refresh_field(context);
    const float e = snapshot.field_extent;
    // Texels' middles lie on the square's edge.
    const float edge = e * static_cast<float>(field_side) / (field_side - 1);
    const ImVec2 low = scatter.place({-edge, edge}), high = scatter.place({edge, -edge});
    list.PushClipRect(scatter.low, scatter.high, true);
    list.AddImage(field_.reference(), low, high, {0, 0}, {1, 1}, fade(IM_COL32_WHITE, 0.5f));
    list.PopClipRect();
    const std::string least = three_figures(low_), most = three_figures(high_);
    right = palette_legend(context, {right, at.y}, diverging_palette(theme.dark), least.c_str(),
                           most.c_str()) -
            8;
    right -= paint::text_size(context, theme.caption_size, snapshot.field_label).x;
    paint::caption(context, {right, at.y}, snapshot.field_label);
    right -= 12;
  }
  plot_.dots(snapshot.data->test, 1.6f, [&](uint32_t) { return fade(theme.text, 0.55f); });
  draw_pull(context, scatter);
  plot_.dots(snapshot.samples, 2.2f, [&](uint32_t) { return fade(theme.accent, 0.95f); });
  draw_noise_lines(context, scatter);
  // Which are which.
  const auto key = [&](float x, ImU32 colour, std::string_view words) {
    list.AddCircleFilled({x + 4, at.y + 8}, 3.5f, colour);
    const std::string shown = paint::fitted(context, words, theme.caption_size, right - x - 12);
    paint::caption(context, {x + 12, at.y}, shown);
    return x + 12 + paint::text_size(context, theme.caption_size, shown).x + 12;
  };
  float next = key(key(at.x, theme.accent, "generated"), fade(theme.text, 0.55f), "data");
  const auto line_key = [&](std::string_view words, auto draw_mark) {
    if (right - next < 90) return;
    draw_mark(ImVec2{next, at.y + 8}, ImVec2{next + 14, at.y + 8});
    next += 18;
    const std::string shown = paint::fitted(context, words, theme.caption_size, right - next);
    paint::caption(context, {next, at.y}, shown);
    next += paint::text_size(context, theme.caption_size, shown).x + 12;
  };
  if (!snapshot.sample_pull.empty())
    line_key("the way to look real",
             [&](ImVec2 from, ImVec2 to) { paint::arrow(list, from, to, theme.text); });
  if (!snapshot.noise_lines.lines.empty())
    line_key(snapshot.noise_lines.label,
             [&](ImVec2 from, ImVec2 to) { list.AddLine(from, to, fade(theme.text, 0.55f)); });
}

}  // namespace

namespace panel {

extern const PanelRow generated{
    .name = "generated",
    .title = "Generated",
    .tab = "Generated",
    .about = "What the generator makes of noise, the same noise while training goes on.",
    .place = Place::centre,
    .make = make<Generated>,
    .needs = [](const Context& context) { return context.snapshot.samples.count > 0; }};

}  // namespace panel
}  // namespace hourglass::view
