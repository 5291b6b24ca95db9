#include "train/latent_trace.h"

#include <algorithm>
#include <cmath>

#include "compute/error.h"
#include "compute/state.h"
#include "train/loss.h"

namespace hourglass {

LatentTrace trace_latent(Trainer& trainer, std::span<const float> example,
                         std::optional<Label> label, std::span<const float> epsilon) {
  Codec& codec = trainer.codec();
  Network& network = trainer.network();
  Backend& backend = network.backend;
  const uint32_t k = codec.code();
  Shape shape = trainer.example();
  if (!codec.sampled())
    fail("trace: the code is a plain one, nothing is drawn; set latent to gaussian");
  if (network.has_statistics())
    fail(
        "trace: batch normalisation mixes the examples of a batch; set normalisation to layer or "
        "none");
  if (example.size() != shape.features() || epsilon.size() != k)
    fail("trace: {} numbers and {} of ε, wanted {} and {}", example.size(), epsilon.size(),
         shape.features(), k);

  // As Variational records it, of one example, with nothing for the weights.
  const auto loss = make_loss(trainer.settings(), shape.features());
  const OwnedTensor x(backend, shape), z(backend, Shape{1, 1, 1, k}),
      dz(backend, Shape{1, 1, 1, k});
  const uint32_t classes = codec.classes();
  OwnedTensor labels, told, dtold;
  if (classes > 0) {
    labels = OwnedTensor(backend, Shape{1, 1, 1, 1});
    told = OwnedTensor(backend, Shape{1, 1, 1, k + classes});
    dtold = OwnedTensor(backend, told->shape);
    const Label one = label.value_or(0);
    if (one >= classes) fail("trace: {} is no class; choose from 0 to {}", one, classes - 1);
    write(backend, labels, std::vector<uint32_t>{one});
  }
  const Tensor clock = trainer.clock();
  const Pass encoder(network, "encoder", x, clock, {.frozen = true});
  const Pass decoder(network, "decoder", classes > 0 ? Tensor(told) : Tensor(z), clock,
                     {.dx = classes > 0 ? Tensor(dtold) : Tensor(dz), .frozen = true});
  const OwnedTensor row(backend, Shape{1, 1, 1, 1});
  const BoundLoss cost(network, *loss, LossSlots{decoder.y(), x, row, decoder.dy(), {}, {}});

  LatentTrace t;
  t.step = trainer.step();
  t.beta = read_now(backend, clock)[state::beta];
  t.epsilon.assign(epsilon.begin(), epsilon.end());
  write(backend, x, std::vector<float>(example.begin(), example.end()));
  Program there;
  encoder.forward(there);
  backend.run(prepared(backend, there).get(), 1);
  const std::vector<float> heads = read_now(backend, encoder.y());
  t.mean.assign(heads.begin(), heads.begin() + k);
  t.log_variance.assign(heads.begin() + k, heads.begin() + 2 * k);
  std::vector<float> sigma(k);
  for (uint32_t j = 0; j < k; ++j) {
    sigma[j] = std::exp(0.5f * t.log_variance[j]);
    t.z.push_back(t.mean[j] + sigma[j] * epsilon[j]);
    const double mean = t.mean[j], log_variance = t.log_variance[j];
    t.kl += 0.5 * (mean * mean + std::exp(log_variance) - 1 - log_variance);
  }
  write(backend, z, t.z);

  Program back;
  if (classes > 0) back.push_back({Kernel::append_label, {z, labels, told}});
  decoder.forward(back);
  cost.record(back);
  decoder.backward(back);
  if (classes > 0) back.push_back({Kernel::append_label_backward, {dtold, dz}});
  const float free_bits = trainer.settings().free_bits;
  OwnedTensor unit_kl;
  if (free_bits > 0) {
    unit_kl = OwnedTensor(backend, Shape{1, 1, 1, k});
    back.push_back({Kernel::unit_kl, {encoder.y(), unit_kl}});
  }
  back.push_back({Kernel::reparameterise_backward,
                  {encoder.y(), z, dz, clock, encoder.dy(), unit_kl},
                  {},
                  {1, free_bits}});
  backend.run(prepared(backend, back).get(), 1);
  const Shape of_y = decoder.y().shape;
  t.output = loss->pictures(read_now(backend, decoder.y()), of_y);
  t.reconstruction = read_now(backend, row)[0];
  t.dz = read_now(backend, dz);
  const std::vector<float> dheads = read_now(backend, encoder.dy());
  t.dmean.assign(dheads.begin(), dheads.begin() + k);
  // By the chain rule from log σ²: ∂L/∂σ = 2/σ ∂L/∂log σ².
  for (uint32_t j = 0; j < k; ++j) t.dsigma.push_back(2 / sigma[j] * dheads[k + j]);
  return t;
}

}  // namespace hourglass
