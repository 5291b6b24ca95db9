// The command line: verbs, flags, exit codes. 0 done, 1 failed, 2 wrong usage.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <format>
#include <new>

#include "cli/describe.h"
#include "cli/progress.h"
#include "cli/serve.h"
#include "cli/settings_flags.h"
#include "cli/signals.h"
#include "cli/verbs.h"
#include "compute/error.h"
#include "data/sources.h"
#include "model/limits.h"
#include "share/texts.h"
#include "train/benchmark.h"

namespace {

using namespace hourglass;

// Refuses what is no number of the range, with the range.
template <class Number>
CLI::Validator number(Range<Number> range) {
  return CLI::Validator(
      [=](const std::string& text) -> std::string {
        Number value{};
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (code == std::errc{} && end == text.data() + text.size() && value >= range.least &&
            value <= range.most)
          return {};
        return std::format("'{}' is not possible; give a {}number from {} to {}", text,
                           std::is_integral_v<Number> ? "whole " : "", range.least, range.most);
      },
      std::format("{} … {}", range.least, range.most));
}

const CLI::Validator named(
    [](const std::string& text) {
      return text.empty() ? std::string("names nothing; give a path") : std::string();
    },
    "PATH");

// build/web beside build/native/hourglass.
std::string page_beside(const char* program) {
  std::error_code error;
  std::filesystem::path place = std::filesystem::canonical("/proc/self/exe", error);
  if (error) place = std::filesystem::weakly_canonical(program, error);
  return (place.parent_path().parent_path() / "web").string();
}

int run(int count, char** arguments, std::string& help) {
  CLI::App app{"Hourglass trains small autoencoders where people can watch.", "hourglass"};
  app.require_subcommand(1);

  auto* train_verb = app.add_subcommand("train", "Train a network");
  SettingsFlags settings;
  settings.add(*train_verb);
  TrainOptions training;
  uint32_t steps = 0;
  auto* steps_flag =
      train_verb->add_option("--steps", steps, "Train so many steps, added to those of --resume")
          ->excludes("--epochs")
          ->check(number(limits::steps));
  train_verb->get_option("--epochs")
      ->description(
          "Stop after so many passes over the data, in total with those of --resume; default 10");
  std::string free;
  for (const Property& p : properties())
    if (p.free_on_resume()) free += (free.empty() ? "" : ", ") + std::string(p.name);
  train_verb->add_option("--out", training.out, "Save the training as safetensors")->check(named);
  train_verb
      ->add_option("--save-every", training.save_every,
                   "Seconds between saves to --out while it trains; 0: only at the end")
      ->check(number(limits::save_every))
      ->capture_default_str();
  train_verb
      ->add_option("--resume", training.resume,
                   "Go on from a saved training; what may be given anew: " + free)
      ->check(named);
  train_verb
      ->add_option("--from", training.from,
                   "Begin with a saved training's layers, from the input on, as far as they fit")
      ->check(named)
      ->excludes("--resume");
  train_verb
      ->add_option("--log", training.log,
                   "Write the losses as JSON lines, or as a table where it ends in .csv")
      ->check(named);
  auto* film = train_verb
                   ->add_option("--film", training.film,
                                "Film the training as an animated PNG: what it draws of the same "
                                "noise, or makes of the same test pictures")
                   ->check(named);
  train_verb
      ->add_option("--film-every", training.film_every,
                   "Steps between its frames; left out: a hundred frames in all")
      ->needs(film)
      ->check(number(limits::steps));
  train_verb->add_flag("--json", training.json, "End with one JSON line");
  train_verb->get_option("--config")->check(named);
  train_verb->footer(data_guide);
  train_verb->get_formatter()->enable_footer_formatting(false);  // it has its own lines

  const auto add_model = [](CLI::App* verb, std::string& place) {
    verb->add_option("model", place, "A saved training, or a link with weights")
        ->required()
        ->check(named);
  };
  auto* evaluate_verb = app.add_subcommand("eval", "The figures of a trained network");
  EvaluateOptions evaluation;
  add_model(evaluate_verb, evaluation.model);
  evaluate_verb->add_option("--data", evaluation.data, "Data; left out: what it was trained on");
  evaluate_verb
      ->add_option("--importance-samples", evaluation.importance_samples,
                   "Samples an image for the importance-weighted likelihood")
      ->check(number(limits::importance_samples));
  evaluate_verb
      ->add_option("--importance-images", evaluation.importance_images,
                   "Images for it, from the first on")
      ->check(number(limits::importance_images))
      ->capture_default_str();
  evaluate_verb->add_option("--threads", evaluation.threads, "Left out: one a core")
      ->check(number(limits::threads));
  evaluate_verb->add_flag("--pca", evaluation.pca,
                          "Beside the principal components of the training data");
  evaluate_verb
      ->add_option("--generated", evaluation.generated,
                   "Judge so many generated examples: classes, precision, recall, nearest")
      ->check(number(limits::generated));
  evaluate_verb->add_flag("--probe", evaluation.probe,
                          "Teach a linear classifier on the codes of the training data");
  evaluate_verb->add_flag("--json", evaluation.json, "One JSON line");
  evaluate_verb
      ->add_option("--log", evaluation.log,
                   "Add the figures to a file, as a JSON line, or as a line of a .csv")
      ->check(named);

  auto* sample_verb = app.add_subcommand("sample", "Pictures of codes drawn from the prior");
  SampleOptions sampling;
  std::string sheet = "10x10";
  add_model(sample_verb, sampling.model);
  sample_verb->add_option("--grid", sheet, "COLUMNSxROWS")
      ->check(CLI::Validator(
          [](const std::string& text) -> std::string {
            if (parse_grid(text)) return {};
            return "'" + text +
                   "' is not possible; give COLUMNSxROWS such as 10x10, at most 100x100";
          },
          ""))
      ->capture_default_str();
  sample_verb->add_option("--out", sampling.out, "The PNG to write")->required()->check(named);
  sample_verb->add_option("--data", sampling.data,
                          "For a plain code, which has no prior: data to fit a Gaussian to; left "
                          "out: what it was trained on");
  sample_verb->add_option("--seed", sampling.seed, "Of the draws")
      ->check(number(limits::seed))
      ->capture_default_str();

  auto* encode_verb = app.add_subcommand("encode", "Codes of examples, as .npy or .csv");
  std::string model;  // of the verbs that take little else
  std::string coded_data, code_in, code_out, split = "test";
  add_model(encode_verb, model);
  encode_verb->add_option("--data", coded_data, "Left out: what it was trained on");
  encode_verb->add_option("--split", split, "test or train")
      ->check(CLI::IsMember({"test", "train"}))
      ->capture_default_str();
  encode_verb
      ->add_option("--out", code_out, "The .npy to write, [count, code], or the .csv, with labels")
      ->required()
      ->check(named);

  auto* decode_verb = app.add_subcommand("decode", "Examples of codes, as .npy or .png");
  add_model(decode_verb, model);
  decode_verb->add_option("--in", code_in, "A .npy of codes, [count, code]")
      ->required()
      ->check(named);
  decode_verb->add_option("--out", code_out, "The .npy, or the .png with a sheet, to write")
      ->required()
      ->check(named);

  auto* export_verb = app.add_subcommand("export", "A trained network for other programs");
  ExportOptions exporting;
  add_model(export_verb, exporting.model);
  export_verb->add_option("--format", exporting.format, "onnx, pytorch, npz, or svg: a plot")
      ->required()
      ->check(CLI::IsMember({"onnx", "pytorch", "npz", "svg"}));
  export_verb
      ->add_option("--part", exporting.part, "Of onnx: encoder, decoder or whole; left out: whole")
      ->check(CLI::IsMember({"encoder", "decoder", "whole"}));
  export_verb
      ->add_option(
          "--what", exporting.what,
          "Of svg: curves, or plane: the test examples' codes of two numbers; left out: curves")
      ->check(CLI::IsMember({"curves", "plane"}));
  export_verb->add_option("--data", exporting.data, "Of the plane: other data than its own");
  export_verb->add_option("--out", exporting.out, "The file to write")->required()->check(named);

  auto* blend_verb =
      app.add_subcommand("blend", "From one test example to another, by code and by pixels");
  BlendOptions blending;
  add_model(blend_verb, blending.model);
  blend_verb->add_option("--data", blending.data, "Left out: what it was trained on");
  blend_verb->add_option("--from", blending.from, "The test example to begin with")
      ->capture_default_str();
  blend_verb->add_option("--to", blending.to, "The one to end with")->capture_default_str();
  blend_verb->add_option("--steps", blending.steps, "Pictures on the way, both ends among them")
      ->check(number(limits::blend_steps))
      ->capture_default_str();
  blend_verb->add_flag("--spherical", blending.spherical,
                       "In the code along the arc between the ends, not straight");
  blend_verb->add_option("--out", blending.out, "The PNG to write: the code above, pixels below")
      ->required()
      ->check(named);

  auto* link_verb =
      app.add_subcommand("link", "The link that opens a model's settings in the page");
  add_model(link_verb, model);
  bool linked_weights = false;
  link_verb->add_flag("--weights", linked_weights, "With its weights, in 8 bits each");

  auto* presets_verb = app.add_subcommand("presets", "The ready networks, in teaching order");
  bool presets_as_json = false;
  presets_verb->add_flag("--json", presets_as_json, "A list with their settings and figures");

  auto* lessons_verb = app.add_subcommand("lessons", "What is taught in the page, in order");
  bool lessons_as_json = false;
  lessons_verb->add_flag("--json", lessons_as_json, "A list with their texts and what to expect");

  auto* hash_verb = app.add_subcommand("hash", "The hash of a trained network's weights");
  add_model(hash_verb, model);

  auto* serve_verb = app.add_subcommand("serve", "Serve the page on 127.0.0.1");
  ServeOptions serving;
  serving.root = page_beside(arguments[0]);
  serve_verb->add_option("--root", serving.root, "The built page")
      ->check(named)
      ->capture_default_str();
  serve_verb->add_option("--port", serving.port, "0: any free one")
      ->check(number(Range{0u, 65535u}))
      ->capture_default_str();
  serve_verb->add_option("--data", serving.data, "A folder of data for the page")->check(named);
  bool no_isolation = false;
  serve_verb->add_flag("--no-isolation", no_isolation, "Leave out the headers that allow threads");
  serve_verb->add_flag("--browser", serving.browser, "Open the address");

  auto* bench_verb = app.add_subcommand("bench", "How fast training goes");
  BenchOptions benchmark;
  bench_verb->add_option("--workload", benchmark.workload, workload_choices())
      ->check(CLI::Validator([](const std::string& text) { return unknown_workload(text); }, ""))
      ->capture_default_str();
  bench_verb->add_option("--seconds", benchmark.seconds, "How long it takes, about")
      ->check(number(limits::bench_seconds))
      ->capture_default_str();
  bench_verb->add_option("--backend", benchmark.backend, "auto, cpu or webgpu")
      ->check(CLI::IsMember({"auto", "cpu", "webgpu"}))
      ->capture_default_str();
  bench_verb->add_option("--threads", benchmark.threads, "Of the backend cpu")
      ->check(number(limits::threads))
      ->capture_default_str();
  bench_verb->add_flag("--reproducible", benchmark.reproducible,
                       "The same bits on every machine; slower");
  bench_verb->add_flag("--json", benchmark.json, "One JSON line");

  auto* completion_verb =
      app.add_subcommand("completion", "A script that completes commands in a shell");
  std::string shell;
  completion_verb->add_option("shell", shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  auto* manual_verb = app.add_subcommand("man", "The manual: hourglass man | man -l -");

  std::string verbs;
  for (const CLI::App* verb : app.get_subcommands(nullptr))
    verbs += (verbs.empty() ? "" : ", ") + verb->get_name();
  const std::string first = count > 1 ? arguments[1] : "";
  if (first.empty()) throw UsageError("give a verb: " + verbs);
  if (app.get_subcommand_no_throw(first))
    help = "hourglass " + first + " --help";
  else if (first != "-h" && first != "--help")
    throw UsageError(std::format("'{}' is no verb; choose {}", first, verbs));

  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    throw UsageError(error.what());
  }
  if (!*serve_verb) listen_to_signals();  // serve waits for them in its own way
  if (*train_verb) {
    try {
      training.settings = settings.settings();
    } catch (const Error& error) {
      throw UsageError(error.what());
    }
    training.config = settings.config();
    if (steps_flag->count() > 0 && settings.sets("epochs"))
      throw UsageError("--steps excludes --set epochs=…; give one of them");
    if (steps_flag->count() > 0) training.steps = steps;
    // As far as a link says, unless something else is said.
    else if (const auto& link = training.settings.link;
             link && link->goal.steps > 0 && !training.settings.epochs && training.resume.empty())
      training.steps = link->goal.steps;
    train(training);
  } else if (*evaluate_verb) {
    evaluate(evaluation);
  } else if (*sample_verb) {
    std::tie(sampling.columns, sampling.rows) = *parse_grid(sheet);
    sample(sampling);
  } else if (*encode_verb) {
    encode(model, coded_data, split == "train", code_out);
  } else if (*decode_verb) {
    decode(model, code_in, code_out);
  } else if (*export_verb) {
    export_model(exporting);
  } else if (*blend_verb) {
    blend(blending);
  } else if (*link_verb) {
    link(model, linked_weights);
  } else if (*presets_verb) {
    list_presets(presets_as_json);
  } else if (*lessons_verb) {
    list_lessons(lessons_as_json);
  } else if (*hash_verb) {
    hash(model);
  } else if (*serve_verb) {
    serving.isolation = !no_isolation;
    return serve(serving);
  } else if (*bench_verb) {
    bench(benchmark);
  } else if (*completion_verb) {
    std::fputs(completion(app, shell).c_str(), stdout);
  } else if (*manual_verb) {
    std::fputs(manual(app).c_str(), stdout);
  }
  if (std::fflush(stdout) != 0 || std::ferror(stdout))
    fail("standard output could not be written; make room");
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  std::string help = "hourglass --help";
  try {
    set_language_of_environment();
    return run(count, arguments, help);
  } catch (const UsageError& error) {
    say(std::format("{}; see {}", error.what(), help));
    return 2;
  } catch (const std::bad_alloc&) {
    say("there is not enough memory for this; close something else, or take a smaller network");
  } catch (const std::exception& error) {
    say(error.what());
  }
  return 1;
}
