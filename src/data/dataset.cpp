// Parts, choices and unions of examples, see dataset.h.
#include "data/dataset.h"

#include "compute/error.h"
#include "compute/memory.h"

namespace hourglass {
namespace {

// Everything but the examples.
Dataset blank(const Dataset& data) {
  Dataset result = data;
  result.count = 0;
  result.pixels = {};
  result.values = {};
  result.labels = {};
  result.regions = {};
  for (Factor& factor : result.factors) factor.values = {};
  return result;
}

uint64_t bytes_each(const Dataset& data) {
  return uint64_t{data.example.features()} * (data.floats() ? sizeof(float) : 1) + sizeof(Label) +
         (data.regions.empty() ? 0 : data.places());
}

template <class T>
Shared<T> picked(const Shared<T>& from, std::span<const uint32_t> examples, size_t width) {
  if (from.empty()) return {};
  std::vector<T> to;
  to.reserve(examples.size() * width);
  for (const uint32_t e : examples)
    to.insert(to.end(), from.begin() + e * width, from.begin() + (e + 1) * width);
  return to;
}

template <class T>
Shared<T> joined(const Shared<T>& a, const Shared<T>& b) {
  std::vector<T> all;
  all.reserve(a.size() + b.size());
  all.insert(all.end(), a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

}  // namespace

const Noun& noun(Kind kind) {
  static constexpr Noun image{"image", "images", "pixel"}, point{"point", "points", "coordinate"},
      row{"row", "rows", "column"};
  switch (kind) {
    case Kind::pictures: return image;
    case Kind::points: return point;
    case Kind::table: return row;
  }
  return image;
}

std::string class_name(std::span<const std::string> names, Label label) {
  return label < names.size() ? names[label] : std::to_string(label);
}

Dataset part(const Dataset& data, uint32_t first, uint32_t count) {
  Dataset result = blank(data);
  const size_t width = data.example.features();
  result.count = count;
  if (!data.pixels.empty()) result.pixels = data.pixels.part(first * width, count * width);
  if (!data.values.empty()) result.values = data.values.part(first * width, count * width);
  if (!data.labels.empty()) result.labels = data.labels.part(first, count);
  const size_t places = data.places();
  if (!data.regions.empty()) result.regions = data.regions.part(first * places, count * places);
  for (size_t f = 0; f < data.factors.size(); ++f)
    result.factors[f].values = data.factors[f].values.part(first, count);
  return result;
}

Dataset pick(const Dataset& data, std::span<const uint32_t> examples) {
  require_memory(data.name, examples.size() * bytes_each(data), "use fewer examples");
  Dataset result = blank(data);
  const size_t width = data.example.features();
  result.count = static_cast<uint32_t>(examples.size());
  result.pixels = picked(data.pixels, examples, width);
  result.values = picked(data.values, examples, width);
  result.labels = picked(data.labels, examples, 1);
  result.regions = picked(data.regions, examples, data.places());
  for (size_t f = 0; f < data.factors.size(); ++f)
    result.factors[f].values = picked(data.factors[f].values, examples, 1);
  return result;
}

Dataset joined(const Dataset& a, const Dataset& b) {
  require_memory(a.name, (uint64_t{a.count} + b.count) * bytes_each(a), "use fewer examples");
  Dataset result = blank(a);
  result.count = a.count + b.count;
  result.pixels = joined(a.pixels, b.pixels);
  result.values = joined(a.values, b.values);
  result.labels = joined(a.labels, b.labels);
  result.regions = joined(a.regions, b.regions);
  for (size_t f = 0; f < a.factors.size(); ++f)
    result.factors[f].values = joined(a.factors[f].values, b.factors[f].values);
  return result;
}

}  // namespace hourglass
