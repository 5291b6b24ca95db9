#include "view/transport.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <nlohmann/json.hpp>

#include "share/texts.h"
#include "snapshot/status.h"
#include "view/numbers.h"
#include "view/timeline.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr std::array<float, 4> speeds = {1, 0.5F, 0.1F, 0.02F};
constexpr std::array<std::string_view, 4> speed_names = {"Full", "Half", "Tenth", "Slow"};
constexpr std::array<std::string_view, 4> speed_notes = {"As fast as this machine can",
                                                         "Half of the time is rest",
                                                         "To see the first steps", "Slow motion"};

void play_button(const Context& context, ButtonShape shape) {
  const SessionStatus& status = *context.status;
  shape.icon = status.training ? Icon::pause : Icon::play;
  shape.look = status.training ? Look::outlined : Look::filled;
  shape.enabled = status.ready;
  if (button(context, "play", shape)) context.command(status.training ? "pause" : "train", {});
  context.note("play");
  tooltip(context, status.training ? "Pause (Space)" : "Train until paused (Space)");
}

void reset_button(const Context& context, ButtonShape shape) {
  shape.icon = Icon::reset;
  shape.enabled = context.status->ready;
  if (button(context, "reset", shape)) context.command("reset", {});
  context.note("reset");
  tooltip(context, "Fresh weights of the same seed (R)");
}

void step_button(const Context& context, ButtonShape shape) {
  shape.icon = Icon::step;
  shape.enabled = context.status->ready;
  if (button(context, "step", shape)) context.command("step", {{"steps", 1}});
  context.note("step");
  tooltip(context, "One step: one batch forward, backward, and one change of the weights (S or →)");
}

void speed_choice(const Context& context, float width) {
  const auto nearest =
      std::ranges::min_element(speeds, {}, [&](float s) { return std::abs(s - context.speed); });
  const auto current = static_cast<int>(nearest - speeds.begin());
  const auto chosen = choice(context, "speed", speed_names[static_cast<size_t>(current)], current,
                             speed_names, speed_notes, width);
  if (chosen) context.command("speed", {{"share", speeds[static_cast<size_t>(*chosen)]}});
}

}  // namespace

namespace {

std::string epochs(double epoch) {
  return epoch < 1000 ? std::format("{:.1f}", epoch) : thousands(static_cast<uint64_t>(epoch));
}

}  // namespace

std::vector<Readout> readouts(const Context& context) {
  const SessionStatus& status = *context.status;
  const BackendInfo& backend = status.backend;
  const bool gpu = backend.name == "webgpu";
  const std::string device = gpu ? "WebGPU" : tr("CPU ×{}", backend.threads);
  const std::string kind = gpu ? backend.software ? "software" : backend.vendor : backend.simd;
  const std::string means =
      gpu ? tr("Computed on {}{}.", backend.adapter,
               backend.software ? tr(", played by the processor") : std::string_view())
          : tr("Computed on the processor: {}, {} of {} numbers.",
               plural(backend.threads, "thread"), backend.simd, backend.lanes);
  return {
      {thousands(status.step), "step", "Changes of the weights so far; each learns from one batch.",
       68},
      {epochs(status.epoch), "epoch",
       tr("Passes over the training {0}: step · batch / {0}.", context.noun().many), 44},
      {status.training && status.samples_per_second > 0 ? three_figures(status.samples_per_second)
                                                        : "–",
       "samples/s", tr("Training {} a second, over the last second.", context.noun().many), 66},
      {status.ready ? device : "–", kind.empty() ? "backend" : kind, means, 68},
  };
}

float draw_readout(const Context& context, const Readout& readout, float height) {
  const Theme& theme = context.theme;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float value = text_size(context, readout.value, theme.body_size).x;
  const float unit = text_size(context, readout.unit, theme.caption_size).x;
  const float width = std::ceil(std::max({readout.width, value, unit}));
  ImGui::PushID(readout.unit.c_str());
  ImGui::InvisibleButton("readout", {width, height});
  ImGui::PopID();
  tooltip(context, readout.formula);
  const float top = at.y + height / 2 - 17;
  draw_text(context, {at.x, top}, readout.value, theme.text, theme.body_size);
  draw_text(context, {at.x, top + 19}, readout.unit, theme.muted, theme.caption_size);
  return width;
}

float transport_buttons(const Context& context, bool compact, float height) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float gap = 6;
  float x = at.x;
  const auto place = [&](auto draw, float width) {
    ImGui::SetCursorScreenPos({x, at.y});
    draw(width);
    x += width + gap;
  };
  place(
      [&](float w) { reset_button(context, {.look = Look::quiet, .width = w, .height = height}); },
      height);
  place(
      [&](float w) {
        const std::string_view word = context.status->training ? "Pause" : "Train";
        play_button(context,
                    {.text = compact ? std::string_view() : word, .width = w, .height = height});
      },
      compact ? 48.0F : 88.0F);
  place([&](float w) { step_button(context, {.look = Look::quiet, .width = w, .height = height}); },
        height);
  if (!compact) {
    ImGui::SetCursorScreenPos({x, at.y + (height - control_height(context)) / 2});
    speed_choice(context, 74);
    tooltip(context, "The share of the time that is spent on training");
    x += 74 + gap;
  }
  return x - gap - at.x;
}

void bottom_transport(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  const SessionStatus& status = *context.status;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(at, {at.x + size.x, at.y + size.y}, theme.card);
  list.AddLine(at, {at.x + size.x, at.y}, theme.line);
  const float margin = 12, gap = 8, tall = 48;
  const std::string left = tr("Step {} · epoch {}", thousands(status.step), epochs(status.epoch));
  const std::string right = status.training && status.samples_per_second > 0
                                ? tr("{} samples/s", three_figures(status.samples_per_second))
                                : "";
  draw_text(context, {at.x + margin, at.y + 7}, left, theme.text, 13);
  if (!status.training && has_past(context)) {
    const float x = at.x + margin + text_size(context, left, 13).x + 16;
    timeline(context, {x, at.y - 6}, at.x + size.x - margin - x);
  }
  draw_text(context, {at.x + size.x - margin - text_size(context, right, 13).x, at.y + 7}, right,
            theme.muted, 13);
  const float y = at.y + size.y - tall - 8, side = 56, speed = 84;
  float x = at.x + margin;
  const float play = size.x - 2 * margin - 2 * side - speed - 3 * gap;
  ImGui::SetCursorScreenPos({x, y});
  reset_button(context, {.width = side, .height = tall});
  x += side + gap;
  ImGui::SetCursorScreenPos({x, y});
  play_button(context,
              {.text = status.training ? "Pause" : "Train", .width = play, .height = tall});
  x += play + gap;
  ImGui::SetCursorScreenPos({x, y});
  step_button(context, {.width = side, .height = tall});
  x += side + gap;
  ImGui::SetCursorScreenPos({x, y + 2});
  speed_choice(context, speed);
}

}  // namespace hourglass::view
