// What the arguments of commands may be: one table for the page's buttons, JavaScript and the command
// line. Settings have theirs in settings.cpp, which takes from here what both have.
#pragma once
#include <cstdint>

namespace hourglass {

template <class Number>
struct Range {
  Number least, most;
};

namespace limits {

inline constexpr Range<uint32_t> steps{1, 4294967295};
inline constexpr Range<double> epochs{1e-6, 100'000};  // a step at least
inline constexpr Range<double> speed{0.001, 1};        // share of the time
inline constexpr Range<double> turns{0, 60};           // single moves a second; 0: whole steps
inline constexpr Range<uint64_t> seed{0, 9007199254740991};  // 2^53 − 1: exact in JavaScript too
inline constexpr Range<uint32_t> samples{1, 10'000};         // pictures at once
inline constexpr Range<double> save_every{0, 1e6};           // seconds
inline constexpr Range<uint32_t> blend_steps{2, 256};        // pictures
inline constexpr Range<uint32_t> importance_samples{0, 100'000};  // an image; 0: none
inline constexpr Range<uint32_t> generated{0, 10'000};            // examples to be judged; 0: none
inline constexpr Range<uint32_t> importance_images{1, 1'000'000};
inline constexpr Range<double> bench_seconds{0.05, 600};
inline constexpr Range<double> picture_scale{0.5, 4};  // device pixels in a logical one
inline constexpr Range<uint32_t> threads{1, 64};
inline constexpr Range<uint32_t> data_side{8, 256};     // pixels that pictures are scaled to
inline constexpr Range<double> test_share{0.01, 0.9};   // of all examples
inline constexpr Range<uint32_t> camera_side{0, 1024};  // pixels; 0: it is off

}  // namespace limits
}  // namespace hourglass
