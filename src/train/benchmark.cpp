// Benchmarks of whole training steps, and of the product they are made of.
#include "train/benchmark.h"

#include <algorithm>
#include <array>
#include <format>
#include <functional>
#include <nlohmann/json.hpp>

#include "compute/bench.h"
#include "compute/clock.h"
#include "compute/error.h"
#include "model/limits.h"
#include "share/texts.h"
#include "train/report.h"
#include "train/trainer.h"

namespace hourglass {
namespace {

struct Workload {
  std::string_view name, preset;  // no preset: the product of two matrices
};
constexpr Workload workloads[]{{"W1", "vae"}, {"W2", "conv-vae"}, {"W3", ""}, {"W4", "deep"}};

// Of the matrix products alone, and convolutions are such: forward each weight is multiplied once, in a
// convolution once at every place of the smaller picture (with the padding's zeros). Backward takes twice
// that, without dX of the first layer.
double flops_a_sample(const Network& network) {
  double flops = 0;
  bool first = true;
  for (const Module& module : network.modules) {
    Shape x = module.input;
    for (const auto& layer : module.layers) {
      const Shape y = layer->output(x);
      for (const ParameterPlan& plan : layer->parameters(x)) {
        const Piece& weight = plan.pieces[0];
        if (weight.shape.size() < 2) continue;  // of a normalisation, of the loss
        const uint32_t places = weight.shape.size() == 4 ? std::min(x.h * x.w, y.h * y.w) : 1;
        flops += (first ? 2 : 3) * 2.0 * static_cast<double>(weight.count()) * places;
        first = false;
      }
      x = y;
    }
  }
  return flops;
}

double median(std::array<double, 5> values) {
  std::ranges::sort(values);
  return values[2];
}

// What a measurement says of itself while it runs: it yields the seconds it has taken.
using Rate = std::function<Job<double>(double seconds)>;
constexpr double piece = 0.05;  // seconds between two yields

// Multiply-adds of the products, GFLOP/s.
Job<double> training_rate(Trainer& trainer, double gflops_a_sample, double seconds) {
  const double start = seconds_now();
  double told = 0, away = 0;  // away: what others did between two pieces
  const auto spent = [&] { return seconds_now() - start - away; };
  uint32_t steps = 0, at_once = 1;
  do {
    const double before = spent();
    trainer.advance(at_once);
    steps += at_once;
    const double now = spent();
    if (now - before < 0.01 && at_once < 64) at_once *= 2;
    if (now - told < piece) continue;
    co_yield told = now;
    away += spent() - now;
  } while (spent() < seconds);
  trainer.take_losses();  // a backend may only have queued the work
  const double samples = steps * static_cast<double>(trainer.settings().batch);
  co_return samples / spent() * gflops_a_sample;
}

Job<double> large_product_rate(Backend& backend, double seconds) {
  const double start = seconds_now();
  double best = 0;
  do {
    best = std::max(best, product_rate(backend, 1024, 1024, 1024, std::min(seconds, piece)));
    co_yield seconds_now() - start;
  } while (seconds_now() - start < seconds);
  co_return best;
}

// Rounds of peak and work, side by side: a shared machine changes its speed from one second to the
// next, and only neighbours compare. `work` runs for the seconds it is given.
Job<nlohmann::json> measure(BackendInfo info, double seconds, Rate work) {
  const bool has_peak = info.name == "cpu";  // what a GPU could do nobody says
  const auto peak = [&](double each) {
    return has_peak ? multiply_add_peak(!info.reproducible, each) : 1;
  };
  std::array<double, 5> rates{}, peaks{}, shares{};
  // Not counted: a browser runs new code slowly until it has compiled it well.
  constexpr double longest = 0.3;  // seconds; nothing comes in between
  peak(longest);
  Job<double> warm_up = work(seconds / 20);
  while (warm_up.step()) co_yield 0;
  for (size_t round = 0; round < rates.size(); ++round) {
    peaks[round] = peak(std::min(longest, seconds / 20));
    Job<double> working = work(seconds / 5);
    while (working.step())
      co_yield std::min(1.0, (static_cast<double>(round) + working.share() / (seconds / 5)) / 5);
    rates[round] = working.take();
    shares[round] = rates[round] / (peaks[round] * info.threads);
  }
  nlohmann::json report = to_json(info);
  report["gflops"] = median(rates);
  if (!has_peak) co_return report;
  report["peak_gflops"] = median(peaks);
  report["peak_share"] = median(shares);
  co_return report;
}

}  // namespace

std::string workload_choices() {
  std::string list;
  for (const Workload& workload : workloads) {
    if (!list.empty()) list += &workload == std::end(workloads) - 1 ? " or " : ", ";
    list += std::format("{} ({})", workload.name,
                        workload.preset.empty() ? "product 1024³" : workload.preset);
  }
  return list;
}

std::string unknown_workload(std::string_view name) {
  if (std::ranges::find(workloads, name, &Workload::name) != std::end(workloads)) return {};
  return tr("'{}' is not known; choose {}", name, workload_choices());
}

Job<nlohmann::json> benchmarking(std::string workload, double seconds, Backend& backend) {
  if (const std::string why = unknown_workload(workload); !why.empty())
    fail("bench: workload {}", why);
  constexpr Range<double> possible = limits::bench_seconds;
  if (!(seconds >= possible.least && seconds <= possible.most))
    fail("bench: {} seconds are not possible; give {} to {}", seconds, possible.least,
         possible.most);
  nlohmann::json report;
  const std::string preset(std::ranges::find(workloads, workload, &Workload::name)->preset);
  if (preset.empty()) {
    Job<nlohmann::json> measuring = measure(
        backend.info(), seconds, [&](double each) { return large_product_rate(backend, each); });
    while (measuring.step()) co_yield measuring.share();
    report = measuring.take();
  } else {
    const Settings settings = preset_settings(preset);
    Trainer trainer(backend, settings, make_strokes(2000, 0));
    trainer.advance(3);
    const double gflops_a_sample = flops_a_sample(trainer.network()) * 1e-9;
    const Work before = backend.work();
    const uint32_t first = trainer.step();
    Job<nlohmann::json> measuring = measure(backend.info(), seconds, [&](double each) {
      return training_rate(trainer, gflops_a_sample, each);
    });
    while (measuring.step()) co_yield measuring.share();
    report = measuring.take();
    const double steps = trainer.step() - first;
    report["preset"] = preset;
    report["samples_per_second"] = report["gflops"].get<double>() / gflops_a_sample;
    report["dispatches_a_step"] =
        static_cast<double>(backend.work().dispatches - before.dispatches) / steps;
    report["submits_a_step"] = static_cast<double>(backend.work().submits - before.submits) / steps;
  }
  report["workload"] = workload;
  co_return report;
}

nlohmann::json run_benchmark(const std::string& workload, double seconds, Backend& backend,
                             const Watch& watch) {
  return finish(benchmarking(workload, seconds, backend), watch);
}

}  // namespace hourglass
