// What the camera sees, and pictures of it taken by a button or every second, each of the class that is chosen.
#pragma once
#include <imgui.h>

#include <array>
#include <string>

#include "view/collection.h"
#include "view/context.h"
#include "view/keypad.h"
#include "view/pictures.h"

namespace hourglass::view {

class Camera {
 public:
  bool open = false;
  // As high as it needs, within `size` where it can.
  float draw(const Context&, ImVec2 at, ImVec2 size);

 private:
  Collection collection_;
  std::array<std::string, 4> names_{"A", "B", "C", "D"};
  Keypad keypad_;
  bool by_itself_ = false;  // every second
  double taken_at_ = 0;     // seconds
  PictureSet seen_;
  uint64_t version_ = 0;
};

}  // namespace hourglass::view
