// An autoencoder's parameters on a device, and the network bound to a batch size.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "compute/owned.h"
#include "model/layer.h"

namespace hourglass {

// 1 GB of weights, and three times that for gradients and Adam's moments: no 32-bit size wraps.
inline constexpr uint64_t most_parameters = uint64_t{1} << 28;

// Numbers to be learnt, without allocating any; stops counting above most_parameters.
uint64_t count_parameters(const Autoencoder&, Shape example);

// All parameters in one arena, so that the optimiser updates them in one dispatch. Parts are padded
// to tensor_alignment; the padding stays zero.
class Network {
 public:
  // Throws Error above most_parameters.
  Network(Backend&, Autoencoder, Shape example);

  // Uniform in ±bound (layer.h, Start) from the seed's initialisation stream.
  void initialise(uint64_t seed);

  struct Part {
    std::string name;  // "encoder.0"
    Parameter parameter;
    Start start;
  };

  Backend& backend;
  const Autoencoder autoencoder;
  const Shape example;  // n = 1
  Parameter arena;
  std::vector<Part> parts;  // encoder's, then decoder's

  uint32_t parameter_count() const;
  std::vector<float> read_parameters() const;          // without padding, in order
  void write_parameters(std::span<const float> from);  // the same

 private:
  OwnedTensor values_, gradients_;  // the arena's
};

// The tensors of a network at one batch size, and recorders of its work.
class Pass {
 public:
  enum class Use { training, evaluation };
  Pass(Network&, uint32_t batch, Use, Tensor state, Stream = Stream::noise);

  void encode(Program&) const;    // x → heads (or the plain code)
  void latent(Program&) const;    // heads → z, kl; nothing for a plain code
  void decode(Program&) const;    // z → y
  void backward(Program&) const;  // dy → all gradients

  Tensor x;      // [n, example]
  Tensor heads;  // [n, 2k], or [n, k] for a plain code
  Tensor z;      // [n, k]; the same tensor as heads for a plain code
  Tensor kl;     // [n], nats; absent for a plain code
  Tensor y;      // [n, example features]
  Tensor dy;     // of the loss; absent in evaluation
  uint32_t batch;

 private:
  struct Bound {
    const Layer* layer;
    Slots slots;
    std::vector<Parameter> parameters;
  };
  Tensor make(Shape);

  Network& network_;
  std::vector<Bound> bound_;
  size_t latent_ = 0;  // index into bound_ of the latent, or of the decoder's first layer
  std::vector<OwnedTensor> owned_;
};

}  // namespace hourglass
