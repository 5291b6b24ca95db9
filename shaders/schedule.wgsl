// player or clock, the clock whose step counts or absent: the same.
// integers: kind, word of the base value b, word to write, w, T.   numbers: f
// value of b at step t:
// constant  b
// cosine    b (t + 1) / w while t < w; then b (f + (1 − f) ½ (1 + cos πp)), p = (t − w) / (T − w) to 1
// steps     b f^⌊t / T⌋
// linear    b min(1, t / w)
// Loshchilov and Hutter 2017, "SGDR", equation 5; Bowman et al. 2016 for β's line.
// grid: one
#include "shared/math.wgsl"
#include "shared/state.wgsl"

@group(0) @binding(0) var<storage, read_write> state: array<u32>;
@group(0) @binding(1) var<storage, read> clock: array<u32>;

const cosine = 1u;
const steps = 2u;
const linear = 3u;

fn share(part: u32, whole: u32) -> f32 {
  return f32(min(part, whole)) / f32(whole);
}

fn power(base: f32, times: u32) -> f32 {
  var product = 1.0;
  var factor = base;
  for (var left = times; left > 0u; left >>= 1u) {
    if ((left & 1u) != 0u) {
      product *= factor;
    }
    factor *= factor;
  }
  return product;
}

fn scheduled(base: f32, t: u32) -> f32 {
  let warm_up = constants.integers.w;
  let whole = constants.more_integers.x;
  let f = constants.numbers.x;
  switch constants.integers.x {
    case cosine: {
      if (t < warm_up) {
        return base * share(t + 1u, warm_up);
      }
      let turned = sine_cosine_turns(0.5 * share(t - warm_up, whole - warm_up)).y;
      return base * (f + (1.0 - f) * (0.5 * (1.0 + turned)));
    }
    case steps: { return base * power(f, t / whole); }
    case linear: { return base * share(t, warm_up); }
    default: { return base; }
  }
}

@compute @workgroup_size(1)
fn main() {
  var t = state[state_step];
  if (present(1u)) {
    t = clock[state_step];
  }
  let base = bitcast<f32>(state[constants.integers.y]);
  state[constants.integers.z] = bitcast<u32>(scheduled(base, t));
}
