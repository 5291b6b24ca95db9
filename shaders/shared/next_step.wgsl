// The end of a step, by one workgroup. The kernel that includes this has bindings terms, clock, ring and
// player, and says at which places the first, the third and the last of them are.
// ring[step mod slots, s] ← mean of terms[s]     step ← step + 1     βᵗ ← βᵗ β
// position ← position + used, and while that passes the data's end: − count, epoch + 1
#include "shared/row_sum.wgsl"
#include "shared/powers.wgsl"

fn end_step(thread: u32) {
  let n = constants.integers.y;
  let series = rows(terms_binding);
  let stride = features(terms_binding);
  let step = clock[state_step];
  let slot = series * (step % rows(ring_binding));
  for (var s = 0u; s < series; s += 2u) {
    let two = s + 1u < series;
    var sum = vec2(0.0, 0.0);
    for (var i = thread; i < n; i += row_threads) {
      sum.x += terms[s * stride + i];
      if (two) {
        sum.y += terms[(s + 1u) * stride + i];
      }
    }
    let sums = row_sum(sum, thread);
    if (thread == 0u) {
      ring[slot + s] = sums.x / f32(n);
      if (two) {
        ring[slot + s + 1u] = sums.y / f32(n);
      }
    }
  }
  if (thread != 0u) {
    return;
  }
  let count = constants.integers.x;
  let used = select(n, constants.integers.z, constants.integers.z > 0u);
  let position = clock[state_position] + used;
  clock[state_step] = step + 1u;
  clock[state_position] = position % count;
  clock[state_epoch] += position / count;
  if (present(player_binding)) {
    advance_powers();
  }
}
