// db[o] = Σ dy[·, o]: a workgroup a column, where no product has it as a row.
// The kernel that includes this says dy_at(at).
#include "shared/product.wgsl"

fn column_sum(column: u32, height: u32, width: u32, thread: u32) -> f32 {
  var part = 0.0;
  for (var row = thread; row < height; row += threads) { part += dy_at(row * width + column); }
  tiles[thread] = vec4(part, 0.0, 0.0, 0.0);
  workgroupBarrier();
  if (thread != 0u) { return 0.0; }
  var sum = 0.0;
  for (var t = 0u; t < threads; t += 1u) { sum += tiles[t].x; }
  return sum;
}
