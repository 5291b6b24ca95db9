// sums S [3, 2] = uᵀ du, and below it Σ du; parameters W and b [3, 2] → dparameters [3, 2].
// numbers: weight λ of log|det W|
// dW[i,o] = λ W⁻¹[o,i] − Σⱼ S[i,j] W⁻¹[o,j]     db[o] = −Σⱼ S[2,j] W⁻¹[o,j]
// grid: one
#include "shared/inverse.wgsl"

@group(0) @binding(0) var<storage, read> s: array<f32>;
@group(0) @binding(1) var<storage, read> w: array<f32>;
@group(0) @binding(2) var<storage, read_write> d: array<f32>;

@compute @workgroup_size(1)
fn main() {
  let v = inverse(w[0], w[1], w[2], w[3]);
  let more = constants.numbers.x * v;
  d[0] = more.x - (s[0] * v.x + s[1] * v.y);
  d[1] = more.z - (s[0] * v.z + s[1] * v.w);
  d[2] = more.y - (s[2] * v.x + s[3] * v.y);
  d[3] = more.w - (s[2] * v.z + s[3] * v.w);
  d[4] = -(s[4] * v.x + s[5] * v.y);
  d[5] = -(s[4] * v.z + s[5] * v.w);
}
