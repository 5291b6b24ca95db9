// x [n, h, w, c], parameters [2, c], running statistics [2, c] (mean, then variance) → y.
// integers: Activation of y.   numbers: ε
// y = act(γ[c] (x − running mean[c]) / √(running variance[c] + ε) + β[c])
// grid: elements of 0 by 256
#include "shared/activation.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> parameters: array<f32>;
@group(0) @binding(2) var<storage, read> statistics: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let columns = constants.shapes[0].w;
  let count = rows(0u) * features(0u);
  for (var e = thread.x; e < count; e += 64u * groups.x) {
    let c = e % columns;
    let scale = parameters[c] / sqrt(statistics[columns + c] + constants.numbers.x);
    y[e] = activate(constants.integers.x, (x[e] - statistics[c]) * scale + parameters[columns + c]);
  }
}
