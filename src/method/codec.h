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

  struct Options {
    uint32_t code = 0;
    uint64_t seed = 0;
    // The encoder gives [n, 2k] = (μ, log σ²), and between them and z something draws, which recorders
    // of `full` put there.
    bool sampled = false;
    // The encoder's input is another tensor than x, which `full` makes from x.
    bool spoilt = false;
    uint32_t classes = 0;  // whose labels the decoder is told; sampled too
  };
  // series: its terms, the loss's first.
  Codec(Network&, const Loss&, std::vector<Series> series, const Options&);

  uint32_t code() const { return options_.code; }
  // Codes come from N(0, I) before any example is seen.
  bool sampled() const { return options_.sampled; }
  uint32_t classes() const { return options_.classes; }
  std::vector<Label> labels_in_turn(uint32_t count) const;  // none where the decoder is told none

  Codes encode(std::span<const float> examples);  // [count, features]
  // [count, code] → [count, features]. Labels, where the decoder is told them: one a code, or one for all.
  std::vector<float> decode(std::span<const float> codes, std::span<const Label> labels = {});
  // x̃, what the encoder gets of the first examples of an evaluation in their place; none where it gets
  // them as they are.
  std::vector<float> spoilt(std::span<const float> examples);
  // What evaluating() measures besides: how well the loss tells what is normal from all else.
  static std::vector<Measure> measures(const Settings&);
  // `full` has been recorded: x → all rows of terms.
  Job<Evaluation> evaluating(const Dataset&, uint32_t limit, Settings now);

  // ε of the next run: same index, same draw.
  void draw(uint32_t index);
  // The labels of the next run's rows, where the decoder is told them: one a row, or one for all; none: 0.
  void tell(std::span<const Label> labels);
  void decoding(Program&) const;      // z → y
  Tensor row(uint32_t series) const;  // of its terms: [batch]

  Backend& backend;

 private:
  Tensor decoder_input(const Network&);  // makes what it needs

  const Loss& loss_;
  std::vector<Series> series_;
  Options options_;
  OwnedTensor x_, input_, z_, labels_, told_, terms_, state_;

 public:
  const Pass encoder, decoder;
  Tensor x() const { return x_; }
  Tensor input() const { return encoder.x(); }
  const BoundLoss& loss() const { return bound_loss_; }  // of y and x, into row 0
  Tensor heads() const { return encoder.y(); }  // [batch, 2k], or [batch, k] for a plain code
  // The same tensor as heads for a plain code.
  Tensor z() const { return sampled() ? Tensor(z_) : heads(); }
  Tensor y() const { return decoder.y(); }
  Tensor state() const { return state_; }
  OwnedProgram full;  // x → y, terms

 private:
  BoundLoss bound_loss_;
  OwnedProgram encode_, decode_;
};

// μ, or the plain codes, of all of a data set, batch by batch: [count, code]. Codec and data outlive the job.
Job<std::vector<float>> encoding_all(Codec&, const Dataset&);

}  // namespace hourglass
