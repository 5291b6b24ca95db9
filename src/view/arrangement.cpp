// What people changed about where panels stand: as JSON, to be remembered, and as a word, to be carried by a link.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "compute/error.h"
#include "view/cards.h"
#include "view/panels.h"
#include "view/places.h"

namespace hourglass::view {

nlohmann::json Cards::workspace() const {
  nlohmann::json all = {{"hidden", nlohmann::json::array()}, {"places", nlohmann::json::object()}};
  for (const auto& panel : panels_) {
    const std::string name(panel->name());
    if (hidden(panel->row())) all["hidden"].push_back(name);
    if (panel->place != panel->row().place)
      all["places"][name] = std::ranges::find(places, panel->place, &PlaceName::place)->name;
  }
  return all;
}

void Cards::set_workspace(const nlohmann::json& wanted) {
  if (!wanted.is_object()) return;
  const auto entry = [&](const char* key) {
    return wanted.contains(key) ? wanted[key] : nlohmann::json();
  };
  hidden_.clear();
  for (const nlohmann::json& name : entry("hidden"))
    if (const PanelRow* row = name.is_string() ? find_panel(name.get<std::string>()) : nullptr)
      hidden_.insert(row);
  const nlohmann::json moved = entry("places");
  for (const auto& panel : panels_) {
    panel->place = panel->row().place;
    const std::string name(panel->name());
    if (!moved.is_object() || !moved.contains(name) || !moved[name].is_string()) continue;
    const auto place = std::ranges::find(places, moved[name].get<std::string>(), &PlaceName::name);
    if (place != places.end()) panel->place = place->place;
  }
}

// The tab in front of each place, where it is not the first, as they were chosen; but not those.
std::vector<const PanelRow*> Cards::fronts(std::span<const std::string> but) const {
  std::vector<std::pair<uint32_t, const PanelRow*>> chosen;
  for (const PlaceName& place : places) {
    std::vector<Panel*> there;
    for (const auto& panel : panels_)
      if (panel->place == place.place && !hidden(panel->row())) there.push_back(panel.get());
    if (there.empty()) continue;
    const PanelRow& front = latest(there)->row();
    if (&front != &there.front()->row() && std::ranges::find(but, front.name) == but.end())
      chosen.emplace_back(chosen_at_.at(&front), &front);
  }
  std::ranges::sort(chosen);
  std::vector<const PanelRow*> all;
  for (const auto& [when, row] : chosen) all.push_back(row);
  return all;
}

std::string Cards::arrangement(std::span<const std::string> but) const {
  std::string all;
  const auto add = [&](std::string_view name, std::string_view what) {
    all.append(all.empty() ? "" : ",").append(name).append(what.empty() ? "" : ".").append(what);
  };
  for (const auto& panel : panels_) {
    if (panel->place != panel->row().place)
      add(panel->name(), std::ranges::find(places, panel->place, &PlaceName::place)->name);
    if (hidden(panel->row())) add(panel->name(), "hidden");
  }
  for (const PanelRow* row : fronts(but)) add(row->name, "");
  if (enlarged_) add(enlarged_->name, "alone");
  return all;
}

void Cards::arrange_as(std::string_view wanted, std::span<const std::string> brought) {
  std::map<const PanelRow*, Place> moved;
  std::set<const PanelRow*> hides;
  std::vector<const PanelRow*> shown;
  const PanelRow* alone = nullptr;
  const auto refuse = [&](std::string_view item) {
    std::string shown(item.substr(0, 40));
    for (char& c : shown)
      if (static_cast<unsigned char>(c) < 32) c = '?';
    fail("link: panels '{}' is not possible; they stay as they are, copy the link again", shown);
  };
  for (std::string_view rest = wanted;;) {
    const size_t end = std::min(rest.find(','), rest.size());
    const std::string_view item = rest.substr(0, end);
    const size_t dot = std::min(item.find('.'), item.size());
    const PanelRow* row = find_panel(item.substr(0, dot));
    if (!row) refuse(item);
    const std::string_view what = item.substr(dot);
    const auto place =
        std::ranges::find(places, what.substr(what.empty() ? 0 : 1), &PlaceName::name);
    bool fits = true;
    if (what.empty())
      fits = std::ranges::find(shown, row) == shown.end(), shown.push_back(row);
    else if (what == ".hidden")
      fits = hides.insert(row).second;
    else if (what == ".alone")
      fits = !std::exchange(alone, row);
    else
      fits = place != places.end() && moved.emplace(row, place->place).second;
    if (!fits) refuse(item);
    if (end == rest.size()) break;
    rest.remove_prefix(end + 1);
  }
  // None can be seen and unseen.
  for (const PanelRow* row : shown)
    if (hides.contains(row)) refuse(row->name);
  if (alone && hides.contains(alone)) refuse(alone->name);

  for (const auto& panel : panels_) {
    const auto place = moved.find(&panel->row());
    panel->place = place == moved.end() ? panel->row().place : place->second;
  }
  hidden_ = std::move(hides);
  chosen_at_.clear();
  for (const std::string& name : brought)
    if (const PanelRow* row = find_panel(name)) chosen_at_[row] = ++clock_;
  for (const PanelRow* row : shown) show(*row);
  enlarged_ = alone;
  if (alone) chosen_at_[alone] = ++clock_;
}

}  // namespace hourglass::view
