#include "view/status_line.h"

#include <algorithm>
#include <format>
#include <nlohmann/json.hpp>
#include <vector>

#include "share/durations.h"
#include "share/texts.h"
#include "snapshot/status.h"
#include "view/numbers.h"
#include "view/timeline.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

struct Badge {
  std::string text, hint;
  ImU32 colour;
};

std::vector<Badge> badges(const Context& context) {
  const Theme& theme = context.theme;
  const SessionStatus& status = *context.status;
  std::vector<Badge> all;
  if (!status.ready) return all;
  if (!status.training && status.step > 0) all.push_back({"Paused", "Space goes on", theme.text});
  if (status.backend.reproducible) {
    all.push_back(
        {"Reproducible",
         "Every multiplication and addition is rounded alone: the same bits on every machine.",
         theme.muted});
  } else {
    all.push_back(
        {"Fast",
         "Multiplications and additions may be fused: the last bits may differ between machines.",
         theme.muted});
  }
  const BackendInfo& backend = status.backend;
  if (backend.name == "webgpu") {
    all.push_back({backend.adapter + (backend.software ? " (software)" : ""),
                   tr("Trains by WebGPU on {}{}{}.", backend.adapter,
                      backend.vendor.empty() ? "" : tr(" of {}", backend.vendor),
                      backend.software ? tr(", played by the processor") : std::string_view()),
                   theme.muted});
  } else {
    all.push_back({backend.threads == 1 ? "one thread" : plural(backend.threads, "thread"),
                   std::string(tr("Threads that train, beside the one that draws.")) +
                       (backend.remark.empty() ? "" : tr(" Why not a GPU: {}.", backend.remark)),
                   theme.muted});
  }
  if (context.software_graphics) {
    all.push_back({"Software graphics",
                   "No graphics card draws this window: the processor does, beside training.",
                   theme.muted});
  }
  return all;
}

}  // namespace

void status_line(const Context& context, ImVec2 at, ImVec2 size, const std::string& told,
                 bool trouble) {
  const Theme& theme = context.theme;
  const float margin = 12, letters = theme.caption_size;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const std::vector<Badge> all = badges(context);
  float x = at.x + size.x - margin;
  // A phone's line has room for one badge: whether it is paused.
  const bool paused =
      context.status->ready && !context.status->training && context.status->step > 0;
  const size_t shown = context.phone ? (paused ? 1 : 0) : all.size();
  for (size_t i = shown; i-- > 0;) {
    const float width = text_size(context, all[i].text, letters).x;
    x -= width;
    ImGui::SetCursorScreenPos({x - 4, at.y});
    ImGui::PushID(static_cast<int>(i));
    ImGui::InvisibleButton("badge", {width + 8, size.y});
    ImGui::PopID();
    tooltip(context, all[i].hint);
    draw_text(context, {x, at.y + size.y / 2 - letters / 2 - 2}, all[i].text, all[i].colour,
              letters);
    x -= 10;
    if (i > 0) list.AddCircleFilled({x, at.y + size.y / 2}, 1.5F, theme.muted);
    x -= 10;
  }
  if (!context.phone && has_past(context)) {
    const float width = std::clamp((size.x - 600) * 0.3F, 90.0F, 300.0F);
    x -= width + 8;
    timeline(context, {x, at.y + (size.y - control_height(context)) / 2}, width);
    x -= 12;
  }
  const auto word = [&](const char* id, const char* text, const char* hint) {
    const float width = text_size(context, text, letters).x, reach = context.touch ? 10.0F : 0.0F;
    x -= width;
    ImGui::SetCursorScreenPos({x - 6, at.y - reach});
    const bool pressed = press_area(id, {width + 12, size.y + 2 * reach});
    context.note(id);
    tooltip(context, hint);
    draw_text(context, {x, at.y + size.y / 2 - letters / 2 - 2}, text,
              ImGui::IsItemHovered() ? theme.accent : theme.text, letters);
    x -= 16;
    return pressed;
  };
  if (context.status->can_redo && word("redo", "Redo", "What was undone comes back (Ctrl+Y)"))
    context.command("redo", {});
  if (context.status->can_undo &&
      word("undo", "Undo", "What the last change put aside comes back, weights and all (Ctrl+Z)"))
    context.command("undo", {});
  const std::string message =
      context.moment ? tr("Looking back at step {} of {}", thousands(context.snapshot.step),
                          thousands(context.status->step))
                     : told;
  const std::string& busy = context.status->busy;
  const bool working = !busy.empty() && !trouble;
  const bool cancellable = working && context.status->cancellable;
  std::string text(tr(working ? busy : message));
  if (working && context.status->progress)
    text += std::format(": {:.0f} %", 100 * *context.status->progress);
  const bool goes_on = working || (context.status->training && !trouble && !context.moment);
  if (const auto left = context.status->seconds_left; goes_on && left && *left >= 1)
    text.append("  ·  ").append(tr("{} left", duration(*left)));
  if (cancellable) text.append("  ·  ").append(tr(context.touch ? "Cancel" : "Cancel (Esc)"));
  const ImU32 ink = trouble                     ? theme.trouble
                    : working || context.moment ? theme.accent
                                                : theme.muted;
  float left = at.x + margin;
  if (trouble) {
    list.AddCircleFilled({left + 4, at.y + size.y / 2}, 4, theme.trouble);
    left += 16;
  }
  const float room = x - left;
  const bool cut = text_size(context, text, letters).x > room;
  draw_text(context, {left, at.y + size.y / 2 - letters / 2 - 2}, text, ink, letters,
            Weight::regular, room);
  ImGui::SetCursorScreenPos({at.x, at.y});
  const ImVec2 whole(std::max(1.0F, x - at.x), size.y);
  const bool pressed =
      cut || cancellable ? press_area("message", whole) : ImGui::InvisibleButton("message", whole);
  context.note("message");
  if (cancellable && pressed) context.command("cancel", nlohmann::json::object());
  // What has no room is told in full by a tap or under the pointer.
  if (cut) tooltip(context, text);
  if (cut && pressed && !cancellable) ImGui::OpenPopup("message-popup");
  ImGui::SetNextWindowPos({at.x + margin, at.y - 4}, ImGuiCond_Always, {0, 1});
  ImGui::SetNextWindowSize({std::min(size.x - 2 * margin, 480.0F), 0});
  if (ImGui::BeginPopup("message-popup")) {
    ImGui::PushTextWrapPos(0);
    ImGui::TextUnformatted(text.c_str());
    ImGui::PopTextWrapPos();
    ImGui::EndPopup();
  }
}

}  // namespace hourglass::view
