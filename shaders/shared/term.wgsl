// What the terms of the loss agree on: the weight of a gradient, and that it may be added to what lies
// there. The kernel that includes this has a binding `state` and says at which place: state_binding.
// numbers[0], times word integers[2] of the state where that is bound.
fn term_scale() -> f32 {
  if (present(state_binding)) {
    return constants.numbers.x * state[constants.integers.z];
  }
  return constants.numbers.x;
}

fn adds() -> bool {
  return constants.integers.y != 0u;
}
