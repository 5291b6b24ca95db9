// The end of a step: its losses go into the ring, its state moves on.
// loss [n], kl [n] or absent, state, ring [slots, 2].   integers: count.   numbers: β₁, β₂
// ring[step mod slots] ← (mean loss, mean kl)     step ← step + 1     βᵗ ← βᵗ β
// position ← position + n, and while that passes the data's end: − count, epoch + 1
// grid: one
#include "shared/row_sum.wgsl"
#include "shared/state.wgsl"

@group(0) @binding(0) var<storage, read> loss: array<f32>;
@group(0) @binding(1) var<storage, read> kl: array<f32>;
@group(0) @binding(2) var<storage, read_write> state: array<u32>;
@group(0) @binding(3) var<storage, read_write> ring: array<f32>;

fn advance_power(word: u32, beta: f32) {
  if (beta > 0.0) {
    state[word] = bitcast<u32>(bitcast<f32>(state[word]) * beta);
  }
}

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  let n = rows(0u);
  var losses = 0.0;
  var kls = 0.0;
  for (var i = thread; i < n; i += row_threads) {
    losses += loss[i];
    if (present(1u)) {
      kls += kl[i];
    }
  }
  let loss_sum = row_sum(losses, thread);
  workgroupBarrier();
  let kl_sum = row_sum(kls, thread);
  if (thread != 0u) {
    return;
  }
  let step = state[state_step];
  let slot = 2u * (step % rows(3u));
  ring[slot] = loss_sum / f32(n);
  ring[slot + 1u] = kl_sum / f32(n);

  let count = constants.integers.x;
  let position = state[state_position] + n;
  state[state_step] = step + 1u;
  state[state_position] = position % count;
  state[state_epoch] += position / count;
  advance_power(state_beta1_power, constants.numbers.x);
  advance_power(state_beta2_power, constants.numbers.y);
}
