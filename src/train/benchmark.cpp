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
    const double product = 2.0 * (part.start.shape.n - 1) * part.start.shape.features();
    flops += (&part == &network.parts.front() ? 2 : 3) * product;
  }
  return flops;
}

double median(std::array<double, 5> values) {
  std::ranges::sort(values);
  return values[2];
}

// Samples a second.
double training_rate(Trainer& trainer, double seconds) {
  const double start = seconds_now();
  uint32_t steps = 0, at_once = 1;
  do {
    const double before = seconds_now();
    trainer.advance(at_once);
    steps += at_once;
    if (seconds_now() - before < 0.01 && at_once < 64) at_once *= 2;
  } while (seconds_now() - start < seconds);
  trainer.take_losses();  // a backend may only have queued the work
  return steps * static_cast<double>(trainer.settings().batch) / (seconds_now() - start);
}

// Rounds of peak and work, side by side: a shared machine changes its speed from one second to the
// next, and only neighbours compare. `work` runs for the seconds it is given and tells its GFLOP/s.
nlohmann::json measure(const BackendInfo& info, double seconds,
                       const std::function<double(double seconds)>& work) {
  const bool has_peak = info.name == "cpu";  // what a GPU could do nobody says
  const auto peak = [&](double each) {
    return has_peak ? multiply_add_peak(!info.reproducible, each) : 1;
  };
  std::array<double, 5> rates{}, peaks{}, shares{};
  // Not counted: a browser runs new code slowly until it has compiled it well.
  peak(std::max(0.3, seconds / 20));
  work(seconds / 20);
  for (size_t round = 0; round < rates.size(); ++round) {
    peaks[round] = peak(seconds / 20);
    rates[round] = work(seconds / 5);
    shares[round] = rates[round] / (peaks[round] * info.threads);
  }
  nlohmann::json report = to_json(info);
  report["gflops"] = median(rates);
  if (!has_peak) return report;
  report["peak_gflops"] = median(peaks);
  report["peak_share"] = median(shares);
  return report;
}

}  // namespace

nlohmann::json run_benchmark(const std::string& workload, double seconds, Backend& backend) {
  if (workload != "W1" && workload != "W3" && workload != "W4")
    fail("bench: workload '{}' is not known; choose W1 (vae), W3 (product 1024³) or W4 (deep)",
         workload);
  constexpr Range<double> possible = limits::bench_seconds;
  if (!(seconds >= possible.least && seconds <= possible.most))
    fail("bench: {} seconds are not possible; give {} to {}", seconds, possible.least,
         possible.most);
  nlohmann::json report;
  if (workload == "W3") {
    report = measure(backend.info(), seconds,
                     [&](double each) { return product_rate(backend, 1024, 1024, 1024, each); });
  } else {
    const Settings settings = preset_settings(workload == "W1" ? "vae" : "deep");
    Trainer trainer(backend, settings, make_strokes(2000, 0));
    trainer.advance(3);
    const double gflops_a_sample = flops_a_sample(trainer.network()) * 1e-9;
    const Work before = backend.work();
    const uint32_t first = trainer.step();
    report = measure(backend.info(), seconds,
                     [&](double each) { return training_rate(trainer, each) * gflops_a_sample; });
    const double steps = trainer.step() - first;
    report["preset"] = settings.preset;
    report["samples_per_second"] = report["gflops"].get<double>() / gflops_a_sample;
    report["dispatches_a_step"] =
        static_cast<double>(backend.work().dispatches - before.dispatches) / steps;
    report["submits_a_step"] = static_cast<double>(backend.work().submits - before.submits) / steps;
  }
  report["workload"] = workload;
  return report;
}

}  // namespace hourglass
