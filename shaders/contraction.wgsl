// h [n, k], squared norms of W's columns Q [k], state or absent → row [n], dpre [n, k] or absent.
// integers: activation, add, word.   numbers: scale s
// row[n] = ‖∂h/∂x‖² = Σⱼ act'(pre[n,j])² Q[j], Q[j] = Σᵢ W[i,j]²
// dpre[n,j] = s 2 act'(pre[n,j]) act''(pre[n,j]) Q[j]
// Rifai et al. 2011, "Contractive auto-encoders", equation 9; exact for one layer.
// grid: rows of 0
#include "shared/activation.wgsl"
#include "shared/row_parts.wgsl"
#include "shared/row_sum.wgsl"
#include "shared/term.wgsl"

@group(0) @binding(0) var<storage, read> h: array<f32>;
@group(0) @binding(1) var<storage, read> norms: array<f32>;
@group(0) @binding(2) var<storage, read> state: array<f32>;
@group(0) @binding(3) var<storage, read_write> row: array<f32>;
@group(0) @binding(4) var<storage, read_write> dpre: array<f32>;

const row_threads = 64u;
const state_binding = 2u;

// act''(pre), by y = act(pre) and act'(pre).
fn second_slope(kind: u32, y: f32, first: f32) -> f32 {
  switch kind {
    case tangent: { return -2.0 * y * first; }
    case sigmoid: { return first * (1.0 - 2.0 * y); }
    case softplus: { return first * (1.0 - first); }
    default: { return 0.0; }
  }
}

@compute @workgroup_size(row_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let k = features(0u);
  let kind = constants.integers.x;
  let scale = 2.0 * term_scale();
  var sum = 0.0;
  for (var j = thread; j < k; j += row_threads) {
    let at = group.x * k + j;
    let code = h[at];
    let first = back_through(kind, code, 1.0);
    let weighted = first * norms[j];
    sum += first * weighted;
    if (present(4u)) {
      var back = scale * weighted * second_slope(kind, code, first);
      if (adds()) {
        back += dpre[at];
      }
      dpre[at] = back;
    }
  }
  let total = row_sum(vec2(sum, 0.0), thread).x;
  if (thread == 0u) {
    row[group.x] = total;
  }
}
