// `hourglass train`: checks what it will write, trains, saves, and only then evaluates and reports.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/files.h"
#include "cli/film.h"
#include "cli/models.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/train_steps.h"
#include "cli/verbs.h"
#include "compute/error.h"
#include "data/pixels.h"
#include "model/presets.h"
#include "model/prior.h"
#include "train/beginning.h"
#include "train/log.h"
#include "train/report.h"
#include "train/training.h"

namespace hourglass {
namespace {

// The settings of a resumed training: as given what may change, the model's part as it was.
Settings resumed(const Settings& saved, const TrainOptions& options) {
  Settings settings = saved;
  std::string refused;
  for (const std::string_view name : options.settings.names) {
    const bool free = find_property(name)->free_on_resume();
    const std::string value = get(options.settings.values, name);
    if (free)
      set(settings, name, value);
    else if (get(saved, name) != value)
      refused += std::format("{}{} ({})", refused.empty() ? "" : ", ", name, get(saved, name));
  }
  if (!refused.empty())
    throw UsageError(std::format("resume: {} keeps its {}; leave that out, or train anew",
                                 options.resume, refused));
  return settings;
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return !a.empty() && !b.empty() &&
         (followed(a) == followed(b) || std::filesystem::equivalent(a, b, error));
}

constexpr uint32_t film_side = 8;                       // a frame is a sheet of 8×8
constexpr uint32_t film_frame = 100, film_last = 3000;  // milliseconds

// What a method draws of noise that stays the same; of plain codes, which have none, what it makes of the first test
// pictures, each beneath its own.
std::vector<float> drawn(Trainer& trainer, const Dataset& test) {
  const Method& method = trainer.method();
  constexpr uint32_t count = film_side * film_side;
  const uint64_t seed = trainer.settings().seed;
  if (Generator* generator = method.generator()) return generator->sample(count, seed);
  Codec& codec = *method.codec();
  if (codec.sampled())
    return codec.decode(normal_draws(seed, 0, count * codec.code()), codec.labels_in_turn(count));
  const uint32_t half = std::min(count / 2, test.count), features = test.example.features();
  const std::vector<float> inputs = pixels_of(test, 0, half),
                           outputs = codec.decode(codec.encode(inputs).mean);
  std::vector<float> both;
  for (uint32_t from = 0; from < half; from += film_side)
    for (const std::vector<float>* row : {&inputs, &outputs})
      both.insert(both.end(), row->begin() + size_t{from} * features,
                  row->begin() + size_t{std::min(half, from + film_side)} * features);
  return both;
}

// Known before the training, as whatever else can go wrong.
void check_film(const TrainOptions& options, Trainer& trainer, const Dataset& test) {
  for (const std::string& other : {options.out, options.resume, options.from, options.log})
    if (same_file(options.film, other))
      throw UsageError(std::format("film: {} is another file of this training; give another name",
                                   options.film));
  check_place(options.film);
  const Shape& shape = test.example;
  if (test.kind != Kind::pictures || (shape.c != 1 && shape.c != 3))
    fail("film: {} has no pictures to be drawn; record the window of hourglass-desktop", test.name);
  if (!trainer.method().generator() && !trainer.method().codec())
    fail("film: {} draws no pictures; record the window of hourglass-desktop",
         trainer.settings().method);
}

// The log is the one file that is begun anew in its place: nothing else may be lost by it.
void check_log(const TrainOptions& options) {
  for (const std::string& other : {options.out, options.resume, options.from, options.config})
    if (same_file(options.log, other))
      throw UsageError(std::format("log: {} is given as --log and as another file; give two names",
                                   options.log));
  std::error_code error;
  const auto status = std::filesystem::status(options.log, error);
  if (std::filesystem::is_directory(status) || std::filesystem::is_block_file(status))
    fail("{}: cannot be a log; give a file name", options.log);
  if (!std::filesystem::is_regular_file(status)) return;
  const std::string_view begin = log_mark(log_kind(options.log));
  std::string found(begin.size(), '\0');
  std::ifstream file(options.log, std::ios::binary);
  file.read(found.data(), static_cast<std::streamsize>(found.size()));
  if (file.gcount() > 0 && found != begin)
    fail("{}: holds something other than a log; give another name, or remove it", options.log);
}

uint32_t last_step(const TrainOptions& options, const Settings& settings, const Trainer& trainer,
                   uint32_t images) {
  if (trainer.finished())
    fail("resume: {} has all its phases behind it; train anew, with longer ones", options.resume);
  const uint32_t epochs = settings.epochs ? settings.epochs : find_preset(settings.preset)->epochs;
  const auto whole = settings.epochs ? std::optional<uint32_t>{} : trainer.length();
  const double end = options.steps ? double{1} * trainer.step() + *options.steps
                     : whole       ? *whole
                                   : std::ceil(double{1} * epochs * images / settings.batch);
  if (end > 4e9) throw UsageError(std::format("{:.3g} steps are too many; give fewer", end));
  if (end <= trainer.step())
    fail(
        "resume: {} has {} steps and {:.3g} epochs behind it, no fewer than the {} epochs {}; give "
        "more --epochs, which count in total, or --steps, which are added",
        options.resume, trainer.step(), trainer.epoch(), epochs,
        options.settings.has("epochs") ? "of --epochs" : "that it trains for");
  return options.steps || whole ? static_cast<uint32_t>(end) : trainer.steps_in(epochs);
}

// Where it came as far as the link that it began with says.
std::optional<Verdict> verdict_of(const TrainOptions& options, const Settings& settings,
                                  uint32_t step, const std::string& hash) {
  const auto& link = options.settings.link;
  if (!link || link->goal.steps != step) return {};
  return judge(link->goal, link->settings, settings, hash);
}

void print(const nlohmann::json& report, const Trainer& trainer, const std::string& out) {
  const auto& test = report["test"];
  std::printf("%s on %s: %u steps, %.3g epochs in %.3g s, %.0f samples/s\n",
              trainer.settings().preset.c_str(), trainer.settings().data.c_str(), trainer.step(),
              trainer.epoch(), report["seconds"].get<double>(),
              report["samples_per_second"].get<double>());
  std::printf("test loss %s\nweights %s%s%s\n", in_words(test, trainer).c_str(),
              report["weights_hash"].get<std::string>().c_str(), out.empty() ? "" : ", saved to ",
              out.c_str());
}

}  // namespace

void train(const TrainOptions& given) {
  TrainOptions options = given;
  // What can go wrong before the training does so here.
  Settings settings = options.settings.values;
  std::optional<Checkpoint> checkpoint;
  if (!options.resume.empty()) {
    checkpoint = read_model(options.resume);
    options.resume = called(options.resume);
    settings = checkpoint->settings = resumed(checkpoint->settings, options);
  }
  try {
    validate(settings);
    nlohmann::json(settings.data).dump();
  } catch (const nlohmann::json::exception&) {
    throw UsageError(
        "data: the path is not UTF-8 and could not be saved; rename it, or link to it");
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
  if (!checkpoint) {
    const std::string idle = without_effect(preset_settings(settings.preset), settings);
    if (!idle.empty()) say(idle);
  }
  std::optional<Checkpoint> other;
  if (!options.from.empty()) {
    other = read_model(options.from);
    options.from = called(options.from);
  }
  if (const auto& link = options.settings.link; link && !link->weights.empty())
    say("the link's weights are left alone: --resume LINK goes on from them");
  if (!options.log.empty()) check_log(options);
  if (!options.out.empty()) check_place(options.out);
  Split data = load_data(settings);
  if (checkpoint) check_fits(*checkpoint, data.train);
  if (Settings fitted = settings; !data.train.values.empty()) {
    const auto [low, high] = std::ranges::minmax(data.train.values);
    if (fit_loss(fitted, low, high))
      throw UsageError(
          std::format("loss: {} takes numbers from 0 to 1, and {} has others; choose {}",
                      settings.loss, data.train.name, fitted.loss));
  }
  Training run{Backends(show_waiting)};
  const auto learnt = std::make_shared<const Dataset>(std::move(data.train));
  const CpuOptions options_of_cpu{settings.threads, settings.reproducible};
  run.build(
      settings, options_of_cpu, learnt,
      checkpoint ? std::make_shared<const Trainer::State>(std::move(checkpoint->state)) : nullptr);
  if (other) {
    // As a saved state, so that it is what a lost device is followed by.
    Beginning begun = begin_from(run.trainer(), *other, options.from);
    run.build(settings, options_of_cpu, learnt,
              std::make_shared<const Trainer::State>(std::move(begun.state)));
    say(std::format("begins with {} of the layers of {}", begun.layers, options.from));
  }
  show_waiting({});
  const uint32_t first = run.trainer().step();
  const uint32_t end = last_step(options, settings, run.trainer(), learnt->count);
  std::ofstream log;
  if (!options.log.empty()) {
    log.open(options.log, checkpoint ? std::ios::app : std::ios::out);
    if (!log) fail("{}: cannot be written; check the folder and its permissions", options.log);
    // What is added to has its head.
    std::error_code error;
    if (std::filesystem::file_size(options.log, error) == 0 || error)
      log << log_head(log_kind(options.log), run.trainer().series());
  }

  const auto rate = [&](double seconds) {
    return seconds > 0 ? (run.trainer().step() - first) * double{1} * settings.batch / seconds
                       : 0.0;
  };
  Trained trained;
  Keeping keeping;
  if (!options.out.empty())
    keeping = {options.save_every, [&, said = false](const std::vector<uint8_t>& file) mutable {
                 try {
                   write_file(options.out, file);
                 } catch (const Error& error) {
                   // The end will find another place, or wait for room.
                   if (!std::exchange(said, true)) say(error.what());
                 }
               }};
  std::optional<Film> film;
  std::string unfilmed;  // why
  if (!options.film.empty()) {
    check_film(options, run.trainer(), data.test);
    film.emplace(options.film);
    keeping.film_every =
        options.film_every ? options.film_every : std::max(1u, (end - first) / 100);
    keeping.film = [&](Trainer& trainer) {
      if (!film) return;
      const std::vector<float> pictures = drawn(trainer, data.test);
      Shape shape = data.test.example;
      shape.n = static_cast<uint32_t>(pictures.size() / data.test.example.features());
      try {
        film->add(grid(to_bytes(pictures), shape, film_side, 2, 2),
                  trainer.step() == end ? film_last : film_frame);
      } catch (const Error& error) {
        // What cannot be filmed is trained all the same.
        film.reset();
        unfilmed = error.what();
      }
    };
  }
  {
    Progress progress(first, end);
    trained = train_until(
        run, end,
        [&](const Track& losses, double seconds) {
          for (size_t i = 0; log.is_open() && i < losses.size(); ++i)
            log << log_line(log_kind(options.log), losses.steps[i],
                            double{1} * losses.steps[i] * settings.batch / learnt->count,
                            losses.row(i), run.trainer().series(), run.trainer().settings());
          log.flush();
          if (!losses.empty()) progress.show(run.trainer(), losses, rate(seconds));
        },
        keeping, checkpoint ? std::move(checkpoint->curves) : Curves{});
  }
  const uint32_t step = run.trainer().step();
  if (step == first) fail("ended before its first step; nothing was saved");
  // Before anything else is done: what follows can be had again from the file.
  std::string place, trouble, where = "nothing was saved, give --out to keep it";
  if (!options.out.empty()) {
    place = save_somewhere(options.out, trained.file, trouble);
    where = trouble.empty() ? std::format("saved to {}", place)
                            : std::format("{}; saved to {} instead", trouble, place);
  }
  trained.file = {};
  if (film) try {
      film->end();
    } catch (const Error& error) {
      unfilmed = error.what();
    }
  if (step < end && !run.trainer().finished())
    fail("ended at step {} of {}; {}{}", step, end, where,
         place.empty() ? "" : std::format(", go on with --resume {}", place));

  nlohmann::json report = to_json(run.backend());
  report["preset"] = settings.preset;
  report["data"] = settings.data;
  report["seed"] = settings.seed;
  report["steps"] = step;
  report["epochs"] = run.trainer().epoch();
  report["seconds"] = trained.seconds;
  report["samples_per_second"] = rate(trained.seconds);
  report["unit"] = run.trainer().method().unit();
  report["phases"] = to_json(run.trainer().phases());
  report["series"] = to_json(run.trainer().series(), settings);
  try {
    outliving(run, [&](Trainer& trainer) {
      report["train"] =
          to_json(trainer.evaluate(*learnt, 10000, watch("Evaluating")).figures, trainer.method());
      if (learnt->validation)
        report["validation"] =
            to_json(trainer.evaluate(*learnt->validation, 0, watch("Evaluating")).figures,
                    trainer.method());
      report["test"] = evaluation_report(trainer, data.test, {}, watch("Evaluating"));
      report["weights_hash"] = trainer.weights_hash();
      report.update(outcome_report(trainer));
    });
  } catch (const Cancelled&) {
    fail("ended while evaluating, after step {} of {}; {}", step, end, where);
  }
  const auto verdict = verdict_of(options, settings, step, report["weights_hash"]);
  report["link_hash"] = verdict ? nlohmann::json(verdict->same ? "same" : "differs") : nullptr;
  report["active_units"] = report["test"].value("active_units", nlohmann::json());
  if (options.json)
    print_line(report);
  else
    print(report, run.trainer(), place);
  if (verdict && verdict->same) say(verdict->words);
  if (!trouble.empty()) fail("{}", where);
  if (!unfilmed.empty()) fail("{}", unfilmed);
  if (log.is_open() && !log)
    fail("{}: the log could not be written whole; make room or give another place", options.log);
  if (verdict && !verdict->same) fail("{}", verdict->words);
}

}  // namespace hourglass
