// The sums of two numbers that each thread of a workgroup holds, in a fixed order; thread 0 gets them.
// In two levels rather than a tree: barriers cost more than a few additions.
// The kernel that includes this says how many threads there are: row_threads, 4 or a multiple of 8.
const row_heads = 8u;
var<workgroup> row_parts: array<vec2<f32>, row_threads>;
var<workgroup> row_head_parts: array<vec2<f32>, 8>;

fn row_sum(value: vec2<f32>, thread: u32) -> vec2<f32> {
  row_parts[thread] = value;
  workgroupBarrier();
  var sum = vec2(0.0, 0.0);
  if (thread < row_heads) {
    for (var i = thread; i < row_threads; i += row_heads) {
      sum += row_parts[i];
    }
    row_head_parts[thread] = sum;
  }
  workgroupBarrier();
  sum = vec2<f32>();
  for (var i = 0u; thread == 0u && i < min(row_heads, row_threads); i++) {
    sum += row_head_parts[i];
  }
  return sum;
}
