// parameters p, gradients g, velocity v, state.   integers: 1 is Nesterov's.   numbers: momentum μ, decay λ
// g ← g + λ p     v ← μ v + g     p ← p − lr v, by Nesterov p ← p − lr (g + μ v)
// As PyTorch has it (Sutskever et al. 2013, "On the importance of initialization and momentum").
// grid: elements of 0 by 256
#include "shared/state.wgsl"
#include "shared/tail.wgsl"

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> velocity: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> state: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let momentum = constants.numbers.x;
  let rate = state[state_learning_rate];
  let count = rows(0u) * features(0u);
  for (var i = thread.x; 4u * i < count; i += 64u * groups.x) {
    // By reference: bounds are checked once for the way there and back.
    let p_here = &parameters[i];
    let v_here = &velocity[i];
    let p_before = *p_here;
    let v_before = *v_here;
    let g = gradients[i] + constants.numbers.y * p_before;
    let v_now = momentum * v_before + g;
    let v = select(vec4(0.0), v_now, abs(v_now) >= vec4(1e-30));
    *v_here = keep_tail(count, 4u * i, v, v_before);
    let along = select(v, g + momentum * v, constants.integers.x != 0u);
    *p_here = keep_tail(count, 4u * i, p_before - rate * along, p_before);
  }
}
