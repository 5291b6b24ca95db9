// gradients g → sums of squares of its parts.
// part[i] = Σ g² over the i-th of so many stretches of equal length
// grid: elements of 1 by 1
#include "shared/row_parts.wgsl"
#include "shared/row_sum.wgsl"

@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> parts: array<f32>;

const row_threads = 64u;

@compute @workgroup_size(row_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let count = rows(0u) * features(0u);
  let wanted = rows(1u) * features(1u);
  let length = (count + wanted - 1u) / wanted;
  let first = min(count, group.x * length);
  let end = min(count, first + length);
  var sum = 0.0;
  for (var i = first + thread; i < end; i += row_threads) {
    sum += g[i] * g[i];
  }
  let total = row_sum(vec2(sum, 0.0), thread).x;
  if (thread == 0u) {
    parts[group.x] = total;
  }
}
