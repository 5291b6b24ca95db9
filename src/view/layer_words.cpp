// Words and figures of layers.
#include "view/layer_words.h"

#include <cctype>
#include <format>

#include "view/numbers.h"

namespace hourglass::view {

namespace {

std::string words_of(Shape s) {
  return s.h * s.w > 1 ? std::format("{}×{}×{}", s.h, s.w, s.c) : thousands(s.c);
}

bool is_relu(const LayerReport& layer) { return about(layer.activation).high == no_limit; }

}  // namespace

std::string module_title(std::string_view module) {
  std::string words;
  for (const char c : module) {
    const bool digit = c >= '0' && c <= '9';
    if (digit && !words.empty() && std::isalpha(static_cast<unsigned char>(words.back())))
      words += ' ';
    words += words.empty() ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
  }
  return words;
}

std::string shapes_of(const LayerReport& layer) {
  const std::string to = words_of(layer.output);
  return layer.input == layer.output ? to : words_of(layer.input) + " → " + to;
}

std::string dead_words(const LayerReport& layer) {
  return std::format("{} of {} {}", thousands(layer.dead.size()), thousands(layer.units),
                     is_relu(layer) ? "dead" : "stuck");
}

std::vector<std::string> layer_facts(const LayerReport& layer, uint32_t examples,
                                     const Noun& noun) {
  std::vector<std::string> parts{shapes_of(layer)};
  const auto number = [](float value) { return three_figures(static_cast<double>(value)); };
  if (!layer.shares.empty()) parts.push_back(std::format("the weights of {}", layer.shares));
  if (layer.weights.count > 0)
    parts.push_back(std::format("{} of rms {}", plural(layer.weights.count, "weight"),
                                number(layer.weights.rms)));
  if (layer.gradients.count > 0) {
    const double zeros = 100.0 * layer.gradients.zeros / layer.gradients.count;
    parts.push_back(
        std::format("gradients {}{}", number(layer.gradients.rms),
                    zeros >= 0.5 ? std::format(", {:.0f} % just 0", zeros) : std::string()));
  }
  if (layer.update > 0)
    parts.push_back(std::format("last update {} of the weights", number(layer.update)));
  const char* kind = is_relu(layer) ? "dead" : "stuck";
  if (layer.units > 0 && layer.dead.empty())
    parts.push_back(std::format("none of {} {}", plural(layer.units, "unit"), kind));
  else if (layer.units > 0)
    parts.push_back(std::format(
        "{}: {} for {} {}", dead_words(layer), is_relu(layer) ? "0" : "at one end", examples,
        layer.of_noise ? "draws of noise" : std::format("test {}", noun.many)));
  return parts;
}

}  // namespace hourglass::view
