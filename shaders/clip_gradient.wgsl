// sums of squares of the parts → gradients g, norm [1].   numbers: largest norm c
// norm = √ Σ parts     g ← g min(1, c / norm)
// Pascanu, Mikolov and Bengio 2013, "On the difficulty of training recurrent neural networks", algorithm 1.
// grid: elements of 1 by 256
#include "shared/row_parts.wgsl"
#include "shared/row_sum.wgsl"
#include "shared/tail.wgsl"

@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read_write> g: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> norm: array<f32>;

const row_threads = 64u;
var<workgroup> factor: f32;

@compute @workgroup_size(row_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) thread: u32) {
  var sum = 0.0;
  for (var i = thread; i < rows(0u) * features(0u); i += row_threads) {
    sum += parts[i];
  }
  let total = row_sum(vec2(sum, 0.0), thread).x;
  if (thread == 0u) {
    let length = sqrt(total);
    factor = 1.0;
    if (length > constants.numbers.x) {
      factor = constants.numbers.x / length;
    }
    if (group.x == 0u) {
      norm[0] = length;
    }
  }
  let scale = workgroupUniformLoad(&factor);
  if (scale == 1.0) {
    return;
  }
  let count = rows(1u) * features(1u);
  for (var i = group.x * row_threads + thread; 4u * i < count; i += row_threads * groups.x) {
    let before = g[i];
    g[i] = keep_tail(count, 4u * i, scale * before, before);
  }
}
