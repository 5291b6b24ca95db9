// Networks by chance: rows of layers of every kind, and settings, both such as people may build.
#pragma once
#include <span>

#include "data/dataset.h"
#include "model/module.h"
#include "model/settings.h"

namespace gradients {

// Draws the same for the same number.
class Dice {
 public:
  explicit Dice(uint32_t number) : number_(number) {}
  uint32_t below(uint32_t count);
  uint32_t from(uint32_t least, uint32_t most) { return least + below(most - least + 1); }
  float number(float low, float high);
  bool one_in(uint32_t count) { return below(count) == 0; }
  template <class T>
  T of(std::initializer_list<T> list) {
    return list.begin()[below(static_cast<uint32_t>(list.size()))];
  }

 private:
  uint32_t number_, at_ = 0;
};

struct DrawnRow {
  uint32_t batch;
  hourglass::Module module;  // its last layer is linear, as losses want it
};
DrawnRow draw_row(Dice&);

struct DrawnTraining {
  hourglass::Settings settings;
  hourglass::Dataset data;
};
DrawnTraining draw_training(Dice&);

// For messages: "1×8×6×3: conv 3×3 relu, dense"
std::string told(const DrawnRow&);
std::string told(const DrawnTraining&);

}  // namespace gradients
