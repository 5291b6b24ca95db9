// Small to large, phase by phase: the places of the large picture that are the same modulo the stride
// take the same taps of the small one. A phase's matrix lies in no memory either: [its places, its taps ·
// channels of the small picture].
// The kernel that includes this says where the small picture's numbers are: small_at(at), small_four(at).
#include "shared/convolution.wgsl"

struct Phase {
  first: vec2<u32>,   // row and column of its first place in the large picture
  places: vec2<u32>,  // rows and columns of them
  tap: vec2<u32>,     // the first place's first tap; the others are a stride further on
  taps: vec2<u32>,
  reach: vec2<u32>,   // tap j of its place (u, v) is the small picture's place (u, v) + reach − j
}
var<private> phase: Phase;

fn phase_of(index: u32) -> Phase {
  let s = vec2(stride());
  let k = vec2(kernel_size());
  let shape = constants.shapes[large].yz;
  let first = vec2(index / stride(), index % stride());
  let corner = first + padding();
  let tap = corner % s;
  let taps = select(vec2(0u), (k - min(tap, k) + s - 1u) / s, tap < k);
  let count = select(vec2(0u), (shape - min(first, shape) + s - 1u) / s, first < shape);
  return Phase(first, count, tap, taps, corner / s);
}
fn rows_of(p: Phase) -> u32 { return rows(large) * p.places.x * p.places.y; }
fn depth_of(p: Phase) -> u32 { return p.taps.x * p.taps.y * constants.shapes[small].w; }

// Index of the large picture's number that a row and column of the phase's product are.
fn phase_output(row: u32, column: u32) -> u32 {
  let place = place_of(row, phase.places.x, phase.places.y);
  let at = phase.first + place.yz * stride();
  return at_place(constants.shapes[large], place.x, at.x, at.y, column);
}

// Tap and channel of a column.
fn phase_tap(column: u32) -> vec3<u32> {
  let c = constants.shapes[small].w;
  return vec3(column / c / phase.taps.y, column / c % phase.taps.y, column % c);
}
// The tap's row among all k² matrices of weights.
fn weight_tap(tap: vec3<u32>) -> u32 {
  let at = phase.tap + tap.xy * stride();
  return at.x * kernel_size() + at.y;
}
fn neighbour_place(place: vec3<u32>, column: u32) -> vec2<u32> {
  let shape = constants.shapes[small];
  let tap = phase_tap(column);
  let last = place.yz + phase.reach;
  let inside = all(last >= tap.xy) && all(last < tap.xy + shape.yz);
  let at = at_place(shape, place.x, last.x - tap.x, last.y - tap.y, tap.z);
  return vec2(select(0u, at, inside), select(0u, 1u, inside));
}
fn neighbours_four(row: u32, column: u32) -> vec4<f32> {
  let place = place_of(min(row, rows_of(phase) - 1u), phase.places.x, phase.places.y);
  let width = depth_of(phase);
  if (vectors) {
    let p = neighbour_place(place, min(column, width - 4u));
    return select(vec4(0.0), small_four(p.x), p.y == 1u);
  }
  var four_of: vec4<f32>;
  for (var j = 0u; j < 4u; j += 1u) {
    let p = neighbour_place(place, min(column + j, width - 1u));
    four_of[j] = select(0.0, small_at(p.x), p.y == 1u);
  }
  return four_of;
}

// The product of a phase: its name is the phase's.
fn phase_product(index: u32, right_along_k: bool) -> Product {
  let p = phase_of(index);  // not read back from `phase`, which the language takes for different in each thread
  phase = p;
  return Product(index, true, right_along_k, rows_of(p), constants.shapes[large].w, depth_of(p));
}
fn multiply_phases(first_group: u32, right_along_k: bool, thread: u32) {
  var group = first_group;
  var index = 0u;
  let count = stride() * stride();
  for (; index < count; index += 1u) {
    let groups = groups_of(phase_product(index, right_along_k));
    if (group < groups) { break; }
    group -= groups;
  }
  if (index == count) { return; }
  multiply(phase_product(index, right_along_k), group, thread);
}
