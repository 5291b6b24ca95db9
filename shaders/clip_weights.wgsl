// Weights that are held small (Arjovsky, Chintala and Bottou 2017, "Wasserstein GAN", algorithm 1).
// parameters p.   numbers: c
// p ← min(max(p, −c), c)
// grid: elements of 0 by 256
#include "shared/tail.wgsl"

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let c = vec4(constants.numbers.x);
  let count = rows(0u) * features(0u);
  for (var i = thread.x; 4u * i < count; i += 64u * groups.x) {
    let before = parameters[i];
    parameters[i] = keep_tail(count, 4u * i, clamp(before, -c, c), before);
  }
}
