// The passes that answer questions, at one fixed batch size. Private to the trainer.
#pragma once
#include "train/trainer.h"

namespace hourglass {

struct Evaluator {
  static constexpr uint32_t batch = 256;

  Evaluator(Backend&, Network&, const Settings&, const Loss&);
  ~Evaluator();

  // ε of the next latent or full run: same index, same draw.
  void draw(uint32_t index);

  Backend& backend;
  Tensor state, row_loss;
  Pass sampled, mean;  // z = μ + σ·ε, z = μ
  ProgramId encode;    // mean.x → mean.heads
  ProgramId decode;    // mean.z → mean.y
  ProgramId full;      // sampled.x → heads, z, kl, y, row_loss
  ProgramId latent;    // sampled.heads, sampled.x → z, kl, y, row_loss
  uint64_t seed;
};

}  // namespace hourglass
