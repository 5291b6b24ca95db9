// Before every kernel: what a dispatch is told, as src/compute/webgpu/plan.h writes it.
struct Constants {
  shapes: array<vec4<u32>, 8>,  // n, h, w, c of each binding; all 0 where it is absent
  integers: vec4<u32>,       // 0 to 3
  more_integers: vec4<u32>,  // 4 to 7
  numbers: vec4<f32>,
}
@group(0) @binding(8) var<uniform> constants: Constants;

fn rows(binding: u32) -> u32 {
  return constants.shapes[binding].x;
}
fn features(binding: u32) -> u32 {
  let shape = constants.shapes[binding];
  return shape.y * shape.z * shape.w;
}
fn present(binding: u32) -> bool {
  return constants.shapes[binding].x != 0u;
}
