#include "gradients/way.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "kernels/cases.h"
#include "reference/activation.h"

namespace gradients {

using namespace hourglass;

const Dispatch& find(const Program& program, Kernel kernel) {
  const auto found = std::ranges::find(program, kernel, &Dispatch::kernel);
  if (found == program.end()) throw std::runtime_error("the step has no such kernel");
  return *found;
}

Program until_update(const Program& program) {
  const auto end = std::ranges::find(program, Kernel::next_step, &Dispatch::kernel);
  return {program.begin(), end};
}

double norm(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += double{value} * double{value};
  return std::sqrt(sum);
}

namespace {

// The batch's mean loss.
Complex loss_of(const Forward& forward, const Way& way) {
  const Dispatch& end = find(way.program, Kernel::next_step);
  const uint32_t n = end.integers[1], stride = end.tensors[0].shape.features();
  Complex sum(0);
  for (uint32_t s = 0; s < way.weights.size(); ++s) {
    if (way.free_nats > 0 && s == way.kl) {
      for (const Complex& kl : forward.get(find(way.program, Kernel::unit_kl).tensors[1]))
        if (kl.real() > way.free_nats) sum += way.weights[s] * kl;
      continue;
    }
    const Tensor row{end.tensors[0].buffer, s * stride, {n, 1, 1, 1}};
    for (const Complex& value : forward.get(row))
      sum += way.weights[s] * value / static_cast<double>(n);
  }
  return sum;
}

}  // namespace

double error_along(Dice& dice, Backend& backend, const Way& way) {
  struct Part {
    size_t first, count;
  };
  const Tensor& arena = way.network.arena.value;
  auto values = cases::doubles_of(read_now(backend, arena));
  auto slopes = read_now(backend, way.network.arena.gradient);
  std::vector<Part> parts;
  std::vector<bool> absent(values.size());  // weights of connections that there are none of
  if (!way.frozen)
    for (const Network::Part& part : way.network.parts) {
      size_t count = 0;
      for (const Piece& piece : part.plan.pieces) {
        const size_t first = part.parameter.value.offset + count;
        const auto columns = static_cast<uint32_t>(piece.shape.back());
        for (uint32_t e = 0; piece.there && e < piece.count(); ++e)
          absent[first + e] = !piece.there(e / columns, e % columns);
        if (way.bias || piece.name != "bias") count += static_cast<size_t>(piece.count());
      }
      parts.push_back({part.parameter.value.offset, count});
    }
  if (way.dx) {
    const auto x = read_now(backend, way.x), dx = read_now(backend, way.dx);
    parts.push_back({values.size(), x.size()});
    values.insert(values.end(), x.begin(), x.end());
    for (const float slope : dx) slopes.push_back(slope * static_cast<float>(way.times));
  }
  const double whole = norm(slopes);
  std::vector<Complex> at = complexes(values);
  double found = 0;
  for (const Part& part : parts) {
    const double size =
        std::max(norm(std::span(slopes).subspan(part.first, part.count)), 0.01 * whole);
    for (size_t e = part.first; e < part.first + part.count; ++e) {
      if (e < absent.size() && absent[e]) continue;
      const double by = double{dice.number(-1, 1)} / (size > 0 ? size : 1);
      const bool input = e >= arena.shape.count();
      const double slope = input ? reference::derivative_from_output(way.before, values[e]) : 1.0;
      at[e] += Complex(0, step * by * slope);
      found += by * double{slopes[e]};
    }
  }
  Forward forward(backend, way.seed, way.step);
  const auto end = at.begin() + arena.shape.count();
  forward.put(arena, {at.begin(), end});
  if (way.dx) forward.put(way.x, {end, at.end()});
  forward.run(way.program);
  const double truth = way.times * loss_of(forward, way).imag() / step;
  return std::abs(found - truth) / std::sqrt(static_cast<double>(parts.size()));
}

}  // namespace gradients
