#include "view/cards.h"

#include <algorithm>
#include <string>
#include <utility>

#include "view/panels.h"
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

}  // namespace

Cards::Cards() : panels_(make_panels()) {}

std::vector<Panel*> Cards::offered(const Context& context) const {
  const bool known = context.snapshot.model && context.snapshot.data;
  std::vector<Panel*> those;
  for (const auto& panel : panels_)
    if (!known || !panel->row().needs || panel->row().needs(context)) those.push_back(panel.get());
  return those;
}

void Cards::show(const PanelRow& row) { chosen_at_[&row] = ++clock_; }

Panel* Cards::latest(std::span<Panel* const> panels) const {
  return *std::ranges::max_element(panels, {}, [&](const Panel* panel) {
    const auto found = chosen_at_.find(&panel->row());
    return found == chosen_at_.end() ? 0 : found->second;
  });
}

Layout Cards::arrange(const Context& context, ImVec2 size, bool alone) const {
  const std::vector<Panel*> there = offered(context);
  if (alone) return embedded(size, there);
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

Panel* Cards::draw_card(const Context& given, const Slot& slot, const Panel* page) const {
  Context context = given;
  context.tabbed = context.touch || slot.panels.size() > 1;
  Panel& panel = *latest(slot.panels);
  const std::string id = "card." + std::string(slot.panels.front()->row().name);
  begin_card(context, id.c_str(), slot.rect.from, {slot.rect.width(), slot.rect.height()}, false);
  Panel* chosen = nullptr;
  if (&panel == page || (context.touch && slot.rect.height() < 180)) {
    // A phone's tabs have said it, or there is no room to say it.
  } else if (slot.panels.size() == 1) {
    heading(context, panel_title(panel.row(), kind_of(context)), panel.aside(context));
  } else {
    chosen = draw_tabs(context, "tabs", slot.panels, ImGui::GetContentRegionAvail().x, 26);
  }
  ImGui::PushID(&panel);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (panel.row().scrolls)
    draw_scrolling(context, panel, room);
  else
    panel.draw(context, room);
  ImGui::PopID();
  end_card(context);
  context.note("panel." + std::string(panel.row().name));
  return chosen;
}

bool Cards::draw(const Context& context, const Layout& layout) {
  Panel *chosen = nullptr, *page = nullptr;
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
  return chosen != nullptr;
}

}  // namespace hourglass::view
