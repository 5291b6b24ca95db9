// Points in the plane and in space, whose shape is known: what a code should find again. Coordinates between
// about −2 and 2. The ring and the grid of Gaussians are those that adversarial networks are tried on (Srivastava
// et al. 2017, "VEEGAN"); the roll is that of Tenenbaum et al. 2000, "A global geometric framework for nonlinear
// dimensionality reduction".
#include <algorithm>
#include <array>
#include <cmath>

#include "data/draws.h"
#include "data/making.h"
#include "data/points.h"
#include "data/sources.h"

namespace hourglass {
namespace {

constexpr Counts counts{10'000, 0, 2'000};
constexpr uint32_t levels = 32;  // of a factor that is a number

// One example: its place, and where it belongs.
struct Point {
  std::array<float, 3> at{};
  Label label = 0;
  float way = 0;  // 0 … 1: how far along the curve
};

struct Cloud {
  std::string_view name;
  uint32_t dimensions = 2, classes = 0;
  Point (*point)(Draws&) = nullptr;
  std::string_view way{};  // name of the factor; empty: there is none
};

Dataset make(const Cloud& cloud, uint32_t first, uint32_t count, uint64_t seed) {
  const uint32_t d = cloud.dimensions;
  std::vector<float> values(size_t{count} * d);
  std::vector<Label> labels(cloud.classes > 0 ? count : 0);
  std::vector<uint16_t> ways(cloud.way.empty() ? 0 : count);
  make_examples(count, [&](uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; ++i) {
      Draws draws(seed, cloud.name, first + i);
      const Point point = cloud.point(draws);
      std::copy_n(point.at.begin(), d, values.begin() + i * d);
      if (!labels.empty()) labels[i] = point.label;
      if (!ways.empty()) ways[i] = static_cast<uint16_t>(point.way * levels);
    }
  });
  Dataset data{.name = std::string(cloud.name),
               .example = {1, 1, 1, d},
               .count = count,
               .pixels = {},
               .labels = std::move(labels),
               .classes = cloud.classes,
               .values = std::move(values),
               .kind = Kind::points};
  if (!ways.empty()) data.factors.push_back({std::string(cloud.way), levels, std::move(ways)});
  return data;
}

template <const Cloud& cloud>
Split open(const Asked& asked) {
  return split_of_row(counts, asked.seed, [](uint32_t first, uint32_t count, uint64_t seed) {
    return make(cloud, first, count, seed);
  });
}

Point near(float x, float y, float deviation, Label label, Draws& draws) {
  const float dx = draws.full_normal(), dy = draws.full_normal();
  return {{x + deviation * dx, y + deviation * dy, 0}, label};
}

constexpr float heap = 0.05f;  // σ of the ring's and the grid's

std::array<float, 2> on_ring(uint32_t mode) {
  const auto [sine, cosine] = scalar::sine_cosine_turns(static_cast<float>(mode) / 8);
  return {2 * cosine, 2 * sine};
}
std::array<float, 2> on_grid(uint32_t mode) {
  return {static_cast<float>(mode % 5) - 2, static_cast<float>(mode / 5) - 2};
}

constexpr Cloud ring{"ring", 2, 8, [](Draws& draws) {
                       const uint32_t mode = draws.below(8);
                       const auto [x, y] = on_ring(mode);
                       return near(x, y, heap, static_cast<Label>(mode), draws);
                     }};

constexpr Cloud grid{"grid", 2, 25, [](Draws& draws) {
                       const uint32_t mode = draws.below(25);
                       const auto [x, y] = on_grid(mode);
                       return near(x, y, heap, static_cast<Label>(mode), draws);
                     }};

// Two half circles, one upside down beside the other.
constexpr Cloud moons{"moons", 2, 2,
                      [](Draws& draws) {
                        const uint32_t moon = draws.below(2);
                        const float way = draws.uniform();
                        const auto [sine, cosine] = scalar::sine_cosine_turns(0.5f * way);
                        Point p = moon == 0 ? near(cosine - 0.5f, sine - 0.25f, 0.08f, 0, draws)
                                            : near(0.5f - cosine, 0.25f - sine, 0.08f, 1, draws);
                        p.way = way;
                        return p;
                      },
                      "way along the moon"};

// Two arms of an Archimedean spiral, 1½ turns each.
constexpr Cloud spiral{"spiral", 2, 2,
                       [](Draws& draws) {
                         const uint32_t arm = draws.below(2);
                         // As many points on each length of the arm: it grows with the square of the way.
                         const float way = scalar::square_root(draws.uniform());
                         float turns = 1.5f * way + 0.5f * static_cast<float>(arm);
                         turns -= std::floor(turns);
                         const auto [sine, cosine] = scalar::sine_cosine_turns(turns);
                         const float radius = 0.1f + 1.9f * way;
                         Point p = near(radius * cosine, radius * sine, 0.03f,
                                        static_cast<Label>(arm), draws);
                         p.way = way;
                         return p;
                       },
                       "way along the arm"};

// x = t cos t, z = t sin t for t in 1½π … 4½π, y across; in tenths.
constexpr Cloud swiss_roll{"swiss-roll", 3, 0,
                           [](Draws& draws) {
                             const float way = draws.uniform(), across = draws.uniform();
                             const float turns = 0.75f + 1.5f * way;
                             const auto [sine, cosine] =
                                 scalar::sine_cosine_turns(turns - std::floor(turns));
                             const float radius = 0.1f * 6.28318530718f * turns;
                             Point p{{radius * cosine, 2.1f * (across - 0.5f), radius * sine}};
                             p.way = way;
                             return p;
                           },
                           "way along the roll"};

// μ = (0.5, −0.3), Σ = L·Lᵀ with L = (1.2, 0; 0.7, 0.5): what an affine generator x = μ + Lz should find.
constexpr Cloud gaussian_2d{"gaussian-2d", 2, 0, [](Draws& draws) {
                              const float a = draws.full_normal(), b = draws.full_normal();
                              return Point{{0.5f + 1.2f * a, -0.3f + 0.7f * a + 0.5f * b, 0}};
                            }};

template <const Cloud& cloud>
constexpr Source row(std::string_view title, std::string_view about, std::string_view made) {
  return {.name = cloud.name,
          .argument = {},
          .title = title,
          .about = about,
          .made = made,
          .example = cloud.name,
          .kind = Kind::points,
          .open = open<cloud>};
}

}  // namespace

Modes known_modes(std::string_view source) {
  Modes modes{{}, heap};
  if (source == ring.name)
    for (uint32_t i = 0; i < ring.classes; ++i) modes.at.push_back(on_ring(i));
  if (source == grid.name)
    for (uint32_t i = 0; i < grid.classes; ++i) modes.at.push_back(on_grid(i));
  return modes;
}

std::optional<Gaussian> known_gaussian(std::string_view source) {
  if (source != gaussian_2d.name) return {};
  return Gaussian{{0.5, -0.3}, {1.44, 0.84, 0.84, 0.74}};
}

std::optional<double> known_log_density(std::string_view source, std::array<float, 2> x) {
  constexpr double log_two_pi = 1.8378770664093453;
  if (const auto gaussian = known_gaussian(source)) {
    const auto& [a, b, c, d] = gaussian->covariance;
    const double u = x[0] - gaussian->mean[0], v = x[1] - gaussian->mean[1];
    const double determinant = a * d - b * c;
    return -log_two_pi - 0.5 * std::log(determinant) -
           0.5 * (d * u * u - (b + c) * u * v + a * v * v) / determinant;
  }
  const Modes modes = known_modes(source);
  if (modes.at.empty()) return {};
  const double variance = double{modes.deviation} * double{modes.deviation};
  std::vector<double> energies;
  for (const auto& [x0, y0] : modes.at) {
    const double u = double{x[0]} - double{x0}, v = double{x[1]} - double{y0};
    energies.push_back(0.5 * (u * u + v * v) / variance);
  }
  const double least = *std::ranges::min_element(energies);
  double sum = 0;
  for (const double energy : energies) sum += std::exp(least - energy);
  return std::log(sum / static_cast<double>(energies.size())) - least - log_two_pi -
         std::log(variance);
}

namespace source {

extern const Source ring = row<hourglass::ring>("Ring", "Eight small heaps of points on a circle",
                                                "Gaussians of σ 0.05 on a circle of radius 2.");
extern const Source grid =
    row<hourglass::grid>("Grid", "25 small heaps of points in five rows",
                         "Gaussians of σ 0.05 at whole numbers from −2 to 2.");
extern const Source moons =
    row<hourglass::moons>("Moons", "Two half circles of points that reach into each other",
                          "Radius 1, σ 0.08; the way along the moon is known.");
extern const Source spiral =
    row<hourglass::spiral>("Spiral", "Two arms of points, wound round each other",
                           "Archimedean, 1½ turns, σ 0.03; the way along the arm is known.");
extern const Source swiss_roll = row<hourglass::swiss_roll>(
    "Swiss roll", "A rolled-up sheet of points in space",
    "Without noise, as Tenenbaum et al. 2000; the way along the roll is known.");
extern const Source gaussian_2d =
    row<hourglass::gaussian_2d>("Gaussian", "Points of one Gaussian whose axes are not the plane's",
                                "Mean (0.5, −0.3), covariance ((1.44, 0.84), (0.84, 0.74)).");

}  // namespace source
}  // namespace hourglass
