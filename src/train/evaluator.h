// The passes that answer questions, at one fixed batch size. Private to the trainer.
#pragma once
#include "compute/owned.h"
#include "train/trainer.h"

namespace hourglass {

struct Evaluator {
  static constexpr uint32_t batch = 256;

  Evaluator(Backend&, Network&, const Settings&, const Loss&);

  // ε of the next latent or full run: same index, same draw.
  void draw(uint32_t index);

  Backend& backend;
  OwnedTensor state, row_loss;
  Pass sampled;         // z = μ + σ·ε
  Pass halves;          // the encoder and the decoder, each by itself
  OwnedProgram encode;  // halves.x → halves.heads
  OwnedProgram decode;  // halves.z → halves.y
  OwnedProgram full;    // sampled.x → heads, z, kl, y, row_loss
  OwnedProgram latent;  // sampled.heads, sampled.x → z, kl, y, row_loss
  uint64_t seed;
};

}  // namespace hourglass
