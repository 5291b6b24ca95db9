// s = 2 tanh(½ r): by how much a coupling stretches; and the share of its slope, 1 − ¼ s².
#include "shared/activation.wgsl"

fn bent(r: f32) -> f32 {
  return hyperbolic_tangent(0.5 * r);
}
