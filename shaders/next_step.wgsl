// The end of a step: its losses go into the ring, its state moves on.
// loss [n], kl [n] or absent, state, ring [slots, 2].   integers: count.   numbers: β₁, β₂
// ring[step mod slots] ← (mean loss, mean kl)     step ← step + 1     βᵗ ← βᵗ β
// position ← position + n, and while that passes the data's end: − count, epoch + 1
// grid: one
#include "shared/next_step.wgsl"
#include "shared/row_parts.wgsl"

@group(0) @binding(0) var<storage, read> loss: array<f32>;
@group(0) @binding(1) var<storage, read> kl: array<f32>;
@group(0) @binding(2) var<storage, read_write> state: array<u32>;
@group(0) @binding(3) var<storage, read_write> ring: array<f32>;

const row_threads = 64u;
const loss_binding = 0u;
const kl_binding = 1u;
const ring_binding = 3u;

@compute @workgroup_size(row_threads)
fn main(@builtin(local_invocation_index) thread: u32) {
  end_step(thread);
}
