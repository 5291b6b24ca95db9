// The table of properties: entering, refusing, presets, JSON.
#include "model/settings.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "compute/error.h"

using namespace hourglass;

namespace {

std::string refusal(Settings& settings, std::string_view name, std::string_view value) {
  const Settings before = settings;
  try {
    set(settings, name, value);
  } catch (const Error& error) {
    CHECK(settings == before);
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error.what();
  }
  return "taken";
}

}  // namespace

TEST_CASE("every property can be read and entered again") {
  for (const Preset& preset : presets()) {
    const Settings settings = preset_settings(preset.name);
    Settings copy;
    for (const Property& p : properties())
      if (get(settings, p.name) != get(copy, p.name)) set(copy, p.name, get(settings, p.name));
    CHECK(copy == settings);
    Settings from_json;
    merge_json(from_json, to_json(settings));
    CHECK(from_json == settings);
  }
}

TEST_CASE("W1 and W4 have the shapes of the benchmarks") {
  const Settings vae = preset_settings("vae"), deep = preset_settings("deep");
  CHECK(vae.hidden == std::vector<uint32_t>{400});
  CHECK(vae.code == 20);
  CHECK(vae.batch == 128);
  CHECK(deep.hidden == std::vector<uint32_t>{256, 64});
  CHECK(deep.activation == "tanh");
  CHECK(deep.batch == 32);
}

TEST_CASE("bad values are refused in one line and nothing changes") {
  Settings s;
  CHECK(refusal(s, "learning_rate", "NaN").find("number from") != std::string::npos);
  CHECK(refusal(s, "learning_rate", "inf") != "taken");
  CHECK(refusal(s, "learning_rate", "0") != "taken");
  CHECK(refusal(s, "learning_rate", "1e-3x") != "taken");
  CHECK(refusal(s, "learning_rate", "") != "taken");
  CHECK(refusal(s, "threads", "0") != "taken");
  CHECK(refusal(s, "batch", "-1") != "taken");
  CHECK(refusal(s, "batch", "12.5") != "taken");
  CHECK(refusal(s, "code", "99999999999999999999") != "taken");
  CHECK(refusal(s, "hidden", "400,,64") != "taken");
  CHECK(refusal(s, "hidden", "1,2,3,4,5,6,7").find("at most 6") != std::string::npos);
  CHECK(refusal(s, "preset", "nonsense").find("vae-2d") != std::string::npos);
  CHECK(refusal(s, "activation", "swish").find("relu") != std::string::npos);
  CHECK(refusal(s, "reproducible", "maybe") != "taken");
  CHECK(refusal(s, "colour", "red").find("learning_rate") != std::string::npos);
}

TEST_CASE("a preset takes over its values but keeps data, seed and machine") {
  Settings s;
  set(s, "seed", "7");
  set(s, "threads", "2");
  set(s, "learning-rate", "0.01");
  set(s, "preset", "vae");
  CHECK(s.seed == 7);
  CHECK(s.threads == 2);
  CHECK(s.code == 20);
  CHECK(s.learning_rate == 1e-3f);
}

TEST_CASE("JSON with an unknown key or a bad combination changes nothing") {
  Settings s;
  const Settings before = s;
  CHECK_THROWS_AS(merge_json(s, {{"beta", 2}, {"nope", 1}}), Error);
  CHECK_THROWS_AS(merge_json(s, {{"learning_rate", nullptr}}), Error);
  CHECK_THROWS_AS(merge_json(s, {{"loss", "mse"}}), Error);  // a Gaussian latent wants a likelihood
  CHECK_THROWS_AS(merge_json(s, nlohmann::json::array()), Error);
  CHECK(s == before);
  merge_json(s, {{"beta", 2}, {"preset", "vae"}, {"hidden", {256, 64}}});
  CHECK(s.code == 20);
  CHECK(s.beta == 2);
  CHECK(s.hidden == std::vector<uint32_t>{256, 64});
}
