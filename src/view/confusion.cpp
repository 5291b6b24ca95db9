// The confusion matrix of a classifier: a row a class, a column what it is taken for, over the first test
// examples. Beside it how often each class is right.
#include <imgui.h>
#include <algorithm>
#include <string>
#include <vector>

#include "share/texts.h"
#include "view/color_maps.h"
#include "view/figure_tips.h"
#include "view/guesses.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

class Confusion : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  std::vector<uint32_t> counts_;  // [classes, classes]
  uint32_t classes_ = 0, right_ = 0, all_ = 0;
  uint64_t seen_ = ~uint64_t{0};
};

void Confusion::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  const Theme& theme = context.theme;
  if (seen_ != context.snapshot_number) {
    seen_ = context.snapshot_number;
    const std::vector<Guess> all = guesses(snapshot);
    classes_ =
        static_cast<uint32_t>(snapshot.probabilities.size() / std::max<size_t>(all.size(), 1));
    counts_.assign(size_t{classes_} * classes_, 0);
    right_ = 0;
    all_ = static_cast<uint32_t>(all.size());
    for (const Guess& guess : all) {
      if (guess.label >= classes_) continue;
      ++counts_[size_t{guess.label} * classes_ + guess.guessed];
      right_ += guess.label == guess.guessed ? 1 : 0;
    }
  }
  if (classes_ == 0) return;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  paint::text(context, at,
              tr("{:.1f} % of the first {} test {} are right", 100.0 * right_ / std::max(all_, 1u),
                 all_, context.noun().many),
              theme.text, theme.caption_size);
  hint_at(context, at, {size.x, paint::caption_line}, figure_tip("accuracy"));
  const auto name = [&](uint32_t i) { return snapshot.data->class_name(static_cast<Label>(i)); };
  float names = 12;
  for (uint32_t i = 0; i < classes_; ++i)
    names = std::max(names, paint::text_size(context, theme.caption_size, name(i)).x);
  names = std::min(names, 72.0f) + 10;
  const float headline = paint::caption_line + 10, below = 2 * paint::caption_line + 8;
  const float cell =
      std::floor(std::min((size.x - names) / static_cast<float>(classes_),
                          (size.y - headline - below) / static_cast<float>(classes_)));
  if (cell < 3) return;
  // In the middle of what is left over beside it.
  const float spare = size.x - names - cell * static_cast<float>(classes_);
  const ImVec2 low = paint::snap({at.x + names + spare / 2, at.y + headline});
  for (uint32_t row = 0; row < classes_; ++row) {
    uint32_t sum = 0;
    for (uint32_t column = 0; column < classes_; ++column)
      sum += counts_[size_t{row} * classes_ + column];
    for (uint32_t column = 0; column < classes_; ++column) {
      const uint32_t count = counts_[size_t{row} * classes_ + column];
      const float share = static_cast<float>(count) / static_cast<float>(std::max(sum, 1u));
      const ImVec2 from{low.x + cell * static_cast<float>(column),
                        low.y + cell * static_cast<float>(row)};
      const ImVec2 to{from.x + cell - 1, from.y + cell - 1};
      // Mistakes are few and matter: their colour rises fast.
      const bool wrong = row != column;
      const float strength = wrong ? std::min(1.0f, std::sqrt(share) * 1.6f) : share;
      list.AddRectFilled(from, to,
                         mix(theme.card, wrong ? theme.trouble : theme.second,
                             count == 0 ? 0.04f : 0.12f + 0.78f * strength));
      if (cell >= 22 && count > 0)
        paint::text(context, {from.x + cell / 2, from.y + cell / 2 - 8}, std::to_string(count),
                    strength > 0.55f ? theme.card : theme.text, theme.caption_size, 0.5f);
      ImGui::SetCursorScreenPos(from);
      ImGui::PushID(static_cast<int>(row * classes_ + column));
      ImGui::InvisibleButton("cell", {cell - 1, cell - 1});
      ImGui::PopID();
      if (ImGui::IsItemHovered())
        tooltip(context, tr("{} of {} {} of class {} are taken for {}", count, sum,
                            context.noun().many, name(row), name(column)));
    }
    paint::caption(context, {low.x - 8, low.y + cell * (static_cast<float>(row) + 0.5f) - 8},
                   paint::fitted(context, name(row), theme.caption_size, names - 10), 1);
    if (cell >= 14)
      paint::caption(context,
                     {low.x + cell * (static_cast<float>(row) + 0.5f),
                      low.y + cell * static_cast<float>(classes_) + 2},
                     paint::fitted(context, name(row), theme.caption_size, cell - 2), 0.5f);
  }
  paint::caption(context,
                 {low.x, low.y + cell * static_cast<float>(classes_) + paint::caption_line + 4},
                 "→ taken for   ↓ class");
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
}

}  // namespace

namespace panel {

extern const PanelRow confusion{
    .name = "confusion",
    .title = "Confusion matrix",
    .tab = "Confusion",
    .about = "A row a class, a column what the classifier takes it for.",
    .place = Place::centre,
    .make = make<Confusion>,
    .needs = [](const Context& context) { return classifies(context.snapshot); }};

}  // namespace panel
}  // namespace hourglass::view
