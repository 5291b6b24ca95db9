// Texts in another language: found whole, with holes, or English.
#include "share/texts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

#include "compute/error.h"

using namespace hourglass;

namespace {

struct Language {
  explicit Language(std::string_view json) { set_texts("test", json); }
  ~Language() { set_texts("en", "{}"); }
};

std::string refused(std::string_view json) {
  try {
    set_texts("test", json);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("without a language a text is itself, at its own place") {
  const std::string text = "Train";
  CHECK(tr(text).data() == text.data());
  CHECK(tr("Step {}", 5) == "Step 5");
}

TEST_CASE("texts are found whole or with their holes, and what is missing or empty is English") {
  const Language language(
      R"({"Train": "Lernen", "Step {} of {}": "Schritt {} von {}", "Pause": "", "{} has {}": "{1} in {0}"})");
  CHECK(tr("Train") == "Lernen");
  CHECK(tr("Lernen") == "Lernen");
  CHECK(tr("Pause") == "Pause");
  CHECK(tr("Reset") == "Reset");
  CHECK(tr("Step {} of {}", 3, std::string("9")) == "Schritt 3 von 9");
  CHECK(tr("{} has {}", "a", "b") == "b in a");
  CHECK(tr("Epoch {:.1f}", 2.04) == "Epoch 2.0");
}

TEST_CASE("a translation whose holes do not fit leaves the text in English") {
  const Language language(
      R"({"Step {}": "Schritt {} {}", "Loss {:.2f}": "Verlust {:d}", "{} rows": "{", "Of {}": "Von {2}",)"
      R"("At {}": "Da"})");
  CHECK(tr("Step {}", 5) == "Step 5");
  CHECK(tr("Loss {:.2f}", 0.5) == "Loss 0.50");
  CHECK(tr("{} rows", 7) == "7 rows");
  CHECK(tr("Of {}", 1) == "Of 1");
  CHECK(tr("At {}", 1) == "Da");  // fewer are a translator's choice
}

TEST_CASE("an Error is told in the language, too") {
  const Language language(
      R"({"{}: is a folder; give a file": "{}: ist ein Ordner; gib eine Datei"})");
  try {
    fail("{}: is a folder; give a file", "data");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "data: ist ein Ordner; gib eine Datei");
  }
}

#if HOURGLASS_THREADS
TEST_CASE("another language takes the place of the one before, while others read") {
  const std::string_view words[] = {"Lernen", "Apprendre", "Train"};
  std::atomic<bool> ended = false;
  std::atomic<int> strange = 0;
  std::thread reader([&] {
    while (!ended)
      if (std::ranges::find(words, tr("Train")) == std::end(words)) ++strange;
  });
  for (int i = 0; i < 100; ++i) {
    set_texts("de", R"({"Train": "Lernen"})");
    set_texts("fr", R"({"Train": "Apprendre"})");
  }
  set_texts("en", "{}");
  ended = true;
  reader.join();
  CHECK(strange == 0);
  CHECK(tr("Train") == "Train");
}
#endif

TEST_CASE("what is no language is refused in one line, and the one in force stays") {
  const Language language(R"({"Train": "Lernen"})");
  CHECK(refused("[1]") == "language 'test' is no JSON object; write it as src/texts/texts.json is");
  CHECK(refused("{\"Train\": ") != "");
  CHECK(refused(R"({"Train": 7})") ==
        "language 'test': 'Train' has no text; write one in quotes, or leave it out");
  CHECK(tr("Train") == "Lernen");
}

TEST_CASE("English needs no file, and a language that is not here is refused with those that are") {
  CHECK(language_for("en_GB.UTF-8") == "");
  CHECK(language_for("C") == "");
  CHECK(language_for("xx_YY.UTF-8") == "");
  CHECK_NOTHROW(set_language("en"));
  CHECK_NOTHROW(set_language("C.UTF-8"));
  try {
    set_language("xx");
    CHECK(false);
  } catch (const Error& error) {
    CHECK(std::string(error.what()).starts_with("language 'xx' is not here; choose of: en"));
  }
}
