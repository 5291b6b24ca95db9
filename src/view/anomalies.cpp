// How well the loss tells what was learnt from all else: both kinds' losses as histograms, a threshold to drag,
// the ROC curve, and the strangest test examples first.
#include <imgui.h>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "share/texts.h"
#include "train/metrics.h"
#include "view/classes.h"
#include "view/examples.h"
#include "view/figure_tips.h"
#include "view/focus.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr size_t bins = 40;
constexpr uint32_t most_shown = 64;

class Anomalies : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  void refresh(const Context&);
  float cut() const;  // the loss where the threshold is
  void draw_histogram(const Context&, ImVec2 low, ImVec2 high);
  void draw_roc(const Context&, ImVec2 low, ImVec2 high) const;
  void draw_strangest(const Context&, ImVec2 at, ImVec2 size);

  float threshold_ = 0.5f;               // as a share of the normal examples that stay below
  float low_ = 0, high_ = 1;             // of the losses, without the last percent
  std::vector<float> normal_, strange_;  // losses, ascending
  double auc_ = 0;
  Pictures shown_;
  std::vector<uint32_t> order_;  // the strangest first
  ExampleSet set_;
  uint64_t seen_ = ~uint64_t{0};
};

// The share of `sorted` that is above x.
float above(const std::vector<float>& sorted, float x) {
  const auto first = std::ranges::upper_bound(sorted, x);
  return static_cast<float>(sorted.end() - first) /
         static_cast<float>(std::max<size_t>(sorted.size(), 1));
}

float Anomalies::cut() const {
  if (normal_.empty()) return high_;
  const auto place = static_cast<size_t>(threshold_ * static_cast<float>(normal_.size()));
  return normal_[std::min(normal_.size() - 1, place)];
}

void Anomalies::refresh(const Context& context) {
  if (seen_ == context.snapshot_number) return;
  const bool first = seen_ == ~uint64_t{0};
  seen_ = context.snapshot_number;
  const Snapshot& s = context.snapshot;
  normal_.clear();
  strange_.clear();
  for (size_t i = 0; i < s.scores.size(); ++i)
    (s.strange[i] ? strange_ : normal_).push_back(s.scores[i]);
  std::ranges::sort(normal_);
  std::ranges::sort(strange_);
  auc_ = area_under_roc(s.scores, s.strange);
  std::vector<float> all = s.scores;
  std::ranges::sort(all);
  low_ = all.front();
  high_ = std::max(all[all.size() - 1 - all.size() / 100], low_ + 1e-6f);
  if (first) threshold_ = 0.95f;
  order_.resize(s.scores.size());
  std::iota(order_.begin(), order_.end(), 0u);
  std::ranges::stable_sort(order_, std::greater{}, [&](uint32_t i) { return s.scores[i]; });
  if (order_.size() > most_shown) order_.resize(most_shown);
  std::vector<uint32_t> examples = order_;
  for (uint32_t& i : examples) i += s.data->yours;
  shown_ = s.data->test.picked(examples);
}

void Anomalies::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::PushID(this);
  refresh(context);
  const float line = paint::caption_line + 4;
  const float plots = std::clamp(size.y * 0.45f, 60.0f, 220.0f);
  const float roc = std::min(plots, size.x * 0.36f);
  draw_histogram(context, {at.x, at.y + line}, {at.x + size.x - roc - 16, at.y + line + plots});
  draw_roc(context, {at.x + size.x - roc, at.y + line}, {at.x + size.x, at.y + line + plots});
  const std::string words =
      tr("AUC {} · above {}: {:.0f} % of the strange, {:.0f} % of the normal", three_figures(auc_),
         three_figures(cut()), 100 * above(strange_, cut()), 100 * above(normal_, cut()));
  paint::text(context, at, paint::fitted(context, words, context.theme.caption_size, size.x),
              context.theme.text, context.theme.caption_size);
  hint_at(context, at, {size.x, paint::caption_line}, figure_tip("auc"));
  const float top = line + plots + paint::caption_line + 10;
  draw_strangest(context, {at.x, at.y + top}, {size.x, size.y - top});
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

void Anomalies::draw_histogram(const Context& context, ImVec2 low, ImVec2 high) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, high, theme.dark ? mix(theme.card, theme.ground, 0.6f) : theme.card);
  list.AddRect(low, high, theme.line);
  const float wide = high.x - low.x, tall = high.y - low.y;
  const auto x_of = [&](float loss) {
    return low.x + wide * std::clamp((loss - low_) / (high_ - low_), 0.0f, 1.0f);
  };
  for (const auto& [losses, colour] :
       {std::pair{&strange_, theme.trouble}, std::pair{&normal_, theme.second}}) {
    std::vector<float> counts(bins);
    for (const float loss : *losses) {
      const float share = (loss - low_) / (high_ - low_);
      if (std::isfinite(share))
        ++counts[static_cast<size_t>(std::clamp(share, 0.0f, 0.999f) * bins)];
    }
    const float most = std::max(1.0f, *std::ranges::max_element(counts));
    for (size_t b = 0; b < bins; ++b) {
      const float x = low.x + wide * static_cast<float>(b) / bins;
      list.AddRectFilled({x, high.y - (tall - 4) * counts[b] / most}, {x + wide / bins - 1, high.y},
                         fade(colour, 0.6f));
    }
  }
  // The threshold: dragged, or moved by arrows.
  ImGui::SetCursorScreenPos(low);
  press_area("threshold", {wide, tall});
  context.note("anomalies.threshold");
  const bool held = ImGui::IsItemActive();
  if (held && !normal_.empty()) {
    const float loss =
        low_ + (high_ - low_) * std::clamp((ImGui::GetIO().MousePos.x - low.x) / wide, 0.0f, 1.0f);
    threshold_ = 1 - above(normal_, loss);
  }
  if (const float step = arrows(false).x; step != 0)
    threshold_ = std::clamp(threshold_ + 0.01f * step, 0.0f, 0.999f);
  if (ImGui::IsItemHovered())
    tooltip(
        context,
        "Losses of test examples: those of normal classes, and of all others. Drag the threshold.");
  if (!normal_.empty()) {
    const float x = x_of(cut());
    list.AddLine({x, low.y}, {x, high.y}, theme.text, 1.5f);
    list.AddCircleFilled({x, low.y + 6}, 5, theme.text);
  }
  const auto key = [&](float x, ImU32 colour, std::string_view words) {
    list.AddRectFilled({x, high.y + 6}, {x + 8, high.y + 14}, fade(colour, 0.8f), 2);
    paint::caption(context, {x + 12, high.y + 2}, words);
    return x + 24 + paint::text_size(context, theme.caption_size, words).x;
  };
  const float next = key(low.x, theme.second, "normal");
  const float end = key(next, theme.trouble, "strange");
  if (high.x - end > 60) paint::caption(context, {high.x, high.y + 2}, "loss →", 1);
}

void Anomalies::draw_roc(const Context& context, ImVec2 low, ImVec2 high) const {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, high, theme.dark ? mix(theme.card, theme.ground, 0.6f) : theme.card);
  list.AddRect(low, high, theme.line);
  list.AddLine({low.x, high.y}, {high.x, low.y}, theme.line);
  const auto place = [&](float cut) {
    return ImVec2{low.x + (high.x - low.x) * above(normal_, cut),
                  high.y - (high.y - low.y) * above(strange_, cut)};
  };
  std::vector<ImVec2> curve{{low.x, high.y}};
  constexpr int parts = 100;
  std::vector<float> cuts = strange_;
  cuts.insert(cuts.end(), normal_.begin(), normal_.end());
  std::ranges::sort(cuts, std::greater{});
  for (int i = 0; i <= parts && !cuts.empty(); ++i)
    curve.push_back(place(cuts[(cuts.size() - 1) * static_cast<size_t>(i) / parts]));
  curve.push_back({high.x, low.y});
  list.AddPolyline(curve.data(), static_cast<int>(curve.size()), theme.accent, 0, 1.8f);
  if (!normal_.empty()) list.AddCircleFilled(place(cut()), 4, theme.text);
  paint::caption(context, {(low.x + high.x) / 2, high.y + 2}, "ROC", 0.5f);
}

void Anomalies::draw_strangest(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  const Cell one = cell_of(shown_);
  const float gap = 6;
  if (size.y < 24) return;
  const uint32_t multiple =
      std::max(1u, whole_multiple(std::min(size.y, 64.0f), one.longest(), paint::device_scale()));
  set_.update(shown_, seen_, multiple);
  const ImVec2 cell = set_.size();
  const auto columns =
      static_cast<uint32_t>(std::max(1.0f, std::floor((size.x + gap) / (cell.x + gap))));
  const auto rows = static_cast<uint32_t>(std::floor((size.y + gap) / (cell.y + gap)));
  // What is left over goes between the columns.
  const float used = static_cast<float>(columns) * (cell.x + gap) - gap;
  const float between =
      columns > 1 ? std::min(gap + (size.x - used) / static_cast<float>(columns - 1), 14.0f) : gap;
  for (uint32_t i = 0; i < std::min(columns * rows, shown_.count); ++i) {
    const ImVec2 place{at.x + static_cast<float>(i % columns) * (cell.x + between),
                       at.y + static_cast<float>(i / columns) * (cell.y + gap)};
    set_.draw(context, i, place);
    const uint32_t example = order_[i];
    const DataView& data = *context.snapshot.data;
    // A normal one among the strangest is a false alarm.
    if (!context.snapshot.strange[example])
      ImGui::GetWindowDrawList()->AddRect({place.x - 1.5f, place.y - 1.5f},
                                          {place.x + cell.x + 1.5f, place.y + cell.y + 1.5f},
                                          theme.second, 1, 0, 1.5f);
    ImGui::SetCursorScreenPos(place);
    ImGui::PushID(static_cast<int>(i));
    ImGui::InvisibleButton("example", cell);
    ImGui::PopID();
    if (ImGui::IsItemHovered())
      tooltip(context, tr("Test {}, {}: loss {} {}", data.test_name(data.yours + example),
                          class_words(data, Of::test, data.yours + example),
                          three_figures(context.snapshot.scores[example]),
                          context.snapshot.model->loss_unit));
  }
}

}  // namespace

namespace panel {

extern const PanelRow anomalies{
    .name = "anomalies",
    .title = "Anomalies",
    .tab = "Anomalies",
    .about = "How well the loss tells what was learnt from all else; the strangest first.",
    .place = Place::centre,
    .make = make<Anomalies>,
    .needs = [](const Context& context) { return !context.snapshot.scores.empty(); }};

}  // namespace panel
}  // namespace hourglass::view
