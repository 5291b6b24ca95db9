// The preset files: each is sound, and what is not is refused.
#include "model/presets.h"

#include <doctest/doctest.h>

#include <string>

#include "compute/error.h"

using namespace hourglass;

namespace {

std::string refusal(std::string_view text) try {
  read_preset("probe", text);
  return "taken";
} catch (const Error& error) {
  CHECK(std::string(error.what()).starts_with("presets/probe.json"));
  CHECK(std::string(error.what()).find('\n') == std::string::npos);
  return error.what();
}

// A sound file with one key replaced, or left out where the value is null.
std::string with(const char* key, nlohmann::json value) {
  nlohmann::json file = {{"order", 1},
                         {"title", "Probe"},
                         {"family", "Probes"},
                         {"line", "One."},
                         {"source", "Somebody 2000, something"},
                         {"data", {"mnist"}},
                         {"settings", {{"code", 3}}},
                         {"figures", nlohmann::json::array()}};
  if (value.is_null())
    file.erase(key);
  else
    file[key] = std::move(value);
  return file.dump();
}

}  // namespace

TEST_CASE(
    "every preset's file is sound: its settings are possible and all that they say is needed") {
  REQUIRE(presets().size() >= 6);
  double order = 0;
  for (const Preset& preset : presets()) {
    CAPTURE(preset.name);
    const Settings settings = preset_settings(preset.name);
    CHECK(settings.preset == preset.name);
    CHECK_NOTHROW(validate(settings));
    CHECK(preset.order > order);
    order = preset.order;
    CHECK(!preset.settings.contains("preset"));
    for (const auto& [key, value] : preset.settings.items()) {
      CAPTURE(key);
      const Property* p = find_property(key);
      REQUIRE(p);
      CHECK(p->name == key);  // as the table spells it
      CHECK(p->acts_in(settings));
      CHECK((!p->kept() || p->scope == Scope::data));
    }
    CHECK(!preset.data.empty());
    CHECK(!preset.figures.empty());
    for (const Figure& figure : preset.figures) {
      const std::string source = figure.data.substr(0, figure.data.find('+'));
      CHECK(std::ranges::find(preset.data, source) != preset.data.end());
      CHECK((figure.key.starts_with("test.") || figure.key.starts_with("train.") ||
             figure.key.starts_with("eval.") || figure.key.starts_with("generated.") ||
             figure.key.find('.') == std::string::npos));
      CHECK(std::isfinite(figure.value));
      Settings measured = settings;
      CHECK_NOTHROW(merge_json(measured, figure.settings));
    }
    Settings again;
    set(again, "preset", preset.name);
    CHECK(again == settings);
    CHECK(read_preset(preset.name,
                      [&] {
                        nlohmann::json file = to_json(preset);
                        file.erase("name");
                        return file.dump();
                      }())
              .figures.size() == preset.figures.size());
  }
}

TEST_CASE("a preset's file that is not sound is refused in one line") {
  CHECK(refusal(with("order", 1)) == "taken");
  CHECK(refusal("{").find("no JSON") != std::string::npos);
  CHECK(refusal("[]").find("no JSON object") != std::string::npos);
  CHECK(refusal(with("sauce", "x")).find("'sauce' is not known") != std::string::npos);
  for (const char* key :
       {"order", "title", "family", "line", "source", "data", "settings", "figures"}) {
    CHECK(refusal(with(key, nullptr)).find(key) != std::string::npos);
    CHECK(refusal(with(key, true)).find(key) != std::string::npos);
  }
  CHECK(refusal(with("title", "")).find("give a text") != std::string::npos);
  CHECK(refusal(with("data", {1})).find("data holds 1; give texts") != std::string::npos);
  const nlohmann::json figure = {{"key", "test.loss"}, {"value", 1},
                                 {"band", {0.5, 2}},   {"epochs", 10},
                                 {"data", "mnist"},    {"reference", "somebody"}};
  CHECK(refusal(with("figures", {figure})) == "taken");
  nlohmann::json whole = figure;  // as long as the preset's phases
  whole.erase("epochs");
  CHECK(refusal(with("figures", nlohmann::json::array({whole}))) == "taken");
  const auto bad = [&](const char* key, const nlohmann::json& value) {
    nlohmann::json other = figure;
    other[key] = value;
    return refusal(with("figures", nlohmann::json::array({other})));
  };
  CHECK(bad("band", {2, 1}).find("[least, most]") != std::string::npos);
  CHECK(bad("band", {1}).find("[least, most]") != std::string::npos);
  CHECK(refusal(with("epochs", 0.5)).find("whole number") != std::string::npos);
  CHECK(read_preset("probe", with("epochs", 30)).epochs == 30);
  CHECK(read_preset("probe", with("title", "Probe")).epochs == 10);
  CHECK(bad("epochs", 0).find("whole number") != std::string::npos);
  CHECK(bad("epochs", 0.5).find("whole number") != std::string::npos);
  CHECK(bad("epoch", 3).find("'epoch' is not known") != std::string::npos);
}

TEST_CASE("an unknown or impossible setting of a preset is refused") {
  Settings s;
  CHECK_THROWS_AS(merge_json(s, read_preset("x", with("settings", {{"cod", 3}})).settings), Error);
  CHECK_THROWS_AS(merge_json(s, read_preset("x", with("settings", {{"code", -3}})).settings),
                  Error);
  CHECK_THROWS_WITH_AS(preset_settings("nonsense"), doctest::Contains("vae-2d"), Error);
}
