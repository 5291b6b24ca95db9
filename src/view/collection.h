// Pictures that are drawn or taken one by one, each of a class, until they are learnt from. Which class is next is
// chosen by chips.
#pragma once
#include <imgui.h>

#include <string>
#include <vector>

#include "view/context.h"
#include "view/paint.h"

namespace hourglass::view {

inline constexpr uint32_t most_collected = 5'000;

class Collection {
 public:
  // `count` classes are offered, named as the data's where those have as many or more.
  void draw_chips(const Context&, paint::Row&, std::span<const std::string> names);
  void add(const Context&, const Pictures& one);
  // "Learn" and how many there are; wishes for them under that name. Whether that was pressed and granted.
  bool draw_end(const Context&, paint::Row&, const char* called,
                std::span<const std::string> names);
  uint32_t chosen() const { return chosen_; }
  uint32_t count() const { return pictures_.count; }

 private:
  uint32_t chosen_ = 0;
  Pictures pictures_;
  std::vector<uint32_t> classes_;
};

}  // namespace hourglass::view
