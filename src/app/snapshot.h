// What the views draw: numbers and pictures copied out of training at one moment. Immutable once
// published; holds no handle to anything live.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "compute/backend.h"
#include "data/dataset.h"
#include "train/metrics.h"
#include "train/series.h"

namespace hourglass {

// Grey pictures in [0, 1], `count` of height × width, one after another.
struct Pictures {
  uint32_t count = 0, height = 0, width = 0;
  std::vector<float> pixels;

  const float* picture(uint32_t i) const { return pixels.data() + size_t{i} * height * width; }
};

// Fixed parts: what a built network looks like. The same object from one building to the next, through
// every live change: views tell by it whether what they keep is of this network. So it holds no setting
// that acts while training.
struct Model {
  std::vector<uint32_t> widths;          // units of every layer: 784, 400, 2, 400, 784
  std::vector<std::string> layer_names;  // "input", "dense relu", "μ, σ²", … one a width
  uint32_t code_layer = 0;               // index into widths
  uint32_t first_hidden = 1;             // the same, of the first of the setting `hidden`
  uint32_t parameters = 0;               // trainable numbers
  std::string loss_unit;                 // "nats/image", "MSE/pixel"
  std::vector<Series> series;            // what each step leaves behind
  bool variational = false;
  uint32_t batch = 0, train_count = 0, test_count = 0;
};

// Fixed parts of the data set.
struct DataView {
  std::string name;
  uint32_t train_count = 0, test_count = 0, classes = 0;
  Pictures train;  // first 64 of the training split
  std::vector<uint16_t> train_labels;
  Pictures test;  // first `plane_points` of the test split
  std::vector<uint16_t> test_labels;
  Kind kind = Kind::pictures;
  std::string title;                     // for people
  std::vector<std::string> class_names;  // `classes` of them, or none: the numbers
};

struct Snapshot {
  std::shared_ptr<const Model> model;
  std::shared_ptr<const DataView> data;

  bool training = false;
  uint32_t step = 0;
  double epoch = 0;               // 2.6: the third pass, 60 % done
  double samples_per_second = 0;  // over the last second of training; 0 when paused

  Track train_curve;  // of the model's series; thinned to at most 2,000 points
  Track test_curve;   // of the first `plane_points` test images, now and then

  Pictures outputs;                  // reconstructions of the first `reconstructed` test images
  std::vector<float> output_mse;     // MSE/pixel of each of them, as Figures::mse
  std::vector<float> codes;          // plane_points × code: μ of the test images, or the plain code
  std::vector<float> log_variances;  // the same for log σ²; empty when not variational
  uint32_t code_count = 0;           // rows of codes
  uint32_t code_size = 0;            // columns of codes

  // The decoded plane: `manifold_side`² pictures, the outermost centred at ±manifold_extent of
  // the two plane axes, row 0 at the top (largest y). Empty unless the code has two units.
  Pictures manifold;
  float manifold_extent = 3;

  uint32_t active_units = 0;  // Burda et al. 2016
  float test_mse = 0;         // Figures::mse of the first test images
};

inline constexpr uint32_t plane_points = 1000;  // test images on the plane
inline constexpr uint32_t reconstructed = 16;
inline constexpr uint32_t manifold_side = 17;

}  // namespace hourglass
