// Workgroup memory for shared/row_sum.wgsl.
var<workgroup> row_parts: array<vec2<f32>, row_threads + 8u>;

fn row_part(at: u32) -> vec2<f32> { return row_parts[at]; }
fn keep_row_part(at: u32, part: vec2<f32>) { row_parts[at] = part; }
