// x [n, k] → sum [k].   integers: activation, add, summand.   numbers: scale s
// sum[j] = s Σₙ f(x[n,j]), f: x, x² or act'(pre)² by x = act(pre)
// grid: elements of 1 by 64
#include "shared/activation.wgsl"
#include "shared/column_terms.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> sum: array<f32>;

fn summand(row: u32, column: u32) -> f32 {
  let value = x[row * features(0u) + column];
  switch constants.integers.z {
    case 1u: { return value * value; }
    case 2u: {
      let slope = back_through(constants.integers.x, value, 1.0);
      return slope * slope;
    }
    default: { return value; }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  for (var j = thread.x; j < features(0u); j += 64u * groups.x) {
    var total = constants.numbers.x * column_sum(rows(0u), j);
    if (constants.integers.y != 0u) {
      total += sum[j];
    }
    sum[j] = total;
  }
}
