// That the benchmarks report what they say. How fast is no question of a test.
#include "train/benchmark.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "compute/error.h"

using namespace hourglass;

TEST_CASE("every workload reports its rate beside the peak of the same run") {
  const auto backend = make_cpu_backend({1, false});
  for (const char* workload : {"W1", "W3", "W4"}) {
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

TEST_CASE("an unknown workload is refused with those that there are") {
  const auto backend = make_cpu_backend({1, false});
  CHECK_THROWS_WITH_AS(run_benchmark("W2", 1, *backend),
                       doctest::Contains("W1 (vae), W3 (product 1024³) or W4 (deep)"), Error);
  CHECK_THROWS_AS(run_benchmark("W3", 0.01, *backend), Error);
}
