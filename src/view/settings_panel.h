// The settings that matter here, made from the table of properties: sliders, lists, fields and
// switches. Widths are the hourglass's, preset and data the top bar's.
#pragma once
#include <map>
#include <string_view>

#include "model/settings.h"
#include "view/context.h"

namespace hourglass::view {

class SettingsPanel {
 public:
  // Returns the height that everything took.
  float draw(const Context&, float width);
  // Only those that take effect at once.
  void draw_live(const Context&, float width);

 private:
  void row(const Context&, const Property&, float width);
  void number(const Context&, const Property&, const char* id, float width);
  void send(const Context&, const Property&, std::string_view text) const;
  std::string_view held_;  // the property whose slider is held
  double held_value_ = 0;
};

// A choice's name as people write it: "Leaky ReLU".
std::string_view choice_label(std::string_view name);

}  // namespace hourglass::view
