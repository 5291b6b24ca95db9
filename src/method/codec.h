// Encodes, decodes and evaluates: the passes that answer questions about an encoder and a decoder, at
// one fixed batch size.
#pragma once
#include <span>
#include <vector>

#include "data/pixels.h"
#include "model/pass.h"
#include "train/job.h"
#include "train/loss.h"
#include "train/metrics.h"
#include "train/series.h"

namespace hourglass {

struct Evaluation;

struct Codes {
  std::vector<float> mean;          // [count, code]: μ, or the plain code
  std::vector<float> log_variance;  // [count, code]; empty for a plain code
};

class Codec {
 public:
  static constexpr uint32_t batch = 256;

  // series: its terms, the loss's first. sampled: the encoder gives [n, 2k] = (μ, log σ²), and
  // between them and z something draws, which recorders of `full` and `latent` put there. spoilt: the
  // encoder's input is another tensor than x, which `full` makes from x.
  Codec(Network&, const Loss&, uint32_t code, bool sampled, std::vector<Series> series,
        uint64_t seed, bool spoilt);

  uint32_t code() const { return code_; }
  bool sampled() const { return sampled_; }  // codes come from N(0, I) before any example is seen

  Codes encode(std::span<const float> examples);            // [count, features]
  std::vector<float> decode(std::span<const float> codes);  // [count, code] → [count, features]
  // `full` has been recorded: x → all rows of terms.
  Job<Evaluation> evaluating(const Dataset&, uint32_t limit, Settings now);

  // ε of the next run: same index, same draw.
  void draw(uint32_t index);
  Tensor row(uint32_t series) const;  // of its terms: [batch]

  Backend& backend;

 private:
  const Loss& loss_;
  uint32_t code_;
  bool sampled_;
  std::vector<Series> series_;
  uint64_t seed_;
  OwnedTensor x_, input_, z_, terms_, state_;

 public:
  const Pass encoder, decoder;
  Tensor x() const { return x_; }
  Tensor input() const { return encoder.x(); }
  const BoundLoss& loss() const { return bound_loss_; }  // of y and x, into row 0
  Tensor heads() const { return encoder.y(); }  // [batch, 2k], or [batch, k] for a plain code
  Tensor z() const { return decoder.x(); }      // the same tensor as heads for a plain code
  Tensor y() const { return decoder.y(); }
  Tensor state() const { return state_; }
  OwnedProgram full;  // x → y, terms

 private:
  BoundLoss bound_loss_;
  OwnedProgram encode_, decode_;
};

}  // namespace hourglass
