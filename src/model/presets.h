// Ready networks, one file each in src/presets/: settings over the defaults, where they come from,
// and the figures to expect. The files are embedded when building.
#pragma once
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/settings.h"

namespace hourglass {

// A number that the preset reaches, and where it is found.
struct Figure {
  std::string key;             // in the line of `train --json`: "test.loss", "modes_covered"
  double value = 0;            // the reference's
  double least = 0, most = 0;  // the band: what counts as reached
  uint32_t epochs = 0;         // of training, with seed 0; 0: as long as its phases are
  std::string data;            // a source: "mnist", "mnist+basic"
  nlohmann::json settings;     // over the preset's: {"code": 10}
  std::string reference;       // where `value` is from
};

struct Preset {
  std::string name;               // the file's: "beta-vae"
  double order = 0;               // of teaching
  std::string title;              // "β-VAE"
  std::string family;             // "Variational": those of one follow one another
  std::string line;               // one sentence: what is to be seen
  std::string source;             // paper or lecture
  std::vector<std::string> data;  // sources that it is made for
  uint32_t epochs = 10;           // that it is trained for where nobody says how long
  nlohmann::json settings;        // over the defaults: {"hidden": [400], "code": 20}
  std::vector<Figure> figures;
};

std::span<const Preset> presets();                 // in teaching order
const Preset* find_preset(std::string_view name);  // null where unknown

// A file's text. Throws Error where a key is missing or unknown, or a value makes no sense.
Preset read_preset(std::string_view name, std::string_view text);
nlohmann::json to_json(const Preset&);  // as in the file, with its name

}  // namespace hourglass
