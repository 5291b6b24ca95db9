// The sum of what the 64 threads of a workgroup hold, in a fixed tree; every thread gets it.
const row_threads = 64u;
var<workgroup> row_parts: array<f32, 64>;

fn row_sum(value: f32, thread: u32) -> f32 {
  row_parts[thread] = value;
  for (var half = row_threads / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < half) {
      row_parts[thread] += row_parts[thread + half];
    }
  }
  workgroupBarrier();
  return row_parts[0];
}
