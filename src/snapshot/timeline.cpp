#include "snapshot/timeline.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hourglass {

namespace {

// Every row of a snapshot that is worth packing, in one order: visit(row, pictures).
template <class Its, class Visit>
void long_rows(Its& snapshot, Visit visit) {
  for (auto* some : {&snapshot.outputs, &snapshot.spoilt, &snapshot.manifold, &snapshot.samples})
    visit(some->pixels, some->kind == Kind::pictures);
  for (auto* row : {&snapshot.codes, &snapshot.log_variances, &snapshot.probabilities,
                    &snapshot.scores, &snapshot.field, &snapshot.pull, &snapshot.sample_pull})
    visit(*row, false);
}

template <class Number, class Row>
void pack(const std::vector<float>& numbers, Row& row) {
  constexpr double top = std::numeric_limits<Number>::max();
  row.bytes.resize(numbers.size() * sizeof(Number));
  const double scale = row.high > row.low ? top / (double{row.high} - row.low) : 0;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const double share = (double{numbers[i]} - row.low) * scale;
    const auto packed =
        static_cast<Number>(std::clamp(std::isnan(share) ? 0 : share + 0.5, 0.0, top));
    for (size_t b = 0; b < sizeof(Number); ++b)
      row.bytes[i * sizeof(Number) + b] = static_cast<uint8_t>(packed >> (8 * b));
  }
}

template <class Number, class Row>
std::vector<float> unpacked(const Row& row) {
  constexpr double top = std::numeric_limits<Number>::max();
  const double scale = (double{row.high} - row.low) / top;
  std::vector<float> numbers(row.count);
  for (size_t i = 0; i < row.count; ++i) {
    uint32_t packed = 0;
    for (size_t b = 0; b < sizeof(Number); ++b)
      packed |= uint32_t{row.bytes[i * sizeof(Number) + b]} << (8 * b);
    numbers[i] = static_cast<float>(row.low + packed * scale);
  }
  return numbers;
}

}  // namespace

void Timeline::see(const std::shared_ptr<const Snapshot>& snapshot) {
  if (snapshot->training_number != training_ ||
      (!moments_.empty() && snapshot->step < step(size() - 1))) {
    *this = {};
    training_ = snapshot->training_number;
  }
  if (!moments_.empty() && (snapshot->step == step(size() - 1) || ++since_ < spacing_)) return;
  since_ = 0;
  Moment next{*snapshot, {}, sizeof(Moment)};
  next.rest.train_curve = next.rest.test_curve = {};
  long_rows(next.rest, [&](std::vector<float>& numbers, bool pictures) {
    Row row;
    row.count = numbers.size();
    if (!numbers.empty()) {
      row.low = row.high = std::isfinite(numbers[0]) ? numbers[0] : 0;
      for (const float v : numbers)
        if (std::isfinite(v)) row.low = std::min(row.low, v), row.high = std::max(row.high, v);
      pictures ? pack<uint8_t>(numbers, row) : pack<uint16_t>(numbers, row);
    }
    next.bytes += row.bytes.size();
    next.rows.push_back(std::move(row));
    numbers = {};
  });
  bytes_ += next.bytes;
  moments_.push_back(std::move(next));
  while (moments_.size() > 2 && (moments_.size() > most || bytes_ > room)) thin();
}

void Timeline::thin() {
  // The first and the last stay.
  std::vector<Moment> left;
  bytes_ = 0;
  for (size_t i = 0; i < moments_.size(); ++i) {
    if (i % 2 == 1 && i + 1 < moments_.size()) continue;
    bytes_ += moments_[i].bytes;
    left.push_back(std::move(moments_[i]));
  }
  moments_ = std::move(left);
  spacing_ *= 2;
  shown_.reset();
}

size_t Timeline::nearest(double wanted) const {
  const auto distance = [&](const Moment& moment) { return std::abs(moment.rest.step - wanted); };
  return static_cast<size_t>(std::ranges::min_element(moments_, {}, distance) - moments_.begin());
}

std::shared_ptr<const Snapshot> Timeline::at(size_t i, const Snapshot& newest) {
  if (shown_ && shown_moment_ == i && shown_->train_curve.size() == newest.train_curve.size() &&
      shown_->test_curve.size() == newest.test_curve.size())
    return shown_;
  auto next = std::make_shared<Snapshot>(moments_[i].rest);
  auto row = moments_[i].rows.begin();
  long_rows(*next, [&](std::vector<float>& numbers, bool pictures) {
    numbers = pictures ? unpacked<uint8_t>(*row) : unpacked<uint16_t>(*row);
    ++row;
  });
  next->train_curve = newest.train_curve;
  next->test_curve = newest.test_curve;
  shown_ = std::move(next);
  shown_moment_ = i;
  return shown_;
}

}  // namespace hourglass
