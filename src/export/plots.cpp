#include "export/plots.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <format>
#include <vector>

#include "compute/error.h"
#include "export/svg.h"
#include "share/palette.h"
#include "share/ticks.h"

namespace hourglass {

namespace {

constexpr SvgColour rgb(uint32_t hex, uint8_t opacity = 255) {
  return {static_cast<uint8_t>(hex >> 16), static_cast<uint8_t>(hex >> 8),
          static_cast<uint8_t>(hex), opacity};
}
constexpr SvgColour paper = rgb(0xFFFFFF), ink = rgb(0x1F2328), muted = rgb(0x5F6772),
                    faint = rgb(0xE3E1DA);
// As the page has them.
constexpr SvgColour of_training = rgb(0x9A6A0B), of_test = rgb(0x0F7C89);
SvgColour one_of_several(size_t i) { return rgb(class_colours[i % class_colours.size()]); }

constexpr float legend_width = 150, line_height = 18;

// Two axes, and a legend at their right.
struct Chart {
  Svg svg;
  SvgPoint low, high;  // of the axes' area: the upper left and the lower right corner
  double x0, x1, y0, y1;
  float below_legend;

  SvgPoint at(double x, double y) const {
    return {low.x + (high.x - low.x) * static_cast<float>((x - x0) / (x1 - x0)),
            high.y - (high.y - low.y) * static_cast<float>((y - y0) / (y1 - y0))};
  }

  Chart(float width, float height, std::string_view title, double left, double right, double bottom,
        double top)
      : svg({}, {width + legend_width, height}, 1, title),
        low{56, 40},
        high{width, height - 44},
        x0(left),
        x1(right),
        y0(bottom),
        y1(top),
        below_legend(low.y + 10) {
    svg.rect({}, {width + legend_width, height}, paper);
    svg.text({low.x, 24}, title, ink, {.size = 15, .semibold = true});
    for (const Tick& tick : linear_ticks(y0, y1, 6)) {
      const SvgPoint p = at(x0, tick.value);
      svg.line(std::array{p, SvgPoint{high.x, p.y}}, false, faint, 1);
      svg.text({low.x - 6, p.y + 4}, tick.label, muted, {.align = 1});
    }
    for (const Tick& tick : linear_ticks(x0, x1, 8)) {
      const SvgPoint p = at(tick.value, y0);
      svg.line(std::array{p, SvgPoint{p.x, p.y + 4}}, false, muted, 1);
      svg.text({p.x, high.y + 18}, tick.label, muted, {.align = 0.5F});
    }
    svg.line(std::array{SvgPoint{low.x, high.y}, high}, false, muted, 1);
  }

  void axes(std::string_view x, std::string_view y) {
    svg.text({(low.x + high.x) / 2, high.y + 36}, x, ink, {.align = 0.5F});
    svg.text({14, (low.y + high.y) / 2}, y, ink, {.align = 0.5F, .upright = true});
  }

  void entry(std::string_view words, SvgColour colour, bool dot) {
    const float x = high.x + 16;
    if (dot)
      svg.disc({x + 8, below_legend}, 3, colour);
    else
      svg.line(std::array{SvgPoint{x, below_legend}, SvgPoint{x + 16, below_legend}}, false, colour,
               2);
    svg.text({x + 24, below_legend + 4}, words, ink, {});
    below_legend += line_height;
  }
};

struct Line {
  std::string name;
  SvgColour colour;
  float width;
  std::vector<double> values;  // of the track's steps
};

}  // namespace

std::string curves_as_svg(const Curves& curves, std::span<const Series> series,
                          const Settings& settings, std::string_view unit, std::string_view title) {
  const auto fits = [&](const Track& track) {
    return !track.empty() && track.series == series.size();
  };
  const bool trained = fits(curves.train), tested = fits(curves.test);
  if (!trained && !tested)
    fail("curves: there are none in this file; train it, then save it again");
  const auto totals = [&](const Track& track) {
    std::vector<double> values;
    for (size_t i = 0; i < track.size(); ++i)
      values.push_back(total(track.row(i), series, settings));
    return values;
  };
  std::vector<Line> lines;
  for (size_t s = 0; trained && series.size() > 1 && s < series.size(); ++s) {
    Line line{series[s].label, one_of_several(s), 1.2F, {}};
    for (size_t i = 0; i < curves.train.size(); ++i) line.values.push_back(curves.train.row(i)[s]);
    lines.push_back(std::move(line));
  }
  if (trained) lines.push_back({"Loss, training", of_training, 1.8F, totals(curves.train)});
  const std::vector<double> tests = tested ? totals(curves.test) : std::vector<double>{};

  double low = INFINITY, high = -INFINITY;
  const auto see = [&](const std::vector<double>& values) {
    // The first steps fall from the ceiling and would flatten all that follows.
    for (size_t i = std::min<size_t>(values.size() / 25, 60); i < values.size(); ++i)
      if (std::isfinite(values[i]))
        low = std::min(low, values[i]), high = std::max(high, values[i]);
  };
  for (const Line& line : lines) see(line.values);
  see(tests);
  if (!(high >= low))
    fail("curves: no number of them is finite; train again with a lower learning rate");
  round_outwards(low, high, 6);
  double last = 1;
  if (trained) last = std::max(last, double{1} * curves.train.steps.back());
  if (tested) last = std::max(last, double{1} * curves.test.steps.back());

  Chart chart(640, 400, title, 0, last, low, high);
  chart.axes("steps", unit);
  chart.svg.clip({chart.low.x, chart.low.y - 2}, {chart.high.x + 4, chart.high.y + 4});
  for (const Line& line : lines) {
    std::vector<SvgPoint> points;
    const auto draw = [&] {
      if (points.size() > 1) chart.svg.line(points, false, line.colour, line.width);
      points.clear();
    };
    for (size_t i = 0; i < line.values.size(); ++i) {
      // Where a phase has no such part there is a gap.
      if (std::isfinite(line.values[i]))
        points.push_back(chart.at(curves.train.steps[i], line.values[i]));
      else
        draw();
    }
    draw();
  }
  for (size_t i = 0; i < tests.size(); ++i)
    if (std::isfinite(tests[i]))
      chart.svg.disc(chart.at(curves.test.steps[i], tests[i]), 2.6F, of_test);
  chart.svg.no_clip();
  for (size_t i = lines.size(); i-- > 0;) chart.entry(lines[i].name, lines[i].colour, false);
  if (tested) chart.entry("Loss, test", of_test, true);
  return chart.svg.finish();
}

std::string plane_as_svg(std::span<const float> codes, const Dataset& of, std::string_view title) {
  double extent = 0;
  for (const float v : codes)
    if (std::isfinite(v)) extent = std::max(extent, double{1} * std::abs(v));
  if (codes.size() < 2 || extent == 0)
    fail("plane: there are no codes to be drawn; give examples with --data");
  double low = -extent, high = extent;
  round_outwards(low, high, 6);
  Chart chart(500, 528, title, low, high, low, high);
  chart.axes("code 1", "code 2");
  const size_t count = std::min<size_t>(codes.size() / 2, 5000);
  const bool classes = of.labels.size() >= count;
  std::vector<bool> seen;
  for (size_t i = 0; i < count; ++i) {
    const size_t label = classes ? of.labels[i] : 0;
    if (label >= seen.size()) seen.resize(label + 1);
    seen[label] = true;
    SvgColour colour = one_of_several(label);
    colour[3] = 190;
    if (std::isfinite(codes[2 * i]) && std::isfinite(codes[2 * i + 1]))
      chart.svg.disc(chart.at(codes[2 * i], codes[2 * i + 1]), 2.2F, colour);
  }
  for (size_t label = 0; classes && label < seen.size() && label < 24; ++label)
    if (seen[label])
      chart.entry(of.class_name(static_cast<Label>(label)), one_of_several(label), true);
  return chart.svg.finish();
}

}  // namespace hourglass
