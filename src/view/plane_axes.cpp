// Projections and their inverse; the principal directions.
#include "view/plane_axes.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "share/texts.h"

namespace hourglass::view {

namespace {

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

float dot(std::span<const float> a, std::span<const float> b) {
  float sum = 0;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) sum += a[i] * b[i];
  return sum;
}

std::string subscript(uint32_t number) {
  static constexpr const char* digits[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
  std::string words;
  for (const char digit : std::to_string(number)) words += digits[digit - '0'];
  return words;
}

// False where nothing is left to normalise.
bool normalise(std::vector<double>& x) {
  const double length = std::sqrt(dot(x, x));
  if (!(length > 1e-12)) return false;
  for (double& value : x) value /= length;
  return true;
}

void remove(std::vector<double>& x, const std::vector<double>& direction) {
  const double part = dot(x, direction);
  for (size_t i = 0; i < x.size(); ++i) x[i] -= part * direction[i];
}

}  // namespace

Principal principal(std::span<const float> codes, uint32_t count, uint32_t size,
                    uint32_t directions, const Principal* last) {
  directions = std::min(directions, size);
  std::vector<double> mean(size);
  for (uint32_t i = 0; i < count; ++i)
    for (uint32_t k = 0; k < size; ++k) mean[k] += codes[size_t{i} * size + k] / double{1} / count;
  const bool warm = last != nullptr && last->mean.size() == size &&
                    last->directions.size() >= directions && directions > 0;
  std::vector<std::vector<double>> now(directions, std::vector<double>(size));
  for (uint32_t d = 0; d < directions; ++d)
    for (uint32_t k = 0; k < size; ++k)
      // Any start with parts along every direction will do, the same on every run.
      now[d][k] = warm     ? last->directions[d][k]
                  : d == 0 ? 1.0 + 0.1 * std::sin(1.0 + 7.0 * k)
                           : std::cos(2.0 * d + (2.0 * d + 1.0) * k);
  const auto straighten = [&] {
    for (uint32_t d = 0; d < directions; ++d) {
      const auto across = [&](std::vector<double>& x) {
        for (uint32_t before = 0; before < d; ++before) remove(x, now[before]);
      };
      across(now[d]);
      if (normalise(now[d])) continue;
      // All codes on a line: any direction across it.
      for (uint32_t k = 0; k < size; ++k) {
        std::fill(now[d].begin(), now[d].end(), 0.0);
        now[d][k] = 1;
        across(now[d]);
        if (dot(now[d], now[d]) > 0.1 && normalise(now[d])) break;
      }
    }
  };
  straighten();
  // (v₁, v₂, …) ← orthonormalised C·(v₁, v₂, …), C the covariance, never formed: C v = Σ x (x·v) / n.
  std::vector<std::vector<double>> next(directions, std::vector<double>(size));
  std::vector<double> x(size);
  for (int round = warm ? 6 : 40; round > 0; --round) {
    for (auto& direction : next) std::fill(direction.begin(), direction.end(), 0.0);
    for (uint32_t i = 0; i < count; ++i) {
      for (uint32_t k = 0; k < size; ++k) x[k] = codes[size_t{i} * size + k] - mean[k];
      for (uint32_t d = 0; d < directions; ++d) {
        const double along = dot(x, now[d]);
        for (uint32_t k = 0; k < size; ++k) next[d][k] += along * x[k];
      }
    }
    if (directions == 0 || !(dot(next[0], next[0]) > 1e-20) ||
        !std::isfinite(dot(next[0], next[0])))
      break;
    now.swap(next);
    straighten();
  }
  Principal result;
  result.mean.assign(mean.begin(), mean.end());
  for (const auto& direction : now)
    result.directions.emplace_back(direction.begin(), direction.end());
  return result;
}

bool PlaneAxes::update(const Snapshot& snapshot) {
  const bool fresh =
      snapshot.model != model_ || snapshot.data != data_ || snapshot.code_size != size_;
  if (size_ != snapshot.code_size) {
    // Two units are seen as they are.
    const bool principal = snapshot.code_size > 2;
    chosen_ = {Direction{principal, 0}, Direction{principal, 1}};
  }
  model_ = snapshot.model, data_ = snapshot.data, size_ = snapshot.code_size;
  variational_ = model_ != nullptr && model_->variational;
  classes_ = data_ == nullptr ? 0 : data_->classes;
  kind_ = size_ == 0 ? Kind::none : size_ == 1 ? Kind::lanes : Kind::plane;
  if (kind_ == Kind::plane) {
    uint32_t wanted = 0;
    for (const Direction d : chosen_)
      if (d.principal) wanted = std::max(wanted, d.number + 1);
    const bool enough = snapshot.codes.size() >= size_t{snapshot.code_count} * size_;
    principal_ = principal(snapshot.codes, enough ? snapshot.code_count : 0, size_, wanted,
                           fresh ? nullptr : &principal_);
    for (size_t axis = 0; axis < 2; ++axis) axes_[axis] = vector_of(chosen_[axis]);
  }
  return fresh;
}

std::vector<float> PlaneAxes::vector_of(Direction d) const {
  if (d.principal) return principal_.directions[d.number];
  std::vector<float> unit(size_);
  unit[d.number] = 1;
  return unit;
}

std::vector<PlaneAxes::Direction> PlaneAxes::directions() const {
  std::vector<Direction> all;
  if (kind_ != Kind::plane) return all;
  for (uint32_t i = 0; i < std::min(most_principal, size_); ++i) all.push_back({true, i});
  for (uint32_t i = 0; i < size_; ++i) all.push_back({false, i});
  return all;
}

void PlaneAxes::turn(size_t axis, int by) {
  const std::vector<Direction> all = directions();
  if (all.empty()) return;
  const auto count = static_cast<std::ptrdiff_t>(all.size());
  auto at = std::ranges::find(all, chosen_[axis]) - all.begin();
  do at = (at + by + count) % count;
  while (all[static_cast<size_t>(at)] == chosen_[1 - axis]);
  chosen_[axis] = all[static_cast<size_t>(at)];
}

std::string PlaneAxes::name(size_t axis) const {
  const Direction d = chosen_[axis];
  if (d.principal) return tr("PC{}", d.number + 1);
  return variational_ ? "μ" + subscript(d.number + 1) : tr("code {}", d.number + 1);
}

std::array<float, 2> PlaneAxes::place(std::span<const float> code) const {
  switch (kind_) {
    case Kind::none: return {0, 0};
    case Kind::lanes: return {code[0], 0};
    case Kind::plane: return {dot(code, axes_[0]), dot(code, axes_[1])};
  }
  return {0, 0};
}

std::vector<float> PlaneAxes::places(const Snapshot& snapshot) const {
  std::vector<float> result(size_t{2} * snapshot.code_count);
  if (snapshot.codes.size() < size_t{snapshot.code_count} * size_) return {};
  for (uint32_t i = 0; i < snapshot.code_count; ++i) {
    auto [u, v] = place({snapshot.codes.data() + size_t{i} * size_, size_});
    if (kind_ == Kind::lanes) {
      // A lane a class, the points spread over half of it, the same every time.
      const uint32_t lanes = std::max(classes_, 1u);
      const uint32_t label =
          classes_ > 0 && i < data_->test_labels.size() ? data_->test_labels[i] : 0;
      const float jitter = static_cast<float>((i * 2654435761u) >> 8 & 1023) / 1023.0f - 0.5f;
      v = 1 - 2 * (static_cast<float>(label) + 0.5f + 0.6f * jitter) / static_cast<float>(lanes);
    }
    result[size_t{2} * i] = u;
    result[size_t{2} * i + 1] = v;
  }
  return result;
}

std::vector<float> PlaneAxes::code_at(float u, float v) const {
  if (kind_ == Kind::lanes) return {u};
  if (kind_ == Kind::none) return {};
  std::vector<float> code = through_mean ? principal_.mean : std::vector<float>(size_);
  // Moved within the plane to (u, v): along its directions by a and b, which need not be at right angles.
  const float du = u - dot(code, axes_[0]), dv = v - dot(code, axes_[1]);
  const float lean = dot(axes_[0], axes_[1]), square = std::max(1 - lean * lean, 1e-6f);
  const float a = (du - lean * dv) / square, b = (dv - lean * du) / square;
  for (size_t k = 0; k < code.size(); ++k) code[k] += a * axes_[0][k] + b * axes_[1][k];
  return code;
}

std::array<std::array<float, 2>, 2> PlaneAxes::spread(std::span<const float> log_variance) const {
  // The projected covariance [a b; b c], and its square root by the Cholesky factor.
  float a = 0, b = 0, c = 0;
  for (size_t k = 0; k < log_variance.size(); ++k) {
    const float variance = std::exp(std::min(log_variance[k], 20.0f));
    const float p = kind_ == Kind::plane ? axes_[0][k] : 1.0f;
    const float q = kind_ == Kind::plane ? axes_[1][k] : 0.0f;
    a += p * p * variance;
    b += p * q * variance;
    c += q * q * variance;
  }
  const float root = std::sqrt(a);
  const float shear = root > 0 ? b / root : 0;
  return {{{root, shear}, {0, std::sqrt(std::max(0.0f, c - shear * shear))}}};
}

float PlaneAxes::extent(const Snapshot& snapshot) const {
  constexpr float prior = 3.2f;
  float least = variational_ ? prior : 1e-3f;
  if (const float reach = manifold_reach(snapshot);
      snapshot.manifold.count > 0 && plain() && std::isfinite(reach))
    least = std::max(least, reach);
  if (snapshot.code_count == 0 || snapshot.codes.size() < size_t{snapshot.code_count} * size_)
    return prior;
  std::vector<float> reach(snapshot.code_count);
  for (uint32_t i = 0; i < snapshot.code_count; ++i) {
    const auto [u, v] = place({snapshot.codes.data() + size_t{i} * size_, size_});
    const float r = std::max(std::abs(u), std::abs(v));
    reach[i] = std::isfinite(r) ? r : 0;
  }
  // All but the outermost 2 %: a few strays must not shrink the rest.
  const auto nth = reach.begin() + static_cast<std::ptrdiff_t>(reach.size() * 49 / 50);
  std::nth_element(reach.begin(), nth, reach.end());
  return std::max(least, *nth * 1.08f);
}

}  // namespace hourglass::view
