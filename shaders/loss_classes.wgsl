// logits y [n, K], labels [n] (integers; K and above: none), state or absent → loss [n], right [n],
// dy [n, K] or absent.   integers: -, add, word.   numbers: scale s
// loss[n] = log Σₖ exp(y[n,k]) − y[n,label]     right[n] = 1 where label has the first largest y
// dy[n,k] = s (softmaxₖ(y[n,·]) − [k = label])
// An example whose label is no class has none: loss, right and gradient are 0.
// grid: elements of 1 by 64
#include "shared/math.wgsl"
#include "shared/term.wgsl"

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<u32>;
@group(0) @binding(2) var<storage, read> state: array<f32>;
@group(0) @binding(3) var<storage, read_write> loss: array<f32>;
@group(0) @binding(4) var<storage, read_write> right: array<f32>;
@group(0) @binding(5) var<storage, read_write> dy: array<f32>;

const state_binding = 2u;

// A thread an example: classes are few.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let classes = features(0u);
  let scale = term_scale();
  for (var n = thread.x; n < rows(0u); n += 64u * groups.x) {
    let first = n * classes;
    let label = labels[n];
    let labelled = label < classes;
    var best = 0u;
    for (var k = 1u; k < classes; k++) {
      best = select(best, k, y[first + k] > y[first + best]);
    }
    let most = y[first + best];
    var sum = 0.0;
    for (var k = 0u; k < classes; k++) {
      sum += exponential(y[first + k] - most);
    }
    loss[n] = 0.0;
    if (labelled) {
      loss[n] = logarithm(sum) + (most - y[first + label]);
    }
    right[n] = select(0.0, 1.0, best == label);
    if (present(5u)) {
      for (var k = 0u; k < classes; k++) {
        let off = exponential(y[first + k] - most) / sum - select(0.0, 1.0, k == label);
        var back = select(0.0, scale * off, labelled);
        if (adds()) {
          back += dy[first + k];
        }
        dy[first + k] = back;
      }
    }
  }
}
