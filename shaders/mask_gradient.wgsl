// dparameters d [i+1, o] → d, as compute/sight.h says who sees whom.   integers: D, first, last
// d[i,o] ← 0 where output o may not see input i
// grid: elements of 0 by 64
@group(0) @binding(0) var<storage, read_write> d: array<f32>;

fn degree(unit: u32, units: u32) -> u32 {
  return 1u + unit * (constants.integers.x - 1u) / units;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let inputs = rows(0u) - 1u;
  let outputs = features(0u);
  for (var e = thread.x; e < inputs * outputs; e += 64u * groups.x) {
    let i = e / outputs;
    let o = e % outputs;
    let known = select(degree(i, inputs), i + 1u, constants.integers.y != 0u);
    let seen = select(degree(o, outputs), o, constants.integers.z != 0u);
    if (known > seen) {
      d[e] = 0.0;
    }
  }
}
