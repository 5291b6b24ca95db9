// What is told of a layer in words.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "train/layer_report.h"

namespace hourglass::view {

std::string module_title(std::string_view module);  // "encoder" → "Encoder", "layer1" → "Layer 1"
std::string shapes_of(const LayerReport&);          // "28×28×1 → 14×14×32"; of one shape that
std::string dead_words(const LayerReport&);         // "3 of 400 dead"; of what has two ends "stuck"
// What is known of it, part by part; examples: that were looked at.
std::vector<std::string> layer_facts(const LayerReport&, uint32_t examples, const Noun&);

}  // namespace hourglass::view
