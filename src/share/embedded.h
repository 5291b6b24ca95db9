// Files that lie in the program: embed_files.py puts them there when building.
#pragma once
#include <span>
#include <string_view>

namespace hourglass::embedded {

struct File {
  std::string_view name;  // without folder and ending: "beta-vae"
  std::string_view text;
};

std::span<const File> presets();  // src/presets/*.json, by name
// In the page these two come when they are first asked for, and are empty until then.
std::span<const File> lessons();  // src/lessons/*.json
std::span<const File> scripts();  // src/export/*.py

}  // namespace hourglass::embedded
