// Benchmarks of whole training steps.
#include "train/benchmark.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>

#include "compute/bench.h"
#include "compute/error.h"
#include "train/report.h"
#include "train/trainer.h"

namespace hourglass {
namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

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

}  // namespace

nlohmann::json run_benchmark(const std::string& workload, double seconds,
                             const CpuOptions& options) {
  if (workload != "W1" && workload != "W4")
    fail("bench: workload '{}' is not known; choose W1 (vae) or W4 (deep)", workload);
  if (!(seconds >= 0.05 && seconds <= 600))
    fail("bench: {} seconds are not possible; give 0.05 to 600", seconds);
  const Settings settings = preset_settings(workload == "W1" ? "vae" : "deep");
  const std::unique_ptr<Backend> backend = make_cpu_backend(options);
  Trainer trainer(*backend, settings, make_strokes(2000, 0));
  trainer.advance(3);

  // Rounds of peak and training, side by side: a shared machine changes its speed from one second
  // to the next, and only neighbours compare.
  std::array<double, 5> rates{}, peaks{}, shares{};
  const double flops = flops_a_sample(trainer.network());
  const uint32_t threads = backend->info().threads;
  for (size_t round = 0; round < rates.size(); ++round) {
    peaks[round] = multiply_add_peak(!options.reproducible, seconds / 20);
    const double start = now();
    uint32_t steps = 0;
    do {
      trainer.advance(4);
      steps += 4;
    } while (now() - start < seconds / 5);
    rates[round] = steps * static_cast<double>(settings.batch) / (now() - start);
    shares[round] = rates[round] * flops * 1e-9 / (peaks[round] * threads);
  }
  nlohmann::json report = to_json(backend->info());
  report["workload"] = workload;
  report["preset"] = settings.preset;
  report["samples_per_second"] = median(rates);
  report["gflops"] = median(rates) * flops * 1e-9;
  report["peak_gflops"] = median(peaks);
  report["peak_share"] = median(shares);
  return report;
}

}  // namespace hourglass
