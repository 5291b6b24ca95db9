// From embedded files to presets, and back to JSON.
#include "model/presets.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "compute/error.h"
#include "share/embedded.h"

namespace hourglass {
namespace {

using nlohmann::json;

// An object of a file, read key by key. What nobody asks for is refused in the end.
class Reader {
 public:
  Reader(std::string where, const json& object) : where_(std::move(where)), object_(object) {
    if (!object.is_object()) fail("{}: is no JSON object; write {{\"title\": …}}", where_);
  }

  std::string text(const char* key) { return checked(key, "a text", &json::is_string); }
  double number(const char* key) { return checked(key, "a number", &json::is_number); }
  const json& list(const char* key) { return checked(key, "a list", &json::is_array); }
  const json& object(const char* key) { return checked(key, "an object", &json::is_object); }
  bool has(const char* key) const { return object_.contains(key); }

  void end() const {
    for (const auto& [key, value] : object_.items())
      if (std::ranges::find(asked_, key) == asked_.end())
        fail("{}: '{}' is not known; leave it out", where_, key);
  }

 private:
  const json& checked(const char* key, const char* wanted, bool (json::*is)() const noexcept) {
    const auto found = object_.find(key);
    if (found == object_.end()) fail("{}: {} is missing; give {}", where_, key, wanted);
    if (!((*found).*is)() || (found->is_string() && found->get_ref<const std::string&>().empty()))
      fail("{}: {} is {}; give {}", where_, key, found->dump(), wanted);
    asked_.emplace_back(key);
    return *found;
  }

  std::string where_;
  const json& object_;
  std::vector<std::string> asked_;
};

uint32_t read_epochs(const std::string& where, Reader& reader) {
  const double epochs = reader.number("epochs");
  if (!(epochs >= 1 && epochs <= 100000) || epochs != std::floor(epochs))
    fail("{}: epochs is {}; give a whole number from 1 to 100000", where, epochs);
  return static_cast<uint32_t>(epochs);
}

Figure read_figure(const std::string& where, const json& object) {
  Reader reader(where, object);
  Figure f;
  f.key = reader.text("key");
  f.value = reader.number("value");
  const json& band = reader.list("band");
  const bool range = band.size() == 2 && band[0].is_number() && band[1].is_number();
  if (range) std::tie(f.least, f.most) = std::pair(band[0].get<double>(), band[1].get<double>());
  if (!range || !(f.least <= f.most))
    fail("{}: band is {}; give [least, most]", where, band.dump());
  if (reader.has("epochs")) f.epochs = read_epochs(where, reader);
  f.data = reader.text("data");
  f.settings = reader.has("settings") ? reader.object("settings") : json::object();
  f.reference = reader.text("reference");
  reader.end();
  return f;
}

}  // namespace

Preset read_preset(std::string_view name, std::string_view text) {
  const std::string where = std::format("presets/{}.json", name);
  const json object = json::parse(text, nullptr, false);
  if (object.is_discarded()) fail("{}: is no JSON; mend it", where);
  Reader reader(where, object);
  Preset preset;
  preset.name = name;
  preset.order = reader.number("order");
  preset.title = reader.text("title");
  preset.line = reader.text("line");
  preset.source = reader.text("source");
  for (const json& source : reader.list("data")) {
    if (!source.is_string()) fail("{}: data holds {}; give names of sources", where, source.dump());
    preset.data.push_back(source);
  }
  if (reader.has("epochs")) preset.epochs = read_epochs(where, reader);
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
  return {{"name", preset.name},     {"order", preset.order},       {"title", preset.title},
          {"line", preset.line},     {"source", preset.source},     {"data", preset.data},
          {"epochs", preset.epochs}, {"settings", preset.settings}, {"figures", figures}};
}

}  // namespace hourglass
