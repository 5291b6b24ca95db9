// All panels, and the cards and tabs around those that the network and its data have a use for.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
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
  void show(const PanelRow&);

  // `embedded`: as embedded() has it.
  Layout arrange(const Context&, ImVec2 size, bool embedded = false) const;
  // A phone's tabs, and every card. Whether another panel was chosen.
  bool draw(const Context&, const Layout&);

 private:
  Panel* latest(std::span<Panel* const>) const;
  Panel* draw_tabs(const Context&, const char* id, std::span<Panel* const>, float width,
                   float height) const;
  Panel* draw_card(const Context&, const Slot&, const Panel* page) const;

  std::vector<std::unique_ptr<Panel>> panels_;
  // When each was chosen last, by a clock of choices: of the tabs of a card, the latest is shown.
  std::map<const PanelRow*, uint32_t> chosen_at_;
  uint32_t clock_ = 0;
};

}  // namespace hourglass::view
