// The commands by name: what they answer, and that bad input gets one clear line and changes nothing.
#include "app/commands.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <optional>
#include <thread>

using namespace hourglass;
using nlohmann::json;

namespace {

struct Bench {
  Session session;
  Commands commands{session};

  Bench() : session(settings(), Session::Threading::slices) {
    poll_until([&] { return session.status().ready && session.snapshot(); });
  }

  static Settings settings() {
    Settings s;
    s.hidden = {16};
    s.threads = 1;
    s.backend = "cpu";
    return s;
  }

  template <class Condition>
  void poll_until(Condition done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(10);
    do {
      session.poll(0.01);
    } while (!done() && std::chrono::steady_clock::now() < end);
    REQUIRE(done());
  }

  CommandResult run(std::string_view name, const json& arguments = json::object(),
                    std::vector<float> floats = {}, std::vector<NamedBytes> files = {}) {
    std::optional<CommandResult> result;
    commands.run(name, arguments, std::move(floats), std::move(files),
                 [&](CommandResult answer) { result = std::move(answer); });
    poll_until([&] { return result.has_value(); });
    return *result;
  }

  // One line that has the word in it, and the same settings and weights as before.
  void refuses(std::string_view name, const json& arguments, std::string_view word,
               std::vector<float> floats = {}) {
    INFO(name, " ", arguments.dump());
    const json before = run("settings").value;
    const uint32_t step = session.status().step;
    const std::string error = run(name, arguments, std::move(floats)).error;
    INFO(error);
    CHECK(error.find(word) != error.npos);
    CHECK(error.find('\n') == error.npos);
    CHECK(error.size() < 400);
    CHECK(run("settings").value == before);
    CHECK(session.status().step == step);
  }
};

}  // namespace

TEST_CASE("commands train, step, pause, reset and say how it is") {
  Bench bench;
  CHECK(bench.run("train", {{"steps", 3}}).error.empty());
  CHECK(bench.run("step").error.empty());
  CHECK(bench.run("step", {{"n", 2}}).error.empty());
  json status = bench.run("status").value;
  CHECK(status["step"] == 6);
  CHECK(status["training"] == false);
  CHECK(status["ready"] == true);
  CHECK(status["unit"] == "nats/image");
  CHECK(status["backend"]["threads"] == 1);
  CHECK(bench.run("pause").error.empty());
  CHECK(bench.run("reset").error.empty());
  CHECK(bench.run("status").value["step"] == 0);
  CHECK(bench.run("speed", {{"share", 0.5}}).error.empty());
}

TEST_CASE("players that move in turn can be moved alone, and slowly one after the other") {
  Bench bench;
  bench.refuses("turn", json::object(), "step");  // nobody does
  REQUIRE(bench.run("set", {{"preset", "gan-2d"}, {"hidden", {16, 16}}}).error.empty());
  bench.refuses("turn", {{"player", "judge"}}, "choose discriminator or generator");
  const auto seen = [&](std::string_view turn) {
    bench.poll_until([&] { return bench.session.snapshot()->turn == turn; });
    return bench.session.snapshot();
  };
  CHECK(bench.run("turn", {{"player", "discriminator"}}).value["step"] == 0);
  const auto snapshot = seen("discriminator");
  CHECK(snapshot->next_turn == "generator");
  CHECK(snapshot->sample_pull.size() == 2 * samples_pulled);
  CHECK(bench.run("turn").value["step"] == 1);  // who is next
  CHECK(seen("generator")->step == 1);
  CHECK(bench.run("speed", {{"turns", 60}}).value["turns"] == 60);
  CHECK(bench.run("train", {{"steps", 2}}).value["step"] == 3);
  CHECK(bench.session.snapshot()->turn != "");
  CHECK(bench.run("speed", {{"share", 1}}).value["turns"] == 0);
  CHECK(bench.run("train", {{"steps", 2}}).value["step"] == 5);
  bench.refuses("speed", {{"turns", 1000}}, "turns");
}

TEST_CASE("epochs are counted with the batch that is there when their turn comes") {
  Bench bench;
  // Both are queued before either is looked at.
  bench.commands.run("set", {{"batch", 1000}}, {}, {}, {});
  CHECK(bench.run("train", {{"epochs", 0.5}}).value["step"] == strokes_train_count / 2 / 1000);
}

TEST_CASE("set changes some settings and gives all") {
  Bench bench;
  const json all = bench.run("set", {{"learning_rate", 0.01}, {"hidden", {8, 4}}}).value;
  CHECK(all["learning_rate"] == 0.01);
  CHECK(all["hidden"] == json({8, 4}));
  CHECK(all["seed"] == 0);
  CHECK(bench.run("settings").value == all);
  CHECK(bench.run("set", {{"link", "#v=1&seed=7"}}).value["seed"] == 7);
  CHECK(bench.run("shareLink").value["link"].get<std::string>().find("seed=7") !=
        std::string::npos);
}

TEST_CASE("pictures and codes travel as floats") {
  Bench bench;
  const CommandResult samples = bench.run("sample", {{"count", 3}, {"seed", 1}});
  CHECK(samples.value == json({{"count", 3}, {"height", 28}, {"width", 28}, {"channels", 1}}));
  CHECK(samples.floats.size() == 3 * 784);
  const CommandResult codes = bench.run("encode", json::object(), samples.floats);
  CHECK(codes.value["count"] == 3);
  CHECK(codes.value["size"] == 2);
  CHECK(codes.floats.size() == 3 * 2 * 2);  // μ, then log σ²
  const CommandResult decoded = bench.run("decode", json::object(), {0, 0, 1, -1});
  CHECK(decoded.value["count"] == 2);
  CHECK(decoded.floats.size() == 2 * 784);
  const CommandResult blend = bench.run("blend", {{"i", 0}, {"j", 5}, {"steps", 4}});
  CHECK(blend.value["count"] == 4);
  CHECK(blend.floats.size() == 2 * 4 * 784);
  const CommandResult arc =
      bench.run("blend", {{"i", 0}, {"j", 5}, {"steps", 4}, {"way", "spherical"}});
  // In the pixels and at both ends the same.
  const auto half = static_cast<std::ptrdiff_t>(4 * 784);
  CHECK(std::equal(arc.floats.begin() + half, arc.floats.end(), blend.floats.begin() + half));
  CHECK(std::equal(arc.floats.begin(), arc.floats.begin() + 784, blend.floats.begin()));
  CHECK_FALSE(arc.floats == blend.floats);
  CHECK(bench.run("sample", {{"count", 3}, {"seed", 1}}).floats == samples.floats);
}

TEST_CASE("evaluate compares a linear network with principal components, as eval --pca does") {
  Bench bench;
  bench.run("set", {{"preset", "linear"}, {"data", "moons"}, {"code", 1}});
  bench.run("train", {{"steps", 2000}});
  const json figures = bench.run("evaluate", {{"pca", true}}).value;
  CHECK(figures["pca"]["components"] == 1);
  CHECK(figures["pca"]["mean_squared_cosine"].get<double>() > 0.97);
  // None does better on what it was found on.
  CHECK(figures["pca"]["train_mse"].get<double>() <= figures["train_mse"].get<double>() + 1e-6);
  CHECK(figures["mse"].get<double>() ==
        doctest::Approx(figures["pca"]["mse"].get<double>()).epsilon(0.05));
}

TEST_CASE("evaluate and weightsHash give figures and a name for the weights") {
  Bench bench;
  const json figures = bench.run("evaluate", {{"split", "test"}}).value;
  CHECK(figures["loss"].get<double>() > 0);
  CHECK_FALSE(figures.contains("pca"));
  const std::string hash = bench.run("weightsHash").value["weights_hash"];
  CHECK(hash.size() >= 8);
  CHECK(bench.run("weightsHash").value["weights_hash"] == hash);
}

TEST_CASE("evaluate gives the figures of a classifier, whose error is a number and no failure") {
  Bench bench;
  bench.run("set", {{"preset", "classifier"}, {"data", "shapes"}, {"hidden", {16}}, {"batch", 32}});
  const auto evaluated = bench.run("evaluate", {{"split", "test"}});
  CHECK(evaluated.error.empty());
  CHECK(evaluated.value["error"].is_number());
}

TEST_CASE("the presets are listed, and a setting without effect is told in the status") {
  Bench bench;
  const json presets = bench.run("presets").value;
  REQUIRE(presets.size() >= 6);
  for (const json& preset : presets) CHECK(!preset["line"].get<std::string>().empty());
  CHECK(bench.run("set", {{"momentum", 0.5}}).error.empty());
  CHECK(bench.run("status").value["message"] == "momentum acts only with optimizer sgd");
  CHECK(bench.run("set", {{"momentum", 0.9}}).error.empty());
  CHECK(bench.run("status").value["message"] != "momentum acts only with optimizer sgd");
}

TEST_CASE("bad input is refused in one line and changes nothing") {
  Bench bench;
  bench.refuses("explode", json::object(), "no command");
  bench.refuses("train", {{"minutes", 3}}, "epochs");
  bench.refuses("train", {{"epochs", 1}, {"steps", 1}}, "exclude");
  bench.refuses("train", {{"steps", 0}}, "whole number");
  bench.refuses("train", {{"steps", 1.5}}, "whole number");
  bench.refuses("train", {{"steps", "many"}}, "whole number");
  bench.refuses("train", {{"epochs", nullptr}}, "number from");
  bench.refuses("step", {{"n", -1}}, "whole number");
  bench.refuses("set", json::object(), "nothing");
  bench.refuses("set", {{"learning_rate", nullptr}}, "finite");
  bench.refuses("set", {{"learning_rate", -1}}, "learning_rate");
  bench.refuses("set", {{"learning_rat", 0.1}}, "learning_rat");
  bench.refuses("set", {{"latent", "gaussian"}, {"loss", "mse"}}, "loss");
  bench.refuses("set", {{"seed", 3}, {"batch", 0}}, "batch");
  bench.refuses("set", json::array({1, 2}), "object");
  bench.refuses("speed", {{"share", 0}}, "share");
  bench.refuses("sample", {{"count", 1e9}}, "whole number");
  bench.refuses("blend", {{"i", 0}}, "give i and j");
  bench.refuses("blend", {{"i", 0}, {"j", 99999999}}, "from 0 to");
  bench.refuses("blend", {{"i", 0}, {"j", 1}, {"way", "curved"}}, "choose linear or spherical");
  bench.refuses("encode", json::object(), "each has 784", {1, 2, 3});
  bench.refuses("encode", json::object(), "from 0 to 1", std::vector<float>(784, 2.0F));
  bench.refuses("decode", json::object(), "codes", {1});
  bench.refuses("decode", json::object(), "number 1", {0, std::nanf("")});
  bench.refuses("evaluate", {{"split", "validation"}}, "choose train, test");
  bench.refuses("evaluate", {{"importanceSamples", 100001}}, "from 0 to 100000");
  bench.refuses("evaluate", {{"pca", 1}}, "give true or false");
  bench.refuses("bench", {{"seconds", 601}}, "from 0.05 to 600");
  bench.refuses("bench", {{"seconds", -3}}, "seconds");
  bench.refuses("bench", {{"workload", "W9"}, {"seconds", 0.1}}, "W9");
  bench.refuses("loadDataset", json::object(), "nothing to load");
  bench.refuses("loadDataset", {{"name", "nonsense"}}, "nonsense");
  bench.refuses("settings", {{"all", true}}, "no arguments");
}

TEST_CASE("a file that is no data set is refused and the old data stay") {
  Bench bench;
  const CommandResult result =
      bench.run("loadDataset", json::object(), {}, {{"cat.jpg", {0xFF, 0xD8, 0xFF, 0xE0}}});
  CHECK(result.error.find("cat.jpg") != std::string::npos);
  CHECK(bench.run("status").value["ready"] == true);
  CHECK(bench.session.snapshot()->data->name == "strokes");
}

TEST_CASE("points come and go as they are, by their numbers") {
  Bench bench;
  CHECK(bench.run("set", {{"preset", "deep"}, {"data", "moons"}}).error.empty());
  const CommandResult sample = bench.run("sample", {{"count", 5}});
  CHECK(sample.value == json({{"count", 5}, {"height", 1}, {"width", 1}, {"channels", 2}}));
  CHECK(sample.floats.size() == 10);
  CHECK(bench.run("encode", json::object(), {-1.5f, 0.25f}).value["count"] == 1);
  bench.refuses("encode", json::object(), "no whole points", {1, 2, 3});
  const CommandResult blend = bench.run("blend", {{"i", 0}, {"j", 1}, {"steps", 4}});
  CHECK(blend.floats.size() == 2 * 4 * 2);
}

TEST_CASE("a network, its codes and its curves leave as files") {
  Bench bench;
  REQUIRE(bench.run("train", {{"steps", 3}}).error.empty());
  const auto text = [](const CommandResult& result) {
    INFO(result.error);
    CHECK(result.error.empty());
    CHECK(result.value["size"] == result.bytes.size());
    return std::string(result.bytes.begin(), result.bytes.end());
  };
  CommandResult file = bench.run("exportModel", {{"part", "decoder"}});
  CHECK(file.value["name"] == "vae-2d-3-decoder.onnx");
  CHECK(text(file).find("decoder.0.weight") != std::string::npos);
  file = bench.run("exportModel", {{"format", "pytorch"}});
  CHECK(file.value["name"] == "vae-2d-3.py");
  CHECK(text(file).find("vae-2d-3.safetensors") != std::string::npos);
  CHECK(text(bench.run("exportModel", {{"format", "npz"}})).starts_with("PK"));
  bench.refuses("exportModel", {{"format", "pt"}}, "onnx");
  bench.refuses("exportModel", {{"part", "half"}}, "encoder");
  bench.refuses("exportModel", {{"format", "npz"}, {"part", "encoder"}}, "leave part out");
  file = bench.run("exportCodes");
  CHECK(file.value["name"] == "vae-2d-3-codes.csv");
  const std::string codes = text(file);
  CHECK(codes.starts_with("code0,code1,label\n"));
  CHECK(std::ranges::count(codes, '\n') == 1 + bench.session.snapshot()->model->test_count);
  CHECK(text(bench.run("exportCodes", {{"format", "npy"}})).find("NUMPY") == 1);
  bench.refuses("exportCodes", {{"split", "all"}}, "train");
  const std::string curves = text(bench.run("exportCurves"));
  CHECK(curves.starts_with("split,step,loss,reconstruction,kl\n"));
  CHECK(curves.find("\ntrain,") != curves.npos);
  CHECK(curves.find("\ntest,") != curves.npos);
  REQUIRE(bench.run("set", {{"preset", "gan-2d"}, {"hidden", {8}}}).error.empty());
  bench.refuses("exportModel", {{"part", "encoder"}}, "choose whole");
  bench.refuses("exportCodes", json::object(), "has no code");
}
