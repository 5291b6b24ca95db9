// The verbs that train and look at what was trained. Options are filled in by main.cpp.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compute/error.h"
#include "data/dataset.h"
#include "model/settings.h"
#include "share/link.h"

namespace hourglass {

// Wrong usage: exit status 2, where other errors have 1.
struct UsageError : Error {
  using Error::Error;
};

// Settings and the names of those that were given: what is not given, a resumed training keeps.
struct GivenSettings {
  Settings values;
  std::vector<std::string_view> names;  // as in the table
  std::optional<ReadLink> link{};       // where they began with one
  bool epochs = false;                  // were given besides it
  bool has(std::string_view name) const;
};

struct TrainOptions {
  GivenSettings settings;
  std::optional<uint32_t> steps;                     // instead of epochs
  std::string out, resume, from, log, config, film;  // paths, or empty
  uint32_t film_every = 0;                           // steps; 0: a hundred frames in all
  double save_every = 60;                            // seconds, to `out`; 0: only at the end
  bool json = false;
};
void train(const TrainOptions&);

struct EvaluateOptions {
  std::string model, data, log;  // data empty: the model's own
  uint32_t importance_samples = 0, importance_images = 1000;
  uint32_t threads = 0;
  uint32_t generated = 0;  // examples; 0: not asked
  bool pca = false, probe = false, json = false;
};
void evaluate(const EvaluateOptions&);

struct SampleOptions {
  std::string model, data, out;      // data: for a plain code only; empty: the model's own
  uint32_t columns = 10, rows = 10;  // of the sheet
  uint64_t seed = 0;
};
void sample(const SampleOptions&);
// Codes of the test examples, or of the training ones, [count, code], as .npy or, with labels, as .csv.
void encode(const std::string& model, const std::string& data, bool of_training,
            const std::string& out);
struct ExportOptions {
  std::string model, out, format, part;  // part: empty: the whole
  std::string what, data;                // of svg: "curves" or "plane"; of whose test examples
};
void export_model(const ExportOptions&);
// Examples of codes, a .npy of [count, code]: as .npy, or as a sheet where `out` ends in .png.
void decode(const std::string& model, const std::string& in, const std::string& out);

struct BlendOptions {
  std::string model, data, out;
  uint32_t from = 0, to = 1, steps = 8;  // of the test examples
  bool spherical = false;
};
// A sheet of two rows: through the code, and through the pixels.
void blend(const BlendOptions&);

// With the weights in 8 bits each where there is room.
void link(const std::string& model, bool weights);
// "10x10": columns and rows, or nothing.
std::optional<std::pair<uint32_t, uint32_t>> parse_grid(std::string_view text);

void hash(const std::string& model);

void list_presets(bool json);
void list_lessons(bool json);

struct BenchOptions {
  std::string workload = "W1";
  double seconds = 5;
  std::string backend = "auto";
  uint32_t threads = 1;
  bool reproducible = false, json = false;
};
void bench(const BenchOptions&);

// The settings' data, of those the classes and as many as they say; or all of `other`, where it is given. A
// name that cannot be one is wrong usage.
Split load_data(const Settings&, const std::string& other = {});

// One line of JSON on stdout. A path that is no UTF-8 is shown with � rather than lost with the rest.
void print_line(const nlohmann::json&);

}  // namespace hourglass
