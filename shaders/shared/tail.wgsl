// The last four elements of a tensor may be partly another's: those keep what they had.
fn keep_tail(count: u32, first: u32, now: vec4<f32>, before: vec4<f32>) -> vec4<f32> {
  return select(before, now, vec4(first) + vec4(0u, 1u, 2u, 3u) < vec4(count));
}
