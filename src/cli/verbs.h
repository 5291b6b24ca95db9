// The verbs that train and look at what was trained. Options are filled in by main.cpp.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "model/settings.h"

namespace hourglass {

struct TrainOptions {
  Settings settings;
  std::optional<uint32_t> steps;  // instead of epochs
  std::string out, resume, log;   // paths, or empty
  bool json = false;
};
void train(const TrainOptions&);

struct EvaluateOptions {
  std::string model, data;  // data empty: the model's own
  uint32_t importance_samples = 0, importance_images = 1000;
  uint32_t threads = 0;
  bool json = false;
};
void evaluate(const EvaluateOptions&);

struct SampleOptions {
  std::string model, grid = "10x10", out;
  uint64_t seed = 0;
};
void sample(const SampleOptions&);

void hash(const std::string& model);

struct BenchOptions {
  std::string workload = "W1";
  double seconds = 5;
  uint32_t threads = 1;
  bool reproducible = false, json = false;
};
void bench(const BenchOptions&);

}  // namespace hourglass
