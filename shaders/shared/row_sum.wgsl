// The sums of two numbers that each thread of a workgroup holds, in a fixed order; thread 0 gets them.
// In two levels rather than a tree: barriers cost more than a few additions.
// The kernel that includes this says how many threads there are: row_threads, 4 or a multiple of 8;
// and where row_threads + 8 parts of a sum are kept: in shared/row_parts.wgsl, or with a product.
const row_heads = 8u;

fn row_sum(value: vec2<f32>, thread: u32) -> vec2<f32> {
  keep_row_part(thread, value);
  workgroupBarrier();
  var sum = vec2(0.0, 0.0);
  if (thread < row_heads) {
    for (var i = thread; i < row_threads; i += row_heads) {
      sum += row_part(i);
    }
    keep_row_part(row_threads + thread, sum);
  }
  workgroupBarrier();
  sum = vec2<f32>();
  for (var i = 0u; thread == 0u && i < min(row_heads, row_threads); i++) {
    sum += row_part(row_threads + i);
  }
  return sum;
}
