// Every case of the list on the cpu backend: both arithmetics, several thread counts, every
// instruction set that this processor has.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>

#include "compute/cpu/kernels.h"
#include "kernels/cases.h"
#include "kernels/instruction_sets.h"

using namespace hourglass;

namespace {

void run_all(const CpuOptions& options) {
  const std::unique_ptr<Backend> backend = make_cpu_backend(options);
  for (const auto& list : {cases::all(), cases::whole_vectors()})
    for (const cases::Case& one : list) {
      const std::string verdict = cases::verdict(one, cases::run(*backend, one));
      CHECK_MESSAGE(verdict.empty(), verdict);
    }
}

}  // namespace

TEST_CASE("kernels agree with the scalar reference, fused") {
  for (const uint32_t threads : {1u, 2u, 3u}) run_all({threads, false});
}

TEST_CASE("kernels agree with the scalar reference, reproducible") {
  for (const uint32_t threads : {1u, 2u, 3u}) run_all({threads, true});
}

TEST_CASE("kernels agree with the scalar reference on every instruction set") {
  for (const int64_t set : cases::instruction_sets()) {
    const cases::OnlySet only(set);
    CAPTURE(cpu::simd().name);
    run_all({1, false});
  }
}

TEST_CASE("no kernel's bits depend on the number of threads") {
  for (const bool reproducible : {false, true}) {
    const auto one = make_cpu_backend({1, reproducible}),
               three = make_cpu_backend({3, reproducible});
    for (const cases::Case& each : cases::all()) {
      const bool same = cases::run(*one, each) == cases::run(*three, each);
      CHECK_MESSAGE(same, each.name);
    }
  }
}

TEST_CASE("reproducible bits are the same at every vector width") {
  std::vector<cases::Outputs> first;
  for (const int64_t set : cases::instruction_sets()) {
    const cases::OnlySet only(set);
    const auto backend = make_cpu_backend({1, true});
    const std::string name = backend->info().simd;
    size_t index = 0;
    for (const cases::Case& one : cases::all()) {
      const cases::Outputs outputs = cases::run(*backend, one);
      if (index == first.size()) first.push_back(outputs);
      const bool same = outputs == first[index++];
      CHECK_MESSAGE(same, one.name, " on ", name);
    }
  }
  if (cases::instruction_sets().size() == 1)
    std::printf("skipped: comparison of vector widths, this machine has one (%s)\n",
                cpu::simd().name);
}

// A weight must not depend on the machine: WebAssembly and all processors give this number.
// Changing it is changing what every link trains to.
TEST_CASE("reproducible bits are those that were recorded") {
  const auto backend = make_cpu_backend({1, true});
  uint64_t hash = 14695981039346656037ull;  // FNV-1a
  for (const cases::Case& one : cases::all())
    for (const auto& words : cases::run(*backend, one))
      for (const uint32_t word : words) hash = (hash ^ word) * 1099511628211ull;
  CHECK(hash == 13581484276487402936ull);
}

TEST_CASE("every kernel has a function in compute/cpu") {
  const cpu::Functions functions = cpu::all_functions();
  for (const Signature& s : signatures()) {
    CAPTURE(s.stem);
    CHECK(functions[s.kernel].fused != nullptr);
    CHECK(functions[s.kernel].separate != nullptr);
  }
}

TEST_CASE("every kernel has a case") {
  const auto all = cases::all();
  for (const Signature& s : signatures()) {
    CAPTURE(s.stem);
    CHECK(std::ranges::any_of(all, [&](const auto& c) { return c.dispatch.kernel == s.kernel; }));
  }
}
