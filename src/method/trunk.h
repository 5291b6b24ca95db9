// The encoder and the decoder that the settings describe, and a classifier's layers, as modules and as people
// see them.
#pragma once
#include "method/method.h"
#include "train/loss.h"

namespace hourglass {

// heads: numbers that the encoder gives a code unit: 1, or 2 (μ, log σ²) for one that is sampled.
// told: numbers that the decoder is given besides the code.
std::vector<Module> make_trunk(const Settings&, Shape example, uint32_t heads, const Loss&,
                               uint32_t told = 0);

// Dense layers of these widths as the settings want hidden ones, and a last one.
Module make_dense_row(const Settings&, std::string name, Shape input,
                      std::span<const uint32_t> widths, uint32_t outputs, Activation last);

// Of an autoregressive model: as many logits as the example has numbers, each by those before it.
Module make_masked_row(const Settings&, Shape example);

// The decoder uses the encoder's weights: then it goes backward first, and the encoder adds.
bool is_tied(const Settings&);

// A module's layers behind those that are drawn already.
void draw_layers(const Module&, Diagram&);

// code_name: what stands in the middle: "code", "z = μ + σ·ε".
Diagram draw_trunk(std::span<const Module> trunk, const Settings&, std::string code_name,
                   const Loss&);

// Of a classifier: the convolutions and hidden layers as one module "encoder", or the hidden ones as
// "layer1", "layer2", …; then "classifier", which gives logits.
Module make_encoder(const Settings&, Shape example);
std::vector<Module> make_stack(const Settings&, Shape example);
Module make_dropout(const Settings&, Shape input, std::string name);
// A "generator" of examples out of a code, and a "discriminator" that gives a logit for one. With convolutions as
// Radford, Metz and Chintala 2016, "Unsupervised representation learning with deep convolutional generative
// adversarial networks", want them: strided and transposed, no dense hidden layers, normalised but where examples
// come out and go in. Else dense, of these widths for the generator and the hidden ones, mirrored, for the other.
std::vector<Module> make_adversaries(const Settings&, Shape example,
                                     std::span<const uint32_t> widths);

// Convolutions that shrink a picture, "encoder", and those that give every place of it so many numbers, "decoder".
std::vector<Module> make_segmenter(const Settings&, Shape example, uint32_t outputs);
Module make_head(const Settings&, Shape input, uint32_t classes);
// What gives back a stack's layer's input: its weights transposed, and a bias of its own.
Module make_mirror(const Settings&, const Module& layer, std::string name, const Loss&);

// row: the modules from the input to the classes.
Diagram draw_classifier(std::span<const Module> row, const Settings&);

}  // namespace hourglass
