// Benchmarks of whole training steps, and of the product they are made of.
#include "train/benchmark.h"

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>

#include "compute/bench.h"
#include "compute/clock.h"
#include "compute/error.h"
#include "model/limits.h"
#include "train/report.h"
#include "train/trainer.h"

namespace hourglass {
namespace {

// Of the matrix products alone: forward 2 i·o a layer and sample, backward twice that, without dX of
// the first layer.
double flops_a_sample(const Network& network) {
  double flops = 0;
  for (const Network::Part& part : network.parts) {
    const double product = 2.0 * (part.plan.shape.n - 1) * part.plan.shape.features();
    flops += (&part == &network.parts.front() ? 2 : 3) * product;
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

Job<nlohmann::json> benchmarking(std::string workload, double seconds, Backend& backend) {
  if (workload != "W1" && workload != "W3" && workload != "W4")
    fail("bench: workload '{}' is not known; choose W1 (vae), W3 (product 1024³) or W4 (deep)",
         workload);
  constexpr Range<double> possible = limits::bench_seconds;
  if (!(seconds >= possible.least && seconds <= possible.most))
    fail("bench: {} seconds are not possible; give {} to {}", seconds, possible.least,
         possible.most);
  nlohmann::json report;
  if (workload == "W3") {
    Job<nlohmann::json> measuring = measure(
        backend.info(), seconds, [&](double each) { return large_product_rate(backend, each); });
    while (measuring.step()) co_yield measuring.share();
    report = measuring.take();
  } else {
    const Settings settings = preset_settings(workload == "W1" ? "vae" : "deep");
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
    report["preset"] = settings.preset;
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
