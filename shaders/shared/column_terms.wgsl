// The sum of a column, in sums of 32 rows and a sum of those: a long sum loses less.
// The kernel that includes this says what is summed: summand(row, column).
fn column_sum(rows: u32, column: u32) -> f32 {
  var total = 0.0;
  for (var first = 0u; first < rows; first += 32u) {
    var sum = 0.0;
    for (var row = first; row < min(rows, first + 32u); row++) {
      sum += summand(row, column);
    }
    total += sum;
  }
  return total;
}
