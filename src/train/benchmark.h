// The workloads W1 to W4: how fast training goes, as a share of what the core can do.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "compute/backend.h"
#include "train/job.h"

namespace hourglass {

// Empty for a workload that there is, else "'W9' is not known; choose …".
std::string unknown_workload(std::string_view name);
std::string workload_choices();  // "W1 (vae), W2 (conv-vae), …"

// Trains the workload on strokes for about `seconds` after a warm-up; W3 is one matrix product
// 1024³. {workload, gflops, what the backend says of itself}; of cpu {peak_gflops (one core's
// multiply-adds, measured in the same run), peak_share (of peak × threads)}; but for W3 {preset,
// samples_per_second, dispatches_a_step, submits_a_step}.
// Throws Error for an unknown workload or seconds outside limits::bench_seconds.
Job<nlohmann::json> benchmarking(std::string workload, double seconds, Backend&);
nlohmann::json run_benchmark(const std::string& workload, double seconds, Backend&,
                             const Watch& = {});

}  // namespace hourglass
