// The settings that have an effect here, made from the table of properties: sliders, lists, fields
// and switches, in groups by scope. It knows none by name; some have controls of their own elsewhere.
#pragma once
#include <string_view>

#include "model/settings.h"
#include "view/context.h"

namespace hourglass::view {

class SettingsPanel {
 public:
  // Returns the height that everything took.
  float draw(const Context&, float width);
  // Only sliders that take effect at once, as many as the height has room for; returns what they took.
  float draw_live(const Context&, float width, float height);

 private:
  void row(const Context&, const Property&, float width);
  void number(const Context&, const Property&, const char* id, float width);
  void send(const Context&, const Property&, std::string_view text) const;
  std::string_view held_;  // the property whose slider is held
  double held_value_ = 0;
};

}  // namespace hourglass::view
