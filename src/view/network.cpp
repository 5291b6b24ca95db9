// The hourglass: one bar a layer, as wide as it has units, from the image down to the code and up
// again. A click on a layer edits its width.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <format>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "share/texts.h"
#include "view/keypad.h"
#include "view/numbers.h"
#include "view/panel.h"
#include "view/phase_bar.h"
#include "view/setting_rows.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr float row_least = 17, bar_height = 7;

// Widths differ by a factor of 400: on a square-root scale the code stays visible and the input
// still looks wide.
float bar_width(uint32_t units, uint32_t most, float room) {
  return std::max(6.0F, room * std::sqrt(static_cast<float>(units) / static_cast<float>(most)));
}

// Index into `hidden` (its size: the code) for layer i of the hourglass; -1: input, output, convolutions.
int editable(const Model& model, size_t i) {
  const size_t last = model.widths.size() - 1;
  if (i == 0 || i == last) return -1;
  const size_t from_the_edge = i <= model.code_layer ? i : last - i;
  return std::max(-1, static_cast<int>(from_the_edge) - static_cast<int>(model.first_hidden));
}

std::string units(uint32_t count) { return plural(count, "unit"); }

class Network : public Panel {
 public:
  using Panel::Panel;
  void draw(const Context&, ImVec2 size) override;
  std::string aside(const Context& context) const override {
    const Snapshot& s = context.snapshot;
    if (s.code_size == 0) return {};
    return tr("code of {}", s.code_size) +
           (s.model->variational ? tr(", {} active", s.active_units) : "");
  }

 private:
  // Returns the height that it wants to have at least.
  float draw_layers(const Context&, ImVec2 size);
  void editor(const Context&);
  void set_hidden(const Context&, std::vector<uint32_t>) const;
  // Which width is edited: an index into Settings::hidden, or its size for the code.
  size_t edited_ = 0;
  Keypad keypad_;
  double width_ = 0;  // units, while the slider is held
  bool held_ = false;
  SettingRows settings_;
};

// Where the settings are behind another tab, those that act at once lie under the hourglass.
void Network::draw(const Context& context, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float live = 2 * (control_height(context) + 8) + 16;
  const bool both = context.tabbed && size.y >= height_ + live;
  height_ = draw_layers(context, {size.x, both ? size.y - live : size.y});
  if (!both) return;
  ImGui::SetCursorScreenPos({at.x, at.y + size.y - live + 16});
  settings_.draw_live(context, size.x, live - 16);
  ImGui::Dummy({});  // where no setting acts while training, nothing has followed the place
}

void Network::set_hidden(const Context& context, std::vector<uint32_t> hidden) const {
  context.command("set", {{"hidden", hidden}});
}

float Network::draw_layers(const Context& context, ImVec2 size) {
  const Theme& theme = context.theme;
  const Model& model = *context.snapshot.model;
  const size_t layers = model.widths.size();
  const float header = has_phases(context) ? phase_bar_height : 0;
  const float footer = (context.touch ? 52.0F : 36.0F) + header;
  const float wanted = static_cast<float>(layers) * 21 + footer;
  const float row_most = context.touch ? 46 : 40;
  const float row = std::clamp((size.y - footer) / static_cast<float>(layers),
                               context.touch ? 30.0F : row_least, row_most);
  // The bars leave the names their room, up to a point.
  float longest = 0;
  for (const std::string& name : model.layer_names)
    longest = std::max(longest, text_size(context, name, theme.caption_size).x);
  const uint32_t most = *std::ranges::max_element(model.widths);
  const float counts =
      std::max(36.0F, text_size(context, thousands(most), 13, Weight::semibold).x + 8);
  const float labels = std::clamp(longest + counts + 14, 112.0F, std::max(112.0F, size.x * 0.6F));
  const float room = std::min(size.x - labels, 360.0F);
  ImVec2 at = ImGui::GetCursorScreenPos();
  if (header > 0) phase_bar(context, at, size.x);
  at.y += header;
  const float centre = at.x + room / 2;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto y_of = [&](size_t i) { return at.y + row * (static_cast<float>(i) + 0.5F); };

  // The glass between the bars.
  for (size_t i = 0; i + 1 < layers; ++i) {
    const float a = bar_width(model.widths[i], most, room) / 2;
    const float b = bar_width(model.widths[i + 1], most, room) / 2;
    const ImVec2 quad[] = {{centre - a, y_of(i)},
                           {centre + a, y_of(i)},
                           {centre + b, y_of(i + 1)},
                           {centre - b, y_of(i + 1)}};
    list.AddConvexPolyFilled(quad, 4, fade(theme.accent, theme.dark ? 0.10F : 0.09F));
  }
  for (size_t i = 0; i < layers; ++i) {
    const int index = editable(model, i);
    const bool code = i == model.code_layer;
    const float y = y_of(i), half = bar_width(model.widths[i], most, room) / 2;
    ImGui::SetCursorScreenPos({at.x, y - row / 2});
    ImGui::PushID(static_cast<int>(i));
    const bool pressed = index >= 0 ? press_area("layer", {size.x, row})
                                    : ImGui::InvisibleButton("layer", {size.x, row});
    ImGui::PopID();
    context.note(std::format("layer.{}", i));
    const bool hovered = ImGui::IsItemHovered() && index >= 0;
    const std::string name = i < model.layer_names.size() ? model.layer_names[i] : "";
    tooltip(context,
            std::format(
                "{}: {}{}", name, units(model.widths[i]),
                index >= 0 ? std::string(tr(". Click to change; the decoder mirrors the encoder."))
                : i == 0 || i + 1 == layers
                    ? tr(". As many as the {} has {}s.", context.noun().one, context.noun().number)
                    : std::string(tr(". Their number follows from the settings."))));
    if (hovered) {
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
      list.AddRectFilled({at.x - 4, y - row / 2}, {at.x + size.x + 4, y + row / 2},
                         fade(theme.muted, 0.10F), 4);
    }
    // What the phase in work teaches is lit.
    const bool taught = is_taught(context.snapshot, static_cast<uint32_t>(i));
    const ImU32 ink =
        code || taught ? theme.accent : mix(theme.muted, theme.card, hovered ? 0 : 0.25F);
    list.AddRectFilled({centre - half, y - bar_height / 2}, {centre + half, y + bar_height / 2},
                       ink, bar_height / 2);
    const std::string count = thousands(model.widths[i]);
    const float x = at.x + room + 12;
    draw_text(context, {x, y - 8.5F}, count, code ? theme.accent : theme.text, 13,
              Weight::semibold);
    draw_text(context, {x + counts, y - 8}, name, theme.muted, theme.caption_size, Weight::regular,
              labels - counts - 12);
    if (pressed && index >= 0) {
      edited_ = static_cast<size_t>(index);
      held_ = false;
      ImGui::OpenPopup("layer-editor");
    }
  }
  editor(context);

  ImGui::SetCursorScreenPos({at.x, at.y + row * static_cast<float>(layers) + 4});
  const Settings& settings = *context.settings;
  const ImVec2 line = ImGui::GetCursorScreenPos();
  const std::string count =
      tr("{} weights",
         model.parameters < 1000 ? thousands(model.parameters) : three_figures(model.parameters));
  const float tall = control_height(context);
  draw_text(context, {line.x, line.y + tall / 2 - 8}, count, theme.muted, theme.caption_size);
  ImGui::Dummy({text_size(context, count, theme.caption_size).x, tall});
  tooltip(context, tr("{} trainable numbers: the weights and biases of all layers.",
                      thousands(model.parameters)));
  if (const Property* layers_of = find_property("hidden"); !layers_of->acts_in(settings))
    return wanted;
  const ButtonShape add{.icon = Icon::plus, .text = "Layer", .enabled = settings.hidden.size() < 6};
  const ButtonShape remove{
      .icon = Icon::minus, .text = "Layer", .enabled = !settings.hidden.empty()};
  const float width = button_width(context, add);
  ImGui::SetCursorScreenPos({at.x + size.x - 2 * width - 8, line.y});
  std::vector<uint32_t> hidden = settings.hidden;
  if (button(context, "remove-layer", remove) && !hidden.empty()) {
    hidden.pop_back();
    set_hidden(context, hidden);
  }
  context.note("remove-layer");
  tooltip(context, "Takes away the hidden layer next to the code, on both sides. Starts afresh.");
  ImGui::SameLine();
  if (button(context, "add-layer", add)) {
    const uint32_t before = hidden.empty() ? model.widths.front() : hidden.back();
    hidden.push_back(std::max(settings.code, std::max(before / 4, 1U)));
    set_hidden(context, hidden);
  }
  context.note("add-layer");
  tooltip(context, "Another hidden layer next to the code, on both sides. Starts afresh.");
  return wanted;
}

void Network::editor(const Context& context) {
  const Settings& settings = *context.settings;
  const float width = context.touch ? std::min(340.0F, ImGui::GetIO().DisplaySize.x - 32) : 264;
  ImGui::SetNextWindowSize({width, 0});
  if (context.touch) {
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({screen.x / 2, screen.y * 0.4F}, ImGuiCond_Always, {0.5F, 0.5F});
  }
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {14, 12});  // the card around has none here
  const bool shown = ImGui::BeginPopup("layer-editor");
  ImGui::PopStyleVar();
  if (!shown) return;
  const bool code = edited_ >= settings.hidden.size();
  uint32_t now = code ? settings.code : settings.hidden[edited_];
  const auto commit = [&](double wanted) {
    const auto value = static_cast<uint32_t>(std::lround(wanted));
    if (value == now || value == 0) return;
    if (code) {
      context.command("set", {{"code", value}});
    } else {
      std::vector<uint32_t> hidden = settings.hidden;
      hidden[edited_] = value;
      set_hidden(context, hidden);
    }
  };
  if (!held_) width_ = now;
  heading(context, code ? "Code" : tr("Hidden layer {}", edited_ + 1), "units");
  const float room = ImGui::GetContentRegionAvail().x, number = 72;
  const bool moved = slider(context, "width", width_, 1, code ? 64 : 1024, true, room - number - 8);
  context.note("layer-width");
  if (moved || ImGui::IsItemActive()) {
    held_ = true;
  } else if (held_) {
    held_ = false;
    commit(width_);
  }
  ImGui::SameLine();
  const std::string text = std::to_string(std::lround(width_));
  const auto typed = by_finger(context) ? keypad_.draw(context, "layer-units", text, "Units",
                                                       "From 1 to 4096.", number)
                                        : field(context, "layer-units", text, number, true);
  if (typed) {
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(typed->data(), typed->data() + typed->size(), value);
    if (error == std::errc{} && end == typed->data() + typed->size()) {
      commit(value);
    } else {
      context.wishes->message = tr("'{}' is no number of units; give a whole number", *typed);
    }
  }
  caption(context, code ? "Two can be drawn on the plane. A change starts afresh."
                        : "The decoder mirrors it. A change starts afresh.");
  if (!code) {
    if (button(context, "remove", {.icon = Icon::minus, .text = "Remove this layer"})) {
      std::vector<uint32_t> hidden = settings.hidden;
      hidden.erase(hidden.begin() + static_cast<std::ptrdiff_t>(edited_));
      set_hidden(context, hidden);
      ImGui::CloseCurrentPopup();
    }
    context.note("layer-remove");
  }
  ImGui::EndPopup();
}

}  // namespace

namespace panel {

extern const PanelRow network{
    .name = "network",
    .title = "Network",
    .tab = "Network",
    .about = "Each bar is a layer, as wide as it has units. Click one to change it.",
    .place = Place::side,
    .make = make<Network>,
    .scrolls = true,
    .height = 180,
    .grows = 160};

}  // namespace panel
}  // namespace hourglass::view
