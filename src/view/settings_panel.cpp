#include "view/settings_panel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/session.h"
#include "compute/activation.h"
#include "view/numbers.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> labels = {{
    {"gaussian", "Gaussian"},
    {"plain", "Plain"},
    {"bernoulli", "Bernoulli"},
    {"mse", "Squared error"},
    {"adam", "Adam"},
    {"sgd", "SGD"},
    {"he", "He"},
    {"glorot", "Glorot"},
    {"auto", "Automatic"},
    {"cpu", "CPU"},
    {"webgpu", "WebGPU"},
}};

// What these settings leave without effect is not shown.
bool matters(const Settings& s, const Property& p) {
  if (p.name == "preset" || p.name == "data" || p.name == "hidden" || p.name == "code")
    return false;
  if (p.name == "backend") return p.choices.size() > 2;  // automatic and one other: no choice
  if (p.name == "sigma") return s.loss == "gaussian";
  if (p.name == "beta") return s.latent == "gaussian";
  if (p.name == "momentum") return s.optimizer == "sgd";
  return true;
}

// The same rules as validate(): an impossible pair is not offered.
bool possible(const Settings& s, const Property& p, std::string_view entry) {
  if (p.name != "loss") return true;
  return !(entry == "gaussian" && s.latent == "plain") &&
         !(entry == "mse" && s.latent == "gaussian");
}

enum class Group : uint8_t { live, afresh, machine };
Group group_of(const Property& p) {
  if (!p.linked || p.name == "reproducible") return Group::machine;
  return p.change == Change::live ? Group::live : Group::afresh;
}

bool is_float(const Property& p) { return std::holds_alternative<float Settings::*>(p.member); }

std::string shown_value(const Settings& settings, const Property& p) {
  if (p.name == "threads" && settings.threads == 0) return "auto";
  return get(settings, p.name);
}

}  // namespace

std::string_view choice_label(std::string_view name) {
  if (const ActivationFacts* facts = find_activation(name)) return facts->label;
  const auto found = std::ranges::find(labels, name, [](const auto& pair) { return pair.first; });
  return found == labels.end() ? name : found->second;
}

void SettingsPanel::send(const Context& context, const Property& p, std::string_view text) const {
  nlohmann::json change = {{std::string(p.name), std::string(text)}};
  const Settings& s = *context.settings;
  // A latent and a loss that exclude each other change together.
  if (p.name == "latent" && text == "plain" && s.loss == "gaussian") change["loss"] = "mse";
  if (p.name == "latent" && text == "gaussian" && s.loss == "mse") change["loss"] = "bernoulli";
  if (p.name == "threads" && (text == "auto" || text == "0" || text.empty())) change["threads"] = 0;
  context.command("set", change);
}

// A whole number: typed, or on a phone, which shows no keyboard here, stepped.
void SettingsPanel::number(const Context& context, const Property& p, const char* id, float width) {
  const std::string text = shown_value(*context.settings, p);
  if (!context.touch) {
    if (const auto typed = field(context, id, text, width, true)) send(context, p, *typed);
    return;
  }
  const float side = control_height(context);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const double now = std::strtod(get(*context.settings, p.name).c_str(), nullptr);
  const bool doubles = p.name == "batch";
  double wanted = now;
  if (button(context, "less", {.icon = Icon::minus, .width = side}))
    wanted = doubles ? std::floor(now / 2) : now - 1;
  context.note(std::string(id) + ".less");
  ImGui::SetCursorScreenPos({at.x + width - side, at.y});
  if (button(context, "more", {.icon = Icon::plus, .width = side}))
    wanted = doubles ? now * 2 : now + 1;
  context.note(std::string(id) + ".more");
  const float shown = text_size(context, text, context.theme.body_size).x;
  draw_text(context, {at.x + (width - shown) / 2, at.y + side / 2 - 9}, text, context.theme.text,
            context.theme.body_size);
  if (p.name == "threads" && wanted < 1) wanted = 0;  // automatic
  if (wanted != now && wanted >= (p.name == "threads" ? 0 : p.minimum) && wanted <= p.maximum) {
    send(context, p, std::format("{:.0f}", wanted));
  }
}

void SettingsPanel::row(const Context& context, const Property& p, float width) {
  const Theme& theme = context.theme;
  const Settings& settings = *context.settings;
  const float tall = control_height(context);
  const float name_width = std::clamp(width * 0.42F, 104.0F, 180.0F), room = width - name_width;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const std::string id = "set." + std::string(p.name);

  // What was refused is marked beside its cause, too.
  const SessionStatus& status = *context.status;
  const bool refused = status.trouble && status.message.starts_with(std::string(p.name) + ":");
  draw_text(context, {at.x, at.y + tall / 2 - theme.body_size / 2 - 1}, p.label,
            refused ? theme.trouble : theme.text, theme.body_size, Weight::regular, name_width - 8);
  ImGui::PushID(p.name.data(), p.name.data() + p.name.size());
  ImGui::InvisibleButton("name", {name_width - 8, tall});
  std::string help(p.help);
  if (p.maximum > p.minimum) {
    help += std::format("\nFrom {:g} to {:g}{}{}.", p.minimum, p.maximum, p.unit.empty() ? "" : " ",
                        p.unit);
  }
  help += p.change == Change::live ? "\nTakes effect at once." : "\nA change starts afresh.";
  tooltip(context, help);
  ImGui::SetCursorScreenPos({at.x + name_width, at.y});

  if (std::holds_alternative<bool Settings::*>(p.member)) {
    ImGui::SetCursorScreenPos({at.x + width - 36, at.y});
    const bool on = get(settings, p.name) == "true";
    if (toggle(context, id.c_str(), on)) send(context, p, on ? "false" : "true");
  } else if (!p.choices.empty()) {
    std::vector<std::string_view> entries, shown;
    const std::string now = get(settings, p.name);
    int current = -1;
    for (const std::string_view entry : p.choices) {
      if (!possible(settings, p, entry)) continue;
      if (entry == now) current = static_cast<int>(entries.size());
      entries.push_back(entry);
      shown.push_back(choice_label(entry));
    }
    const auto chosen = choice(context, id.c_str(), choice_label(now), current, shown, {}, room);
    if (chosen && *chosen != current) send(context, p, entries[static_cast<size_t>(*chosen)]);
  } else if (is_float(p)) {
    const float digits = 72;
    const bool held = held_ == p.name;
    double value = held ? held_value_ : std::strtod(get(settings, p.name).c_str(), nullptr);
    // β is useful between 0 and about 10: the track covers that, the field all.
    const double most = p.name == "beta" ? 10 : p.name == "learning_rate" ? 0.1 : p.maximum;
    const bool moved =
        slider(context, "slider", value, p.minimum, most, p.logarithmic, room - digits - 8);
    context.note(id + ".slider");
    if (moved) {
      held_ = p.name;
      held_value_ = value;
      if (p.change == Change::live) send(context, p, std::format("{:.6g}", value));
    }
    if (held && !ImGui::IsItemActive()) {
      held_ = {};
      if (p.change == Change::rebuild) send(context, p, std::format("{:.6g}", held_value_));
    }
    ImGui::SetCursorScreenPos({at.x + width - digits, at.y});
    const std::string text = held ? std::format("{:.3g}", value) : get(settings, p.name);
    if (context.touch) {
      draw_text(context,
                {at.x + width - text_size(context, text, theme.body_size).x, at.y + tall / 2 - 9},
                text, theme.text, theme.body_size);
    } else if (const auto typed = field(context, id.c_str(), text, digits, true)) {
      send(context, p, *typed);
    }
  } else {
    number(context, p, id.c_str(), room);
  }
  ImGui::PopID();
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy({width, tall});
}

void SettingsPanel::draw_live(const Context& context, float width) {
  for (const Property& p : properties()) {
    if (group_of(p) == Group::live && matters(*context.settings, p)) row(context, p, width);
  }
}

float SettingsPanel::draw(const Context& context, float width) {
  const float top = ImGui::GetCursorScreenPos().y;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {8, context.touch ? 8.0F : 4.0F});
  for (const Group group : {Group::live, Group::afresh, Group::machine}) {
    if (group != Group::live) {
      ImGui::Dummy({0, 0});
      caption(context, group == Group::afresh ? "Starts afresh when changed" : "How it runs");
    }
    for (const Property& p : properties()) {
      if (group_of(p) == group && matters(*context.settings, p)) row(context, p, width);
    }
  }
  ImGui::PopStyleVar();
  return ImGui::GetCursorScreenPos().y - top - 4;
}

}  // namespace hourglass::view
