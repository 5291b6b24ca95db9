// Principal components by Eigen.
#include "train/pca.h"

#include <algorithm>
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
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved(scatter);
  PrincipalComponents found{features, components, {centre.begin(), centre.end()}, {}};
  for (uint32_t c = 0; c < components; ++c) {
    const Vector direction = solved.eigenvectors().col(features - 1 - c);  // by rising variance
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
