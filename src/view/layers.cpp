// The network layer by layer: how the weights of each and the gradients of the last step are spread, on one scale for
// all, which units are dead, and what the chosen example becomes there. Asked for while it is looked at, of the weights
// of now.
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "share/texts.h"
#include "share/ticks.h"
#include "view/classes.h"
#include "view/layer_maps.h"
#include "view/layer_words.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/panel.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr double least_gap = 0.5;  // seconds between questions while it trains
constexpr float module_line = 20, header_line = 32, column_gap = 14;

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

double exponent(double value) { return std::log10(value) - least_decade; }

// Where the columns are, the same for all rows; logical pixels from the left.
struct Columns {
  float weights, gradients, spread;  // spread: width of either
  float numbers = 0;                 // of the update's share; 0: no room
  explicit Columns(float width) {
    const float update = width >= 420 ? 72.0f : 0.0f, rest = width - update - 2 * column_gap;
    spread = std::clamp(rest * 0.3f, 50.0f, 150.0f);
    gradients = width - update - spread - 6;
    weights = gradients - column_gap - spread;
    if (update > 0) numbers = width - 6;
  }
};

class Layers : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;

 private:
  // Shared with the callback, which may outlive the view.
  struct Answer {
    bool waiting = false;
    uint64_t number = 0;
    std::shared_ptr<const LayersReport> report;
  };
  void ask(const Context&);
  void draw_list(const Context&, ImVec2 at, ImVec2 size);
  void draw_header(const Context&, ImVec2 at, const Columns&) const;
  void draw_row(const Context&, ImVec2 at, float width, float height, uint32_t i, const Columns&);
  void draw_layer(const Context&, ImVec2 at, ImVec2 size);
  float draw_controls(const Context&, ImVec2 at, float width);
  const LayersReport& report() const { return *shown_; }
  std::vector<std::string> facts(const Context& context, const LayerReport& layer) const {
    return layer_facts(layer, report().examples, context.noun());
  }

  std::shared_ptr<Answer> answer_ = std::make_shared<Answer>();
  std::shared_ptr<const LayersReport> shown_;
  std::shared_ptr<const Model> model_;  // kept, so that another cannot have its address
  uint64_t asked_snapshot_ = ~uint64_t{0}, version_ = 0;
  uint32_t asked_image_ = 0, image_ = 0;
  double asked_at_ = 0, took_ = 0;  // seconds
  uint32_t chosen_ = 0;
  bool open_ = false;  // the chosen layer, where there is no room for both
  bool both_ = false;
  LayerMaps maps_;
  std::string touched_;  // what a finger on the maps reads
};

// With each snapshot, but seldom enough that training hardly feels it.
void Layers::ask(const Context& context) {
  const Snapshot& snapshot = context.snapshot;
  const uint32_t tests = snapshot.data->test.count;
  image_ = context.chosen_image < tests ? context.chosen_image : 0;
  if (model_ != snapshot.model) {
    model_ = snapshot.model;
    answer_ = std::make_shared<Answer>();
    shown_.reset();
    asked_snapshot_ = ~uint64_t{0};
    chosen_ = 0;
    open_ = false;
  }
  if (shown_ != answer_->report) {
    shown_ = answer_->report;
    ++version_;
    took_ = context.now - asked_at_;
  }
  const double since = context.now - asked_at_;
  // A network that was rebuilt may never answer.
  if (answer_->waiting && since < 5) {
    if (context.wishes) context.wishes->moving = true;
    return;
  }
  const bool other = asked_image_ != image_;
  const bool stale = asked_snapshot_ != context.snapshot_number;
  if (!context.layers || tests == 0 || !(other || stale)) return;
  if (!other && shown_ && snapshot.training && since < std::max(least_gap, 5 * took_)) return;
  asked_snapshot_ = context.snapshot_number;
  asked_image_ = image_;
  asked_at_ = context.now;
  answer_->waiting = true;
  const uint64_t number = ++answer_->number;
  context.layers(image_,
                 [answer = answer_, number](const std::shared_ptr<const LayersReport>& report) {
                   if (answer->number != number) return;
                   answer->waiting = false;
                   if (!report) return;  // an error: what was there stays
                   answer->report = report;
                 });
}

// Names and ticks of the columns.
void Layers::draw_header(const Context& context, ImVec2 at, const Columns& c) const {
  ImGui::SetCursorScreenPos({at.x + c.weights, at.y});
  ImGui::InvisibleButton("header",
                         {std::max(c.numbers, c.gradients + c.spread) - c.weights, header_line});
  tooltip(context,
          "How many weights, and gradients of the last step by the logarithm of their size, lie "
          "where; the "
          "scale is the same for all layers. Update: the rms of the last update by that of the "
          "weights; "
          "about a thousandth is usual.");
  const float end = at.x + c.weights + c.spread / 2, ticks = at.y + 15;
  paint::caption(context, {end, at.y}, "Weights", 0.5f);
  paint::caption(context, {at.x + c.gradients + c.spread / 2, at.y}, "Gradients", 0.5f);
  if (c.numbers > 0) paint::caption(context, {at.x + c.numbers, at.y}, "Update", 1);
  const double reach = report().reach, step = tick_step(reach, 3);
  const float size = context.theme.caption_size - 1;
  const auto tick = [&](float x, const std::string& label) {
    paint::text(context, {x, ticks}, label, context.theme.muted, size, 0.5f);
  };
  for (const double value : {-step, 0.0, step})
    tick(end + c.spread / 2 * static_cast<float>(value / reach), tick_label(value, step));
  for (const Tick& t : logarithmic_ticks(std::pow(10, least_decade), std::pow(10, most_decade), 3))
    tick(at.x + c.gradients +
             c.spread * static_cast<float>(exponent(t.value) / (most_decade - least_decade)),
         t.label);
}

void draw_spread(const Spread& spread, ImVec2 at, ImVec2 size, ImU32 colour) {
  const uint32_t most = spread.bins.empty() ? 0 : *std::ranges::max_element(spread.bins);
  for (uint32_t b = 0; most > 0 && b < spread_bins; ++b) {
    if (spread.bins[b] == 0) continue;
    // What is there at all is seen.
    const float share = static_cast<float>(spread.bins[b]) / static_cast<float>(most);
    const float height = std::max(1.0f, size.y * share);
    const auto edge = [&](uint32_t i) {
      return at.x + size.x * static_cast<float>(i) / static_cast<float>(spread_bins);
    };
    list().AddRectFilled({edge(b), at.y + size.y - height}, {edge(b + 1), at.y + size.y}, colour);
  }
}

std::string together(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : " · ") + part;
  return all;
}

// In lines that break between parts; returns their height.
float draw_parts(const Context& context, ImVec2 at, float width,
                 const std::vector<std::string>& parts) {
  const float size = context.theme.caption_size, top = at.y;
  std::string line;
  const auto end_line = [&] {
    paint::caption(context, at, paint::fitted(context, line, size, width));
    at.y += paint::caption_line;
    line.clear();
  };
  for (const std::string& part : parts) {
    const std::string longer = line.empty() ? part : line + " · " + part;
    const bool fits = paint::text_size(context, size, longer).x <= width;
    if (!fits && !line.empty()) end_line();
    line = fits ? longer : part;
  }
  end_line();
  return at.y - top;
}

void Layers::draw_row(const Context& context, ImVec2 at, float width, float height, uint32_t i,
                      const Columns& c) {
  const Theme& theme = context.theme;
  const LayerReport& layer = report().layers[i];
  ImGui::SetCursorScreenPos(at);
  const bool pressed = press_in_row(context, "layers.row", i, 0, {width, height});
  const bool hovered = ImGui::IsItemHovered() || ImGui::IsItemFocused();
  if (ImGui::IsItemHovered())
    tooltip(context, module_title(layer.module) + ", " + layer.name + ": " +
                         together(facts(context, layer)));
  if (pressed) chosen_ = i, open_ = true;
  const bool chosen = both_ && chosen_ == i;
  if (hovered || chosen)
    list().AddRectFilled({at.x, at.y + 1}, {at.x + width, at.y + height - 1},
                         fade(theme.second, chosen ? 0.16f : 0.1f), rounding);
  const float room = c.weights - 16, middle = at.y + height / 2;
  paint::text(context, {at.x + 6, middle - 16},
              paint::fitted(context, layer.name, theme.caption_size + 1, room), theme.text,
              theme.caption_size + 1);
  const bool dead = !layer.dead.empty();
  const std::string shape = shapes_of(layer);
  std::string second = dead ? dead_words(layer) : shape;
  if (const std::string all = shape + "  " + second;
      dead && paint::text_size(context, theme.caption_size, all).x <= room) {
    paint::caption(context, {at.x + 6, middle + 1}, shape);
    const float behind = paint::text_size(context, theme.caption_size, shape + "  ").x;
    paint::text(context, {at.x + 6 + behind, middle + 1}, second, theme.trouble,
                theme.caption_size);
  } else {
    paint::text(context, {at.x + 6, middle + 1},
                paint::fitted(context, second, theme.caption_size, room),
                dead ? theme.trouble : theme.muted, theme.caption_size);
  }
  if (layer.weights.count == 0) return;
  const float top = at.y + 3, tall = height - 6;
  const ImVec2 weights{at.x + c.weights, top}, gradients{at.x + c.gradients, top};
  const ImU32 grid = mix(theme.line, theme.muted, 0.15f);
  const auto mark = [&](float x) {
    list().AddLine({paint::snap(x) + 0.5f, at.y}, {paint::snap(x) + 0.5f, at.y + height}, grid);
  };
  const double reach = report().reach, step = tick_step(reach, 3);
  for (const double value : {-step, 0.0, step})
    mark(weights.x + c.spread / 2 * (1 + static_cast<float>(value / reach)));
  for (const Tick& t : logarithmic_ticks(std::pow(10, least_decade), std::pow(10, most_decade), 3))
    mark(gradients.x +
         c.spread * static_cast<float>(exponent(t.value) / (most_decade - least_decade)));
  draw_spread(layer.weights, weights, {c.spread, tall}, mix(theme.muted, theme.text, 0.35f));
  if (layer.gradients.count > 0)
    draw_spread(layer.gradients, gradients, {c.spread, tall}, theme.accent);
  else
    paint::caption(context, {gradients.x + c.spread / 2, middle - 7}, "none yet", 0.5f);
  if (c.numbers > 0 && layer.update > 0)
    paint::text(context, {at.x + c.numbers, middle - 8},
                three_figures(static_cast<double>(layer.update)), theme.text,
                theme.caption_size + 1, 1);
}

void Layers::draw_list(const Context& context, ImVec2 at, ImVec2 size) {
  const std::vector<LayerReport>& all = report().layers;
  const auto begins = [&](size_t i) { return i == 0 || all[i].module != all[i - 1].module; };
  const float room = size.y - header_line, count = static_cast<float>(all.size());
  float names = 0;
  for (size_t i = 0; i < all.size(); ++i) names += begins(i) ? module_line : 0;
  const float row =
      std::clamp(std::floor((room - names) / count), context.touch ? 46.0f : 36.0f, 60.0f);
  const float tall = names + row * count;
  const float width = size.x - (tall > room && !context.touch ? 12.0f : 0.0f);
  const Columns columns(width);
  draw_header(context, at, columns);
  ImGui::SetCursorScreenPos({at.x, at.y + header_line});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleColor(ImGuiCol_ChildBg, 0U);
  ImGui::BeginChild("rows", {size.x, room}, ImGuiChildFlags_NavFlattened);
  const ImVec2 from = ImGui::GetCursorScreenPos();
  float y = from.y;
  for (uint32_t i = 0; i < all.size(); ++i) {
    if (begins(i)) {
      paint::text(context, {from.x + 6, y + 3}, module_title(all[i].module), context.theme.muted,
                  context.theme.caption_size);
      y += module_line;
    }
    draw_row(context, {from.x, y}, width, row, i, columns);
    y += row;
  }
  ImGui::SetCursorScreenPos(from);
  ImGui::Dummy({1, tall});
  touch_scroll(context);
  ImGui::EndChild();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
}

float Layers::draw_controls(const Context& context, ImVec2 at, float width) {
  const DataView& data = *context.snapshot.data;
  const std::string_view noun = context.noun().one;
  paint::Row row(context, at, width);
  if (!both_ && row.button("All##layers.all", "Back to all layers")) open_ = false;
  if (report().layers[chosen_].of_noise) {
    row.label(tr("Of noise, in the place of {}", context.noun().many), context.theme.muted);
    return row.bottom() - at.y;
  }
  const auto move = [&](uint32_t by) {
    if (context.wishes) context.wishes->choose_image = (image_ + by) % data.test.count;
  };
  if (row.arrow("##layers.before", -1, tr("The test {} before", noun).c_str()))
    move(data.test.count - 1);
  if (row.arrow("##layers.after", 1, tr("The next test {}", noun).c_str())) move(1);
  std::string words = data.test_name(image_);
  if (const std::string of = class_words(data, Of::test, image_); !of.empty()) words += " · " + of;
  row.label(paint::fitted(context, words, context.theme.caption_size + 1, row.remaining()),
            context.theme.muted);
  return row.bottom() - at.y;
}

void Layers::draw_layer(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  const LayerReport& layer = report().layers[chosen_];
  maps_.update(context, layer, (version_ << 16) + chosen_);
  float y = at.y + draw_controls(context, at, size.x) + 6;
  const float right = at.x + size.x;
  const float left = maps_.empty() ? right : maps_.legend(context, {right, y}) - 12;
  paint::text(
      context, {at.x, y},
      paint::fitted(context,
                    touched_.empty() ? module_title(layer.module) + " · " + layer.name : touched_,
                    theme.caption_size + 1, left - at.x),
      theme.text, theme.caption_size + 1);
  y += paint::caption_line + 2;
  std::vector<std::string> parts = facts(context, layer);
  if (maps_.shown() > 0 && maps_.shown() < maps_.count())
    parts.push_back(tr("the first {} of {}", maps_.shown(), thousands(maps_.count())));
  y += draw_parts(context, {at.x, y}, size.x, parts) + 6;
  const ImVec2 room{size.x, at.y + size.y - y};
  if (maps_.empty())
    return paint::empty(
        context, {at.x, y}, room,
        tr("What {} become is shown of layers that stand one behind the other; these do not",
           context.noun().many));
  if (room.y < 8) return;
  ImGui::SetCursorScreenPos({at.x, y});
  ImGui::InvisibleButton("maps", room);
  const std::string words = maps_.draw(context, layer, {at.x, y}, room);
  if (!words.empty() && ImGui::IsItemHovered()) tooltip(context, words);
  touched_ = context.touch && ImGui::IsMouseDown(ImGuiMouseButton_Left) ? words : std::string();
}

void Layers::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::PushID(this);
  if (!context.moment) ask(context);
  if (context.moment || !shown_) {
    paint::empty(context, at, size,
                 context.moment ? "Of layers there is only now: drag the timeline to its end"
                                : "The layers’ weights, gradients and activations appear here");
  } else {
    chosen_ = std::min(chosen_, static_cast<uint32_t>(report().layers.size()) - 1);
    const bool wide = size.x >= 620;
    both_ = wide || size.y >= 400;
    if (wide) {
      const float half = std::floor((size.x - 24) / 2);
      draw_list(context, at, {half, size.y});
      draw_layer(context, {at.x + half + 24, at.y}, {size.x - half - 24, size.y});
    } else if (both_) {
      const float half = std::floor((size.y - 10) * 0.5f);
      draw_list(context, at, {size.x, half});
      list().AddLine({at.x, at.y + half + 4.5f}, {at.x + size.x, at.y + half + 4.5f},
                     context.theme.line);
      draw_layer(context, {at.x, at.y + half + 10}, {size.x, size.y - half - 10});
    } else if (open_) {
      draw_layer(context, at, size);
    } else {
      draw_list(context, at, size);
    }
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  ImGui::PopID();
}

}  // namespace

namespace panel {

extern const PanelRow layers{
    .name = "layers",
    .title = "Layers",
    .tab = "Layers",
    .about =
        "Each layer’s weights and gradients, its dead units, and what an example becomes "
        "there.",
    .place = Place::play,
    .make = make<Layers>,
    .late = true};

}  // namespace panel
}  // namespace hourglass::view
