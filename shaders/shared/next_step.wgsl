// The end of a step, by one workgroup. The kernel that includes this has bindings loss, kl, state and
// ring, and says at which places the first, second and last of them are.
// ring[step mod slots] ← (mean loss, mean kl)     step ← step + 1     βᵗ ← βᵗ β
// position ← position + n, and while that passes the data's end: − count, epoch + 1
#include "shared/row_sum.wgsl"
#include "shared/state.wgsl"

fn advance_power(word: u32, beta: f32) {
  if (beta > 0.0) {
    state[word] = bitcast<u32>(bitcast<f32>(state[word]) * beta);
  }
}

fn end_step(thread: u32) {
  let n = rows(loss_binding);
  let with_kl = present(kl_binding);
  var sum: vec2<f32>;
  for (var i = thread; i < n; i += row_threads) {
    sum.x += loss[i];
    if (with_kl) {
      sum.y += kl[i];
    }
  }
  let sums = row_sum(sum, thread);
  if (thread != 0u) {
    return;
  }
  let step = state[state_step];
  let slot = 2u * (step % rows(ring_binding));
  ring[slot] = sums.x / f32(n);
  ring[slot + 1u] = sums.y / f32(n);

  let count = constants.integers.x;
  let position = state[state_position] + n;
  state[state_step] = step + 1u;
  state[state_position] = position % count;
  state[state_epoch] += position / count;
  advance_power(state_beta1_power, constants.numbers.x);
  advance_power(state_beta2_power, constants.numbers.y);
}
