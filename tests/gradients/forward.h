// The way forward of a recorded program by the scalar references, on complex numbers: with parameters
// x + ih·d its loss has the imaginary part h·(gradient · d), to double precision, for a network of any
// layers in any order. What leads back, and what updates, is left to the kernels that are to be judged.
#pragma once
#include <map>
#include <vector>

#include "compute/backend.h"
#include "gradients/complex_step.h"

namespace gradients {

class Forward {
 public:
  // seed, steps done: of the clock, for noise and dropout.
  Forward(hourglass::Backend& backend, uint64_t seed, uint32_t steps)
      : backend_(backend), seed_(seed), step_(steps) {}

  void put(const hourglass::Tensor&, const std::vector<Complex>&);
  // What has been put there, or else what the backend has there: data, that no parameter moves.
  std::vector<Complex> get(const hourglass::Tensor&) const;
  void run(const hourglass::Program&);  // std::runtime_error: a kernel that it does not know

 private:
  void run(const hourglass::Dispatch&);

  hourglass::Backend& backend_;
  uint64_t seed_;
  uint32_t step_;
  std::map<hourglass::Buffer, std::vector<Complex>> memory_;
};

}  // namespace gradients
