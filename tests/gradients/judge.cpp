#include "gradients/judge.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "compute/webgpu/webgpu_backend.h"
#include "webgpu/device.h"

namespace gradients {

using namespace hourglass;

Judge::Judge(const char* what) {
  backends_.push_back({"cpu", make_cpu_backend({2, false})});
  backends_.push_back({"reproducible", make_cpu_backend({2, true})});
  if (const auto device = test_device(what))
    backends_.push_back({"webgpu", make_webgpu_backend(device)});
}

Judge::~Judge() {
  for (const auto& [layer, errors] : worst_) {
    std::printf("gradient: %s", layer.c_str());
    for (const Present& present : backends_)
      std::printf("  %s %.1e", present.name, errors.at(present.name));
    std::printf("\n");
  }
}

void Judge::check(const std::string& name, const cases::Case& one, uint32_t binding,
                  const std::vector<double>& truth, bool sum) {
  for (const Present& present : backends_) {
    std::vector<double> values = read(cases::run(*present.backend, one), binding);
    if (sum) values = {std::accumulate(values.begin(), values.end(), 0.0)};
    check(name, present, values, truth);
  }
}

void Judge::check(const std::string& name, const Present& present,
                  const std::vector<double>& values, const std::vector<double>& truth) {
  REQUIRE(values.size() == truth.size());
  double off = 0, largest = 1e-300;
  for (size_t i = 0; i < values.size(); ++i) {
    off = std::max(off, std::abs(values[i] - truth[i]));
    largest = std::max(largest, std::abs(truth[i]));
  }
  const double error = off / largest;
  CHECK_MESSAGE(error <= 3e-6, name, " on ", present.name, ": ", error);
  std::string layer = name.substr(0, name.find(','));
  if (layer.ends_with("_backward")) layer.resize(layer.size() - 9);
  double& worst = worst_[layer][present.name];
  worst = std::max(worst, error);
}

std::vector<double> Judge::read(const cases::Outputs& outputs, uint32_t binding) {
  return cases::doubles_of(cases::floats_of(outputs[binding]));
}

}  // namespace gradients
