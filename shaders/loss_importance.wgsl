// Importance weights (Burda, Grosse and Salakhutdinov 2016, equations 8 and 14).
// reconstruction [n·L], kl [n·L], state or absent → loss [n], weights [n·L].
// integers: -, -, word.   numbers: weight β of kl
// log w[n,l] = −reconstruction[n·L + l] − β kl[n·L + l]
// loss[n] = −log(1/L Σₗ w[n,l])     weight[n·L + l] = w[n,l] / Σ w[n,·]
// grid: elements of 3 by 64
#include "shared/math.wgsl"
#include "shared/term.wgsl"

@group(0) @binding(0) var<storage, read> reconstruction: array<f32>;
@group(0) @binding(1) var<storage, read> kl: array<f32>;
@group(0) @binding(2) var<storage, read> state: array<f32>;
@group(0) @binding(3) var<storage, read_write> loss: array<f32>;
@group(0) @binding(4) var<storage, read_write> weights: array<f32>;

const state_binding = 2u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let times = rows(0u) / rows(3u);
  let beta = term_scale();
  for (var n = thread.x; n < rows(3u); n += 64u * groups.x) {
    let first = n * times;
    let end = first + times;
    var most = -reconstruction[first] - beta * kl[first];
    for (var i = first + 1u; i < end; i++) {
      most = max(most, -reconstruction[i] - beta * kl[i]);
    }
    var sum = 0.0;
    for (var i = first; i < end; i++) {
      let w = exponential(-reconstruction[i] - beta * kl[i] - most);
      weights[i] = w;
      sum += w;
    }
    for (var i = first; i < end; i++) {
      weights[i] /= sum;
    }
    loss[n] = -(most + logarithm(sum / f32(times)));
  }
}
