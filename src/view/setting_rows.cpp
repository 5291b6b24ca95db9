#include "view/setting_rows.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <nlohmann/json.hpp>

#include "share/texts.h"
#include "snapshot/status.h"
#include "view/numbers.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

std::string shown_value(const Settings& settings, const Property& p) {
  const std::string value = get(settings, p.name);
  const bool zero = value.empty() || (value == "0" && p.numeric());
  return zero && !p.zero.empty() ? std::string(tr(p.zero)) : value;
}

// What it may be, and what it is at first.
std::string range_of(const Property& p) {
  std::string words = tr("At first {}.", shown_value(Settings(), p));
  if (p.maximum > p.minimum) {
    const std::string_view none = tr(p.numeric() ? "; 0: " : "; left empty: ");
    words = tr("From {:g} to {:g}{}{}{}{}. {}", p.minimum, p.maximum, p.unit.empty() ? "" : " ",
               tr(p.unit), p.zero.empty() ? "" : none, tr(p.zero), words);
  }
  return words;
}

}  // namespace

std::string help_of(const Property& p) {
  std::string help(tr(p.help));
  if (!p.formula.empty()) help += std::format("\n{}", tr(p.formula));
  if (!p.source.empty()) help += std::format("\n{}.", tr(p.source));
  help += "\n" + range_of(p) + "\n";
  return help.append(tr(p.live            ? "Takes effect at once."
                        : p.keeps_weights ? "Training goes on with the same weights."
                                          : "A change starts afresh."));
}

bool has_row(const Settings& settings, const Property& p) {
  return !p.has_own_control() && p.acts_in(settings);
}

void draw_dot(const Context& context, ImVec2 at) {
  ImGui::GetWindowDrawList()->AddCircleFilled(at, 2, context.theme.accent);
}

// With what must follow, where the new value and another setting's exclude each other.
void SettingRows::send(const Context& context, const Property& p, std::string_view text) const {
  nlohmann::json change = {{std::string(p.name), std::string(text)}};
  if (text.empty() && !p.zero.empty()) change[std::string(p.name)] = p.zero;
  if (!p.choices.empty() || p.on_off()) {
    Settings next = *context.settings;
    set(next, p.name, text);
    const Settings asked = next;
    settle(next, p.name);
    for (const Property* follows : differences(asked, next))
      change[std::string(follows->name)] = get(next, follows->name);
  }
  context.command("set", change);
}

// A field; on a phone, which shows no keyboard here, with keys that are drawn.
void SettingRows::typed(const Context& context, const Property& p, const char* id,
                        std::string_view text, float width) {
  const auto given = by_finger(context)
                         ? keypad_.draw(context, id, text, p.label, range_of(p), width,
                                        p.numeric() ? Keys::number : Keys::numbers)
                         : field(context, id, text, width, true);
  if (given) send(context, p, *given);
}

// A whole number: typed, or on a phone stepped, too.
void SettingRows::number(const Context& context, const Property& p, const char* id, float width) {
  const std::string text = shown_value(*context.settings, p);
  if (!context.touch || !p.numeric()) return typed(context, p, id, text, width);
  const float side = control_height(context);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const double now = std::strtod(get(*context.settings, p.name).c_str(), nullptr);
  double wanted = now;
  if (button(context, "less", {.icon = Icon::minus, .width = side}))
    wanted = p.logarithmic ? std::floor(now / 2) : now - 1;
  context.note(std::string(id) + ".less");
  ImGui::SetCursorScreenPos({at.x + width - side, at.y});
  if (button(context, "more", {.icon = Icon::plus, .width = side}))
    wanted = p.logarithmic ? now * 2 : now + 1;
  context.note(std::string(id) + ".more");
  ImGui::SetCursorScreenPos({at.x + side + 4, at.y});
  typed(context, p, id, text, width - 2 * side - 8);
  const double least = p.zero.empty() ? p.minimum : 0;
  if (wanted != now && wanted >= least && wanted <= p.maximum) {
    send(context, p, std::format("{:.0f}", wanted));
  }
}

void SettingRows::draw(const Context& context, const Property& p, float width) {
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
  const float named = text_size(context, p.label, theme.body_size).x;
  if (p.live) draw_dot(context, {at.x + std::min(named + 7, name_width - 5), at.y + tall / 2});
  ImGui::PushID(p.name.data(), p.name.data() + p.name.size());
  ImGui::InvisibleButton("name", {name_width - 8, tall});
  tooltip(context, help_of(p));
  ImGui::SetCursorScreenPos({at.x + name_width, at.y});

  if (p.on_off()) {
    ImGui::SetCursorScreenPos({at.x + width - 36, at.y});
    const bool on = get(settings, p.name) == "true";
    if (toggle(context, id.c_str(), on)) send(context, p, on ? "false" : "true");
  } else if (!p.choices.empty()) {
    std::vector<std::string_view> entries, labels, notes;
    const std::string now = get(settings, p.name);
    int current = -1;
    for (const Choice& entry : p.choices) {
      if (!fits(entry, settings)) continue;
      if (entry.name == now) current = static_cast<int>(entries.size());
      entries.push_back(entry.name);
      labels.push_back(entry.label);
      notes.push_back(entry.about);
    }
    const std::string_view label = current < 0 ? now : labels[static_cast<size_t>(current)];
    const auto chosen = choice(context, id.c_str(), label, current, labels, notes, room);
    if (chosen && *chosen != current) send(context, p, entries[static_cast<size_t>(*chosen)]);
  } else if (p.real()) {
    const float digits = 72;
    const bool held = held_ == p.name;
    double value = held ? held_value_ : std::strtod(get(settings, p.name).c_str(), nullptr);
    // The track covers what is of use, the field all.
    const double most = p.usual > 0 ? p.usual : p.maximum;
    const bool moved =
        slider(context, "slider", value, p.minimum, most, p.logarithmic, room - digits - 8);
    context.note(id + ".slider");
    if (moved) {
      held_ = p.name;
      held_value_ = value;
      if (p.live) send(context, p, std::format("{:.6g}", value));
    }
    if (held && !ImGui::IsItemActive()) {
      held_ = {};
      if (!p.live) send(context, p, std::format("{:.6g}", held_value_));
    }
    ImGui::SetCursorScreenPos({at.x + width - digits, at.y});
    const std::string text = held ? std::format("{:.3g}", value) : get(settings, p.name);
    typed(context, p, id.c_str(), text, digits);
  } else {
    number(context, p, id.c_str(), room);
  }
  ImGui::PopID();
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy({width, tall});
}

void SettingRows::draw_live(const Context& context, float width, float height) {
  const float each = control_height(context) + ImGui::GetStyle().ItemSpacing.y;
  for (const Property& p : properties()) {
    if (!p.live || !p.real() || !has_row(*context.settings, p)) continue;
    if (each > height) break;
    draw(context, p, width);
    height -= each;
  }
}

}  // namespace hourglass::view
