// A batch out of the data set: bytes become floats in [0, 1]; floats and labels stay what they are.
// data [count, features] bytes, four a word, or words; state → x [n, features].
// integers: count, order, numbers (0: bytes, 1: words, 2: labels of a byte), places ahead
// x[n,i] = data[e(n), i] / 255 of bytes, data[e(n), i] of words and of labels
// e(n) = shuffle of the p-th place in its epoch, p = position + ahead + n; in order: p mod count
// grid: rows of 2
#include "shared/random.wgsl"
#include "shared/state.wgsl"

@group(0) @binding(0) var<storage, read> data: array<u32>;
@group(0) @binding(1) var<storage, read> state: array<u32>;
// As words: a label taken for a float would be next to nothing, which a device may round to 0.
@group(0) @binding(2) var<storage, read_write> x: array<u32>;

var<workgroup> chosen: u32;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let n = group.x;
  let width = features(2u);
  if (thread == 0u) {
    let count = constants.integers.x;
    let place = state[state_position] + constants.integers.w + n;
    chosen = place % count;
    if (constants.integers.y == 0u) {
      let seed = vec2(state[state_seed_low], state[state_seed_high]);
      chosen = shuffled(place % count, count, seed, state[state_epoch] + place / count);
    }
  }
  let first = workgroupUniformLoad(&chosen) * width;
  for (var i = thread; i < width; i += 64u) {
    let at = first + i;
    if (constants.integers.z == 1u) {
      x[n * width + i] = data[at];
    } else {
      let byte = (data[at / 4u] >> (8u * (at % 4u))) & 0xFFu;
      x[n * width + i] = select(bitcast<u32>(f32(byte) * (1.0 / 255.0)), byte, constants.integers.z == 2u);
    }
  }
}
