// The inverse of the matrix of rows (a, b), (c, d), row by row.
fn inverse(a: f32, b: f32, c: f32, d: f32) -> vec4<f32> {
  return vec4(d, -b, -c, a) / (a * d - b * c);
}
