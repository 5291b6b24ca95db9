// What a network is for other programs: steps, read off what its layers record; and scripts, whose lines are chosen.
#include "export/export.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "compute/error.h"
#include "data/sources.h"
#include "export/graph.h"
#include "export/weights.h"
#include "model/presets.h"

using namespace hourglass;

namespace {

Example example_of(const Settings& settings) {
  const bool plane =
      settings.data == "ring" || settings.data == "moons" || settings.data == "gaussian-2d";
  return {plane ? Shape{1, 1, 1, 2} : Shape{1, 28, 28, 1}, plane ? 0u : 10u};
}

std::unique_ptr<Trainer> trainer_of(Backend& backend, const Settings& settings) {
  return std::make_unique<Trainer>(backend, settings, load_dataset("strokes", 0).train);
}

Settings small(std::string_view preset) {
  Settings settings = preset_settings(preset);
  settings.batch = 4;
  settings.hidden = {6};
  settings.code = 3;
  return settings;
}

}  // namespace

TEST_CASE("every part of every preset is a row of steps, from its input to its outputs") {
  for (const Preset& preset : presets()) {
    INFO(preset.name);
    const Settings settings = preset_settings(preset.name);
    const Example example = example_of(settings);
    const auto method = make_method(settings, example);
    const std::vector<Excerpt> excerpts = method->excerpts();
    const bool none = settings.method == "mixture" || settings.method == "flow";
    CHECK(excerpts.empty() == none);
    for (const Excerpt& excerpt : excerpts) {
      INFO(excerpt.name);
      const Graph graph = graph_of(excerpt, *method, example.shape);
      CHECK(graph.outputs.size() == excerpt.outputs.size());
      // Each step takes what there is already, and makes something new.
      std::vector<bool> made(graph.values.size());
      made[graph.input.value] = true;
      if (graph.label) made[graph.label->value] = true;
      for (const Step& step : graph.steps) {
        REQUIRE(made[step.x]);
        REQUIRE(!made[step.y]);
        made[step.y] = true;
        if (step.operation == Operation::split) made[step.z] = true;
      }
      for (const Graph::Port& out : graph.outputs) {
        CHECK(made[out.value]);
        CHECK(out.shape.features() == graph.values[out.value].features());
      }
      if (excerpt.of_example) CHECK(graph.outputs[0].shape.features() == example.shape.features());
    }
  }
}

TEST_CASE("a layer without a bias, and what a tied one uses, are told") {
  Settings settings = small("deep");
  settings.tied = true;
  settings.bias = false;
  const Shape example{1, 28, 28, 1};
  const auto method = make_method(settings, {example, 0});
  const Graph graph = graph_of(method->excerpts()[2], *method, example);
  REQUIRE(graph.steps.size() == 4);
  CHECK(graph.steps[0].operation == Operation::dense);
  CHECK(graph.steps[2].operation == Operation::tied);
  CHECK(graph.steps[2].other == "encoder.1");
  CHECK(graph.steps[3].other == "encoder.0");
  for (const Step& step : graph.steps) CHECK(!step.bias);
}

TEST_CASE("weights have the names that a saved training gives them, and statistics theirs") {
  const auto backend = make_cpu_backend({1, true});
  Settings settings = small("vae");
  settings.normalisation = "batch";
  const auto trainer = trainer_of(*backend, settings);
  const Weights weights(trainer->network());
  CHECK(weights.of("encoder.0", "weight").shape == std::vector<uint64_t>{784, 6});
  CHECK(weights.of("encoder.1", "running_var").values.front() == 1);
  CHECK(weights.of("encoder.1", "running_mean").values.size() == 6);
  CHECK(*weights.of("encoder.1", "running_mean").statistic == 0);
  CHECK_THROWS_AS(weights.of("encoder.9", "weight"), Error);
}

TEST_CASE("an export is its format's file, and a refusal is one line that says what to choose") {
  const auto backend = make_cpu_backend({1, true});
  const auto trainer = trainer_of(*backend, small("vae"));
  const auto bytes = [&](ExportFormat format, std::string_view part) {
    const auto file = export_network(*trainer, format, part, "m \"1\".safetensors");
    return std::string(file.begin(), file.end());
  };
  const std::string onnx = bytes(ExportFormat::onnx, "encoder");
  for (const char* word : {"Hourglass", "log_variance", "encoder.0.weight", "Gemm", "weights_hash"})
    CHECK(onnx.find(word) != onnx.npos);
  CHECK(onnx.find("decoder.0.weight") == onnx.npos);
  CHECK(bytes(ExportFormat::onnx, "") == bytes(ExportFormat::onnx, "whole"));
  CHECK(bytes(ExportFormat::npz, "").starts_with("PK\3\4"));
  const std::string script = bytes(ExportFormat::pytorch, "");
  CHECK(script.find("nn.Linear(784, 6), nn.ReLU(),") != script.npos);
  CHECK(script.find(R"(with_name("m \"1\".safetensors"))") != script.npos);
  // Nothing is left of the marks that lines are chosen by, nor of names whose value nobody gave.
  for (std::string_view rest = script; !rest.empty();) {
    const size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    const std::string_view line = rest.substr(0, end);
    INFO(line);
    CHECK(!line.starts_with("#:"));
    const size_t at = line.find('@');
    CHECK((at == line.npos || line.find('@', at + 1) == line.npos));
    rest.remove_prefix(end);
  }
  try {
    bytes(ExportFormat::onnx, "middle");
    FAIL("a part that there is not");
  } catch (const Error& error) {
    CHECK(std::string_view(error.what()).find("encoder or decoder or whole") !=
          std::string_view::npos);
  }
}

TEST_CASE("codes are a table with their labels, or an array") {
  Dataset data{.name = "t", .example = {1, 1, 1, 2}, .count = 2, .pixels = {}, .labels = {}};
  data.labels = std::vector<Label>{7, 1};
  data.classes = 8;
  const std::vector<float> codes{0.5f, -1, 1e-7f, 3};
  const auto text = write_codes(codes, 2, data, true);
  CHECK(std::string(text.begin(), text.end()) == "code0,code1,label\n0.5,-1,7\n1e-07,3,1\n");
  CHECK(write_codes(codes, 2, data, false)[1] == 'N');
}
