// What a method can do, beside what others could that were tried on the same data: density, sampling, encoding,
// and the likelihood of the same test examples, exact or bounded, in one unit.
#include <imgui.h>
#include <algorithm>
#include <array>
#include <string>

#include "share/texts.h"
#include "view/figure_tips.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

class Abilities : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  void draw_row(const Context&, const Ability&, ImVec2 at, bool present) const;

  float name_ = 0, column_ = 0, figure_ = 0;  // widths
};

constexpr float row_height = 26;
std::array<std::string_view, 3> columns() { return {tr("density"), tr("samples"), tr("codes")}; }

void draw_tick(ImDrawList& list, ImVec2 centre, ImU32 colour) {
  const ImVec2 way[] = {
      {centre.x - 5, centre.y}, {centre.x - 1.5f, centre.y + 4}, {centre.x + 5.5f, centre.y - 4}};
  list.AddPolyline(way, 3, colour, 0, 2);
}

void Abilities::draw_row(const Context& context, const Ability& one, ImVec2 at,
                         bool present) const {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImU32 colour = present ? theme.text : theme.muted;
  const float middle = at.y + row_height / 2, letters = theme.caption_size + 1;
  const float wide = name_ + 3 * column_ + figure_;
  if (present)
    list.AddRectFilled({at.x - 6, at.y}, {at.x + wide + 6, at.y + row_height},
                       fade(theme.second, theme.dark ? 0.16f : 0.10f), rounding);
  paint::text(context, {at.x, middle - letters / 2 - 3},
              paint::fitted(context, one.title, letters, name_ - 8), colour, letters);
  const bool can[] = {one.density, one.sampling, one.encoding};
  float x = at.x + name_;
  for (const bool yes : can) {
    const ImVec2 centre{x + column_ / 2, middle};
    if (yes)
      draw_tick(list, centre, present ? theme.second : mix(theme.second, theme.muted, 0.5f));
    else
      list.AddLine({centre.x - 4, centre.y}, {centre.x + 4, centre.y},
                   mix(theme.line, theme.muted, 0.5f), 1.5f);
    x += column_;
  }
  const float right = at.x + wide;
  if (one.likelihood == Likelihood::none) {
    paint::text(context, {right, middle - letters / 2 - 3}, "none", theme.muted, letters, 1);
  } else {
    const bool exact = one.likelihood == Likelihood::exact;
    const std::string value = (exact ? "" : "≤ ") + three_figures(one.nll);
    paint::text(context, {right, middle - theme.body_size / 2 - 3}, value, colour, theme.body_size,
                1);
    const float left = right - paint::text_size(context, theme.body_size, value).x - 6;
    const std::string_view word = tr(exact ? "exact" : "bound");
    if (left - paint::text_size(context, theme.caption_size, word).x >= x)
      paint::caption(context, {left, middle - 8}, word, 1);
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::PushID(one.title.c_str());
  ImGui::InvisibleButton("ability", {wide, row_height});
  ImGui::PopID();
  std::string words = one.step == 0
                          ? tr("{}, untrained", tr(one.title))
                          : tr("{}, as it was at step {}", tr(one.title), thousands(one.step));
  if (one.likelihood != Likelihood::none) words += "\n" + figure_tip("likelihood");
  tooltip(context, words);
}

void Abilities::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  const Theme& theme = context.theme;
  column_ = 0;
  for (const std::string_view words : columns())
    column_ = std::max(column_, paint::text_size(context, theme.caption_size, words).x + 12);
  figure_ = std::clamp(size.x * 0.28f, 76.0f, 140.0f);
  name_ = std::max(60.0f, size.x - 3 * column_ - figure_ - 6);
  float x = at.x + name_;
  for (const std::string_view words : columns()) {
    paint::caption(context, {x + column_ / 2, at.y}, words, 0.5f);
    x += column_;
  }
  paint::caption(context, {at.x + name_ + 3 * column_ + figure_, at.y}, "−log p(x)", 1);
  const float footer = 2 * paint::caption_line + 6, top = paint::caption_line + 6;
  const auto fit = static_cast<size_t>(std::max(1.0f, (size.y - top - footer) / (row_height + 2)));
  const size_t count = std::min(snapshot.abilities.size(), fit);
  float y = at.y + top;
  for (size_t i = 0; i < count; ++i, y += row_height + 2)
    draw_row(context, snapshot.abilities[i], {at.x, y}, i == 0);
  std::string words(tr("Others join when they are trained on the same data."));
  const auto known = std::ranges::find_if(
      snapshot.abilities, [](const Ability& one) { return one.likelihood != Likelihood::none; });
  if (known != snapshot.abilities.end()) {
    std::string unit = snapshot.model->nll_unit;
    if (unit.empty()) unit = tr("nats/{}", context.noun().one);
    words = tr("{}, of the same {} test {}; a bound lies above the truth. {}", unit,
               thousands(snapshot.data->test.count), context.noun().many, words);
  }
  paint::paragraph(context, {at.x, y + 6}, size.x, words, theme.muted, theme.caption_size);
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
}

bool has_some(const Context& context) {
  const auto& all = context.snapshot.abilities;
  return !all.empty() &&
         (all[0].density || all[0].sampling || all[0].likelihood != Likelihood::none);
}

}  // namespace

namespace panel {

extern const PanelRow abilities{
    .name = "abilities",
    .title = "What it can do",
    .tab = "Abilities",
    .about = "Density, samples, codes and the likelihood of test data, beside other methods tried.",
    .place = Place::chart,
    .make = make<Abilities>,
    .needs = has_some,
    .late = true};

}  // namespace panel
}  // namespace hourglass::view
