// The end of a step, and of an update: terms go into the ring, clock and player move on. A few scalars on
// one thread.
#include "compute/cpu/kernels.h"

namespace hourglass::cpu {

namespace {

float mean(const float* values, uint32_t n) {
  float sum = 0.0f;
  for (uint32_t i = 0; i < n; ++i) sum += values[i];
  return sum / static_cast<float>(n);
}

void advance_powers(float* player, const Call& call) {
  if (call.numbers[0] > 0.0f) player[state::beta1_power] *= call.numbers[0];
  if (call.numbers[1] > 0.0f) player[state::beta2_power] *= call.numbers[1];
}

// ring[step mod slots, s] ← mean of terms[s]     step ← step + 1     βᵗ ← βᵗ β
// position ← position + used, and while that passes the data's end: − count, epoch + 1
void next_step(const Call& call, const Machine&) {
  const float* terms = call.data[0];
  float *clock = call.data[1], *ring = call.data[2], *player = call.data[3];
  const uint32_t series = call.shapes[0].n, stride = call.shapes[0].features();
  const uint32_t slots = call.shapes[2].n, count = call.integers[0], n = call.integers[1];
  const uint32_t used = call.integers[2] > 0 ? call.integers[2] : n;

  const uint32_t step = load_integer(clock, state::step);
  float* slot = ring + size_t{step % slots} * series;
  for (uint32_t s = 0; s < series; ++s) slot[s] = mean(terms + size_t{s} * stride, n);

  uint32_t position = load_integer(clock, state::position) + used;
  uint32_t epoch = load_integer(clock, state::epoch);
  for (; position >= count; position -= count) ++epoch;
  store_integer(clock, state::step, step + 1);
  store_integer(clock, state::position, position);
  store_integer(clock, state::epoch, epoch);
  if (player) advance_powers(player, call);
}

// βᵗ ← βᵗ β
void count_update(const Call& call, const Machine&) { advance_powers(call.data[0], call); }

}  // namespace

void add_next_step(Functions& to) {
  to[Kernel::next_step] = {next_step, next_step};
  to[Kernel::count_update] = {count_update, count_update};
}

}  // namespace hourglass::cpu
