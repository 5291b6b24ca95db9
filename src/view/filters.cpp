// What the units of a layer look for in a picture: their weights as pictures, each in its own scale of sign. Some
// can be kept beside those of later, or of another network.
#include <imgui.h>
#include <algorithm>
#include <cmath>
#include <format>
#include <list>
#include <string>
#include <vector>

#include "model/settings.h"
#include "share/texts.h"
#include "view/color_maps.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/pictures.h"
#include "view/question.h"
#include "view/theme.h"

namespace hourglass::view {

namespace {

constexpr size_t most_kept = 3;
constexpr uint32_t least_seen = 30;

class Filters : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  // Pictures with what they are of.
  struct Sheet {
    Pictures pictures;
    std::string words;
    uint64_t version = 0;
    PictureSet set;
  };
  void ask(const Context&);
  void draw_sheet(const Context&, Sheet&, ImVec2 at, ImVec2 size) const;

  uint32_t layer_ = 0, asked_layer_ = 0;
  uint64_t asked_snapshot_ = ~uint64_t{0}, taken_ = 0, version_ = 0;
  std::shared_ptr<const Model> model_,
      asked_model_;  // kept, so that another cannot have its address
  std::string asked_words_;
  Question question_;
  Sheet now_;
  std::list<Sheet> kept_;  // a texture stays where it is
};

std::string words_of(const Context& context, uint32_t layer) {
  const Settings& settings = *context.settings;
  std::string words = tr("layer {}, step {}", layer + 1, thousands(context.snapshot.step));
  if (settings.corruption_amount > 0 && find_property("corruption_amount")->acts_in(settings))
    words += std::format(", ν {:.0f} %", 100 * settings.corruption_amount);
  return words;
}

// Each to its own largest weight: 0 is in the middle of the scale.
Pictures scaled(Pictures pictures) {
  const size_t each = pictures.features();
  for (size_t i = 0; i + each <= pictures.pixels.size(); i += each) {
    float most = 1e-12f;
    for (size_t k = i; k < i + each; ++k) most = std::max(most, std::abs(pictures.pixels[k]));
    for (size_t k = i; k < i + each; ++k)
      pictures.pixels[k] = 0.5f + 0.5f * pictures.pixels[k] / most;
  }
  return pictures;
}

void Filters::ask(const Context& context) {
  const Snapshot& snapshot = context.snapshot;
  if (!question_.ready(context.now)) return;
  if (question_.answers() != taken_ && asked_model_ == snapshot.model) {
    taken_ = question_.answers();
    now_.pictures = scaled(question_.answer());
    now_.words = asked_words_;
    now_.version = ++version_;
  }
  if (asked_snapshot_ == context.snapshot_number && asked_layer_ == layer_) return;
  asked_snapshot_ = context.snapshot_number;
  asked_layer_ = layer_;
  asked_model_ = snapshot.model;
  asked_words_ = words_of(context, layer_);
  question_.filters(context, layer_, filters_shown);
}

void Filters::draw_sheet(const Context& context, Sheet& sheet, ImVec2 at, ImVec2 size) const {
  paint::caption(context, at,
                 paint::fitted(context, sheet.words, context.theme.caption_size, size.x));
  const float head = paint::caption_line + 2;
  if (size.y <= head || sheet.pictures.count == 0) return;
  sheet.set.draw_all(*ImGui::GetWindowDrawList(), sheet.pictures, sheet.version,
                     {at.x, at.y + head}, {size.x, size.y - head}, 5, 10,
                     diverging_palette(context.theme.dark), least_seen);
}

void Filters::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::PushID(this);
  const std::vector<uint32_t>& units = context.snapshot.model->filters;
  if (model_ != context.snapshot.model) {
    model_ = context.snapshot.model;
    now_.pictures = {};
    layer_ = std::min(layer_, static_cast<uint32_t>(units.size()) - 1);
  }
  paint::Row row(context, at, size.x);
  for (uint32_t i = 0; units.size() > 1 && i < units.size(); ++i) {
    const std::string label = tr("Layer {}", i + 1) + std::format("##Layer {}", i + 1);
    const std::string hint =
        i == 0 ? tr("{} units: weights from the picture", units[i])
               : tr("{} units, projected back through the weights below", units[i]);
    if (row.chip(label.c_str(), layer_ == i, hint.c_str())) layer_ = i;
  }
  if (now_.pictures.count > 0 && kept_.size() < most_kept &&
      row.button("Keep", "Keeps these beside those of later, or of another network")) {
    Sheet& one = kept_.emplace_back();
    one.pictures = now_.pictures;
    one.words = now_.words;
    one.version = ++version_;
  }
  if (!kept_.empty() && row.button("Drop", "Those that were kept first go")) kept_.pop_front();
  ask(context);
  const float top = row.bottom() + 6;
  // Side by side where each is wide enough, else one above the other.
  const size_t count = kept_.size() + 1;
  const ImVec2 room{size.x, at.y + size.y - top};
  const float gap = 12;
  const bool beside = room.x / static_cast<float>(count) >= 150 && room.x >= room.y;
  const auto n = static_cast<float>(count);
  const ImVec2 each = beside ? ImVec2{(room.x - gap * (n - 1)) / n, room.y}
                             : ImVec2{room.x, (room.y - gap * (n - 1)) / n};
  ImVec2 place{at.x, top};
  const auto next = [&](Sheet& sheet) {
    draw_sheet(context, sheet, place, each);
    (beside ? place.x : place.y) += (beside ? each.x : each.y) + gap;
  };
  for (Sheet& sheet : kept_) next(sheet);
  next(now_);
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

}  // namespace

namespace panel {

extern const PanelRow filters{
    .name = "filters",
    .title = "Filters",
    .tab = "Filters",
    .about =
        "What each unit looks for in a picture: its weights, blue below and orange above zero.",
    .place = Place::examples,
    .make = make<Filters>,
    .needs = [](const Context& context) { return !context.snapshot.model->filters.empty(); },
    .late = true};

}  // namespace panel
}  // namespace hourglass::view
