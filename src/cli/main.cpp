// The command line: verbs, flags, exit codes. 0 done, 1 failed, 2 wrong usage.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/files.h"
#include "cli/serve.h"
#include "cli/verbs.h"
#include "compute/error.h"

namespace {

using namespace hourglass;

struct Flag {
  const Property* property;
  std::string value;
  CLI::Option* option;
};

// Every property is a flag; --set key=value reaches the same table.
struct SettingsFlags {
  std::vector<Flag> flags;
  std::vector<std::string> assignments;
  std::string config;
  bool reproducible = false;

  void add(CLI::App& verb) {
    flags.reserve(properties().size());
    for (const Property& p : properties()) {
      if (p.name == "reproducible") continue;
      std::string name = "--" + std::string(p.name);
      std::ranges::replace(name, '_', '-');
      flags.push_back({&p, {}, nullptr});
      flags.back().option = verb.add_option(name, flags.back().value, std::string(p.help));
    }
    verb.add_flag("--reproducible", reproducible, std::string(find_property("reproducible")->help));
    verb.add_option("--set", assignments, "A setting as key=value; may be repeated");
    verb.add_option("--config", config, "A JSON file of settings");
  }

  Settings settings() const {
    Settings s;
    if (!config.empty()) {
      const std::vector<uint8_t> bytes = read_file(config);
      const auto json = nlohmann::json::parse(bytes, nullptr, false);
      if (!json.is_object()) fail("{}: is no JSON object; write {{\"preset\": \"vae\"}}", config);
      merge_json(s, json);
    }
    const auto enter = [&](bool preset) {
      for (const Flag& flag : flags)
        if (flag.option->count() > 0 && (flag.property->name == "preset") == preset)
          set(s, flag.property->name, flag.value);
    };
    enter(true);  // first: what else is given stands above it
    enter(false);
    for (const std::string& text : assignments) {
      const size_t equals = text.find('=');
      if (equals == std::string::npos) fail("--set '{}': write key=value", text);
      set(s, text.substr(0, equals), text.substr(equals + 1));
    }
    if (reproducible) s.reproducible = true;
    validate(s);
    return s;
  }
};

int run(int count, char** arguments) {
  CLI::App app{"Hourglass trains small autoencoders where people can watch.", "hourglass"};
  app.require_subcommand(1);

  auto* train_verb = app.add_subcommand("train", "Train a network");
  SettingsFlags settings;
  settings.add(*train_verb);
  TrainOptions training;
  uint32_t steps = 0;
  auto* steps_flag = train_verb->add_option("--steps", steps, "Stop after so many steps")
                         ->excludes("--epochs")
                         ->check(CLI::Range(1u, 100'000'000u));
  train_verb->add_option("--out", training.out, "Save the training as safetensors");
  train_verb->add_option("--resume", training.resume, "Go on from a saved training");
  train_verb->add_option("--log", training.log, "Write the losses as JSON lines");
  train_verb->add_flag("--json", training.json, "End with one JSON line");

  auto* evaluate_verb = app.add_subcommand("eval", "The figures of a trained network");
  EvaluateOptions evaluation;
  evaluate_verb->add_option("model", evaluation.model, "A saved training")->required();
  evaluate_verb->add_option("--data", evaluation.data, "Data; left out: what it was trained on");
  evaluate_verb
      ->add_option("--importance-samples", evaluation.importance_samples,
                   "Samples an image for the importance-weighted likelihood")
      ->check(CLI::Range(1, 100000));
  evaluate_verb
      ->add_option("--importance-images", evaluation.importance_images,
                   "Images for it, from the first on")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  evaluate_verb->add_option("--threads", evaluation.threads)->check(CLI::Range(1, 64));
  evaluate_verb->add_flag("--json", evaluation.json, "One JSON line");

  auto* sample_verb = app.add_subcommand("sample", "Pictures from the prior");
  SampleOptions sampling;
  sample_verb->add_option("model", sampling.model, "A saved training")->required();
  sample_verb->add_option("--grid", sampling.grid, "COLUMNSxROWS")->capture_default_str();
  sample_verb->add_option("--out", sampling.out, "The PNG to write")->required();
  sample_verb->add_option("--seed", sampling.seed)->capture_default_str();

  auto* hash_verb = app.add_subcommand("hash", "The hash of a trained network's weights");
  std::string model;
  hash_verb->add_option("model", model, "A saved training")->required();

  auto* serve_verb = app.add_subcommand("serve", "Serve the page on 127.0.0.1");
  ServeOptions serving;
  serve_verb->add_option("--root", serving.root, "The built page, build/web")->required();
  serve_verb->add_option("--port", serving.port, "0: any free one")->capture_default_str();
  serve_verb->add_option("--data", serving.data, "A folder of data for the page");
  bool no_isolation = false;
  serve_verb->add_flag("--no-isolation", no_isolation, "Leave out the headers that allow threads");
  serve_verb->add_flag("--browser", serving.browser, "Open the address");

  auto* bench_verb = app.add_subcommand("bench", "How fast training goes");
  BenchOptions benchmark;
  bench_verb->add_option("--workload", benchmark.workload, "W1 (vae) or W4 (deep)")
      ->capture_default_str();
  bench_verb->add_option("--seconds", benchmark.seconds)->capture_default_str();
  bench_verb->add_option("--threads", benchmark.threads)
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  bench_verb->add_flag("--reproducible", benchmark.reproducible);
  bench_verb->add_flag("--json", benchmark.json, "One JSON line");

  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::string text = error.what();
    std::ranges::replace(text, '\n', ' ');
    std::fprintf(stderr, "hourglass: %s; see hourglass --help\n", text.c_str());
    return 2;
  }
  if (*train_verb) {
    try {
      training.settings = settings.settings();
    } catch (const Error& error) {
      std::fprintf(stderr, "hourglass: %s\n", error.what());
      return 2;
    }
    if (steps_flag->count() > 0) training.steps = steps;
    train(training);
  } else if (*evaluate_verb) {
    evaluate(evaluation);
  } else if (*sample_verb) {
    sample(sampling);
  } else if (*hash_verb) {
    hash(model);
  } else if (*serve_verb) {
    serving.isolation = !no_isolation;
    return serve(serving);
  } else if (*bench_verb) {
    bench(benchmark);
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run(count, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hourglass: %s\n", error.what());
    return 1;
  }
}
