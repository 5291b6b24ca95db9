// What CLI11 knows of the verbs and their flags, written for shells and for readers, so that neither is ever told
// something else than the program does.
#pragma once
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace hourglass {

// A script for a shell, "bash", "zsh" or "fish": it completes verbs, flags, what a flag may be, and files.
std::string completion(const CLI::App&, std::string_view shell);

// The manual's page, for man or mandoc (roff, macros man(7)).
std::string manual(const CLI::App&);

}  // namespace hourglass
