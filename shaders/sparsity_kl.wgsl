// h [n, k] in (0, 1), its column means ρ̂ [k], state or absent → row [n], dpre [n, k] or absent.
// integers: activation, add, word.   numbers: scale s, ρ
// row[n] = Σⱼ (ρ log(ρ/ρ̂ⱼ) + (1 − ρ) log((1 − ρ)/(1 − ρ̂ⱼ))), in every row: their mean is the term
// dpre[n,j] = s (ρ̂ⱼ − ρ) / (ρ̂ⱼ (1 − ρ̂ⱼ)) act'(pre[n,j]), an equal share of each row
// ρ̂ⱼ = 1/n Σₙ h[n,j], held in [10⁻⁶, 1 − 10⁻⁶]; at these ends it still pulls.
// grid: rows of 0
#include "shared/activation.wgsl"
#include "shared/row_parts.wgsl"
#include "shared/row_sum.wgsl"
#include "shared/term.wgsl"

@group(0) @binding(0) var<storage, read> h: array<f32>;
@group(0) @binding(1) var<storage, read> means: array<f32>;
@group(0) @binding(2) var<storage, read> state: array<f32>;
@group(0) @binding(3) var<storage, read_write> row: array<f32>;
@group(0) @binding(4) var<storage, read_write> dpre: array<f32>;

const row_threads = 64u;
const state_binding = 2u;

@compute @workgroup_size(row_threads)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let k = features(0u);
  let scale = term_scale();
  let rho = clamp(constants.numbers.y, 1e-6, 1.0 - 1e-6);
  let log_rho = logarithm(rho);
  let log_rest = logarithm(1.0 - rho);
  var sum = 0.0;
  for (var j = thread; j < k; j += row_threads) {
    let at = group.x * k + j;
    let mean = clamp(means[j], 1e-6, 1.0 - 1e-6);
    let rest = 1.0 - mean;
    sum += rho * (log_rho - logarithm(mean)) + (1.0 - rho) * (log_rest - logarithm(rest));
    if (present(4u)) {
      var back = back_through(constants.integers.x, h[at], scale * (mean - rho) / (mean * rest));
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
