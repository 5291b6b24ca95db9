// Pictures [n, h, w, c], and where windows lie in them: twin of compute/cpu/pool_windows.h.
// integers: -, size, stride, padding

struct Place {
  n: u32,
  i: u32,
  j: u32,
  c: u32,
}
fn place_of(binding: u32, element: u32) -> Place {
  let s = constants.shapes[binding];
  let place = element / s.w;
  let row = place / s.z;
  return Place(row / s.y, row % s.y, place % s.z, element % s.w);
}
fn element_of(binding: u32, p: Place) -> u32 {
  let s = constants.shapes[binding];
  return ((p.n * s.y + p.i) * s.z + p.j) * s.w + p.c;
}

// Places of a side that window o covers, first and one past the last; what is padding it leaves out.
fn places_of(o: u32, side: u32) -> vec2<u32> {
  let start = o * constants.integers.z;
  let padding = constants.integers.w;
  return vec2(max(start, padding) - padding, min(start + constants.integers.y - padding, side));
}
// Windows, `count` on this side, that cover place i.
fn windows_of(i: u32, count: u32) -> vec2<u32> {
  let at = i + constants.integers.w;
  let size = constants.integers.y;
  let stride = constants.integers.z;
  return vec2(select((max(at, size) - size) / stride + 1u, 0u, at < size), min(at / stride + 1u, count));
}
