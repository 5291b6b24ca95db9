// Principal components by Eigen.
#include "train/pca.h"

#include <algorithm>
#include <cmath>
#include <eigen3/Eigen/Dense>

#include "compute/error.h"
#include "compute/memory.h"
#include "data/pixels.h"

namespace hourglass {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Rows = Eigen::Map<const Matrix>;
using Vector = Eigen::VectorXd;

constexpr uint32_t batch = 256;
constexpr uint32_t beside =
    12;  // directions that are sought besides: what is sought comes the sooner
constexpr uint32_t most_rounds = 1000;

// Examples first, … as [rows, features], less the centre.
Matrix rows_of(const Dataset& data, uint32_t first, const Vector& centre) {
  const uint32_t rows = std::min(batch, data.count - first), features = data.example.features();
  const std::vector<float> pixels = pixels_of(data, first, rows);
  const Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>
      read(pixels.data(), rows, features);
  return read.cast<double>().rowwise() - centre.transpose();
}

Rows directions_of(const PrincipalComponents& p) {
  return Rows(p.directions.data(), p.components, p.features);
}

}  // namespace

Job<PrincipalComponents> finding_components(const Dataset& data, uint32_t components,
                                            bool centred) {
  const uint32_t features = data.example.features();
  if (features > most_pca_features)
    fail(
        "pca: examples of {} numbers are too large for an exact solution; choose data of at most "
        "{}",
        features, most_pca_features);
  if (components > features)
    fail("pca: {} components of {} numbers; choose a smaller code", components, features);
  require_memory("pca", uint64_t{4} * features * features * sizeof(double),
                 "choose smaller examples");
  Vector centre = Vector::Zero(features);
  if (centred) {
    Vector sum = centre;
    for (uint32_t first = 0; first < data.count; first += batch)
      sum += rows_of(data, first, centre).colwise().sum();
    centre = sum / data.count;
  }
  Eigen::MatrixXd scatter = Eigen::MatrixXd::Zero(features, features);
  for (uint32_t first = 0; first < data.count; first += batch) {
    scatter.selfadjointView<Eigen::Lower>().rankUpdate(rows_of(data, first, centre).transpose());
    co_yield 0.9 * first / data.count;
  }
  scatter = Eigen::MatrixXd(scatter.selfadjointView<Eigen::Lower>());
  Eigen::MatrixXd
      basis;  // [features, of which the last `components` are wanted], by rising variance
  const uint32_t width = components + beside;
  if (4 * width > features) {
    basis = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(scatter).eigenvectors();
  } else {
    // Few of many: subspace iteration with Rayleigh and Ritz's step (Golub and Van Loan 2013, section 8.2.4),
    // to the last digits, in pieces.
    basis.resize(features, width);
    for (uint32_t c = 0; c < width; ++c)
      for (uint32_t i = 0; i < features; ++i) basis(i, c) = std::cos(1.0 + i * (c + 1.0));
    Vector before;
    for (uint32_t round = 0; round < most_rounds; ++round) {
      const Eigen::HouseholderQR<Eigen::MatrixXd> qr(scatter * basis);
      basis = qr.householderQ() * Eigen::MatrixXd::Identity(features, width);
      const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> small(basis.transpose() * scatter *
                                                                 basis);
      basis *= small.eigenvectors();
      const Vector now = small.eigenvalues().tail(components);
      const bool still = round > 0 && (now - before).norm() <= 1e-13 * now.norm();
      before = now;
      if (still) break;
      co_yield 0.9 + 0.1 * round / most_rounds;
    }
  }
  PrincipalComponents found{features, components, {centre.begin(), centre.end()}, {}};
  for (uint32_t c = 0; c < components; ++c) {
    const Vector direction = basis.col(basis.cols() - 1 - c);
    found.directions.insert(found.directions.end(), direction.begin(), direction.end());
  }
  co_return found;
}

double projection_mse(const PrincipalComponents& p, const Dataset& data) {
  const Vector centre = Eigen::Map<const Vector>(p.centre.data(), p.features);
  double squares = 0;
  for (uint32_t first = 0; first < data.count; first += batch) {
    const Matrix rows = rows_of(data, first, centre);
    squares += rows.squaredNorm() - (rows * directions_of(p).transpose()).squaredNorm();
  }
  return squares / (double{1} * data.count * p.features);
}

double mean_squared_cosine(const PrincipalComponents& p, std::span<const float> rows) {
  const Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>
      given(rows.data(), p.components, p.features);
  const Eigen::HouseholderQR<Eigen::MatrixXd> solved(given.cast<double>().transpose());
  const Eigen::MatrixXd basis =
      solved.householderQ() * Eigen::MatrixXd::Identity(p.features, p.components);
  return (directions_of(p) * basis).squaredNorm() / p.components;
}

}  // namespace hourglass
