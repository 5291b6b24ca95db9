// logits y [n] → row [n], opinion [n] or absent, dy [n] or absent.
// integers: contest, 1 adds to the row, turn.   numbers: scale s of dy
// A logit y at one example, p = sigmoid(y):   real            generated      the generator's
//   minimax         −log p                    −log(1 − p)     log(1 − p)
//   non-saturating  −log p                    −log(1 − p)     −log p
//   least squares   ½ (y − 1)²                ½ y²           ½ (y − 1)²
//   Wasserstein     −y                        y               −y
// row[n] = that, or more by that; dy[n] = s times its derivative; opinion[n] = p, or y in the last two
// grid: elements of 0 by 64
#include "shared/math.wgsl"

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read_write> row: array<f32>;
@group(0) @binding(2) var<storage, read_write> opinion: array<f32>;
@group(0) @binding(3) var<storage, read_write> dy: array<f32>;

const minimax = 0u;
const least_squares = 2u;
const wasserstein = 3u;

// (value, slope, opinion)
fn paid(logit: f32) -> vec3<f32> {
  let contest = constants.integers.x;
  let turn = constants.integers.z;
  let up = turn == 1u;
  if (contest == wasserstein) {
    return select(vec3(-logit, -1.0, logit), vec3(logit, 1.0, logit), up);
  }
  if (contest == least_squares) {
    let off = select(logit - 1.0, logit, up);
    return vec3(0.5 * (off * off), off, logit);
  }
  let t = exponential(-abs(logit));
  let p = select(1.0, t, logit < 0.0) / (1.0 + t);
  if (up) {
    return vec3(softplus_from(logit, t), p, p);
  }
  if (contest == minimax && turn == 2u) {
    return vec3(-softplus_from(logit, t), -p, p);
  }
  return vec3(softplus_from(-logit, t), p - 1.0, p);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  for (var n = thread.x; n < rows(0u); n += 64u * groups.x) {
    let found = paid(y[n]);
    row[n] = select(found.x, row[n] + found.x, constants.integers.y != 0u);
    if (present(2u)) {
      opinion[n] = found.z;
    }
    if (present(3u)) {
      dy[n] = constants.numbers.x * found.y;
    }
  }
}
