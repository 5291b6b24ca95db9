// Every number and every setting says what it is, in letters that the font has.
#include <doctest/doctest.h>

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <set>
#include <string>

#include "data/sources.h"
#include "method/method.h"
#include "model/presets.h"
#include "view/figure_tips.h"
#include "view/keypad.h"
#include "view/paper.h"
#include "view/setting_rows.h"

using namespace hourglass;
using namespace hourglass::view;

namespace {

// What would be drawn as an empty box.
std::string missing(const Paper& paper, std::string_view text) {
  std::string without;
  for (const char *at = text.data(), *end = at + text.size(); at < end;) {
    unsigned letter = 0;
    const int bytes = ImTextCharFromUtf8(&letter, at, end);
    if (letter >= ' ' && !paper.theme.body->IsGlyphInFont(static_cast<ImWchar>(letter)))
      without.append(at, static_cast<size_t>(bytes));
    at += bytes;
  }
  return without;
}

}  // namespace

TEST_CASE("every setting and every option has a tip, in letters that can be drawn") {
  const Paper paper;
  for (const Property& p : properties()) {
    CAPTURE(std::string(p.name));
    CHECK(!p.help.empty());
    const std::string help = help_of(p);
    CHECK(help.size() > p.help.size());
    CHECK(missing(paper, help) == "");
    CHECK(missing(paper, p.label) == "");
    for (const Choice& choice : p.choices) {
      CAPTURE(std::string(choice.name));
      CHECK(!choice.about.empty());
      CHECK(missing(paper, choice.about) == "");
    }
  }
}

TEST_CASE("every figure has a tip with a formula or a source, in letters that can be drawn") {
  const Paper paper;
  std::set<std::string_view> names;
  for (const FigureTip& tip : figure_tips()) {
    CAPTURE(std::string(tip.name));
    CHECK(names.insert(tip.name).second);
    CHECK(!(tip.meaning.empty() && tip.formula.empty() && tip.source.empty()));
    CHECK(missing(paper, tip.meaning) == "");
    CHECK(missing(paper, tip.formula) == "");
    CHECK(missing(paper, tip.source) == "");
  }
  CHECK_THROWS(figure_tip("nonsense"));
}

TEST_CASE("every series of every preset, and of the terms that can be added, has its row") {
  const Paper paper;
  const auto check = [&](const Settings& settings) {
    const Preset& preset = *find_preset(settings.preset);
    CAPTURE(preset.name);
    const bool points = settings.method == "affine" || settings.method == "mixture" ||
                        settings.method == "flow" || settings.preset == "gan-2d";
    Example example{points ? Shape{1, 1, 1, 2} : Shape{1, 28, 28, 1}, 10};
    if (settings.preset == "lsi") example.shape = {1, 1, 1, 40};
    if (settings.method == "segmentation") example.classes = 4;
    for (const Series& series : make_method(settings, example)->series()) {
      CAPTURE(series.name);
      CHECK(!series.help.empty());
      CHECK(std::ranges::find(figure_tips(), series.name, &FigureTip::name) != figure_tips().end());
      CHECK(series_tip(series).size() > series.help.size());
      CHECK(missing(paper, series_tip(series)) == "");
    }
  };
  for (const Preset& preset : presets()) check(preset_settings(preset.name));
  Settings more = preset_settings("vae");
  more.importance = true;
  check(more);
  more = preset_settings("gan-2d");
  more.adversarial_loss = "wasserstein_gp";
  check(more);
  more = preset_settings("affine-generator");
  more.adversarial = !more.adversarial;
  check(more);
  more = preset_settings("linear");
  more.code_activation = "sigmoid";
  more.l1 = more.kl_sparsity = more.contraction = 1;
  check(more);
  more.hidden = {20};
  check(more);
}

TEST_CASE("keys that are drawn write a number") {
  std::string text;
  for (const char* key : {"−", "1", ".", "5", "e", "−", "3", "7", "back"})
    text = after_key(text, key);
  CHECK(text == "-1.5e-3");
  CHECK(after_key("", "back").empty());
  CHECK(after_key("3,4", ",") == "3,4,");
  CHECK(after_key(std::string(100, '1'), "2").size() == 100);
}
