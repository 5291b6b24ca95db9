// How the two pictures of a convolution lie to each other: `large` is a convolution's input and a
// transposed convolution's output, `small` the other. Tap (a, b) of the small picture's place (r, q) is
// the large one's (r s + a − p, q s + b − p).
// The kernel that includes this says which bindings they are, `large` and `small`.
#include "shared/product.wgsl"

fn kernel_size() -> u32 { return constants.integers.z; }
fn stride() -> u32 { return constants.integers.w; }
fn padding() -> u32 { return constants.more_integers.x; }

// Picture, row and column of a place.
fn place_of(index: u32, rows: u32, columns: u32) -> vec3<u32> {
  return vec3(index / (rows * columns), index / columns % rows, index % columns);
}
// Where channel c of a place lies.
fn at_place(shape: vec4<u32>, n: u32, y: u32, x: u32, c: u32) -> u32 {
  return ((n * shape.y + y) * shape.z + x) * shape.w + c;
}
fn places_in(binding: u32) -> u32 {
  let shape = constants.shapes[binding];
  return shape.x * shape.y * shape.z;
}
fn taps() -> u32 { return kernel_size() * kernel_size(); }
