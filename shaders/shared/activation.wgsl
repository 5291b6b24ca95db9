// The activations of compute/activation.h on one number: twins of compute/cpu/vector_math.h.
#include "shared/curved.wgsl"
#include "shared/math.wgsl"

const linear = 0u;
const relu = 1u;
const leaky_relu = 2u;
const tangent = 3u;
const sigmoid = 4u;
const softplus = 5u;
const silu = 6u;
const gelu = 7u;
const leaky_relu_fifth = 8u;

// Near 0 a polynomial, elsewhere 1 − 2 / (e^2|x| + 1) with x's sign.
fn hyperbolic_tangent(x: f32) -> f32 {
  let size = abs(x);
  let z = x * x;
  var p = -5.70498872745e-3;
  p = p * z + 2.06390887954e-2;
  p = p * z - 5.37397155531e-2;
  p = p * z + 1.33314422036e-1;
  p = p * z - 3.33333319422e-1;
  let far = 1.0 - 2.0 / (exponential(size + size) + 1.0);
  return select(select(far, -far, x < 0.0), p * z * x + x, size < 0.625);
}

// GELU is ½x (1 + tanh u) = x sigmoid(2u): of |x| ≤ 10 this is 2u = 2√(2/π)(x + 0.044715 x³).
fn gelu_argument(x: f32) -> f32 {
  return x * (1.5957691216 + 7.1354816272e-2 * (x * x));
}

// Below 0, of those that leak.
fn slope_below(kind: u32) -> f32 {
  return select(0.01, 0.2, kind == leaky_relu_fifth);
}

fn activate(kind: u32, x: f32) -> f32 {
  if (!curved) {
    let below = select(x * slope_below(kind), 0.0, kind == relu);
    return select(x, below, x <= 0.0 && kind != linear);  // a NaN stays
  }
  switch kind {
    case relu: { return select(x, 0.0, x <= 0.0); }
    case leaky_relu, leaky_relu_fifth: { return select(x * slope_below(kind), x, x > 0.0); }
    case tangent: { return hyperbolic_tangent(x); }
    case sigmoid: { return 1.0 / (1.0 + exponential(-x)); }
    case softplus: { return softplus_from(x, exponential(-abs(x))); }
    case silu: { return max(x, -87.0) / (1.0 + exponential(-x)); }
    case gelu: { return max(x, -10.0) / (1.0 + exponential(-gelu_argument(clamp(x, -10.0, 10.0)))); }
    default: { return x; }
  }
}

// act'(pre) by y = act(pre), times dy.
fn back_through(kind: u32, y: f32, dy: f32) -> f32 {
  if (!curved) {
    let below = select(dy * slope_below(kind), 0.0, kind == relu);
    return select(below, dy, y > 0.0 || kind == linear);
  }
  switch kind {
    case relu: { return select(0.0, dy, y > 0.0); }
    case leaky_relu, leaky_relu_fifth: { return select(dy * slope_below(kind), dy, y > 0.0); }
    case tangent: { return dy * (1.0 - y * y); }
    case sigmoid: { return dy * (y * (1.0 - y)); }
    case softplus: { return dy * (1.0 - exponential(-y)); }
    default: { return dy; }
  }
}

// s = sigmoid(x), and its slope s (1 − s) = t / (1 + t)², t = e^−|x|: 1 − s would lose its last bits.
fn sigmoid_and_slope(x: f32) -> vec2<f32> {
  let t = exponential(-abs(x));
  let r = 1.0 / (1.0 + t);
  return vec2(select(r, t * r, x < 0.0), t * r * r);
}

// act'(x), times dy: by the input, which every activation has.
fn back_from_input(kind: u32, x: f32, dy: f32) -> f32 {
  switch kind {
    case silu: {  // s + x s'
      let s = sigmoid_and_slope(x);
      return dy * (s.x + clamp(x, -87.0, 87.0) * s.y);
    }
    case gelu: {  // s + x s' 2u', s = sigmoid(2u)
      let inside = clamp(x, -10.0, 10.0);
      let s = sigmoid_and_slope(gelu_argument(inside));
      let steep = 1.5957691216 + 2.14064448816e-1 * (inside * inside);
      return dy * (s.x + inside * steep * s.y);
    }
    default: { return back_through(kind, activate(kind, x), dy); }
  }
}
