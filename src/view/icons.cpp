// Each icon is a few strokes in units of a 16 × 16 grid, centred on 0.
#include "view/icons.h"

#include <cmath>
#include <initializer_list>
#include <numbers>

namespace hourglass::view {

namespace {

struct Pen {
  ImDrawList& list;
  ImVec2 centre;
  float unit;  // logical pixels a grid step
  ImU32 colour;

  ImVec2 at(float x, float y) const { return {centre.x + x * unit, centre.y + y * unit}; }
  float width() const { return 1.5F * unit < 1.25F ? 1.25F : 1.5F * unit; }
  void line(float x0, float y0, float x1, float y1) const {
    list.AddLine(at(x0, y0), at(x1, y1), colour, width());
  }
  void triangle(ImVec2 a, ImVec2 b, ImVec2 c) const {
    list.AddTriangleFilled(at(a.x, a.y), at(b.x, b.y), at(c.x, c.y), colour);
  }
  void box(float x0, float y0, float x1, float y1, float round = 0.8F) const {
    list.AddRectFilled(at(x0, y0), at(x1, y1), colour, round * unit);
  }
  void dot(float x, float y, float radius) const {
    list.AddCircleFilled(at(x, y), radius * unit, colour);
  }
  void arc(float x, float y, float radius, float from_turns, float to_turns) const {
    const float turn = 2 * std::numbers::pi_v<float>;
    list.PathArcTo(at(x, y), radius * unit, from_turns * turn, to_turns * turn);
    list.PathStroke(colour, 0, width());
  }
};

// Two bulbs between two plates; the sand below is a little heap.
void hourglass(const Pen& pen) {
  pen.line(-5, -7, 5, -7);
  pen.line(-5, 7, 5, 7);
  for (const float side : {-1.0F, 1.0F}) {
    pen.list.PathLineTo(pen.at(side * 4, -7));
    pen.list.PathBezierCubicCurveTo(pen.at(side * 4, -2.5F), pen.at(side * 0.8F, -2),
                                    pen.at(side * 0.8F, 0));
    pen.list.PathBezierCubicCurveTo(pen.at(side * 0.8F, 2), pen.at(side * 4, 2.5F),
                                    pen.at(side * 4, 7));
    pen.list.PathStroke(pen.colour, 0, pen.width());
  }
  pen.triangle({0, 3}, {2.8F, 6.2F}, {-2.8F, 6.2F});
  pen.triangle({-2, -3}, {2, -3}, {0, -0.6F});
}

void reset(const Pen& pen) {
  // Against the clock, from the lower left around to the upper left.
  const float radius = 5.4F, turns = -0.34F, angle = turns * 2 * std::numbers::pi_v<float>;
  pen.arc(0, 0, radius, turns, 0.46F);
  const float c = std::cos(angle), s = std::sin(angle);
  const auto at = [&](float outwards, float ahead) {
    return ImVec2((radius + outwards) * c + ahead * s, (radius + outwards) * s - ahead * c);
  };
  pen.triangle(at(3.2F, -0.6F), at(-3.2F, -0.6F), at(0, 4.2F));
}

void share(const Pen& pen) {
  pen.line(-3.6F, 0, 3.6F, -4.2F);
  pen.line(-3.6F, 0, 3.6F, 4.2F);
  for (const ImVec2 dot : {ImVec2(-4, 0), ImVec2(4, -4.5F), ImVec2(4, 4.5F)}) {
    pen.list.AddCircleFilled(pen.at(dot.x, dot.y), 2.3F * pen.unit, pen.colour);
  }
}

void help(const Pen& pen) {
  pen.arc(0, -2.6F, 3.2F, 0.48F, 1.1F);
  pen.list.PathLineTo(pen.at(2.6F, -0.7F));
  pen.list.PathBezierCubicCurveTo(pen.at(1.6F, 0.7F), pen.at(0, 0.8F), pen.at(0, 2.8F));
  pen.list.PathStroke(pen.colour, 0, pen.width());
  pen.list.AddCircleFilled(pen.at(0, 6), 1.15F * pen.unit, pen.colour);
}

void sun(const Pen& pen) {
  pen.list.AddCircleFilled(pen.at(0, 0), 3.2F * pen.unit, pen.colour);
  for (int ray = 0; ray < 8; ++ray) {
    const float angle = static_cast<float>(ray) * std::numbers::pi_v<float> / 4;
    const float x = std::cos(angle), y = std::sin(angle);
    pen.line(5 * x, 5 * y, 7 * x, 7 * y);
  }
}

// The crescent between two circles.
void moon(const Pen& pen) {
  const float turn = 2 * std::numbers::pi_v<float>;
  pen.list.PathArcTo(pen.at(0, 0), 6 * pen.unit, 0.02F * turn, 0.73F * turn);
  pen.list.PathArcTo(pen.at(3.1F, -3.1F), 4.6F * pen.unit, 0.59F * turn, 0.16F * turn);
  pen.list.PathFillConcave(pen.colour);
}

void copy(const Pen& pen) {
  pen.list.AddRect(pen.at(-2.5F, -2.5F), pen.at(6, 6), pen.colour, 1.5F * pen.unit, 0, pen.width());
  pen.list.PathLineTo(pen.at(-5.2F, 2.5F));
  pen.list.PathLineTo(pen.at(-6, 2));
  pen.list.PathLineTo(pen.at(-6, -6));
  pen.list.PathLineTo(pen.at(2, -6));
  pen.list.PathLineTo(pen.at(2.5F, -5.2F));
  pen.list.PathStroke(pen.colour, 0, pen.width());
}

// Two pages that lie open.
void book(const Pen& pen) {
  for (const float side : {-1.0F, 1.0F}) {
    pen.list.PathLineTo(pen.at(0, -3.8F));
    pen.list.PathBezierCubicCurveTo(pen.at(side * 2, -5.6F), pen.at(side * 5, -5.8F),
                                    pen.at(side * 7, -5));
    pen.list.PathLineTo(pen.at(side * 7, 4.6F));
    pen.list.PathBezierCubicCurveTo(pen.at(side * 5, 3.8F), pen.at(side * 2, 4), pen.at(0, 5.8F));
    pen.list.PathStroke(pen.colour, 0, pen.width());
  }
  pen.line(0, -3.8F, 0, 5.8F);
}

}  // namespace

void draw_icon(ImDrawList& list, Icon icon, ImVec2 centre, float size, ImU32 colour) {
  const Pen pen{list, centre, size / 16, colour};
  switch (icon) {
    case Icon::none: break;
    case Icon::hourglass: hourglass(pen); break;
    case Icon::play: pen.triangle({-4, -6}, {6.5F, 0}, {-4, 6}); break;
    case Icon::pause:
      pen.box(-5, -6, -1.5F, 6);
      pen.box(1.5F, -6, 5, 6);
      break;
    case Icon::step:
      pen.triangle({-5.5F, -5}, {2.5F, 0}, {-5.5F, 5});
      pen.box(3.2F, -5, 5.6F, 5);
      break;
    case Icon::reset: reset(pen); break;
    case Icon::share: share(pen); break;
    case Icon::help: help(pen); break;
    case Icon::sun: sun(pen); break;
    case Icon::moon: moon(pen); break;
    case Icon::caret:
      list.PathLineTo(pen.at(-3.5F, -1.8F));
      list.PathLineTo(pen.at(0, 1.8F));
      list.PathLineTo(pen.at(3.5F, -1.8F));
      list.PathStroke(colour, 0, pen.width());
      break;
    case Icon::copy: copy(pen); break;
    case Icon::plus:
      pen.line(-5, 0, 5, 0);
      pen.line(0, -5, 0, 5);
      break;
    case Icon::minus: pen.line(-5, 0, 5, 0); break;
    case Icon::check:
      pen.line(-6, 0.5F, -2, 4.5F);
      pen.line(-2, 4.5F, 6, -4.5F);
      break;
    case Icon::book: book(pen); break;
    case Icon::stop: pen.box(-5, -5, 5, 5); break;
    case Icon::more:
      for (const float x : {-4.5F, 0.0F, 4.5F}) pen.dot(x, 0, 1.2F);
      break;
    case Icon::search:
      pen.list.AddCircle(pen.at(-1.2F, -1.2F), 4.6F * pen.unit, colour, 0, pen.width());
      pen.line(2.2F, 2.2F, 6, 6);
      break;
    case Icon::close:
      pen.line(-4.5F, -4.5F, 4.5F, 4.5F);
      pen.line(-4.5F, 4.5F, 4.5F, -4.5F);
      break;
  }
}

}  // namespace hourglass::view
