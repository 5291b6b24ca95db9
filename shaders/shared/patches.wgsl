// A matrix that lies in no memory: [places of the small picture, taps · channels of the large one].
// The kernel that includes this says where the large picture's numbers are: large_at(at), and four of
// them, large_four(at), at a multiple of 4.
#include "shared/convolution.wgsl"

// Where it lies, and whether it is inside.
fn patch_place(row: vec3<u32>, column: u32) -> vec2<u32> {
  let shape = constants.shapes[large];
  let tap = column / shape.w;
  let y = row.y * stride() + tap / kernel_size();
  let x = row.z * stride() + tap % kernel_size();
  let inside = y >= padding() && y < shape.y + padding() && x >= padding() && x < shape.z + padding();
  let at = at_place(shape, row.x, y - padding(), x - padding(), column % shape.w);
  return vec2(select(0u, at, inside), select(0u, 1u, inside));
}
// Four of a row from `column` on, clamped into the matrix.
fn patch_four(row: u32, column: u32) -> vec4<f32> {
  let shape = constants.shapes[small];
  let place = place_of(min(row, places_in(small) - 1u), shape.y, shape.z);
  let width = taps() * constants.shapes[large].w;
  if (vectors) {
    let p = patch_place(place, min(column, width - 4u));
    return select(vec4(0.0), large_four(p.x), p.y == 1u);
  }
  var four_of: vec4<f32>;
  for (var j = 0u; j < 4u; j += 1u) {
    let p = patch_place(place, min(column + j, width - 1u));
    four_of[j] = select(0.0, large_at(p.x), p.y == 1u);
  }
  return four_of;
}
