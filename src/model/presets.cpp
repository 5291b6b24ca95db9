// From embedded files to presets, and back to JSON.
#include "model/presets.h"

#include <algorithm>
#include <tuple>

#include "compute/error.h"
#include "share/embedded.h"
#include "share/object_reader.h"

namespace hourglass {
namespace {

using nlohmann::json;

Figure read_figure(const std::string& where, const json& object) {
  ObjectReader reader(where, object);
  Figure f;
  f.key = reader.text("key");
  f.value = reader.number("value");
  std::tie(f.least, f.most) = reader.band();
  if (reader.has("epochs")) f.epochs = reader.epochs();
  f.data = reader.text("data");
  f.settings = reader.has("settings") ? reader.object("settings") : json::object();
  f.reference = reader.text("reference");
  reader.end();
  return f;
}

}  // namespace

Preset read_preset(std::string_view name, std::string_view text) {
  const std::string where = std::format("presets/{}.json", name);
  const json object = json_of(where, text);
  ObjectReader reader(where, object);
  Preset preset;
  preset.name = name;
  preset.order = reader.number("order");
  preset.title = reader.text("title");
  preset.family = reader.text("family");
  preset.line = reader.text("line");
  preset.source = reader.text("source");
  preset.data = reader.texts("data");
  if (reader.has("epochs")) preset.epochs = reader.epochs();
  preset.settings = reader.object("settings");
  for (const json& figure : reader.list("figures"))
    preset.figures.push_back(
        read_figure(std::format("{}: figure {}", where, preset.figures.size() + 1), figure));
  reader.end();
  return preset;
}

std::span<const Preset> presets() {
  static const std::vector<Preset> all = [] {
    std::vector<Preset> read;
    for (const embedded::File& file : embedded::presets())
      read.push_back(read_preset(file.name, file.text));
    std::ranges::sort(read, {}, [](const Preset& p) { return std::tie(p.order, p.name); });
    return read;
  }();
  return all;
}

const Preset* find_preset(std::string_view name) {
  const auto found = std::ranges::find(presets(), name, &Preset::name);
  return found == presets().end() ? nullptr : &*found;
}

Settings preset_settings(std::string_view name) {
  Settings settings;
  const Preset* preset = find_preset(name);
  if (!preset) {
    std::string known;
    for (const Preset& one : presets()) known += (known.empty() ? "" : ", ") + one.name;
    fail("preset: '{}' is not known; choose {}", name, known);
  }
  merge_json(settings, preset->settings);
  settings.preset = name;
  return settings;
}

json to_json(const Preset& preset) {
  json figures = json::array();
  for (const Figure& f : preset.figures) {
    figures.push_back({{"key", f.key},
                       {"value", f.value},
                       {"band", {f.least, f.most}},
                       {"data", f.data},
                       {"settings", f.settings},
                       {"reference", f.reference}});
    if (f.epochs > 0) figures.back()["epochs"] = f.epochs;
  }
  return {{"name", preset.name},     {"order", preset.order},   {"title", preset.title},
          {"family", preset.family}, {"line", preset.line},     {"source", preset.source},
          {"data", preset.data},     {"epochs", preset.epochs}, {"settings", preset.settings},
          {"figures", figures}};
}

}  // namespace hourglass
