// Words and figures of layers.
#include "view/layer_words.h"

#include <algorithm>
#include <cctype>
#include <format>

#include "share/texts.h"
#include "view/numbers.h"

namespace hourglass::view {

namespace {

std::string words_of(Shape s) {
  return s.h * s.w > 1 ? std::format("{}×{}×{}", s.h, s.w, s.c) : thousands(s.c);
}

bool is_relu(const LayerReport& layer) { return about(layer.activation).high == no_limit; }

}  // namespace

std::string module_title(std::string_view module) {
  const size_t end = std::min(module.find_first_of("0123456789"), module.size());
  std::string words(module.substr(0, end));
  if (words.empty()) return std::string(module);
  words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
  words = tr(words);
  if (end < module.size()) words.append(" ").append(module.substr(end));
  return words;
}

std::string shapes_of(const LayerReport& layer) {
  const std::string to = words_of(layer.output);
  return layer.input == layer.output ? to : words_of(layer.input) + " → " + to;
}

std::string dead_words(const LayerReport& layer) {
  return tr("{} of {} {}", thousands(layer.dead.size()), thousands(layer.units),
            tr(is_relu(layer) ? "dead" : "stuck"));
}

std::vector<std::string> layer_facts(const LayerReport& layer, uint32_t examples,
                                     const Noun& noun) {
  std::vector<std::string> parts{shapes_of(layer)};
  const auto number = [](float value) { return three_figures(static_cast<double>(value)); };
  if (!layer.shares.empty()) parts.push_back(tr("the weights of {}", layer.shares));
  if (layer.weights.count > 0)
    parts.push_back(
        tr("{} of rms {}", plural(layer.weights.count, "weight"), number(layer.weights.rms)));
  if (layer.gradients.count > 0) {
    const double zeros = 100.0 * layer.gradients.zeros / layer.gradients.count;
    parts.push_back(tr("gradients {}{}", number(layer.gradients.rms),
                       zeros >= 0.5 ? tr(", {:.0f} % just 0", zeros) : std::string()));
  }
  if (layer.update > 0) parts.push_back(tr("last update {} of the weights", number(layer.update)));
  const std::string_view kind = tr(is_relu(layer) ? "dead" : "stuck");
  if (layer.units > 0 && layer.dead.empty())
    parts.push_back(tr("none of {} {}", plural(layer.units, "unit"), kind));
  else if (layer.units > 0)
    parts.push_back(
        tr("{}: {} for {} {}", dead_words(layer), is_relu(layer) ? "0" : tr("at one end"), examples,
           layer.of_noise ? std::string(tr("draws of noise")) : tr("test {}", noun.many)));
  return parts;
}

}  // namespace hourglass::view
