// That the benchmarks report what they say. How fast is no question of a test.
#include "train/benchmark.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "compute/error.h"

using namespace hourglass;

TEST_CASE("every workload reports its rate beside the peak of the same run") {
  const auto backend = make_cpu_backend({1, false});
  for (const char* workload : {"W1", "W2", "W3", "W4"}) {
    CAPTURE(workload);
    const nlohmann::json report = run_benchmark(workload, 0.05, *backend);
    CHECK(report["workload"] == workload);
    CHECK(report["gflops"] > 0.0);
    CHECK(report["peak_gflops"] > 0.0);
    CHECK(report["peak_share"] > 0.0);
    if (workload != std::string("W3")) CHECK(report["dispatches_a_step"] >= 10.0);
    CHECK(report.contains("samples_per_second") == (workload != std::string("W3")));
  }
}

// What a step computes does not depend on how fast it goes: rate ÷ samples a second = flops a sample.
TEST_CASE("the products of a convolution are counted at every place") {
  const auto backend = make_cpu_backend({1, false});
  const auto flops_a_sample = [&](const char* workload) {
    const nlohmann::json report = run_benchmark(workload, 0.05, *backend);
    return report["gflops"].get<double>() * 1e9 / report["samples_per_second"].get<double>();
  };
  const double first = 784 * 400, others = 400 * 40 + 20 * 400 + 400 * 784;
  CHECK(flops_a_sample("W1") == doctest::Approx(2 * (2 * first + 3 * others)));
  const double picture = 9 * 32 * 14 * 14, rest = 2 * 9 * 32 * 64 * 7 * 7 + 9 * 32 * 14 * 14;
  const double dense = 7 * 7 * 64 * 32 + 16 * 7 * 7 * 64;
  CHECK(flops_a_sample("W2") == doctest::Approx(2 * (2 * picture + 3 * (rest + dense))));
}

TEST_CASE("an unknown workload is refused with those that there are") {
  const auto backend = make_cpu_backend({1, false});
  CHECK_THROWS_WITH_AS(
      run_benchmark("W9", 1, *backend),
      doctest::Contains("W1 (vae), W2 (conv-vae), W3 (product 1024³) or W4 (deep)"), Error);
  CHECK_THROWS_AS(run_benchmark("W3", 0.01, *backend), Error);
}
