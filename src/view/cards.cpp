#include "view/cards.h"

#include <imgui_internal.h>  // a window's children

#include <algorithm>
#include <string>
#include <utility>

#include "view/panels.h"
#include "view/places.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

Kind kind_of(const Context& context) {
  return context.snapshot.data ? context.snapshot.data->kind : Kind::pictures;
}

// What may be longer than its card; its edge cuts no card's line.
void draw_scrolling(const Context& context, Panel& panel, ImVec2 room) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleColor(ImGuiCol_ChildBg, 0U);
  ImGui::BeginChild("body", {room.x + card_padding - 2, room.y + card_padding - 2},
                    ImGuiChildFlags_NavFlattened);
  panel.draw(context, room);
  touch_scroll(context);
  if (ImGui::GetScrollY() < ImGui::GetScrollMaxY() - 1) {
    // A fade says that there is more below.
    const ImVec2 low = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
    const ImU32 card = context.theme.card, clear = fade(card, 0);
    ImGui::GetWindowDrawList()->AddRectFilledMultiColor(
        {low.x, low.y + size.y - 28}, {low.x + room.x, low.y + size.y}, clear, clear, card, card);
  }
  ImGui::EndChild();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
}

// A window's and, above it, its children's.
void gather(const ImGuiWindow& window, std::vector<ImDrawList*>& lists) {
  lists.push_back(window.DrawList);
  for (const ImGuiWindow* child : window.DC.ChildWindows)
    if (child->Active && !child->Hidden) gather(*child, lists);
}

// Of the menu's button, and of tabs.
float heading_side(const Context& context) { return context.touch ? 40 : 26; }

}  // namespace

Cards::Cards() : panels_(make_panels()) {}

std::vector<Panel*> Cards::offered(const Context& context) const {
  const bool known = context.snapshot.model && context.snapshot.data;
  std::vector<Panel*> those;
  for (const auto& panel : panels_)
    if (!known || !panel->row().needs || panel->row().needs(context)) those.push_back(panel.get());
  return those;
}

void Cards::show(const PanelRow& row) {
  chosen_at_[&row] = ++clock_;
  hidden_.erase(&row);
  if (enlarged_ && enlarged_ != &row) enlarged_ = nullptr;
}

void Cards::hide(const PanelRow& row) {
  hidden_.insert(&row);
  if (enlarged_ == &row) enlarged_ = nullptr;
}

void Cards::move(const PanelRow& row, Place place) {
  for (const auto& panel : panels_)
    if (&panel->row() == &row) panel->place = place;
  show(row);
}

void Cards::enlarge(const PanelRow* row) {
  enlarged_ = enlarged_ == row ? nullptr : row;
  if (enlarged_) chosen_at_[row] = ++clock_;
}

void Cards::picture(const PanelRow* row) {
  picturing_ = row;
  pictured_ = {};
}

// At least one: where all are hidden, all are there.
std::vector<Panel*> Cards::visible(const Context& context) const {
  const std::vector<Panel*> there = offered(context);
  std::vector<Panel*> those;
  for (Panel* panel : there)
    if (!hidden(panel->row()) || &panel->row() == picturing_) those.push_back(panel);
  return those.empty() ? there : those;
}

Panel* Cards::latest(std::span<Panel* const> panels) const {
  return *std::ranges::max_element(panels, {}, [&](const Panel* panel) {
    if (&panel->row() == picturing_) return ~0u;
    const auto found = chosen_at_.find(&panel->row());
    return found == chosen_at_.end() ? 0 : found->second;
  });
}

Layout Cards::arrange(const Context& context, ImVec2 size, bool alone) const {
  Layout layout = usual(context, size, alone);
  if (!picturing_) return layout;
  for (Panel* panel : visible(context)) {
    if (&panel->row() != picturing_) continue;
    const bool stands = std::ranges::any_of(layout.slots, [&](const Slot& slot) {
      return std::ranges::find(slot.panels, panel) != slot.panels.end();
    });
    if (!stands) return view::enlarged(size, panel);
  }
  return layout;
}

Layout Cards::usual(const Context& context, ImVec2 size, bool alone) const {
  const std::vector<Panel*> there = visible(context);
  if (alone) return embedded(size, there);
  if (enlarged_)
    for (Panel* panel : there)
      if (&panel->row() == enlarged_ && !is_phone(size)) return view::enlarged(size, panel);
  return view::arrange(size, there, latest(there));
}

// The one that was chosen, or none.
Panel* Cards::draw_tabs(const Context& context, const char* id, std::span<Panel* const> panels,
                        float width, float height) const {
  std::vector<std::string_view> names;
  for (const Panel* one : panels) names.push_back(panel_tab(one->row(), kind_of(context)));
  const auto now = static_cast<int>(std::ranges::find(panels, latest(panels)) - panels.begin());
  const int chosen = tabs(context, id, names, now, width, height);
  return chosen == now ? nullptr : panels[static_cast<size_t>(chosen)];
}

// What can be done with a panel. Whether something was.
bool Cards::draw_menu(const Context& context, const Panel& panel, ImVec2 at) {
  const PanelRow& row = panel.row();
  const std::string id = "card-menu." + std::string(row.name);
  const float side = heading_side(context);
  ImGui::SetCursorScreenPos(at);
  if (button(context, id.c_str(),
             {.icon = Icon::more, .look = Look::quiet, .width = side, .height = side}))
    ImGui::OpenPopup("card-menu");
  context.note(id);
  tooltip(context, "Enlarge, move, save or hide this panel");
  bool done = false;
  ImGui::SetNextWindowPos({at.x + side, at.y + side + 2}, ImGuiCond_Always, {1, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {6, 6});
  if (ImGui::BeginPopup("card-menu")) {
    const auto entry = [&](const char* name, std::string_view words) {
      const bool pressed =
          button(context, name, {.text = words, .look = Look::quiet, .width = 190});
      context.note("card-menu." + std::string(name));
      if (pressed) ImGui::CloseCurrentPopup();
      done = done || pressed;
      return pressed;
    };
    if (entry("enlarge", enlarged_ == &row ? "Back in its place (F)" : "Enlarge (F)"))
      enlarge(&row);
    for (const PlaceName& place : places)
      if (place.place != panel.place && entry(std::string(place.name).c_str(), place.words))
        move(row, place.place);
    if (entry("png", "Save picture (PNG)"))
      context.wishes->save = {"picture", "png", std::string(row.name)};
    if (entry("svg", "Save picture (SVG)"))
      context.wishes->save = {"picture", "svg", std::string(row.name)};
    if (entry("hide", "Hide (Help brings it back)")) hide(row);
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
  return done;
}

Panel* Cards::draw_card(const Context& given, const Slot& slot, const Panel* page) {
  Context context = given;
  context.tabbed = context.phone || slot.panels.size() > 1;
  Panel& panel = *latest(slot.panels);
  const std::string id = "card." + std::string(slot.panels.front()->row().name);
  begin_card(context, id.c_str(), slot.rect.from, {slot.rect.width(), slot.rect.height()}, false);
  Panel* chosen = nullptr;
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  // A phone has tabs, and one panel is all there is to see.
  const bool pictured = &panel.row() == picturing_;
  const float menu = context.phone || pictured ? 0 : heading_side(context) + 4;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (mouse.x >= slot.rect.from.x && mouse.x < slot.rect.to.x && mouse.y >= slot.rect.from.y &&
      mouse.y < slot.rect.to.y)
    pointed_ = &panel.row();
  if (!pictured && (&panel == page || (context.phone && slot.rect.height() < 180))) {
    // A phone's tabs have said it, or there is no room to say it.
  } else if (pictured || slot.panels.size() == 1) {
    heading(context, panel_title(panel.row(), kind_of(context)), panel.aside(context), menu);
  } else {
    chosen = draw_tabs(context, "tabs", slot.panels, width - menu, heading_side(context));
  }
  if (menu > 0) {
    const ImVec2 below = ImGui::GetCursorScreenPos();
    if (draw_menu(context, panel, {corner.x + width - menu + 8, corner.y - 1})) changed_ = true;
    ImGui::SetCursorScreenPos(below);
  }
  ImGui::PushID(&panel);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (panel.row().scrolls)
    draw_scrolling(context, panel, room);
  else
    panel.draw(context, room);
  ImGui::PopID();
  const ImGuiWindow& card = *ImGui::GetCurrentWindow();
  end_card(context);
  if (pictured) {
    pictured_ = {slot.rect.from, slot.rect.to, {}};
    gather(card, pictured_.drawn);
  }
  context.note("panel." + std::string(panel.row().name));
  return chosen;
}

bool Cards::draw(const Context& context, const Layout& layout) {
  Panel *chosen = nullptr, *page = nullptr;
  changed_ = false;
  pointed_ = layout.slots.empty() ? nullptr : &latest(layout.slots.front().panels)->row();
  for (const Slot& slot : layout.slots)
    if (Panel* panel = latest(slot.panels); panel->place == Place::centre) pointed_ = &panel->row();
  if (layout.columns == Columns::one) {
    page = latest(layout.pages);
    ImGui::SetCursorScreenPos({layout.tabs.from.x + 12, layout.tabs.from.y});
    if (layout.tabs.height() > 0)
      chosen =
          draw_tabs(context, "pages", layout.pages, layout.tabs.width() - 24, layout.tabs.height());
  }
  if (context.snapshot.model && context.snapshot.data)
    for (const Slot& slot : layout.slots)
      if (Panel* other = draw_card(context, slot, page)) chosen = other;
  if (chosen) show(chosen->row());
  return chosen != nullptr || changed_;
}

}  // namespace hourglass::view
