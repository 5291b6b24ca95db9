// A workgroup has a stretch of 8 columns, which lie together in memory, and shares their rows out to its
// threads: thread t has column t mod 8 and every (stretch_threads/8)-th row from t/8 on.
// The kernel that includes this says how many threads there are: stretch_threads, 8 times a power of two.
const stretch = 8u;
const stretch_rows = stretch_threads / stretch;
var<workgroup> stretch_parts: array<vec2<f32>, stretch_threads>;

// The sums of two numbers over the threads of a column, in a fixed order; all of them get it.
fn stretch_sum(value: vec2<f32>, thread: u32) -> vec2<f32> {
  stretch_parts[thread] = value;
  workgroupBarrier();
  for (var half = stretch_threads / 2u; half >= stretch; half /= 2u) {
    if (thread < half) {
      stretch_parts[thread] += stretch_parts[thread + half];
    }
    workgroupBarrier();
  }
  let sum = stretch_parts[thread % stretch];
  workgroupBarrier();
  return sum;
}
