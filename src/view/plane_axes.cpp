// Projections and their inverse; the principal directions.
#include "view/plane_axes.h"

#include <algorithm>
#include <cmath>

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
                    const Principal* last) {
  Principal result;
  std::vector<double> mean(size), first(size), second(size), next_first(size), next_second(size);
  for (uint32_t i = 0; i < count; ++i)
    for (uint32_t k = 0; k < size; ++k) mean[k] += codes[size_t{i} * size + k] / double{1} / count;
  const bool warm = last != nullptr && last->first.size() == size;
  for (uint32_t k = 0; k < size; ++k) {
    // Any start with parts along every direction will do, the same on every run.
    first[k] = warm ? last->first[k] : 1.0 + 0.1 * std::sin(1.0 + 7.0 * k);
    second[k] = warm ? last->second[k] : std::cos(2.0 + 3.0 * k);
  }
  const auto straighten = [&] {
    if (!normalise(first)) std::fill(first.begin(), first.end(), 0.0), first[0] = 1;
    remove(second, first);
    if (!normalise(second)) {
      // All codes on a line: any direction across it.
      for (uint32_t k = 0; k < size; ++k) {
        std::fill(second.begin(), second.end(), 0.0);
        second[k] = 1;
        remove(second, first);
        if (dot(second, second) > 0.1 && normalise(second)) break;
      }
    }
  };
  straighten();
  // (v₁, v₂) ← orthonormalised C·(v₁, v₂), C the covariance, never formed: C v = Σ x (x·v) / n.
  for (int round = warm ? 6 : 40; round > 0; --round) {
    std::fill(next_first.begin(), next_first.end(), 0.0);
    std::fill(next_second.begin(), next_second.end(), 0.0);
    for (uint32_t i = 0; i < count; ++i) {
      const float* code = codes.data() + size_t{i} * size;
      double a = 0, b = 0;
      for (uint32_t k = 0; k < size; ++k) {
        const double x = code[k] - mean[k];
        a += x * first[k];
        b += x * second[k];
      }
      for (uint32_t k = 0; k < size; ++k) {
        const double x = code[k] - mean[k];
        next_first[k] += a * x;
        next_second[k] += b * x;
      }
    }
    if (!(dot(next_first, next_first) > 1e-20) || !std::isfinite(dot(next_first, next_first)))
      break;
    first.swap(next_first);
    second.swap(next_second);
    straighten();
  }
  result.mean.assign(mean.begin(), mean.end());
  result.first.assign(first.begin(), first.end());
  result.second.assign(second.begin(), second.end());
  return result;
}

bool PlaneAxes::update(const Snapshot& snapshot) {
  const bool fresh =
      snapshot.model != model_ || snapshot.data != data_ || snapshot.code_size != size_;
  model_ = snapshot.model, data_ = snapshot.data, size_ = snapshot.code_size;
  variational_ = model_ != nullptr && model_->variational;
  classes_ = data_ == nullptr ? 0 : data_->classes;
  kind_ = size_ == 0   ? Kind::none
          : size_ == 1 ? Kind::lanes
          : size_ == 2 ? Kind::plain
                       : Kind::principal;
  if (kind_ == Kind::principal) {
    const bool enough = snapshot.codes.size() >= size_t{snapshot.code_count} * size_;
    principal_ = principal(snapshot.codes, enough ? snapshot.code_count : 0, size_,
                           fresh ? nullptr : &principal_);
  }
  return fresh;
}

std::array<float, 2> PlaneAxes::place(std::span<const float> code) const {
  switch (kind_) {
    case Kind::none: return {0, 0};
    case Kind::lanes: return {code[0], 0};
    case Kind::plain: return {code[0], code[1]};
    case Kind::principal: return {dot(code, principal_.first), dot(code, principal_.second)};
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
  if (kind_ == Kind::plain) return {u, v};
  if (kind_ != Kind::principal) return {};
  // The mean code, moved within the plane to (u, v).
  const float du = u - dot(principal_.mean, principal_.first);
  const float dv = v - dot(principal_.mean, principal_.second);
  std::vector<float> code = principal_.mean;
  for (size_t k = 0; k < code.size(); ++k)
    code[k] += du * principal_.first[k] + dv * principal_.second[k];
  return code;
}

std::array<std::array<float, 2>, 2> PlaneAxes::spread(std::span<const float> log_variance) const {
  // The projected covariance [a b; b c], and its square root by the Cholesky factor.
  float a = 0, b = 0, c = 0;
  for (size_t k = 0; k < log_variance.size(); ++k) {
    const float variance = std::exp(std::min(log_variance[k], 20.0f));
    const float p = kind_ == Kind::principal ? principal_.first[k] : (k == 0 ? 1.0f : 0.0f);
    const float q = kind_ == Kind::principal ? principal_.second[k] : (k == 1 ? 1.0f : 0.0f);
    a += p * p * variance;
    b += p * q * variance;
    c += q * q * variance;
  }
  const float root = std::sqrt(a);
  const float shear = root > 0 ? b / root : 0;
  return {{{root, shear}, {0, std::sqrt(std::max(0.0f, c - shear * shear))}}};
}

float PlaneAxes::extent(const Snapshot& snapshot) const {
  const float reach_of_manifold = manifold_reach(snapshot);
  float half = std::isfinite(reach_of_manifold) ? std::max(reach_of_manifold, 1e-3f) : 3.0f;
  if (kind_ == Kind::none) return half;
  if (!variational_ && kind_ != Kind::plain) half = 1e-3f;  // no manifold: the codes alone decide
  if (snapshot.code_count == 0 || snapshot.codes.size() < size_t{snapshot.code_count} * size_)
    return std::max(half, 1.0f);
  std::vector<float> reach(snapshot.code_count);
  for (uint32_t i = 0; i < snapshot.code_count; ++i) {
    const auto [u, v] = place({snapshot.codes.data() + size_t{i} * size_, size_});
    const float r = std::max(std::abs(u), std::abs(v));
    reach[i] = std::isfinite(r) ? r : 0;
  }
  // All but the outermost 2 %: a few strays must not shrink the rest.
  const auto nth = reach.begin() + static_cast<std::ptrdiff_t>(reach.size() * 49 / 50);
  std::nth_element(reach.begin(), nth, reach.end());
  return std::max(half, *nth * 1.08f);
}

}  // namespace hourglass::view
