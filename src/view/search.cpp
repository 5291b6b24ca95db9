#include "view/search.h"

#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <format>
#include <nlohmann/json.hpp>
#include <utility>

#include "data/sources.h"
#include "export/formats.h"
#include "model/lessons.h"
#include "model/presets.h"
#include "share/texts.h"
#include "snapshot/status.h"
#include "view/keypad.h"
#include "view/matching.h"
#include "view/paint.h"
#include "view/panels.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

using Kind = Findable::Kind;

constexpr std::array<std::string_view, 6> kind_names = {"Command", "Panel", "Setting",
                                                        "Preset",  "Data",  "Lesson"};
constexpr std::array<std::string_view, 6> kinds_names = {"Commands", "Panels", "Settings",
                                                         "Presets",  "Data",   "Lessons"};
constexpr std::array<std::string_view, 6> kind_ids = {"command", "panel", "setting",
                                                      "preset",  "data",  "lesson"};

std::string_view name_of(std::span<const std::string_view> names, Kind kind) {
  return names[static_cast<size_t>(kind)];
}

// ---- commands: what buttons and keys do

void run(const Context& context, const char* command) {
  context.command(command, nlohmann::json::object());
}

std::string needs_network(const Context& context) {
  return context.status->ready ? "" : "Once a network is built";
}
std::string needs_weights(const Context& context) {
  return context.snapshot.model ? "" : "Once a network is built";
}

struct Command {
  std::string_view name, title, line;
  void (*act)(const Context&);
  std::string (*without)(const Context&) = nullptr;
};

constexpr auto commands = std::to_array<Command>({
    {"train", "Train", "Until paused (Space)", [](const Context& c) { run(c, "train"); },
     [](const Context& c) { return c.status->training ? "It trains already" : needs_network(c); }},
    {"pause", "Pause", "Training stands still (Space)", [](const Context& c) { run(c, "pause"); },
     [](const Context& c) { return std::string(c.status->training ? "" : "Nothing trains"); }},
    {"step", "One step", "One batch forward, backward, and one change of the weights (S)",
     [](const Context& c) { run(c, "step"); }, needs_network},
    {"reset", "Reset", "Fresh weights of the same seed (R)",
     [](const Context& c) { run(c, "reset"); }, needs_network},
    {"undo", "Undo", "What the last change put aside comes back, weights and all (Ctrl+Z)",
     [](const Context& c) { run(c, "undo"); },
     [](const Context& c) {
       return std::string(c.status->can_undo ? "" : "There is nothing to undo");
     }},
    {"redo", "Redo", "What was undone comes back (Ctrl+Y)",
     [](const Context& c) { run(c, "redo"); },
     [](const Context& c) {
       return std::string(c.status->can_redo ? "" : "There is nothing to redo");
     }},
    {"save", "Save the training", "Weights, optimiser and settings as a file (Ctrl+S)",
     [](const Context& c) { c.wishes->save = {"saveModel", ""}; }, needs_weights},
    {"open", "Open files", "A saved training, or data (Ctrl+O)",
     [](const Context& c) { c.wishes->open = true; }},
    {"folder", "Open a folder of pictures", "To learn from; folders in it are classes",
     [](const Context& c) { c.wishes->open_folder = true; },
     [](const Context& c) {
       return std::string(c.chooses ? "" : "Drop the folder on the window");
     }},
    {"share", "Share", "A link to this network, its data and settings",
     [](const Context& c) { c.wishes->toggle_share = true; }},
    {"codes", "Export codes", "Of all test examples, as CSV",
     [](const Context& c) { c.wishes->save = {"exportCodes", "csv"}; },
     [](const Context& c) {
       return std::string(c.snapshot.code_count > 0 ? "" : "This network has no code");
     }},
    {"curves", "Export curves", "What is drawn of the training, as CSV",
     [](const Context& c) { c.wishes->save = {"exportCurves", ""}; }, needs_weights},
    {"runs", "Export runs", "Every training that is remembered, as one file",
     [](const Context& c) { run(c, "saveRuns"); }},
    {"encoder", "Teach classes with this encoder",
     "A classifier of the same layers, which begins with these weights",
     [](const Context& c) { run(c, "useEncoder"); },
     [](const Context& c) {
       return std::string(has_code(c) && c.snapshot.data && c.snapshot.data->classes > 0
                              ? ""
                              : "With a code, and data of classes");
     }},
    {"draw", "Draw digits", "By mouse or finger, to learn from or to try",
     [](const Context& c) { c.wishes->collect = Collect::digits; }},
    {"camera", "Camera", "Pictures that you take, each of a class",
     [](const Context& c) { c.wishes->collect = Collect::camera; },
     [](const Context& c) { return std::string(c.has_camera ? "" : "There is no camera here"); }},
    {"lessons", "Lessons", "From the simplest autoencoder to a DCGAN",
     [](const Context& c) { c.wishes->toggle_lessons = true; }},
    {"enlarge", "Enlarge", "One panel alone, and back (F)",
     [](const Context& c) { c.wishes->enlarge = true; },
     [](const Context& c) {
       return std::string(c.phone ? "A phone shows one panel as it is" : "");
     }},
    {"theme", "Dark or light", "The other colours (T)",
     [](const Context& c) { c.wishes->toggle_theme = true; }},
    {"tour", "Tour", "Four captions: where things are",
     [](const Context& c) { c.wishes->tour = true; }},
    {"help", "Help", "Keys, and what the panels show (?)",
     [](const Context& c) { c.wishes->toggle_help = true; }},
});

std::string with_capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace

std::vector<Findable> findables(const Context& context, std::span<Panel* const> offered) {
  std::vector<Findable> all;
  for (const Command& command : commands)
    all.push_back({Kind::command, command.name, std::string(tr(command.title)),
                   std::string(tr(command.line)),
                   std::string(tr(command.without ? command.without(context) : std::string()))});
  for (const ExportFormatFacts& facts : export_formats)
    all.push_back({Kind::command, facts.name, tr("Export as {}", tr(facts.label)),
                   with_capital(std::string(tr(facts.about))), needs_weights(context)});
  const hourglass::Kind kind =
      context.snapshot.data ? context.snapshot.data->kind : hourglass::Kind::pictures;
  for (const PanelRow* row : panel_rows()) {
    const bool there = std::ranges::find(offered, row->name, &Panel::name) != offered.end();
    all.push_back({Kind::panel, row->name, std::string(tr(panel_title(*row, kind))),
                   std::string(tr(row->about)), there ? "" : "Of no use to this network"});
  }
  for (const Property& p : properties())
    all.push_back({Kind::setting, p.name, std::string(tr(p.label)), std::string(tr(p.help)),
                   with_capital(why_idle(p, *context.settings))});
  for (const Preset& preset : presets())
    all.push_back(
        {Kind::preset, preset.name, std::string(tr(preset.title)), std::string(tr(preset.line))});
  for (const Source& source : sources())
    if (source.reach != Reach::files)
      all.push_back(
          {Kind::data, source.name, std::string(tr(source.title)), std::string(tr(source.about))});
  for (const Lesson& lesson : lessons())
    all.push_back({Kind::lesson, lesson.name, std::string(tr(lesson.title)),
                   lesson.text.empty() ? std::string() : std::string(tr(lesson.text.front()))});
  return all;
}

std::vector<size_t> found(std::span<const Findable> all, std::string_view typed) {
  std::vector<size_t> those;
  std::vector<int> fit(all.size());
  for (size_t i = 0; i < all.size(); ++i) {
    const Findable& one = all[i];
    fit[i] = 2 * fitness(typed, {one.title, one.name, one.line, tr(name_of(kind_names, one.kind))});
    if (fit[i] > 0) those.push_back(i);
    if (!one.without.empty()) --fit[i];
  }
  if (typed.find_first_not_of(' ') != typed.npos)
    std::ranges::stable_sort(those, std::greater(), [&](size_t i) { return fit[i]; });
  return those;
}

bool choose(const Context& context, const Findable& one) {
  Context::Wishes& wishes = *context.wishes;
  const std::string name(one.name);
  if (!one.without.empty()) {
    wishes.message = std::format("{}: {}", one.title, tr(one.without));
    return false;
  }
  switch (one.kind) {
    case Kind::command:
      if (const auto its = std::ranges::find(commands, one.name, &Command::name);
          its != commands.end())
        its->act(context);
      else
        wishes.save = {"exportModel", name};
      break;
    case Kind::panel: wishes.show = name; break;
    case Kind::setting: {
      const Property& p = *find_property(name);
      wishes.show = p.panel;
      wishes.ring = p.has_own_control() ? std::string(p.control) : "set." + name;
      break;
    }
    case Kind::preset: context.command("set", {{"preset", name}}); break;
    case Kind::data: context.command("loadDataset", {{"name", name}}); break;
    case Kind::lesson: wishes.lesson = name; break;
  }
  return true;
}

void Search::draw_kinds(const Context& context, float width) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  paint::Row row(context, at, width);
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  for (size_t i = 0; i < kind_ids.size(); ++i) {
    const auto kind = static_cast<Kind>(i);
    const std::string label = std::format("{}##search.{}", kinds_names[i], kind_ids[i]);
    if (!row.chip(label.c_str(), only_ == kind, "Only these, or all again")) continue;
    only_ = only_ == kind ? std::nullopt : std::optional(kind);
    current_ = 0;
    moved_ = true;
  }
  ImGui::PopItemFlag();
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy({width, row.bottom() - at.y});
}

bool Search::draw_row(const Context& context, const Findable& one, bool current, float width) {
  const Theme& theme = context.theme;
  const float tall = context.touch ? 52 : 44, letters = theme.caption_size;
  const ImVec2 at = ImGui::GetCursorScreenPos(), to{at.x + width, at.y + tall};
  const std::string id = std::format("search.{}.{}", name_of(kind_ids, one.kind), one.name);
  // The keyboard stays in the field: arrows choose from there.
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  const bool pressed = press_area(id.c_str(), {width, tall});
  ImGui::PopItemFlag();
  context.note(id);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (!ImGui::IsItemVisible()) return pressed;
  if (current)
    list.AddRectFilled(at, to, fade(theme.second, 0.2F), rounding);
  else if (ImGui::IsItemHovered())
    list.AddRectFilled(at, to, fade(theme.muted, 0.12F), rounding);
  const bool idle = !one.without.empty();
  const std::string_view kind = name_of(kind_names, one.kind);
  const float kind_width = text_size(context, kind, letters).x, y = at.y + tall / 2;
  draw_text(context, {to.x - 10 - kind_width, y - 18}, kind, theme.muted, letters);
  draw_text(context, {at.x + 10, y - 20}, one.title, idle ? theme.muted : theme.text,
            theme.body_size, Weight::semibold, width - 36 - kind_width);
  draw_text(context, {at.x + 10, y + 1}, idle ? one.without : one.line, theme.muted, letters,
            Weight::regular, width - 20);
  return pressed;
}

void Search::draw(const Context& context, bool open, std::span<Panel* const> offered) {
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  const bool finger = by_finger(context);
  const float margin = finger ? 8 : 24, top = finger ? 8 : 64;
  if (open) {
    ImGui::OpenPopup("search");
    typed_.clear();
    only_.reset();
    current_ = 0;
    moved_ = true;
  }
  const ImVec2 size{std::min(620.0F, screen.x - 2 * margin),
                    std::min(finger ? screen.y : 520.0F, screen.y - top - margin)};
  ImGui::SetNextWindowPos({(screen.x - size.x) / 2, top});
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {12, 12});
  const bool shown = ImGui::BeginPopup(
      "search", ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize);
  ImGui::PopStyleVar();
  if (!shown) return;
  const std::vector<Findable> all = findables(context, offered);

  std::array<char, 64> text{};
  typed_.copy(text.data(), text.size() - 1);
  ImGui::PushFont(context.theme.body, context.theme.body_size);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                      {10, (control_height(context) + 4 - ImGui::GetFontSize()) / 2});
  ImGui::SetNextItemWidth(-1);
  // A finger has keys of its own.
  if (!finger && !ImGui::IsAnyMouseDown() && ImGui::GetActiveID() != ImGui::GetID("##words"))
    ImGui::SetKeyboardFocusHere();
  if (ImGui::InputTextWithHint("##words", tr("Search everything").data(), text.data(),
                               text.size())) {
    typed_ = text.data();
    current_ = 0;
    moved_ = true;
  }
  const ImGuiID field = ImGui::GetItemID();
  ImGui::PopStyleVar();
  ImGui::PopFont();
  context.note("search.words");

  // Where a phone lies on its side, what is found has the room.
  const float keys = finger ? letter_keys_height() + 8 : 0;
  if (!finger || size.y > 400) draw_kinds(context, ImGui::GetContentRegionAvail().x);
  std::vector<size_t> those = found(all, typed_);
  if (only_) std::erase_if(those, [&](size_t i) { return all[i].kind != *only_; });
  // These arrows move no ring: Dear ImGui has them only while they belong to nobody.
  for (const auto& [key, way] : {std::pair{ImGuiKey_DownArrow, 1},
                                 {ImGuiKey_UpArrow, -1},
                                 {ImGuiKey_PageDown, 8},
                                 {ImGuiKey_PageUp, -8}}) {
    ImGui::SetKeyOwner(key, field);
    if (!ImGui::IsKeyPressed(key) || those.empty()) continue;
    const auto last = static_cast<ptrdiff_t>(those.size()) - 1;
    const ptrdiff_t to = static_cast<ptrdiff_t>(current_) + way;
    current_ = static_cast<size_t>(std::clamp<ptrdiff_t>(to, 0, last));
    moved_ = true;
  }
  current_ = std::min(current_, std::max<size_t>(those.size(), 1) - 1);

  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImGui::PushStyleColor(ImGuiCol_ChildBg, 0U);
  ImGui::BeginChild("rows", {0, -keys}, ImGuiChildFlags_NavFlattened);
  const float width = ImGui::GetContentRegionAvail().x;
  const Findable* chosen = nullptr;
  for (size_t i = 0; i < those.size(); ++i) {
    if (draw_row(context, all[those[i]], i == current_, width)) chosen = &all[those[i]];
    if (i == current_ && std::exchange(moved_, false)) ImGui::SetScrollHereY(0.5F);
  }
  if (those.empty())
    draw_text(context, ImGui::GetCursorScreenPos(), "Nothing is called so", context.theme.muted,
              context.theme.body_size);
  touch_scroll(context);
  ImGui::EndChild();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(2);

  bool done = false;
  if (finger) {
    const size_t before = typed_.size();
    ImGui::Dummy({0, 0});
    done = letter_keys(context, typed_, ImGui::GetContentRegionAvail().x);
    if (typed_.size() != before) current_ = 0, moved_ = true;
  }
  const bool enter =
      (done && !typed_.empty()) || (!open && (ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
                                              ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false)));
  if (enter && !those.empty()) chosen = &all[those[current_]];
  const bool leave = (done && typed_.empty()) || ImGui::IsKeyPressed(ImGuiKey_Escape, false);
  if (leave || (chosen != nullptr && choose(context, *chosen))) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

}  // namespace hourglass::view
