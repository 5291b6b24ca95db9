// exp, log, sine and cosine by the polynomials of src/compute/scalar_math.h: WGSL allows its own
// functions errors of 2⁻¹¹ and more, which is no noise to train with.

// Saturates outside ±87.
fn exponential(value: f32) -> f32 {
  let x = clamp(value, -87.0, 87.0);
  let n = floor(x * 1.44269504088896341 + 0.5);
  let r = (x - n * 0.693359375) + n * 2.12194440e-4;
  var p = 1.9875691500e-4;
  p = p * r + 1.3981999507e-3;
  p = p * r + 8.3334519073e-3;
  p = p * r + 4.1665795894e-2;
  p = p * r + 1.6666665459e-1;
  p = p * r + 5.0000001201e-1;
  p = p * (r * r) + r + 1.0;
  return p * bitcast<f32>((i32(n) + 127) << 23u);
}

// log(1 + m) + e·log 2 for m in [√½ − 1, √2 − 1].
fn log_near_one(m: f32, e: f32) -> f32 {
  let z = m * m;
  var p = 7.0376836292e-2;
  p = p * m - 1.1514610310e-1;
  p = p * m + 1.1676998740e-1;
  p = p * m - 1.2420140846e-1;
  p = p * m + 1.4249322787e-1;
  p = p * m - 1.6668057665e-1;
  p = p * m + 2.0000714765e-1;
  p = p * m - 2.4999993993e-1;
  p = p * m + 3.3333331174e-1;
  p = p * m * z;
  p = p + e * -2.12194440e-4;
  p = p - 0.5 * z;
  return (m + p) + e * 0.693359375;
}

// For normal x > 0.
fn logarithm(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  var e = f32(i32(bits >> 23u) - 126);
  var m = bitcast<f32>((bits & 0x007FFFFFu) | 0x3F000000u);  // [½, 1)
  if (m < 0.707106781186547524) {
    e = e - 1.0;
    m = m + m;
  }
  return log_near_one(m - 1.0, e);
}

// log(1 + e^x) = max(x, 0) + log(1 + t), t = e^−|x|
// 1 + t is never formed: it would lose t's last bits.
fn softplus_from(x: f32, t: f32) -> f32 {
  let large = t > 0.41421356;
  return max(x, 0.0) + log_near_one(select(t, (t - 1.0) * 0.5, large), select(0.0, 1.0, large));
}

// (sin 2πu, cos 2πu) for u in [0, 1): the quarter turn by integer part, polynomials within.
fn sine_cosine_turns(u: f32) -> vec2<f32> {
  let quarters = floor(u * 4.0 + 0.5);
  let x = (u - quarters * 0.25) * 6.28318530717958648;  // [−π/4, π/4]
  let z = x * x;
  let sine = ((-1.9515295891e-4 * z + 8.3321608736e-3) * z - 1.6666654611e-1) * z * x + x;
  let cosine = ((2.443315711809948e-5 * z - 1.388731625493765e-3) * z + 4.166664568298827e-2) * z * z - 0.5 * z + 1.0;
  switch (u32(quarters) & 3u) {
    case 0u: { return vec2(sine, cosine); }
    case 1u: { return vec2(cosine, -sine); }
    case 2u: { return vec2(-sine, -cosine); }
    default: { return vec2(-cosine, sine); }
  }
}
