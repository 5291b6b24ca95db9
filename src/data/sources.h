// The one table of where data come from. The command line's help, errors, the page's list, links and
// settings ask it; a new data set is its own file, which ends with a Source, and a row in sources.cpp.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"
#include "data/variations.h"

namespace hourglass {

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
  Preparation how{};  // for those that read in ways
  uint32_t most = 0;  // as load_dataset's
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
  bool reads_in_ways = false;             // as read_in_ways(): looks at Asked::how
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

// A name of data in its parts: "mnist:DIR+basic+rot", "images:DIR+size28+invert".
struct DataName {
  const Source* source = nullptr;  // none: of files that a session has ("files")
  std::string_view plain;          // "mnist:DIR", "images:DIR"
  std::string_view
      read;  // with how it is read: "images:DIR+size28"; what prepares must come first for that
  std::string_view argument;  // "DIR"
  std::vector<Written> variations;

  Preparation how() const;  // as it is read
};
// Throws Error where the source is not known, or a built-in one is given an argument or an unknown variation.
DataName parse_data_name(std::string_view text);
// Throws nothing: the source of what is not known is none.
DataName parts_of(std::string_view text);

// In two steps, for whoever keeps what was opened: what is opened, and what variations make of it. The result is
// called `text`. Of sources that read in ways the first is `read`, of others `plain`.
std::string_view base_name(std::string_view text);
Split varied(Split opened, std::string_view text, uint64_t seed);

// Whether the data depend on the seed. False for unknown names.
bool drawn_from_seed(std::string_view text);
// Whether everybody can have them, so that a link may name them: where somebody keeps files, and what
// they are called, is nobody else's business. "mnist:DIR" says where, not what is there.
bool shareable(std::string_view text);

}  // namespace hourglass
