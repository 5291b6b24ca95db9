// The test examples that a classifier is wrong about, the surest mistakes first: what each is, and what it
// is taken for.
#include <imgui.h>
#include <algorithm>
#include <format>
#include <string>
#include <vector>

#include "share/texts.h"
#include "view/examples.h"
#include "view/guesses.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr uint32_t most_shown = 48;

class Mistakes : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  std::vector<Guess> wrong_;
  Pictures shown_;
  ExampleSet set_;
  uint64_t seen_ = ~uint64_t{0};
};

void Mistakes::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  const Theme& theme = context.theme;
  if (seen_ != context.snapshot_number) {
    seen_ = context.snapshot_number;
    wrong_ = guesses(snapshot);
    std::erase_if(wrong_, [](const Guess& guess) { return guess.label == guess.guessed; });
    std::ranges::stable_sort(wrong_, std::greater{}, &Guess::sure);
    if (wrong_.size() > most_shown) wrong_.resize(most_shown);
    std::vector<uint32_t> examples;
    for (const Guess& guess : wrong_) examples.push_back(guess.example);
    shown_ = snapshot.data->test.picked(examples);
  }
  if (wrong_.empty()) {
    paint::empty(context, at, size, tr("No mistakes among the first test {}", context.noun().many));
    ImGui::Dummy(size);
    return;
  }
  const Cell one = cell_of(shown_);
  const float gap = 8, words = paint::caption_line;
  const uint32_t multiple = std::max(1u, whole_multiple(std::min(size.x / 4, size.y / 2) - words,
                                                        one.longest(), paint::device_scale()));
  set_.update(shown_, seen_, multiple);
  const ImVec2 cell = set_.size();
  const float wide = std::max(cell.x, 44.0f);
  const auto columns =
      static_cast<uint32_t>(std::max(1.0f, std::floor((size.x + gap) / (wide + gap))));
  const auto rows =
      static_cast<uint32_t>(std::max(1.0f, std::floor((size.y + gap) / (cell.y + words + gap))));
  for (uint32_t i = 0; i < std::min(columns * rows, shown_.count); ++i) {
    const ImVec2 place{at.x + static_cast<float>(i % columns) * (wide + gap),
                       at.y + static_cast<float>(i / columns) * (cell.y + words + gap)};
    set_.draw(context, i, {place.x + (wide - cell.x) / 2, place.y});
    const Guess& guess = wrong_[i];
    const auto name = [&](uint32_t label) {
      return snapshot.data->class_name(static_cast<Label>(label));
    };
    paint::caption(
        context, {place.x + wide / 2, place.y + cell.y + 1},
        paint::fitted(context, std::format("{} → {}", name(guess.label), name(guess.guessed)),
                      theme.caption_size, wide + gap - 2),
        0.5f);
    ImGui::SetCursorScreenPos(place);
    ImGui::PushID(static_cast<int>(i));
    ImGui::InvisibleButton("mistake", {wide, cell.y + words});
    ImGui::PopID();
    if (ImGui::IsItemHovered())
      tooltip(context, tr("Test {} is {}, and taken for {} with p = {:.2f}",
                          snapshot.data->test_name(guess.example), name(guess.label),
                          name(guess.guessed), guess.sure));
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
}

}  // namespace

namespace panel {

extern const PanelRow mistakes{
    .name = "mistakes",
    .title = "Mistakes",
    .tab = "Mistakes",
    .about = "Test examples that the classifier is wrong about, the surest first.",
    .place = Place::examples,
    .make = make<Mistakes>,
    .needs = [](const Context& context) { return classifies(context.snapshot); }};

}  // namespace panel
}  // namespace hourglass::view
