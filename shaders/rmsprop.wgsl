// parameters p, gradients g, mean square v, velocity u (absent without momentum), state.
// numbers: α, ε, decay λ, momentum μ
// g ← g + λ p     v ← α v + (1 − α) g²     u ← μ u + g / (√v + ε)     p ← p − lr u
// As PyTorch has it, without centring (Hinton, Srivastava and Swersky 2012, lecture 6e).
// grid: elements of 0 by 256
#include "shared/state.wgsl"
#include "shared/tail.wgsl"

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> square: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> velocity: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> state: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let count = rows(0u) * features(0u);
  let alpha = constants.numbers.x;
  let rate = state[state_learning_rate];
  for (var i = thread.x; 4u * i < count; i += 64u * groups.x) {
    let p_before = parameters[i];
    let v_before = square[i];
    let g = gradients[i] + constants.numbers.z * p_before;
    let v_now = alpha * v_before + ((1.0 - alpha) * g) * g;
    let v = select(vec4(0.0), v_now, abs(v_now) >= vec4(1e-36));
    square[i] = keep_tail(count, 4u * i, v, v_before);
    var along = g / (sqrt(v) + constants.numbers.y);
    if (present(3u)) {
      let u_before = velocity[i];
      let u_now = constants.numbers.w * u_before + along;
      along = select(vec4(0.0), u_now, abs(u_now) >= vec4(1e-30));
      velocity[i] = keep_tail(count, 4u * i, along, u_before);
    }
    parameters[i] = keep_tail(count, 4u * i, p_before - rate * along, p_before);
  }
}
