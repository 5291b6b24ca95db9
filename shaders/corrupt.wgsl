// Noise on the way in (Vincent et al. 2008, 2010).
// x [n, h, w, c], state → x̃.   integers: kind, stream, index.   numbers: amount a
// gaussian     x̃ = x + a ε
// mask         x̃ = 0 where u < a, else x
// salt_pepper  x̃ = 0 where u < ½a, 1 where ½a ≤ u < a, else x
// block        x̃ = 0 in a rectangle of the picture, sides h√a and w√a (rounded, at least 1), in all
//              channels; a place anywhere in the picture, another for each example
// ε and u of element e are words of (seed, stream, step, e / 4, index); the block's of (…, n, …).
// grid: rows of 0
#include "shared/random.wgsl"
#include "shared/state.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> state: array<u32>;
@group(0) @binding(2) var<storage, read_write> corrupted: array<f32>;

const none = 0u;
const gaussian = 1u;
const mask = 2u;
const salt_pepper = 3u;
const block = 4u;

// A side of a rectangle that has this root of a share of a picture's area.
fn part_of(side: u32, root: f32) -> u32 {
  return max(1u, u32(min(f32(side) * root + 0.5, f32(side))));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let n = group.x;
  let d = features(0u);
  let shape = constants.shapes[0];
  let seed = vec2(state[state_seed_low], state[state_seed_high]);
  let step = state[state_step];
  let stream = constants.integers.y;
  let index = constants.integers.z;
  let amount = constants.numbers.x;
  let kind = select(none, constants.integers.x, amount > 0.0);
  var size = vec2(0u);
  var corner = vec2(0u);
  if (kind == block) {
    let root = sqrt(amount);
    size = vec2(part_of(shape.y, root), part_of(shape.z, root));
    let words = random_words(seed, stream, step, n, index);
    corner = vec2(multiply_high(words.x, shape.y - size.x + 1u),
                  multiply_high(words.y, shape.z - size.y + 1u));
  }
  for (var j = thread; j < d; j += 64u) {
    let element = n * d + j;
    var value = x[element];
    if (kind == block) {
      let pixel = j / shape.w;
      let inside = vec2(pixel / shape.z, pixel % shape.z) - corner;  // what lies before wraps
      value = select(value, 0.0, all(inside < size));
    } else if (kind != none) {
      let words = random_words(seed, stream, step, element / 4u, index);
      if (kind == gaussian) {
        value += amount * normal_of(words, element);
      } else {
        let u = uniform_from(words[element % 4u]);
        let grain = select(0.0, 1.0, kind == salt_pepper && u >= 0.5 * amount);
        value = select(value, grain, u < amount);
      }
    }
    corrupted[element] = value;
  }
}
