// The slow twins of two players' losses, of the noise that is drawn for them and of clipping.
#pragma once
#include <algorithm>
#include <cmath>
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

// Of row n a point between x and x̃.
template <class T>
std::vector<T> interpolated(size_t d, const std::vector<T>& x, const std::vector<T>& generated,
                            uint64_t seed, hourglass::Stream stream, uint32_t step,
                            uint32_t index) {
  std::vector<T> y = generated;
  for (size_t e = 0; e < y.size(); ++e) {
    const auto words =
        hourglass::random_words(seed, stream, step, static_cast<uint32_t>(e / d), index);
    y[e] += T(static_cast<double>(hourglass::uniform(words[0]))) * (x[e] - generated[e]);
  }
  return y;
}

// λ (‖g[n]‖ − 1)²
template <class T>
std::vector<T> gradient_penalty(size_t d, const std::vector<T>& g, double weight) {
  using std::sqrt;
  std::vector<T> out(g.size() / d, T(0));
  for (size_t e = 0; e < g.size(); ++e) out[e / d] += g[e] * g[e];
  for (T& value : out) {
    const T off = sqrt(value) - T(1);
    value = T(weight) * off * off;
  }
  return out;
}
inline std::vector<double> gradient_penalty_backward(size_t d, const std::vector<double>& g,
                                                     double scale) {
  std::vector<double> squares(g.size() / d), out;
  for (size_t e = 0; e < g.size(); ++e) squares[e / d] += g[e] * g[e];
  for (size_t e = 0; e < g.size(); ++e) {
    const double length = std::sqrt(squares[e / d]);
    out.push_back(scale * 2 * (length - 1) * g[e] / length);
  }
  return out;
}

// act''/act' by y = act(pre)
inline double bend_from_output(Activation activation, double y) {
  switch (activation) {
    case Activation::tanh: return -2 * y;
    case Activation::sigmoid: return 1 - 2 * y;
    case Activation::softplus: return std::exp(-y);
    default: return 0;
  }
}

}  // namespace reference
