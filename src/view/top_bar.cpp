#include "view/top_bar.h"

#include <algorithm>
#include <format>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/presets.h"
#include "share/texts.h"
#include "view/dataset_choice.h"
#include "view/glyphs.h"
#include "view/transport.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

// Search, lessons, share, theme and help, at the right edge. An upright phone has the search in its help.
struct RightGroup {
  ButtonShape search, lessons, share, theme, help;
  float width;
};

RightGroup right_group(const Context& context, bool words) {
  const float side = context.touch ? 44 : 32, gap = context.touch ? 0 : 2;
  RightGroup group{
      {.icon = Icon::search},
      {.icon = Icon::book, .text = words ? std::string_view("Lessons") : std::string_view()},
      {.icon = context.recording ? Icon::stop : Icon::share,
       .text = !words              ? std::string_view()
               : context.recording ? std::string_view("Stop")
                                   : std::string_view("Share")},
      {.icon = context.theme.dark ? Icon::sun : Icon::moon},
      {.icon = Icon::help},
      4 * gap};
  for (ButtonShape* shape :
       {&group.search, &group.lessons, &group.share, &group.theme, &group.help}) {
    shape->look = Look::quiet;
    shape->height = side;
    shape->width = shape->text.empty() ? side : button_width(context, *shape);
    if (shape != &group.search || !context.phone) group.width += shape->width;
  }
  return group;
}

void draw_right_group(const Context& context, const RightGroup& group, ImVec2 at) {
  const auto place = [&](const char* id, const ButtonShape& shape, const char* hint) {
    ImGui::SetCursorScreenPos(at);
    const bool pressed = button(context, id, shape);
    context.note(id);
    tooltip(context, hint);
    at.x += shape.width + (context.touch ? 0 : 2);
    return pressed;
  };
  Context::Wishes& wishes = *context.wishes;
  if (!context.phone && place("search", group.search, "Search everything (Ctrl+K)"))
    wishes.toggle_search = true;
  if (place("lessons", group.lessons, "Lessons, from the simplest autoencoder to a DCGAN"))
    wishes.toggle_lessons = true;
  // What is filmed is to be ended without a card over it.
  if (context.recording) {
    if (place("stop-recording", group.share, "End the film and save it")) wishes.record = true;
  } else if (place("share", group.share, "A link to this network, its data and settings")) {
    wishes.toggle_share = true;
  }
  if (place("theme", group.theme, context.theme.dark ? "Light colours (T)" : "Dark colours (T)"))
    wishes.toggle_theme = true;
  if (place("help", group.help, "Keys, and what the panels show (?)")) wishes.toggle_help = true;
}

std::vector<GalleryEntry> offered_presets() {
  std::vector<GalleryEntry> entries;
  for (const Preset& preset : presets())
    entries.push_back({preset.name, preset.title, preset.line, preset.family,
                       [its = preset_settings(preset.name)](ImDrawList& list, const Theme& theme,
                                                            ImVec2 at, float side) {
                         draw_network_glyph(list, theme, its, at, side);
                       }});
  return entries;
}

}  // namespace

void TopBar::draw_presets(const Context& context, float width) {
  static const std::vector<GalleryEntry> entries = offered_presets();
  const std::string& now = context.settings->preset;
  const auto found = std::ranges::find(entries, now, &GalleryEntry::name);
  std::optional<size_t> current;
  std::string about(tr("The preset: a ready network with its settings"));
  if (found != entries.end()) {
    current = static_cast<size_t>(found - entries.begin());
    about = std::format("{}. {}\n{}", tr(found->title), tr(found->line), about);
  }
  const std::optional<size_t> chosen =
      presets_.draw(context, "preset", now, current, entries, width);
  tooltip(context, about);
  // Chosen again, the preset takes back what was changed since.
  if (chosen) context.command("set", {{"preset", entries[*chosen].name}});
}

void TopBar::draw(const Context& context, ImVec2 size) {
  const Theme& theme = context.theme;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float middle = at.y + size.y / 2;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddLine({at.x, at.y + size.y}, {at.x + size.x, at.y + size.y}, theme.line);

  const bool wide = size.x >= 1280;
  draw_icon(list, Icon::hourglass, {at.x + 24, middle}, 22, theme.accent);
  float x = at.x + 44;
  if (wide) {
    draw_text(context, {x, middle - 11.5F}, "Hourglass", theme.text, theme.heading_size,
              Weight::semibold);
    x += text_size(context, "Hourglass", theme.heading_size, Weight::semibold).x + 20;
  }
  const RightGroup right = right_group(context, wide);
  const float right_at = at.x + size.x - (context.touch ? 4.0F : 12.0F) - right.width;
  const float end = right_at - 8;
  // Last, as it is read, but in one of two places.
  const auto draw_right = [&] {
    draw_right_group(context, right, {right_at, middle - right.help.height / 2});
  };
  const float tall = control_height(context);
  ImGui::SetCursorScreenPos({x, middle - tall / 2});
  const float preset = context.phone ? std::min(180.0F, end - x) : wide ? 150.0F : 112.0F;
  draw_presets(context, preset);
  x += preset + 8;
  if (context.phone) return draw_right();
  if (wide) {
    ImGui::SetCursorScreenPos({x, middle - tall / 2});
    data_.draw(context, "data", 120);
    tooltip(context, "What is learnt from");
    x += 120 + 8;
  }
  const auto rule = [&] {
    list.AddLine({x + 8, at.y + 12}, {x + 8, at.y + size.y - 12}, theme.line);
    x += 17;
  };
  rule();
  const float buttons = context.touch ? 44 : 32;
  ImGui::SetCursorScreenPos({x, middle - buttons / 2});
  x += transport_buttons(context, !wide, buttons) + 8;
  rule();
  x += 4;
  for (const Readout& readout : readouts(context)) {
    if (x + readout.width > end) break;
    ImGui::SetCursorScreenPos({x, at.y});
    x += draw_readout(context, readout, size.y) + (wide ? 20.0F : 12.0F);
  }
  draw_right();
}

}  // namespace hourglass::view
