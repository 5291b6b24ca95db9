// Files that lie in the program: embed_files.py puts them there when building.
#pragma once
#include <span>
#include <string_view>

namespace hourglass::embedded {

struct File {
  std::string_view name;  // without folder and ending: "beta-vae"
  std::string_view text;
};

std::span<const File> presets();    // src/presets/*.json, by name
std::span<const File> languages();  // src/texts/*.json but for texts.json; not in the page
// In the page these come when they are first asked for, and are empty until then.
std::span<const File> lessons();  // src/lessons/*.json
std::span<const File> scripts();  // src/export/*.py
std::span<const File>
fonts();              // of formulas, base64url; asked for with the lessons, which have formulas
bool fonts_failed();  // they could not be fetched, and may be later

// In the page these are waited for, and are empty where they cannot be fetched. Not on its first thread.
std::span<const File>
shaders();  // parts of shaders/*.wgsl, "shaders/adam.wgsl:1": from that line on

}  // namespace hourglass::embedded
