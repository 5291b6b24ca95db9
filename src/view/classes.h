// Classes as colours, however many there are, and ten of them at a time to choose from.
#pragma once
#include <vector>

#include "view/context.h"

namespace hourglass::view {

// Ten colours that eyes tell apart; beyond them the same ones paler, then deeper, then all again.
ImU32 class_colour(const Theme&, uint32_t label);
// Of a factor from 0 to 1: blue, the selection's colour, sand.
ImU32 factor_colour(const Theme&, float share);

enum class Of : uint8_t { train, test };
// Of an example: its class's, else its factor's, else the selection's.
ImU32 example_colour(const Context&, Of, uint32_t i);
// A class was chosen, and it is not this one's.
bool faded(const Context&, Of, uint32_t i);
// "class 7", "heart"; empty without labels.
std::string class_words(const DataView&, Of, uint32_t i);

// What a row of chips shows of many classes.
class ClassPage {
 public:
  static constexpr uint32_t most = 10;

  // Turns to the chosen class where it was chosen elsewhere.
  void update(const Context&);
  uint32_t first() const { return page_ * most; }
  uint32_t count() const { return std::min(most, classes_ - std::min(first(), classes_)); }
  bool turns() const { return classes_ > most; }
  void turn(int by);

  // Arrows at both ends of a row from `at`, where there are pages to turn; takes their room off the row.
  void arrows(const Context&, const char* id, ImVec2& at, float& width, float height);

 private:
  uint32_t classes_ = 0, page_ = 0;
  int32_t chosen_ = -1;
};

// Widths of chips in rows of `columns`: what each name needs and `beside` it, the longest less where a
// row of them would be wider than `width`.
std::vector<float> class_widths(const Context&, const ClassPage&, uint32_t columns, float width,
                                float letters, float beside);

}  // namespace hourglass::view
