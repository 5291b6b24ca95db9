// From settings to layers.
#include "compute/error.h"
#include "model/dense.h"
#include "model/gaussian_latent.h"
#include "model/layer.h"
#include "model/settings.h"

namespace hourglass {
namespace {

Activation activation_of(std::string_view name) {
  for (uint32_t i = 0; i < activation_names.size(); ++i)
    if (activation_names[i] == name) return static_cast<Activation>(i);
  fail("activation: '{}' is not known; choose relu, leaky_relu, tanh, sigmoid, softplus or linear",
       name);
}

}  // namespace

Autoencoder make_autoencoder(const Settings& settings, Shape example) {
  const Activation hidden = activation_of(settings.activation);
  const bool gaussian = settings.latent == "gaussian";
  const auto start = settings.initialisation == "he" ? Initialisation::he : Initialisation::glorot;
  const auto dense = [&](uint32_t units, Activation activation) {
    return std::make_unique<Dense>(units, activation, start);
  };
  Autoencoder a;
  a.code = settings.code;
  for (uint32_t width : settings.hidden) a.encoder.push_back(dense(width, hidden));
  // Code and output are linear: a code must not be boxed in, and the losses want logits or values.
  a.encoder.push_back(dense(gaussian ? 2 * settings.code : settings.code, Activation::linear));
  if (gaussian) a.latent = std::make_unique<GaussianLatent>();
  for (size_t i = settings.hidden.size(); i-- > 0;)
    a.decoder.push_back(dense(settings.hidden[i], hidden));
  a.decoder.push_back(dense(example.features(), Activation::linear));
  return a;
}

}  // namespace hourglass
