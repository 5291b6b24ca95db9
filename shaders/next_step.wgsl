// The end of a step: its terms go into the ring, clock and player move on.
// terms [series, stride], clock, ring [slots, series], player or absent.
// integers: count, n, examples used (0: n).   numbers: β₁, β₂
// ring[step mod slots, s] ← mean of terms[s]     step ← step + 1     βᵗ ← βᵗ β
// position ← position + used, and while that passes the data's end: − count, epoch + 1
// grid: one
#include "shared/next_step.wgsl"
#include "shared/row_parts.wgsl"

@group(0) @binding(0) var<storage, read> terms: array<f32>;
@group(0) @binding(1) var<storage, read_write> clock: array<u32>;
@group(0) @binding(2) var<storage, read_write> ring: array<f32>;
@group(0) @binding(3) var<storage, read_write> player: array<f32>;

const row_threads = 64u;
const terms_binding = 0u;
const ring_binding = 2u;
const player_binding = 3u;

@compute @workgroup_size(row_threads)
fn main(@builtin(local_invocation_index) thread: u32) {
  end_step(thread);
}
