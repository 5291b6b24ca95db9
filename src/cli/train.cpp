// `hourglass train`: a progress bar on a terminal, JSON lines to a file, one JSON line at the end.
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/files.h"
#include "cli/verbs.h"
#include "compute/error.h"
#include "train/checkpoint.h"
#include "train/report.h"

namespace hourglass {
namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void draw_progress(const Trainer& trainer, uint32_t end, double seconds, const LossPoint& loss,
                   double samples_per_second) {
  constexpr int width = 24;
  const int full = static_cast<int>(width * (static_cast<uint64_t>(trainer.step())) / end);
  std::string bar;
  for (int i = 0; i < width; ++i) bar += i < full ? "━" : "─";
  const double left = seconds / trainer.step() * (end - trainer.step());
  std::fprintf(stderr, "\r%s step %u/%u  epoch %.2f  loss %.4g %s  %.0f samples/s  %.0f s left \x1b[K",
               bar.c_str(), trainer.step(), end, trainer.epoch(),
               static_cast<double>(loss.total(trainer.settings().beta)),
               trainer.loss().unit().c_str(), samples_per_second, left);
}

}  // namespace

void train(const TrainOptions& options) {
  Settings settings = options.settings;
  std::optional<Checkpoint> checkpoint;
  if (!options.resume.empty()) {
    checkpoint = read_checkpoint(read_file(options.resume), options.resume);
    // The machine's part may differ from the run that saved it; the model's may not.
    checkpoint->settings.threads = settings.threads;
    checkpoint->settings.backend = settings.backend;
    checkpoint->settings.reproducible = settings.reproducible;
    checkpoint->settings.epochs = settings.epochs;
    if (settings.data != Settings{}.data) checkpoint->settings.data = settings.data;
    settings = checkpoint->settings;
  }
  const Split data = load_dataset(settings.data, settings.seed);
  const auto backend = make_cpu_backend({settings.threads, settings.reproducible});
  auto trainer = checkpoint ? resume(*backend, *checkpoint, data.train)
                            : std::make_unique<Trainer>(*backend, settings, data.train);

  const uint32_t first = trainer->step();
  const uint32_t end = options.steps ? first + *options.steps
                                     : trainer->steps_in(settings.epochs ? settings.epochs : 10);
  if (end < first)
    fail("resume: {} is at step {} already, past {} epochs; give more --epochs, or --steps",
         options.resume, first, settings.epochs);
  std::ofstream log;
  if (!options.log.empty()) {
    log.open(options.log, checkpoint ? std::ios::app : std::ios::out);
    if (!log) fail("{}: cannot be written; check that the folder exists", options.log);
  }
  const bool terminal = isatty(STDERR_FILENO) != 0;
  const double start = now();
  double drawn = 0, training = 0;
  LossPoint last{};
  while (trainer->step() < end) {
    const double before = now();
    trainer->advance(std::min(end - trainer->step(), 32u));
    training += now() - before;
    for (const LossPoint& point : trainer->take_losses()) {
      last = point;
      if (!std::isfinite(point.reconstruction + point.kl))
        fail("training diverged at step {}; lower --learning-rate ({})", point.step,
             settings.learning_rate);
      if (log)
        log << nlohmann::json{{"step", point.step},
                              {"epoch", double(point.step) * settings.batch / data.train.count},
                              {"loss", point.total(settings.beta)},
                              {"reconstruction", point.reconstruction},
                              {"kl", point.kl}}
                   .dump()
            << '\n';
    }
    if (terminal && now() - drawn > 0.1) {
      drawn = now();
      draw_progress(*trainer, end, now() - start, last,
                    (trainer->step() - first) * double(settings.batch) / training);
    }
  }
  if (terminal) std::fputs("\r\x1b[K", stderr);

  nlohmann::json report = to_json(backend->info());
  report["preset"] = settings.preset;
  report["data"] = settings.data;
  report["seed"] = settings.seed;
  report["steps"] = trainer->step();
  report["epochs"] = trainer->epoch();
  report["seconds"] = training;
  report["samples_per_second"] =
      training > 0 ? (trainer->step() - first) * double(settings.batch) / training : 0.0;
  report["unit"] = trainer->loss().unit();
  report["train"] = to_json(trainer->evaluate(data.train, 10000).figures);
  report["test"] = evaluation_report(*trainer, data.test);
  report["active_units"] = report["test"].value("active_units", nlohmann::json());
  report["test"].erase("active_units");
  report["weights_hash"] = trainer->weights_hash();
  if (!options.out.empty()) write_file(options.out, write_checkpoint(*trainer));
  if (options.json) {
    std::puts(report.dump().c_str());
    return;
  }
  const auto& test = report["test"];
  std::printf("%s on %s: %u steps, %.3g epochs in %.3g s, %.0f samples/s\n", settings.preset.c_str(),
              settings.data.c_str(), trainer->step(), trainer->epoch(), training,
              report["samples_per_second"].get<double>());
  std::printf("test loss %.4g %s", test["loss"].get<double>(), trainer->loss().unit().c_str());
  if (!report["active_units"].is_null())
    std::printf(" (reconstruction %.4g, KL %.3g, %u active units)",
                test["reconstruction"].get<double>(), test["kl"].get<double>(),
                report["active_units"].get<uint32_t>());
  std::printf(", %.3g MSE/pixel\nweights %s%s%s\n", test["mse"].get<double>(),
              report["weights_hash"].get<std::string>().c_str(),
              options.out.empty() ? "" : ", saved to ", options.out.c_str());
}

}  // namespace hourglass
