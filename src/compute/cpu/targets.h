// Which instruction sets the kernels are compiled for; to be included before Highway.
// One for each vector width: what lies between gains these kernels nothing and costs build time.
#pragma once

#define HWY_DISABLED_TARGETS                                                         \
  (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_AVX3_ZEN4 | HWY_AVX3_SPR | HWY_AVX10_2 | \
   HWY_NEON_WITHOUT_AES | HWY_NEON_BF16 | HWY_ALL_SVE)
