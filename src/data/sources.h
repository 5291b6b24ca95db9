// The one table of where data come from. The command line's help, errors, the page's list, links and
// settings ask it; a new data set is its own file, which ends with a Source, and a row in sources.cpp.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"

namespace hourglass {

struct Variation;  // variations.h

// Who can have the data.
enum class Reach : uint8_t {
  built_in,  // everybody: they are made from the seed
  known,     // everybody: the page fetches them by their name alone, and known_name() knows them
  files,     // whoever has the files
};

// What a source is opened with.
struct Asked {
  std::string_view text;      // all of it, for messages and as the data's name: "mnist:DIR"
  std::string_view argument;  // what stands behind the colon: "DIR"
  uint64_t seed = 0;
};

struct Source {
  std::string_view name;      // "mnist"
  std::string_view argument;  // its form: "DIR", "IMAGES[,LABELS]"; empty: there is none
  std::string_view title;     // for people: "MNIST"
  std::string_view about;     // what it is: one line
  std::string_view made;      // how it is made, or what is read; its source
  std::string_view example;   // of use: "mnist:data/mnist"
  Reach reach = Reach::built_in;
  Kind kind = Kind::pictures;             // of what is made; files may hold others
  Split (*open)(const Asked&) = nullptr;  // throws Error in one line
};

std::span<const Source> sources();

// "strokes", "mnist:DIR": as it is given.
std::string form(const Source&);
// The forms of all, with commas: for help and errors.
const std::string& source_forms();
// One sentence for the setting `data`.
std::string_view data_help();
// Some lines a source, with examples of use: for the command line's help.
std::string data_guide();

// A name of data in its parts: "mnist:DIR+basic+rot".
struct DataName {
  const Source* source = nullptr;
  std::string_view base;      // "mnist:DIR"
  std::string_view argument;  // "DIR"
  std::vector<const Variation*> variations;
};
// Throws Error where the source is not known, or a built-in one is given an argument or an unknown variation.
DataName parse_data_name(std::string_view text);

// In two steps, for whoever keeps what was opened: the name without its variations, and what they make of it. The
// result is called `text`.
std::string_view base_name(std::string_view text);
Split varied(Split opened, std::string_view text, uint64_t seed);

// Whether the data depend on the seed. False for unknown names.
bool drawn_from_seed(std::string_view text);
// Whether everybody can have them, so that a link may name them: where somebody keeps files, and what
// they are called, is nobody else's business. "mnist:DIR" says where, not what is there.
bool shareable(std::string_view text);

}  // namespace hourglass
