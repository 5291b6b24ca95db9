// `strokes`: digits that look hand-written, made from nothing but a seed, so that the page works
// without a download. A form from glyphs.h, somewhere between its two extremes; then the hand:
// knots that miss their place, a bent sheet, slant, turn, width and pressure of the pen; then, as
// MNIST does, the ink scaled into a 20×20 box and its centre of mass put in the middle of 28×28.
// The figures here were chosen by eye and by MNIST's mean, deviation and stroke width.
// Leaves out: specks and gaps, which are corruption's work.
#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "compute/scalar_math.h"
#include "data/dataset.h"
#include "data/draws.h"
#include "data/glyphs.h"
#include "data/making.h"
#include "data/pen.h"
#include "data/sources.h"

namespace hourglass {
namespace {

constexpr uint32_t side = Canvas::side;
constexpr float box = 20.0f;                 // pixels
constexpr uint32_t label_blocks = 1u << 30;  // far from the blocks that images draw

// Every ten examples hold every digit once, in an order of their own.
uint8_t label_of(uint32_t example, uint64_t seed) {
  std::array<uint8_t, 10> order{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (uint32_t i = 9; i > 0; --i) {
    const Words words = random_words(seed, Stream::strokes, example / 10, label_blocks + i / 4);
    std::swap(order[i], order[(uint64_t{words[i % 4]} * (i + 1)) >> 32]);
  }
  return order[example % 10];
}

const Form& pick_form(uint32_t digit, Draws& draws) {
  float rest = draws.uniform();
  for (const Form& form : forms(digit)) {
    rest -= form.weight;
    if (rest < 0.0f) return form;
  }
  return forms(digit).back();
}

// What one hand does to all of a digit: (x, y) about the middle, in heights.
struct Bend {
  float slant, turn_sine, turn_cosine, aspect;
  float xyy, xxy;       // x += xyy·y² + xxy·x·y: bowed, wide at the foot
  float yxx, yxy, yyy;  // y += yxx·x² + yxy·x·y + yyy·y²: lines that sag, a high or a low waist

  Bend(uint32_t digit, Draws& draws) {
    slant = digit == 1 ? draws.normal(0.24f, 0.30f) : draws.normal(0.13f, 0.22f);
    float turn = draws.normal(0.0f, 0.022f);  // turns
    std::tie(turn_sine, turn_cosine) = scalar::sine_cosine_turns(turn < 0.0f ? turn + 1.0f : turn);
    aspect = scalar::exp(draws.normal(0.04f, 0.19f));
    xyy = draws.normal(0.0f, 0.14f);
    xxy = draws.normal(0.0f, 0.34f);
    yxx = draws.normal(0.0f, 0.22f);
    yxy = draws.normal(0.0f, 0.22f);
    yyy = draws.normal(0.0f, 0.20f);
  }

  PenPoint operator()(PenPoint p) const {
    const float x = p.x * aspect, y = p.y;
    const float bent_x = x + xyy * y * y + xxy * x * y - slant * y;
    const float bent_y = y + yxx * x * x + yxy * x * y + yyy * y * y;
    return {turn_cosine * bent_x - turn_sine * bent_y, turn_sine * bent_x + turn_cosine * bent_y,
            p.radius};
  }
};

// Buffers that live through all images: nothing is allocated for each.
struct Desk {
  Canvas canvas;
  std::array<uint8_t, side * side> grain;
  std::vector<PenPoint> knots, path;
  std::vector<size_t> ends;  // where in `path` each movement of the pen ends
};

void write_paths(uint32_t digit, Draws& draws, Desk& desk) {
  const Form& form = pick_form(digit, draws);
  // Not the same at the end of the digit as at its beginning.
  const float mix = draws.between(-0.2f, 1.2f), drift = draws.normal(0.0f, 0.3f);
  const Bend bend(digit, draws);
  const float care = 0.024f * scalar::exp(draws.normal(0.0f, 0.45f));  // heights
  const float pressure_swing = draws.between(0.03f, 0.16f);

  desk.path.clear();
  desk.ends.clear();
  for (size_t s = 0; s < form.from.size(); ++s) {
    const Path &from = form.from[s], &to = form.to[s];
    // The pen comes down a little beside its place; the first movement has nothing to miss.
    const float miss = s == 0 ? 0.0f : 1.2f;
    const float miss_x = draws.normal(0.0f, miss * care), miss_y = draws.normal(0.0f, miss * care);
    const float phase = draws.uniform(), waves = draws.between(0.4f, 1.1f);
    desk.knots.clear();
    for (size_t i = 0; i < from.size(); ++i) {
      if (i > 0 && from[i] == from[i - 1]) {
        desk.knots.push_back(desk.knots.back());
        continue;
      }
      const bool end = i == 0 || i + 1 == from.size();
      const float slip = end ? 1.9f * care : care;
      const float way = static_cast<float>(i) / static_cast<float>(from.size());
      const auto along = [&](int8_t a, int8_t b) {
        return 0.01f *
               (static_cast<float>(a) + (mix + drift * (way - 0.5f)) * static_cast<float>(b - a));
      };
      const float x = along(from[i].x, to[i].x) - 0.32f + miss_x + draws.normal(0.0f, slip);
      const float y = along(from[i].y, to[i].y) - 0.5f + miss_y + draws.normal(0.0f, slip);
      // Pressure: a slow wave along the path, and lighter where the pen touches down and lifts.
      float turns = phase + waves * way;
      turns -= std::floor(turns);
      float radius = 1.0f + pressure_swing * scalar::sine_cosine_turns(turns).first;
      radius += draws.normal(end ? -0.08f : 0.0f, 0.06f);
      desk.knots.push_back(bend({x, y, radius}));
    }
    append_curve(desk.knots, 6, desk.path);
    desk.ends.push_back(desk.path.size());
  }
}

// Scales the paths so that the ink fills MNIST's box, and puts its centre of mass in the middle.
void place(float pen_radius, float shift_x, float shift_y, Desk& desk) {
  float left = 1e9f, right = -1e9f, top = 1e9f, bottom = -1e9f;
  for (const PenPoint& p : desk.path) {
    left = std::min(left, p.x), right = std::max(right, p.x);
    top = std::min(top, p.y), bottom = std::max(bottom, p.y);
  }
  const float extent = std::max({right - left, bottom - top, 0.1f});
  const float scale = (box - 2.0f * pen_radius) / extent;

  float ink = 0.0f, ink_x = 0.0f, ink_y = 0.0f;
  size_t begin = 0;
  for (const size_t end : desk.ends) {
    for (size_t i = begin; i + 1 < end; ++i) {
      const PenPoint a = desk.path[i], b = desk.path[i + 1];
      const float x = b.x - a.x, y = b.y - a.y;
      const float mass = std::sqrt(x * x + y * y) * (a.radius + b.radius);
      ink += mass;
      ink_x += mass * 0.5f * (a.x + b.x);
      ink_y += mass * 0.5f * (a.y + b.y);
    }
    begin = end;
  }
  // An off-centre mass must not push the far end off the canvas.
  const auto fit = [&](float middle, float low, float high) {
    const float edge = 1.25f * pen_radius + 1.0f;  // the pen is wider where it is pressed
    return std::clamp(middle, edge - low, static_cast<float>(side) - edge - high);
  };
  const float middle = 0.5f * static_cast<float>(side);
  const float mean_x = ink_x / ink, mean_y = ink_y / ink;
  const float at_x = fit(middle + shift_x, scale * (left - mean_x), scale * (right - mean_x));
  const float at_y = fit(middle + shift_y, scale * (top - mean_y), scale * (bottom - mean_y));
  for (PenPoint& p : desk.path) {
    p.x = at_x + scale * (p.x - mean_x);
    p.y = at_y + scale * (p.y - mean_y);
    p.radius *= pen_radius;
  }
}

void write_digit(uint32_t digit, uint32_t example, uint64_t seed, Desk& desk,
                 std::span<uint8_t> pixels) {
  Draws draws(seed, Stream::strokes, example);
  write_paths(digit, draws, desk);
  const float pen_radius = std::clamp(1.235f * scalar::exp(draws.normal(0.0f, 0.26f)), 0.70f, 2.6f);
  const float grain_height = draws.between(0.08f, 0.30f);  // pixels
  const float softness = draws.between(0.9f, 1.4f);        // pixels
  // One statement each: the order of draws must not be the compiler's choice.
  const float shift_x = draws.normal(0.0f, 0.3f);  // pixels
  const float shift_y = draws.normal(0.0f, 0.3f);
  place(pen_radius, shift_x, shift_y, desk);
  desk.canvas.clear();
  size_t begin = 0;
  for (const size_t end : desk.ends) {
    desk.canvas.draw(std::span(desk.path).subspan(begin, end - begin));
    begin = end;
  }
  draws.fill(desk.grain);
  desk.canvas.roughen(desk.grain, grain_height);
  desk.canvas.develop(softness, pixels);
}

}  // namespace

Dataset make_strokes_range(uint32_t first, uint32_t count, uint64_t seed) {
  std::vector<uint8_t> pixels(size_t{count} * side * side);
  std::vector<Label> labels(count);
  make_examples(count, [&](uint32_t from, uint32_t to) {
    Desk desk;
    for (uint32_t i = from; i < to; ++i) {
      const uint32_t example = first + i;
      const uint8_t digit = label_of(example, seed);
      labels[i] = digit;
      write_digit(digit, example, seed, desk,
                  std::span(pixels).subspan(size_t{i} * side * side, side * side));
    }
  });
  return {.name = "strokes",
          .example = {1, side, side, 1},
          .count = count,
          .pixels = std::move(pixels),
          .labels = std::move(labels),
          .classes = 10};
}

Dataset make_strokes(uint32_t count, uint64_t seed) { return make_strokes_range(0, count, seed); }

namespace source {

extern const Source strokes{
    .name = "strokes",
    .argument = {},
    .title = "Strokes",
    .about = "Digits drawn by this program: nothing to download",
    .made =
        "A pen moved along the paths of ten digits by a hand that slips; 12,000 and 2,000 for "
        "testing.",
    .example = "strokes",
    .open = [](const Asked& asked) -> Split {
      return {make_strokes(strokes_train_count, asked.seed),
              make_strokes_range(strokes_test_first, strokes_test_count, asked.seed)};
    }};

}  // namespace source

}  // namespace hourglass
