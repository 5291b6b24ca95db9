// Words of the state tensor, as src/compute/state.h has them.
const state_step = 0u;
const state_epoch = 1u;
const state_position = 2u;
const state_seed_low = 3u;
const state_seed_high = 4u;
const state_beta1_power = 5u;
const state_beta2_power = 6u;
const state_learning_rate = 64u;
const state_beta = 65u;
