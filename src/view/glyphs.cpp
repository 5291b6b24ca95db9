#include "view/glyphs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "view/theme.h"

namespace hourglass::view {

namespace {

constexpr float tau = 6.2831853F;

// In a square of 1 × 1, downwards.
struct Canvas {
  ImDrawList& list;
  ImVec2 at;
  float side;
  ImVec2 place(float x, float y) const { return {at.x + x * side, at.y + y * side}; }
  // A layer: a bar of this width in the middle of `x`.
  void bar(float x, float y, float width, ImU32 colour) const {
    const ImVec2 p = place(x - width / 2, y), q = place(x + width / 2, y);
    list.AddLine(p, q, colour, std::max(2.0F, side * 0.055F));
  }
  void dot(float x, float y, float radius, ImU32 colour) const {
    list.AddCircleFilled(place(x, y), radius * side, colour);
  }
};

// Bars from y to y + tall.
void layers(const Canvas& canvas, std::span<const float> widths, float x, float y, float tall,
            const Theme& theme) {
  const float step = widths.size() > 1 ? tall / static_cast<float>(widths.size() - 1) : 0;
  for (size_t i = 0; i + 1 < widths.size(); ++i) {
    const float top = y + step * static_cast<float>(i), a = widths[i] / 2, b = widths[i + 1] / 2;
    canvas.list.AddQuadFilled(canvas.place(x - a, top), canvas.place(x + a, top),
                              canvas.place(x + b, top + step), canvas.place(x - b, top + step),
                              fade(theme.accent, 0.14F));
  }
  for (size_t i = 0; i < widths.size(); ++i)
    canvas.bar(x, y + step * static_cast<float>(i), widths[i],
               i == 0 || i + 1 == widths.size() ? theme.text : theme.muted);
}

// On a logarithmic scale: 784 is as wide as the square, one is a dot.
float width_of(uint32_t units, float most) {
  const double share = std::log1p(double{1} * units) / std::log1p(1000.0);
  return most * static_cast<float>(std::clamp(share, 0.08, 1.0));
}

std::vector<float> way_down(const Settings& settings, float most) {
  std::vector<float> widths = {most};
  for (const uint32_t channels : settings.channels) widths.push_back(width_of(channels * 16, most));
  for (const uint32_t units : settings.hidden) widths.push_back(width_of(units, most));
  return widths;
}

void hourglass_shape(const Canvas& canvas, const Theme& theme, const Settings& settings) {
  std::vector<float> widths = way_down(settings, 0.92F);
  const std::vector<float> up(widths.rbegin(), widths.rend());
  widths.push_back(width_of(settings.code, 0.92F));
  widths.insert(widths.end(), up.begin(), up.end());
  layers(canvas, widths, 0.5F, 0.06F, 0.88F, theme);
  // A code that is drawn is a cloud; another is a bar.
  if (settings.latent == "gaussian")
    for (const float radius : {0.17F, 0.11F, 0.05F})
      canvas.dot(0.5F, 0.5F, radius, fade(theme.accent, radius < 0.1F ? 1 : 0.35F));
  else
    canvas.bar(0.5F, 0.5F, width_of(settings.code, 0.92F), theme.accent);
  if (settings.corruption != "none")
    for (int i = 0; i < 9; ++i)
      canvas.dot(0.08F + 0.105F * static_cast<float>(i), i % 2 == 0 ? 0.02F : 0.1F, 0.018F,
                 theme.trouble);
}

void classes_shape(const Canvas& canvas, const Theme& theme, const Settings& settings) {
  std::vector<float> widths = way_down(settings, 0.92F);
  widths.push_back(0.6F);
  layers(canvas, widths, 0.5F, 0.06F, 0.62F, theme);
  constexpr std::array<float, 5> heights = {0.05F, 0.09F, 0.22F, 0.07F, 0.04F};
  for (size_t i = 0; i < heights.size(); ++i) {
    const float x = 0.24F + 0.13F * static_cast<float>(i);
    canvas.list.AddRectFilled(canvas.place(x - 0.04F, 0.98F - heights[i]),
                              canvas.place(x + 0.04F, 0.98F), i == 2 ? theme.accent : theme.muted);
  }
}

void players_shape(const Canvas& canvas, const Theme& theme) {
  constexpr std::array<float, 3> up = {0.08F, 0.26F, 0.42F}, down = {0.42F, 0.26F, 0.08F};
  layers(canvas, up, 0.25F, 0.12F, 0.76F, theme);
  layers(canvas, down, 0.75F, 0.12F, 0.76F, theme);
  canvas.dot(0.25F, 0.12F, 0.06F, theme.accent);
  canvas.dot(0.75F, 0.88F, 0.06F, theme.second);
}

void mixture_shape(const Canvas& canvas, const Theme& theme) {
  constexpr std::array<ImVec2, 3> places = {{{0.3F, 0.34F}, {0.7F, 0.42F}, {0.46F, 0.74F}}};
  for (size_t i = 0; i < places.size(); ++i)
    for (const float radius : {0.22F, 0.12F})
      canvas.list.AddEllipse(canvas.place(places[i].x, places[i].y),
                             {radius * canvas.side, radius * 0.7F * canvas.side},
                             radius < 0.2F ? theme.accent : theme.muted,
                             0.6F * static_cast<float>(i), 0, 1.5F);
}

void flow_shape(const Canvas& canvas, const Theme& theme) {
  const auto bent = [&](float x, float y) {
    return canvas.place(x + 0.09F * std::sin(tau * y), y + 0.09F * std::sin(tau * x));
  };
  for (int i = 0; i < 6; ++i) {
    const float a = 0.14F + 0.144F * static_cast<float>(i);
    for (int j = 0; j < 12; ++j) {
      const float b = 0.14F + 0.06F * static_cast<float>(j), c = b + 0.06F;
      canvas.list.AddLine(bent(a, b), bent(a, c), theme.accent, 1.2F);
      canvas.list.AddLine(bent(b, a), bent(c, a), theme.muted, 1.2F);
    }
  }
}

// A picture of which the first places are drawn.
void in_turn_shape(const Canvas& canvas, const Theme& theme) {
  constexpr int rows = 6;
  for (int i = 0; i < rows * rows; ++i) {
    const float x = 0.06F + 0.148F * static_cast<float>(i % rows),
                y = 0.06F + 0.148F * static_cast<float>(i / rows);
    const ImU32 colour = i == 20           ? theme.accent
                         : i > 20          ? fade(theme.muted, 0.2F)
                         : (i * 7) % 5 < 2 ? theme.text
                                           : fade(theme.muted, 0.5F);
    canvas.list.AddRectFilled(canvas.place(x, y), canvas.place(x + 0.12F, y + 0.12F), colour);
  }
}

void regions_shape(const Canvas& canvas, const Theme& theme) {
  canvas.list.AddRectFilled(canvas.place(0.06F, 0.06F), canvas.place(0.94F, 0.94F),
                            fade(theme.muted, 0.2F), 3);
  canvas.list.AddCircleFilled(canvas.place(0.38F, 0.42F), 0.22F * canvas.side, theme.classes[0]);
  canvas.list.AddTriangleFilled(canvas.place(0.66F, 0.4F), canvas.place(0.88F, 0.84F),
                                canvas.place(0.46F, 0.84F), theme.classes[1]);
}

void affine_shape(const Canvas& canvas, const Theme& theme) {
  canvas.list.AddCircle(canvas.place(0.3F, 0.34F), 0.2F * canvas.side, theme.muted, 0, 1.5F);
  canvas.list.AddEllipse(canvas.place(0.64F, 0.66F), {0.32F * canvas.side, 0.14F * canvas.side},
                         theme.accent, -0.7F, 0, 1.5F);
  canvas.list.AddLine(canvas.place(0.4F, 0.44F), canvas.place(0.56F, 0.58F), theme.text, 1.5F);
}

}  // namespace

void draw_network_glyph(ImDrawList& list, const Theme& theme, const Settings& settings, ImVec2 at,
                        float side) {
  const Canvas canvas{list, at, side};
  const std::string& method = settings.method;
  if (method == "gan") return players_shape(canvas, theme);
  if (method == "affine") return affine_shape(canvas, theme);
  if (method == "mixture") return mixture_shape(canvas, theme);
  if (method == "flow") return flow_shape(canvas, theme);
  if (method == "autoregressive") return in_turn_shape(canvas, theme);
  if (method == "segmentation") return regions_shape(canvas, theme);
  if (method == "classifier" || method == "stacked") return classes_shape(canvas, theme, settings);
  hourglass_shape(canvas, theme, settings);
}

void draw_data_glyph(ImDrawList& list, const Theme& theme, Kind kind, ImVec2 at, float side) {
  const Canvas canvas{list, at, side};
  switch (kind) {
    case Kind::pictures:
      for (int i = 0; i < 49; ++i) {
        // A stroke through a field of pixels.
        const int x = i % 7, y = i / 7;
        const int distance = std::abs(x - (y < 3 ? 4 : 5 - y / 2)) + (y == 0 || y == 6 ? 1 : 0);
        const ImU32 colour = distance == 0   ? theme.text
                             : distance == 1 ? fade(theme.muted, 0.6F)
                                             : fade(theme.muted, 0.16F);
        const float left = 0.05F + 0.13F * static_cast<float>(x),
                    top = 0.05F + 0.13F * static_cast<float>(y);
        list.AddRectFilled(canvas.place(left, top), canvas.place(left + 0.12F, top + 0.12F),
                           colour);
      }
      return;
    case Kind::points:
      for (int i = 0; i < 44; ++i) {
        const float angle = tau * static_cast<float>(i) / 22;
        const float radius =
            (i < 22 ? 0.34F : 0.16F) + 0.03F * std::sin(static_cast<float>(i) * 5.3F);
        canvas.dot(0.5F + radius * std::cos(angle), 0.5F + radius * std::sin(angle), 0.028F,
                   i < 22 ? theme.second : theme.accent);
      }
      return;
    case Kind::table:
      for (int i = 0; i < 30; ++i) {
        const float left = 0.06F + 0.18F * static_cast<float>(i % 5),
                    top = 0.06F + 0.15F * static_cast<float>(i / 5);
        const float heat = 0.15F + 0.85F * std::abs(std::sin(static_cast<float>(i) * 2.1F));
        list.AddRectFilled(canvas.place(left, top), canvas.place(left + 0.165F, top + 0.12F),
                           fade(theme.second, heat * heat));
      }
  }
}

}  // namespace hourglass::view
