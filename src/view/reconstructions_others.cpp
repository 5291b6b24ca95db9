// Points in one plot, each with a line to what became of it; rows of a table in one sheet, input beside
// output.
#include <algorithm>

#include "share/texts.h"
#include "view/classes.h"
#include "view/figure_tips.h"
#include "view/focus.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/reconstructions.h"
#include "view/row_table.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

// "point 12 · class 1 · MSE 0.0123 /coordinate" of one, or the mean over all.
std::string words_about(const Context& context, int32_t hovered) {
  const Snapshot& snapshot = context.snapshot;
  const Noun& noun = context.noun();
  if (hovered < 0) return tr("MSE {} /{}", three_figures(snapshot.test_mse), noun.number);
  const auto i = static_cast<uint32_t>(hovered);
  std::string words = context.snapshot.data->test_name(i) + " · ";
  if (const std::string of = class_words(*snapshot.data, Of::test, i); !of.empty())
    words += of + " · ";
  return words + tr("MSE {} /{}", three_figures(snapshot.output_mse[i]), noun.number);
}

}  // namespace

void Reconstructions::draw_points(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  const Theme& theme = context.theme;
  const Pictures &tests = snapshot.data->test, &outputs = snapshot.outputs;
  const float headline = paint::caption_line + 4, letters = theme.caption_size;
  const Scatter& scatter =
      plot_.draw_ground(context, {at.x, at.y + headline}, {size.x, size.y - headline});
  const bool spoils = snapshot.spoilt.count >= outputs.count;
  const Pictures& sources = spoils ? snapshot.spoilt : tests;
  const uint32_t count = std::min(outputs.count, sources.count);
  const auto pale = [&](uint32_t i) { return faded(context, Of::test, i); };

  ImGui::SetCursorScreenPos(scatter.low);
  const bool pressed =
      press_area("points", {scatter.high.x - scatter.low.x, scatter.high.y - scatter.low.y});
  context.note("pictures.points");
  const bool over = ImGui::IsItemHovered() && !context.touch, ring = has_focus();
  const float step = arrows(false).x;
  const int32_t nearest =
      PointPlot::nearest(scatter, tests, ImGui::GetIO().MousePos, context.touch ? 18.0f : 8.0f);
  const int32_t hovered = over && nearest < static_cast<int32_t>(count) ? nearest : -1;
  if (context.wishes && step != 0)
    context.wishes->choose_image =
        std::clamp<int64_t>(int64_t{context.chosen_image} + (step > 0 ? 1 : -1), 0, count - 1);
  else if (context.wishes && pressed && !ring && nearest >= 0)
    context.wishes->choose_image = nearest;

  list().PushClipRect(scatter.low, scatter.high, true);
  plot_.dots(tests, 1.6f, [&](uint32_t i) { return fade(theme.muted, pale(i) ? 0.2f : 0.65f); });
  for (uint32_t i = 0; i < count; ++i)
    if (!pale(i))
      list().AddLine(scatter.at(sources.picture(i)), scatter.at(outputs.picture(i)),
                     fade(example_colour(context, Of::test, i), 0.35f), 1);
  if (spoils)
    plot_.dots(sources, 1.6f,
               [&](uint32_t i) { return fade(theme.trouble, pale(i) ? 0.12f : 0.55f); });
  plot_.dots(outputs, 2.0f, [&](uint32_t i) {
    return fade(example_colour(context, Of::test, i), pale(i) ? 0.2f : 0.95f);
  });
  for (const int64_t i : {int64_t{context.chosen_image}, int64_t{hovered}}) {
    if (i < 0 || i >= count) continue;
    const auto k = static_cast<uint32_t>(i);
    const ImVec2 from = scatter.at(tests.picture(k)), to = scatter.at(outputs.picture(k));
    list().AddLine(from, to, theme.text, 1.5f);
    list().AddCircleFilled(from, 3, theme.text);
    list().AddCircleFilled(to, 5, theme.card);
    list().AddCircleFilled(to, 3, example_colour(context, Of::test, k));
    list().AddCircle(to, 5, theme.text, 0, 1.5f);
  }
  list().PopClipRect();

  // What the colours mean, from the right; then the words.
  float right = at.x + size.x;
  const auto entry = [&](const char* words, ImU32 colour) {
    right -= paint::text_size(context, letters, words).x;
    paint::caption(context, {right, at.y}, words);
    list().AddCircleFilled({right - 8, at.y + 8}, 3, colour);
    right -= 22;
  };
  entry("output", example_colour(context, Of::test, 0));
  if (spoils) entry("spoilt", fade(theme.trouble, 0.7f));
  entry("input", fade(theme.muted, 0.8f));
  paint::text(context, at,
              paint::fitted(context, words_about(context, hovered), letters, right - at.x),
              theme.text, letters);
  hint_at(context, at, {right - at.x, paint::caption_line}, figure_tip("mse"));
}

void Reconstructions::draw_rows(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Snapshot& snapshot = context.snapshot;
  const DataView& data = *snapshot.data;
  const float headline = paint::caption_line + 4, letters = context.theme.caption_size;
  std::vector<const Pictures*> sheets{&data.test};
  if (snapshot.spoilt.count > 0) sheets.push_back(&snapshot.spoilt);
  sheets.push_back(&snapshot.outputs);
  const TableHit hit =
      draw_table(context, {at.x, at.y + headline}, {size.x, size.y - headline}, sheets, Of::test);
  std::string words = snapshot.spoilt.count > 0 ? "Input, spoilt, output · " : "Input, output · ";
  words += words_about(context, -1);
  if (hit.row >= 0) {
    const auto row = static_cast<uint32_t>(hit.row);
    words = class_words(data, Of::test, row);
    if (words.empty()) words = tr("row {}", row);
    words += " · " + column_words(data, hit.number) + ": ";
    for (size_t s = 0; s < sheets.size(); ++s)
      words += (s > 0 ? " → " : "") + three_figures(sheets[s]->picture(row)[hit.number]);
    if (context.wishes && ImGui::IsMouseReleased(ImGuiMouseButton_Left))
      context.wishes->choose_image = hit.row;
  }
  const float right = table_legend(context, {at.x + size.x, at.y}) - 8;
  paint::text(context, at, paint::fitted(context, words, letters, right - at.x), context.theme.text,
              letters);
}

}  // namespace hourglass::view
