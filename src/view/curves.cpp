// The loss over the steps: training as a line with its noise, the test set as dots; the total or one
// of the series that make it up.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <format>
#include <string>
#include <vector>

#include "model/settings.h"
#include "share/texts.h"
#include "share/ticks.h"
#include "snapshot/run.h"
#include "train/series.h"
#include "view/figure_tips.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/smoothing.h"
#include "view/theme.h"
#include "view/unit_bars.h"

namespace hourglass::view {

namespace {

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

// The point whose step is nearest; points are ordered. Pre: not empty.
size_t nearest(const Track& track, double step) {
  const auto after = std::ranges::lower_bound(track.steps, step);
  const auto i = static_cast<size_t>(after - track.steps.begin());
  if (i == track.size()) return i - 1;
  return i > 0 && step - track.steps[i - 1] < track.steps[i] - step ? i - 1 : i;
}

// "Reconstruction + β · KL"
std::string sum_of(std::span<const Series> series) {
  std::string text;
  for (const Series& s : series) {
    if (s.share == 0) continue;
    text += text.empty() ? "" : " + ";
    for (const Property& p : properties())
      if (const auto* member = std::get_if<float Settings::*>(&p.member);
          member && s.weight == *member)
        text.append(tr(p.label)).append(" · ");
    text += tr(s.label);
  }
  return text;
}

class Curves : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  // The area of the axes and what it shows.
  struct Chart {
    ImVec2 low, high;              // logical pixels
    double first = 0, last = 100;  // steps
    double bottom = 0, top = 1;    // of the loss
    bool logarithmic = false;
    float x(double step) const;
    float y(double value) const;
  };

  // A run beside the present one, and which of its columns is drawn.
  struct Other {
    const Run* run;
    size_t column;
    float value(const Track& track, size_t i) const { return track.row(i)[column]; }
  };
  std::vector<Other> others(const Context&) const;
  void refresh(const Context&);
  void choose_range(const std::vector<Other>&);
  void draw_others(const Context&, const Chart&, const std::vector<Other>&);
  void draw_other_readings(const Context&, const Chart&, const std::vector<Other>&, double step);
  float draw_controls(const Context&, ImVec2 at, float width);
  void draw_axes(const Context&, const Chart&);
  std::string readings_tip(const Context&) const;
  void draw_lines(const Context&, const Chart&);
  void draw_readings(const Context&, const Chart&, const std::vector<Other>&, ImVec2 at,
                     float width);

  std::string part_;  // a series by its name; empty: the total
  bool logarithmic_ = false;
  uint64_t seen_ = ~uint64_t{0};    // snapshot_number
  bool stale_ = true;               // another part or scale was chosen
  Settings settings_;               // what weighs the parts acts at once
  std::vector<uint32_t> overlaid_;  // runs by their numbers
  Track train_, test_;
  std::vector<float> train_values_, test_values_;
  Smoothed smoothed_;
  double pca_ = 0, pca_cosine_ = 0;           // as the snapshot's
  double last_ = 100, bottom_ = 0, top_ = 1;  // the range chosen for the axes
};

float Curves::Chart::x(double step) const {
  return low.x + (high.x - low.x) * static_cast<float>((step - first) / (last - first));
}

float Curves::Chart::y(double value) const {
  const double t = logarithmic ? std::log(std::max(value, 1e-12) / bottom) / std::log(top / bottom)
                               : (value - bottom) / (top - bottom);
  if (std::isnan(t)) return low.y;
  // Far outside is as good as outside, and safe to draw.
  return high.y - (high.y - low.y) * static_cast<float>(std::clamp(t, -20.0, 20.0));
}

void Curves::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::PushID(this);
  refresh(context);
  const float controls = draw_controls(context, at, size.x);
  const float readings = at.y + controls + 4;

  Chart chart;
  chart.logarithmic = logarithmic_;
  chart.last = last_, chart.bottom = bottom_, chart.top = top_;
  chart.low = paint::snap({at.x + 38, readings + paint::caption_line + 6});
  // What each unit has of the KL stands beneath, or beside where the card is low.
  const float top = readings + paint::caption_line;
  const bool units = !context.snapshot.unit_kl.empty(), beneath = at.y + size.y - top >= 240;
  const float column = units && !beneath ? std::clamp(size.x * 0.25F, 80.0F, 140.0F) : 0;
  const float strip = units && beneath ? std::min((at.y + size.y - top) * 0.3F, 120.0F) : 0;
  const ImVec2 end(at.x + size.x, at.y + size.y);
  if (column > 0) unit_bars(context, {end.x - column, top + 2}, {column, end.y - top - 2});
  if (strip > 0) unit_bars(context, {at.x + 38, end.y - strip}, {size.x - 44, strip});
  chart.high = paint::snap({end.x - 6 - (column > 0 ? column + 12 : 0),
                            end.y - paint::caption_line - 4 - (strip > 0 ? strip + 8 : 0)});
  if (chart.high.y - chart.low.y > 24 && chart.high.x - chart.low.x > 60) {
    draw_axes(context, chart);
    const std::vector<Other> beside = others(context);
    draw_others(context, chart, beside);
    draw_lines(context, chart);
    draw_readings(context, chart, beside, {at.x, readings}, size.x);
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

void Curves::refresh(const Context& context) {
  const Snapshot& snapshot = context.snapshot;
  // Weights of the parts act at once, also while nothing trains and no snapshot comes.
  const Settings settings = context.settings ? *context.settings : Settings{};
  std::vector<uint32_t> overlaid;
  for (const Other& other : others(context)) overlaid.push_back(other.run->number);
  if (seen_ == context.snapshot_number && settings_ == settings && overlaid == overlaid_ && !stale_)
    return;
  overlaid_ = std::move(overlaid);
  seen_ = context.snapshot_number;
  settings_ = settings;
  const std::vector<Series> series =
      snapshot.model ? snapshot.model->series : std::vector<Series>{};
  const auto chosen = std::ranges::find(series, part_, &Series::name);
  if (chosen == series.end() || series.size() == 1) part_.clear();
  const auto values = [&](const Track& track) {
    std::vector<float> found;
    for (size_t i = 0; i < track.size(); ++i)
      found.push_back(part_.empty() ? static_cast<float>(total(track.row(i), series, settings))
                                    : track.row(i)[static_cast<size_t>(chosen - series.begin())]);
    return found;
  };
  train_ = snapshot.train_curve;
  test_ = snapshot.test_curve;
  train_values_ = values(train_), test_values_ = values(test_);
  smoothed_ = smooth(train_values_);
  // Of the reconstruction alone: what else a network may be held to is no business of PCA's.
  pca_ = series.size() == 1 ? snapshot.pca_mse : 0;
  pca_cosine_ = snapshot.pca_cosine;
  choose_range(others(context));
  stale_ = false;
}

// Those that are to be seen and say the same in the same unit.
std::vector<Curves::Other> Curves::others(const Context& context) const {
  std::vector<Other> found;
  if (!context.runs || !context.snapshot.model) return found;
  for (const Run& run : *context.runs) {
    const auto column = std::ranges::find(run.series, part_);
    if (run.shown && !run.present && run.unit == context.snapshot.model->loss_unit &&
        column != run.series.end())
      found.push_back({&run, static_cast<size_t>(column - run.series.begin())});
  }
  return found;
}

void Curves::choose_range(const std::vector<Other>& others) {
  uint32_t last = 0;
  for (const Other& other : others) last = std::max(last, other.run->step);
  if (!train_.empty()) last = train_.steps.back();
  if (!test_.empty()) last = std::max(last, test_.steps.back());
  // Grows by tenths, so that the lines do not creep with every step.
  last_ = 100;
  while (last_ < last) last_ *= 1.1;

  std::vector<float> seen;
  // The first steps fall from the ceiling; on a linear axis they would flatten all that follows.
  const size_t skip = logarithmic_ ? 0 : std::min<size_t>(train_values_.size() / 25, 60);
  for (size_t i = skip; i < train_values_.size(); ++i) seen.push_back(train_values_[i]);
  const size_t skip_test = !logarithmic_ && test_values_.size() > 4 ? 1 : 0;
  for (size_t i = skip_test; i < test_values_.size(); ++i) seen.push_back(test_values_[i]);
  for (const Other& other : others)
    for (size_t i = logarithmic_ ? 0 : other.run->train.size() / 25; i < other.run->train.size();
         ++i)
      seen.push_back(other.value(other.run->train, i));
  if (pca_ > 0 && !seen.empty()) seen.push_back(static_cast<float>(pca_));
  std::erase_if(seen, [&](float x) { return !std::isfinite(x) || (logarithmic_ && x <= 0); });
  if (seen.empty()) {
    bottom_ = logarithmic_ ? 1 : 0, top_ = logarithmic_ ? 1000 : 1;
    return;
  }
  const auto [low, high] = std::minmax_element(seen.begin(), seen.end());
  double bottom = *low, top = *high;
  if (logarithmic_) {
    // To 1 %, so that the axis rests while the curve sinks a little.
    bottom_ = std::pow(10.0, std::floor(std::log10(bottom) * 20) / 20);
    top_ = std::pow(10.0, std::ceil(std::log10(top) * 20) / 20);
    if (top_ < bottom_ * 1.2) bottom_ /= 1.1, top_ *= 1.1;
    return;
  }
  round_outwards(bottom, top, 5);
  bottom_ = bottom, top_ = top;
}

float Curves::draw_controls(const Context& context, ImVec2 at, float width) {
  paint::Row row(context, at, width);
  const auto chip = [&](const std::string& name, const std::string& label,
                        const std::string& hint) {
    if (!row.chip(label.c_str(), part_ == name, hint.c_str()) || part_ == name) return;
    part_ = name;
    stale_ = true;
  };
  const Model* model = context.snapshot.model.get();
  if (model && model->series.size() > 1) {
    chip("", "Total", figure_tip("total") + ": " + sum_of(model->series));
    for (const Series& series : model->series) chip(series.name, series.label, series_tip(series));
  } else {
    row.label(model && !model->series.empty() ? model->series[0].label : "Loss",
              context.theme.text);
    if (pca_ > 0) row.label(tr("PCA's plane to {:.1f} %", 100 * pca_cosine_), context.theme.muted);
  }
  const char* scale = "Log";
  const float wide = paint::pill_width(context, scale);
  if (paint::pill(context, scale, {at.x + width - wide, row.bottom() - paint::target(context)},
                  wide, logarithmic_, "Logarithmic or linear scale of the loss")) {
    logarithmic_ = !logarithmic_;
    stale_ = true;
  }
  return row.bottom() - at.y;
}

void Curves::draw_axes(const Context& context, const Chart& chart) {
  const Theme& theme = context.theme;
  const float size = theme.caption_size;
  const auto ticks = [](float room, float each) {
    return static_cast<uint32_t>(std::clamp(room / each, 2.0f, 8.0f));
  };
  const uint32_t rows = ticks(chart.high.y - chart.low.y, 26),
                 columns = ticks(chart.high.x - chart.low.x, 56);
  const bool nothing = train_.empty() && test_.empty();
  if (!nothing) {
    float free = chart.high.y + 7;  // labels go upwards from here
    const auto marks = chart.logarithmic ? logarithmic_ticks(chart.bottom, chart.top, rows)
                                         : linear_ticks(chart.bottom, chart.top, rows);
    for (const Tick& tick : marks) {
      const float y = paint::snap(chart.y(tick.value));
      list().AddLine({chart.low.x, y}, {chart.high.x, y}, theme.line);
      if (y > free - 12 || y - 7 < chart.low.y - 9) {
        if (y > free - 12 && tick.value != marks.front().value) continue;
      }
      paint::caption(context, {chart.low.x - 6, y - 7}, tick.label, 1);
      free = y;
    }
  }
  list().AddLine({chart.low.x, chart.high.y}, {chart.high.x, chart.high.y},
                 mix(theme.line, theme.muted, 0.4f));

  // The unit stands at the end of the axis; ticks that would run into it stay without a label.
  const float below = chart.high.y + 4;
  const float unit = chart.high.x - paint::text_size(context, size, "steps").x;
  paint::caption(context, {unit, below}, "steps");
  for (const Tick& tick : linear_ticks(chart.first, chart.last, columns)) {
    const float x = paint::snap(chart.x(tick.value)),
                half = paint::text_size(context, size, tick.label).x / 2;
    list().AddLine({x, chart.high.y}, {x, chart.high.y + 3}, mix(theme.line, theme.muted, 0.4f));
    if (x + half + 8 < unit) paint::caption(context, {x, below}, tick.label, 0.5f);
  }
  if (nothing)
    paint::empty(context, chart.low, {chart.high.x - chart.low.x, chart.high.y - chart.low.y},
                 "The loss appears here as training runs");
}

std::string Curves::readings_tip(const Context& context) const {
  const Model* model = context.snapshot.model.get();
  if (!model || model->series.empty()) return {};
  const auto part = std::ranges::find(model->series, part_, &Series::name);
  std::string text = part != model->series.end() ? series_tip(*part)
                     : model->series.size() == 1
                         ? series_tip(model->series[0])
                         : figure_tip("total") + ": " + sum_of(model->series);
  if (pca_ > 0) text += "\n" + tr("PCA: {}", figure_tip("pca"));
  return text.append("\n").append(
      tr("The line is the training, smoothed; dots are test examples."));
}

void Curves::draw_lines(const Context& context, const Chart& chart) {
  const Theme& theme = context.theme;
  list().PushClipRect({chart.low.x - 4, chart.low.y - 3}, {chart.high.x + 6, chart.high.y + 3},
                      true);
  const size_t count = train_.size();
  std::vector<ImVec2> raw(count), middle(count);
  for (size_t i = 0; i < count; ++i) {
    const float x = chart.x(train_.steps[i]);
    raw[i] = {x, chart.y(train_values_[i])};
    middle[i] = {x, chart.y(smoothed_.middle[i])};
  }
  // The band in pieces two pixels wide, none overlapping, or their joints would show.
  const ImU32 band = fade(theme.accent, 0.25f);
  const auto edge = [&](size_t i, float side) {
    return chart.y(smoothed_.middle[i] + side * smoothed_.spread[i]);
  };
  const ImDrawListFlags flags = list().Flags;
  list().Flags &= ~ImDrawListFlags_AntiAliasedFill;
  for (size_t i = 0; i + 1 < count;) {
    size_t next = i + 1;
    while (next + 1 < count && middle[next].x - middle[i].x < 2) ++next;
    list().AddQuadFilled({middle[i].x, edge(i, 1)}, {middle[next].x, edge(next, 1)},
                         {middle[next].x, edge(next, -1)}, {middle[i].x, edge(i, -1)}, band);
    i = next;
  }
  list().Flags = flags;
  list().AddPolyline(raw.data(), static_cast<int>(count), fade(theme.accent, 0.16f), 0, 1);
  list().AddPolyline(middle.data(), static_cast<int>(count), theme.accent, 0, 2);
  // In dashes: what no linear network passes.
  if (pca_ > 0) {
    const float y = paint::snap(chart.y(pca_));
    for (float x = chart.low.x; x < chart.high.x; x += 8)
      list().AddLine({x, y}, {std::min(x + 4, chart.high.x), y}, theme.muted, 1.5f);
  }
  // Dots as far apart as they are wide, the last one always.
  float free = chart.high.x + 10;
  for (size_t i = test_.size(); i-- > 0;) {
    const ImVec2 p{chart.x(test_.steps[i]), chart.y(test_values_[i])};
    if (free - p.x < 5 || p.x < chart.low.x - 1) continue;
    free = p.x;
    list().AddCircleFilled(p, 3.6f, theme.card);
    list().AddCircleFilled(p, 2.6f, theme.second);
  }
  list().PopClipRect();
}

void Curves::draw_others(const Context& context, const Chart& chart,
                         const std::vector<Other>& others) {
  list().PushClipRect({chart.low.x - 4, chart.low.y - 3}, {chart.high.x + 6, chart.high.y + 3},
                      true);
  std::vector<ImVec2> line;
  for (const Other& other : others) {
    const Run& run = *other.run;
    const ImU32 colour = run_colour(context.theme, run.number);
    line.clear();
    for (size_t i = 0; i < run.train.size(); ++i)
      if (const float value = other.value(run.train, i); std::isfinite(value))
        line.push_back({chart.x(run.train.steps[i]), chart.y(value)});
    list().AddPolyline(line.data(), static_cast<int>(line.size()), colour, 0, 1.5f);
    if (run.test.empty()) continue;
    const size_t last = run.test.size() - 1;
    list().AddCircleFilled({chart.x(run.test.steps[last]), chart.y(other.value(run.test, last))}, 3,
                           colour);
  }
  list().PopClipRect();
}

// One cursor for all: what each was at that step, on a plate in the upper right corner.
void Curves::draw_other_readings(const Context& context, const Chart& chart,
                                 const std::vector<Other>& others, double step) {
  const float letters = context.theme.caption_size;
  float y = chart.low.y + 2;
  for (const Other& other : others) {
    const Run& run = *other.run;
    if (run.train.empty() || y + paint::caption_line > chart.high.y) return;
    const float value = other.value(run.train, nearest(run.train, step));
    const std::string words =
        std::format("{} {}  {}", run.number, paint::fitted(context, run.name, letters, 90),
                    three_figures(value));
    const float wide = paint::text_size(context, letters, words).x;
    const ImVec2 at{chart.high.x - wide - 22, y};
    list().AddRectFilled(at, {chart.high.x, y + paint::caption_line},
                         fade(context.theme.card, 0.85f));
    list().AddLine({at.x + 2, y + 8}, {at.x + 14, y + 8}, run_colour(context.theme, run.number), 2);
    paint::text(context, {chart.high.x - 2, y}, words, context.theme.text, letters, 1);
    y += paint::caption_line;
  }
}

void Curves::draw_readings(const Context& context, const Chart& chart,
                           const std::vector<Other>& beside, ImVec2 at, float width) {
  const Theme& theme = context.theme;
  const Model* model = context.snapshot.model.get();
  const std::string unit = model ? model->loss_unit : "";
  paint::caption(context, at, unit);
  if (train_.empty() && test_.empty()) return;

  ImGui::SetCursorScreenPos(chart.low);
  ImGui::InvisibleButton("chart", {chart.high.x - chart.low.x, chart.high.y - chart.low.y});
  const float mouse = ImGui::GetIO().MousePos.x;
  const bool reading = (ImGui::IsItemHovered() && !context.touch) || ImGui::IsItemActive();
  double step = chart.last;
  if (reading)
    step = chart.first +
           (chart.last - chart.first) *
               std::clamp((mouse - chart.low.x) / (chart.high.x - chart.low.x), 0.0f, 1.0f);

  draw_other_readings(context, chart, beside, step);
  // Where the views look back to.
  if (context.moment) {
    const float x = paint::snap(chart.x(context.snapshot.step));
    list().AddLine({x, chart.low.y}, {x, chart.high.y}, context.theme.accent, 1.5f);
  }
  std::string train, test, where;
  if (!train_.empty()) {
    const size_t i = nearest(train_, step);
    train = three_figures(smoothed_.middle[i]);
    if (reading) {
      const float x = paint::snap(chart.x(train_.steps[i])), y = chart.y(smoothed_.middle[i]);
      list().AddLine({x, chart.low.y}, {x, chart.high.y}, fade(theme.text, 0.35f));
      list().AddCircleFilled({x, y}, 4.5f, theme.card);
      list().AddCircleFilled({x, y}, 3.5f, theme.accent);
      where = tr("step {}", thousands(train_.steps[i]));
      if (model && model->train_count > 0)
        where +=
            tr(" · epoch {:.1f}", double{1} * train_.steps[i] * model->batch / model->train_count);
    }
  }
  if (!test_.empty()) {
    const size_t i = nearest(test_, step);
    test = three_figures(test_values_[i]);
    if (reading)
      list().AddCircle({chart.x(test_.steps[i]), chart.y(test_values_[i])}, 5, theme.second, 0,
                       1.5f);
  }

  // From the right: test, train; then, while reading, where. What has no room stays away.
  const float size = theme.caption_size;
  float right = at.x + width;
  const float left = at.x + paint::text_size(context, size, unit).x + 12;
  const auto entry = [&](const std::string& words, ImU32 colour, bool dot) {
    const float wide = paint::text_size(context, size, words).x;
    if (words.empty() || right - wide - 20 < left) return;
    paint::text(context, {right - wide, at.y}, words, theme.text, size);
    const float y = at.y + 8;
    if (dot)
      list().AddCircleFilled({right - wide - 8, y}, 3, colour);
    else
      list().AddLine({right - wide - 18, y}, {right - wide - 5, y}, colour, 2);
    right -= wide + (dot ? 24 : 32);
  };
  entry(test.empty() ? test : tr("test {}", test), theme.second, true);
  entry(train.empty() ? train : tr("train {}", train), theme.accent, false);
  if (pca_ > 0) entry(tr("PCA {}", three_figures(pca_)), theme.muted, false);
  hint_at(context, {right, at.y}, {at.x + width - right, paint::caption_line},
          readings_tip(context));
  if (!where.empty() && right - paint::text_size(context, size, where).x > left)
    paint::caption(context, {right, at.y}, where, 1);
}

}  // namespace

namespace panel {

extern const PanelRow curves{.name = "curves",
                             .title = "Curves",
                             .tab = "Curves",
                             .about = "The loss while training, and on examples never trained on.",
                             .place = Place::chart,
                             .make = make<Curves>};

}  // namespace panel
}  // namespace hourglass::view
