// The current value of what changes with the steps, such as a learning rate or β: a scalar on one
// thread, so that many steps run with no word from the host.
#include <algorithm>

#include "compute/cpu/kernels.h"
#include "compute/scalar_math.h"

namespace hourglass::cpu {
namespace {

float power(float base, uint32_t exponent) {
  float product = 1.0f;
  for (; exponent; exponent >>= 1, base *= base)
    if (exponent & 1) product *= base;
  return product;
}

// value of b at step t:
// constant  b
// cosine    b (t + 1) / w while t < w; then b (f + (1 − f) ½ (1 + cos πp)), p = (t − w) / (T − w) to 1
// steps     b f^⌊t / T⌋
// linear    b min(1, t / w)
// Loshchilov and Hutter 2017, "SGDR", equation 5; Bowman et al. 2016 for β's line.
float scheduled(Schedule kind, float base, uint32_t t, uint32_t warm_up, uint32_t steps, float f) {
  const auto share = [](uint32_t part, uint32_t whole) {
    return static_cast<float>(std::min(part, whole)) / static_cast<float>(whole);
  };
  switch (kind) {
    case Schedule::cosine: {
      if (t < warm_up) return base * share(t + 1, warm_up);
      const float p = share(t - warm_up, steps - warm_up);
      const float cosine = scalar::sine_cosine_turns(0.5f * p).second;
      return base * (f + (1.0f - f) * (0.5f * (1.0f + cosine)));
    }
    case Schedule::steps: return base * power(f, t / steps);
    case Schedule::linear: return base * share(t, warm_up);
    default: return base;
  }
}

void schedule(const Call& call, const Machine&) {
  float* words = call.data[0];
  const float* clock = call.data[1] ? call.data[1] : words;
  const auto& [kind, base, value, warm_up, steps, _0, _1, _2] = call.integers;
  words[value] = scheduled(static_cast<Schedule>(kind), words[base],
                           load_integer(clock, state::step), warm_up, steps, call.numbers[0]);
}

}  // namespace

void add_schedule(Functions& to) { to[Kernel::schedule] = {schedule, schedule}; }

}  // namespace hourglass::cpu
