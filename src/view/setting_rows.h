// A setting as a line of controls, made from the table of properties: a slider, list, field or switch.
// It knows none by name; some have controls of their own elsewhere.
#pragma once
#include <string>
#include <string_view>

#include "model/settings.h"
#include "view/context.h"
#include "view/keypad.h"

namespace hourglass::view {

// Whether a setting has a line: what the others leave without effect is not shown.
bool has_row(const Settings&, const Property&);

// For its tooltip: what it is, its formula and source, what it may be, and when it acts.
std::string help_of(const Property&);

// A dot: what acts at once. All else starts afresh.
void draw_dot(const Context&, ImVec2 at);

class SettingRows {
 public:
  void draw(const Context&, const Property&, float width);
  // Only sliders that take effect at once, as many as the height has room for.
  void draw_live(const Context&, float width, float height);

 private:
  void number(const Context&, const Property&, const char* id, float width);
  void typed(const Context&, const Property&, const char* id, std::string_view text, float width);
  void send(const Context&, const Property&, std::string_view text) const;
  Keypad keypad_;
  std::string_view held_;  // the property whose slider is held
  double held_value_ = 0;
};

}  // namespace hourglass::view
