// The end of a step: its losses go into the ring, its state moves on. A few scalars on one thread.
#include "compute/cpu/kernels.h"

namespace hourglass::cpu {

namespace {

float mean(const float* values, uint32_t n) {
  float sum = 0.0f;
  for (uint32_t i = 0; i < n; ++i) sum += values[i];
  return sum / static_cast<float>(n);
}

// ring[step mod slots] ← (mean loss, mean kl)     step ← step + 1     βᵗ ← βᵗ β
// position ← position + n, and while that passes the data's end: − count, epoch + 1
void next_step(const Call& call, const Machine&) {
  const float *loss = call.data[0], *kl = call.data[1];
  float *words = call.data[2], *ring = call.data[3];
  const uint32_t n = call.shapes[0].n, slots = call.shapes[3].n, count = call.integers[0];

  const uint32_t step = load_integer(words, state::step);
  float* slot = ring + size_t{step % slots} * 2;
  slot[0] = mean(loss, n);
  slot[1] = kl ? mean(kl, n) : 0.0f;

  uint32_t position = load_integer(words, state::position) + n;
  uint32_t epoch = load_integer(words, state::epoch);
  for (; position >= count; position -= count) ++epoch;
  store_integer(words, state::step, step + 1);
  store_integer(words, state::position, position);
  store_integer(words, state::epoch, epoch);
  if (call.numbers[0] > 0.0f) words[state::beta1_power] *= call.numbers[0];
  if (call.numbers[1] > 0.0f) words[state::beta2_power] *= call.numbers[1];
}

}  // namespace

void add_next_step(Functions& to) { to[Kernel::next_step] = {next_step, next_step}; }

}  // namespace hourglass::cpu
