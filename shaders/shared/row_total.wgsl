// row_sum for all threads of the workgroup, again and again.
#include "shared/row_parts.wgsl"
#include "shared/row_sum.wgsl"

var<workgroup> row_whole: vec2<f32>;

fn row_total(value: vec2<f32>, thread: u32) -> vec2<f32> {
  let sum = row_sum(value, thread);
  if (thread == 0u) {
    row_whole = sum;
  }
  return workgroupUniformLoad(&row_whole);
}
