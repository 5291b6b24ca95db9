// The slow twins of two players' losses, of the noise that is drawn for them and of clipping.
#pragma once
#include <algorithm>
#include <vector>

#include "compute/program.h"
#include "compute/random.h"
#include "reference/activation.h"

namespace reference {

// Element e is word e mod 4 of block e / 4: a normal, or evenly from (−1, 1).
inline std::vector<double> noise(size_t count, uint64_t seed, hourglass::Noise kind,
                                 hourglass::Stream stream, uint32_t step, uint32_t index) {
  std::vector<double> out(count);
  for (size_t e = 0; e < count; ++e) {
    const auto words =
        hourglass::random_words(seed, stream, step, static_cast<uint32_t>(e / 4), index);
    out[e] = kind == hourglass::Noise::normal
                 ? static_cast<double>(hourglass::normals(words)[e % 4])
                 : 2 * static_cast<double>(hourglass::uniform(words[e % 4])) - 1;
  }
  return out;
}

// What a player pays at one logit.
template <class T>
T adversarial(hourglass::Contest contest, hourglass::Turn turn, const T& y) {
  using hourglass::Contest, hourglass::Turn;
  switch (contest) {
    case Contest::wasserstein: return turn == Turn::generated ? y : -y;
    case Contest::least_squares: {
      const T off = turn == Turn::generated ? y : y - T(1);
      return T(0.5) * off * off;
    }
    default:
      if (turn == Turn::generated) return softplus(y);  // −log(1 − p)
      if (turn == Turn::generator && contest == Contest::minimax) return -softplus(y);
      return softplus(-y);  // −log p
  }
}
inline double adversarial_slope(hourglass::Contest contest, hourglass::Turn turn, double y) {
  using hourglass::Contest, hourglass::Turn;
  const bool up = turn == Turn::generated;
  if (contest == Contest::wasserstein) return up ? 1 : -1;
  if (contest == Contest::least_squares) return up ? y : y - 1;
  if (turn == Turn::generator && contest == Contest::minimax) return -sigmoid(y);
  return up ? sigmoid(y) : sigmoid(y) - 1;
}
inline double opinion(hourglass::Contest contest, double y) {
  return contest < hourglass::Contest::least_squares ? sigmoid(y) : y;
}

}  // namespace reference
