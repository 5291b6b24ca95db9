// One experiment as a table of typed properties. The command line's flags, the JSON config, the
// link, the ImGui controls and the JS API are all this table. Its rows are in settings.def.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hourglass {

struct Selection;  // data/select.h

struct Settings {
#define SETTING(Type, name, initial, ...) Type name = initial;
#include "model/settings.def"
#undef SETTING

  bool operator==(const Settings&) const = default;
};

enum class Scope : uint8_t { model, data, training, machine };

using Predicate = bool (*)(const Settings&);

// One value of a property that has few. Where the other settings exclude it, `refusal` says what to do.
struct Choice {
  std::string_view name, label;  // "leaky_relu", "Leaky ReLU"
  std::string_view about{};      // what it is, or its formula: one line
  Predicate fits = nullptr;      // null: always
  std::string_view refusal{};
};

// When a setting has an effect, and that in words: "with optimizer sgd".
struct Acts {
  Predicate now = nullptr;  // null: always
  std::string_view when{};
};

// How a property is entered and what it means. Choices are exact names; numbers have a range.
struct Property {
  using Member =
      std::variant<std::string Settings::*, uint32_t Settings::*, uint64_t Settings::*,
                   float Settings::*, bool Settings::*, std::vector<uint32_t> Settings::*>;
  std::string_view name;  // snake_case: `learning_rate`; the flag is --learning-rate
  Member member;
  std::string_view label{};         // for people: "Learning rate"
  std::string_view help{};          // one sentence
  std::string_view formula{};       // "λ Σᵢ |hᵢ|", where there is one
  std::string_view source{};        // "Rifai et al. 2011, equation 1", where help has none
  std::string_view unit{};          // "", "units", "images"
  double minimum = 0, maximum = 0;  // numbers, each element of a list
  double usual = 0;          // a slider's end, where the maximum is far beyond what is of use
  bool logarithmic = false;  // a slider's scale; a whole number is doubled and halved
  std::string_view
      zero{};  // what 0, where it is no number of the range, or no list means: "no end"
  uint32_t most_items = 6;  // of a list
  std::vector<Choice> choices{};
  Scope scope = Scope::model;
  bool live = false;  // acts while training goes on: a write to device memory, no new weights
  bool keeps_weights = false;  // a new network, which begins from the weights of before
  bool linked = true;          // part of a share link
  bool own = false;    // no preset's business: kept when one is chosen, as data's and machine's are
  bool leads = false;  // entered before all others, which it sets
  // Its control, where that stands elsewhere than in the panel of settings: its name, and its panel; none: the top bar.
  std::string_view control{}, panel = "settings";
  std::string_view methods{};  // of which it is a setting, with spaces between; none: of all
  Acts acts{};

  bool has_own_control() const { return !control.empty(); }
  bool belongs_to(std::string_view method) const;
  bool acts_in(const Settings& s) const {
    return belongs_to(s.method) && (!acts.now || acts.now(s));
  }
  // A resumed training may have another: what acts at once, the data, and the machine's part that
  // makes no difference to the weights.
  bool free_on_resume() const { return live || scope == Scope::data || !linked; }
  bool kept() const { return own || scope == Scope::data || scope == Scope::machine; }
  bool real() const { return std::holds_alternative<float Settings::*>(member); }
  bool on_off() const { return std::holds_alternative<bool Settings::*>(member); }
  bool numeric() const {
    return real() || std::holds_alternative<uint32_t Settings::*>(member) ||
           std::holds_alternative<uint64_t Settings::*>(member);
  }
};

std::span<const Property> properties();
const Property* find_property(std::string_view name);  // null where unknown; accepts - for _

// The settings of a preset (presets.h). Throws Error where it is unknown.
Settings preset_settings(std::string_view name);

// A value as text ("0.001", "256,64", "true"). Throws Error saying what is allowed and leaves
// `settings` as they were. Setting `preset` takes over that preset's values and keeps what is no
// preset's business: what is kept() unless the preset, or the one before it, sets just that.
void set(Settings&, std::string_view name, std::string_view value);
std::string get(const Settings&, std::string_view name);

// One property as other settings have it.
void take(Settings&, const Settings& from, const Property&);

// JSON of all properties; merge_json throws for unknown keys and bad values and changes nothing then.
// Here 0 is what Property::zero says.
nlohmann::json to_json(const Settings&);
void merge_json(Settings&, const nlohmann::json&);

// What single properties cannot see: throws Error, for instance for an mse loss with a
// Gaussian latent.
void validate(const Settings&);
// The number of the choice `chosen` among a property's, which stand in the order of an enum's.
uint32_t place_of(std::string_view property, std::string_view chosen);
// Whether a choice goes with the other settings, and where `name` was just set, the others' choices
// made to go with it.
bool fits(const Choice&, const Settings&);
void settle(Settings&, std::string_view name);

// Which part of the data they ask for.
Selection selection(const Settings&);

// Properties whose values differ, in the order of the table.
std::vector<const Property*> differences(const Settings&, const Settings&);
// Why a setting has no effect, "only with optimizer sgd"; or empty.
std::string why_idle(const Property&, const Settings&);
// One line about changes that have no effect: "momentum acts only with optimizer sgd"; or empty.
std::string without_effect(const Settings& before, const Settings& after);

}  // namespace hourglass
