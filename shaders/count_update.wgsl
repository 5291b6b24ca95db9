// A player's next update, where it is not the one that ends a step.
// player.   numbers: β₁, β₂
// βᵗ ← βᵗ β
// grid: one
#include "shared/powers.wgsl"

@group(0) @binding(0) var<storage, read_write> player: array<f32>;

@compute @workgroup_size(1)
fn main() {
  advance_powers();
}
