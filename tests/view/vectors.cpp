// What ImGui drew, as an SVG: words are words again, lines are lines, discs are discs.
#include "view/vectors.h"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "export/well_formed.h"
#include "view/paper.h"
#include "view/plane_points.h"
#include "view/texture.h"

using namespace hourglass;
using namespace hourglass::view;

namespace {

bool contains(std::string_view text, std::string_view what) { return text.find(what) != text.npos; }

// Of what `draw` puts into a list of a frame of its own.
template <class Draw>
std::string drawn(const Paper& paper, Draw draw) {
  const Unsmoothed unsmoothed;
  const ImDrawList* list = nullptr;
  // Twice, so that the letters are where they were when the frame began.
  for (int i = 0; i < 2; ++i)
    paper.frame([&] {
      ImDrawList& its = *ImGui::GetWindowDrawList();
      list = &its;
      draw(its);
    });
  return as_svg(std::array{list}, {0, 0}, {800, 600}, 1, paper.theme, "test");
}

}  // namespace

TEST_CASE("text that was drawn is text in the SVG, spaces and escapes included") {
  const Paper paper;
  const std::string before = drawn(paper, [](ImDrawList&) {});  // the window's own
  const std::string text = drawn(paper, [&](ImDrawList& list) {
    list.AddText(paper.theme.body, 12, {100, 100}, IM_COL32(255, 0, 0, 255), "KL < β & more");
    list.AddText(paper.theme.heading, 17, {100, 200}, IM_COL32(255, 0, 0, 128), "Curves");
  });
  CHECK(xml_trouble(text) == "");
  CHECK(contains(text, ">KL &lt; β &amp; more</text>"));
  CHECK(contains(text, ">Curves</text>"));
  CHECK(count_of(text, "<text") == count_of(before, "<text") + 2);
  CHECK(count_of(text, "font-weight=\"600\"") == 1);
  CHECK(contains(text, "fill-opacity=\"0.5\""));
}

TEST_CASE("lines, polylines, rectangles and circles keep their kind") {
  const Paper paper;
  const ImU32 red = IM_COL32(255, 0, 0, 255);
  const std::string before = drawn(paper, [](ImDrawList&) {});
  const auto added = [&](const std::string& text, const char* element) {
    return count_of(text, element) - count_of(before, element);
  };
  const std::string text = drawn(paper, [&](ImDrawList& list) {
    list.AddLine({100, 100}, {200, 150}, red, 1.5F);
    const std::array points{ImVec2(100, 200), ImVec2(120, 230), ImVec2(140, 230), ImVec2(160, 190)};
    list.AddPolyline(points.data(), 4, IM_COL32(0, 255, 0, 255), 0, 2);
    list.AddRectFilled({300, 100}, {340, 160}, red);
    list.AddRect({300, 200}, {340, 260}, red);
    list.AddCircleFilled({400, 100}, 2.5F, red);
    list.AddCircleFilled({430, 100}, 20, IM_COL32(0, 0, 255, 255));
    list.AddCircle({400, 200}, 8, red, 0, 1.5F);
    list.AddTriangleFilled({500, 100}, {520, 100}, {510, 120}, red);
  });
  CHECK(xml_trouble(text) == "");
  CHECK(contains(text,
                 "<line x1=\"100.5\" y1=\"100.5\" x2=\"200.5\" y2=\"150.5\" stroke=\"#ff0000\" "
                 "stroke-width=\"1.5\"/>"));
  CHECK(contains(text, "<polyline points=\"100,200 120,230 140,230 160,190\""));
  CHECK(contains(text, "<rect x=\"300\" y=\"100\" width=\"40\" height=\"60\" fill=\"#ff0000\"/>"));
  CHECK(contains(text,
                 "<rect x=\"300.5\" y=\"200.5\" width=\"39.01\" height=\"59.01\" fill=\"none\""));
  CHECK(contains(text, "<circle cx=\"400\" cy=\"100\" r=\"2.5\" fill=\"#ff0000\"/>"));
  CHECK(contains(text, "<circle cx=\"430\" cy=\"100\" r=\"20\" fill=\"#0000ff\"/>"));
  CHECK(added(text, "<circle") == 3);
  CHECK(added(text, "<path") == 1);
}

TEST_CASE("pictures and many points are pictures and discs, and what is outside is cut off") {
  const Paper paper;
  Texture texture;
  Points points;
  const std::string text = drawn(paper, [&](ImDrawList& list) {
    const std::span<ImU32> texels = texture.resize(4, 4);
    for (size_t i = 0; i < texels.size(); ++i)
      texels[i] = i % 4 < 2 ? IM_COL32(255, 0, 0, 255) : IM_COL32(0, 0, 255, 255);
    texture.upload();
    list.AddImage(texture.reference(), {100, 100}, {140, 140}, {0, 0}, {1, 1},
                  IM_COL32(255, 255, 255, 128));
    points.prepare(2, 4, 1);
    list.PushClipRect({200, 100}, {300, 200}, true);
    points.begin(list);
    for (int i = 0; i < 7000; ++i)
      points.add(list, {200 + static_cast<float>(i % 100), 150}, i == 0, IM_COL32(1, 2, 3, 255), 0);
    points.end(list);
    list.PopClipRect();
  });
  CHECK(xml_trouble(text) == "");
  CHECK(contains(text, "<image x=\"100\" y=\"100\" width=\"40\" height=\"40\""));
  CHECK(contains(text, "opacity=\"0.5\" href=\"data:image/png;base64,"));
  CHECK(count_of(text, "fill=\"#010203\"/>") == 7000);
  CHECK(contains(text, "<circle cx=\"200\" cy=\"150\" r=\"4\" fill=\"#010203\"/>"));
  CHECK(contains(text, "<rect x=\"200\" y=\"100\" width=\"100\" height=\"100\"/></clipPath>"));
}
