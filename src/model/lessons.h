// What is taught step by step, one file each in src/lessons/: a network, what to try with it, what to expect.
// The files are embedded when building.
#pragma once
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/settings.h"

namespace hourglass {

struct Lesson {
  std::string name;   // the file's: "two-terms"
  double order = 0;   // of teaching
  std::string title;  // "Two terms against each other"
  std::string preset;
  nlohmann::json settings;            // over the preset's
  uint32_t epochs = 1;                // after which the band holds
  std::vector<std::string> text;      // paragraphs
  std::string formula;                // TeX, lines with \\ between; or empty
  std::vector<std::string> controls;  // settings that matter here
  std::vector<std::string> panels;    // shown first
  std::string exercise;               // something to try
  // A number to reach, and where it is found: "test.mse", "test." and a series of the method.
  struct Expectation {
    std::string key, data, words;  // on these data; what the number is, with its unit
    double least = 0, most = 0;
  } expect;
  std::string question, answer, source;
};

std::span<const Lesson> lessons();  // in teaching order; empty while the page fetches them
const Lesson* find_lesson(std::string_view name);  // null where unknown, or empty

// A file's text. Throws Error where a key is missing or unknown, or a value makes no sense.
Lesson read_lesson(std::string_view name, std::string_view text);
nlohmann::json to_json(const Lesson&);  // as in the file, with its name

// What it sets, {"preset", "data", …}: its network on the data that its band was measured on.
nlohmann::json lesson_changes(const Lesson&);
Settings lesson_settings(const Lesson&);

}  // namespace hourglass
