// The app in a language of the test's own, of which every vowel has dots: what is drawn in plain ones was not looked up.
#include "share/texts.h"

#include <doctest/doctest.h>
#include <imgui.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "app/app.h"
#include "app/asking.h"
#include "data/sources.h"
#include "export/formats.h"
#include "model/lessons.h"
#include "model/presets.h"
#include "view/figure_tips.h"
#include "view/panels.h"
#include "view/theme.h"
#include "view/vectors.h"

using namespace hourglass;

namespace {

nlohmann::ordered_json listed() {
  std::ifstream file(HOURGLASS_TEXTS);
  REQUIRE(file.good());
  return nlohmann::ordered_json::parse(file);
}

std::string dotted(std::string_view english) {
  static constexpr std::string_view plain = "aeiouAEIOU";
  static constexpr std::string_view with_dots[] = {"ä", "ë", "ï", "ö", "ü",
                                                   "Ä", "Ë", "Ï", "Ö", "Ü"};
  std::string text;
  int depth = 0;  // of a hole
  for (const char c : english) {
    if (c == '{') ++depth;
    if (c == '}') --depth;
    const size_t at = plain.find(c);
    if (depth == 0 && at != plain.npos)
      text += with_dots[at];
    else
      text += c;
  }
  return text;
}

struct Dotted {
  Dotted() {
    nlohmann::json texts;
    const nlohmann::ordered_json all = listed();
    for (const auto& [english, nothing] : all.items()) texts[english] = dotted(english);
    set_texts("dotted", texts.dump());
  }
  ~Dotted() { set_texts("en", "{}"); }
};

// Names of presets, of data and their classes, which are the same in all languages; and units.
const std::set<std::string>& names() {
  static const std::set<std::string> all = [] {
    // Of layers and phases, too: JSON has the same.
    std::set<std::string> words{
        "dense",  "tied",  "linear", "tanh",        "sigmoid",  "dropout", "coupling",
        "leaky",  "layer", "log",    "ellipse",     "heart",    "square",  "elli",
        "hea",    "squ",   "nats",   "image",       "pixel",    "point",   "MSE",
        "vae",    "conv",  "relu",   "safetensors", "csv",      "npy",     "Hourglass",
        "WebGPU", "AVX",   "NumPy",  "PyTorch",     "hourglass"};
    const auto add = [&](std::string_view text) {
      std::string word;
      for (const char c : std::string(text) + " ")
        if (std::isalpha(static_cast<unsigned char>(c)))
          word += c;
        else if (!word.empty())
          words.insert(std::exchange(word, {}));
    };
    for (const Preset& preset : presets()) add(preset.name);
    for (const Source& source : sources()) add(source.name);
    return words;
  }();
  return all;
}

// Words of three letters or more with a plain vowel, which are no names.
std::set<std::string> plain_words(std::string_view svg) {
  std::set<std::string> found;
  for (size_t at = 0; (at = svg.find("</text>", at)) != svg.npos; ++at) {
    const size_t from = svg.rfind('>', at) + 1;
    std::string word, text(svg.substr(from, at - from));
    for (const char entity : {'a', 'l', 'g', 'q'})
      for (size_t e; (e = text.find(std::string("&") + entity)) != text.npos;)
        text.replace(e, text.find(';', e) + 1 - e, " ");
    for (const char c : text + " ") {
      if (std::isalpha(static_cast<unsigned char>(c)) || (c & 0x80)) {
        word += c;
        continue;
      }
      const bool whole = std::ranges::none_of(word, [](char b) { return (b & 0x80) != 0; });
      if (whole && word.size() >= 3 && word.find_first_of("aeiou") != word.npos &&
          !names().contains(word))
        found.insert(word + " in '" + text + "'");
      word.clear();
    }
  }
  return found;
}

// The app as its window has it, with nothing behind it.
struct Headless {
  std::unique_ptr<App> app;

  explicit Headless(const std::string& link, ImVec2 size = {1280, 900}) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = size;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    app = std::make_unique<App>(Platform{}, link);
    app->opened(true);
  }
  ~Headless() {
    app.reset();
    for (ImTextureData* texture : ImGui::GetIO().Fonts->TexList) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    }
    ImGui::DestroyContext();
  }

  void frame() {
    ImGui::GetIO().DeltaTime = 1.0f / 60;
    ImGui::NewFrame();
    app->draw();
    ImGui::Render();
  }
  template <class Condition>
  void until(Condition done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(10);
    while (!done()) {
      REQUIRE(std::chrono::steady_clock::now() < end);
      frame();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  void press(std::initializer_list<ImGuiKey> keys) {
    for (const bool down : {true, false}) {
      for (const ImGuiKey key : keys) ImGui::GetIO().AddKeyEvent(key, down);
      for (int i = 0; i < 3; ++i) frame();
    }
  }
  // All that the last frame shows.
  std::string words() {
    const view::Unsmoothed unsmoothed;
    for (int i = 0; i < 3; ++i) frame();
    view::Theme theme = view::make_theme(true);
    const ImVector<ImFont*>& fonts = ImGui::GetIO().Fonts->Fonts;
    theme.body = fonts[0], theme.heading = fonts[1];
    const ImVector<ImDrawList*>& lists = ImGui::GetDrawData()->CmdLists;
    const std::vector<const ImDrawList*> all(lists.begin(), lists.end());
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    return view::as_svg(all, {0, 0}, size, 1, theme, "");
  }
};

std::string together(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "; ") + word;
  return text;
}

}  // namespace

TEST_CASE("every text comes back in the language that has it") {
  const nlohmann::ordered_json all = listed();
  CHECK(all.size() > 1000);
  const Dotted language;
  for (const auto& [english, its] : all.items()) {
    CAPTURE(english);
    CHECK(its == "");
    CHECK(tr(english) == dotted(english));
  }
}

TEST_CASE("the tables' words are texts that can be translated") {
  const Dotted language;
  std::set<std::string> missing;
  const auto check = [&](std::string_view words) {
    const bool letters =
        std::ranges::count_if(words, [](unsigned char c) { return std::isalpha(c); }) > 3;
    if (letters && words.find_first_of("aeiou") != words.npos && tr(words) == words)
      missing.insert(std::string(words));
  };
  for (const Property& p : properties()) {
    check(p.label), check(p.zero), check(p.unit), check(p.source);
    if (p.name != "data") check(p.help);  // which lists them
    for (const Choice& choice : p.choices)
      if (choice.about.find_first_of("^=(") == choice.about.npos) check(choice.about);
  }
  for (const Source& source : sources()) check(source.title), check(source.about);
  for (const view::PanelRow* row : view::panel_rows())
    check(row->title), check(row->tab), check(row->about);
  for (const view::FigureTip& tip : view::figure_tips()) check(tip.meaning);
  for (const ExportFormatFacts& facts : export_formats) check(facts.about);
  for (const Preset& preset : presets())
    check(preset.title), check(preset.line), check(preset.family);
  for (const Lesson& lesson : lessons()) {
    check(lesson.title), check(lesson.question), check(lesson.answer);
    for (const std::string& text : lesson.text) check(text);
  }
  CHECK(together(missing) == "");
}

TEST_CASE("in another language no panel and no card says a word of English") {
  struct Visit {
    const char *preset, *data;
    ImVec2 size;
  };
  const Dotted language;
  for (const auto& [preset, data, size] : {Visit{"vae-2d", "shapes", {1280, 900}},
                                           {"gan-2d", "ring", {1280, 900}},
                                           {"classifier", "shapes", {1280, 900}},
                                           {"mixture", "ring", {390, 844}},
                                           {"flow", "moons", {1280, 900}},
                                           {"stacked", "shapes", {1280, 900}},
                                           {"vae", "shapes&lesson=two-terms", {390, 844}}}) {
    CAPTURE(std::string(preset));
    Headless window(std::string("#v=1&preset=") + preset + "&data=" + data +
                        "&backend=cpu&threads=1&hidden=16&batch=16",
                    size);
    App& app = *window.app;
    window.until([&] { return app.session().status().ready && app.session().snapshot(); });
    app.command("step", nlohmann::json::object(), {}, {}, {});
    window.until([&] { return app.session().status().step > 0; });
    std::set<std::string> plain;
    for (const view::PanelRow* row : view::panel_rows()) {
      app.show(*row);
      plain.merge(plain_words(window.words()));
    }
    window.press({ImGuiKey_F1});  // help
    plain.merge(plain_words(window.words()));
    window.press({ImGuiKey_Escape});
    window.press({ImGuiMod_Ctrl, ImGuiKey_K});  // the search
    plain.merge(plain_words(window.words()));
    CHECK(together(plain) == "");
  }
}

TEST_CASE("names that programs rely on stay English in every language") {
  const auto ids = [] {
    Headless window("#v=1&preset=vae-2d&data=shapes&backend=cpu&threads=1&hidden=16&batch=16");
    window.until(
        [&] { return window.app->session().status().ready && window.app->session().snapshot(); });
    for (int i = 0; i < 5; ++i) window.frame();
    std::set<std::string> all;
    window.app->command("ui", nlohmann::json::object(), {}, {}, [&](const CommandResult& result) {
      for (const auto& item : result.value["items"]) all.insert(item["id"].get<std::string>());
    });
    window.until([&] { return !all.empty(); });
    return all;
  };
  const std::set<std::string> english = ids();
  CHECK(english.contains("play"));
  const Dotted language;
  CHECK(ids() == english);
}
