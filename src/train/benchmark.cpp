// Benchmarks of whole training steps, and of the product they are made of.
#include "train/benchmark.h"

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>

#include "compute/bench.h"
#include "compute/clock.h"
#include "compute/error.h"
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
  uint32_t steps = 0;
  do {
    trainer.advance(4);
    steps += 4;
  } while (seconds_now() - start < seconds);
  return steps * static_cast<double>(trainer.settings().batch) / (seconds_now() - start);
}

// Rounds of peak and work, side by side: a shared machine changes its speed from one second to the
// next, and only neighbours compare. `work` runs for the seconds it is given and tells its GFLOP/s.
nlohmann::json measure(const Backend& backend, double seconds,
                       const std::function<double(double seconds)>& work) {
  std::array<double, 5> rates{}, peaks{}, shares{};
  const BackendInfo info = backend.info();
  // Not counted: a browser runs new code slowly until it has compiled it well.
  multiply_add_peak(!info.reproducible, std::max(0.3, seconds / 20));
  work(seconds / 20);
  for (size_t round = 0; round < rates.size(); ++round) {
    peaks[round] = multiply_add_peak(!info.reproducible, seconds / 20);
    rates[round] = work(seconds / 5);
    shares[round] = rates[round] / (peaks[round] * info.threads);
  }
  nlohmann::json report = to_json(info);
  report["gflops"] = median(rates);
  report["peak_gflops"] = median(peaks);
  report["peak_share"] = median(shares);
  return report;
}

}  // namespace

nlohmann::json run_benchmark(const std::string& workload, double seconds,
                             const CpuOptions& options) {
  if (workload != "W1" && workload != "W3" && workload != "W4")
    fail("bench: workload '{}' is not known; choose W1 (vae), W3 (product 1024³) or W4 (deep)",
         workload);
  if (!(seconds >= 0.05 && seconds <= 600))
    fail("bench: {} seconds are not possible; give 0.05 to 600", seconds);
  const std::unique_ptr<Backend> backend = make_cpu_backend(options);
  nlohmann::json report;
  if (workload == "W3") {
    report = measure(*backend, seconds,
                     [&](double each) { return product_rate(*backend, 1024, 1024, 1024, each); });
  } else {
    const Settings settings = preset_settings(workload == "W1" ? "vae" : "deep");
    Trainer trainer(*backend, settings, make_strokes(2000, 0));
    trainer.advance(3);
    const double gflops_a_sample = flops_a_sample(trainer.network()) * 1e-9;
    report = measure(*backend, seconds,
                     [&](double each) { return training_rate(trainer, each) * gflops_a_sample; });
    report["preset"] = settings.preset;
    report["samples_per_second"] = report["gflops"].get<double>() / gflops_a_sample;
  }
  report["workload"] = workload;
  return report;
}

}  // namespace hourglass
