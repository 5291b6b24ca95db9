// That formulas are set as print has them, and that those of the lessons fit where they stand.
#include "view/formula.h"

#include <doctest/doctest.h>

#include <imgui_internal.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "model/lessons.h"
#include "paper.h"
#include "snapshot/status.h"
#include "view/panels.h"
#include "view/unit_bars.h"
#include "view/widgets.h"

using namespace hourglass;
using namespace hourglass::view;

namespace {

// A frame in which `check` may measure letters.
template <class Check>
void with_fonts(Check check) {
  const Paper paper;
  paper.frame([&] { check(paper.theme); });
}

constexpr unsigned italic(char letter) { return 0xE000u + static_cast<unsigned char>(letter); }

SetFormula::Mark mark_of(const SetFormula& set, unsigned code) {
  const auto found =
      std::ranges::find_if(set.marks, [&](const auto& mark) { return mark.code == code; });
  REQUIRE(found != set.marks.end());
  return *found;
}

}  // namespace

TEST_CASE("a fraction's numerator stands above its bar and the denominator beneath") {
  with_fonts([](const Theme& theme) {
    const SetFormula set = set_formula(theme, R"(\frac{a}{b} - c)", 20);
    REQUIRE(set.error == "");
    const auto a = mark_of(set, italic('a')), b = mark_of(set, italic('b')), bar = mark_of(set, 0);
    CHECK(a.y < bar.y);
    CHECK(bar.y + bar.height < b.y);
    CHECK(a.x + 2 > bar.x);
    CHECK(bar.x + bar.width < mark_of(set, italic('c')).x);
    // The bar is on the axis, where minus has its own.
    CHECK(bar.y + bar.height / 2 == doctest::Approx(set.baseline - 0.258f * 20).epsilon(0.01));
    CHECK(mark_of(set, italic('c')).y == set.baseline);
    CHECK(set.size.y > 30);
  });
}

TEST_CASE("scripts are smaller, raised and lowered, one above the other") {
  with_fonts([](const Theme& theme) {
    const SetFormula set = set_formula(theme, "x^n_i + y", 20);
    const auto x = mark_of(set, italic('x')), n = mark_of(set, italic('n')),
               i = mark_of(set, italic('i')), y = mark_of(set, italic('y'));
    CHECK(n.size < x.size);
    CHECK(n.y < x.y);
    CHECK(i.y > x.y);
    CHECK(n.x > x.x);
    CHECK(y.x > std::max(n.x, i.x));
    CHECK(y.y == x.y);
    CHECK(set_formula(theme, "x^{n^2}", 20).marks[2].size < n.size);
  });
}

TEST_CASE("limits stand above and beneath a sum, beside it in a line") {
  with_fonts([](const Theme& theme) {
    const SetFormula shown = set_formula(theme, R"(\sum_i^n x)", 20);
    const auto sum = mark_of(shown, 0xF100 + 0x11), i = mark_of(shown, italic('i')),
               n = mark_of(shown, italic('n'));
    CHECK(i.x < mark_of(shown, italic('x')).x);
    CHECK(n.y < sum.y);
    CHECK(i.y > sum.y);
    // Within a fraction it is small.
    const SetFormula small = set_formula(theme, R"(\frac{\sum_i x}{n})", 20);
    CHECK(mark_of(small, u'∑').x < mark_of(small, italic('i')).x);
  });
}

TEST_CASE("relations keep more distance than operators, and a sign of a number none") {
  with_fonts([](const Theme& theme) {
    const auto wide = [&](const char* tex) { return set_formula(theme, tex, 36).size.x; };
    CHECK(wide("a = b") - wide("{a}{=}{b}") == doctest::Approx(20).epsilon(0.01));
    CHECK(wide("a + b") - wide("{a}{+}{b}") == doctest::Approx(16).epsilon(0.01));
    CHECK(wide("a, b") - wide("{a}{,}{b}") == doctest::Approx(6).epsilon(0.01));
    CHECK(wide("-b") == doctest::Approx(wide("{-}{b}")));
    CHECK(wide("(-b)") == doctest::Approx(wide("(b)") + wide("-")));
    CHECK(wide(R"(a \quad b)") - wide("ab") == doctest::Approx(36));
    // Not in scripts, which are narrow.
    CHECK(wide("x^{a=b}") == doctest::Approx(wide("x^{a{=}b}")));
  });
}

TEST_CASE("brackets and roots grow with what they hold, accents stand above it") {
  with_fonts([](const Theme& theme) {
    const auto tall = [&](const char* tex) { return set_formula(theme, tex, 20).size.y; };
    CHECK(tall(R"(\left( \frac{a}{b} \right))") >= tall(R"(\frac{a}{b})"));
    const SetFormula grown = set_formula(theme, R"(\left( \frac{a}{b} \right))", 20);
    CHECK(grown.marks.front().code > 0xF100);
    CHECK(set_formula(theme, R"(\left( a \right))", 20).marks.front().code == '(');
    CHECK(tall(R"(\sqrt{\frac{a}{b}})") > tall(R"(\frac{a}{b})"));
    CHECK(tall(R"(\hat{x})") > tall("x"));
    CHECK(tall(R"(\left\lVert \frac{a}{b} \right\rVert)") > 0.8f * tall(R"(\frac{a}{b})"));
  });
}

TEST_CASE("what is no formula is told in one line and stays as it was written") {
  with_fonts([](const Theme& theme) {
    const auto error = [&](const char* tex) {
      const SetFormula set = set_formula(theme, tex, 16, 300);
      CHECK(set.marks.empty());
      CHECK(set.reading == tex);
      CHECK(set.size.x <= 300);
      return set.error;
    };
    CHECK(error(R"(a + \foo b)") == R"(formula: \foo is not known)");
    CHECK(error("{a + b") == "formula: a { is not closed");
    CHECK(error("a + b}") == "formula: a } too many");
    CHECK(error("x^a^b") == "formula: two ^ on one sign");
    CHECK(error("x^") == "formula: something is missing at its end or before a }");
    CHECK(error(R"(\frac{a})") == "formula: something is missing at its end or before a }");
    CHECK(error(R"(\left( a)") == R"(formula: \left without its \right)");
    CHECK(error(R"(a \right))") == R"(formula: \right without its \left)");
    CHECK(error(R"(\left? a \right))").starts_with(R"(formula: \left and \right take)"));
    CHECK(error(R"(\text{a)") == "formula: words need a { and a }");
    CHECK(error(R"(\mathcal{x})") == "formula: x is not in this alphabet of the font");
    CHECK(error("\\") == R"(formula: \ is not known)");
    CHECK(set_formula(theme, "", 16).error == "");
  });
}

TEST_CASE("a formula is read as a line of words") {
  with_fonts([](const Theme& theme) {
    const auto read = [&](const char* tex) { return set_formula(theme, tex, 16).reading; };
    CHECK(read(R"(z = \mu + \sigma \varepsilon)") == "z = μ + σε");
    CHECK(read(R"(\lVert x - \hat{x} \rVert^2)") == "‖x − x̂‖²");
    CHECK(read(R"(\frac{1}{n} \sum_{i=1}^n x_i)") == "1 / n ∑_(i = 1)^n xᵢ");
    CHECK(read(R"(a \\ b)") == "a; b");
  });
}

TEST_CASE("every lesson's formula is one, and fits its card on a desktop and on a phone") {
  with_fonts([](const Theme& theme) {
    CHECK(set_formula(theme, unit_kl_formula, 15, 300).error == "");
    for (const Lesson& lesson : lessons()) {
      CAPTURE(lesson.name);
      CHECK(lesson.formula != "");
      // 1280×800's column, and a phone of 390.
      for (const float width : {264.0f, 342.0f}) {
        const SetFormula set = set_formula(theme, lesson.formula, 17, width);
        CHECK(set.error == "");
        CHECK(set.size.x <= width);
        CHECK(set.size.y < 160);
        // Not by letters that nobody can read.
        for (const auto& mark : set.marks) CHECK((mark.size == 0 || mark.size >= 8));
        CHECK(std::ranges::any_of(set.marks, [](const auto& mark) { return mark.size >= 14; }));
        CHECK(set.reading.find('\\') == std::string::npos);
      }
    }
  });
}

TEST_CASE("where the font comes late, what has a formula waits for it, and nothing moves") {
  Paper paper;
  ImFont* font = std::exchange(paper.theme.math, nullptr);
  const Lesson& lesson = *std::ranges::find_if(
      lessons(), [](const Lesson& one) { return one.formula.find("frac") != std::string::npos; });
  const Snapshot snapshot;
  const SessionStatus status;
  const Settings settings = lesson_settings(lesson);
  Context::Wishes wishes;
  std::vector<NamedRect> rects;
  Context context{snapshot, 0, paper.theme};
  context.status = &status, context.settings = &settings, context.lesson = &lesson;
  context.wishes = &wishes, context.rects = &rects;
  const PanelRow& row = *find_panel("lesson");
  const std::unique_ptr<Panel> panel = row.make(row);
  // Where its button is; none: nothing of it is drawn.
  const auto button = [&] {
    rects.clear();
    wishes = {};
    paper.frame([&] { panel->draw(context, {300, 460}); });
    const auto found = std::ranges::find(rects, "lesson-train", &NamedRect::id);
    return found == rects.end() ? 0 : found->from.y;
  };
  CHECK(button() == 0);
  CHECK(button() == 0);
  CHECK(paper.theme.math_wanted);
  CHECK(wishes.moving);  // frames go on until it is there
  paper.theme.math = font;
  const float place = button();
  CHECK(place > 0);
  CHECK(button() == place);
}

TEST_CASE("a tip with a formula is seen once it has its whole size") {
  Paper paper;
  ImFont* font = std::exchange(paper.theme.math, nullptr);
  const Snapshot snapshot;
  Context context{snapshot, 0, paper.theme};
  ImGui::GetIO().MouseDelta = {};
  const auto height = [&](std::string_view tex) {
    ImGui::GetIO().AddMousePosEvent(100, 100);
    for (int i = 0; i < 60; ++i)
      paper.frame([&] {
        ImGui::SetCursorScreenPos({50, 50});
        press_area("number", {100, 100});
        tooltip(context, "A number", tex);
      });
    const ImGuiWindow* tip = ImGui::FindWindowByName("##Tooltip_00");
    return tip && tip->Active ? tip->Size.y : 0;
  };
  CHECK(height("") > 0);
  CHECK(height(R"(\frac{a}{b})") == 0);
  paper.theme.math = font;
  CHECK(height(R"(\frac{a}{b})") > 40);
}
