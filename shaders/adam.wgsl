// parameters p, gradients g, first moment m, second moment v, state.   numbers: β₁, β₂, ε, decay λ
// m ← β₁ m + (1 − β₁) g     v ← β₂ v + (1 − β₂) g²
// p ← p (1 − lr λ) − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
// Kingma and Ba 2015, "Adam", algorithm 1, with ε where PyTorch has it; the decay λ apart from the
// gradient as in Loshchilov and Hutter 2019, "Decoupled weight decay regularization".
// grid: elements of 0 by 256
#include "shared/state.wgsl"
#include "shared/tail.wgsl"

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> first: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> second: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> state: array<f32>;

// Subnormal moments cost processors dear, and some GPUs flush them anyway.
fn flush(x: vec4<f32>, least: f32) -> vec4<f32> {
  return select(vec4(0.0), x, abs(x) >= vec4(least));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = rows(0u) * features(0u);
  let beta1 = constants.numbers.x;
  let beta2 = constants.numbers.y;
  let epsilon = constants.numbers.z;
  let rate = state[state_learning_rate] / (1.0 - state[state_beta1_power]);
  let root = 1.0 / sqrt(1.0 - state[state_beta2_power]);
  let kept = 1.0 - state[state_learning_rate] * constants.numbers.w;
  for (var i = thread.x; 4u * i < count; i += 64u * groups.x) {
    // By reference: bounds are checked once for the way there and back.
    let p_here = &parameters[i];
    let m_here = &first[i];
    let v_here = &second[i];
    let g = gradients[i];
    let p_before = *p_here;
    let m_before = *m_here;
    let v_before = *v_here;
    let m = flush(beta1 * m_before + (1.0 - beta1) * g, 1e-30);
    let v = flush(beta2 * v_before + ((1.0 - beta2) * g) * g, 1e-36);
    let p = p_before * kept - (rate * m) / (sqrt(v) * root + epsilon);
    *m_here = keep_tail(count, 4u * i, m, m_before);
    *v_here = keep_tail(count, 4u * i, v, v_before);
    *p_here = keep_tail(count, 4u * i, p, p_before);
  }
}
