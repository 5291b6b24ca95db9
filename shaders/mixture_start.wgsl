// x [n, 2], clock → energies [6, k]
// The first centre is a point by chance, each other the point farthest from those before (Gonzalez 1985,
// "Clustering to minimize the maximum intercluster distance"); shares 1/k, Σ = v I with 2v the mean squared
// distance of a point from its nearest centre.
// grid: one
#include "shared/energy.wgsl"
#include "shared/random.wgsl"
#include "shared/row_parts.wgsl"
#include "shared/row_sum.wgsl"
#include "shared/state.wgsl"

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> state: array<u32>;
@group(0) @binding(2) var<storage, read_write> energies: array<f32>;

const row_threads = 64u;
const stream_noise = 2u;
var<workgroup> centres: array<vec2<f32>, 64>;
var<workgroup> far: array<f32, row_threads>;
var<workgroup> far_at: array<u32, row_threads>;

fn point(n: u32) -> vec2<f32> { return vec2(x[2u * n], x[2u * n + 1u]); }

@compute @workgroup_size(row_threads)
fn main(@builtin(local_invocation_index) thread: u32) {
  let n = rows(0u);
  let k = features(2u);
  if (thread == 0u) {
    let seed = vec2(state[state_seed_low], state[state_seed_high]);
    centres[0] = point(multiply_high(random_words(seed, stream_noise, 0u, 0u, 0u).x, n));
  }
  workgroupBarrier();
  var spread = 0.0;
  for (var j = 0u; j < k; j++) {
    var farthest = -1.0;
    var farthest_at = 0u;
    spread = 0.0;
    for (var i = thread; i < n; i += row_threads) {
      let here = point(i);
      var nearest = 3.0e38;
      for (var c = 0u; c <= j; c++) {
        let off = here - centres[c];
        nearest = min(nearest, off.x * off.x + off.y * off.y);
      }
      spread += nearest / f32(n);
      if (nearest > farthest) {
        farthest = nearest;
        farthest_at = i;
      }
    }
    far[thread] = farthest;
    far_at[thread] = farthest_at;
    workgroupBarrier();
    if (thread == 0u && j + 1u < k) {
      var best = 0u;
      for (var t = 1u; t < row_threads; t++) {
        // Of several as far the first point.
        if (far[t] > far[best] || (far[t] == far[best] && far_at[t] < far_at[best])) {
          best = t;
        }
      }
      centres[j + 1u] = point(far_at[best]);
    }
    workgroupBarrier();
  }
  let total = row_sum(vec2(spread, 0.0), thread).x;
  if (thread == 0u) {
    let variance = max(0.5 * total, 1e-4);
    for (var j = 0u; j < k; j++) {
      give_energy(1.0 / f32(k), centres[j], vec3(variance, 0.0, variance), k, j);
    }
  }
}
