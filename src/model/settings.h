// One experiment as a table of typed properties. The command line's flags, the JSON config, the
// link, the ImGui controls and the JS API are all this table.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hourglass {

struct Settings {
  std::string preset = "vae-2d";
  std::string data = "strokes";
  std::vector<uint32_t> hidden = {
      256, 64};                     // widths from the input to the code; mirrored in the decoder
  uint32_t code = 2;                // latent units
  std::string latent = "gaussian";  // gaussian (a VAE), plain
  std::string activation = "relu";
  std::string initialisation = "glorot";  // glorot, he
  std::string loss = "bernoulli";         // bernoulli, mse, gaussian
  float sigma = 0.3f;                     // of the Gaussian decoder
  float beta = 1.0f;                      // weight of the KL term
  std::string optimizer = "adam";         // adam, sgd
  float learning_rate = 1e-3f;
  float momentum = 0.9f;  // sgd
  uint32_t batch = 128;
  uint64_t seed = 0;
  uint32_t epochs = 0;  // stop after; 0: until paused
  std::string backend = "auto";
  uint32_t threads = 0;  // 0: one a core
  bool reproducible = false;

  bool operator==(const Settings&) const = default;
};

enum class Change : uint8_t {
  live,     // a write to device memory; training goes on
  rebuild,  // new weights
};

// How a property is entered and what it means. Choices are exact names; numbers have a range.
struct Property {
  using Member =
      std::variant<std::string Settings::*, uint32_t Settings::*, uint64_t Settings::*,
                   float Settings::*, bool Settings::*, std::vector<uint32_t> Settings::*>;
  std::string_view name;   // snake_case: `learning_rate`; the flag is --learning-rate
  std::string_view label;  // for people: "Learning rate"
  std::string_view help;   // one sentence
  std::string_view unit;   // "", "units", "images"
  Member member;
  double minimum = 0, maximum = 0;  // numbers, each element of a list
  std::vector<std::string_view> choices{};
  Change change = Change::rebuild;
  bool linked = true;  // part of a share link: false for what belongs to a machine, not a model
  bool logarithmic = false;
};

std::span<const Property> properties();
const Property* find_property(std::string_view name);  // null where unknown; accepts - for _

// The presets, in teaching order, and each one's settings.
struct Preset {
  std::string_view name;
  std::string_view summary;  // one line
};
std::span<const Preset> presets();
Settings preset_settings(std::string_view name);  // throws Error where unknown

// A value as text ("0.001", "256,64", "true"). Throws Error saying what is allowed and leaves
// `settings` as they were. Setting `preset` takes over that preset's values but keeps data, seed,
// epochs, backend, threads and reproducible.
void set(Settings&, std::string_view name, std::string_view value);
std::string get(const Settings&, std::string_view name);

// JSON of all properties; merge_json throws for unknown keys and bad values and changes nothing then.
nlohmann::json to_json(const Settings&);
void merge_json(Settings&, const nlohmann::json&);

// What single properties cannot see: throws Error, for instance for an mse loss with a
// Gaussian latent.
void validate(const Settings&);

}  // namespace hourglass
