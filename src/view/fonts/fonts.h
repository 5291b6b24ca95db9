// The app's fonts as arrays, made at build time by make_font.py: Inter, tabular digits, TrueType.
#pragma once

namespace hourglass::fonts {
extern const unsigned char inter_regular[];   // weight 400
extern const unsigned inter_regular_size;     // bytes
extern const unsigned char inter_semibold[];  // weight 600
extern const unsigned inter_semibold_size;    // bytes
}  // namespace hourglass::fonts
