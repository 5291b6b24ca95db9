// All panels, and the cards and tabs around those that the network and its data have a use for. People move, hide and
// enlarge them: that is the workspace, which is remembered.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "view/context.h"
#include "view/layout.h"
#include "view/panel.h"

namespace hourglass::view {

class Cards {
 public:
  Cards();

  // Those whose needs are met; before there is a network, all.
  std::vector<Panel*> offered(const Context&) const;
  // Where several share a card, in front; no longer hidden.
  void show(const PanelRow&);
  void hide(const PanelRow&);
  bool hidden(const PanelRow& row) const { return hidden_.contains(&row); }
  void move(const PanelRow&, Place);
  // Alone; none: all stand where they stood. Again: the same.
  void enlarge(const PanelRow*);
  const PanelRow* enlarged() const { return enlarged_; }
  const PanelRow* pointed() const {
    return pointed_;
  }  // the panel under the pointer, or in the middle

  // In the frame that follows it stands in front of what shares its card, without the card's menu and tabs, and is
  // noted as it was drawn; none: in no more.
  void picture(const PanelRow*);
  struct Pictured {
    ImVec2 from, to;                 // logical pixels
    std::vector<ImDrawList*> drawn;  // the card's, from below to above
  };
  const Pictured& pictured() const {
    return pictured_;
  }  // nothing is drawn before there is a network

  // {"hidden": [names], "places": {name: place}}, of what is not as it is at first. What is unknown is left out.
  nlohmann::json workspace() const;
  void set_workspace(const nlohmann::json&);
  // The same for a link, "curves.centre,filters.hidden,beside,plane.alone": moved, hidden, the tab in front (but none
  // of `but`), enlarged; empty where all is as it is at first.
  std::string arrangement(std::span<const std::string> but = {}) const;
  // Those brought are in front where it says nothing else. Throws Error of one line, and then nothing has changed.
  void arrange_as(std::string_view, std::span<const std::string> brought = {});

  // `embedded`: as embedded() has it.
  Layout arrange(const Context&, ImVec2 size, bool embedded = false) const;
  // A phone's tabs, and every card. Whether another panel was chosen, or moved.
  bool draw(const Context&, const Layout&);

 private:
  std::vector<const PanelRow*> fronts(std::span<const std::string> but) const;
  std::vector<Panel*> visible(const Context&) const;
  Panel* latest(std::span<Panel* const>) const;
  Panel* draw_tabs(const Context&, const char* id, std::span<Panel* const>, float width,
                   float height) const;
  Layout usual(const Context&, ImVec2 size, bool embedded) const;
  Panel* draw_card(const Context&, const Slot&, const Panel* page);
  bool draw_menu(const Context&, const Panel&, ImVec2 at);

  std::vector<std::unique_ptr<Panel>> panels_;
  // When each was chosen last, by a clock of choices: of the tabs of a card, the latest is shown.
  std::map<const PanelRow*, uint32_t> chosen_at_;
  uint32_t clock_ = 0;
  std::set<const PanelRow*> hidden_;
  const PanelRow *enlarged_ = nullptr, *pointed_ = nullptr;
  const PanelRow* picturing_ = nullptr;
  Pictured pictured_;
  bool changed_ = false;  // by a card's menu, in this frame
};

}  // namespace hourglass::view
