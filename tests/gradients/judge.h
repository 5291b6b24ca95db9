// What kernels leave as gradients, on every backend that is present, judged by the complex step of the
// scalar references. At the end a line a layer: the largest error, by the largest number of its gradient.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kernels/cases.h"

namespace gradients {

class Judge {
 public:
  struct Present {
    const char* name;
    std::unique_ptr<hourglass::Backend> backend;
  };

  explicit Judge(
      const char* what);  // for the line that says what is skipped where there is no WebGPU
  ~Judge();
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  // What one dispatch leaves in `binding`; `sum`: its sum is the gradient. Names that agree up to the
  // first comma, or but for "_backward", share a line.
  void check(const std::string& name, const cases::Case&, uint32_t binding,
             const std::vector<double>& truth, bool sum = false);
  void check(const std::string& name, const Present&, const std::vector<double>& values,
             const std::vector<double>& truth);
  const std::vector<Present>& backends() const { return backends_; }

  static std::vector<double> read(const cases::Outputs&, uint32_t binding);

 private:
  std::vector<Present> backends_;
  std::map<std::string, std::map<std::string, double>> worst_;  // by layer, by backend
};

}  // namespace gradients
