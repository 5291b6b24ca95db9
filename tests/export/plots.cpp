// SVG files: they are XML, they have what was drawn, and plots have their series' names.
#include "export/plots.h"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string>

#include "compute/error.h"
#include "export/svg.h"
#include "export/well_formed.h"

using namespace hourglass;

namespace {

bool contains(std::string_view text, std::string_view what) { return text.find(what) != text.npos; }

template <class Body>
std::string refusal(Body body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("the check of XML finds what is wrong") {
  CHECK(xml_trouble("<svg a=\"1\"><g/></svg>\n") == "");
  for (const char* bad :
       {"", "<svg>", "<svg></g>", "<svg a=1/>", "<svg a=\"1\" a=\"2\"/>", "<svg>a & b</svg>",
        "<svg a=\"<\"/>", "<svg/><svg/>", "<svg", "x<svg/>", "<svg>a > b</svg>"}) {
    CAPTURE(bad);
    CHECK(xml_trouble(bad) != "");
  }
}

TEST_CASE("an SVG is well-formed, and words in it are escaped") {
  Svg svg({0, 0}, {100, 50}, 2, "a < b & \"c\"");
  const SvgColour red{255, 0, 0, 128};
  svg.rect({1, 2}, {3, 4}, red);
  svg.frame({1, 2}, {30, 40}, red, 1.5F);
  svg.shade({0, 0}, {10, 10}, red, {0, 0, 255, 255}, true);
  svg.clip({0, 0}, {50, 50});
  svg.line(std::array{SvgPoint{0, 0}, SvgPoint{1.004F, 2.5F}, SvgPoint{3, -4.25F}}, false, red, 2);
  svg.line(std::array{SvgPoint{0, 0}, SvgPoint{1, 2}}, false, red, 1);
  svg.clip({0, 0}, {20, 20});
  svg.disc({5, 5}, 2, red);
  svg.ring({5, 5}, 3, red, 1);
  svg.no_clip();
  svg.text({10, 10}, "β < 1 & \"two\"\n\x01 > 0", red, {.length = 30, .align = 1, .upright = true});
  const std::array<SvgPoint, 3> corners{SvgPoint{0, 0}, SvgPoint{1, 0}, SvgPoint{0, 1}};
  const std::span<const SvgPoint> outlines[] = {corners, corners};
  svg.shape(outlines, red);
  svg.line(std::array{SvgPoint{std::numeric_limits<float>::quiet_NaN(), 1e30F}, SvgPoint{}}, true,
           red, 1);
  const std::string text = svg.finish();
  CHECK(xml_trouble(text) == "");
  CHECK(contains(text, "<title>a &lt; b &amp; &quot;c&quot;</title>"));
  CHECK(contains(text, ">β &lt; 1 &amp; &quot;two&quot; &gt; 0</text>"));
  CHECK(contains(text, " width=\"200\" height=\"100\" viewBox=\"0 0 100 50\""));
  CHECK(contains(text, "points=\"0,0 1,2.5 3,-4.25\""));
  CHECK(contains(text, "fill=\"#ff0000\" fill-opacity=\"0.5\""));
  CHECK(contains(text, "d=\"M0 0L1 0L0 1ZM0 0L1 0L0 1Z\""));
  CHECK(!contains(text, "nan"));
  CHECK(count_of(text, "<clipPath") == 2);
  CHECK(count_of(text, "</g>") == 2);
}

TEST_CASE("a picture in an SVG is a PNG, and blocks of equal pixels are one each") {
  const auto svg_of = [](const Picture& picture) {
    Svg svg({0, 0}, {8, 8}, 1, "");
    svg.picture({0, 0}, {8, 8}, picture, 0.5F);
    return svg.finish();
  };
  // 4 × 4, of blocks of 2 × 2; and the same with one pixel changed.
  Picture blocks{4, 4, 1, {0, 0, 9, 9, 0, 0, 9, 9, 7, 7, 0, 0, 7, 7, 0, 0}};
  const std::string reduced = svg_of(blocks);
  CHECK(xml_trouble(reduced) == "");
  CHECK(contains(reduced, "href=\"data:image/png;base64,iVBORw0KGgo"));
  CHECK(contains(reduced, "image-rendering:pixelated"));
  CHECK(contains(reduced, " opacity=\"0.5\""));
  std::string small = svg_of({2, 2, 1, {0, 9, 7, 0}});
  small.insert(small.find(" opacity"), " style=\"image-rendering:pixelated\"");
  CHECK(reduced == small);
  blocks.pixels[5] = 1;
  CHECK(!contains(svg_of(blocks), "pixelated"));
}

TEST_CASE("curves as SVG have the series' names, a line each, and gaps where there is no number") {
  const float none = std::numeric_limits<float>::quiet_NaN();
  Series first, second;
  first.name = "reconstruction", first.label = "Reconstruction & <more>";
  second.name = "kl", second.label = "KL";
  const std::array series{first, second};
  Curves curves;
  curves.train.series = curves.test.series = 2;
  for (uint32_t step = 1; step <= 20; ++step)
    curves.train.add(step, std::array{100.0F / static_cast<float>(step), step == 10 ? none : 2.0F});
  curves.test.add(20, std::array{6.0F, 2.0F});
  const std::string text = curves_as_svg(curves, series, Settings{}, "nats/image", "vae, <x>");
  CHECK(xml_trouble(text) == "");
  for (const char* words : {">Reconstruction &amp; &lt;more&gt;<", ">KL<", ">Loss, training<",
                            ">Loss, test<", ">steps<", ">nats/image<", ">vae, &lt;x&gt;<"}) {
    CAPTURE(words);
    CHECK(contains(text, words));
  }
  CHECK(count_of(text, "<polyline") == 4);  // the total, one part whole and one in two
  CHECK(count_of(text, "<circle") == 2);    // one point, and the legend's
  CHECK(contains(refusal([&] { curves_as_svg({}, series, Settings{}, "", ""); }), "train it"));
  Curves broken;
  broken.train.series = 2;
  broken.train.add(1, std::array{none, none});
  broken.train.values = {std::numeric_limits<float>::infinity(), none};
  CHECK(contains(refusal([&] { curves_as_svg(broken, series, Settings{}, "", ""); }), "finite"));
}

TEST_CASE("the plane as SVG has a disc for each code and its classes' names") {
  Dataset of;
  of.count = 3;
  of.classes = 2;
  of.labels = {0, 1, 1};
  of.class_names = {"heart", "a<b"};
  const std::string text =
      plane_as_svg(std::array{0.5F, -1.0F, 2.0F, 0.0F, -1.5F, 1.0F}, of, "vae-2d");
  CHECK(xml_trouble(text) == "");
  CHECK(count_of(text, "<circle") == 3 + 2);
  CHECK(contains(text, ">heart<"));
  CHECK(contains(text, ">a&lt;b<"));
  CHECK(contains(refusal([&] { plane_as_svg({}, of, ""); }), "no codes"));
}
