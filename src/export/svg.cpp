#include "export/svg.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <vector>

#include "share/base64.h"

namespace hourglass {

namespace {

// To hundredths, without zeros at the end.
std::string number(float value) {
  if (!std::isfinite(value)) return "0";
  const auto hundredths = static_cast<int64_t>(std::lround(std::clamp(value, -1e6f, 1e6f) * 100));
  const int64_t size = std::abs(hundredths);
  std::string text = (hundredths < 0 ? "-" : "") + std::to_string(size / 100);
  if (size % 100 == 0) return text;
  text += '.';
  text += static_cast<char>('0' + size % 100 / 10);
  if (size % 10 != 0) text += static_cast<char>('0' + size % 10);
  return text;
}

std::string attribute(std::string_view name, float value) {
  return std::format(" {}=\"{}\"", name, number(value));
}

std::string places(std::string_view x, std::string_view y, SvgPoint p) {
  return attribute(x, p.x) + attribute(y, p.y);
}

std::string sizes(SvgPoint from, SvgPoint to) {
  return attribute("width", to.x - from.x) + attribute("height", to.y - from.y);
}

std::string hex(SvgColour c) { return std::format("#{:02x}{:02x}{:02x}", c[0], c[1], c[2]); }
float opacity(SvgColour c) { return static_cast<float>(c[3]) / 255; }

// The largest side of which the picture is a mosaic.
uint32_t mosaic(const Picture& p) {
  const auto pixel = [&](size_t x, size_t y) { return &p.pixels[(y * p.width + x) * p.channels]; };
  for (uint32_t side = 24; side > 1; --side) {
    if (p.width % side != 0 || p.height % side != 0) continue;
    bool fits = true;
    for (size_t y = 0; y < p.height && fits; ++y)
      for (size_t x = 0; x < p.width && fits; ++x)
        fits = std::equal(pixel(x, y), pixel(x, y) + p.channels,
                          pixel(x / side * side, y / side * side));
    if (fits) return side;
  }
  return 1;
}

Picture reduced(const Picture& p, uint32_t side) {
  Picture small{p.width / side, p.height / side, p.channels, {}};
  for (size_t y = 0; y < p.height; y += side)
    for (size_t x = 0; x < p.width; x += side)
      for (size_t c = 0; c < p.channels; ++c)
        small.pixels.push_back(p.pixels[(y * p.width + x) * p.channels + c]);
  return small;
}

}  // namespace

std::string escaped(std::string_view words) {
  std::string text;
  for (const char c : words) {
    switch (c) {
      case '&': text += "&amp;"; break;
      case '<': text += "&lt;"; break;
      case '>': text += "&gt;"; break;
      case '"': text += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 32) text += c;
    }
  }
  return text;
}

Svg::Svg(SvgPoint from, SvgPoint to, float scale, std::string_view title) {
  const SvgPoint large{(to.x - from.x) * scale, (to.y - from.y) * scale};
  text_ = std::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\"{} viewBox=\"{} {} {} {}\" "
      "font-family=\"Inter, Helvetica, Arial, sans-serif\">\n<title>{}</title>\n",
      sizes({}, large), number(from.x), number(from.y), number(to.x - from.x),
      number(to.y - from.y), escaped(title));
}

void Svg::paint(std::string_view how, SvgColour colour) {
  text_ += std::format(" {}=\"{}\"", how, hex(colour));
  if (colour[3] != 255) text_ += attribute(std::string(how) + "-opacity", opacity(colour));
}

void Svg::rect(SvgPoint from, SvgPoint to, SvgColour colour) {
  text_ += "<rect" + places("x", "y", from) + sizes(from, to);
  paint("fill", colour);
  text_ += "/>\n";
}

void Svg::frame(SvgPoint from, SvgPoint to, SvgColour colour, float width) {
  text_ += "<rect" + places("x", "y", from) + sizes(from, to) + " fill=\"none\"";
  paint("stroke", colour);
  text_ += attribute("stroke-width", width) + "/>\n";
}

void Svg::shade(SvgPoint from, SvgPoint to, SvgColour first, SvgColour second, bool down) {
  const std::string name = std::format("g{}", ++named_);
  text_ += std::format("<linearGradient id=\"{}\"{}>", name, down ? " x2=\"0\" y2=\"1\"" : "");
  for (const auto& [at, colour] : {std::pair{"0", first}, std::pair{"1", second}}) {
    text_ += std::format("<stop offset=\"{}\"", at);
    text_ += std::format(" stop-color=\"{}\"", hex(colour));
    if (colour[3] != 255) text_ += attribute("stop-opacity", opacity(colour));
    text_ += "/>";
  }
  text_ += "</linearGradient>\n<rect" + places("x", "y", from) + sizes(from, to) +
           std::format(" fill=\"url(#{})\"/>\n", name);
}

void Svg::line(std::span<const SvgPoint> points, bool closed, SvgColour colour, float width) {
  if (points.size() == 2 && !closed) {
    text_ += "<line" + places("x1", "y1", points[0]) + places("x2", "y2", points[1]);
  } else {
    text_ += closed ? "<polygon points=\"" : "<polyline points=\"";
    for (const SvgPoint& p : points) text_ += number(p.x) + ',' + number(p.y) + ' ';
    text_.back() = '"';
    text_ += " fill=\"none\" stroke-linejoin=\"round\"";
  }
  paint("stroke", colour);
  if (width != 1) text_ += attribute("stroke-width", width);
  text_ += "/>\n";
}

void Svg::shape(std::span<const std::span<const SvgPoint>> outlines, SvgColour colour) {
  text_ += "<path d=\"";
  for (const std::span<const SvgPoint> outline : outlines) {
    char step = 'M';
    for (const SvgPoint& p : outline) {
      text_ += step + number(p.x) + ' ' + number(p.y);
      step = 'L';
    }
    text_ += 'Z';
  }
  text_ += '"';
  paint("fill", colour);
  text_ += "/>\n";
}

void Svg::disc(SvgPoint centre, float radius, SvgColour colour) {
  text_ += "<circle" + places("cx", "cy", centre) + attribute("r", radius);
  paint("fill", colour);
  text_ += "/>\n";
}

void Svg::ring(SvgPoint centre, float radius, SvgColour colour, float width) {
  text_ += "<circle" + places("cx", "cy", centre) + attribute("r", radius) + " fill=\"none\"";
  paint("stroke", colour);
  text_ += attribute("stroke-width", width) + "/>\n";
}

void Svg::text(SvgPoint base, std::string_view words, SvgColour colour, const Words& how) {
  text_ += "<text" + places("x", "y", base) + attribute("font-size", how.size);
  if (how.semibold) text_ += " font-weight=\"600\"";
  if (how.align != 0) text_ += std::format(" text-anchor=\"{}\"", how.align < 1 ? "middle" : "end");
  if (how.length > 0)
    text_ += attribute("textLength", how.length) + " lengthAdjust=\"spacingAndGlyphs\"";
  if (how.upright)
    text_ += std::format(" transform=\"rotate(-90 {} {})\"", number(base.x), number(base.y));
  paint("fill", colour);
  text_ += ">" + escaped(words) + "</text>\n";
}

void Svg::picture(SvgPoint from, SvgPoint to, const Picture& given, float opacity) {
  const uint32_t side = mosaic(given);
  const std::vector<uint8_t> png = write_png(side > 1 ? reduced(given, side) : given);
  text_ += "<image" + places("x", "y", from) + sizes(from, to) + " preserveAspectRatio=\"none\"";
  if (side > 1) text_ += " style=\"image-rendering:pixelated\"";
  if (opacity < 1) text_ += attribute("opacity", opacity);
  text_ += " href=\"data:image/png;base64," + to_base64(png) + "\"/>\n";
}

void Svg::clip(SvgPoint from, SvgPoint to) {
  no_clip();
  clipped_ = true;
  const std::string name = std::format("c{}", ++named_);
  text_ += std::format("<clipPath id=\"{}\"><rect", name) + places("x", "y", from) +
           sizes(from, to) + std::format("/></clipPath>\n<g clip-path=\"url(#{})\">\n", name);
}

void Svg::no_clip() {
  if (clipped_) text_ += "</g>\n";
  clipped_ = false;
}

std::string Svg::finish() {
  no_clip();
  return std::move(text_) + "</svg>\n";
}

}  // namespace hourglass
