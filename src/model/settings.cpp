// The table of properties and the presets.
#include "model/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "compute/activation.h"
#include "compute/error.h"
#include "model/limits.h"

namespace hourglass {
namespace {

constexpr double largest_seed = limits::seed.most;
constexpr size_t most_layers = 6;

const std::array<Preset, 6> preset_table{{
    {"linear", "One linear layer each way: spans what PCA finds"},
    {"mlp", "One hidden layer each way, 16 numbers between"},
    {"deep", "784-256-64-2 and back: the deep autoencoder of the lectures"},
    {"vae", "The variational autoencoder of Kingma and Welling 2014, 20 latent units"},
    {"vae-2d", "A variational autoencoder with two latent units, to be looked at"},
    {"beta-vae", "A heavier KL term: fewer, more independent units (Higgins et al. 2017)"},
}};

std::vector<Property> make_properties() {
  std::vector<std::string_view> names;
  for (const Preset& preset : preset_table) names.push_back(preset.name);
  std::vector<std::string_view> activation_names;
  for (const ActivationFacts& facts : activations) activation_names.push_back(facts.name);
  using S = Settings;
  std::vector<Property> all{
      {"preset", "Preset", "A ready network; sets all that follows but data and seed.", "",
       &S::preset, 0, 0, names},
      {"data", "Data", "What is learnt from: strokes, mnist:DIR, idx:IMAGES[,LABELS].", "",
       &S::data},
      {"hidden", "Hidden layers", "Widths from the input to the code; the decoder mirrors them.",
       "units", &S::hidden, 1, 4096},
      {"code", "Code", "Numbers that pass the bottleneck.", "units", &S::code, 1, 256},
      {"latent",
       "Latent",
       "gaussian: μ and σ, sampled (a VAE); plain: the code itself.",
       "",
       &S::latent,
       0,
       0,
       {"gaussian", "plain"}},
      {"activation", "Activation", "Of the hidden layers.", "", &S::activation, 0, 0,
       activation_names},
      {"initialisation",
       "Initialisation",
       "How weights start: glorot, or he for deep ReLU stacks.",
       "",
       &S::initialisation,
       0,
       0,
       {"glorot", "he"}},
      {"loss",
       "Loss",
       "bernoulli: cross-entropy of logits; mse; gaussian: of fixed σ.",
       "",
       &S::loss,
       0,
       0,
       {"bernoulli", "mse", "gaussian"}},
      {"sigma", "Decoder σ", "Standard deviation of the Gaussian decoder.", "", &S::sigma, 0.01,
       10},
      {"beta", "β", "Weight of the KL term; 1 is the evidence lower bound.", "", &S::beta, 0, 100},
      {"optimizer",
       "Optimiser",
       "adam (Kingma and Ba 2015), or sgd with momentum.",
       "",
       &S::optimizer,
       0,
       0,
       {"adam", "sgd"}},
      {"learning_rate", "Learning rate", "Step size of the optimiser.", "", &S::learning_rate, 1e-6,
       1},
      {"momentum", "Momentum", "Of sgd.", "", &S::momentum, 0, 0.999},
      {"batch", "Batch", "Images a step.", "images", &S::batch, 1, 1024},
      {"seed", "Seed", "Of the weights, the shuffle and every draw.", "", &S::seed, 0,
       largest_seed},
      {"epochs", "Epochs", "Stop after so many passes over the data; 0: until paused.", "epochs",
       &S::epochs, 0, limits::epochs.most},
      {"backend",
       "Backend",
       "auto: webgpu where there is a GPU, else cpu.",
       "",
       &S::backend,
       0,
       0,
       {"auto", "cpu", "webgpu"}},
      {"threads", "Threads", "Threads of the cpu backend; left out: one a core.", "threads",
       &S::threads, limits::threads.least, limits::threads.most},
      {"reproducible", "Reproducible", "The same bits on every machine; slower natively.", "",
       &S::reproducible},
  };
  for (Property& p : all) {
    const bool is = p.name == "learning_rate" || p.name == "beta" || p.name == "epochs";
    if (is) p.change = Change::live;
    if (p.name == "backend" || p.name == "threads" || p.name == "epochs") p.linked = false;
    p.logarithmic = p.name == "learning_rate" || p.name == "sigma";
  }
  return all;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x == '-' ? '_' : x) == y; });
}

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

template <class Number>
Number parse(const Property& p, std::string_view text) {
  Number value{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = code == std::errc{} && end == text.data() + text.size();
  bool finite = true;
  if constexpr (std::is_floating_point_v<Number>) finite = std::isfinite(value);
  // The range is compared in the property's own type: 1e-6f is not 1e-6.
  if (!whole || !finite || value < static_cast<Number>(p.minimum) ||
      value > static_cast<Number>(p.maximum))
    fail("{}: '{}' is not possible; give a {}number from {} to {}", p.name, text,
         std::is_floating_point_v<Number> ? "" : "whole ", p.minimum, p.maximum);
  return value;
}

void assign(const Property& p, std::string& to, std::string_view text) {
  if (!p.choices.empty() && std::ranges::find(p.choices, text) == p.choices.end())
    fail("{}: '{}' is not known; choose {}", p.name, text, joined(p.choices));
  if (text.empty() || text.size() > 1000) fail("{}: give a text of 1 to 1000 characters", p.name);
  to = text;
}

void assign(const Property& p, bool& to, std::string_view text) {
  if (text != "true" && text != "false" && text != "1" && text != "0")
    fail("{}: '{}' is not possible; give true or false", p.name, text);
  to = text == "true" || text == "1";
}

void assign(const Property& p, std::vector<uint32_t>& to, std::string_view text) {
  std::vector<uint32_t> list;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    if (list.size() == most_layers)
      fail("{}: at most {} layers; leave some out", p.name, most_layers);
    list.push_back(parse<uint32_t>(p, text.substr(0, comma)));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  to = std::move(list);
}

template <class Number>
void assign(const Property& p, Number& to, std::string_view text) {
  to = parse<Number>(p, text);
}

}  // namespace

std::span<const Property> properties() {
  static const std::vector<Property> all = make_properties();
  return all;
}

const Property* find_property(std::string_view name) {
  for (const Property& p : properties())
    if (same_name(name, p.name)) return &p;
  return nullptr;
}

std::span<const Preset> presets() { return preset_table; }

Settings preset_settings(std::string_view name) {
  Settings s;
  s.preset = name;
  if (name == "linear") {
    s.hidden = {};
    s.latent = "plain";
    s.activation = "linear";
    s.loss = "mse";
  } else if (name == "mlp") {
    s.hidden = {128};
    s.code = 16;
    s.latent = "plain";
  } else if (name == "deep") {
    s.hidden = {256, 64};
    s.latent = "plain";
    s.activation = "tanh";
    s.loss = "mse";
    s.batch = 32;
  } else if (name == "vae") {
    s.hidden = {400};
    s.code = 20;
  } else if (name == "beta-vae") {
    s.hidden = {400};
    s.code = 10;
    s.beta = 4;
  } else if (name != "vae-2d") {  // which Settings{} is
    std::vector<std::string_view> names;
    for (const Preset& preset : presets()) names.push_back(preset.name);
    fail("preset: '{}' is not known; choose {}", name, joined(names));
  }
  return s;
}

void set(Settings& settings, std::string_view name, std::string_view value) {
  const Property* p = find_property(name);
  if (!p) {
    std::vector<std::string_view> names;
    for (const Property& known : properties()) names.push_back(known.name);
    fail("'{}' is not a setting; there are {}", name, joined(names));
  }
  if (p->name == "preset") {
    Settings next = preset_settings(value);
    next.data = settings.data;
    next.seed = settings.seed;
    next.epochs = settings.epochs;
    next.backend = settings.backend;
    next.threads = settings.threads;
    next.reproducible = settings.reproducible;
    settings = std::move(next);
    return;
  }
  std::visit([&](auto member) { assign(*p, settings.*member, value); }, p->member);
}

std::string get(const Settings& settings, std::string_view name) {
  const Property* p = find_property(name);
  if (!p) fail("'{}' is not a setting", name);
  return std::visit(
      [&](auto member) -> std::string {
        const auto& value = settings.*member;
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          return value;
        } else if constexpr (std::is_same_v<Value, std::vector<uint32_t>>) {
          std::string text;
          for (uint32_t item : value) text += (text.empty() ? "" : ",") + std::to_string(item);
          return text;
        } else {
          return std::format("{}", value);
        }
      },
      p->member);
}

nlohmann::json to_json(const Settings& settings) {
  nlohmann::json json = nlohmann::json::object();
  for (const Property& p : properties())
    std::visit(
        [&](auto member) {
          const auto& value = settings.*member;
          if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, float>)
            // By way of the shortest text: 0.001, not 0.0010000000474974513.
            json[std::string(p.name)] = nlohmann::json::parse(std::format("{}", value));
          else
            json[std::string(p.name)] = value;
        },
        p.member);
  return json;
}

void merge_json(Settings& settings, const nlohmann::json& json) {
  if (!json.is_object()) fail("settings: give an object such as {{\"learning_rate\": 0.001}}");
  Settings next = settings;
  const auto enter = [&](const std::string& key, const nlohmann::json& value) {
    if (value.is_string()) return set(next, key, value.get<std::string>());
    if (value.is_array()) {
      std::string text;
      for (const auto& item : value) text += (text.empty() ? "" : ",") + item.dump();
      return set(next, key, text);
    }
    const Property* p = find_property(key);
    // 0 means «one a core» where the table's range, made for people, begins at 1.
    if (p && p->name == "threads" && value == 0) return void(next.threads = 0);
    set(next, key, value.is_null() ? "NaN" : value.dump());
  };
  // The preset first: what else is given stands above it.
  if (json.contains("preset")) enter("preset", json["preset"]);
  for (const auto& [key, value] : json.items())
    if (key != "preset") enter(key, value);
  validate(next);
  settings = std::move(next);
}

void validate(const Settings& s) {
  if (s.latent == "plain" && s.loss == "gaussian")
    fail("loss: gaussian wants latent gaussian; choose mse for a plain code");
  if (s.latent == "gaussian" && s.loss == "mse")
    fail(
        "loss: mse is no likelihood, and a gaussian latent needs one; choose gaussian or "
        "bernoulli");
  if (s.backend == "webgpu" && s.reproducible)
    fail(
        "backend: webgpu cannot give the same bits on every machine; turn reproducible off, or "
        "choose cpu");
}

}  // namespace hourglass
