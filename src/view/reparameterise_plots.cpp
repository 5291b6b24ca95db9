// The little plots of μ, σ, z and ε; in ε's one drags.
#include <algorithm>
#include <array>
#include <cmath>

#include "share/ticks.h"
#include "view/focus.h"
#include "view/formula.h"
#include "view/paint.h"
#include "view/reparameterise.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr float title_line = 16;
constexpr float reach = 3.2f;     // the plots go from −reach to reach
constexpr float farthest = 3.0f;  // ε can be dragged to
constexpr uint32_t most_units = 20;

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

// A square with axes and the prior's circles at 1σ and 2σ.
struct Square {
  ImVec2 low;
  float side;
  float scale() const { return side / (2 * reach); }
  ImVec2 at(float u, float v) const {
    return {low.x + side / 2 + u * scale(), low.y + side / 2 - v * scale()};
  }
};

void draw_square(const Context& context, const Square& square) {
  const Theme& theme = context.theme;
  const ImVec2 high{square.low.x + square.side, square.low.y + square.side};
  list().AddRectFilled(square.low, high, mix(theme.card, theme.ground, 0.6f));
  list().AddRect(square.low, high, theme.line);
  const ImVec2 o = paint::snap(square.at(0, 0));
  list().AddLine({square.low.x, o.y}, {high.x, o.y}, theme.line);
  list().AddLine({o.x, square.low.y}, {o.x, high.y}, theme.line);
  for (const float sigmas : {1.0f, 2.0f})
    list().AddCircle(square.at(0, 0), sigmas * square.scale(), mix(theme.line, theme.muted, 0.5f),
                     48);
}

void draw_dot(const Context& context, ImVec2 at, ImU32 colour, float radius) {
  list().AddCircleFilled(at, radius + 1.5f, context.theme.card);
  list().AddCircleFilled(at, radius, colour);
}

// A formula where other plots have a caption, on its line, in letters that fit; then words.
void draw_title(const Context& context, ImVec2 at, float width, std::string_view tex,
                std::string_view words = {}) {
  float letters = context.theme.caption_size + 2;
  SetFormula set = set_formula(context.theme, tex, letters);
  while (set.size.x > width && letters > 11) set = set_formula(context.theme, tex, --letters);
  formula(context, {at.x, at.y + 11 - set.baseline}, set, context.theme.muted);
  paint::caption(context, {at.x + set.size.x, at.y}, words);
}

}  // namespace

void Reparameterise::draw_plane(const Context& context, ImVec2 at, float side) {
  const Theme& theme = context.theme;
  draw_title(context, at, side, R"(z = \mu + \sigma \varepsilon)");
  const ImVec2 low = paint::snap({at.x, at.y + title_line}), high{low.x + side, low.y + side};
  list().AddRectFilled(low, high, mix(theme.card, theme.ground, 0.6f));
  list().AddRect(low, high, theme.line);
  // Looks at the surroundings of μ, so closely that σ can be seen; in steps of 1, 2 and 5, so that
  // the picture does not breathe while training. Where this is in the whole, the plane shows.
  const float half = static_cast<float>(tick_step(2.2 * std::max(sigma_[0], sigma_[1]), 1));
  const float scale = side / (2 * half);
  const auto place = [&](float u, float v) {
    return ImVec2{low.x + side / 2 + (u - mean_[0]) * scale,
                  low.y + side / 2 - (v - mean_[1]) * scale};
  };
  list().PushClipRect(low, high, true);
  const ImVec2 o = paint::snap(place(0, 0));
  list().AddLine({low.x, o.y}, {high.x, o.y}, mix(theme.line, theme.muted, 0.3f));
  list().AddLine({o.x, low.y}, {o.x, high.y}, mix(theme.line, theme.muted, 0.3f));
  constexpr int corners = 48;
  for (const float sigmas : {2.0f, 1.0f}) {
    std::array<ImVec2, corners> outline;
    for (int i = 0; i < corners; ++i) {
      const float angle = 6.2831853f * static_cast<float>(i) / corners;
      outline[static_cast<size_t>(i)] = place(mean_[0] + sigmas * sigma_[0] * std::cos(angle),
                                              mean_[1] + sigmas * sigma_[1] * std::sin(angle));
    }
    list().AddConvexPolyFilled(outline.data(), corners,
                               fade(theme.second, sigmas > 1 ? 0.16f : 0.24f));
    if (sigmas == 1.0f)
      list().AddPolyline(outline.data(), corners, theme.second, ImDrawFlags_Closed, 1.5f);
  }
  list().PopClipRect();
  // Where ε puts z beyond the edge, it waits there.
  const ImVec2 mean = place(mean_[0], mean_[1]), drawn = place(z(0), z(1));
  const ImVec2 kept = paint::inside(drawn, low, high, 5);
  list().AddLine(mean, kept, theme.accent, 1.5f);
  draw_dot(context, mean, theme.second, 2.5f);
  draw_dot(context, kept, theme.accent, 4);
  const int decimals = half < 0.1f ? 2 : 1;
  const float letters = theme.caption_size - 1, line = high.y - 14;
  paint::text(context, {low.x + 3, line}, fixed(mean_[0] - half, decimals), theme.muted, letters);
  paint::text(context, {high.x - 3, line}, fixed(mean_[0] + half, decimals), theme.muted, letters,
              1);
}

void Reparameterise::draw_epsilon(const Context& context, ImVec2 at, float side) {
  const Theme& theme = context.theme;
  draw_title(context, at, side,
             side > 110 ? R"(\varepsilon \sim \mathcal{N}(0, I))" : R"(\varepsilon)", ": drag it");
  const Square square{paint::snap({at.x, at.y + title_line}), side};
  draw_square(context, square);
  ImGui::SetCursorScreenPos(square.low);
  press_area("epsilon", {side, side});
  context.note("reparameterise.epsilon");
  const ImVec2 way = arrows(true);
  if (way.x != 0 || way.y != 0) {
    epsilon_[0] = std::clamp(epsilon_[0] + 0.1f * way.x, -farthest, farthest);
    epsilon_[1] = std::clamp(epsilon_[1] + 0.1f * way.y, -farthest, farthest);
    hold_ = true;
  }
  if (dragged()) {
    const ImVec2 mouse = ImGui::GetIO().MousePos, o = square.at(0, 0);
    epsilon_[0] = std::clamp((mouse.x - o.x) / square.scale(), -farthest, farthest);
    epsilon_[1] = std::clamp((o.y - mouse.y) / square.scale(), -farthest, farthest);
    hold_ = true;  // what is placed by hand stays
  }
  const ImVec2 place = square.at(epsilon_[0], epsilon_[1]);
  list().AddLine(square.at(0, 0), place, theme.accent, 1.5f);
  const bool near = ImGui::IsItemHovered() || ImGui::IsItemActive();
  draw_dot(context, place, near ? theme.text : theme.accent, context.touch ? 7.0f : 5.0f);
}

void Reparameterise::draw_bars(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  const size_t units = std::min<size_t>(mean_.size(), most_units);
  paint::caption(context, at,
                 paint::fitted(context,
                               units < mean_.size() ? "μ ± σ, z of the first 20 units; ε: drag"
                                                    : "μ ± σ and z of each unit; ε: drag",
                               theme.caption_size, size.x));
  const float top = at.y + title_line, height = size.y - title_line;
  const float upper = std::floor(height * 0.6f) - 4, lower = height - upper - 6;
  const float slot = size.x / static_cast<float>(std::max<size_t>(units, 3));
  const float middle = top + upper / 2, scale = upper / (2 * reach);
  const float base = top + upper + 6 + lower / 2, epsilon_scale = lower / (2 * reach);
  const ImVec2 high{at.x + size.x, top + upper};
  list().AddRectFilled({at.x, top}, high, mix(theme.card, theme.ground, 0.6f));
  list().AddRect({at.x, top}, high, theme.line);
  for (const float sigmas : {-2.0f, -1.0f, 0.0f, 1.0f, 2.0f})
    list().AddLine({at.x, middle - sigmas * scale}, {high.x, middle - sigmas * scale},
                   sigmas == 0 ? mix(theme.line, theme.muted, 0.4f) : theme.line);
  list().AddRect({at.x, base - lower / 2}, {high.x, base + lower / 2}, theme.line);
  list().AddLine({at.x, base}, {high.x, base}, mix(theme.line, theme.muted, 0.4f));

  ImGui::SetCursorScreenPos({at.x, top});
  press_area("bars", {size.x, height});
  context.note("reparameterise.bars");
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const auto under =
      static_cast<size_t>(std::clamp((mouse.x - at.x) / slot, 0.0f, static_cast<float>(units) - 1));
  const ImVec2 way = arrows(true);
  if (has_focus()) {
    // Left and right choose the unit, up and down move its ε.
    unit_ = static_cast<size_t>(
        std::clamp(static_cast<float>(unit_) + way.x, 0.0f, static_cast<float>(units) - 1));
    epsilon_[unit_] = std::clamp(epsilon_[unit_] + 0.1f * way.y, -farthest, farthest);
    hold_ = hold_ || way.y != 0;
  } else if (ImGui::IsItemHovered() || ImGui::IsItemActive()) {
    unit_ = under;
  }
  if (dragged()) {
    // In the upper plot one moves z, in the lower ε itself.
    const bool above = ImGui::GetIO().MouseClickedPos[0].y < top + upper + 3;
    const float wanted =
        above ? ((middle - mouse.y) / scale - mean_[unit_]) / std::max(sigma_[unit_], 1e-6f)
              : (base - mouse.y) / epsilon_scale;
    epsilon_[unit_] = std::clamp(wanted, -farthest, farthest);
    hold_ = true;
  }

  list().PushClipRect({at.x, top}, {high.x, base + lower / 2}, true);
  for (size_t k = 0; k < units; ++k) {
    const float x = at.x + slot * (static_cast<float>(k) + 0.5f),
                half = std::max(1.5f, slot * 0.34f);
    if (k == unit_)
      list().AddRectFilled({x - slot / 2, top}, {x + slot / 2, base + lower / 2},
                           fade(theme.muted, 0.12f));
    const auto y = [&](float value) {
      return std::min(std::max(middle - value * scale, top), top + upper);
    };
    list().AddRectFilled({x - half, y(mean_[k] + sigma_[k])}, {x + half, y(mean_[k] - sigma_[k])},
                         fade(theme.second, 0.35f), 1);
    list().AddLine({x - half, y(mean_[k])}, {x + half, y(mean_[k])}, theme.second, 2);
    draw_dot(context, {x, y(z(k))}, theme.accent, std::clamp(half, 2.0f, 4.0f));
    const float tip = base - epsilon_[k] * epsilon_scale;
    list().AddRectFilled({x - half * 0.6f, std::min(base, tip)},
                         {x + half * 0.6f, std::max(base, tip)}, fade(theme.accent, 0.8f));
  }
  list().PopClipRect();
  paint::text(context, {at.x + 4, top + 1}, "z", theme.muted, theme.caption_size);
  paint::text(context, {at.x + 4, base - lower / 2 + 1}, "ε", theme.muted, theme.caption_size);
}

}  // namespace hourglass::view
