// How the noise that examples are made of lies among them.
#pragma once
#include <string>
#include <vector>

namespace hourglass {

// Lines in the data's space that show how noise lies there: of a grid of noise, or around components.
struct NoiseLines {
  struct Line {
    std::vector<float> points;  // [count, features]
    float share = 1;            // of all that is generated, where lines differ in that
  };
  std::string label;  // "noise's grid"
  std::vector<Line> lines;
};

}  // namespace hourglass
