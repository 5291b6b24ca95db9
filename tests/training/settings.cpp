// The table of properties: entering, refusing, presets, JSON.
#include "model/settings.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "compute/error.h"
#include "model/presets.h"

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
  CHECK(refusal(s, "lerning_rate", "1").find("did you mean learning_rate?") != std::string::npos);
  CHECK(refusal(s, "colour", "red").find("train --help") != std::string::npos);
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

TEST_CASE("what 0 means where it is no number is told by JSON, not by text") {
  Settings s;
  CHECK(refusal(s, "epochs", "0").find("leave it out") != std::string::npos);
  s.epochs = s.threads = 3;
  merge_json(s, {{"epochs", 0}, {"threads", 0}});
  CHECK((s.epochs == 0 && s.threads == 0));
  s.threads = 3;
  merge_json(s, {{"threads", "one a core"}});
  CHECK(s.threads == 0);
  CHECK_THROWS_AS(merge_json(s, {{"batch", 0}}), Error);
}

TEST_CASE("a choice that the others exclude is refused, or the others are made to follow") {
  Settings s = preset_settings("vae");
  s.latent = "plain";
  CHECK_NOTHROW(validate(s));  // Bernoulli goes with both
  s.loss = "gaussian";
  CHECK_THROWS_WITH_AS(validate(s),
                       "loss: gaussian wants latent gaussian; choose mse for a plain code", Error);
  settle(s, "latent");
  CHECK(s.loss == "mse");
  s.latent = "gaussian";
  settle(s, "latent");
  CHECK(s.loss == "bernoulli");
  s.backend = "webgpu";
  s.reproducible = true;
  CHECK_THROWS_AS(validate(s), Error);
  settle(s, "reproducible");
  CHECK(s.backend == "auto");
  CHECK(s.reproducible);
}

TEST_CASE("what has no effect is told, unless it went back to the preset's own value") {
  Settings before = preset_settings("vae"), after = before;
  after.momentum = 0.5f;
  after.beta = 2;
  CHECK(without_effect(before, after) == "momentum acts only with optimizer sgd");
  after.optimizer = "sgd";
  CHECK(without_effect(before, after).empty());
  set(before, "beta", "4");
  CHECK(without_effect(before, preset_settings("linear")).empty());
  CHECK(differences(before, after).size() == 3);
}

TEST_CASE("every property says what it is, and its default is possible") {
  for (const Property& p : properties()) {
    CAPTURE(p.name);
    CHECK((!p.label.empty() && !p.help.empty() && p.help.back() == '.'));
    CHECK(p.numeric() == (p.maximum > p.minimum &&
                          !std::holds_alternative<std::vector<uint32_t> Settings::*>(p.member)));
    CHECK((!p.acts.now) == p.acts.when.empty());
    CHECK((p.usual == 0 || (p.minimum < p.usual && p.usual <= p.maximum)));
    for (const Choice& choice : p.choices) {
      CHECK((!choice.name.empty() && !choice.label.empty()));
      CHECK((!choice.fits) == choice.refusal.empty());
    }
    Settings s;
    const std::string value = get(s, p.name);
    if (value == "0" && !p.zero.empty()) continue;
    CHECK_NOTHROW(set(s, p.name, value));
    CHECK(s == Settings{});
  }
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
