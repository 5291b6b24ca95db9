// The instruction sets that the kernels were compiled for and this processor has, to be tried one by
// one. WebAssembly has one, chosen when it is compiled, and no Highway library to ask.
#pragma once
#include <cstdint>
#include <vector>

#include "compute/cpu/targets.h"

#include <hwy/targets.h>  // after what targets.h leaves out

namespace cases {

#if (HWY_TARGETS & (HWY_TARGETS - 1)) == 0
inline std::vector<int64_t> instruction_sets() { return {HWY_TARGETS}; }
struct OnlySet {
  explicit OnlySet(int64_t) {}
  ~OnlySet() {}  // not trivial, so that nobody is warned of an unused variable
};
#else
inline std::vector<int64_t> instruction_sets() { return hwy::SupportedAndGeneratedTargets(); }
// Restricts Highway's choice for as long as it lives.
struct OnlySet {
  explicit OnlySet(int64_t set) { hwy::SetSupportedTargetsForTest(set); }
  ~OnlySet() { hwy::SetSupportedTargetsForTest(0); }
};
#endif

}  // namespace cases
