// What the views draw: numbers and pictures copied out of training at one moment. Immutable once
// published; holds no handle to anything live.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compute/backend.h"
#include "data/dataset.h"
#include "model/settings.h"
#include "share/texts.h"
#include "train/metrics.h"
#include "train/noise_lines.h"
#include "train/phase_state.h"
#include "train/series.h"

namespace hourglass {

// Examples to be looked at, `count` of height × width × channels, one after another: pictures in [0, 1],
// points and rows in their own range.
struct Pictures {
  uint32_t count = 0, height = 0, width = 0;
  std::vector<float> pixels;
  uint32_t channels = 1;
  Kind kind = Kind::pictures;

  size_t features() const { return size_t{height} * width * channels; }
  std::span<const float> picture(uint32_t i) const {
    return std::span(pixels).subspan(i * features(), features());
  }
  // At most `most` of them, from `first` on.
  Pictures part(uint32_t first, uint32_t most) const {
    const uint32_t n = first < count ? std::min(most, count - first) : 0;
    Pictures result{n, height, width, {}, channels, kind};
    if (n == 0) return result;
    const auto from = pixels.begin() + static_cast<std::ptrdiff_t>(first * features());
    result.pixels.assign(from, from + static_cast<std::ptrdiff_t>(n * features()));
    return result;
  }
  // Those of these numbers, in that order.
  Pictures picked(std::span<const uint32_t> chosen) const {
    Pictures result = part(0, 0);
    result.count = static_cast<uint32_t>(chosen.size());
    for (const uint32_t i : chosen)
      result.pixels.insert(result.pixels.end(), picture(i).begin(), picture(i).end());
    return result;
  }
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
  std::string loss_unit;       // "nats/image", "MSE/coordinate": in words of the data's kind
  std::vector<Series> series;  // what each step leaves behind
  bool variational = false;
  uint32_t batch = 0, train_count = 0, test_count = 0;
  std::vector<std::string> players{};  // who move one after the other in a step; none: nobody does
  // Units of each layer whose weights are pictures of the data's shape: model/filters.h.
  std::vector<uint32_t> filters{};
  std::string nll_unit{};  // "nats/image", where something is known of the likelihood
};

// What a method can do, and how well it did so last in this session.
struct Ability {
  std::string title;  // its preset's name
  bool density = false, sampling = false, encoding = false;
  Likelihood likelihood = Likelihood::none;
  double nll = 0;     // −log p(x), or its bound, of the test curve's examples
  uint32_t step = 0;  // when that was; 0: untrained

  bool operator==(const Ability&) const = default;
};

// Fixed parts of the data set.
struct DataView {
  std::string name;
  uint32_t train_count = 0, test_count = 0, classes = 0;
  Pictures
      train;  // of the training split the first `train_pictures`; of points and rows, the first `plane_points`
  std::vector<uint16_t> train_labels;
  Pictures test;  // first `plane_points` of the test split
  std::vector<uint16_t> test_labels;
  Kind kind = Kind::pictures;
  std::string title;                         // for people
  std::vector<std::string> class_names;      // `classes` of them, or none: the numbers
  std::vector<std::string> feature_names{};  // of a table's columns, or none
  // Without labels, what else is known of each: 0 … 1, and what that is. Or none.
  std::vector<float> train_factor{}, test_factor{};
  std::string factor_name{};
  float low = 0, high = 1;              // of all numbers here, and 0
  std::vector<uint8_t> test_regions{};  // Dataset::regions of the first `samples_shown`, or none
  // Before they were prepared, as Dataset has them.
  std::string found{}, label_name{};
  bool read_in_ways = false;  // pictures and tables of files that are at hand: see data/sources.h
  uint32_t yours = 0;         // of `test` the first so many, which somebody has drawn

  std::string class_name(Label label) const { return hourglass::class_name(class_names, label); }
  // "image 7", or "yours" of one that stands in front.
  std::string test_name(uint32_t i) const {
    if (i >= yours) return std::format("{} {}", tr(noun(kind).one), i - yours);
    return yours == 1 ? "yours" : "yours, " + std::to_string(i + 1);
  }
};

// Some of the data as they would be, were they prepared in another way; or why they cannot be.
struct Preview {
  std::string error;                         // one line, or empty
  Pictures some;                             // at most `previewed`
  uint32_t train_count = 0, test_count = 0;  // of all
};

struct Snapshot {
  std::shared_ptr<const Model> model;
  std::shared_ptr<const DataView> data;

  Settings settings;             // in force when it was made
  uint32_t settings_since = 0;   // the step from which on they are
  uint32_t training_number = 0;  // grows where weights begin anew, or come from elsewhere
  bool training = false;
  uint32_t step = 0;
  double epoch = 0;               // 2.6: the third pass, 60 % done
  double samples_per_second = 0;  // over the last second of training; 0 when paused

  Track train_curve;  // of the model's series; thinned to at most 2,000 points
  Track test_curve;   // of the first `plane_points` test images, now and then

  // Of a decoder that is one linear layer, what none can pass: the MSE of as many principal components on the
  // test curve's examples, and how near it is to their plane (train/pca.h). 0: nothing to compare with.
  double pca_mse = 0, pca_cosine = 0;

  // Reconstructions of the first `reconstructed` test images; of points and rows, of `plane_points`.
  Pictures outputs;
  Pictures spoilt;                // what they were made from, where that is not the example itself
  std::vector<float> output_mse;  // MSE/pixel of each of them, as Figures::mse
  std::vector<float> codes;       // plane_points × code: μ of the test images, or the plain code
  std::vector<float> log_variances;  // the same for log σ²; empty when not variational
  uint32_t code_count = 0;           // rows of codes
  uint32_t code_size = 0;            // columns of codes

  // The decoded plane: `manifold_side`² pictures, the outermost centred at ±manifold_extent of
  // the two plane axes, row 0 at the top (largest y). Empty unless the code has two units.
  Pictures manifold;
  float manifold_extent = 3;

  std::vector<PhaseState> phases;
  // Of a generator: the same noise in each snapshot. `samples_shown` pictures; of points and rows `plane_points`.
  Pictures samples;
  bool samples_in_turn = false;  // drawn number by number, in the order of reading
  // Of points that somebody judges: which way each of the first `samples_pulled` would have to go, two numbers
  // each, no matter how far.
  std::vector<float> sample_pull;
  NoiseLines noise_lines;
  // Where players move one after the other and the last move was made alone: whose it was, and who is next.
  std::string turn, next_turn;
  // The method's, and then of others that were tried on the same data.
  std::vector<Ability> abilities;
  // Of a classifier: p(class|x) of the plane's examples without yours, [plane_points, classes].
  std::vector<float> probabilities;
  // Of a segmenter: what each place of the first `samples_shown` test images belongs to, [count, height, width].
  std::vector<uint8_t> regions;
  // Where some classes are normal: the loss of each of the plane's examples without yours, and whether it is of another.
  std::vector<float> scores;
  std::vector<bool> strange;
  // Of a field over points of two coordinates: `field_side`² numbers on the square of ±field_extent, row 0
  // at the top, and what they are.
  std::vector<float> field;
  float field_extent = 0;
  std::string field_label;
  // Of a network that rebuilds points of two coordinates: of `pull_side`² places of that square, (x, r(x)) each.
  std::vector<float> pull;

  uint32_t active_units = 0;   // Burda et al. 2016
  std::vector<float> unit_kl;  // nats, of each unit over the codes; empty when not variational
  float test_mse = 0;          // Figures::mse of the first test images
};

inline constexpr uint32_t plane_points = 1000;  // test images on the plane
inline constexpr uint32_t train_pictures = 64;
inline constexpr uint32_t reconstructed = 16;
inline constexpr uint32_t manifold_side = 17;
inline constexpr uint32_t field_side = 48;
inline constexpr uint32_t pull_side = 25;
inline constexpr uint32_t samples_shown = 64;
inline constexpr uint32_t samples_pulled = 160;
inline constexpr uint32_t filters_shown = 100;
inline constexpr uint32_t previewed = 32;
inline constexpr uint32_t most_yours = 8;

}  // namespace hourglass
