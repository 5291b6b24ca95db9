// `hourglass train`: checks what it will write, trains, saves, and only then evaluates and reports.
#include <signal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/files.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "compute/clock.h"
#include "compute/error.h"
#include "train/checkpoint.h"
#include "train/report.h"
#include "train/training.h"

namespace hourglass {
namespace {

constexpr uint32_t default_epochs = 10;
constexpr uint32_t steps_at_once = 32;  // a signal waits no longer

// While it lives, SIGINT and SIGTERM ask for an end; the second one ends at once.
volatile sig_atomic_t asked_to_end = 0;
class EndOnSignal {
 public:
  EndOnSignal() {
    asked_to_end = 0;
    struct sigaction action{};
    action.sa_handler = [](int) { asked_to_end = 1; };
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (size_t i = 0; i < 2; ++i) {
      sigaction(signals[i], nullptr, &before_[i]);
      // Ignored under nohup: so it stays.
      if (before_[i].sa_handler != SIG_IGN) sigaction(signals[i], &action, nullptr);
    }
  }
  ~EndOnSignal() {
    for (size_t i = 0; i < 2; ++i) sigaction(signals[i], &before_[i], nullptr);
  }
  EndOnSignal(const EndOnSignal&) = delete;
  EndOnSignal& operator=(const EndOnSignal&) = delete;

 private:
  static constexpr int signals[2] = {SIGINT, SIGTERM};
  struct sigaction before_[2]{};
};

// The settings of a resumed training: the machine's part and what may change while training is as
// given, the model's part as it was.
Settings resumed(const Settings& saved, const TrainOptions& options) {
  Settings settings = saved;
  std::string refused;
  for (const std::string_view name : options.settings.names) {
    const bool free = find_property(name)->change == Change::live || name == "data" ||
                      name == "threads" || name == "backend";
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

// The log is the one file that is begun anew in its place: nothing else may be lost by it.
void check_log(const TrainOptions& options) {
  for (const std::string& other : {options.out, options.resume, options.config})
    if (same_file(options.log, other))
      throw UsageError(std::format("log: {} is given as --log and as another file; give two names",
                                   options.log));
  std::error_code error;
  const auto status = std::filesystem::status(options.log, error);
  if (std::filesystem::is_directory(status) || std::filesystem::is_block_file(status))
    fail("{}: cannot be a log; give a file name", options.log);
  if (!std::filesystem::is_regular_file(status)) return;
  constexpr std::string_view begin = "{\"epoch\":";  // as write_log() does
  std::string found(begin.size(), '\0');
  std::ifstream file(options.log, std::ios::binary);
  file.read(found.data(), static_cast<std::streamsize>(found.size()));
  if (file.gcount() > 0 && found != begin)
    fail("{}: holds something other than a log; give another name, or remove it", options.log);
}

void write_log(std::ofstream& log, const LossPoint& point, double epoch, float beta) {
  log << nlohmann::json{{"step", point.step},
                        {"epoch", epoch},
                        {"loss", point.total(beta)},
                        {"reconstruction", point.reconstruction},
                        {"kl", point.kl}}
             .dump()
      << '\n';
}

bool finite(const Trainer& trainer) {
  const auto all = [](const std::vector<float>& values) {
    return std::ranges::all_of(values, [](float v) { return std::isfinite(v); });
  };
  const Trainer::State state = trainer.save();
  return all(state.parameters) && std::ranges::all_of(state.optimizer, all);
}

uint32_t last_step(const TrainOptions& options, const Settings& settings, const Trainer& trainer,
                   uint32_t images) {
  const uint32_t epochs = settings.epochs ? settings.epochs : default_epochs;
  const double end = options.steps ? double{1} * trainer.step() + *options.steps
                                   : std::ceil(double{1} * epochs * images / settings.batch);
  if (end > 4e9) throw UsageError(std::format("{:.3g} steps are too many; give fewer", end));
  if (end <= trainer.step())
    fail(
        "resume: {} has {} steps and {:.3g} epochs behind it, no fewer than the {} epochs {}; give "
        "more --epochs, which count in total, or --steps, which are added",
        options.resume, trainer.step(), trainer.epoch(), epochs,
        options.settings.has("epochs") ? "of --epochs" : "that it trains for");
  return options.steps ? static_cast<uint32_t>(end) : trainer.steps_in(epochs);
}

void print(const nlohmann::json& report, const Trainer& trainer, const std::string& out) {
  const auto& test = report["test"];
  std::printf("%s on %s: %u steps, %.3g epochs in %.3g s, %.0f samples/s\n",
              trainer.settings().preset.c_str(), trainer.settings().data.c_str(), trainer.step(),
              trainer.epoch(), report["seconds"].get<double>(),
              report["samples_per_second"].get<double>());
  std::printf("test loss %.4g %s", test["loss"].get<double>(), trainer.loss().unit().c_str());
  if (!report["active_units"].is_null())
    std::printf(" (reconstruction %.4g, KL %.3g, %u active units)",
                test["reconstruction"].get<double>(), test["kl"].get<double>(),
                report["active_units"].get<uint32_t>());
  std::printf(", %.3g MSE/pixel\nweights %s%s%s\n", test["mse"].get<double>(),
              report["weights_hash"].get<std::string>().c_str(), out.empty() ? "" : ", saved to ",
              out.c_str());
}

}  // namespace

void train(const TrainOptions& options) {
  // What can go wrong before the training does so here.
  Settings settings = options.settings.values;
  std::optional<Checkpoint> checkpoint;
  if (!options.resume.empty()) {
    checkpoint = read_checkpoint(read_file(options.resume), options.resume);
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
  if (!options.log.empty()) check_log(options);
  std::optional<NewFile> out;
  if (!options.out.empty()) out.emplace(options.out);
  Split data = load_data(settings.data, settings.seed);
  if (checkpoint) check_fits(*checkpoint, data.train);
  Training run{Backends(show_waiting)};
  const auto learnt = std::make_shared<const Dataset>(std::move(data.train));
  run.build(settings, {settings.threads, settings.reproducible}, learnt,
            checkpoint ? std::make_shared<const Trainer::State>(std::move(checkpoint->state))
                       : nullptr);
  show_waiting({});
  Trainer* trainer = &run.trainer();
  const uint32_t first = trainer->step();
  const uint32_t end = last_step(options, settings, *trainer, learnt->count);
  std::ofstream log;
  if (!options.log.empty()) {
    log.open(options.log, checkpoint ? std::ios::app : std::ios::out);
    if (!log) fail("{}: cannot be written; check the folder and its permissions", options.log);
  }

  double training = 0;  // seconds
  const auto rate = [&] {
    return training > 0 ? (trainer->step() - first) * double{1} * settings.batch / training : 0.0;
  };
  const auto diverged = [&](uint32_t step) {
    fail("training diverged at step {}, nothing was saved; lower --learning-rate ({})", step,
         settings.learning_rate);
  };
  bool ended_early = false;
  {
    const EndOnSignal signals;
    Progress progress(first, end);
    while (trainer->step() < end && !asked_to_end) {
      try {
        const double before = seconds_now();
        trainer->advance(std::min(end - trainer->step(), steps_at_once));
        const std::vector<LossPoint> losses = trainer->take_losses();
        // With the losses: a GPU may only have queued the steps.
        training += seconds_now() - before;
        LossPoint last{};
        for (const LossPoint& point : losses) {
          last = point;
          if (!std::isfinite(point.reconstruction + point.kl)) diverged(point.step);
          if (log.is_open())
            write_log(log, point, double{1} * point.step * settings.batch / learnt->count,
                      settings.beta);
        }
        log.flush();
        run.keep();
        progress.show(*trainer, last, rate());
      } catch (const DeviceLost& lost) {
        progress.wipe();
        say(run.recover(lost.what()));
        trainer = &run.trainer();
      }
    }
    ended_early = trainer->step() < end;
    if (!finite(*trainer)) diverged(trainer->step());
    // Before anything else is done: what follows can be had again from the file.
    if (out) out->keep(write_checkpoint(*trainer));
  }
  if (ended_early)
    fail("ended at step {} of {}; {}", trainer->step(), end,
         out ? std::format("saved to {}, go on with --resume {}", options.out, options.out)
             : "nothing was saved, give --out to keep it");

  nlohmann::json report = to_json(run.backend());
  report["preset"] = settings.preset;
  report["data"] = settings.data;
  report["seed"] = settings.seed;
  report["steps"] = trainer->step();
  report["epochs"] = trainer->epoch();
  report["seconds"] = training;
  report["samples_per_second"] = rate();
  report["unit"] = trainer->loss().unit();
  report["train"] = to_json(trainer->evaluate(*learnt, 10000).figures);
  report["test"] = evaluation_report(*trainer, data.test);
  report["active_units"] = report["test"].value("active_units", nlohmann::json());
  report["test"].erase("active_units");
  report["weights_hash"] = trainer->weights_hash();
  if (options.json)
    print_line(report);
  else
    print(report, *trainer, options.out);
  if (log.is_open() && !log)
    fail("{}: the log could not be written whole; make room or give another place", options.log);
}

}  // namespace hourglass
