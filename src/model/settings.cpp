// The table of properties: entering, refusing, comparing.
#include "model/settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ranges>
#include <type_traits>
#include <utility>

#include "compute/activation.h"
#include "compute/error.h"
#include "data/select.h"
#include "data/sources.h"
#include "model/limits.h"
#include "model/presets.h"
#include "share/texts.h"

namespace hourglass {
namespace {

std::vector<Choice> preset_choices() {
  std::vector<Choice> choices;
  for (const Preset& preset : presets())
    choices.push_back({preset.name, preset.title, preset.line});
  return choices;
}

// In the order of enum Activation.
constexpr std::string_view activation_formulas[]{
    "x",
    "max(0, x)",
    "x where x > 0, else 0.01 x",
    "(e^x − e^−x) / (e^x + e^−x)",
    "1 / (1 + e^−x)",
    "log(1 + e^x)",
    "x / (1 + e^−x); Elfwing et al. 2018",
    "½ x (1 + tanh(√(2/π) (x + 0.044715 x³))); Hendrycks and Gimpel 2016",
    "x where x > 0, else 0.2 x; Radford et al. 2015"};
static_assert(std::size(activation_formulas) == activation_count);

std::vector<Choice> activation_choices() {
  std::vector<Choice> choices;
  for (const ActivationFacts& facts : activations)
    choices.push_back(
        {facts.name, facts.label, activation_formulas[static_cast<size_t>(facts.activation)]});
  return choices;
}

std::vector<Choice> same_or_activation_choices() {
  std::vector<Choice> choices = activation_choices();
  choices.insert(choices.begin(),
                 {"same", "As the generator's", "What the setting activation says"});
  return choices;
}

// All but the mixture, whose steps are EM's.
constexpr std::string_view by_gradient =
    "autoencoder classifier stacked gan affine flow autoregressive segmentation";

std::vector<Property> make_properties() {
  return {
#define SETTING(Type, name_, initial, ...) \
  Property{.name = #name_, .member = &Settings::name_, __VA_ARGS__},
#include "model/settings.def"
#undef SETTING
  };
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x == '-' ? '_' : x) == y; });
}

// The names of all, with commas.
std::string names(const auto& all) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : ", ") + std::string(one.name);
  return text;
}

// Letters to change, add or leave out to make one of the other (Levenshtein 1966).
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t kept = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({kept, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

[[noreturn]] void no_setting(std::string_view name) {
  const auto nearest = std::ranges::min_element(
      properties(), {}, [&](const Property& p) { return distance(name, p.name); });
  if (name.size() <= 64 && distance(name, nearest->name) <= 1 + nearest->name.size() / 4)
    fail("'{}' is not a setting; did you mean {}?", name, nearest->name);
  fail("'{}' is not a setting; `hourglass train --help` lists them all", name);
}

template <class Number>
Number parse(const Property& p, std::string_view text) {
  Number value{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = code == std::errc{} && end == text.data() + text.size();
  bool finite = true;
  if constexpr (std::is_floating_point_v<Number>) finite = std::isfinite(value);
  // The range is compared in the property's own type: 1e-6f is not 1e-6.
  const auto least = static_cast<Number>(p.minimum), most = static_cast<Number>(p.maximum);
  if (!whole || !finite || value < least || value > most)
    fail("{}: '{}' is not possible; give a {}number from {} to {}{}", p.name, text,
         std::is_floating_point_v<Number> ? "" : "whole ", least, most,
         p.zero.empty() ? "" : ", or leave it out");
  return value;
}

void assign(const Property& p, std::string& to, std::string_view text) {
  if (!p.choices.empty() && std::ranges::find(p.choices, text, &Choice::name) == p.choices.end())
    fail("{}: '{}' is not known; choose {}", p.name, text, names(p.choices));
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
    if (list.size() == p.most_items)
      fail("{}: at most {} numbers; leave some out", p.name, p.most_items);
    list.push_back(parse<uint32_t>(p, text.substr(0, comma)));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  to = std::move(list);
}

template <class Number>
void assign(const Property& p, Number& to, std::string_view text) {
  to = parse<Number>(p, text);
}

bool same(const Property& p, const Settings& a, const Settings& b) {
  return std::visit([&](auto member) { return a.*member == b.*member; }, p.member);
}

const Choice* chosen(const Property& p, const Settings& settings) {
  const auto* member = std::get_if<std::string Settings::*>(&p.member);
  if (!member) return nullptr;
  const auto found = std::ranges::find(p.choices, settings.**member, &Choice::name);
  return found == p.choices.end() ? nullptr : &*found;
}

Settings with_preset(const Settings& settings, const Preset& preset) {
  Settings next = preset_settings(preset.name);
  const Preset* before = find_preset(settings.preset);
  for (const Property& p : properties()) {
    const std::string name(p.name);
    const bool forced = before && before->settings.contains(name) &&
                        same(p, settings, preset_settings(before->name));
    if (!p.kept() || forced || preset.settings.contains(name)) continue;
    std::visit([&](auto member) { next.*member = settings.*member; }, p.member);
  }
  return next;
}

}  // namespace

std::span<const Property> properties() {
  static const std::vector<Property> all = make_properties();
  return all;
}

bool Property::belongs_to(std::string_view method) const {
  if (methods.empty()) return true;
  for (const auto word : std::views::split(methods, ' '))
    if (std::string_view(word.begin(), word.end()) == method) return true;
  return false;
}

const Property* find_property(std::string_view name) {
  for (const Property& p : properties())
    if (same_name(name, p.name)) return &p;
  return nullptr;
}

void set(Settings& settings, std::string_view name, std::string_view value) {
  const Property* p = find_property(name);
  if (!p) no_setting(name);
  Settings next = settings;
  std::visit([&](auto member) { assign(*p, next.*member, value); }, p->member);
  if (p->leads) next = with_preset(settings, *find_preset(value));
  settings = std::move(next);
}

void take(Settings& settings, const Settings& from, const Property& p) {
  std::visit([&](auto member) { settings.*member = from.*member; }, p.member);
}

std::string get(const Settings& settings, std::string_view name) {
  const Property* p = find_property(name);
  if (!p) no_setting(name);
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
    const Property* p = find_property(key);
    const bool zero = p && p->numeric() && (value == 0 || value == "0");
    if (p && !p->zero.empty() && (zero || value == std::string(p->zero)))
      return std::visit([&](auto member) { next.*member = {}; }, p->member);
    if (value.is_string()) return set(next, key, value.get<std::string>());
    if (value.is_array()) {
      std::string text;
      for (const auto& item : value) text += (text.empty() ? "" : ",") + item.dump();
      return set(next, key, text);
    }
    set(next, key, value.is_null() ? "NaN" : value.dump());
  };
  // The preset first: what else is given stands above it.
  for (const bool leading : {true, false})
    for (const auto& [key, value] : json.items()) {
      const Property* p = find_property(key);
      if ((p && p->leads) == leading) enter(key, value);
    }
  validate(next);
  settings = std::move(next);
}

uint32_t place_of(std::string_view property, std::string_view chosen) {
  const std::vector<Choice>& choices = find_property(property)->choices;
  return static_cast<uint32_t>(std::ranges::find(choices, chosen, &Choice::name) - choices.begin());
}

bool fits(const Choice& choice, const Settings& settings) {
  return !choice.fits || choice.fits(settings);
}

void validate(const Settings& settings) {
  for (const Property& p : properties()) {
    const Choice* choice = chosen(p, settings);
    if (choice && !fits(*choice, settings)) fail("{}: {}", p.name, tr(choice->refusal));
  }
}

void settle(Settings& settings, std::string_view name) {
  for (const Property& p : properties()) {
    const Choice* choice = chosen(p, settings);
    if (!choice || same_name(name, p.name) || fits(*choice, settings)) continue;
    const auto fitting =
        std::ranges::find_if(p.choices, [&](const Choice& other) { return fits(other, settings); });
    if (fitting != p.choices.end()) set(settings, p.name, fitting->name);
  }
}

Selection selection(const Settings& settings) {
  return {settings.classes, settings.limit, settings.threshold, settings.normal};
}

std::vector<const Property*> differences(const Settings& a, const Settings& b) {
  std::vector<const Property*> different;
  for (const Property& p : properties())
    if (!same(p, a, b)) different.push_back(&p);
  return different;
}

std::string why_idle(const Property& p, const Settings& settings) {
  if (p.acts_in(settings)) return {};
  return tr("only {}", p.belongs_to(settings.method) ? std::string(tr(p.acts.when))
                                                     : tr("with method {}", p.methods));
}

std::string without_effect(const Settings& before, const Settings& after) {
  // What went back to the preset's own value was not asked for.
  const Settings own = preset_settings(after.preset);
  std::string text;
  for (const Property* p : differences(before, after))
    if (!p->acts_in(after) && !same(*p, after, own))
      text += tr("{}{} acts {}", text.empty() ? "" : "; ", p->name, why_idle(*p, after));
  return text;
}

}  // namespace hourglass
