// Convolution and transposed convolution. Each goes one way forwards and the other way back: `reduce`
// makes the small picture from the large one, `enlarge` the large one from the small, `gradient` the
// weights' gradient from both.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compute/cpu/convolution.cpp"
#include "compute/cpu/targets.h"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include "compute/cpu/rows.h"
#include "compute/cpu/windows.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::cpu::HWY_NAMESPACE {

// One matrix a tap: [summed, made], or turned [made, summed].
struct Weights {
  const float* data;
  size_t summed, made;
  bool turned;

  Factor of_tap(size_t tap) const {
    return {data + tap * summed * made, turned ? summed : made, !turned};
  }
};

// Whether waking threads would cost more than the work.
HWY_INLINE bool alone(const Convolution& c, const Machine& machine) {
  return machine.pool.threads() == 1 || small_product(uint64_t{c.small.n} * c.small.h * c.small.w,
                                                      c.taps(), uint64_t{c.small.c} * c.large.c);
}
template <class Body>
HWY_INLINE void share(bool alone, const Machine& machine, size_t count, Body&& body) {
  if (alone) {
    for (size_t index = 0; index < count; ++index) body(index, 0);
  } else {
    machine.pool.parallel_for(static_cast<uint32_t>(count), [&](uint32_t index, uint32_t thread)
                                                                HWY_ATTR { body(index, thread); });
  }
}

// The weights of a sweep whose tap (a, b) is tap_of(a, b), from panel to panel; gives their floats.
template <class TapOf>
HWY_INLINE size_t pack_weights(const Weights& w, const Sweep& s, TapOf&& tap_of, float* to) {
  const size_t taps = s.taps_down * s.taps_across;
  size_t floats = 0;
  for (size_t column = 0; column < w.made; column += full_columns) {
    const size_t valid = std::min(full_columns, w.made - column), columns = panel_columns(valid);
    for (size_t tap = 0; tap < taps; ++tap, floats += w.summed * columns)
      pack(w.of_tap(tap_of(tap / s.taps_across, tap % s.taps_across)), column, valid, columns, 0,
           w.summed, to + floats);
  }
  return floats;
}

// small[n,r,q,j] = finish(Σ_{a,b,i} large[n, r s + a − p, q s + b − p, i] W[a,b,i,j])
template <class A>
void reduce(const Convolution& c, const float* large, const Weights& weights, float* small,
            const Epilogue& epilogue, const Machine& machine) {
  const Frame frame = large_frame(c);
  const size_t k = c.kernel;
  const Sweep sweep{c.small.h, c.small.w, 0, 0, 1, 0, 0, c.stride, k, k, machine.workspace};
  pack_weights(weights, sweep, [&](size_t a, size_t b) { return a * k + b; }, machine.workspace);
  float* copies = machine.workspace + packed_weights_floats(c, weights.summed, weights.made);

  const size_t together = pictures_together(sweep.places(), few_places, c.small.n);
  const size_t copy_floats = frame_floats(frame, c.large, together);
  share(alone(c, machine), machine, divide_up(c.small.n, together),
        [&](size_t index, size_t thread) HWY_ATTR {
          const size_t first = index * together, count = std::min(together, c.small.n - first);
          const Source from = frame_pictures(large + first * c.large.features(), c.large, frame,
                                             count, copies + thread * copy_floats);
          const size_t start = first * c.small.features();
          Epilogue here = epilogue;
          if (here.output) here.output += start;
          make_places<A>(sweep, from, c.large.c, count, small + start, c.small, here);
        });
}

// large[n,y,x,j] = finish(Σ_{a,b,i} small[n, (y + p − a)/s, (x + p − b)/s, i] W[a,b,i,j]), where the
// quotients are whole: for the places that are the same modulo s these are the same taps.
template <class A>
void enlarge(const Convolution& c, const float* small, const Weights& weights, float* large,
             const Epilogue& epilogue, const Machine& machine) {
  constexpr size_t most_sweeps = most_stride * most_stride;
  const Frame frame = small_frame(c);
  Sweep sweeps[most_sweeps];
  size_t count = 0;
  float* packed = machine.workspace;
  for (size_t down = 0; down < c.stride; ++down)
    for (size_t across = 0; across < c.stride; ++across) {
      const Phase y = phase_of(c, down, c.large.h), x = phase_of(c, across, c.large.w);
      if (y.count == 0 || x.count == 0) continue;
      Sweep& s = sweeps[count++];
      s = {y.count, x.count, y.first, x.first, c.stride, 0, 0, 1, y.taps, x.taps, packed};
      if (y.taps == 0 || x.taps == 0) {
        s.taps_down = 0;
        continue;
      }
      s.from_top = static_cast<size_t>(y.from - frame.top);
      s.from_left = static_cast<size_t>(x.from - frame.left);
      packed += pack_weights(
          weights, s,
          [&](size_t a, size_t b) {
            return (y.last_tap - a * c.stride) * c.kernel + x.last_tap - b * c.stride;
          },
          packed);
    }
  float* copies = machine.workspace + packed_weights_floats(c, weights.summed, weights.made);

  const size_t together = pictures_together(size_t{c.small.h} * c.small.w, few_places, c.small.n);
  const size_t copy_floats = frame_floats(frame, c.small, together);
  share(alone(c, machine), machine, divide_up(c.small.n, together),
        [&](size_t index, size_t thread) HWY_ATTR {
          const size_t first = index * together, pictures = std::min(together, c.small.n - first);
          const Source from = frame_pictures(small + first * c.small.features(), c.small, frame,
                                             pictures, copies + thread * copy_floats);
          const size_t start = first * c.large.features();
          Epilogue here = epilogue;
          if (here.output) here.output += start;
          for (size_t s = 0; s < count; ++s)
            make_places<A>(sweeps[s], from, c.small.c, pictures, large + start, c.large, here);
        });
}

// The same for few channels of the large picture: first what every place of the small one gives to
// each tap, a product of full vectors, then the sums of that.
template <class A>
void enlarge_narrow(const Convolution& c, const float* small, const Weights& weights, float* large,
                    const Epilogue& epilogue, const Machine& machine) {
  const size_t made = weights.made, given = c.taps() * made;
  float* packed = machine.workspace;
  for (size_t column = 0; column < given; column += full_columns) {
    const size_t valid = std::min(full_columns, given - column), columns = panel_columns(valid);
    float* panel = packed + column * weights.summed;
    for (size_t i = 0; i < weights.summed; ++i)
      for (size_t j = 0; j < columns; ++j) {
        const Factor tap = weights.of_tap((column + j) / made);
        const size_t m = (column + j) % made;
        panel[i * columns + j] =
            j >= valid ? 0.0f : tap.data[tap.k_is_row ? i * tap.stride + m : m * tap.stride + i];
      }
  }
  const Sweep places{c.small.h, c.small.w, 0, 0, 1, 0, 0, 1, 1, 1, packed};
  const Shape gifts_shape{1, c.small.h, c.small.w, static_cast<uint32_t>(given)};
  float* gifts = packed + weights.summed * round_up(given, most_tile_columns);
  const size_t gifts_floats = round_up(places.places() * given, 16);

  share(alone(c, machine), machine, c.small.n, [&](size_t n, size_t thread) HWY_ATTR {
    float* given_here = gifts + thread * gifts_floats;
    make_places<A>(places, {small + n * c.small.features(), c.small.w * weights.summed, 0},
                   weights.summed, 1, given_here, gifts_shape, {});
    float* picture = large + n * c.large.features();
    for (size_t e = 0; e < c.large.features(); ++e)
      picture[e] = epilogue.bias ? epilogue.bias[e % made] : 0.0f;
    // Column b of the taps of place q is column q s + b − p: those inside, side by side.
    const size_t stride = c.stride, line = c.large.w * made;
    for (size_t r = 0; r < c.small.h; ++r)
      for (size_t a = 0; a < c.kernel; ++a) {
        const size_t y = r * stride + a;
        if (y < c.padding || y - c.padding >= c.large.h) continue;
        float* HWY_RESTRICT to = picture + (y - c.padding) * line;
        const float* HWY_RESTRICT gift = given_here + r * c.small.w * given + a * c.kernel * made;
        for (size_t q = 0; q < c.small.w; ++q, gift += given) {
          const size_t x = q * stride;
          const size_t first = x < c.padding ? c.padding - x : 0;
          const size_t end = std::min(c.kernel, c.large.w + c.padding - x);
          for (size_t e = first * made; e < end * made; ++e)
            to[(x - c.padding) * made + e] += gift[e];
        }
      }
    if (epilogue.activation == Activation::linear) return;
    for_vectors(c.large.features(), [&](size_t j, size_t valid) HWY_ATTR {
      const V sum = load(picture + j, valid);
      if (const float* y = epilogue.output)
        store(
            back_through<A>(epilogue.activation, load(y + n * c.large.features() + j, valid), sum),
            picture + j, valid);
      else
        store(activate<A>(epilogue.activation, sum), picture + j, valid);
    });
  });
}

// Rows [first_row, end_row) of sums[(a,b,i), j] = Σ large[n, r s + a − p, q s + b − p, i] small[n,r,q,j]
// over the pictures from `first` up to `end`.
template <class A>
HWY_INLINE void gradient_of_group(const Convolution& c, const float* large, const float* small,
                                  size_t first, size_t end, size_t first_row, size_t end_row,
                                  float* workspace, float* sums) {
  const Frame frame = large_frame(c);
  const size_t places = size_t{c.small.h} * c.small.w, j_count = c.small.c;
  const size_t together = pictures_together(places, deep_places, c.small.n);
  const size_t line_count = lines_together(c);
  float* panel = workspace + frame_floats(frame, c.large, together);
  const size_t run = c.kernel * c.large.c;  // rows that lie side by side in a picture
  for (size_t picture = first; picture < end; picture += together) {
    const size_t pictures = std::min(together, end - picture);
    const Source from =
        frame_pictures(large + picture * c.large.features(), c.large, frame, pictures, workspace);
    for (size_t line = 0; line < c.small.h; line += line_count) {
      const size_t lines = std::min(line_count, c.small.h - line);
      const bool begins = picture == first && line == 0;
      const Walk walk{pictures,  from.picture,        lines, c.stride * from.line,
                      c.small.w, c.stride * c.large.c};
      const float* corner = from.first + line * c.stride * from.line;
      const float* b = small + picture * c.small.features() + line * c.small.w * j_count;
      for (size_t column = 0; column < j_count; column += full_columns) {
        const size_t valid_columns = std::min(full_columns, j_count - column);
        const size_t columns = panel_columns(valid_columns);
        const float* factor = b + column;
        size_t stride = j_count;
        if (valid_columns != columns) {  // lines is c.small.h where there are several pictures
          pack_rows({b, j_count, true}, column, valid_columns, columns, 0,
                    pictures * lines * c.small.w, panel);
          factor = panel;
          stride = columns;
        }
        for (size_t row = first_row; row < end_row; row += full_rows) {
          const size_t rows = panel_rows(end_row - row), valid_rows = std::min(rows, end_row - row);
          const float* a[full_rows];
          float* to[full_rows];
          for (size_t r = 0; r < valid_rows; ++r) {
            a[r] = corner + (row + r) / run * from.line + (row + r) % run;
            to[r] = sums + (row + r) * j_count + column;
          }
          for (size_t r = valid_rows; r < rows; ++r) a[r] = a[0];
          if (rows == valid_rows && row % run + rows <= run)
            walk_tile<A, true>(rows, valid_rows, columns, valid_columns, a, walk, factor, stride,
                               begins, to);
          else
            walk_tile<A, false>(rows, valid_rows, columns, valid_columns, a, walk, factor, stride,
                                begins, to);
        }
      }
    }
  }
}

// The sums of gradient_of_group over all pictures, and after them those of `biases` [n, …, o] over its
// places, at the workspace's beginning.
template <class A>
void gradient(const Convolution& c, const float* large, const float* small, const float* biases,
              const Shape& biases_shape, const Machine& machine) {
  const size_t groups = picture_groups(c, biases_shape.c), m = gradient_rows(c);
  const size_t floats = gradient_floats(c, biases_shape.c);
  float* rest = machine.workspace + groups * floats;
  const size_t rest_floats =
      (gradient_workspace(c, biases_shape.c, 1) - groups * floats);  // one thread's
  const bool is_alone = alone(c, machine);
  // Rows are shared out as well where groups are few.
  const size_t wanted = is_alone ? 1 : divide_up(2 * machine.pool.threads(), groups);
  const size_t part = round_up(divide_up(m, wanted), most_tile_rows), parts = divide_up(m, part);
  share(is_alone, machine, groups * parts, [&](size_t index, size_t thread) HWY_ATTR {
    const size_t group = index / parts, row = index % parts * part;
    const size_t first = group * c.small.n / groups, end = (group + 1) * c.small.n / groups;
    float* sums = machine.workspace + group * floats;
    gradient_of_group<A>(c, large, small, first, end, row, std::min(m, row + part),
                         rest + thread * rest_floats, sums);
    if (row == 0)
      sum_rows(biases + first * biases_shape.features(),
               (end - first) * biases_shape.h * biases_shape.w, biases_shape.c, false,
               sums + m * c.small.c);
  });
  for_stretches(machine.pool, m * c.small.c + biases_shape.c,
                [&](size_t start, size_t count) HWY_ATTR {
                  for (size_t group = 1; group < groups; ++group) {
                    const float* from = machine.workspace + group * floats + start;
                    float* to = machine.workspace + start;
                    for_vectors(count, [&](size_t j, size_t valid) HWY_ATTR {
                      store(hn::Add(load(to + j, valid), load(from + j, valid)), to + j, valid);
                    });
                  }
                });
}

// to[j] (+)= from[j]
HWY_INLINE void put(bool adds, const float* from, size_t count, float* to) {
  for_vectors(count, [&](size_t j, size_t valid) HWY_ATTR {
    const V sum = load(from + j, valid);
    store(adds ? hn::Add(load(to + j, valid), sum) : sum, to + j, valid);
  });
}

HWY_INLINE Epilogue bias_and_activation(const Call& call, const float* bias) {
  Epilogue epilogue;
  epilogue.bias = bias;
  epilogue.activation = static_cast<Activation>(call.integers[0]);
  return epilogue;
}
HWY_INLINE Epilogue through_activation(const Call& call, const float* x) {
  Epilogue epilogue;
  epilogue.output = x;
  epilogue.activation = static_cast<Activation>(call.integers[0]);
  return epilogue;
}

// y[n,r,q,o] = act(b[o] + Σ_{a,b,i} x[n, r s + a − p, q s + b − p, i] W[(a,b,i),o])
template <class A>
void convolution(const Call& call, const Machine& machine) {
  const Convolution c = convolution_of(call.shapes[0], call.shapes[2], call.integers);
  const float* parameters = call.data[1];
  const Epilogue epilogue =
      bias_and_activation(call, parameters + c.taps() * c.large.c * c.small.c);
  reduce<A>(c, call.data[0], {parameters, c.large.c, c.small.c, false}, call.data[2], epilogue,
            machine);
}

// dW[(a,b,i),o] (+)= Σ_{n,r,q} x[n, r s + a − p, q s + b − p, i] dy[n,r,q,o]     db[o] (+)= Σ dy[n,r,q,o]
// dx[n,y,x,i] = act'(x[n,y,x,i]) Σ_{a,b,o} dy[n, (y + p − a)/s, (x + p − b)/s, o] W[(a,b,i),o]
template <class A>
void convolution_backward(const Call& call, const Machine& machine) {
  const Convolution c = convolution_of(call.shapes[0], call.shapes[2], call.integers);
  const float *x = call.data[0], *dy = call.data[2];
  if (float* dparameters = call.data[3]) {
    gradient<A>(c, x, dy, dy, c.small, machine);
    put(adds(call), machine.workspace, (gradient_rows(c) + 1) * c.small.c, dparameters);
  }
  if (float* dx = call.data[4]) {
    const Weights weights{call.data[1], c.small.c, c.large.c, true};
    (narrow(c.large.c) ? enlarge_narrow<A> : enlarge<A>)(c, dy, weights, dx,
                                                         through_activation(call, x), machine);
  }
}

// y[n,y,x,o] = act(b[o] + Σ_{a,b,i} x[n, (y + p − a)/s, (x + p − b)/s, i] W[(a,b,i),o])
template <class A>
void transposed_convolution(const Call& call, const Machine& machine) {
  const Convolution c = convolution_of(call.shapes[2], call.shapes[0], call.integers);
  const float* parameters = call.data[1];
  const Weights weights{parameters, c.small.c, c.large.c, false};
  const Epilogue epilogue =
      bias_and_activation(call, parameters + c.taps() * c.small.c * c.large.c);
  (narrow(c.large.c) ? enlarge_narrow<A> : enlarge<A>)(c, call.data[0], weights, call.data[2],
                                                       epilogue, machine);
}

// dW[(a,b,i),o] (+)= Σ_{n,r,q} x[n,r,q,i] dy[n, r s + a − p, q s + b − p, o]     db[o] (+)= Σ dy[n,y,x,o]
// dx[n,r,q,i] = act'(x[n,r,q,i]) Σ_{a,b,o} dy[n, r s + a − p, q s + b − p, o] W[(a,b,i),o]
template <class A>
void transposed_convolution_backward(const Call& call, const Machine& machine) {
  const Convolution c = convolution_of(call.shapes[2], call.shapes[0], call.integers);
  const float *x = call.data[0], *dy = call.data[2];
  const size_t i_count = c.small.c, o_count = c.large.c;
  if (float* dparameters = call.data[3]) {
    gradient<A>(c, dy, x, dy, c.large, machine);  // [(a,b,o), i]
    const float* sums = machine.workspace;
    for (size_t tap = 0; tap < c.taps(); ++tap)
      for (size_t i = 0; i < i_count; ++i)
        for (size_t o = 0; o < o_count; ++o) {
          float& to = dparameters[(tap * i_count + i) * o_count + o];
          const float sum = sums[(tap * o_count + o) * i_count + i];
          to = adds(call) ? to + sum : sum;
        }
    put(adds(call), sums + c.taps() * i_count * o_count, o_count,
        dparameters + c.taps() * i_count * o_count);
  }
  if (float* dx = call.data[4])
    reduce<A>(c, dy, {call.data[1], o_count, i_count, true}, dx, through_activation(call, x),
              machine);
}

void add_convolution_here(Functions& to) {
  to[Kernel::convolution] = {convolution<Fused>, convolution<Separate>};
  to[Kernel::convolution_backward] = {convolution_backward<Fused>, convolution_backward<Separate>};
  to[Kernel::transposed_convolution] = {transposed_convolution<Fused>,
                                        transposed_convolution<Separate>};
  to[Kernel::transposed_convolution_backward] = {transposed_convolution_backward<Fused>,
                                                 transposed_convolution_backward<Separate>};
}

}  // namespace hourglass::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::cpu {
HWY_EXPORT(add_convolution_here);
void add_convolution(Functions& to) { HWY_DYNAMIC_DISPATCH(add_convolution_here)(to); }
}  // namespace hourglass::cpu
#endif
