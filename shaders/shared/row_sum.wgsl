// The sum of what the threads of a workgroup hold, in a fixed tree; every thread gets it. The kernel
// that includes this says how many there are: row_threads, a power of 2.
var<workgroup> row_parts: array<f32, row_threads>;

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
